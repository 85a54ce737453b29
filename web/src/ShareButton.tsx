import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { shareLink } from './share';

const SHOWN_MS = 2000;

/** Puts a link to the active editor into the clipboard and into the address bar. */
export function ShareButton() {
  const { queryEditor, variableEditor, operationName } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    operationName: state.operationName,
  }));
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!said) {
      return;
    }
    const timer = setTimeout(() => setSaid(''), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);

  async function share() {
    const link = shareLink(location.href, {
      query: queryEditor?.getValue() ?? '',
      variables: variableEditor?.getValue() ?? '',
      operationName: operationName ?? '',
    });
    history.replaceState(null, '', link);
    try {
      await navigator.clipboard.writeText(link);
      setSaid('Link copied');
    } catch {
      // No clipboard outside https and localhost, or the reader refused it.
      setSaid('Link is in the address bar');
    }
  }

  return (
    <div className="share">
      <ToolbarButton label="Copy share link" onClick={share}>
        <LinkIcon />
      </ToolbarButton>
      <span className="share-said" role="status">
        {said}
      </span>
    </div>
  );
}

function LinkIcon() {
  return (
    <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" aria-hidden="true">
      <path d="M10 14a4.2 4.2 0 0 0 6 0l3.4-3.4a4.2 4.2 0 0 0-6-6L12 6" />
      <path d="M14 10a4.2 4.2 0 0 0-6 0l-3.4 3.4a4.2 4.2 0 0 0 6 6L12 18" />
    </svg>
  );
}

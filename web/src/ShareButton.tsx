import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { copied, useSaid } from './said';
import { shareLink } from './share';
import { LinkIcon } from './icons';

/** Puts a link to the active editor into the clipboard and into the address bar. */
export function ShareButton() {
  const { queryEditor, variableEditor, operationName } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    operationName: state.operationName,
  }));
  const [said, say] = useSaid();

  async function share() {
    const link = shareLink(location.href, {
      query: queryEditor?.getValue() ?? '',
      variables: variableEditor?.getValue() ?? '',
      operationName: operationName ?? '',
    });
    history.replaceState(null, '', link);
    say((await copied(link)) ? 'Link copied' : 'Link is in the address bar');
  }

  return (
    <div className="saying">
      <ToolbarButton label="Copy share link" onClick={share}>
        <LinkIcon />
      </ToolbarButton>
      {said}
    </div>
  );
}

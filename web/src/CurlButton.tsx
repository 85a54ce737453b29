import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { curl } from './curl';
import { endpoint } from './endpoint';
import { TerminalIcon } from './icons';
import { copied, useSaid } from './said';

/** Puts the request into the clipboard as a command for a shell. */
export function CurlButton() {
  const { queryEditor, variableEditor, headerEditor, operationName } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    headerEditor: state.headerEditor,
    operationName: state.operationName,
  }));
  const [said, say] = useSaid();

  async function copy() {
    try {
      const command = curl(
        endpoint(location.href).http,
        { query: queryEditor?.getValue() ?? '', variables: variableEditor?.getValue() ?? '', operationName: operationName ?? '' },
        headerEditor?.getValue() ?? '',
      );
      say((await copied(command)) ? 'Command copied' : 'The browser refused to copy');
    } catch (error) {
      say((error as Error).message);
    }
  }

  return (
    <div className="saying">
      <ToolbarButton label="Copy as curl" onClick={copy}>
        <TerminalIcon />
      </ToolbarButton>
      {said}
    </div>
  );
}

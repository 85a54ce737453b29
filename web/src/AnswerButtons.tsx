import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { csvText } from './csv';
import { flatten } from './flatten';
import { SaveIcon } from './icons';
import { useSaid } from './said';
import { save } from './save';

/** Saves what the answer shows, as JSON or as a table. */
export function AnswerButtons() {
  const { responseEditor, operationName } = useGraphiQL((state) => ({ responseEditor: state.responseEditor, operationName: state.operationName }));
  const [said, say] = useSaid();

  function download(form: 'json' | 'csv') {
    let answer: unknown;
    try {
      answer = JSON.parse(responseEditor?.getValue() ?? '');
    } catch {
      say('Run a query first');
      return;
    }
    const name = `dragoman-${(operationName || 'answer').toLowerCase()}.${form}`;
    if (form === 'json') {
      save(name, `${JSON.stringify(answer, null, 2)}\n`, 'application/json');
    } else {
      save(name, csvText(flatten(answer)), 'text/csv;charset=utf-8');
    }
    say(`${name} saved`);
  }

  return (
    <div className="saying" data-operation={operationName /* tells a test what would run */}>
      <ToolbarButton label="Download the answer as JSON" onClick={() => download('json')}>
        <SaveIcon>JSON</SaveIcon>
      </ToolbarButton>
      <ToolbarButton label="Download the answer as CSV" onClick={() => download('csv')}>
        <SaveIcon>CSV</SaveIcon>
      </ToolbarButton>
      {said}
    </div>
  );
}

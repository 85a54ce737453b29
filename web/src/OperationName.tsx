import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';

/**
 * Selects the operation a share link names, once, when the editor has parsed the document.
 * The cursor goes there too, because Ctrl-Enter runs the operation it stands in.
 */
export function OperationName({ wanted }: { wanted: string }) {
  const { operations, queryEditor } = useGraphiQL((state) => ({
    operations: state.operations,
    queryEditor: state.queryEditor,
  }));
  const { setOperationName } = useGraphiQLActions();
  const done = useRef(!wanted);
  useEffect(() => {
    if (done.current || !operations?.length || !queryEditor) {
      return;
    }
    done.current = true;
    const operation = operations.find(({ name }) => name?.value === wanted);
    const model = queryEditor.getModel();
    if (!operation?.loc || !model) {
      return;
    }
    setOperationName(wanted);
    const start = model.getPositionAt(operation.loc.start);
    queryEditor.setPosition(start);
    queryEditor.revealLineInCenterIfOutsideViewport(start.lineNumber);
  }, [operations, queryEditor, setOperationName, wanted]);
  return null;
}

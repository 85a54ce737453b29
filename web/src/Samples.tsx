import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { useId, useState } from 'react';
import { SamplesIcon } from './icons';
import { QUESTIONS, type Question } from './questions';

/** Room for samples beside the editors. On narrower pages they give way to the one that is opened. */
export const WIDE = '(min-width: 1000px)';

/** Worked questions by task, beside the editor; a click opens one in a tab. */
export const SAMPLES: GraphiQLPlugin = { title: 'Samples', icon: SamplesIcon, content: Samples };

function Samples() {
  const { schema, tabs, queryEditor, variableEditor } = useGraphiQL((state) => ({
    schema: state.schema,
    tabs: state.tabs,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  const { addTab, changeTab, setVisiblePlugin } = useGraphiQLActions();
  const [words, setWords] = useState('');
  const box = useId();
  const served = QUESTIONS.filter((q) => has(schema, q.needs) && fits(q, words));
  const tasks = [...new Set(served.map((q) => q.task))];

  // One that is open already is shown, not opened twice.
  function open(question: Question) {
    if (!matchMedia(WIDE).matches) {
      setVisiblePlugin(null);
    }
    const there = tabs.findIndex((t) => t.query === question.query && (t.variables ?? '') === question.variables);
    if (there >= 0) {
      changeTab(there);
    } else {
      addTab();
      queryEditor?.setValue(question.query);
      variableEditor?.setValue(question.variables);
    }
    if (matchMedia(WIDE).matches) { // a phone would cover it with its keyboard
      queryEditor?.focus(); // Ctrl-Enter is heard there
    }
  }

  return (
    <div className="samples">
      <h2>Samples</h2>
      <label className="samples-words" htmlFor={box}>
        Questions with answers; a click opens one in a tab, Ctrl-Enter runs it.
      </label>
      <input id={box} type="search" placeholder="Look for a word" value={words} onChange={(e) => setWords(e.target.value)} />
      {served.length === 0 && <p role="status">No sample has this word.</p>}
      {tasks.map((task) => (
        <section key={task} aria-label={task}>
          <h3>{task}</h3>
          <ul>
            {served.filter((q) => q.task === task).map((q) => (
              <li key={q.title}>
                <button type="button" onClick={() => open(q)}>
                  <b>{q.title}</b>
                  <span>{q.about}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const fits = (q: Question, words: string) => words.toLowerCase().split(/\s+/).every((w) => `${q.task} ${q.title} ${q.about} ${q.query}`.toLowerCase().includes(w));

/** Whether a schema has "Type.field" or "Type.field(argument)"; all of it counts as there until the schema is known. */
export function has(schema: GraphQLSchema | null | undefined, needed: string): boolean {
  const [, typeName, fieldName, argument] = /^(\w+)\.(\w+)(?:\((\w+)\))?$/.exec(needed) ?? [];
  if (!schema || !typeName) {
    return needed === '' || !schema;
  }
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  return field !== undefined && (!argument || field.args.some((a) => a.name === argument));
}

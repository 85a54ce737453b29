// The worked questions live in JSON because Go reads the same file: web.Questions feeds the
// test that holds every query against the schema.
import questions from './questions.json';

export interface Question {
  title: string;
  about: string;
  query: string;
  variables: string;
}

export const QUESTIONS: readonly Question[] = questions.map((q) => ({
  ...q,
  variables: indented(q.variables),
}));

/** Variables as the editor shows them: indented, and empty when there are none. */
export function indented(variables: object): string {
  return Object.keys(variables).length === 0 ? '' : JSON.stringify(variables, null, 2);
}

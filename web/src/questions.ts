// The worked questions live in JSON because Go reads the same file: web.Questions feeds the
// tests that ask every one of them of a real server.
import questions from './questions.json';
import { indented } from './share';

export interface Question {
  task: string; // a heading of the samples
  title: string;
  about: string;
  tab: boolean; // opened at the first visit
  needs: string; // "Type.field(argument)" that not every served schema has; "" for none
  query: string;
  variables: string;
}

type Stored = Omit<Question, 'variables' | 'tab' | 'needs'> & { variables: object; tab?: boolean; needs?: string };

export const QUESTIONS: readonly Question[] = (questions as Stored[]).map(({ tab = false, needs = '', variables, ...q }) => ({ ...q, tab, needs, variables: indented(variables) }));

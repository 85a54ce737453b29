import { indented } from './questions';

/** One editor's content, as a link carries it. Headers are never part of it: they may hold a token. */
export interface Shared {
  query: string;
  variables: string;
  operationName: string;
}

/** What the address asks to open, or undefined when it names no query. */
export function readShared(search: string): Shared | undefined {
  const params = new URLSearchParams(search);
  const query = params.get('query');
  if (!query) {
    return undefined;
  }
  return {
    query,
    variables: readable(params.get('variables') ?? ''),
    operationName: params.get('operationName') ?? '',
  };
}

/** The address that opens the same content; empty parts are left out. */
export function shareLink(page: string, shared: Shared): string {
  const link = new URL(page);
  link.hash = '';
  link.search = '';
  link.searchParams.set('query', shared.query);
  const variables = compact(shared.variables);
  if (variables) {
    link.searchParams.set('variables', variables);
  }
  if (shared.operationName) {
    link.searchParams.set('operationName', shared.operationName);
  }
  return link.href;
}

// Half-typed or commented JSON is passed on as it is: the editor will say what is wrong with it.
function readable(variables: string): string {
  try {
    return indented(JSON.parse(variables));
  } catch {
    return variables;
  }
}

function compact(variables: string): string {
  try {
    const value = JSON.parse(variables);
    return Object.keys(value).length === 0 ? '' : JSON.stringify(value);
  } catch {
    return variables.trim();
  }
}

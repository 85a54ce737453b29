/** One editor's content, as a link carries it. Headers are never part of it: they may hold a token. */
export interface Shared {
  query: string;
  variables: string;
  operationName: string;
}

/**
 * What the address asks to open, or undefined when it names no query. It stands behind "#", which
 * no server and no log of a proxy sees; links of earlier versions have it behind "?".
 */
export function readShared(page: string): Shared | undefined {
  const { hash, search } = new URL(page);
  const params = [hash.slice(1), search.slice(1)].map((part) => new URLSearchParams(part)).find((part) => part.get('query'));
  const query = params?.get('query');
  if (!params || !query) {
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
  link.search = '';
  const parts = new URLSearchParams({ query: shared.query });
  const variables = compact(shared.variables);
  if (variables) {
    parts.set('variables', variables);
  }
  if (shared.operationName) {
    parts.set('operationName', shared.operationName);
  }
  link.hash = parts.toString();
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

/** Variables as the editor shows them: indented, and empty when there are none. */
export function indented(variables: object): string {
  return Object.keys(variables).length === 0 ? '' : JSON.stringify(variables, null, 2);
}

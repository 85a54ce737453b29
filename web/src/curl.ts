import type { Shared } from './share';

// What proves who somebody is stays out of the clipboard; the shell puts it in.
const SECRET: Record<string, string> = { authorization: 'DRAGOMAN_AUTHORIZATION', cookie: 'DRAGOMAN_COOKIE' };

/**
 * The request as a command for a POSIX shell. Throws where variables or headers are no JSON object.
 * A header that proves who somebody is becomes a variable of the shell.
 */
export function curl(endpoint: string, { query, variables, operationName }: Shared, headers: string): string {
  const body = JSON.stringify({ query, variables: object('The variables', variables), operationName: operationName || undefined });
  const own = Object.entries(object('The headers', headers) ?? {}).map(([name, value]) => {
    const secret = SECRET[name.toLowerCase()];
    return secret ? `${quoted(`${name}: `)}"$${secret}"` : quoted(`${name}: ${String(value)}`);
  });
  return [
    `curl -sS ${quoted(endpoint)}`,
    ...[quoted('Content-Type: application/json'), quoted('Accept: application/graphql-response+json'), ...own].map((h) => `-H ${h}`),
    `--data-raw ${quoted(body)}`,
  ].join(' \\\n  ');
}

/** One word of a POSIX shell: within apostrophes nothing is special but the apostrophe. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function object(what: string, text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${what} are no JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${what} are no JSON object`);
  }
  return value as Record<string, unknown>;
}

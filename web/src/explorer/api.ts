// The only way from the page to the store: the endpoint beside it.
import { endpoint } from '../endpoint';
import { ABILITIES, abilities, operation, type Abilities, type Operation } from './operations';

const KEPT = 300; // answers

export type Trouble = 'OFFLINE' | 'UNAUTHENTICATED' | 'REFUSED';

/** Why there is no answer. `code` is the server's own, where it gave one. */
export class NoAnswer extends Error {
  constructor(
    readonly trouble: Trouble,
    message: string,
    readonly code = '',
    readonly ids: string[] = [],
    readonly requestId = '',
  ) {
    super(message);
  }
}

interface Failure {
  message: string;
  extensions?: { code?: string; ids?: string[]; requestId?: string };
}

/**
 * Asks, and keeps answers by question, so that undo and the repetition of expansions cost
 * nothing. `forget` drops them. The token lives in this object alone.
 */
export class Api {
  token = '';
  #kept = new Map<string, Promise<unknown>>();
  #able: Promise<Abilities> | undefined;
  readonly #url = endpoint(location.href).http;

  /** What the served schema has. */
  able(): Promise<Abilities> {
    this.#able ??= this.#post(ABILITIES, {}).then((data) => abilities(data as Parameters<typeof abilities>[0]));
    this.#able.catch(() => (this.#able = undefined));
    return this.#able;
  }

  async ask<T>(name: Operation, variables: Record<string, unknown>, signal?: AbortSignal): Promise<T> {
    const query = operation(name, await this.able());
    const key = JSON.stringify([name, variables]);
    for (;;) {
      const kept = this.#kept.get(key) ?? this.#post(query, variables, signal);
      this.#kept.delete(key); // to the end: the oldest goes first
      this.#kept.set(key, kept);
      if (this.#kept.size > KEPT) {
        this.#kept.delete(this.#kept.keys().next().value!);
      }
      try {
        return (await kept) as T;
      } catch (error) {
        if (this.#kept.get(key) === kept) {
          this.#kept.delete(key);
        }
        // Another who asked the same may have given up; then it is asked again.
        if (signal?.aborted || !(error instanceof DOMException && error.name === 'AbortError')) {
          throw error;
        }
      }
    }
  }

  forget(): void {
    this.#kept.clear();
    this.#able = undefined;
  }

  async #post(query: string, variables: Record<string, unknown>, signal?: AbortSignal): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/graphql-response+json, application/json',
          ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
        },
        body: JSON.stringify({ query, variables }),
        signal,
      });
    } catch (error) {
      if (signal?.aborted) {
        throw error;
      }
      throw new NoAnswer('OFFLINE', 'The server does not answer. What is on the page stays; nothing new can be asked.');
    }
    return read(response);
  }
}

async function read(response: Response): Promise<unknown> {
  let body: { data?: unknown; errors?: Failure[] };
  try {
    body = await response.json();
  } catch {
    throw new NoAnswer('OFFLINE', `The endpoint answered ${response.status} ${response.statusText} without JSON.`);
  }
  if (body.errors?.length || !body.data) {
    const { message, extensions } = body.errors?.[0] ?? { message: `The endpoint answered ${response.status} without data.`, extensions: undefined };
    const code = extensions?.code ?? '';
    throw new NoAnswer(code === 'UNAUTHENTICATED' ? 'UNAUTHENTICATED' : 'REFUSED', message, code, extensions?.ids, extensions?.requestId);
  }
  return body.data;
}

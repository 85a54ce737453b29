import { createContext, useContext, useEffect, useRef, useState } from 'react';
import type { Mark } from './answers';
import { NoAnswer, type Api } from './api';
import type { Abilities } from './operations';
import type { State } from './state';

/** What every part of the page may use. */
export interface Explorer {
  api: Api;
  able: Abilities;
  state: State;
  change(to: (s: State) => State): void; // can be undone
  select(id: string): void; // looked at, not undone
  learn(marks: Iterable<Mark>): void;
  nameOf(id: string): string;
  markOf(id: string): Mark | undefined;
  asked: number; // grows when everything is to be asked again
}

export const ExplorerContext = createContext<Explorer | null>(null);

export function useExplorer(): Explorer {
  return useContext(ExplorerContext)!;
}

export interface Answered<T> {
  value: T | null;
  error: Error | null;
  busy: boolean;
}

/**
 * The answer to a question that `key` names; "" asks nothing. While another is being
 * fetched the last one stays, unless `fresh` says that it would mislead.
 */
export function useAnswer<T>(key: string, ask: (signal: AbortSignal) => Promise<T>, fresh = false): Answered<T> {
  const [answered, set] = useState<Answered<T> & { key: string }>({ value: null, error: null, busy: key !== '', key: '' });
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (key === '') {
      set({ value: null, error: null, busy: false, key });
      return;
    }
    const stop = new AbortController();
    set((before) => ({ ...before, value: fresh ? null : before.value, busy: true }));
    latest.current(stop.signal).then(
      (value) => !stop.signal.aborted && set({ value, error: null, busy: false, key }),
      (error: Error) => !stop.signal.aborted && set((before) => ({ value: offline(error) ? before.value : null, error, busy: false, key })),
    );
    return () => stop.abort();
  }, [key, fresh]);
  if (answered.key === key) {
    return answered;
  }
  return fresh ? { value: null, error: null, busy: true } : { ...answered, busy: key !== '' };
}

const offline = (error: Error) => error instanceof NoAnswer && error.trouble === 'OFFLINE';

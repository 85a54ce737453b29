import { useState, type ReactNode } from 'react';
import type { Day, Line, Mark, Paper as Document, Told } from './answers';
import { NoAnswer } from './api';
import { useExplorer } from './context';
import { around } from './state';
import { Status, Symbol } from './Symbol';
import { bounds, day, detail, lower, outlet, paper, rating, RELIABILITY, sourcesWord, told } from './words';

/** A link to an entity: selects it; with no picture to select it in, opens one. */
export function Entity({ mark }: { mark: Pick<Mark, 'id' | 'name'> & Partial<Mark> }) {
  const { state, select, change } = useExplorer();
  const inPicture = state.task === 'around' || state.task === 'connect' || state.task === 'time' || state.task === 'disputes';
  return (
    <button type="button" className="entity" onClick={() => (inPicture ? select(mark.id) : change((s) => around(s, [mark.id])))}>
      {mark.kind && <Symbol kind={mark.kind} size={13} />}
      {mark.name}
    </button>
  );
}

/** When, as written; the bounds in the tooltip and for readers of the screen. */
export function When({ when }: { when: Day | null | undefined }) {
  const limits = bounds(when);
  return (
    <span className={/^[\d-]+$/.test(day(when)) ? 'when whole' : 'when'} title={[limits, when?.basis].filter(Boolean).join(': ') || undefined}>
      {day(when)}
    </span>
  );
}

/** A relation as a sentence that opens its evidence. `seen` is the end it is read from. */
export function Statement({ line, seen }: { line: Told; seen?: string }) {
  const { select, state } = useExplorer();
  const forward = !seen || line.from.id === seen;
  const [first, second] = forward ? [line.from, line.to] : [line.to, line.from];
  return (
    <button type="button" className="statement" aria-pressed={state.selected === line.id} onClick={() => select(line.id)}>
      <span>
        {!seen && <b>{first.name} </b>}
        {told(line, line.from, line.to, forward)} <b>{second.name}</b>
        {detail(line, line.when) && <span className="soft"> · {detail(line, line.when)}</span>}
      </span>
      <span className="facts">
        <Status status={line.status} />
        <span>{sourcesWord(line.independentSources)}</span>
        <When when={line.when} />
        {rating(line) && <span>{rating(line)}</span>}
      </span>
    </button>
  );
}

const MOST_PARAGRAPHS = 5;

/** Where in a document: ", paragraph 3", ", paragraphs 3, 5 and 7 more". */
export function paragraphs(locators: readonly (number | null)[]): string {
  const all = [...new Set(locators.filter((l): l is number => Boolean(l)))].sort((a, b) => a - b);
  const more = all.length - MOST_PARAGRAPHS;
  return all.length === 0 ? '' : `, paragraph${all.length > 1 ? 's' : ''} ${all.slice(0, MOST_PARAGRAPHS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A document with its outlet, day and reliability. */
export function Paper({ document: d, locators = [] }: { document: Document; locators?: readonly (number | null)[] }) {
  return (
    <span className="paper">
      {d.url && /^https?:/.test(d.url) ? (
        <a href={d.url} rel="noreferrer noopener" target="_blank">
          {paper(d)}
        </a>
      ) : (
        <cite>{paper(d)}</cite>
      )}
      {paragraphs(locators)}
      <span className="soft">
        {' '}
        · {outlet(d)} · {d.published?.text || d.published?.edtf || 'publication day unknown'} ·{' '}
        <abbr title={RELIABILITY[d.reliability]}>{d.reliability}</abbr>
        {d.basedOn.length > 0 && ` · based on ${d.basedOn.map((b) => b.id).join(', ')}`}
      </span>
    </span>
  );
}

/** Why there is nothing, and what can be done. */
export function Trouble({ error, onRetry }: { error: Error; onRetry(): void }) {
  const known = error instanceof NoAnswer ? error : null;
  return (
    <div className="trouble" role="alert">
      <p>
        <b>{known?.trouble === 'OFFLINE' ? 'No connection. ' : known?.code ? `${lower(known.code)}: ` : ''}</b>
        {error.message}
      </p>
      {known?.requestId && <p className="soft">Request {known.requestId}</p>}
      {known?.code === 'NOT_FOUND' ? (
        <p>Take it out of the question, or find what was meant by its name.</p>
      ) : (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Section({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="part">
      <h3>
        {title}
        {aside && <small>{aside}</small>}
      </h3>
      {children}
    </section>
  );
}

/** Something that unfolds; `open` says how it begins, then the reader does. */
export function Fold({ title, open, children }: { title: ReactNode; open?: boolean; children: ReactNode }) {
  const [begins] = useState(open);
  return (
    <details className="fold" open={begins}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

export const uniqueBy = <T,>(items: Iterable<T>, key: (item: T) => string): T[] => [...new Map([...items].map((i) => [key(i), i])).values()];

export const documentsOf = (lines: Iterable<Line>): Document[] => uniqueBy([...lines].flatMap((l) => l.documents), (d) => d.id);

import { useState } from 'react';
import type { Foundation, Line, Origin, Paper as Document, Without } from './answers';
import { useAnswer, useExplorer } from './context';
import type { Picture } from './draw';
import { Fold, Paper, uniqueBy } from './Parts';
import { filter, toggled, variable } from './state';
import { count, lower, paper } from './words';

interface Rest<T> {
  id: string;
  of: T | null;
  relations: number; // in what is shown
  alone: number; // of these, resting on nothing else
}

/**
 * What the picture, or the path in view, rests on; each document and source can be left out.
 * `plain` is the picture with nothing left out: its rows keep their places.
 */
export function Basis({ picture, plain }: { picture: Picture; plain: Picture | null }) {
  const { state, change, api, able, asked, nameOf } = useExplorer();
  const [checked, setChecked] = useState('');
  const { excludeDocuments, excludeSources } = state.where;
  const out = excludeDocuments.length + excludeSources.length;
  const path = picture.connection?.paths[state.path];
  const shown = linesOf(picture, state.path);
  const all = [...linesOf(plain ?? picture, state.path), ...shown];

  const documents = rests(all.flatMap((l) => l.documents), (d) => d.id, shown, (l) => l.documents.map((d) => d.id));
  const absent = excludeDocuments.filter((id) => !documents.some((d) => d.id === id));
  const named = useAnswer(absent.length > 0 ? `${asked} ${absent.join(' ')}` : '', (signal) => Promise.all(absent.map((id) => api.ask<{ document: Document | null }>('paper', { id }, signal))));
  absent.forEach((id, i) => documents.push({ id, of: named.value?.[i]?.document ?? null, relations: 0, alone: 0 }));

  const entities = all.flatMap((l) => l.sources).filter((s): s is Origin & { entity: { id: string; name: string } } => s.entity !== null).map((s) => s.entity);
  const sources = rests(entities, (e) => e.id, shown, (l) => l.sources.flatMap((s) => (s.entity ? [s.entity.id] : [])));
  excludeSources.filter((id) => !sources.some((s) => s.id === id)).forEach((id) => sources.push({ id, of: { id, name: nameOf(id) }, relations: 0, alone: 0 }));

  // Whether the path stands without each takes many searches, so it is asked for by a button.
  const steps = path?.steps.map((s) => s.relation.id) ?? [];
  const question = path && able.has('Query.sources') ? JSON.stringify([steps, state.lens, state.maxHops, state.degreeCap, state.where]) : '';
  const found = useAnswer(question !== '' && checked === question ? `${asked} ${question}` : '', async (signal) =>
    (await api.ask<{ sources: Foundation }>('basis', { of: steps, lens: state.lens, maxHops: state.maxHops, degreeCap: state.degreeCap, where: variable(state.where) }, signal)).sources, true);
  const without = (kind: 'document' | 'source', id: string) =>
    kind === 'document' ? found.value?.documents.find((d) => d.document.id === id)?.without : found.value?.sources.find((s) => s.source.entity?.id === id)?.without;

  if (documents.length === 0 && sources.length === 0) {
    return null;
  }
  return (
    <Fold title={<>What {path ? 'this path' : 'this'} rests on{out > 0 && <span className="tag">{out} left out</span>}</>} open={out > 0}>
      <p className="soft">Untick one to see what is left without it.</p>
      {question !== '' && !found.value && (
        <button type="button" className="small" disabled={found.busy && checked === question} onClick={() => setChecked(question)}>
          {found.busy && checked === question ? 'Looking…' : 'Does it stand without each?'}
        </button>
      )}
      {found.error && <p className="warn">{found.error.message}</p>}
      {found.value && <Cut found={found.value} hops={state.maxHops} />}
      <fieldset>
        <legend>Documents</legend>
        {documents.map((d) => (
          <Row key={d.id} rest={d} name={d.of ? paper(d.of) : d.id} what="document" out={excludeDocuments.includes(d.id)} without={without('document', d.id)} onToggle={() => change((s) => filter(s, { excludeDocuments: toggled(s.where.excludeDocuments, d.id) }))}>
            {d.of ? <Paper document={d.of} /> : d.id}
          </Row>
        ))}
      </fieldset>
      {sources.length > 0 && (
        <fieldset>
          <legend>Sources</legend>
          {sources.map((s) => (
            <Row key={s.id} rest={s} name={s.of?.name ?? s.id} what="source" out={excludeSources.includes(s.id)} without={without('source', s.id)} onToggle={() => change((t) => filter(t, { excludeSources: toggled(t.where.excludeSources, s.id) }))}>
              {s.of?.name ?? s.id}
            </Row>
          ))}
        </fieldset>
      )}
    </Fold>
  );
}

function linesOf(picture: Picture, index: number): Line[] {
  const path = picture.connection?.paths[index];
  return path ? path.steps.flatMap((s) => [s.relation, ...s.parallel]) : [...picture.lines.values()];
}

// In the order of how many relations of the whole picture rest on each, then of ids.
function rests<T>(items: T[], id: (item: T) => string, shown: readonly Line[], of: (line: Line) => string[]): Rest<T>[] {
  const weight = new Map<string, number>();
  items.forEach((i) => weight.set(id(i), (weight.get(id(i)) ?? 0) + 1));
  return uniqueBy(items, id)
    .map((item) => {
      const own = shown.filter((l) => of(l).includes(id(item)));
      return { id: id(item), of: item, relations: own.length, alone: own.filter((l) => new Set(of(l)).size === 1).length };
    })
    .sort((a, b) => weight.get(b.id)! - weight.get(a.id)! || (a.id < b.id ? -1 : 1));
}

interface RowProps {
  rest: Rest<unknown>;
  name: string;
  what: string;
  out: boolean;
  without?: Without;
  onToggle(): void;
  children: React.ReactNode;
}

function Row({ rest, name, what, out, without, onToggle, children }: RowProps) {
  return (
    <label className={out ? 'rest out' : 'rest'}>
      <input type="checkbox" checked={!out} onChange={onToggle} aria-label={`Count the ${what} ${name}`} />
      <span>
        {out ? <s>{children}</s> : children}
        <small>{out ? 'left out' : `${count(rest.relations, 'relation')}${rest.relations > 0 ? `, ${rest.alone === 0 ? 'none' : rest.alone} on it alone` : ''}`}</small>
        {without && !out && <small className={without.stands ? undefined : 'loud'}>{fate(without)}</small>}
      </span>
    </label>
  );
}

function fate(w: Without): string {
  if (w.stands) {
    return 'the path stands without it';
  }
  if (w.next) {
    return `without it the next path has ${count(w.next.hops, 'hop')}${w.next.status ? `, ${lower(w.next.status)}` : ''}`;
  }
  return w.outcome === 'NO_PATH' ? `without it there is no path${w.complete ? '' : ', as far as was searched'}` : 'what is left without it was not searched to the end';
}

function Cut({ found, hops }: { found: Foundation; hops: number }) {
  const { documents, smallest, atLeast, complete } = found.cut;
  return (
    <p className="verdict">
      {documents === null
        ? `Which documents every path within ${count(hops, 'hop')} needs was not found in the time; at least ${count(atLeast, 'document')}.`
        : documents.length === 0
          ? 'The ends are not connected as it is.'
          : `Every path within ${count(hops, 'hop')} falls without ${documents.map(paper).join(' and ')}${smallest ? '; no smaller set of documents does that' : ''}${complete ? '' : ', as far as was searched'}.`}
    </p>
  );
}

import type { Line, Origin, Paper as Document } from './answers';
import { useAnswer, useExplorer } from './context';
import type { Picture } from './draw';
import { Fold, Paper, uniqueBy } from './Parts';
import { filter, toggled } from './state';
import { count, paper } from './words';

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
  const { state, change, api, asked, nameOf } = useExplorer();
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

  if (documents.length === 0 && sources.length === 0) {
    return null;
  }
  return (
    <Fold title={<>What {path ? 'this path' : 'this'} rests on{out > 0 && <span className="tag">{out} left out</span>}</>} open={out > 0}>
      <p className="soft">Untick one to see what is left without it.</p>
      <fieldset>
        <legend>Documents</legend>
        {documents.map((d) => (
          <Row key={d.id} rest={d} name={d.of ? paper(d.of) : d.id} what="document" out={excludeDocuments.includes(d.id)} onToggle={() => change((s) => filter(s, { excludeDocuments: toggled(s.where.excludeDocuments, d.id) }))}>
            {d.of ? <Paper document={d.of} /> : d.id}
          </Row>
        ))}
      </fieldset>
      {sources.length > 0 && (
        <fieldset>
          <legend>Sources</legend>
          {sources.map((s) => (
            <Row key={s.id} rest={s} name={s.of?.name ?? s.id} what="source" out={excludeSources.includes(s.id)} onToggle={() => change((t) => filter(t, { excludeSources: toggled(t.where.excludeSources, s.id) }))}>
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
  onToggle(): void;
  children: React.ReactNode;
}

function Row({ rest, name, what, out, onToggle, children }: RowProps) {
  return (
    <label className={out ? 'rest out' : 'rest'}>
      <input type="checkbox" checked={!out} onChange={onToggle} aria-label={`Count the ${what} ${name}`} />
      <span>
        {out ? <s>{children}</s> : children}
        <small>{out ? 'left out' : `${count(rest.relations, 'relation')}${rest.relations > 0 ? `, ${rest.alone === 0 ? 'none' : rest.alone} on it alone` : ''}`}</small>
      </span>
    </label>
  );
}

import { useMemo, useState, type ReactNode } from 'react';
import { useExplorer } from './context';
import type { Picture } from './draw';
import { When } from './Parts';
import { Status, Symbol } from './Symbol';
import { detail, lower, STATUSES, told } from './words';

interface Column<T> {
  name: string;
  sort(row: T): string | number;
  show(row: T): ReactNode;
}

/** What the picture shows, as tables: sortable, for keyboard and screen reader. */
export function Tables({ picture, hidden }: { picture: Picture; hidden: ReadonlySet<string> }) {
  const { select, state } = useExplorer();
  const nodes = useMemo(() => [...picture.nodes.values()].filter((n) => !hidden.has(n.id)), [picture, hidden]);
  const lines = useMemo(() => [...picture.lines.values()].filter((l) => [l.from.id, l.to.id].every((id) => picture.nodes.has(id) && !hidden.has(id))), [picture, hidden]);
  const end = (id: string) => picture.nodes.get(id) ?? { name: id };
  const name = (id: string) => end(id).name;
  const open = (id: string, text: string) => (
    <button type="button" className="link" aria-pressed={state.selected === id} onClick={() => select(id)}>
      {text}
    </button>
  );
  return (
    <div className="tables">
      <Table
        caption={`Entities (${nodes.length.toLocaleString('en')})`}
        rows={nodes}
        id={(n) => n.id}
        columns={[
          { name: 'Name', sort: (n) => n.name.toLowerCase(), show: (n) => open(n.id, n.name) },
          { name: 'Kind', sort: (n) => n.kind, show: (n) => <span className="whole"><Symbol kind={n.kind} size={13} /> {lower(n.kind)}</span> },
          { name: 'Hops', sort: (n) => n.distance, show: (n) => n.distance },
          { name: 'Not shown', sort: (n) => n.hidden ?? -1, show: (n) => (n.hidden === null ? '–' : n.hidden) },
          { name: 'Relations', sort: (n) => n.degree, show: (n) => n.degree },
        ]}
      />
      <Table
        caption={`Relations (${lines.length.toLocaleString('en')})`}
        rows={lines}
        id={(l) => l.id}
        columns={[
          { name: 'From', sort: (l) => name(l.from.id).toLowerCase(), show: (l) => open(l.from.id, name(l.from.id)) },
          { name: 'Relation', sort: (l) => l.type, show: (l) => open(l.id, [told(l, end(l.from.id), end(l.to.id)), detail(l, l.when)].filter(Boolean).join(' · ')) },
          { name: 'To', sort: (l) => name(l.to.id).toLowerCase(), show: (l) => open(l.to.id, name(l.to.id)) },
          { name: 'Status', sort: (l) => STATUSES.indexOf(l.status), show: (l) => <Status status={l.status} /> },
          { name: 'Sources', sort: (l) => l.independentSources, show: (l) => l.independentSources },
          { name: 'Held', sort: (l) => l.when?.earliest ?? l.when?.latest ?? '9999', show: (l) => <When when={l.when} /> },
          { name: 'Known since', sort: (l) => l.firstKnown ?? '9999', show: (l) => <span className="whole">{l.firstKnown ?? 'unknown'}</span> },
        ]}
      />
    </div>
  );
}

function Table<T>({ caption, rows, columns, id }: { caption: string; rows: readonly T[]; columns: Column<T>[]; id(row: T): string }) {
  const [by, setBy] = useState<[column: number, up: boolean] | null>(null);
  const sorted = useMemo(() => {
    if (!by) {
      return rows;
    }
    const key = columns[by[0]].sort;
    const order = (a: T, b: T) => {
      const [x, y] = [key(a), key(b)];
      return (typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'en')) || (id(a) < id(b) ? -1 : 1);
    };
    return [...rows].sort((a, b) => (by[1] ? order(a, b) : order(b, a)));
  }, [rows, by, columns, id]);
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((c, i) => (
              <th key={c.name} scope="col" aria-sort={by?.[0] === i ? (by[1] ? 'ascending' : 'descending') : 'none'}>
                <button type="button" onClick={() => setBy([i, by?.[0] === i ? !by[1] : true])}>
                  {c.name}
                  <span aria-hidden="true">{by?.[0] === i ? (by[1] ? ' ▲' : ' ▼') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={id(row)}>
              {columns.map((c) => (
                <td key={c.name}>{c.show(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

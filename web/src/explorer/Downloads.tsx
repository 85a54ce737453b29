import { useRef, useState, type RefObject } from 'react';
import { save } from '../save';
import { shareLink } from '../share';
import type { Dispute, Event } from './answers';
import { useExplorer } from './context';
import { WALKED, type Picture } from './draw';
import { csv, disputesCsv, disputesText, eventsCsv, eventsText, graphml, json, rowsJson, svg, text, type Rows } from './exports';
import { colours } from './marks';
import { operation, type Abilities, type Operation } from './operations';
import type { PictureHandle } from './Picture';
import { variable, type State } from './state';

type Make = () => Blob | string | Promise<Blob>;

interface MenuProps {
  ids: readonly string[]; // for the names of the files
  forms: [name: string, ending: string, type: string, make: Make][];
  query: [Operation, Record<string, unknown>];
}

/** Files made in the page, and the query behind them in the playground. */
function Menu({ ids, forms, query: [name, variables] }: MenuProps) {
  const { able } = useExplorer();
  const menu = useRef<HTMLDetailsElement>(null);
  const [failed, setFailed] = useState('');
  const file = ['dragoman', ...ids].join('-').replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 69);
  return (
    <div className="row">
      <details className="menu" ref={menu} onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && (menu.current!.open = false)} onKeyDown={(e) => {
        if (e.key === 'Escape') {
          menu.current!.open = false;
          menu.current!.querySelector('summary')!.focus();
        }
      }}>
        <summary>Download</summary>
        <div>
          {forms.map(([form, ending, type, make]) => (
            <button
              key={form}
              type="button"
              onClick={async () => {
                menu.current!.open = false;
                try {
                  save(`${file}.${ending}`, await make(), type);
                  setFailed('');
                } catch (error) {
                  setFailed(`${form} could not be made: ${(error as Error).message}`);
                }
              }}
            >
              {form}
            </button>
          ))}
        </div>
      </details>
      <a className="button" href={playground(name, variables, able)} target="_blank" rel="noreferrer">
        Open as GraphQL
      </a>
      {failed && <span role="alert">{failed}</span>}
    </div>
  );
}

const playground = (name: Operation, variables: Record<string, unknown>, able: Abilities) =>
  shareLink(new URL('playground', location.href).href, { query: operation(name, able), variables: JSON.stringify(variables), operationName: '' });

const CSV = 'text/csv;charset=utf-8';
const PLAIN = 'text/plain;charset=utf-8';

/** The picture as files, and the query behind it. */
export function Downloads({ picture, handle }: { picture: Picture; handle: RefObject<PictureHandle | null> }) {
  const { state } = useExplorer();
  const forms: MenuProps['forms'] = [
    ['JSON', 'json', 'application/json', () => json(picture, state, location.href)],
    ['CSV, relations', 'csv', CSV, () => csv(picture, state)],
    ['GraphML', 'graphml', 'application/xml', () => graphml(picture, state)],
    ['SVG', 'svg', 'image/svg+xml', () => svg(picture, state, colours())],
    ['Text to quote', 'txt', PLAIN, () => text(picture, state, location.href)],
  ];
  if (state.view === 'picture') {
    forms.unshift(['PNG', 'png', 'image/png', () => handle.current!.png()]);
  }
  return <Menu ids={state.task === 'connect' ? [...state.from, ...state.to] : state.of} forms={forms} query={behind(state, picture)} />;
}

/** The rows of a timeline that were fetched. */
export function TimelineDownloads({ rows }: { rows: Rows<Event> }) {
  const { state } = useExplorer();
  return (
    <Menu
      ids={['timeline', ...state.of]}
      forms={[
        ['JSON', 'json', 'application/json', () => rowsJson(rows, state, location.href)],
        ['CSV', 'csv', CSV, () => eventsCsv(rows.rows)],
        ['Text to quote', 'txt', PLAIN, () => eventsText(rows, state, location.href)],
      ]}
      query={['timeline', { of: state.of, where: variable(state.where) }]}
    />
  );
}

/** The disputes that were fetched; as CSV a row for each claim. */
export function DisputeDownloads({ rows }: { rows: Rows<Dispute> }) {
  const { state } = useExplorer();
  return (
    <Menu
      ids={['disputes', ...state.of]}
      forms={[
        ['JSON', 'json', 'application/json', () => rowsJson(rows, state, location.href)],
        ['CSV, claims', 'csv', CSV, () => disputesCsv(rows.rows)],
        ['Text to quote', 'txt', PLAIN, () => disputesText(rows, state, location.href)],
      ]}
      query={['disputes', { of: state.of.length > 0 ? state.of : undefined, where: variable(state.where) }]}
    />
  );
}

/** The query behind the picture; after expansions, the one that gives the relations among all it shows. */
function behind(s: State, picture: Picture): MenuProps['query'] {
  const where = variable(s.where);
  const avoid = s.avoid.length > 0 ? s.avoid : undefined;
  if (s.expand.length > 0) {
    return ['relations', { between: [...picture.nodes.keys()], lens: s.lens, where: variable({ ...s.where, statuses: s.where.statuses.length ? s.where.statuses : WALKED }) }];
  }
  if (s.task === 'connect' && s.to.length === 0) {
    return ['join', { of: s.from, lens: s.lens, maxHops: s.maxHops, degreeCap: s.degreeCap, avoid, where }];
  }
  if (s.task === 'connect') {
    return ['connect', { from: s.from, to: s.to, mode: s.mode, lens: s.lens, first: s.paths, maxHops: s.maxHops, degreeCap: s.degreeCap, via: s.via.length ? s.via : undefined, avoid, where }];
  }
  return ['around', { of: s.of, depth: s.depth, first: s.first, lens: s.lens, where }];
}

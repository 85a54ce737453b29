import { useRef, useState, type RefObject } from 'react';
import { save } from '../save';
import { shareLink } from '../share';
import { useExplorer } from './context';
import { WALKED, type Picture } from './draw';
import { csv, graphml, json, svg, text } from './exports';
import { colours } from './marks';
import { operation } from './operations';
import type { PictureHandle } from './Picture';
import { variable, type State } from './state';

/** The picture as files, and the query behind it. */
export function Downloads({ picture, handle }: { picture: Picture; handle: RefObject<PictureHandle | null> }) {
  const { state, able } = useExplorer();
  const menu = useRef<HTMLDetailsElement>(null);
  const [failed, setFailed] = useState('');
  const name = `dragoman-${(state.task === 'connect' ? [...state.from, ...state.to] : state.of).join('-').replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)}`;
  const forms: [string, () => Promise<void> | void][] = [
    ['JSON', () => save(`${name}.json`, json(picture, state, location.href), 'application/json')],
    ['CSV, relations', () => save(`${name}.csv`, csv(picture, state), 'text/csv;charset=utf-8')],
    ['GraphML', () => save(`${name}.graphml`, graphml(picture, state), 'application/xml')],
    ['SVG', () => save(`${name}.svg`, svg(picture, state, colours()), 'image/svg+xml')],
    ['Text to quote', () => save(`${name}.txt`, text(picture, state, location.href), 'text/plain;charset=utf-8')],
  ];
  if (state.view === 'picture') {
    forms.unshift(['PNG', async () => save(`${name}.png`, await handle.current!.png(), 'image/png')]);
  }
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
          {forms.map(([form, run]) => (
            <button
              key={form}
              type="button"
              onClick={async () => {
                menu.current!.open = false;
                try {
                  await run();
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
      <a className="button" href={playground(state, picture, able)} target="_blank" rel="noreferrer">
        Open as GraphQL
      </a>
      {failed && <span role="alert">{failed}</span>}
    </div>
  );
}

/** A link to the playground with the query behind the picture; after expansions, the one that gives the relations among all it shows. */
function playground(s: State, picture: Picture, able: ReadonlySet<string>): string {
  const where = variable(s.where);
  let query: string;
  let variables: Record<string, unknown>;
  if (s.expand.length > 0) {
    query = operation('relations', able);
    variables = { between: [...picture.nodes.keys()], lens: s.lens, where: variable({ ...s.where, statuses: s.where.statuses.length ? s.where.statuses : WALKED }) };
  } else if (s.task === 'connect' && s.to.length === 0) {
    query = operation('join', able);
    variables = { of: s.from, lens: s.lens, maxHops: s.maxHops, degreeCap: s.degreeCap, avoid: s.avoid.length ? s.avoid : undefined, where };
  } else if (s.task === 'connect') {
    query = operation('connect', able);
    variables = { from: s.from, to: s.to, mode: s.mode, lens: s.lens, first: s.paths, maxHops: s.maxHops, degreeCap: s.degreeCap, via: s.via.length ? s.via : undefined, avoid: s.avoid.length ? s.avoid : undefined, where };
  } else {
    query = operation('around', able);
    variables = { of: s.of, depth: s.depth, first: s.first, lens: s.lens, where };
  }
  return shareLink(new URL('playground', location.href).href, { query, variables: JSON.stringify(variables), operationName: '' });
}

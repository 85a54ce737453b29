import { lazy, Suspense, useCallback, useEffect, useMemo, useReducer, useRef, useState, type ReactNode } from 'react';
import type { Mark } from './answers';
import { Api, NoAnswer } from './api';
import { Basis } from './Basis';
import { Changes, PathChanges } from './Changes';
import { asWeak, ConnectForm, Paths } from './Connect';
import { ExplorerContext, useAnswer, useExplorer, type Explorer } from './context';
import { Disputes } from './Disputes';
import { Downloads } from './Downloads';
import { draw, EMPTY, Places, standing, type Picture as Drawn } from './draw';
import { EntityCard } from './EntityCard';
import { Evidence } from './Evidence';
import { Filters } from './Filters';
import { Legend } from './Legend';
import type { Abilities } from './operations';
import { documentsOf, Trouble } from './Parts';
import type { Emphasis, PictureHandle } from './Picture';
import { Picked, Search } from './Search';
import { Start } from './Start';
import { around, ask, expand, filtered, go, hide, pinAt, read, redo, undo, write, type State, type Task, type Walk } from './state';
import { Tables } from './Tables';
import { Timeline } from './Timeline';
import { useTheme } from './theme';
import { count, heading } from './words';

const loadPicture = () => import('./Picture').then((m) => ({ default: m.Picture }));
const Picture = lazy(loadPicture);

const NONE: Abilities = new Set();
const TASKS: [Task, string][] = [['around', 'Around'], ['connect', 'Connect'], ['time', 'Timeline'], ['disputes', 'Disputes']];

type Act = { go: (s: State) => State } | { look: string } | 'undo' | 'redo';

function walk(w: Walk, act: Act): Walk {
  if (act === 'undo') {
    return undo(w);
  }
  if (act === 'redo') {
    return redo(w);
  }
  return 'look' in act ? { ...w, now: { ...w.now, selected: act.look } } : go(w, act.go(w.now));
}

const question = (s: State) => JSON.stringify([s.task, s.of, s.from, s.to]);

export function App() {
  const [{ past, now: state, next }, act] = useReducer(walk, null, () => ({ past: [], now: read(location.hash), next: [] }));
  const [asked, setAsked] = useState(0);
  const [able, setAble] = useState<Abilities>(NONE);
  const [locked, setLocked] = useState(''); // what the server said when it asked for a token
  const [names, setNames] = useState<ReadonlyMap<string, Mark>>(new Map());
  const [theme, turnTheme] = useTheme();
  const api = useMemo(() => new Api(), []);
  const places = useMemo(() => new Places(), []);
  const picture = useRef<PictureHandle>(null);
  const stage = useRef<HTMLElement>(null);
  const change = useCallback((to: (s: State) => State) => act({ go: to }), []);
  const opener = useRef<Element | null>(null); // what opened the card
  const select = useCallback((id: string) => {
    opener.current = id ? document.activeElement : null;
    act({ look: id });
  }, []);
  const again = useCallback(() => {
    api.forget();
    setAsked((n) => n + 1);
  }, [api]);
  const learn = useCallback((marks: Iterable<Mark>) => {
    setNames((before) => {
      const fresh = [...marks].filter((m) => before.get(m.id)?.name !== m.name);
      return fresh.length > 0 ? new Map([...before, ...fresh.map((m) => [m.id, m] as const)]) : before;
    });
  }, []);

  useEffect(() => {
    api.able().then(
      (served) => {
        setAble(served);
        setLocked('');
      },
      (error) => {
        setAble(NONE);
        setLocked(error instanceof NoAnswer && error.trouble === 'UNAUTHENTICATED' ? error.message : '');
      },
    );
  }, [api, asked]);

  // The drawing comes as a file of its own, fetched while the first answer is.
  const starting = state.task === 'start';
  useEffect(() => {
    if (starting) {
      const later = setTimeout(loadPicture, 1500);
      return () => clearTimeout(later);
    }
    void loadPicture();
  }, [starting]);

  // The address always holds the state; a new question is a new entry of the browser's history.
  const before = useRef(state);
  useEffect(() => {
    const hash = write(state);
    const address = hash ? `#${hash}` : location.pathname + location.search;
    if (hash !== location.hash.replace(/^#/, '')) {
      if (question(state) === question(before.current)) {
        history.replaceState(null, '', address);
      } else {
        history.pushState(null, '', address);
      }
    }
    before.current = state;
  }, [state]);
  useEffect(() => {
    const follow = () => act({ go: () => read(location.hash) });
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, select, textarea');
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !typing) {
        event.preventDefault();
        act(event.shiftKey ? 'redo' : 'undo');
      } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'y' && !typing) {
        event.preventDefault();
        act('redo');
      } else if (event.key === '/' && !typing) {
        event.preventDefault();
        (document.getElementById('find') ?? document.getElementById('start-search'))?.focus();
      }
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);

  const drawing = (state.task === 'around' && state.of.length > 0) || (state.task === 'connect' && state.from.length > 0 && (state.to.length > 0 || (state.from.length > 1 && able.has('Query.connect'))));
  const upright = !useWide('(min-width: 640px)'); // paths then run down
  const asking = { ...state, hide: [], pins: {}, selected: '', view: '', path: 0 };
  const answer = useAnswer(drawing ? `${asked} ${upright} ${write(asking as unknown as State)}` : '', async (signal) => {
    const drawn = await draw(api, places, state, upright, signal);
    learn(drawn.nodes.values());
    return drawn;
  });
  const shown = (drawing && answer.value) || EMPTY;

  // The same question without what selects claims, for what it rests on, what changed, and the
  // clock's days. It stays while another answer is on its way, so that no row loses its place.
  const plainState = useMemo(() => ({ ...state, where: { ...state.where, asOf: '', excludeDocuments: [], excludeSources: [] } }), [state]);
  const selecting = state.where.asOf !== '' || state.where.excludeDocuments.length > 0 || state.where.excludeSources.length > 0;
  const plainKey = drawing ? `${asked} ${upright} ${write({ ...asking, where: plainState.where } as unknown as State)}` : '';
  const plain = useAnswer(selecting ? plainKey : '', async (signal) => {
    const drawn = await draw(api, places, plainState, upright, signal);
    learn(drawn.nodes.values());
    return drawn;
  });
  const kept = useRef<{ key: string; picture: Drawn | null }>({ key: '', picture: null });
  const { value, busy } = selecting ? plain : answer;
  if (value && !busy) {
    kept.current = { key: plainKey, picture: value };
  }
  const whole = kept.current.key === plainKey ? kept.current.picture : null;
  const days = useMemo(() => [...new Set(documentsOf(whole?.lines.values() ?? []).flatMap((d) => (d.published?.latest ? [d.published.latest] : [])))].sort(), [whole]);

  // Names for ids that came with the address.
  const nameless = [...state.of, ...state.from, ...state.to, ...state.via, ...state.avoid, ...state.where.excludeSources, ...state.hide].filter((id) => !names.has(id));
  useAnswer(nameless.length > 0 && !answer.busy ? `${asked} ${nameless.join(' ')}` : '', async (signal) => {
    const { entities } = await api.ask<{ entities: (Mark | null)[] }>('names', { ids: nameless }, signal);
    learn(entities.filter((e): e is Mark => e !== null));
  });

  const explorer: Explorer = useMemo(
    () => ({ api, able, state, change, select, learn, asked, nameOf: (id) => names.get(id)?.name ?? id, markOf: (id) => names.get(id) }),
    [api, able, state, change, select, learn, asked, names],
  );
  const title = heading(state, explorer.nameOf);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const hidden = useMemo(() => new Set(state.hide), [state.hide]);
  const emphasis = useMemo(() => emphasized(shown, state), [shown, state]);

  // On a narrow page what is selected covers the lower half: a picture that opens with a selection comes into the upper one.
  const frame = useRef<HTMLDivElement>(null);
  const opened = useRef('');
  const narrow = !useWide('(min-width: 1021px)');
  useEffect(() => {
    if (frame.current && !answer.busy && opened.current !== question(state)) {
      opened.current = question(state);
      if (narrow && state.selected) {
        frame.current.scrollIntoView();
      }
    }
  });
  const wholeError = drawing ? answer.error : null;
  const trouble = wholeError instanceof NoAnswer ? wholeError : null;

  function pin(id: string) {
    const node = shown.nodes.get(id);
    if (node) {
      change((s) => pinAt(s, id, s.pins[id] ? null : standing(shown, s.pins, node)));
    }
  }

  // Who works by keys goes on where the card was opened.
  function close() {
    const back = opener.current?.isConnected && opener.current !== document.body ? opener.current : stage.current?.querySelector('.canvas') ?? stage.current;
    select('');
    (back as HTMLElement | null)?.focus({ preventScroll: true });
  }

  function turn(task: Task) {
    const subject = state.selected && !state.selected.startsWith('r:') ? [state.selected] : state.of;
    change((s) => {
      switch (task) {
        case 'around':
          return s.task === 'connect' && s.of.length === 0 ? ask(s, { task, of: s.from.slice(0, 1) }) : { ...s, task };
        case 'time':
          return { ...s, task, of: s.of.length ? s.of : s.task === 'connect' ? [...new Set([...s.from, ...s.to])] : subject, selected: '' };
        case 'connect':
          return ask(s, { task, from: s.from.length ? s.from : s.of.slice(0, 1) });
        case 'disputes':
          return { ...s, task, of: [], selected: '' };
        default:
          return { ...s, task };
      }
    });
  }

  const selectedRelation = state.selected.startsWith('r:');
  return (
    <ExplorerContext value={explorer}>
      <a className="skip" href="#stage" onClick={(e) => { e.preventDefault(); stage.current?.focus(); }}>
        To the answer
      </a>
      <header className="top">
        <a className="brand" href="#" onClick={(e) => { e.preventDefault(); change((s) => ask({ ...s, where: read('').where, lens: read('').lens }, { task: 'start', of: [], from: [], to: [] })); }}>
          <Logo /> Dragoman
        </a>
        {state.task !== 'start' && <Search id="find" label="Find an entity" placeholder="Find…  ( / )" onPick={(m) => { learn([m]); change((s) => around(s, [m.id])); }} />}
        <nav aria-label="Questions">
          {TASKS.map(([task, name]) => (
            <button key={task} type="button" aria-current={state.task === task ? 'page' : undefined} onClick={() => turn(task)}>
              {name}
            </button>
          ))}
        </nav>
        <div className="tools">
          <button type="button" disabled={past.length === 0} onClick={() => act('undo')} title="Undo (Ctrl+Z)" aria-label="Undo">
            <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
              <path d="M8 5 4 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11h-3" />
            </svg>
          </button>
          <button type="button" disabled={next.length === 0} onClick={() => act('redo')} title="Redo (Ctrl+Shift+Z)" aria-label="Redo">
            <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
              <path d="M16 5l4 4-4 4M19.5 9H10a5.5 5.5 0 0 0 0 11h3" />
            </svg>
          </button>
          <Share />
          <button type="button" onClick={turnTheme} title={`Colours: ${theme}`} aria-label={`Colours: ${theme}. Change`}>
            <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.9" aria-hidden="true">
              <circle cx="12" cy="12" r="8.5" />
              {theme !== 'light' && <path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" />}
              {theme === 'dark' && <path d="M12 3.5a8.5 8.5 0 0 0 0 17z" fill="currentColor" />}
            </svg>
          </button>
          <a href="./playground" title="The GraphQL playground">
            GraphQL
          </a>
        </div>
      </header>
      {locked && <TokenForm onToken={(token) => { api.token = token; again(); }} message={locked} />}
      {state.task === 'start' ? (
        <main className="alone">
          <Start />
        </main>
      ) : (
        <div className={state.selected ? 'desk three' : 'desk'}>
          <aside className="question" aria-label="Question">
            {state.task === 'around' && <AroundForm />}
            {state.task === 'connect' && <ConnectForm />}
            {(state.task === 'time' || state.task === 'disputes') && <Picked label={state.task === 'time' ? 'Of' : 'Only those about'} ids={state.of} onChange={(of) => change((s) => ({ ...s, of }))} />}
            {state.task === 'connect' && drawing && <Paths picture={shown} />}
            {state.task === 'connect' && drawing && state.to.length > 0 && <PathChanges />}
            <More title={state.task === 'around' ? 'Reach, time, evidence, filters' : 'Time, evidence, filters'}>
              {state.task === 'around' && <Reach />}
              <Filters days={days} lens={state.task === 'around' || state.task === 'connect'} />
              {drawing && <Basis picture={shown} plain={whole} />}
              {drawing && <Changes picture={shown} plain={whole} />}
            </More>
          </aside>
          <main className="stage" id="stage" ref={stage} tabIndex={-1} aria-label="Answer" aria-busy={answer.busy}>
            {wholeError && trouble?.trouble !== 'UNAUTHENTICATED' && (!answer.value || trouble?.trouble === 'OFFLINE') && <Trouble error={wholeError} onRetry={again} />}
            {state.task === 'time' && <Timeline key={state.of.join()} onAgain={again} />}
            {state.task === 'disputes' && <Disputes key={state.of.join()} onAgain={again} />}
            {(state.task === 'around' || state.task === 'connect') && !drawing && (
              <p className="empty">{state.task === 'around' ? 'Name an entity to see who and what is around it.' : 'Name one or several entities on each side to see how they are connected.'}</p>
            )}
            {drawing && !wholeError && !answer.value && <p className="empty" role="status">Drawing…</p>}
            {drawing && answer.value && (
              <>
                <div className="bar">
                  <Summary picture={shown} busy={answer.busy} plain={selecting ? whole : null} />
                  <div className="row">
                    <div className="switch" role="group" aria-label="Show as">
                      <button type="button" aria-pressed={state.view === 'picture'} onClick={() => change((s) => ({ ...s, view: 'picture' }))}>
                        Picture
                      </button>
                      <button type="button" aria-pressed={state.view === 'table'} onClick={() => change((s) => ({ ...s, view: 'table' }))}>
                        Table
                      </button>
                    </div>
                    <Downloads picture={shown} handle={picture} />
                  </div>
                </div>
                {state.view === 'table' ? (
                  <Tables picture={shown} hidden={hidden} />
                ) : (
                  <div className="frame" ref={frame}>
                    <Suspense fallback={<p className="empty">Drawing…</p>}>
                      <Picture
                        ref={picture}
                        picture={shown}
                        state={state}
                        emphasis={emphasis}
                        upright={upright}
                        theme={theme}
                        onSelect={select}
                        onExpand={(id) => (shown.nodes.get(id)?.hidden !== 0 ? change((s) => expand(s, id, 20)) : select(id))}
                        onHide={(id) => change((s) => hide(s, id))}
                        onMove={(id, spot) => change((s) => pinAt(s, id, spot))}
                      />
                    </Suspense>
                    <div className="zoom" role="group" aria-label="Zoom">
                      <button type="button" aria-label="Zoom in" onClick={() => picture.current?.zoom(1.3)}>+</button>
                      <button type="button" aria-label="Zoom out" onClick={() => picture.current?.zoom(1 / 1.3)}>−</button>
                      <button type="button" aria-label="Fit all" title="Fit all (0)" onClick={() => picture.current?.fit()}>□</button>
                    </div>
                    {state.task === 'around' && shown.nodes.size === 1 && <p className="empty over">Nothing around it passes the lens and the filter{filtered(state.where) > 0 ? '. A wider filter may show more' : ''}.</p>}
                  </div>
                )}
                {state.view === 'picture' && <Legend picture={shown} />}
              </>
            )}
          </main>
          {state.selected && (
            <aside className="details" aria-label={selectedRelation ? 'Evidence' : 'Entity'}>
              <button type="button" className="close" aria-label="Close" onClick={close}>
                ×
              </button>
              {selectedRelation ? <Evidence id={state.selected} picture={shown} /> : <EntityCard id={state.selected} picture={shown} onPin={pin} />}
            </aside>
          )}
        </div>
      )}
    </ExplorerContext>
  );
}

function AroundForm() {
  const { state, change, nameOf } = useExplorer();
  return (
    <div className="form">
      <Picked label="Around" ids={state.of} onChange={(of) => change((s) => ask(s, { of, selected: of.length === 1 ? of[0] : '' }))} />
      {state.hide.length > 0 && (
        <div className="picked" role="group" aria-label="Hidden">
          <span className="field-label">Hidden</span>
          <ul>
            {state.hide.map((id) => (
              <li key={id}>
                <span>{nameOf(id)}</span>
                <button type="button" aria-label={`Show ${nameOf(id)} again`} onClick={() => change((s) => hide(s, id))}>
                  ×
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Reach() {
  const { state, change } = useExplorer();
  return (
    <div className="row">
      <label className="field">
        <span className="field-label">Reach</span>
        <select value={state.depth} onChange={(e) => change((s) => ({ ...s, depth: Number(e.target.value), expand: [] }))}>
          {[1, 2, 3, 4].map((d) => (
            <option key={d} value={d}>
              {count(d, 'hop')}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span className="field-label">Begin with</span>
        <select value={state.first} onChange={(e) => change((s) => ({ ...s, first: Number(e.target.value) }))}>
          {[...new Set([10, 25, 50, 100, 200, 300, 1000, state.first])].sort((a, b) => a - b).map((n) => (
            <option key={n} value={n}>
              {n} entities
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

// On a narrow page the answer comes before what refines the question.
function More({ title, children }: { title: string; children: ReactNode }) {
  const wide = useWide('(min-width: 1021px)');
  return wide ? (
    children
  ) : (
    <details className="more">
      <summary>{title}</summary>
      <div className="question-rest">{children}</div>
    </details>
  );
}

function useWide(query: string): boolean {
  const [wide, set] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = () => set(media.matches);
    media.addEventListener('change', follow);
    follow(); // it may have changed since the first drawing
    return () => media.removeEventListener('change', follow);
  }, [query]);
  return wide;
}

function emphasized(picture: Drawn, s: State): Emphasis | null {
  const path = picture.connection?.paths[s.path];
  return path
    ? { nodes: new Set(path.nodes.map((n) => n.id)), lines: new Set(path.steps.map((t) => t.relation.id)), weakest: path.weakest?.relation.id ?? '', alike: asWeak(path) }
    : null;
}

function Summary({ picture, busy, plain }: { picture: Drawn; busy: boolean; plain: Drawn | null }) {
  const { state, change } = useExplorer();
  const parts: ReactNode[] = [];
  if (picture.total !== null) {
    const { total, within } = picture;
    const more = picture.nodes.size - [...picture.nodes.values()].filter((n) => n.end).length - within;
    parts.push(total === 0 ? 'No neighbour passes' : `Showing ${within < total ? `${within.toLocaleString('en')} of ${total.toLocaleString('en')}, by relevance` : `all ${total.toLocaleString('en')}${picture.complete ? '' : ' that were reached'}`}${more > 0 ? `, and ${more.toLocaleString('en')} more by expanding` : ''}`);
  }
  parts.push(count(picture.lines.size, 'relation'));
  if (plain?.connection) {
    parts.push(`${count(plain.connection.paths.length, 'path')} without what is left out`);
  } else if (plain) {
    const lost = [...plain.nodes.keys()].filter((id) => !picture.nodes.has(id)).length;
    parts.push(lost > 0 ? `${count(lost, 'entity', 'entities')} of the unfiltered picture not here` : 'no entity fewer than without the filter');
  }
  const rules = picture.rules;
  return (
    <div className="summary">
      <p role="status">
        {busy ? 'Drawing… ' : ''}
        {parts.map((p, i) => (
          <span key={i}>
            {i > 0 && ' · '}
            {p}
          </span>
        ))}
      </p>
      {(!picture.complete || picture.stoppedBy) && (
        <p className="warn">
          Not complete: {picture.stoppedBy === 'DEADLINE' ? 'the time ran out' : picture.stoppedBy === 'BUDGET' ? 'the search looked at as much as one question may' : 'entities with very many relations were not walked through'}
          {rules && rules.hubsSkipped.length > 0 && ` (${rules.hubsSkipped.slice(0, 3).map((h) => `${h.entity.name}, ${h.degree.toLocaleString('en')}`).join('; ')}${rules.hubsSkipped.length > 3 ? '…' : ''})`}.
          {state.task === 'connect' && rules && rules.hubsSkipped.length > 0 && (
            <>
              {' '}
              <button type="button" className="small" onClick={() => change((s) => ({ ...s, degreeCap: Math.max(...rules.hubsSkipped.map((h) => h.degree)), path: 0 }))}>
                Walk through them
              </button>
            </>
          )}
        </p>
      )}
      {rules && rules.undatedClaims > 0 && <p className="warn">{count(rules.undatedClaims, 'claim')} in the store {rules.undatedClaims === 1 ? 'has' : 'have'} no known day and cannot be seen as of a day.</p>}
      {picture.cut > 0 && <p className="warn">{count(picture.cut, 'further relation')} between entities that are shown are left out.</p>}
      {picture.notice && <p className="warn">{picture.notice}</p>}
    </div>
  );
}

function Share() {
  const [said, setSaid] = useState('');
  async function share() {
    try {
      await navigator.clipboard.writeText(location.href);
      setSaid('Link copied');
    } catch {
      setSaid('The link is in the address bar');
    }
    setTimeout(() => setSaid(''), 2500);
  }
  return (
    <span className="share">
      <button type="button" onClick={share} title="Copy a link to exactly this" aria-label="Copy link">
        <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" aria-hidden="true">
          <path d="M10 14a4.2 4.2 0 0 0 6 0l3.4-3.4a4.2 4.2 0 0 0-6-6L12 6" />
          <path d="M14 10a4.2 4.2 0 0 0-6 0l-3.4 3.4a4.2 4.2 0 0 0 6 6L12 18" />
        </svg>
      </button>
      <span className="said" role="status">
        {said}
      </span>
    </span>
  );
}

function TokenForm({ onToken, message }: { onToken(token: string): void; message: string }) {
  const [token, setToken] = useState('');
  return (
    <form className="trouble" onSubmit={(e) => { e.preventDefault(); onToken(token.trim()); }}>
      <p>
        <b>This server asks for a token.</b> {message}
      </p>
      <label className="field">
        <span className="field-label">Token, kept until this page is left</span>
        <input type="password" autoComplete="off" value={token} onChange={(e) => setToken(e.target.value)} />
      </label>
      <button type="submit">Ask again</button>
    </form>
  );
}

function Logo() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M7 22 13 9h9l4 13" fill="none" stroke="currentColor" strokeWidth="2.4" />
      <circle cx="7" cy="23" r="4.2" className="logo-a" />
      <circle cx="13.5" cy="9" r="3.6" className="logo-b" />
      <circle cx="22" cy="9" r="3.6" className="logo-a" />
      <circle cx="26" cy="23" r="4.2" className="logo-a" />
    </svg>
  );
}

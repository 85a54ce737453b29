// What the page shows, in one value: the address holds it whole, undo and redo move over it,
// and the picture is computed from it.

export type Task = 'start' | 'around' | 'connect' | 'time' | 'disputes';

/** One expansion: ask for `first` more neighbours of `id`, of one relation type or of all. */
export interface Expansion {
  id: string;
  first: number;
  type: string;
}

/** The fields of EvidenceFilter; empty means left out. */
export interface Filter {
  asOf: string;
  documents: string[];
  excludeDocuments: string[];
  sources: string[];
  excludeSources: string[];
  minReliability: string;
  types: string[];
  statuses: string[];
  kinds: string[];
  at: string;
  during: string;
  overlap: string;
  minIndependentSources: number;
}

export interface State {
  task: Task;
  of: string[]; // centres of an ego network, or subjects of a timeline
  depth: number;
  first: number; // neighbours to begin with
  from: string[];
  to: string[];
  via: string[];
  avoid: string[];
  mode: string;
  maxHops: number;
  degreeCap: number; // entities with more relations are not walked through
  paths: number; // at most so many
  path: number; // the path looked at, from 0
  lens: string;
  where: Filter;
  expand: Expansion[]; // in order
  hide: string[];
  pins: Record<string, readonly [number, number]>;
  selected: string; // an entity's id, or a relation's, which starts with "r:"
  view: 'picture' | 'table';
}

export const NO_FILTER: Filter = {
  asOf: '', documents: [], excludeDocuments: [], sources: [], excludeSources: [], minReliability: '',
  types: [], statuses: [], kinds: [], at: '', during: '', overlap: '', minIndependentSources: 0,
};

export const START: State = {
  task: 'start', of: [], depth: 1, first: 50, from: [], to: [], via: [], avoid: [], mode: 'SHORTEST', maxHops: 6, degreeCap: 1000,
  paths: 5, path: 0, lens: 'RELATIONS', where: NO_FILTER, expand: [], hide: [], pins: {}, selected: '', view: 'picture',
};

const TASKS: readonly Task[] = ['start', 'around', 'connect', 'time', 'disputes'];
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const WORD = /^[A-Z_]+$/;
const TIME = /^[0-9XYSETZ.,:~?%+\-/[\]{}]{1,60}$/;
const LISTS = ['documents', 'excludeDocuments', 'sources', 'excludeSources'] as const;
const WORDS = ['types', 'statuses', 'kinds'] as const;
const SINGLE = ['asOf', 'minReliability', 'at', 'during', 'overlap'] as const;

/** The state as the part of an address behind "#". What is as at the start is left out. */
export function write(s: State): string {
  const out = new URLSearchParams();
  const put = (name: string, value: string | number, plain: string | number = '') => {
    if (value !== plain) {
      out.set(name, String(value));
    }
  };
  put('task', s.task, 'start');
  for (const name of ['of', 'from', 'to', 'via', 'avoid', 'hide'] as const) {
    put(name, s[name].join(','));
  }
  for (const name of ['depth', 'first', 'mode', 'maxHops', 'degreeCap', 'paths', 'path', 'lens', 'selected', 'view'] as const) {
    put(name, s[name], START[name]);
  }
  for (const name of SINGLE) {
    put(name, s.where[name]);
  }
  for (const name of [...LISTS, ...WORDS]) {
    put(name, s.where[name].join(','));
  }
  put('minIndependentSources', s.where.minIndependentSources, 0);
  put('expand', s.expand.map((e) => [e.id, e.first, e.type].join('~').replace(/~$/, '')).join(','));
  put('pins', Object.entries(s.pins).map(([id, [x, y]]) => `${id}~${x}~${y}`).join(','));
  return out.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%7E', '~');
}

/** The state that an address holds. What cannot be read is as at the start. */
export function read(hash: string): State {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: string) => given.get(name) ?? '';
  const list = (name: string) => text(name).split(',').filter(Boolean);
  const ids = (name: string) => [...new Set(list(name).filter((id) => ID.test(id)))];
  const words = (name: string) => list(name).filter((w) => WORD.test(w));
  const word = (name: string, plain: string) => (WORD.test(text(name)) ? text(name) : plain);
  const number = (name: string, least: number, most: number, plain: number) => {
    const n = Number(text(name));
    return text(name) !== '' && Number.isInteger(n) && n >= least && n <= most ? n : plain;
  };
  const where: Filter = { ...NO_FILTER };
  LISTS.forEach((name) => (where[name] = ids(name)));
  WORDS.forEach((name) => (where[name] = words(name)));
  where.asOf = /^\d{4}-\d{2}-\d{2}$/.test(text('asOf')) ? text('asOf') : '';
  where.at = TIME.test(text('at')) ? text('at') : '';
  where.during = TIME.test(text('during')) ? text('during') : '';
  where.minReliability = word('minReliability', '');
  where.overlap = word('overlap', '');
  where.minIndependentSources = number('minIndependentSources', 0, 1000, 0);
  const task = TASKS.find((t) => t === text('task')) ?? 'start';
  return {
    task,
    of: ids('of'),
    depth: number('depth', 1, 4, START.depth),
    first: number('first', 1, 1000, START.first),
    from: ids('from'),
    to: ids('to'),
    via: ids('via'),
    avoid: ids('avoid'),
    mode: word('mode', START.mode),
    maxHops: number('maxHops', 0, 12, START.maxHops),
    degreeCap: number('degreeCap', 0, 2 ** 31 - 1, START.degreeCap),
    paths: number('paths', 1, 100, START.paths),
    path: number('path', 0, 99, 0),
    lens: word('lens', START.lens),
    where,
    expand: list('expand').flatMap(expansion),
    hide: ids('hide'),
    pins: Object.fromEntries(list('pins').flatMap(pin)),
    selected: ID.test(text('selected')) ? text('selected') : '',
    view: text('view') === 'table' ? 'table' : 'picture',
  };
}

function expansion(text: string): Expansion[] {
  const [id, first, type = ''] = text.split('~');
  const n = Number(first);
  return ID.test(id) && Number.isInteger(n) && n >= 1 && n <= 1000 && (type === '' || WORD.test(type)) ? [{ id, first: n, type }] : [];
}

function pin(text: string): [string, readonly [number, number]][] {
  const [id, x, y] = text.split('~');
  return ID.test(id) && /^-?\d{1,6}$/.test(x ?? '') && /^-?\d{1,6}$/.test(y ?? '') ? [[id, [Number(x), Number(y)]]] : [];
}

/** The filter as a variable of a query: without the empty fields; undefined when all are. */
export function variable(where: Filter): Record<string, unknown> | undefined {
  const given = Object.entries(where).filter(([, v]) => (Array.isArray(v) ? v.length > 0 : Boolean(v)));
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

/** How many fields of the filter are set. */
export function filtered(where: Filter): number {
  return Object.keys(variable(where) ?? {}).length;
}

// ---- changes; each gives a new state

/** A question about other entities begins with a fresh picture; filter and lens stay. */
export function ask(s: State, change: Partial<State>): State {
  return { ...s, expand: [], hide: [], pins: {}, selected: '', path: 0, ...change };
}

export const around = (s: State, of: string[]) => ask(s, { task: 'around', of, selected: of.length === 1 ? of[0] : '' });

/** Another filter keeps what was opened, hidden and pinned. */
export const filter = (s: State, change: Partial<Filter>): State => ({ ...s, where: { ...s.where, ...change }, path: 0 });

export const toggled = <T>(list: readonly T[], item: T): T[] => (list.includes(item) ? list.filter((i) => i !== item) : [...list, item]);

export const expand = (s: State, id: string, first: number, type = ''): State => ({ ...s, expand: [...s.expand, { id, first, type }] });

/** Takes back every expansion of id; what others brought stays. */
export const collapse = (s: State, id: string): State => ({ ...s, expand: s.expand.filter((e) => e.id !== id) });

export const hide = (s: State, id: string): State => ({ ...s, hide: toggled(s.hide, id), selected: s.selected === id ? '' : s.selected });

export function pinAt(s: State, id: string, at: readonly [number, number] | null): State {
  const { [id]: _, ...pins } = s.pins;
  return { ...s, pins: at ? { ...pins, [id]: [Math.round(at[0]), Math.round(at[1])] } : pins };
}

// ---- undo and redo

const STEPS = 200;

export interface Walk {
  past: State[];
  now: State;
  next: State[];
}

export function go(walk: Walk, now: State): Walk {
  return write(now) === write(walk.now) ? walk : { past: [...walk.past, walk.now].slice(-STEPS), now, next: [] };
}

/** A selection is looked at, not undone: it replaces the present. */
export const look = (walk: Walk, selected: string): Walk => ({ ...walk, now: { ...walk.now, selected } });

export function undo(walk: Walk): Walk {
  const past = walk.past.at(-1);
  return past ? { past: walk.past.slice(0, -1), now: past, next: [walk.now, ...walk.next] } : walk;
}

export function redo(walk: Walk): Walk {
  const [next, ...rest] = walk.next;
  return next ? { past: [...walk.past, walk.now], now: next, next: rest } : walk;
}

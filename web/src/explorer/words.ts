// The contract's words in a reader's language.
import type { Day, Line, Mark, Origin, Paper, Rules, Value } from './answers';
import type { State } from './state';
import wording from './wording.json';

export const KINDS = ['PERSON', 'GOVERNMENT', 'ORGANIZATION', 'GROUP', 'MISSION', 'DELEGATION', 'OFFICE', 'MEETING', 'INCIDENT', 'AGREEMENT', 'PLACE'];

/** Strongest first. */
export const STATUSES = ['CONFIRMED', 'CORROBORATED', 'REPORTED', 'ALLEGED', 'DISPUTED', 'UNCONFIRMED', 'PLANNED', 'OPINION', 'DOUBTED', 'DENIED', 'RETRACTED'];

export const STATUS_MEANING: Record<string, string> = {
  CONFIRMED: 'A party confirms on the record what somebody else said.',
  CORROBORATED: 'Asserted or reported from at least two independent sources.',
  REPORTED: 'Asserted or reported, without a second independent source.',
  ALLEGED: 'An accusation, and nothing stronger.',
  DISPUTED: 'Some state it, some deny it; no date sets them apart.',
  UNCONFIRMED: 'Only hedged claims, or refusals to comment.',
  PLANNED: 'Announced or expected; nothing says that it happened.',
  OPINION: 'An analyst’s judgement only.',
  DOUBTED: 'Only hints, plans or opinions that it does not hold.',
  DENIED: 'Denied, and nobody states it.',
  RETRACTED: 'Every claim for it was taken back.',
};

export const RELIABILITY: Record<string, string> = {
  A: 'completely reliable', B: 'usually reliable', C: 'fairly reliable', D: 'not usually reliable', E: 'unreliable', F: 'reliability unknown',
};

export const STANCE: Record<string, string> = {
  CONFIRMS: 'confirms', ASSERTS: 'states', REPORTS: 'reports', ALLEGES: 'alleges', SUGGESTS: 'suggests', PLANS: 'announces',
  OPINES: 'judges', DENIES: 'denies', NO_COMMENT: 'does not comment',
};

/** The title of a page, by which it is found among others. */
export function heading({ task, of, from, to }: Pick<State, 'task' | 'of' | 'from' | 'to'>, nameOf: (id: string) => string): string {
  const list = (ids: readonly string[]) => ids.slice(0, 3).map(nameOf).join(', ') + (ids.length > 3 ? ` and ${ids.length - 3} more` : '');
  const about = { start: '', around: list(of), connect: [list(from), list(to)].filter(Boolean).join(' to '), time: of.length > 0 ? `Timeline of ${list(of)}` : 'Timeline', disputes: of.length > 0 ? `Disputes about ${list(of)}` : 'Disputes' }[task];
  return about ? `${about} · Dragoman` : 'Dragoman: who is connected to whom, and on whose word';
}

/** What a source does with what it says: "alleges", of several "allege". */
export function says({ stance, sources }: { stance: string; sources: readonly Origin[] }): string {
  const last = sources.at(-1);
  const word = STANCE[stance];
  return !last || !plural({ name: origin(last), kind: last.entity?.kind }) ? word : word.replace(/^does /, 'do ').replace(/(ie)?s$/, (end) => (end === 'ies' ? 'y' : ''));
}

export const LENSES: [string, string, string][] = [
  ['RELATIONS', 'Relations', 'everything but geography and series of meetings'],
  ['CONTACT', 'Contact', 'who met or spoke to whom'],
  ['FORMAL', 'Formal', 'offices, structure, missions'],
  ['EVERYTHING', 'Everything', 'all relation types'],
];

export const MODES: [string, string, string][] = [
  ['SHORTEST', 'Shortest', 'one path with the fewest hops'],
  ['ALL_SHORTEST', 'All shortest', 'every path with the fewest hops'],
  ['K_SHORTEST', 'Several', 'the best few, longer ones too'],
  ['STRONGEST', 'Best evidenced', 'the path whose weakest step is strongest'],
  ['EARLIEST', 'Earliest', 'the path that could have carried word first'],
];

/** How the paths that a mode gives stand among all. */
export const ranked = (mode: string) => ({ SHORTEST: ', one of the shortest', ALL_SHORTEST: '', K_SHORTEST: ', the shortest first', STRONGEST: ', the best evidenced first', EARLIEST: ', the earliest first' })[mode] ?? '';

const NAMED = 5;

/** The nearest entities that a search did not walk through, and how many more. */
export function hubs({ hubsSkipped: all }: Pick<Rules, 'hubsSkipped'>): string {
  const more = all.length - NAMED;
  return `${all.slice(0, NAMED).map((h) => `${h.entity.name} (${h.degree.toLocaleString('en')})`).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

const FAMILIES: [string, string[]][] = [
  ['Offices', ['HOLDS', 'OF', 'APPOINTED', 'HEADS']],
  ['Structure', ['PART_OF', 'MEMBER_OF', 'REPRESENTS', 'EMPLOYED_BY', 'SUCCEEDED']],
  ['Missions', ['OPERATES', 'CONTROLS', 'ACCREDITED_TO']],
  ['Contacts', ['PARTICIPATED_IN', 'LED', 'SPOKE_TO']],
  ['Recognition', ['RECOGNIZES']],
  ['Interactions', ['AGREE', 'CONSULT', 'SUPPORT', 'CONCEDE', 'COOPERATE', 'AID', 'RETREAT', 'REQUEST', 'ACCUSE', 'REJECT', 'THREATEN', 'PROTEST', 'SANCTION', 'MOBILIZE', 'COERCE', 'ASSAULT']],
  ['Ties', ['HAS_TIES', 'SUPPLIES', 'OPPOSES', 'BACKS', 'SYMPATHIZES_WITH']],
  ['Papers', ['SIGNED', 'PRODUCED', 'BASED_ON']],
  ['Kin and series', ['RELATED_TO', 'SAME_SERIES_AS', 'SIDELINES_OF']],
  ['Geography', ['LOCATED_IN', 'BORDERS', 'CAPITAL_OF', 'GOVERNS']],
];

export const FAMILY_NAMES = FAMILIES.map(([name]) => name);
export const TYPES = FAMILIES.flatMap(([, types]) => types);
export const typesOf = (family: string) => FAMILIES.find(([name]) => name === family)?.[1] ?? [];
export const familyOf = (type: string) => FAMILIES.find(([, types]) => types.includes(type))?.[0] ?? 'Other';

const SYMMETRIC = new Set(['AGREE', 'CONSULT', 'COOPERATE', 'SPOKE_TO', 'HAS_TIES', 'BORDERS', 'RELATED_TO', 'SAME_SERIES_AS']);
export const symmetric = (type: string) => SYMMETRIC.has(type);

export const lower = (word: string) => word.toLowerCase().replaceAll('_', ' ');
export const title = (word: string) => lower(word).replace(/^./, (c) => c.toUpperCase());

type Phrase = string[]; // a verb, what follows it, and that after a subject in the plural where it differs
type Ways = [nature: string, forward: Phrase, backward: Phrase];
type Tense = 'present' | 'past' | 'either' | 'future';

/** An end of a relation as a sentence names it. */
export type Noun = Pick<Mark, 'name'> & Partial<Pick<Mark, 'kind'>>;

// Written from the tables of the server (graph/verbs.go, hedge.go, noun.go), whose tests hold both to the same words.
const { verbs, hedges, names } = wording as { verbs: Record<string, string[]>; hedges: Record<string, string>; names: Record<string, string[]> };
const { types, roles, kinds } = wording as unknown as Record<'types' | 'roles' | 'kinds', Record<string, Ways>>;

function ways({ type, role }: { type: string; role?: string | null }, from?: string, to?: string): Ways {
  if (type === 'PARTICIPATED_IN' && to === 'INCIDENT' && (!role || role === 'PARTICIPANT')) {
    return kinds.incident;
  }
  if (type === 'LOCATED_IN' && (from === 'MEETING' || from === 'INCIDENT')) {
    return kinds.place;
  }
  return (type === 'PARTICIPATED_IN' && role && roles[role]) || types[type] || ['state', ['be', 'related to'], ['be', 'related to']];
}

/** Whether a name is followed by "are". */
export function plural({ name, kind }: Noun): boolean {
  if (kind === 'PERSON' || kind === 'OFFICE' || kind === 'PLACE') {
    return false;
  }
  let head = '';
  for (const [i, word] of name.split(/\s+/).filter(Boolean).entries()) {
    if (i > 0 && (word.startsWith('(') || names.afterHead.includes(word))) {
      break;
    }
    head = word.replace(/,$/, '');
    if (head !== word) {
      break;
    }
  }
  const small = head.toLowerCase();
  if (names.plurals.includes(small)) {
    return true;
  }
  if (!small.endsWith('s') || names.singulars.includes(small) || /(ss|us|is)$/.test(small)) {
    return false;
  }
  return head === small || (kind === 'GROUP' && head !== head.toUpperCase());
}

function phrase([verb, rest, several]: Phrase, tense: Tense, many: boolean, told: boolean): string {
  let [does, did] = verbs[verb];
  if (many) {
    [does, did] = verb === 'be' ? ['are', 'were'] : [verb, did];
  }
  const done = `have ${verbs[verb][2]}`;
  const word = told
    ? { past: did, either: `${does} or ${did}`, present: does, future: does }[tense]
    : { past: done, either: verb.includes(' or ') ? `${verb}, or ${done},` : `${verb} or ${done}`, present: verb, future: verb }[tense];
  return `${word} ${((many && several) || rest).replace('{its}', many ? 'their' : 'its')}`.trim();
}

function hedge({ status, stances = [] }: Partial<Pick<Line, 'status' | 'stances'>>): string {
  const has = (stance: string, against = false) => stances.some((s) => s.stance === stance && s.against === against);
  switch (status) {
    case 'CONFIRMED':
    case 'CORROBORATED':
    case 'REPORTED':
      return 'stated';
    case 'DISPUTED':
      return has('ALLEGES') && !has('CONFIRMS') && !has('REPORTS') && !has('ASSERTS') ? 'contestedAllegation' : 'contested';
    case 'UNCONFIRMED':
      return has('NO_COMMENT') && !has('SUGGESTS') ? 'unanswered' : 'suggested';
    case 'DOUBTED':
      return has('SUGGESTS', true) ? 'doubted' : has('PLANS', true) ? 'announcedNot' : has('OPINES', true) ? 'judgedNot' : 'doubted';
  }
  return { ALLEGED: 'alleged', PLANNED: 'announced', OPINION: 'judged', DENIED: 'denied', RETRACTED: 'takenBack' }[status ?? ''] ?? 'unclaimed';
}

function tense(nature: string, hedge: string, when: Partial<Day> | null | undefined, known: string | null | undefined): Tense {
  const dated = Boolean(when?.earliest || when?.latest);
  const over = Boolean(known && when?.latest && when.latest <= known);
  const coming = Boolean(known && when?.earliest && when.earliest > known);
  const said = hedge === 'stated' || hedge.startsWith('contested');
  if (hedge.startsWith('announced') || (coming && !said)) {
    return 'future';
  }
  if (nature === 'act') {
    return said || over || !['suggested', 'judged', 'doubted', 'judgedNot'].includes(hedge) ? 'past' : 'either';
  }
  if (over && (when?.resolved ?? when?.edtf ?? '').includes('/')) {
    return 'past';
  }
  return nature === 'office' || (dated && when?.latest) ? 'either' : 'present';
}

/** The verb of a type seen from its start, or from its end. */
export function verb(type: string, forward = true): string {
  const [nature, ...both] = ways({ type });
  return phrase(both[forward ? 0 : 1], tense(nature, 'stated', null, null), false, true);
}

/** What the relation is, to stand between its ends, no surer than its claims. `from` and `to` are its ends, whichever it is read from. */
export function told(l: { type: string; role?: string | null } & Partial<Pick<Line, 'status' | 'stances' | 'firstKnown'>> & { when?: Partial<Day> | null }, from: Noun, to: Noun, forward = true): string {
  const [nature, ...both] = ways(l, from.kind, to.kind);
  const words = both[forward ? 0 : 1];
  const put = hedge(l);
  const time = tense(nature, put, l.when, l.firstKnown);
  const many = plural(forward ? from : to);
  return hedges[put]
    .replace('{is}', many ? 'are' : 'is')
    .replace('{was}', many ? 'were' : 'was')
    .replace('{told}', () => phrase(words, time, many, true))
    .replace('{do}', () => phrase(words, time, many, false));
}

/** What an attribute is of: an entity's name, or a relation told. */
export const subject = (of: NonNullable<Value['of']>) => of.name ?? (of.from && of.to ? `${of.from.name} ${told({ ...of, type: of.type ?? '' }, of.from, of.to)} ${of.to.name}` : of.id);

/** A warning where the best rated of the documents that speak for it is a D or an E, and no rating is unknown. */
export const rating = (l: Pick<Line, 'reliability' | 'documents'>) =>
  /[DE]/.test(l.reliability) && l.documents.length > 0 && l.documents.every((d) => d.reliability !== 'F') ? `rests on no document rated better than ${l.reliability}, ${RELIABILITY[l.reliability]}` : '';

/** What tells this relation from others of its type, in words. `shown` is the date that stands beside them: a day that begins or ends the key is left out where the date is the same. */
export function detail(l: Pick<Line, 'key'>, shown?: Partial<Day> | null): string {
  const parts = `-${l.key ?? ''}-`;
  const same = shown?.edtf?.length === 10 && !shown.text ? `-${shown.edtf}-` : '-';
  const left = parts.endsWith(same) ? parts.slice(0, -same.length) : parts;
  return (left.startsWith(same) ? left.slice(same.length) : left).replace(/^-+|-+$/g, '').replaceAll('-', ' ');
}

/** A day's words: as written, else the bounds that are known. */
export function day(d: Day | null | undefined): string {
  if (!d) {
    return 'undated';
  }
  const own = d.text || d.edtf || '';
  if (!d.inferred && own) {
    return own;
  }
  return [own, bounds(d) && `${bounds(d)}, inferred`].filter(Boolean).join(' · ') || 'undated';
}

/** The bounds of a day: "2025-10-11", "2021-01-01 to 2021-12-31", "on or after …", "on or before …"; "" without any. */
export function bounds(d: Day | null | undefined): string {
  if (!d || (!d.earliest && !d.latest)) {
    return '';
  }
  if (d.earliest === d.latest) {
    return d.earliest!;
  }
  return d.earliest && d.latest ? `${d.earliest} to ${d.latest}` : d.earliest ? `on or after ${d.earliest}` : `on or before ${d.latest}`;
}

/**
 * The days between which a state that is dated as an interval held for certain: from the last day on which it may
 * have begun to the first on which it may have ended, null on the side where it is open; null where the
 * date does not tell, or begins and ends too vaguely.
 */
export function core(d: Day): { from: string | null; to: string | null } | null {
  const [, begin, end] = /^(\.\.|[\d-]+)\/(\.\.|[\d-]+)$/.exec(d.resolved ?? d.edtf ?? '') ?? [];
  if (!begin || d.inferred) {
    return null;
  }
  const last = (date: string) => (date.length === 10 ? date : new Date(Date.UTC(Number(date.slice(0, 4)), date.length === 7 ? Number(date.slice(5)) : 12, 0)).toISOString().slice(0, 10));
  const from = begin === '..' ? null : last(begin);
  const to = end === '..' ? null : `${end}-01-01`.slice(0, 10);
  return from && to && from > to ? null : { from, to };
}

/** A short date for a label in the picture. */
export function shortDay(d: Day | null): string {
  const edtf = d?.resolved ?? d?.edtf ?? '';
  if (!edtf) {
    return '';
  }
  const years = edtf.match(/\d{3}[\dX]/g) ?? [];
  return /[/[{]/.test(edtf) ? (edtf.startsWith('[..') || edtf.startsWith('../') ? `≤ ${years.at(-1)}` : /\.\.\]?$/.test(edtf) ? `≥ ${years[0]}` : [...new Set(years)].join('–')) : edtf;
}

export const paper = (p: Paper) => p.title || p.id;
export const outlet = (p: Paper) => p.outlet?.name ?? 'outlet unknown';
export const origin = (o: Origin) => o.entity?.name ?? o.text ?? '';

/** Who says it through whom: the innermost first. Empty where the document speaks itself. */
export function chain(sources: readonly Origin[]): string {
  return [...sources].reverse().map(origin).join(', through ');
}

export function valueOf(v: Pick<Value, 'value' | 'number' | 'unit' | 'entity'>): string {
  return v.entity?.name ?? v.value ?? [v.number?.toLocaleString('en'), v.unit].filter(Boolean).join(' ');
}

export const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export const sourcesWord = (n: number) => (n === 0 ? 'no independent source' : n === 1 ? 'single source' : `${n} independent sources`);

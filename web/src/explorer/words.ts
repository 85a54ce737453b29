// The contract's words in a reader's language.
import type { Day, Line, Origin, Paper, Value } from './answers';

export const KINDS = ['PERSON', 'GOVERNMENT', 'ORGANIZATION', 'GROUP', 'MISSION', 'DELEGATION', 'OFFICE', 'MEETING', 'INCIDENT', 'AGREEMENT', 'PLACE'];

/** Strongest first. */
export const STATUSES = ['CONFIRMED', 'CORROBORATED', 'REPORTED', 'ALLEGED', 'DISPUTED', 'UNCONFIRMED', 'PLANNED', 'OPINION', 'DOUBTED', 'DENIED', 'RETRACTED'];

export const STATUS_MEANING: Record<string, string> = {
  CONFIRMED: 'A party confirms on the record what somebody else said.',
  CORROBORATED: 'Asserted or reported from at least two independent sources.',
  REPORTED: 'Asserted or reported, without a second independent source.',
  ALLEGED: 'An accusation, and nothing stronger.',
  DISPUTED: 'Some state it, some deny it, for the same time.',
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

// "from VERB to"; the second is read from the other end.
const VERBS: Record<string, [string, string]> = {
  HOLDS: ['holds the office', 'is held by'], OF: ['is an office of', 'has the office'], APPOINTED: ['appointed', 'was appointed by'],
  HEADS: ['heads', 'is headed by'], PART_OF: ['is part of', 'has as a part'], MEMBER_OF: ['is a member of', 'has as a member'],
  REPRESENTS: ['represents', 'is represented by'], EMPLOYED_BY: ['works for', 'employs'], SUCCEEDED: ['followed', 'was followed by'],
  OPERATES: ['operates', 'is operated by'], CONTROLS: ['controls', 'is controlled by'], ACCREDITED_TO: ['is accredited to', 'receives'],
  PARTICIPATED_IN: ['took part in', 'was attended by'], LED: ['led', 'was led by'], SPOKE_TO: ['spoke to', 'spoke to'],
  RECOGNIZES: ['recognizes', 'is recognized by'], AGREE: ['agreed with', 'agreed with'], CONSULT: ['consulted with', 'consulted with'],
  SUPPORT: ['supported', 'was supported by'], CONCEDE: ['made a concession to', 'was conceded something by'],
  COOPERATE: ['cooperated with', 'cooperated with'], AID: ['gave aid to', 'got aid from'], RETREAT: ['withdrew before', 'saw the withdrawal of'],
  REQUEST: ['asked something of', 'was asked by'], ACCUSE: ['accused', 'was accused by'], REJECT: ['turned down', 'was turned down by'],
  THREATEN: ['threatened', 'was threatened by'], PROTEST: ['protested to', 'heard a protest from'], SANCTION: ['cut relations with', 'had relations cut by'],
  MOBILIZE: ['moved forces towards', 'faced forces of'], COERCE: ['coerced', 'was coerced by'], ASSAULT: ['attacked', 'was attacked by'],
  HAS_TIES: ['has ties with', 'has ties with'], SUPPLIES: ['supplies', 'is supplied by'], OPPOSES: ['opposes', 'is opposed by'],
  BACKS: ['backs', 'is backed by'], SYMPATHIZES_WITH: ['sympathizes with', 'has the sympathy of'], SIGNED: ['signed', 'was signed by'],
  PRODUCED: ['led to', 'came out of'], BASED_ON: ['is based on', 'is the basis of'], RELATED_TO: ['is related to', 'is related to'],
  SAME_SERIES_AS: ['is in one series with', 'is in one series with'], SIDELINES_OF: ['was held on the sidelines of', 'had on its sidelines'],
  LOCATED_IN: ['is in', 'is the place of'], BORDERS: ['borders', 'borders'], CAPITAL_OF: ['is the capital of', 'has the capital'],
  GOVERNS: ['governs', 'is governed by'],
};

export const lower = (word: string) => word.toLowerCase().replaceAll('_', ' ');
export const title = (word: string) => lower(word).replace(/^./, (c) => c.toUpperCase());

/** The verb of a relation seen from its start, or from its end. */
export const verb = (type: string, forward = true) => VERBS[type]?.[forward ? 0 : 1] ?? lower(type);

/** What tells this relation from others of its type: role and key in words. */
export function detail(l: Pick<Line, 'role' | 'key'>): string {
  return [l.role && l.role !== 'PARTICIPANT' ? `as ${lower(l.role)}` : '', l.key ? l.key.replaceAll('-', ' ') : ''].filter(Boolean).join(', ');
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

/** The bounds of a day: "2025-10-11", "2021-01-01 to 2021-12-31", "from …", "until …"; "" without any. */
export function bounds(d: Day | null | undefined): string {
  if (!d || (!d.earliest && !d.latest)) {
    return '';
  }
  if (d.earliest === d.latest) {
    return d.earliest!;
  }
  return d.earliest && d.latest ? `${d.earliest} to ${d.latest}` : d.earliest ? `from ${d.earliest}` : `until ${d.latest}`;
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

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { csvText } from '../../src/csv';
import { curl, quoted } from '../../src/curl';
import { flatten } from '../../src/flatten';
import { readShared, shareLink } from '../../src/share';
import type { Day, Line, Mark, Origin, Path, Rules } from '../../src/explorer/answers';
import { asWeak, fewest, relaxed, walked } from '../../src/explorer/Connect';
import { sameTime } from '../../src/explorer/Disputes';
import { alike } from '../../src/explorer/EntityCard';
import { EMPTY, standing, type Node, type Picture } from '../../src/explorer/draw';
import { csv, disputesCsv, eventsCsv, graphml, json, only, svg, text } from '../../src/explorer/exports';
import { labels } from '../../src/explorer/labels';
import { uncovered, wrapped, type Box } from '../../src/explorer/marks';
import { abilities, operation } from '../../src/explorer/operations';
import { paragraphs } from '../../src/explorer/Parts';
import { aside, lanes, settle, type Spot } from '../../src/explorer/place';
import { ask, collapse, expand, filter, go, hide, NO_FILTER, pinAt, read, redo, START, undo, variable, write, type State, type Walk } from '../../src/explorer/state';
import { bounds, chain, core, day, detail, heading, hubs, says, shortDay, told } from '../../src/explorer/words';
import cases from './wording.cases.json';

const FULL: State = {
  task: 'connect', of: ['a', 'ofac:12345'], depth: 2, first: 25, from: ['x.1', 'y_2'], to: ['z'], via: ['v'], avoid: ['w'], mode: 'K_SHORTEST', maxHops: 9, degreeCap: 77, paths: 20, path: 3,
  lens: 'CONTACT', expand: [{ id: 'a', first: 20, type: '' }, { id: 'b', first: 7, type: 'HAS_TIES' }], hide: ['h'], pins: { a: [-12, 340] }, selected: 'r:abc', view: 'table',
  where: { asOf: '2025-11-01', documents: ['d1'], excludeDocuments: ['d2', 'd3'], sources: ['s1'], excludeSources: ['s2'], minReliability: 'C', types: ['OPPOSES'], statuses: ['DENIED', 'DISPUTED'], kinds: ['PERSON'], at: '2025-11', during: '2025-10-01/..', overlap: 'CERTAIN', minIndependentSources: 2 },
};

test('an address holds the whole state, and the start is an empty one', () => {
  expect(read(write(FULL))).toStrictEqual(FULL);
  expect(read(`#${write(FULL)}`)).toStrictEqual(FULL);
  expect(write(START)).toBe('');
  expect(read('')).toStrictEqual(START);
});

test('what cannot be read in an address is as at the start', () => {
  for (const [hash, reason] of [
    ['task=<script>&lens=relations', 'unknown words'],
    ['of=,,%20,-x', 'no ids'],
    ['first=-1&depth=99&maxHops=1.5&paths=1e3&path=x', 'numbers out of bounds'],
    ['asOf=yesterday&at=a%20b', 'no dates'],
    ['pins=a~1,b~x~y&expand=a,b~0,c~5~lower', 'halves of pins and expansions'],
    ['selected=%22%3E', 'no id'],
  ]) {
    expect(read(hash), reason).toStrictEqual(START);
  }
});

test('only the filter fields that are set are asked with', () => {
  expect(variable(NO_FILTER)).toBeUndefined();
  expect(variable({ ...NO_FILTER, asOf: '2025-01-01', types: ['OF'] })).toStrictEqual({ asOf: '2025-01-01', types: ['OF'] });
});

test('undo and redo walk over the changes; a change after undo ends what could be redone', () => {
  let walk: Walk = { past: [], now: START, next: [] };
  walk = go(walk, ask(walk.now, { task: 'around', of: ['a'] }));
  walk = go(walk, expand(walk.now, 'a', 20));
  const before = walk.now;
  walk = go(walk, hide(walk.now, 'b'));
  expect(walk.past.length).toBe(3);
  expect(undo(walk).now).toStrictEqual(before);
  expect(redo(undo(walk))).toStrictEqual(walk);
  const other = go(undo(walk), pinAt(before, 'a', [1.4, 2.6]));
  expect(other.now.pins).toStrictEqual({ a: [1, 3] });
  expect(redo(other)).toBe(other);
  expect(go(walk, { ...walk.now }), 'a change that changes nothing is none').toBe(walk);
  let back = walk;
  for (let i = 0; i < 9; i++) {
    back = undo(back);
  }
  expect(back.now).toStrictEqual(START);
});

test('collapsing takes back what an entity brought; a filter keeps what was opened', () => {
  const opened = expand(expand(expand(START, 'a', 20), 'b', 20), 'a', 20, 'OF');
  expect(collapse(opened, 'a').expand).toStrictEqual([{ id: 'b', first: 20, type: '' }]);
  expect(filter(opened, { asOf: '2025-01-01' }).expand).toBe(opened.expand);
  expect(ask(opened, { of: ['c'] }).expand).toStrictEqual([]);
});

test('a relaxation sets the one condition that it names', () => {
  expect(relaxed(FULL, { field: 'maxHops', to: '11' }).maxHops).toBe(11);
  expect(relaxed(FULL, { field: 'lens', to: 'EVERYTHING' }).lens).toBe('EVERYTHING');
  expect(relaxed(FULL, { field: 'asOf', to: null }).where.asOf).toBe('');
  expect(relaxed(FULL, { field: 'statuses', to: 'CONFIRMED, PLANNED' }).where.statuses).toStrictEqual(['CONFIRMED', 'PLANNED']);
  expect(relaxed(FULL, { field: 'excludeDocuments', to: '' }).where.excludeDocuments).toStrictEqual([]);
  expect(relaxed(FULL, { field: 'avoid', to: null }).avoid).toStrictEqual([]);
  expect(relaxed(FULL, { field: 'unheard-of', to: '1' })).toBe(FULL);
});

test('a query leaves out what the served schema lacks, and brings the fragments it uses', () => {
  const plain = operation('connect', new Set());
  expect(plain).not.toMatch(/via|relaxations|#if/);
  const able = abilities({ query: { name: 'Query', fields: [{ name: 'paths', args: [{ name: 'via' }] }] }, result: { name: 'PathResult', fields: [{ name: 'relaxations', args: [] }] }, mode: { name: 'PathMode', enumValues: [{ name: 'EARLIEST' }] }, gone: null });
  expect(able.has('PathMode.EARLIEST')).toBe(true);
  const rich = operation('connect', able);
  expect(rich).toMatch(/\$via: \[ID!\]\n/);
  expect(rich).toMatch(/relaxations \{/);
  for (const name of ['Mark', 'Line', 'Day', 'Paper', 'Rules']) {
    expect(rich.split(`fragment ${name} on`).length, `${name} once`).toBe(2);
  }
  expect(operation('names', able)).not.toMatch(/fragment Line/);
});

const star = (n: number) => ({
  fresh: [{ id: 'hub', kind: 'GOVERNMENT', distance: 0 }, ...Array.from({ length: n }, (_, i) => ({ id: `n${i}`, kind: i % 2 ? 'PERSON' : 'GROUP', distance: 1 }))],
  standing: new Map<string, Spot>(),
  links: Array.from({ length: n }, (_, i) => ['hub', `n${i}`] as const),
  around: '',
});

test('the same network is placed the same way, whatever the order of the answer, and nothing stands on another', () => {
  const room = star(60);
  const first = settle(room);
  const again = settle({ ...room, fresh: [...room.fresh].reverse(), links: [...room.links].reverse() });
  expect(Object.fromEntries(again)).toStrictEqual(Object.fromEntries(first));
  const spots = [...first.values()];
  for (const [i, a] of spots.entries()) {
    for (const b of spots.slice(i + 1)) {
      expect(Math.hypot(a[0] - b[0], a[1] - b[1]), 'symbols keep apart').toBeGreaterThan(60);
    }
  }
});

test('an expansion leaves what stands where it stands', () => {
  const first = settle(star(20));
  const more = settle({ fresh: [{ id: 'm1', kind: 'PERSON', distance: 1 }, { id: 'm2', kind: 'PERSON', distance: 1 }], standing: first, links: [['n3', 'm1'], ['n3', 'm2']], around: 'n3' });
  expect([...more.keys()].sort()).toStrictEqual(['m1', 'm2']);
  const [x, y] = first.get('n3')!;
  for (const [mx, my] of more.values()) {
    expect(Math.hypot(mx - x, my - y), 'near what brought it').toBeLessThan(500);
  }
});

test('newcomers that were put into a crowd move aside, and nothing else does', () => {
  const crowd = settle(star(60));
  const [x, y] = crowd.get('hub')!;
  const given = new Map<string, Spot>(Array.from({ length: 40 }, (_, i) => [`m${i}`, [x + 50 * Math.cos(i), y + 50 * Math.sin(i)]]));
  const fresh = aside(given, crowd);
  expect([...fresh.keys()].sort()).toStrictEqual([...given.keys()].sort());
  const spots = [...fresh.values()];
  for (const [i, a] of spots.entries()) {
    for (const b of [...spots.slice(i + 1), ...crowd.values()]) {
      expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThan(34); // symbols are 30 wide
    }
  }
  expect(aside(given, crowd)).toStrictEqual(fresh);
});

test('paths run side by side without crossing places', () => {
  const spots = lanes([['a', 'b', 'c', 'z'], ['a', 'd', 'c', 'z'], ['a', 'e', 'f', 'g', 'z']], false);
  expect(spots.get('a')![1]).toBe(0);
  expect(spots.get('z')![1]).toBe(0);
  expect(new Set([...spots.values()].map(String)).size).toBe(spots.size);
  const upright = lanes([['a', 'b', 'c']], true);
  expect([...upright.values()].map(([x]) => x)).toStrictEqual([0, 0, 0]);
});

test('what an entity brought moves along when the entity is moved by hand', () => {
  const node = (id: string, by: string, spot: Spot): [string, Node] => [id, { ...mark(id), distance: 0, end: false, by, hidden: null, spot }];
  const picture: Picture = { ...EMPTY, nodes: new Map([node('a', '', [0, 0]), node('b', 'a', [100, 0]), node('c', 'b', [200, 10])]) };
  expect(standing(picture, { b: [150, 50] }, picture.nodes.get('c')!)).toStrictEqual([250, 60]);
  expect(standing(picture, { b: [150, 50] }, picture.nodes.get('a')!)).toStrictEqual([0, 0]);
  expect(standing(picture, { b: [150, 50], c: [1, 2] }, picture.nodes.get('c')!)).toStrictEqual([1, 2]);
});

test('labels never cover each other or a symbol', () => {
  let seed = 5;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const box = (id: string): Box => {
    const [left, top] = [random() * 900, random() * 600];
    return { id, left, top, right: left + 20 + random() * 100, bottom: top + 14 };
  };
  const obstacles = Array.from({ length: 40 }, (_, i) => box(`o${i}`));
  const shown = [...uncovered(Array.from({ length: 200 }, (_, i) => [box(`b${i}`), box(`b${i}`)]), obstacles).values()];
  expect(shown.length).toBeGreaterThan(20);
  const apart = (a: Box, b: Box) => a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom;
  shown.forEach((a, i) => [...shown.slice(i + 1), ...obstacles].forEach((b) => expect(apart(a, b)).toBe(true)));
});

test('names are wrapped and cut', () => {
  expect(wrapped('Taliban')).toStrictEqual(['Taliban']);
  expect(wrapped('Tajik delegation to Kabul')).toStrictEqual(['Tajik delegation to', 'Kabul']);
  expect(wrapped('meeting of Muttaqi and Jaishankar in Dushanbe')[1].at(-1)).toStrictEqual('…');
  expect(wrapped('a b c d e f g h i j k l m n o p q r s t u v w x y z and so on', 2).length).toBe(2);
  expect(wrapped('Donaudampfschifffahrtsgesellschaft')[0]).toMatch(/…$/);
});

test('dates and sources in words', () => {
  const d = { text: null, edtf: null, earliest: null, latest: null, resolved: null, inferred: false, basis: null };
  expect(day(null)).toBe('undated');
  expect(day({ ...d, text: 'in late October', edtf: '2025-10-2X' })).toBe('in late October');
  expect(day({ ...d, resolved: '[..2025-10-11]', latest: '2025-10-11', inferred: true })).toBe('on or before 2025-10-11, inferred');
  expect(shortDay({ ...d, edtf: '2021/..' })).toBe('≥ 2021');
  expect(shortDay({ ...d, resolved: '[..2025-10-11]' })).toBe('≤ 2025');
  expect(shortDay({ ...d, edtf: '2021-08-15' })).toBe('2021-08-15');
  expect(chain([{ text: null, entity: { id: 's', name: 'a spokesperson' } }, { text: null, entity: { id: 'm', name: 'the ministry' } }])).toBe('the ministry, through a spokesperson');
});

function mark(id: string, name = id): Mark {
  return { id, kind: 'PERSON', type: null, name, named: true, degree: 1 };
}

test('files: cells that look like formulas, quotes, and markup in names', () => {
  const line: Line = {
    id: 'r:1', type: 'OPPOSES', role: null, key: 'a,b', status: 'DENIED', independentSources: 0, reliability: 'F', firstKnown: null, when: null, from: { id: 'a' }, to: { id: 'b' }, stances: [], documents: [], sources: [],
  };
  const node = (id: string, name: string): [string, Node] => [id, { ...mark(id, name), distance: 0, end: false, by: '', hidden: 2, spot: [1, 2] }];
  const picture: Picture = { ...EMPTY, nodes: new Map([node('b', '=SUM(A1) "x"'), node('a', '<b>&amp;\u0001</b>'), node('c', 'hidden')]), lines: new Map([['r:1', line]]) };
  const state = { ...START, hide: ['c'] };
  const row = csv(picture, state).split('\r\n')[1];
  expect(row).toMatch(/^r:1,a,<b>/);
  expect(row).toMatch(/,"a,b",b,"'=SUM\(A1\) ""x""",DENIED,/);
  expect(graphml(picture, state)).toMatch(/<data key="node_name">&lt;b&gt;&amp;amp;&lt;\/b&gt;<\/data>/);
  expect(graphml(picture, state)).not.toMatch(/id="c"/);
  expect(JSON.parse(json(picture, state, 'here')).entities.map((e: { id: string }) => e.id)).toStrictEqual(['a', 'b']);
  const colours = { ground: '#fff', ink: '#000', soft: '#555', line: '#777', accent: '#0a0', contested: '#a00', kind: () => '#123' };
  expect(svg(picture, state, colours), 'what is denied is struck through').toMatch(/<path d="M0 -8V8"/);
});

test('lists as files: an attribute of a relation, a claim without a source', () => {
  const value = { name: 'TOPIC', value: 'trade', number: null, unit: null, status: 'DISPUTED', entity: null, of: { id: 'r:1', type: 'OPPOSES', from: { name: 'A' }, to: { name: 'B' } } };
  const when = { text: null, edtf: '2025-1X', earliest: '2025-10-01', latest: '2025-12-31', resolved: null, inferred: false, basis: null };
  expect(eventsCsv([{ order: 'UNDETERMINED', when, relation: null, attribute: value }]).split('\r\n')[1]).toBe('UNDETERMINED,2025-1X,2025-10-01,2025-12-31,false,,,,,,,,,r:1,TOPIC,trade,DISPUTED,,');
  const document = { id: 'd', title: null, url: null, reliability: 'F', outlet: null, published: null, basedOn: [] };
  const claim = { id: 'c1', stance: 'ASSERTS', against: false, locator: 3, note: null, label: null, acting: false, credibility: null, known: null, superseded: false, retracted: null, date: null, sources: [], document };
  const rows = disputesCsv([{ overlap: 'CERTAIN', relation: null, attribute: value, for: [claim], against: [{ ...claim, id: 'c2', stance: 'DENIES', sources: [{ text: '=x', entity: null }] }] }]).split('\r\n');
  expect(rows[1]).toBe('CERTAIN,,,,,,,,,r:1,TOPIC,trade,DISPUTED,for,c1,ASSERTS,,d,,3,F,,,,');
  expect(rows[2]).toContain("against,c2,DENIES,'=x,d");
});

test('a link of the playground holds its state behind "#", and the older form is read', () => {
  const shared = { query: 'query A {\n  a(x: "#&+%")\n}\n', variables: '{"id":"t"}', operationName: 'A' };
  const link = shareLink('http://h/x/playground?query=old#older', shared);
  expect(link).toMatch(/^http:\/\/h\/x\/playground#query=/);
  expect(readShared(link)).toStrictEqual({ ...shared, variables: '{\n  "id": "t"\n}' });
  expect(readShared(link.replace('#', '?'))!.query).toBe(shared.query);
  expect(readShared('http://h/playground#other=1')).toBeUndefined();
});

test('a command for curl is one request, whatever the texts hold, and no secret', () => {
  const nasty = `it's "$HOME" \`id\` \\ !x\n# ä`;
  const shown = (word: string) => execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' });
  expect(shown(quoted(nasty))).toBe(nasty);
  const command = curl("http://127.0.0.1:1/x/o'clock/graphql", { query: nasty, variables: '{"a": "@b"}', operationName: '' }, '{"Authorization": "Bearer secret", "Dragoman-After": "7"}');
  const words = execFileSync('sh', ['-c', `curl() { for w in "$@"; do printf '%s\\0' "$w"; done; }; DRAGOMAN_AUTHORIZATION=mine; ${command}`], { encoding: 'utf8' }).split('\0');
  expect(words[1]).toBe("http://127.0.0.1:1/x/o'clock/graphql");
  expect(words).toEqual(expect.arrayContaining(['Authorization: mine', 'Dragoman-After: 7']));
  expect(JSON.parse(words[words.indexOf('--data-raw') + 1])).toStrictEqual({ query: nasty, variables: { a: '@b' } });
  expect(command).not.toContain('secret');
  expect(() => curl('http://h', { query: '{a}', variables: '[1', operationName: '' }, '')).toThrow(/variables are no JSON/);
});

test('an answer as a table: a row for each object of each outermost list, lists within it joined, formulas defused', () => {
  const answer = {
    data: {
      paths: {
        outcome: 'FOUND',
        paths: [
          { hops: 2, steps: [{ from: { id: 'a' }, when: null }, { from: { id: 'b' }, when: { text: '=1+1' } }] },
          { hops: -3, steps: [] },
        ],
        policy: { statuses: ['CONFIRMED', 'REPORTED'], hubsSkipped: [] },
      },
      now: { nodes: [{ name: '@SUM(A1)', hops: 1 }] },
    },
  };
  expect(flatten(answer)).toStrictEqual([
    ['list', 'paths.outcome', 'paths.policy.statuses', 'hops', 'steps.from.id', 'steps.when', 'steps.when.text', 'name'],
    ['', 'FOUND', 'CONFIRMED | REPORTED', null, null, null, null, null],
    ['paths.paths', null, null, 2, 'a | b', null, '=1+1', null],
    ['paths.paths', null, null, -3, null, null, null, null],
    ['now.nodes', null, null, 1, null, null, null, '@SUM(A1)'],
  ]);
  const lines = csvText(flatten(answer)).split('\r\n');
  expect(lines[2]).toBe("paths.paths,,,2,a | b,,'=1+1,");
  expect(lines[3], 'a number is no formula').toBe('paths.paths,,,-3,,,,');
  expect(lines[4]).toBe("now.nodes,,,1,,,,'@SUM(A1)");
  expect(flatten({ errors: [{ message: 'no', extensions: { code: 'INVALID' } }] })).toStrictEqual([['list', 'message', 'extensions.code'], ['errors', 'no', 'INVALID']]);
  expect(flatten({ data: { node: null } })).toStrictEqual([['list', 'node'], ['', null]]);
});

test('the explorer tells relations in the words of the server', () => {
  for (const { line, forward, words, detail: about } of cases) {
    expect(told(line, line.from, line.to, forward), JSON.stringify(line)).toBe(words);
    if (about !== undefined) {
      expect(detail({ key: line.key ?? null }, line.when), JSON.stringify(line)).toBe(about);
    }
  }
});

const line = (id: string, type: string, more: Partial<Line> = {}): Line => ({
  id, type, role: null, key: null, status: 'REPORTED', independentSources: 1, reliability: 'F', firstKnown: null, when: null, from: { id: 'a' }, to: { id: 'b' }, stances: [], documents: [], sources: [], ...more,
});
const dayOf = (edtf: string, more: Partial<Day> = {}): Day => ({ text: null, edtf, earliest: null, latest: null, resolved: null, inferred: false, basis: null, ...more });

test('a line that stands for several relations counts as of one sort only those that are', () => {
  const [a, b] = [mark('a'), mark('b')];
  const accused = line('r:1', 'ACCUSE', { key: 'harboring', when: dayOf('2021/..') });
  const asked = [line('r:2', 'REQUEST'), line('r:3', 'REQUEST')];
  expect(labels([accused, ...asked], a, b, 0)[0]).toBe('accused and 2 others');
  expect(labels(asked, a, b, 0)[0]).toBe('made a request to ×2');
  expect(labels([...asked, accused], a, b, 0)[0].replaceAll('\n', ' ')).toBe('made a request to ×2 and 1 other');
  expect(labels([accused, { ...accused, id: 'r:4' }], a, b, 0)[0], 'a date that is of both').toBe('accused ×2\n≥ 2021');
});

test('the words of a line are shortened by leaving out its date and matter, never in the midst', () => {
  const [a, b] = [mark('a'), mark('b')];
  const flat = (l: Line, weakest = 0) => labels([l], a, b, weakest).map((text) => text.replaceAll('\n', ' '));
  expect(flat(line('r:1', 'AGREE', { key: 'express-intent-to-meet', when: dayOf('2008-06-22') }))).toStrictEqual([
    'agreed or offered to act with express intent to meet 2008-06-22', 'agreed or offered to act with express intent to meet', 'agreed or offered to act with 2008-06-22', 'agreed or offered to act with',
  ]);
  expect(flat(line('r:1', 'ACCUSE', { key: 'accuse' }))[0], 'what says the same is left out').toBe('accused');
  expect(flat(line('r:1', 'CONSULT'), 1), 'the weakest step says what it is').toStrictEqual(['weakest step consulted with', 'weakest step', 'weakest']);
  expect(flat(line('r:1', 'CONSULT'), 3)[0]).toBe('weakest, with 2 others consulted with');
  expect(flat(line('r:1', 'CONSULT', { when: dayOf('[..2025-10-11]', { inferred: true }) }))[0]).toBe('consulted with ≤ 2025, inferred');
});

test('a step is the weakest alone only where no other is as weak', () => {
  const step = (id: string, status: string, independentSources: number) => ({ status, independentSources, relation: line(id, 'CONSULT') });
  const path = (...steps: ReturnType<typeof step>[]) => ({ steps, weakest: steps[0] && { relation: { id: steps[0].relation.id } } }) as unknown as Path;
  expect(asWeak(path(step('r:1', 'REPORTED', 1), step('r:2', 'REPORTED', 1)))).toBe(2);
  expect(asWeak(path(step('r:1', 'REPORTED', 1), step('r:2', 'CONFIRMED', 1)))).toBe(1);
  expect(asWeak(path(step('r:1', 'REPORTED', 0), step('r:2', 'REPORTED', 1)))).toBe(1);
  expect(asWeak(path())).toBe(0);
});

test('disputes whose sides may speak of different times are not said to speak of the same', () => {
  expect(sameTime([{ overlap: 'CERTAIN' }])).toBe('both sides speak of the same time');
  expect(sameTime([{ overlap: 'POSSIBLE' }])).toBe('both sides may speak of the same time');
  expect(sameTime([{ overlap: 'CERTAIN' }, { overlap: 'POSSIBLE' }, { overlap: 'POSSIBLE' }])).toBe('both sides speak of the same time in 1 of these, and may in 2');
});

test('a state held for certain from the last day on which it may have begun to the first on which it may have ended', () => {
  expect(core(dayOf('2021/..'))).toStrictEqual({ from: '2021-12-31', to: null });
  expect(core(dayOf('2021-02/2025-10'))).toStrictEqual({ from: '2021-02-28', to: '2025-10-01' });
  expect(core(dayOf('../2025-10-11'))).toStrictEqual({ from: null, to: '2025-10-11' });
  for (const [day, reason] of [
    [dayOf('2021'), 'no interval'],
    [dayOf('2021/2021'), 'it may have ended on the day on which it began'],
    [dayOf('2021~/..'), 'about that year'],
    [dayOf('2021/'), 'an end of which nothing is known'],
    [dayOf('2021/..', { inferred: true }), 'inferred'],
  ] as const) {
    expect(core(day), reason).toBeNull();
  }
});

test('a bound is no beginning and no end', () => {
  expect(bounds(dayOf('2021/..', { earliest: '2021-01-01' }))).toBe('on or after 2021-01-01');
  expect(bounds(dayOf('[..2025-10-11]', { latest: '2025-10-11' }))).toBe('on or before 2025-10-11');
});

test('what was looked for is part of the answer, found or not', () => {
  expect(walked('SHORTEST', 'CONTACT')).toBe(' by contact');
  expect(walked('SHORTEST', 'RELATIONS')).toBe('');
  expect(walked('EARLIEST', 'RELATIONS'), 'the earliest path is one of contacts').toBe(' by contact in order of time');
  const skipped = Array.from({ length: 100 }, (_, i) => ({ degree: 2000, entity: { id: `h${i}`, name: `Hub ${i}` } }));
  expect(hubs({ hubsSkipped: skipped } as unknown as Rules)).toBe('Hub 0 (2,000), Hub 1 (2,000), Hub 2 (2,000), Hub 3 (2,000), Hub 4 (2,000), and 95 more');
  expect(hubs({ hubsSkipped: skipped.slice(0, 1) } as unknown as Rules)).toBe('Hub 0 (2,000)');
});

test('a network is the smallest only as far as was walked', () => {
  expect(fewest({ exact: true, atLeast: 4 }, true)).toBe('none smaller');
  expect(fewest({ exact: true, atLeast: 4 }, false)).toBe('none smaller, as far as was walked');
  expect(fewest({ exact: false, atLeast: 3 }, true)).toBe('at least 3');
});

test('claims of one document that say the same are one line with their paragraphs', () => {
  const claim = (id: string, stance: string, locator: number | null, document = 'd') => ({ id, stance, against: false, locator, document: { id: document } });
  const grouped = alike([claim('1', 'DENIES', 9), claim('2', 'REPORTS', 7), claim('3', 'ASSERTS', 3), claim('4', 'REPORTS', 5, 'e')]);
  expect(grouped.map((g) => g.map((c) => c.id))).toStrictEqual([['2', '3'], ['4'], ['1']]);
  expect(paragraphs(grouped[0].map((c) => c.locator))).toBe(', paragraphs 3, 7');
  expect(paragraphs([8, 1, 2, 3, 4, 5, 6, 8, null])).toBe(', paragraphs 1, 2, 3, 4, 5 and 2 more');
  expect(paragraphs([4])).toBe(', paragraph 4');
  expect(paragraphs([null])).toBe('');
});

test('the title of a page says what it asks', () => {
  const title = (s: Partial<State>) => heading({ ...START, ...s }, (id) => id.toUpperCase());
  expect(title({})).toBe('Dragoman: who is connected to whom, and on whose word');
  expect(title({ task: 'around', of: ['a', 'b', 'c', 'd', 'e'] })).toBe('A, B, C and 2 more · Dragoman');
  expect(title({ task: 'connect', from: ['a'], to: ['b'] })).toBe('A to B · Dragoman');
  expect(title({ task: 'connect' })).toBe('Dragoman: who is connected to whom, and on whose word');
  expect(title({ task: 'time', of: ['a'] })).toBe('Timeline of A · Dragoman');
  expect(title({ task: 'disputes' })).toBe('Disputes · Dragoman');
});

test('a text to quote names every condition that it holds under', () => {
  expect(only(NO_FILTER)).toStrictEqual([]);
  const told = only(FULL.where);
  for (const [field, value] of Object.entries(FULL.where)) {
    if (!['asOf', 'statuses', 'overlap'].includes(field)) {
      [value].flat().forEach((v) => expect(told.join(' ').toLowerCase(), field).toContain(String(v).toLowerCase().replaceAll('_', ' ')));
    }
  }
  expect(told).toContain('Only what certainly held during 2025-10-01/...');
  const picture = { ...EMPTY, complete: false, rules: { lens: 'CONTACT', statuses: ['REPORTED'], degreeCap: 1000, undatedClaims: 0, hubsSkipped: [{ degree: 2000, entity: { id: 'h', name: 'Hub' } }] } };
  expect(text(picture, START, 'here')).toContain('Not walked through, for having too many relations: Hub (2,000); there may be more.');
  expect(text({ ...picture, stoppedBy: 'DEADLINE' }, START, 'here')).toContain('The search was cut short');
});

test('files mark a date that is inferred, and what is not named', () => {
  const unnamed: Node = { ...mark('a'), named: false, distance: 0, end: false, by: '', hidden: 0, spot: [0, 0] };
  const picture = { ...EMPTY, nodes: new Map([['a', unnamed], ['b', { ...unnamed, ...mark('b') }]]), lines: new Map([['r:1', line('r:1', 'CONSULT', { when: dayOf('', { resolved: '[..2025-10-11]', latest: '2025-10-11', inferred: true }) })]]) };
  const [head, row] = csv(picture, START).split('\r\n').map((r) => r.split(','));
  expect(row[head.indexOf('inferred')]).toBe('true');
  expect(graphml(picture, START)).toContain('<data key="edge_inferred">true</data>');
  const colours = { ground: '#fff', ink: '#000', soft: '#555', line: '#777', accent: '#0a0', contested: '#a00', kind: () => '#123' };
  expect(svg(picture, START, colours).match(/stroke-dasharray="4 3"/g)?.length).toBe(1);
});

test('several sources allege, one alleges', () => {
  const by = (stance: string, ...sources: Origin[]) => says({ stance, sources });
  expect(by('ALLEGES', { text: 'unnamed accusers', entity: null })).toBe('allege');
  expect(by('DENIES', { text: null, entity: { id: 't', name: 'Taliban', kind: 'GOVERNMENT' } })).toBe('deny');
  expect(by('NO_COMMENT', { text: 'officials', entity: null })).toBe('do not comment');
  expect(by('DENIES', { text: null, entity: { id: 'p', name: 'Yusuf Wafa', kind: 'PERSON' } })).toBe('denies');
  expect(by('ASSERTS')).toBe('states');
});

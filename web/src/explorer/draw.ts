// From the state to the picture: the question first, then its expansions in order, each with
// what is known already, so that the same address gives the same picture.
import type { Api } from './api';
import type { Around, Connection, Joined, Line, Mark, Page, Rules } from './answers';
import { aside, lanes, settle, spread, type Spot } from './place';
import { variable, type Expansion, type State } from './state';
import { STATUSES } from './words';

/** The statuses that searches walk unless the filter names others. */
export const WALKED = ['CONFIRMED', 'CORROBORATED', 'REPORTED', 'ALLEGED', 'DISPUTED'];

/** Those that lists show. */
export const LISTED = STATUSES.filter((s) => s !== 'RETRACTED');

const MOST_KNOWN = 2000; // entities that one question may name as known

export interface Node extends Mark {
  distance: number;
  end: boolean; // a centre, or an end of a path
  by: string; // the entity whose expansion brought it; "" for the question itself
  hidden: number | null; // neighbours not in the picture; null where that was not asked
  spot: Spot;
}

export interface Picture {
  nodes: Map<string, Node>;
  lines: Map<string, Line>;
  rules: Rules | null;
  complete: boolean;
  stoppedBy: string | null;
  total: number | null; // entities within reach that pass, shown or not; null where that was not asked
  within: number; // of these, shown
  cut: number; // relations left out between entities that are shown
  connection: Connection | null;
  joined: Joined | null;
  notice: string;
}

export const EMPTY: Picture = {
  nodes: new Map(), lines: new Map(), rules: null, complete: true, stoppedBy: null, total: null, within: 0, cut: 0, connection: null, joined: null, notice: '',
};

interface Found extends Picture {
  all: Map<string, number>; // of an entity: all its neighbours, where the answer told
  grows: boolean; // the server places newcomers around what stands
}

/** Places what an expansion brought, once for each sequence of questions. */
export class Places {
  #known = new Map<string, ReadonlyMap<string, Spot>>();

  of(key: string, place: () => Map<string, Spot>): ReadonlyMap<string, Spot> {
    const known = this.#known.get(key) ?? place();
    this.#known.delete(key);
    this.#known.set(key, known);
    if (this.#known.size > 300) {
      this.#known.delete(this.#known.keys().next().value!);
    }
    return known;
  }
}

/** `upright` says that the screen is higher than wide, for which paths run down. */
export async function draw(api: Api, places: Places, s: State, upright: boolean, signal: AbortSignal): Promise<Picture> {
  const found = await (s.task !== 'connect' ? around(api, places, s, signal) : s.to.length === 0 ? join(api, places, s, signal) : connect(api, s, upright, signal));
  const steps: Expansion[] = [];
  for (const step of s.expand) {
    if (!found.nodes.has(step.id) || (step.type && s.where.types.length > 0 && !s.where.types.includes(step.type))) {
      continue;
    }
    if (found.nodes.size > MOST_KNOWN) {
      found.notice = `The picture holds ${found.nodes.size} entities, which is as much as it can be extended by.`;
      break;
    }
    steps.push(step);
    await extend(api, places, s, step, JSON.stringify([key(s, upright), steps]), found, signal);
  }
  const beside = adjacency(found);
  for (const node of found.nodes.values()) {
    const all = found.all.get(node.id);
    node.hidden = all === undefined ? null : Math.max(0, all - (beside.get(node.id)?.size ?? 0));
  }
  const centre = s.task === 'around' && s.of.length === 1 && s.depth === 1 ? [...found.nodes.values()].find((n) => n.end) : undefined;
  if (centre && found.total !== null) {
    found.within = found.total - (centre.hidden ?? 0);
  }
  return found;
}

const key = (s: State, upright: boolean) => JSON.stringify([s.task, s.of, s.depth, s.first, s.from, s.to, s.via, s.avoid, s.mode, s.maxHops, s.degreeCap, s.paths, s.lens, s.where, s.task === 'connect' && upright]);

async function around(api: Api, places: Places, s: State, signal: AbortSignal): Promise<Found> {
  const able = await api.able();
  const { ego } = await api.ask<{ ego: Around }>('around', { of: s.of, depth: s.depth, first: s.first, lens: s.lens, where: variable(s.where) }, signal);
  const found: Found = { ...EMPTY, nodes: new Map(), lines: new Map(ego.relations.map((l) => [l.id, l])), all: new Map(), grows: able.has('Query.ego(pinned)') };
  const fresh = [...ego.centers.map((entity) => ({ entity, distance: 0 })), ...ego.nodes];
  const given = served(ego);
  const spots = given ? scaled(given, spread([...given.values()])) : places.of(key(s, false), () => settle({
    fresh: fresh.map(({ entity, distance }) => ({ id: entity.id, kind: entity.kind, distance })),
    standing: new Map(),
    links: ends(ego.relations),
    around: '',
  }));
  for (const { entity, distance } of fresh) {
    found.nodes.set(entity.id, { ...entity, distance, end: distance === 0, by: '', hidden: null, spot: spots.get(entity.id)! });
  }
  take(found, ego);
  if (ego.centers.length > 1) { // what joins the centres is no part of an ego network
    (await among(api, { ...s, where: { ...s.where, kinds: [] } }, s.of, found, signal)).forEach((l) => found.lines.set(l.id, l));
  }
  found.within = ego.nodes.length;
  found.total = ego.nodes.length + left(ego);
  if (ego.centers.length === 1 && s.depth === 1) {
    found.all.set(ego.centers[0].id, found.total);
  }
  return found;
}

async function connect(api: Api, s: State, upright: boolean, signal: AbortSignal): Promise<Found> {
  const { paths: answer } = await api.ask<{ paths: Connection }>('connect', {
    from: s.from, to: s.to, mode: s.mode, lens: s.lens, first: s.paths, maxHops: s.maxHops, degreeCap: s.degreeCap, via: s.via.length ? s.via : undefined,
    avoid: s.avoid.length ? s.avoid : undefined, where: variable(s.where),
  }, signal);
  const spots = lanes(answer.paths.map((p) => p.nodes.map((n) => n.id)), upright);
  const found: Found = { ...EMPTY, nodes: new Map(), lines: new Map(), all: new Map(), grows: (await api.able()).has('Query.ego(pinned)'), connection: answer, rules: answer.policy, complete: answer.complete, stoppedBy: answer.stoppedBy };
  for (const path of answer.paths) {
    path.nodes.forEach((entity, i) => {
      const end = i === 0 || i === path.nodes.length - 1;
      found.nodes.set(entity.id, { ...entity, distance: i, end, by: '', hidden: null, spot: spots.get(entity.id)! });
    });
    for (const step of path.steps) {
      [step.relation, ...step.parallel].forEach((l) => found.lines.set(l.id, l));
    }
  }
  if (answer.paths.length === 0) {
    await missingEnds(api, s, found, signal);
  }
  return found;
}

// Several entities on one side, none on the other: the smallest network that joins them.
async function join(api: Api, places: Places, s: State, signal: AbortSignal): Promise<Found> {
  const { connect: joined } = await api.ask<{ connect: Joined }>('join', { of: s.from, lens: s.lens, maxHops: s.maxHops, degreeCap: s.degreeCap, avoid: s.avoid.length ? s.avoid : undefined, where: variable(s.where) }, signal);
  const nodes = joined.groups.flatMap((g) => g.nodes);
  const steps = joined.groups.flatMap((g) => g.steps);
  const lines = steps.flatMap((t) => [t.relation, ...t.parallel]);
  const spots = places.of(key(s, false), () => settle({ fresh: nodes.map((n) => ({ id: n.id, kind: n.kind, distance: 1 })), standing: new Map(), links: ends(lines), around: '' }));
  return {
    ...EMPTY,
    nodes: new Map(nodes.map((n) => [n.id, { ...n, distance: s.from.includes(n.id) ? 0 : 1, end: s.from.includes(n.id), by: '', hidden: null, spot: spots.get(n.id)! }])),
    lines: new Map(lines.map((l) => [l.id, l])),
    all: new Map(), grows: (await api.able()).has('Query.ego(pinned)'), joined, rules: joined.policy, complete: joined.complete, stoppedBy: joined.stoppedBy,
  };
}

// Without a path the ends stand there alone, so that they can be opened.
async function missingEnds(api: Api, s: State, found: Found, signal: AbortSignal) {
  const { entities } = await api.ask<{ entities: (Mark | null)[] }>('names', { ids: [...new Set([...s.from, ...s.to])] }, signal);
  entities.forEach((entity, i) => {
    if (entity) {
      const right = s.to.includes(entity.id);
      const at = right ? s.to.indexOf(entity.id) : i;
      found.nodes.set(entity.id, { ...entity, distance: 0, end: true, by: '', hidden: null, spot: [right ? 420 : 0, at * 120] });
    }
  });
}

async function extend(api: Api, places: Places, s: State, step: Expansion, placeKey: string, found: Found, signal: AbortSignal) {
  const known = [...found.nodes.keys()].filter((id) => id !== step.id);
  const where = variable(step.type ? { ...s.where, types: [step.type] } : s.where);
  const { ego } = await api.ask<{ ego: Around }>('around', { of: [step.id], depth: 1, first: step.first, known, lens: s.lens, where, pinned: pinned(found) }, signal);
  let lines = ego.relations;
  if (step.type && ego.nodes.length > 0) {
    lines = await among(api, s, [...found.nodes.keys(), ...ego.nodes.map((n) => n.entity.id)], found, signal);
  }
  const given = found.grows ? served(ego) : null;
  const there = new Map([...found.nodes].map(([id, n]) => [id, n.spot] as const));
  const spots = places.of(placeKey, () => given ? aside(given, there) : settle({
    fresh: ego.nodes.map(({ entity, distance }) => ({ id: entity.id, kind: entity.kind, distance })),
    standing: there,
    links: ends(lines),
    around: step.id,
  }));
  const parent = found.nodes.get(step.id)!;
  for (const { entity } of ego.nodes) {
    found.nodes.set(entity.id, { ...entity, distance: parent.distance + 1, end: false, by: step.id, hidden: null, spot: spots.get(entity.id)! });
  }
  lines.forEach((l) => found.lines.set(l.id, l));
  take(found, ego, step.type !== '');
  if (!step.type) {
    found.all.set(step.id, (adjacency(found).get(step.id)?.size ?? 0) + left(ego));
  }
}

// An expansion by one type must not draw the newcomers as if that type were all they have.
async function among(api: Api, s: State, between: string[], found: Found, signal: AbortSignal): Promise<Line[]> {
  const where = variable({ ...s.where, statuses: s.where.statuses.length ? s.where.statuses : WALKED });
  const { relations } = await api.ask<{ relations: Page<Line> }>('relations', { between, lens: s.lens, where }, signal);
  if (relations.pageInfo.hasNextPage) {
    found.notice = 'Only the first 1,000 relations between these entities are drawn.';
  }
  return relations.nodes;
}

function take(found: Found, ego: Around, partly = false) {
  found.rules ??= ego.policy;
  found.complete &&= ego.complete;
  found.stoppedBy ??= ego.stoppedBy;
  found.cut += ego.omitted.filter((o) => !o.kind).reduce((sum, o) => sum + o.count, 0);
  ego.relations.forEach((l) => found.lines.set(l.id, l));
  if (!partly) {
    const beside = adjacency(found);
    for (const { entity, hidden } of ego.nodes) {
      found.all.set(entity.id, hidden + (beside.get(entity.id)?.size ?? 0));
    }
  }
}

/** Neighbours that one answer left out for want of room. */
const left = (ego: Around) => ego.omitted.filter((o) => o.kind).reduce((sum, o) => sum + o.count, 0);

const ends = (lines: readonly Line[]) => lines.map((l) => [l.from.id, l.to.id] as const);

/** Of every entity shown: the others shown that a relation joins it with. */
function adjacency({ nodes, lines }: Pick<Picture, 'lines' | 'nodes'>): Map<string, Set<string>> {
  const out = new Map<string, Set<string>>();
  const put = (a: string, b: string) => {
    const known = out.get(a);
    if (known) {
      known.add(b);
    } else {
      out.set(a, new Set([b]));
    }
  };
  for (const { from, to } of lines.values()) {
    if (from.id !== to.id && nodes.has(from.id) && nodes.has(to.id)) {
      put(from.id, to.id);
      put(to.id, from.id);
    }
  }
  return out;
}

// The server's places, where it gives one for every entity.
function served(ego: Around): Map<string, Spot> | null {
  const given = new Map<string, Spot>();
  ego.centers.forEach((c, i) => ego.centerPositions?.[i] && given.set(c.id, [ego.centerPositions[i].x, ego.centerPositions[i].y]));
  ego.nodes.forEach((n) => typeof n.x === 'number' && typeof n.y === 'number' && given.set(n.entity.id, [n.x, n.y]));
  return given.size > 0 && given.size === ego.centers.length + ego.nodes.length ? given : null;
}

const scaled = (given: ReadonlyMap<string, Spot>, by: number) => new Map<string, Spot>([...given].map(([id, [x, y]]) => [id, [Math.round(x * by), Math.round(y * by)]]));

// What stands, for a server that places newcomers around it.
function pinned({ nodes, grows }: Found) {
  return grows ? [...nodes.values()].map(({ id, spot: [x, y] }) => ({ id, x, y })) : undefined;
}

/** Where a node stands: where it was put by hand, else moved along with what brought it. */
export function standing(picture: Picture, pins: State['pins'], node: Node): Spot {
  if (pins[node.id]) {
    return pins[node.id];
  }
  const parent = picture.nodes.get(node.by);
  if (!parent || parent === node) {
    return node.spot;
  }
  const [x, y] = standing(picture, pins, parent);
  return [node.spot[0] + x - parent.spot[0], node.spot[1] + y - parent.spot[1]];
}


// Where things stand. The same answer is placed the same way at every visit: order is by id,
// the simulation's random numbers are d3's fixed ones, and it runs to its end before anything
// is drawn, so that nothing wobbles. Units are pixels at a zoom of 1.
import { forceCollide, forceLink, forceManyBody, forceRadial, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force';
import { KINDS } from './words';

export type Spot = readonly [x: number, y: number];

export interface Placed extends SimulationNodeDatum {
  id: string;
}

/** What is placed: fresh entities among those that stand already. */
export interface Room {
  fresh: { id: string; kind: string; distance: number }[];
  standing: ReadonlyMap<string, Spot>;
  links: readonly (readonly [string, string])[];
  around: string; // the entity whose expansion brought the fresh ones; "" for a new picture
}

const APART = 46; // radius that a symbol and its label need
const LINK = 120;
const NEAR = 700; // what stands farther from an expansion does not feel it

export function settle(room: Room): Map<string, Spot> {
  const centre = room.standing.get(room.around) ?? ([0, 0] as const);
  const near = [...room.standing].filter(([, [x, y]]) => Math.hypot(x - centre[0], y - centre[1]) < NEAR);
  const fixed: Placed[] = near.map(([id, [x, y]]) => ({ id, x, y, fx: x, fy: y }));
  const fresh = begin(room, centre);
  const nodes = [...fresh, ...fixed].sort((a, b) => (a.id < b.id ? -1 : 1));
  const there = new Set(nodes.map((n) => n.id));
  const links = [...new Set(room.links.filter(([a, b]) => a !== b && there.has(a) && there.has(b)).map((l) => [...l].sort().join(' ')))]
    .sort()
    .map((l) => ({ source: l.split(' ')[0], target: l.split(' ')[1] }));
  const ring = new Map(room.fresh.map((f) => [f.id, f.distance]));
  const crowd = Math.sqrt(nodes.length);
  const simulation = forceSimulation(nodes)
    .force('link', forceLink<Placed, { source: string | Placed; target: string | Placed }>(links).id((n) => n.id).distance(LINK).strength(links.length > 2 * nodes.length ? 0.05 : 0.18))
    .force('charge', forceManyBody().strength(-340).distanceMax(520))
    .force('collide', forceCollide<Placed>(APART).iterations(nodes.length > 150 ? 1 : 2))
    .stop();
  if (room.around === '') {
    simulation
      .force('ring', forceRadial<Placed>((n) => (ring.get(n.id) ?? 0) * (60 + 22 * crowd)).strength((n) => (ring.get(n.id) === 0 ? 0.6 : 0.06)))
      .force('x', forceX(0).strength(0.015))
      .force('y', forceY(0).strength(0.045)); // screens are wider than high
  }
  const ticks = Math.round(Math.min(220, Math.max(70, 33_000 / nodes.length))); // a large picture settles for less
  simulation.alphaDecay(1 - 0.003 ** (1 / ticks)).tick(ticks);
  return new Map(fresh.map((n) => [n.id, [Math.round(n.x!), Math.round(n.y!)]]));
}

// Like stands beside like from the start, which the forces mostly keep.
function begin(room: Room, [x, y]: Spot): Placed[] {
  const order = [...room.fresh].sort((a, b) => a.distance - b.distance || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.id < b.id ? -1 : 1));
  if (room.around === '') {
    return order.map((f, i) => {
      const turn = (2 * Math.PI * i) / order.length;
      const far = f.distance * (70 + 9 * Math.sqrt(order.length) * 2);
      return { id: f.id, x: far * Math.cos(turn) * 1.25, y: far * Math.sin(turn) };
    });
  }
  const away = Math.hypot(x, y) < 1 ? 0 : Math.atan2(y, x); // outwards, where there is room
  return order.map((f, i) => {
    const turn = away + (i - (order.length - 1) / 2) * Math.min(0.5, (1.5 * Math.PI) / order.length);
    return { id: f.id, x: x + LINK * Math.cos(turn), y: y + LINK * Math.sin(turn) };
  });
}

const ROOM = 40; // radius that a newcomer keeps free

/** Newcomers where the server put them, moved aside where symbols and names would lie on each other. */
export function aside(given: ReadonlyMap<string, Spot>, standing: ReadonlyMap<string, Spot>): Map<string, Spot> {
  const fresh: Placed[] = [...given].map(([id, [x, y]]) => ({ id, x, y }));
  const close = [...standing].filter(([, [x, y]]) => fresh.some((f) => Math.hypot(f.x! - x, f.y! - y) < NEAR));
  const nodes = [...fresh, ...close.map(([id, [x, y]]) => ({ id, x, y, fx: x, fy: y }))].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ticks = Math.round(Math.min(200, 60_000 / nodes.length));
  forceSimulation(nodes).alphaDecay(0).velocityDecay(0.2).force('collide', forceCollide<Placed>(ROOM)).stop().tick(ticks);
  return new Map(fresh.map((n) => [n.id, [Math.round(n.x!), Math.round(n.y!)]]));
}

const NEXT = 84; // from a symbol to the nearest, typically

/** By how much positions that the server computed are to be spread for symbols as large as ours. */
export function spread(given: readonly Spot[]): number {
  const nearest = given.map(([x, y], i) => Math.min(...given.flatMap(([a, b], j) => (i === j ? [] : [Math.hypot(x - a, y - b)])))).sort((a, b) => a - b);
  const typical = nearest[Math.floor(nearest.length / 2)];
  return Number.isFinite(typical) && typical > 0 ? Math.max(0.35, NEXT / typical) : 0.6;
}

const STEP = 190;
const LANE = 120;

/**
 * Paths side by side, from the left to the right: the first on the middle line, what others
 * add above and below it in turn. `upright` turns it for screens that are higher than wide.
 */
export function lanes(paths: readonly (readonly string[])[], upright: boolean): Map<string, Spot> {
  const at = new Map<string, Spot>();
  const length = Math.max(0, ...paths.map((p) => p.length - 1));
  const taken = new Set<string>();
  paths.forEach((path) => {
    path.forEach((id, i) => {
      if (at.has(id)) {
        return;
      }
      const x = path.length > 1 ? Math.round(((i * length) / (path.length - 1)) * STEP) : 0;
      const lane = [0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6].find((l) => !near(taken, x, l)) ?? 7;
      taken.add(`${x},${lane}`);
      at.set(id, upright ? [lane * LANE * 1.3, x * 0.68] : [x, lane * LANE]);
    });
  });
  return at;
}

function near(taken: ReadonlySet<string>, x: number, lane: number): boolean {
  return [...taken].some((t) => {
    const [tx, tl] = t.split(',').map(Number);
    return tl === lane && Math.abs(tx - x) < STEP * 0.6;
  });
}

// How things look, once for the picture, its legend and its exports: a kind is a shape and a
// colour, a status is a line. Neither is ever told by colour alone.

/** Corners from -1 to 1, y downwards; "round" is a circle. */
type Outline = readonly (readonly [number, number])[] | 'round';

const around = (n: number, turn: number, radius = 1): [number, number][] =>
  Array.from({ length: n }, (_, i) => {
    const a = turn + (2 * Math.PI * i) / n;
    return [Number((radius * Math.cos(a)).toFixed(3)), Number((radius * Math.sin(a)).toFixed(3))];
  });

const star = around(5, -Math.PI / 2).flatMap((p, i) => [p, around(5, -Math.PI / 2 + Math.PI / 5, 0.48)[i]]);

export const OUTLINES: Record<string, Outline> = {
  PERSON: 'round',
  GOVERNMENT: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  ORGANIZATION: [[-1, -0.55], [-0.6, -0.95], [0.6, -0.95], [1, -0.55], [1, 0.55], [0.6, 0.95], [-0.6, 0.95], [-1, 0.55]],
  GROUP: around(6, 0),
  MISSION: [[0, -1], [0.95, -0.2], [0.95, 0.9], [-0.95, 0.9], [-0.95, -0.2]],
  DELEGATION: [[-1, -0.75], [0.45, -0.75], [1, 0], [0.45, 0.75], [-1, 0.75], [-0.5, 0]],
  OFFICE: [[-0.55, -0.9], [0.55, -0.9], [1, 0.9], [-1, 0.9]],
  MEETING: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  INCIDENT: star,
  AGREEMENT: [[-0.8, -0.95], [0.35, -0.95], [0.8, -0.5], [0.8, 0.95], [-0.8, 0.95]],
  PLACE: [[-0.95, -0.8], [0.95, -0.8], [0, 0.95]],
};

/** Corners of a kind's symbol about a point, as the attribute `points` of an SVG polygon; null for a circle. */
export function corners(kind: string, x: number, y: number, radius: number): string | null {
  const outline = OUTLINES[kind] ?? 'round';
  return outline === 'round' ? null : outline.map(([a, b]) => `${round(x + a * radius)},${round(y + b * radius)}`).join(' ');
}

const round = (n: number) => Math.round(n * 10) / 10;

export interface Stroke {
  width: number;
  dash: readonly number[]; // empty is solid
  middle: 'none' | 'bar' | 'diamond'; // a sign in the middle: struck through, contested
  loud: boolean; // in the colour of contested things
}

export const STROKES: Record<string, Stroke> = {
  CONFIRMED: { width: 3.6, dash: [], middle: 'none', loud: false },
  CORROBORATED: { width: 2.6, dash: [], middle: 'none', loud: false },
  REPORTED: { width: 1.5, dash: [], middle: 'none', loud: false },
  ALLEGED: { width: 1.8, dash: [9, 5], middle: 'none', loud: false },
  DISPUTED: { width: 2.6, dash: [9, 5], middle: 'diamond', loud: true },
  UNCONFIRMED: { width: 1.8, dash: [2, 5], middle: 'none', loud: false },
  PLANNED: { width: 1.8, dash: [10, 4, 2, 4], middle: 'none', loud: false },
  OPINION: { width: 1.8, dash: [2, 9], middle: 'none', loud: false },
  DOUBTED: { width: 1.8, dash: [2, 5], middle: 'bar', loud: true },
  DENIED: { width: 1.8, dash: [], middle: 'bar', loud: true },
  RETRACTED: { width: 1.2, dash: [2, 9], middle: 'bar', loud: false },
};

export const stroke = (status: string) => STROKES[status] ?? STROKES.REPORTED;

/** Colours of the theme in use, as the style sheet has them. */
export interface Colours {
  ground: string;
  ink: string;
  soft: string;
  line: string;
  accent: string;
  contested: string;
  kind(kind: string): string;
}

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: of('ground'), ink: of('ink'), soft: of('soft'), line: of('edge'), accent: of('accent'), contested: of('contested'),
    kind: (kind) => of(`kind-${kind.toLowerCase()}`) || of('soft'),
  };
}

const LINE_LENGTH = 20; // letters

/** A name in a few lines; what does not fit is cut with an ellipsis. */
export function wrapped(name: string, most = 2): string[] {
  const lines: string[] = [''];
  for (const word of name.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && last.length + 1 + word.length > LINE_LENGTH) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
  }
  const kept = lines.slice(0, most).map((l) => cut(l, LINE_LENGTH + 2));
  if (lines.length > most && !kept[most - 1].endsWith('…')) {
    kept[most - 1] = `${cut(`${kept[most - 1]} ${lines[most]}`, LINE_LENGTH - 1).replace(/…$/, '')}…`;
  }
  return kept;
}

const cut = (text: string, length: number) => ([...text].length > length ? `${[...text].slice(0, length - 1).join('').trimEnd()}…` : text);

export interface Box {
  id: string;
  name?: string; // of the place, where there are several to choose from
  text?: string; // where it depends on the place
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Where labels can stand without one covering another or an obstacle: of each list of places the
 * first that is free; earlier lists win. An obstacle does not hinder the box of the same id.
 */
export function uncovered(choices: readonly (readonly Box[])[], obstacles: readonly Box[]): Map<string, Box> {
  const grid = new Map<string, Box[]>();
  const put = (b: Box) => cells(b).forEach((c) => grid.set(c, [...(grid.get(c) ?? []), b]));
  const free = (b: Box) => cells(b).every((c) => (grid.get(c) ?? []).every((o) => o.id === b.id || o.left >= b.right || o.right <= b.left || o.top >= b.bottom || o.bottom <= b.top));
  obstacles.forEach(put);
  const shown = new Map<string, Box>();
  for (const places of choices) {
    const place = places.find(free);
    if (place) {
      shown.set(place.id, place);
      put(place);
    }
  }
  return shown;
}

const CELL = 80; // px of the grid in which neighbours are looked up

function cells(b: Box): string[] {
  const out: string[] = [];
  for (let x = Math.floor(b.left / CELL); x <= Math.floor(b.right / CELL); x++) {
    for (let y = Math.floor(b.top / CELL); y <= Math.floor(b.bottom / CELL); y++) {
      out.push(`${x},${y}`);
    }
  }
  return out;
}

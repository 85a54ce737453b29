import cytoscape, { type Core, type EdgeSingular, type ElementDefinition, type NodeSingular, type StylesheetJson } from 'cytoscape';
import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type Ref } from 'react';
import type { Line } from './answers';
import { standing, type Node, type Picture as Drawn } from './draw';
import { labels } from './labels';
import { colours, OUTLINES, stroke, STROKES, uncovered, wrapped, type Box, type Colours } from './marks';
import type { Spot } from './place';
import type { State } from './state';
import { symmetric } from './words';

const FONT = 12; // px on the screen, at every zoom, where the page's letters are 16 px
const LARGE = 500; // entities
const ARROW = 0.9;
const MOVED = 3; // px of a drag that means it

/** What the toolbar and the exports need of the picture. */
export interface PictureHandle {
  fit(): void;
  zoom(factor: number): void;
  png(): Promise<Blob>;
}

interface Props {
  picture: Drawn;
  state: State;
  emphasis: Emphasis | null; // a path to bring forward
  upright: boolean; // paths run down
  theme: string;
  onSelect(id: string): void;
  onExpand(id: string): void;
  onHide(id: string): void;
  onMove(id: string, spot: Spot | null): void;
  ref: Ref<PictureHandle>;
}

export interface Emphasis {
  nodes: ReadonlySet<string>;
  lines: ReadonlySet<string>;
  weakest: string;
  alike: number; // steps as weak as that
}

/** The network, drawn where draw.ts placed it. The canvas is reached by keyboard, too: see the label. */
export function Picture({ picture, state, emphasis, upright, theme, onSelect, onExpand, onHide, onMove, ref }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const cy = useRef<Core>(null);
  const fitted = useRef('');
  const on = useRef({ onSelect, onExpand, onMove });
  on.current = { onSelect, onExpand, onMove };

  const untouched = useRef(''); // the view as it was last fitted
  function refit(made: Core) {
    fit(made);
    untouched.current = view(made);
  }

  // The attribute tells a test that the picture has come to rest.
  function labelled(made: Core) {
    label(made);
    if (host.current) {
      host.current.dataset.labels = '';
    }
  }

  useEffect(() => {
    const made = cytoscape({
      container: host.current, layout: { name: 'preset' }, boxSelectionEnabled: false, selectionType: 'single', autounselectify: true,
      minZoom: 0.05, maxZoom: 3,
    });
    cy.current = made;
    made.on('tap', (event) => {
      if (event.target === made) {
        on.current.onSelect('');
      }
    });
    made.on('tap', 'node, edge', (event) => on.current.onSelect(event.target.id()));
    made.on('dbltap', 'node', (event) => on.current.onExpand(event.target.id()));
    let from: Spot = [0, 0];
    made.on('grab', 'node', (event) => (from = spotOf(event.target)));
    made.on('free', 'node', (event) => {
      const to = spotOf(event.target);
      if (Math.hypot(to[0] - from[0], to[1] - from[1]) * made.zoom() > MOVED) {
        on.current.onMove(event.target.id(), to);
      }
    });
    made.on('mouseover', 'node, edge', () => host.current?.classList.add('pointing'));
    made.on('mouseout', 'node, edge', () => host.current?.classList.remove('pointing'));
    let waiting = 0;
    made.on('viewport resize', () => {
      clearTimeout(waiting);
      delete host.current?.dataset.labels;
      waiting = window.setTimeout(() => made.destroyed() || labelled(made), 90); // an event of its end comes after the clearing
    });
    const sized = new ResizeObserver(() => {
      made.resize();
    });
    sized.observe(host.current!);
    // Another window, another fit, unless the reader has moved the picture. (A panel that opens beside
    // it moves nothing: the second half of a double click must find what the first did.)
    const windowSized = () => requestAnimationFrame(() => {
      if (!made.destroyed() && view(made) === untouched.current) {
        made.resize();
        refit(made);
      }
    });
    addEventListener('resize', windowSized);
    return () => {
      removeEventListener('resize', windowSized);
      clearTimeout(waiting);
      sized.disconnect();
      made.destroy();
      cy.current = null;
    };
  }, []);

  useEffect(() => {
    cy.current!.style(sheet(colours()));
  }, [theme]);

  useEffect(() => {
    const made = cy.current!;
    sync(made, picture, state, emphasis, upright);
    // A large picture is moved as an image and drawn anew where it comes to rest. Cytoscape takes
    // this as an option at the start only, when the size is not known; its renderer reads it anew.
    (made as unknown as { renderer(): { textureOnViewport: boolean } }).renderer().textureOnViewport = picture.nodes.size > LARGE;
    const question = JSON.stringify([state.task, state.of, state.from, state.to, state.lens, state.depth]);
    const grown = [...picture.nodes.keys()].join(' ');
    if (fitted.current.split('\n')[0] !== question) {
      refit(made);
    } else if (fitted.current !== `${question}\n${grown}` && outside(made)) {
      refit(made);
    }
    fitted.current = `${question}\n${grown}`;
    labelled(made);
  }, [picture, state, emphasis, upright, theme]);

  useImperativeHandle(ref, () => ({
    fit: () => refit(cy.current!),
    zoom: (factor) => {
      const made = cy.current!;
      made.zoom({ level: made.zoom() * factor, renderedPosition: { x: made.width() / 2, y: made.height() / 2 } });
    },
    png: () => cy.current!.png({ output: 'blob-promise', full: true, scale: 2, maxWidth: 8000, maxHeight: 8000, bg: colours().ground }) as unknown as Promise<Blob>,
  }));

  const selected = picture.nodes.get(state.selected);
  function key(event: KeyboardEvent) {
    const made = cy.current!;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const toward = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (toward) {
      const next = towards(made, selected ? selected.id : '', toward as [number, number]);
      if (next) {
        onSelect(next.id());
        show(made, next);
      }
    } else if ((event.key === 'Enter' || event.key === 'e') && selected) {
      onExpand(selected.id);
    } else if ((event.key === 'h' || event.key === 'Delete') && selected) {
      onHide(selected.id);
    } else if (event.key === 'p' && selected) {
      onMove(selected.id, state.pins[selected.id] ? null : spotOf(made.getElementById(selected.id) as NodeSingular));
    } else if (event.key === '+' || event.key === '-') {
      made.zoom({ level: made.zoom() * (event.key === '+' ? 1.25 : 0.8), renderedPosition: { x: made.width() / 2, y: made.height() / 2 } });
    } else if (event.key === '0') {
      refit(made);
    } else if (event.key === 'Escape') {
      onSelect('');
    } else {
      return;
    }
    event.preventDefault();
  }

  const size = `${picture.nodes.size} entities, ${picture.lines.size} relations`;
  return (
    <div
      ref={host}
      className="canvas"
      tabIndex={0}
      role="application"
      aria-roledescription="network picture"
      aria-label={`Network of ${size}${selected ? `; selected: ${selected.name}` : ''}. Arrow keys go from entity to entity, Enter expands, H hides, P pins, plus and minus zoom, 0 fits. The table shows the same.`}
      onKeyDown={key}
    />
  );
}

const spotOf = (node: NodeSingular): Spot => [node.position('x'), node.position('y')];

// ---- from the picture to Cytoscape's elements

function sync(cy: Core, picture: Drawn, s: State, emphasis: Emphasis | null, upright: boolean) {
  const hide = new Set(s.hide);
  const wanted = new Map<string, ElementDefinition>();
  for (const node of picture.nodes.values()) {
    if (!hide.has(node.id)) {
      wanted.set(node.id, nodeElement(picture, s, emphasis, upright, node));
    }
  }
  for (const bundle of bundles([...picture.lines.values()].filter((l) => wanted.has(l.from.id) && wanted.has(l.to.id)), emphasis)) {
    const element = edgeElement(picture, bundle, s, emphasis);
    wanted.set(element.data.id!, element);
  }
  cy.batch(() => {
    cy.elements().forEach((e) => {
      if (!wanted.has(e.id())) {
        e.remove();
      }
    });
    for (const [id, element] of wanted) {
      const there = cy.getElementById(id);
      if (there.empty()) {
        cy.add(element);
        continue;
      }
      const { source: _, target: __, label: ___, ...data } = element.data;
      there.data(data);
      there.classes(element.classes as string);
      if (element.position && !there.grabbed()) {
        (there as unknown as NodeSingular).position(element.position);
      }
    }
  });
}

/**
 * Relations between the same two, in the same direction and of the same status, are one line:
 * ten curves side by side hide what they say. A step of the path in view stays by itself.
 */
function bundles(lines: readonly Line[], emphasis: Emphasis | null): Line[][] {
  const out = new Map<string, Line[]>();
  for (const line of lines) {
    const ends = symmetric(line.type) ? [line.from.id, line.to.id].sort().join(' – ') : `${line.from.id} → ${line.to.id}`;
    const key = emphasis?.lines.has(line.id) ? line.id : `${ends} ${line.status}`;
    out.set(key, [...(out.get(key) ?? []), line]);
  }
  return [...out.values()].map((b) => b.sort((x, y) => y.independentSources - x.independentSources || (x.id < y.id ? -1 : 1)));
}

function edgeElement(picture: Drawn, bundle: readonly Line[], s: State, emphasis: Emphasis | null): ElementDefinition {
  const [line] = bundle;
  const chosen = emphasis?.lines.has(line.id) ?? false;
  const weakest = emphasis?.weakest === line.id ? emphasis.alike : 0;
  const classes = [line.status, symmetric(line.type) ? 'mutual' : '', bundle.some((l) => l.id === s.selected) ? 'selected' : '', emphasis && !chosen ? 'dim' : '', chosen ? 'chosen' : '', weakest ? 'weakest' : ''];
  const texts = labels(bundle, picture.nodes.get(line.from.id)!, picture.nodes.get(line.to.id)!, weakest);
  const touched = line.from.id === s.selected || line.to.id === s.selected;
  return { group: 'edges', data: { id: line.id, source: line.from.id, target: line.to.id, texts, touched, sign: stroke(line.status).middle !== 'none', label: '' }, classes: classes.filter(Boolean).join(' ') };
}

function nodeElement(picture: Drawn, s: State, emphasis: Emphasis | null, upright: boolean, node: Node): ElementDefinition {
  const [x, y] = standing(picture, s.pins, node);
  const more = node.hidden ? ` +${node.hidden}` : '';
  const classes = [node.kind, node.end ? 'end' : '', node.named ? '' : 'unnamed', s.pins[node.id] ? 'pinned' : '', s.selected === node.id ? 'selected' : '', emphasis && !emphasis.nodes.has(node.id) ? 'dim' : ''];
  const line = picture.lines.get(s.selected); // its ends have their names, too
  const near = s.selected === node.id || line?.from.id === node.id || line?.to.id === node.id || node.end || (emphasis?.nodes.has(node.id) ?? false);
  return {
    group: 'nodes',
    data: { id: node.id, text: wrapped(node.name, emphasis ? 3 : 2).join('\n') + more, beside: upright && emphasis !== null, label: '', weight: (near ? NEAR : 0) + (node.hidden ?? 0) * 10 + node.degree - node.distance * 1e5 },
    classes: classes.filter(Boolean).join(' '),
    position: { x, y },
  };
}

function sheet(c: Colours): StylesheetJson {
  const shape = (kind: string) => {
    const outline = OUTLINES[kind];
    return outline === 'round' ? { shape: 'ellipse' as const } : { shape: 'polygon' as const, 'shape-polygon-points': outline.flat().join(' ') };
  };
  return [
    {
      selector: 'node',
      style: {
        width: 30, height: 30, 'border-width': 1.5, 'border-color': c.ground, 'text-wrap': 'wrap', 'text-valign': 'bottom', 'text-margin-y': 4,
        'font-size': FONT, 'font-family': 'system-ui, sans-serif', color: c.ink, label: 'data(label)', 'text-outline-color': c.ground, 'text-outline-width': 2.5, 'overlay-opacity': 0, 'line-height': 1.15,
      },
    },
    ...Object.keys(OUTLINES).map((kind) => ({ selector: `node.${kind}`, style: { ...shape(kind), 'background-color': c.kind(kind) } })),
    { selector: 'node.unnamed', style: { 'border-color': c.ink, 'border-style': 'dashed', 'border-width': 2 } },
    { selector: 'node.end', style: { width: 42, height: 42, 'border-color': c.ink, 'border-width': 2.5, 'font-weight': 700 } },
    { selector: 'node.pinned', style: { 'border-color': c.ink, 'border-style': 'double', 'border-width': 4 } },
    {
      selector: 'edge',
      style: {
        'curve-style': 'bezier', 'control-point-step-size': 34, 'line-color': c.line, 'target-arrow-color': c.line, 'target-arrow-shape': 'triangle', 'arrow-scale': ARROW, width: 1.5,
        'font-size': FONT * BESIDE, 'font-family': 'system-ui, sans-serif', color: c.ink, label: 'data(label)', 'text-wrap': 'wrap', 'text-background-color': c.ground, 'text-background-opacity': 0.92, 'text-background-padding': '2px',
        'overlay-opacity': 0, 'loop-direction': '-45deg', 'loop-sweep': '50deg', 'source-endpoint': 'outside-to-node', 'target-endpoint': 'outside-to-node',
      },
    },
    ...Object.entries(STROKES).map(([status, s]) => {
      const colour = s.loud ? c.contested : c.line;
      const middle = { none: 'none', bar: 'tee', diamond: 'diamond' }[s.middle] as 'none' | 'tee' | 'diamond';
      return {
        selector: `edge.${status}`,
        style: {
          width: s.width, 'line-style': s.dash.length ? ('dashed' as const) : ('solid' as const), 'line-dash-pattern': s.dash.length ? [...s.dash] : [6, 3],
          'line-color': colour, 'target-arrow-color': colour, 'mid-target-arrow-shape': middle, 'mid-target-arrow-color': colour,
        },
      };
    }),
    { selector: 'edge.mutual', style: { 'target-arrow-shape': 'none' } },
    { selector: 'edge.chosen', style: { width: 4, 'z-index': 5 } },
    { selector: 'edge.weakest', style: { 'underlay-color': c.contested, 'underlay-opacity': 0.28, 'underlay-padding': 7, 'font-weight': 700 } },
    { selector: 'node.dim', style: { 'background-opacity': 0.35, 'border-opacity': 0.35, color: c.soft } },
    { selector: 'edge.dim', style: { opacity: 0.35 } },
    { selector: 'node.selected', style: { 'underlay-color': c.accent, 'underlay-opacity': 0.35, 'underlay-padding': 9, 'underlay-shape': 'ellipse', 'border-color': c.accent, 'border-width': 3, 'z-index': 10, 'background-opacity': 1, 'border-opacity': 1, color: c.ink } },
    { selector: 'edge.selected', style: { 'underlay-color': c.accent, 'underlay-opacity': 0.4, 'underlay-padding': 6, 'z-index': 10, opacity: 1 } },
  ] as StylesheetJson;
}

// ---- labels: as large on the screen at every zoom, and none over another

const measure = (() => {
  let pen: CanvasRenderingContext2D | null = null;
  return (text: string, font: number) => {
    pen ??= document.createElement('canvas').getContext('2d')!;
    pen.font = `600 ${font}px system-ui, sans-serif`; // as wide as a label gets
    return Math.max(...text.split('\n').map((l) => pen!.measureText(l).width));
  };
})();

const BESIDE = 11 / FONT; // letters beside a line, to those of a name
const NEAR = 1e9; // weight of what must have its name
const weight = (cy: Core, id: string): number => cy.getElementById(id).data('weight') ?? 0;
const LABELLED_EDGES = 26; // more than these hide the picture; then the chosen and the selected have theirs

type Side = 'bottom' | 'top' | 'right' | 'left';

const TEXT: Record<Side, { 'text-valign': 'bottom' | 'top' | 'center'; 'text-halign': 'center' | 'right' | 'left'; x: number; y: number }> = {
  bottom: { 'text-valign': 'bottom', 'text-halign': 'center', x: 0, y: 3 },
  top: { 'text-valign': 'top', 'text-halign': 'center', x: 0, y: -3 },
  right: { 'text-valign': 'center', 'text-halign': 'right', x: 4, y: 0 },
  left: { 'text-valign': 'center', 'text-halign': 'left', x: -4, y: 0 },
};

function label(cy: Core) {
  const zoom = cy.zoom();
  const font = (FONT * parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16;
  const line = font * 1.2;
  const view = { left: -50, top: -50, right: cy.width() + 50, bottom: cy.height() + 50 };
  const inside = (b: Box) => b.right > view.left && b.left < view.right && b.bottom > view.top && b.top < view.bottom;
  const obstacles: Box[] = [];
  const choices: Box[][] = [];
  for (const node of cy.nodes().sort((a, b) => b.data('weight') - a.data('weight')) as unknown as NodeSingular[]) {
    const { x, y } = node.renderedPosition();
    const r = (node.width() / 2) * zoom;
    obstacles.push({ id: node.id(), left: x - r * 0.8, right: x + r * 0.8, top: y - r * 0.8, bottom: y + r * 0.8 });
    const text: string = node.data('text');
    const wide = measure(text, font) + 6;
    const high = text.split('\n').length * line + 3;
    const at = (name: Side, left: number, top: number): Box => ({ id: node.id(), name, left, right: left + wide, top, bottom: top + high });
    const places = [at('bottom', x - wide / 2, y + r + 2), at('top', x - wide / 2, y - r - 2 - high), at('right', x + r + 3, y - high / 2), at('left', x - r - 3 - wide, y - high / 2)];
    if (node.data('beside')) {
      places.unshift(...places.splice(2)); // a path that runs down has room on its sides
    }
    const whole = places.filter((b) => b.left >= 0 && b.right <= cy.width());
    choices.push(whole.length > 0 ? whole : places);
  }
  const told = cy.edges().filter((e) => !e.hasClass('dim'));
  const edges = told.length <= LABELLED_EDGES ? told : told.filter((e) => e.hasClass('chosen') || e.hasClass('selected') || e.data('touched'));
  edges.sort((a, b) => Number(b.hasClass('weakest') || b.hasClass('selected')) - Number(a.hasClass('weakest') || a.hasClass('selected'))).forEach((edge) => {
    choices.push(besideEdge(edge as unknown as EdgeSingular, font * BESIDE));
  });
  // No label covers a symbol of another; the ends and the selection have theirs even so.
  const symbols = obstacles.filter(inside);
  const near = choices.filter(([b]) => inside(b) && weight(cy, b.id) >= NEAR);
  const first = uncovered(near, symbols);
  near.filter(([b]) => !first.has(b.id)).forEach(([b]) => first.set(b.id, b));
  const rest = uncovered(choices.filter(([b]) => inside(b) && weight(cy, b.id) < NEAR), [...symbols, ...first.values()]);
  const shown = new Map([...rest, ...first]);
  cy.batch(() => {
    // What is struck through or contested shows it in a picture from afar, too.
    cy.edges().filter((e) => e.data('sign')).style({ 'arrow-scale': ARROW * Math.min(3, Math.max(1, 1.1 / zoom)) });
    cy.elements().forEach((e) => {
      const box = shown.get(e.id());
      const text = box ? (box.text ?? e.data('text')) : '';
      if (e.data('label') !== text) {
        e.data('label', text);
      }
      if (box && e.isNode()) {
        const { x, y, ...side } = TEXT[(box.name ?? 'bottom') as Side];
        e.style({ ...side, 'font-size': font / zoom, 'text-outline-width': 2.5 / zoom, 'text-margin-x': x / zoom, 'text-margin-y': y / zoom });
      } else if (box) {
        const [x, y] = box.name!.split(' ').map(Number);
        e.style({ 'font-size': (font * BESIDE) / zoom, 'text-margin-x': x / zoom, 'text-margin-y': y / zoom });
      }
    });
  });
}

// In the middle of the line, or along it, off the sign in its middle, a step of a path also beside it; else
// the same with fewer words.
// The name of a place is how far it is from the middle.
function besideEdge(edge: EdgeSingular, font: number): Box[] {
  const { x, y } = edge.renderedMidpoint();
  const [a, b] = [edge.renderedSourceEndpoint(), edge.renderedTargetEndpoint()];
  const places = (text: string): Box[] => {
    const half = measure(text, font) / 2 + 2;
    const high = (text.split('\n').length * font * 1.2) / 2 + 2;
    const off = high + 8;
    const along = [0.14, -0.14, 0.26, -0.26].map((t) => [(b.x - a.x) * t, (b.y - a.y) * t]);
    const from = edge.data('sign') ? [[0, off], [0, -off], ...along.filter(([dx, dy]) => Math.abs(dx) > half + 8 || Math.abs(dy) > off)] : [[0, 0], ...along, ...(edge.hasClass('chosen') ? [[0, -off], [0, off], [half + 12, 0], [-half - 12, 0]] : [])];
    return from.map(([dx, dy]) => ({ id: edge.id(), name: `${dx} ${dy}`, text, left: x + dx - half, right: x + dx + half, top: y + dy - high, bottom: y + dy + high }));
  };
  const all = (edge.data('texts') as string[]).flatMap(places);
  const whole = all.filter((b) => b.left >= 0 && b.right <= edge.cy().width());
  return whole.length > 0 ? whole : all;
}

// ---- moving about

const view = (made: Core) => JSON.stringify([made.zoom(), made.pan()]);

function fit(cy: Core) {
  cy.resize();
  const nodes = cy.nodes();
  if (nodes.empty()) {
    return;
  }
  const narrow = cy.width() < 500;
  cy.fit(nodes, narrow ? 44 : 70);
  if (nodes.filter((n) => n.data('beside')).nonempty()) {
    cy.panBy({ x: -0.2 * cy.width(), y: 0 }); // labels stand on the right
  }
  const most = Math.min(2.4, Math.max(1.25, cy.width() / 830)); // a few entities on a large screen
  if (cy.zoom() > most) {
    cy.zoom({ level: most, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  }
}

function outside(cy: Core): boolean {
  const seen = cy.extent();
  return cy.nodes().toArray().some((n) => {
    const [x, y] = spotOf(n as NodeSingular);
    return x < seen.x1 || x > seen.x2 || y < seen.y1 || y > seen.y2;
  });
}

function towards(cy: Core, from: string, [dx, dy]: [number, number]): NodeSingular | null {
  const start = from ? cy.getElementById(from) : cy.collection();
  if (start.empty()) {
    return cy.nodes('.end').first().nonempty() ? (cy.nodes('.end').first() as NodeSingular) : (cy.nodes().first() as NodeSingular) ?? null;
  }
  const { x, y } = (start as NodeSingular).position();
  let best: NodeSingular | null = null;
  let least = Infinity;
  cy.nodes().forEach((n) => {
    const along = (n.position('x') - x) * dx + (n.position('y') - y) * dy;
    const aside = Math.abs((n.position('x') - x) * dy) + Math.abs((n.position('y') - y) * dx);
    const cost = along + 2.2 * aside;
    if (n.id() !== from && along > 4 && aside < along * 2 && cost < least) {
      least = cost;
      best = n;
    }
  });
  return best;
}

function show(cy: Core, node: NodeSingular) {
  const { x, y } = node.renderedPosition();
  if (x < 40 || y < 40 || x > cy.width() - 40 || y > cy.height() - 40) {
    cy.center(node);
  }
}


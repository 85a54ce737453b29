// The picture as files. Each says under which filter it holds.
import { csvText } from '../csv';
import type { Day, Dispute, Event, Line, Paper, Word } from './answers';
import { standing, type Node, type Picture } from './draw';
import { corners, stroke, wrapped, type Colours } from './marks';
import { documentsOf, uniqueBy } from './Parts';
import { hubs, ranked } from './words';
import { variable, type Filter, type State } from './state';
import { bounds, chain, day, detail, lower, outlet, paper, rating, STANCE, subject, symmetric, told, valueOf } from './words';

interface Shown {
  nodes: Node[];
  lines: Line[];
}

/** What is drawn: without what was hidden by hand. In the order of ids. */
export function shown(picture: Picture, s: State): Shown {
  const by = <T extends { id: string }>(a: T, b: T) => (a.id < b.id ? -1 : 1);
  const hidden = new Set(s.hide);
  const nodes = [...picture.nodes.values()].filter((n) => !hidden.has(n.id)).sort(by);
  const there = new Set(nodes.map((n) => n.id));
  return { nodes, lines: [...picture.lines.values()].filter((l) => there.has(l.from.id) && there.has(l.to.id)).sort(by) };
}

export function json(picture: Picture, s: State, address: string): string {
  const { nodes, lines } = shown(picture, s);
  const question = s.task === 'connect' ? { from: s.from, to: s.to, mode: s.mode, maxHops: s.maxHops, degreeCap: s.degreeCap, via: s.via, avoid: s.avoid } : { of: s.of, depth: s.depth };
  return `${JSON.stringify({
    address, question, lens: s.lens, where: variable(s.where) ?? {}, complete: picture.complete, stoppedBy: picture.stoppedBy,
    hubsSkipped: (picture.rules?.hubsSkipped ?? []).map((h) => ({ id: h.entity.id, degree: h.degree })),
    entities: nodes.map((n) => ({ id: n.id, kind: n.kind, type: n.type, name: n.name, named: n.named, degree: n.degree, distance: n.distance, hidden: n.hidden })),
    relations: lines.map((l) => ({ ...l, from: l.from.id, to: l.to.id, documents: l.documents.map((d) => d.id) })),
    paths: picture.connection?.paths.map((p) => ({ hops: p.hops, status: p.status, independentSources: p.independentSources, order: p.order ?? undefined, arrival: p.arrival ?? undefined, nodes: p.nodes.map((n) => n.id), relations: p.steps.map((t) => t.relation.id), text: p.text })),
  }, null, 2)}\n`;
}

const COLUMNS = ['id', 'from', 'from_name', 'type', 'role', 'key', 'to', 'to_name', 'status', 'independent_sources', 'reliability', 'first_known', 'held', 'earliest', 'latest', 'inferred', 'documents'];

/** The relations, one a row. */
export function csv(picture: Picture, s: State): string {
  const rows = shown(picture, s).lines.map((l) => [
    l.id, l.from.id, picture.nodes.get(l.from.id)!.name, l.type, l.role, l.key, l.to.id, picture.nodes.get(l.to.id)!.name, l.status, l.independentSources,
    l.reliability, l.firstKnown, l.when?.text ?? l.when?.edtf, l.when?.earliest, l.when?.latest, l.when ? l.when.inferred : null, l.documents.map((d) => d.id).join(' '),
  ]);
  return csvText([COLUMNS, ...rows]);
}

const xml = (text: string) =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function graphml(picture: Picture, s: State): string {
  const { nodes, lines } = shown(picture, s);
  const keys = (of: string, names: string[]) => names.map((n) => `  <key id="${of}_${n}" for="${of}" attr.name="${n}" attr.type="${/sources|degree|x|y$/.test(n) && n !== 'key' ? 'double' : 'string'}"/>`);
  const data = (of: string, values: Record<string, string | number | null | undefined>) =>
    Object.entries(values).flatMap(([n, v]) => (v === null || v === undefined || v === '' ? [] : [`<data key="${of}_${n}">${xml(String(v))}</data>`])).join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys('node', ['name', 'kind', 'type', 'degree', 'x', 'y']),
    ...keys('edge', ['type', 'role', 'key', 'status', 'independent_sources', 'reliability', 'first_known', 'held', 'earliest', 'latest', 'inferred', 'documents']),
    '  <graph edgedefault="directed">',
    ...nodes.map((n) => {
      const [x, y] = standing(picture, s.pins, n);
      return `    <node id="${xml(n.id)}">${data('node', { name: n.name, kind: n.kind, type: n.type, degree: n.degree, x, y })}</node>`;
    }),
    ...lines.map((l) => `    <edge id="${xml(l.id)}" source="${xml(l.from.id)}" target="${xml(l.to.id)}"${symmetric(l.type) ? ' directed="false"' : ''}>${data('edge', {
      type: l.type, role: l.role, key: l.key, status: l.status, independent_sources: l.independentSources, reliability: l.reliability, first_known: l.firstKnown,
      held: l.when?.text ?? l.when?.edtf, earliest: l.when?.earliest, latest: l.when?.latest, inferred: l.when ? String(l.when.inferred) : null, documents: l.documents.map((d) => d.id).join(' '),
    })}</edge>`),
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n');
}

/** Sentences to quote, with what they rest on and under which rules. */
export function text(picture: Picture, s: State, address: string): string {
  const path = picture.connection?.paths[s.path];
  const { nodes, lines } = shown(picture, s);
  const sentences = path
    ? [path.text]
    : lines.map((l) => `${picture.nodes.get(l.from.id)!.name} ${told(l, picture.nodes.get(l.from.id)!, picture.nodes.get(l.to.id)!)} ${picture.nodes.get(l.to.id)!.name}${detail(l, l.when) ? ` (${detail(l, l.when)})` : ''}: ${lower(l.status)}; ${day(l.when)}${bounds(l.when) && bounds(l.when) !== day(l.when) ? ` (${bounds(l.when)})` : ''}${rating(l) && `; ${rating(l)}`}; ${l.documents.map(paper).join('; ')}.`);
  const rests = documentsOf(path ? path.steps.map((t) => t.relation) : lines);
  const rules = picture.rules;
  return [
    path ? `Path ${s.path + 1} of ${picture.connection!.paths.length}${ranked(s.mode)}` : `${nodes.length} entities, ${lines.length} relations`,
    '',
    ...sentences,
    '',
    'Rests on:',
    ...rests.map(cited),
    '',
    `Lens ${lower(s.lens)}; statuses ${(rules?.statuses ?? []).map(lower).join(', ')}; ${s.where.asOf ? `as known on ${s.where.asOf}` : 'all that is known'}.`,
    ...only(s.where),
    ...(picture.complete ? [] : [picture.stoppedBy || !rules?.hubsSkipped.length ? 'The search was cut short; there may be more.' : `Not walked through, for having too many relations: ${hubs(rules)}; there may be more.`]),
    address,
    '',
  ].join('\n');
}

const cited = (d: Paper) => `- ${paper(d)}. ${outlet(d)}, ${d.published?.text || d.published?.edtf || 'publication day unknown'}. Reliability ${d.reliability}.${d.url ? ` ${d.url}` : ''}`;

/** The rest of a filter, a sentence for each field that is set; the statuses and the day stand elsewhere. */
export function only(where: Filter): string[] {
  const told: [text: string, of: readonly string[]][] = [
    ['Without the documents', where.excludeDocuments],
    ['Without the sources', where.excludeSources],
    ['Only by the documents', where.documents],
    ['Only by the sources', where.sources],
    ['Only relations of the types', where.types.map(lower)],
    ['Only through entities of the kinds', where.kinds.map(lower)],
    ['Only by documents rated at least', where.minReliability ? [where.minReliability] : []],
    ['Only with as many independent sources as', where.minIndependentSources ? [String(where.minIndependentSources)] : []],
    [where.overlap === 'CERTAIN' ? 'Only what certainly held at' : 'Only what may have held at', where.at ? [where.at] : []],
    [where.overlap === 'CERTAIN' ? 'Only what certainly held during' : 'Only what may have held during', where.during ? [where.during] : []],
  ];
  return told.flatMap(([text, of]) => (of.length > 0 ? [`${text} ${of.join(', ')}.`] : []));
}

/** Rows of a list, as far as they were fetched. */
export interface Rows<T> {
  rows: T[];
  total: number | null; // that there are; null where that is not known
  more: boolean; // some were not fetched
}

export function rowsJson(found: Rows<Event | Dispute>, s: State, address: string): string {
  return `${JSON.stringify({ address, of: s.of, where: variable(s.where) ?? {}, total: found.total, complete: !found.more, rows: found.rows }, null, 2)}\n`;
}

/** A row for each event, in the order of the timeline. */
export function eventsCsv(rows: readonly Event[]): string {
  return csvText([
    ['order', 'held', 'earliest', 'latest', 'inferred', ...SUBJECT, 'status', 'independent_sources', 'documents'],
    ...rows.map((r) => [
      r.order, r.when?.text ?? r.when?.edtf, r.when?.earliest, r.when?.latest, r.when ? r.when.inferred : null, ...columns(r), (r.relation ?? r.attribute)!.status,
      r.relation?.independentSources, r.relation?.documents.map((d) => d.id).join(' '),
    ]),
  ]);
}

/** A row for each claim of each side. */
export function disputesCsv(rows: readonly Dispute[]): string {
  return csvText([
    ['overlap', ...SUBJECT, 'status', 'side', 'claim', 'stance', 'sources', 'document', 'title', 'paragraph', 'reliability', 'held', 'earliest', 'latest', 'known'],
    ...rows.flatMap((r) => ([['for', r.for], ['against', r.against]] as const).flatMap(([side, claims]) => claims.map((c) => [
      r.overlap, ...columns(r), (r.relation ?? r.attribute)!.status, side, c.id, c.stance, chain(c.sources), c.document.id, c.document.title, c.locator, c.document.reliability,
      c.date?.text ?? c.date?.edtf, c.date?.earliest, c.date?.latest, c.known,
    ]))),
  ]);
}

type Subject = Pick<Event, 'relation' | 'attribute'>;

const SUBJECT = ['relation', 'from', 'from_name', 'type', 'role', 'key', 'to', 'to_name', 'attribute_of', 'attribute', 'value'];

function columns({ relation: r, attribute: a }: Subject) {
  return [r?.id, r?.from.id, r?.from.name, r?.type, r?.role, r?.key, r?.to.id, r?.to.name, a?.of?.id, a?.name, a && valueOf(a)];
}

/** What a row is about, as a sentence without its end. `shown` is the date that stands beside it. */
export function sentence({ relation: r, attribute: a }: Subject, shown?: Day | null): string {
  return r ? `${r.from.name} ${told(r, r.from, r.to)} ${r.to.name}${detail(r, shown) ? ` (${detail(r, shown)})` : ''}` : `${a!.of ? subject(a!.of) : ''}: ${lower(a!.name)} ${valueOf(a!)}`;
}

export function eventsText(found: Rows<Event>, s: State, address: string): string {
  const held = (r: Event) => (r.when && bounds(r.when) && bounds(r.when) !== day(r.when) ? `${day(r.when)} (${bounds(r.when)})` : day(r.when));
  return listing(found, s, address, 'row', documentsOf(found.rows.flatMap((r) => r.relation ?? [])), found.rows.map((r, i) =>
    `${held(r)}: ${sentence(r, r.relation?.when)}; ${lower((r.relation ?? r.attribute)!.status)}${r.relation && rating(r.relation) ? `; ${rating(r.relation)}` : ''}.${i > 0 && r.order === 'UNDETERMINED' ? ' Order to the row above unknown.' : ''}`));
}

export function disputesText(found: Rows<Dispute>, s: State, address: string): string {
  const claims = found.rows.flatMap((r) => [...r.for, ...r.against]);
  const says = (c: Word) => `  ${chain(c.sources) || 'the document itself'} (${STANCE[c.stance]}${c.against && c.stance !== 'DENIES' ? ' that it does not hold' : ''}): ${paper(c.document)}${c.locator ? `, paragraph ${c.locator}` : ''}; ${day(c.date)}; known ${c.known ? `since ${c.known}` : 'from a day unknown'}.`;
  return listing(found, s, address, 'dispute', uniqueBy(claims.map((c) => c.document), (d) => d.id), found.rows.flatMap((r) =>
    [`${sentence(r)}: ${lower((r.relation ?? r.attribute)!.status)}.`, ' For:', ...r.for.map(says), ' Against:', ...r.against.map(says)]));
}

function listing({ rows, total, more }: Rows<unknown>, s: State, address: string, one: string, rests: Paper[], lines: string[]): string {
  return [
    `${rows.length}${more ? ` of ${total ?? 'more'}` : ''} ${one}${rows.length === 1 ? '' : 's'}`,
    '',
    ...lines,
    '',
    'Rests on:',
    ...rests.map(cited),
    '',
    `${s.where.asOf ? `As known on ${s.where.asOf}` : 'All that is known'}.`,
    ...(s.where.statuses.length > 0 ? [`Only what is ${s.where.statuses.map(lower).join(', ')}.`] : []),
    ...only(s.where),
    address,
    '',
  ].join('\n');
}

/** The picture as a drawing of its own: the same signs and lines, with every label. */
export function svg(picture: Picture, s: State, c: Colours): string {
  const { nodes, lines } = shown(picture, s);
  const spots = new Map(nodes.map((n) => [n.id, standing(picture, s.pins, n)]));
  const xs = [...spots.values()].map(([x]) => x);
  const ys = [...spots.values()].map(([, y]) => y);
  const [left, top] = [Math.min(0, ...xs) - 110, Math.min(0, ...ys) - 60];
  const [width, height] = [Math.max(0, ...xs) + 110 - left, Math.max(0, ...ys) + 80 - top];
  const seen = new Map<string, number>();
  const edges = lines.map((l) => edge(picture, l, spots, seen, c));
  const symbols = nodes.map((n) => {
    const [x, y] = spots.get(n.id)!;
    const r = n.end ? 21 : 15;
    const points = corners(n.kind, x, y, r);
    const paint = `fill="${c.kind(n.kind)}" stroke="${n.end || !n.named ? c.ink : c.ground}" stroke-width="2"${n.named ? '' : ' stroke-dasharray="4 3"'}`;
    const label = wrapped(n.name).map((line, i) => `<tspan x="${x}" y="${y + r + 15 + i * 14}">${xml(line)}</tspan>`).join('');
    return `<g><title>${xml(`${n.name}, ${lower(n.kind)}`)}</title>${points ? `<polygon points="${points}" ${paint}/>` : `<circle cx="${x}" cy="${y}" r="${r}" ${paint}/>`}<text stroke-width="3"${n.end ? ' font-weight="700"' : ''}>${label}</text></g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${c.ground}"/>`,
    `<g fill="none">${edges.join('\n')}</g>`,
    `<g fill="${c.ink}" text-anchor="middle" paint-order="stroke" stroke="${c.ground}" stroke-width="0">${symbols.join('\n')}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

function edge(picture: Picture, l: Line, spots: ReadonlyMap<string, readonly [number, number]>, seen: Map<string, number>, c: Colours): string {
  const [ax, ay] = spots.get(l.from.id)!;
  const [bx, by] = spots.get(l.to.id)!;
  const pair = [l.from.id, l.to.id].sort().join(' ');
  const nth = seen.get(pair) ?? 0;
  seen.set(pair, nth + 1);
  const far = Math.hypot(bx - ax, by - ay) || 1;
  const bend = (nth === 0 ? 0 : Math.ceil(nth / 2) * (nth % 2 ? 1 : -1)) * 36 * (l.from.id < l.to.id ? 1 : -1);
  const [mx, my] = [(ax + bx) / 2 - ((by - ay) / far) * bend, (ay + by) / 2 + ((bx - ax) / far) * bend];
  const s = stroke(l.status);
  const colour = s.loud ? c.contested : c.line;
  const r = (n: number) => Math.round(n * 10) / 10;
  const [hx, hy] = [(mx + (ax + bx) / 2) / 2, (my + (ay + by) / 2) / 2];
  const turn = r((Math.atan2(by - ay, bx - ax) * 180) / Math.PI);
  const middle = s.middle === 'bar'
    ? `<path d="M0 -8V8" stroke-width="3" transform="translate(${r(hx)} ${r(hy)}) rotate(${turn})" stroke="${colour}"/>`
    : s.middle === 'diamond' ? `<path d="M0 -6L6 0L0 6L-6 0Z" transform="translate(${r(hx)} ${r(hy)})" fill="${colour}"/>` : '';
  const tx = bx - mx;
  const ty = by - my;
  const t = Math.hypot(tx, ty) || 1;
  const tip = [bx - (tx / t) * 22, by - (ty / t) * 22];
  const arrow = symmetric(l.type) ? '' : `<path d="M0 0L-9 -4.5V4.5Z" transform="translate(${r(tip[0])} ${r(tip[1])}) rotate(${r((Math.atan2(ty, tx) * 180) / Math.PI)})" fill="${colour}"/>`;
  return `<g><title>${xml(`${told(l, picture.nodes.get(l.from.id)!, picture.nodes.get(l.to.id)!)} ${detail(l, l.when)}: ${lower(l.status)}, ${day(l.when)}`)}</title><path d="M${ax} ${ay}Q${r(mx)} ${r(my)} ${r(tip[0])} ${r(tip[1])}" stroke="${colour}" stroke-width="${s.width}"${s.dash.length ? ` stroke-dasharray="${s.dash.join(' ')}"` : ''}/>${middle}${arrow}</g>`;
}

package topology

import (
	"context"
	"math"

	"dragoman/graph"
)

// scratch is what a search writes to. It is used again by the next search: a
// mark counts only with the epoch of the search that left it.
type scratch struct {
	spots []spot // by entity
	epoch uint32
	bufs  [3][]cell
	leans []lean // see glance
	sides [2]side
	arcs  [][]arc
	nodes [][]uint32
	bits  entitySet // see include; clean between searches

	seen    entitySet // by either side of meet; clean between searches
	pruned  []uint32  // seen, but on no level
	passing []uint32  // see sieve.passing
	near    filter

	joined  []cell // see joining
	climbed []cell
	across  []uint32 // see bridge
	parts   [2][2][]uint32
	whole   []uint32

	found []metHub // see hubsFrom
	hubs  hubRoom

	steps []arc                  // relations of the steps of a path that is shown
	rooms [graph.MaxHops + 1]int // where those of each step end in steps

	parallel []arc // see merge
	ego      egoRoom
	path     pathRoom
	count    *census
	times    timeRoom
}

// spot is what a search writes about an entity. The slot says nothing unless the mark,
// or a list of the search, does.
type spot struct {
	mark uint32 // epoch<<6 | code
	slot uint32
}

// Codes of marks: the level at which hubs and common neighbours are looked for, and
const (
	codeActive = 32 // on a path that is wanted
	codeDead   = 63 // not to be walked through
)

// side is one half of a search from both ends: its entities, level by level.
type side struct {
	nodes []uint32
	off   []int // where each level starts
	sum   []int // cells in the rows of each level

	guess, levels int // about how many the last of so many levels has
}

func (d *side) level(i int) []uint32 {
	if i+1 < len(d.off) {
		return d.nodes[d.off[i]:d.off[i+1]]
	}
	return d.nodes[d.off[i]:]
}

func (d *side) reset() { d.nodes, d.off, d.sum, d.levels = d.nodes[:0], d.off[:0], d.sum[:0], 0 }

// borrow takes a scratch big enough for the graph.
func (g *Graph) borrow() *scratch {
	sc, _ := g.base.pool.Get().(*scratch)
	if sc == nil {
		sc = &scratch{}
	}
	if n := g.nVerts; len(sc.spots) < n {
		sc.spots = make([]spot, n+n/16)
		sc.bits, sc.seen = make(entitySet, (n+n/16+64)/64), make(entitySet, (n+n/16+64)/64)
		sc.epoch = 0
	}
	return sc
}

func (sc *scratch) begin() {
	if sc.epoch++; sc.epoch == 1<<26 {
		clear(sc.spots)
		sc.epoch = 1
	}
}

// code gives the mark of v in this epoch.
func (sc *scratch) code(v uint32) (code uint32, ok bool) {
	m := sc.spots[v].mark
	return m & 63, m>>6 == sc.epoch
}

func (sc *scratch) setCode(v, code uint32) { sc.spots[v].mark = sc.epoch<<6 | code }

// checkEvery is how many relations are looked at between two looks at the clock.
const checkEvery = 4096

// walker is one search on its way.
type walker struct {
	*scratch
	g        *Graph
	s        *sieve
	ctx      context.Context
	cap      int      // degree over which an entity is not walked through
	ends     few      // exempt from cap
	avoid    []uint32 // entities
	explored int
	budget   int
	next     int // explored at which the clock is looked at
	stop     graph.StopReason
	floor    int    // least number of sources of a step
	hub      bool   // a hub was met
	ahead    uint32 // of no use but to make reads happen

	firstOnly bool         // of all ways only the first is wanted
	sofar     graph.Status // as weak as which steps do no harm, with firstOnly
}

func (g *Graph) walker(ctx context.Context, s *sieve) *walker {
	w := &walker{}
	w.set(ctx, g, g.borrow(), s)
	return w
}

func (w *walker) set(ctx context.Context, g *Graph, sc *scratch, s *sieve) {
	*w = walker{scratch: sc, g: g, s: s, ctx: ctx, cap: math.MaxInt, budget: g.opt.Budget}
	if w.budget <= 0 {
		w.budget = DefaultBudget
	}
}

func (w *walker) release() {
	w.g.base.pool.Put(w.scratch)
	w.scratch = nil
}

// spend counts relations looked at. It is false when the search has to stop.
func (w *walker) spend(n int) bool {
	w.explored += n
	if w.explored < w.next {
		return true
	}
	w.next = w.explored + checkEvery
	if w.stop == 0 {
		switch {
		case w.ctx.Err() != nil:
			w.stop = graph.StopDeadline
		case w.explored > w.budget:
			w.stop = graph.StopBudget
		}
	}
	if w.explored > w.budget-checkEvery {
		w.next = min(w.next, w.budget+1)
	}
	return w.stop == 0
}

// isHub says that v is of too great a degree to be walked through.
func (w *walker) isHub(v uint32) bool {
	return (w.g.base.stated || w.g.rowLen(v) > w.cap) && w.g.degree(v) > w.cap && !w.ends.has(v)
}

// row reads a row into one of the walker's buffers.
func (w *walker) row(v uint32, buf int) []cell { return w.g.row(v, &w.bufs[buf]) }

// glance is a row as far as most of its cells are looked at.
type glance struct {
	lean     []lean
	base     *base
	ups      int // so many lead up, from a place on, the rest down
	up, down uint32
	cells    []cell // instead, of an entity that the overlay has
}

func (x *glance) cell(i int) cell {
	switch {
	case x.cells != nil:
		return x.cells[i]
	case i < x.ups:
		return x.base.rels.cell(x.up + uint32(i))
	}
	return x.base.cells.cell(x.down + uint32(i-x.ups))
}

// glance gives the row of v as row does. It is good until the next call.
func (w *walker) glance(v uint32) glance {
	b := w.g.base
	x := glance{base: b}
	n := 0
	if w.g.sorted(v) {
		at, end := b.rowOff[v], b.rowOff[v+1]
		x.up, x.down, x.ups = at.up, at.down, int(end.up-at.up)
		n = x.ups + int(end.down-at.down)
	} else {
		x.cells = w.row(v, 0)
		n = len(x.cells)
	}
	if cap(w.leans) < n {
		w.leans = make([]lean, n+n/4)
	}
	x.lean = w.leans[:n]
	if x.cells == nil {
		b.rels.glance(x.up, x.lean[:x.ups])
		b.cells.glance(x.down, x.lean[x.ups:])
	}
	for i := range x.cells {
		x.lean[i] = lean{x.cells[i].nbr, x.cells[i].meta}
	}
	return x
}

// arc is a relation on a shortest path, as seen from a, the end nearer to the
// start.
type arc struct {
	a, b    uint32
	meta    uint32
	rel     uint32
	status  graph.Status
	date    uint32
	sources int
}

func makeArc(v uint32, c *cell, seen verdict, reverse bool) arc {
	x := arc{a: v, b: c.nbr, meta: c.meta, rel: c.rel, status: seen.status, date: seen.date, sources: seen.independent}
	if reverse {
		x.a, x.b = x.b, x.a
		x.meta ^= metaIn
	}
	return x
}

// between appends the passing relations between two entities, as seen from a, the
// strongest first, then the lowest id.
func (w *walker) between(a, b uint32, out []arc) []arc {
	start := len(out)
	at, cells, ordered := w.joining(a, b)
	for i := range cells {
		if seen, ok := w.s.see(at, &cells[i]); ok {
			out = append(out, makeArc(at, &cells[i], seen, at != a))
		}
	}
	if (!ordered || !w.s.plain) && len(out) > start+1 {
		w.g.sortArcs(out[start:])
	}
	return out
}

// shown gives the relation by which a step is shown; ok is false where no
// relation between the two passes.
func (w *walker) shown(a, b uint32) (arc, bool) {
	var room [8]arc
	as := w.between(a, b, room[:0])
	if len(as) == 0 {
		return arc{}, false
	}
	return as[0], true
}

package topology

import (
	"math/bits"
	"slices"

	"dragoman/graph"
)

// task is one search for the shortest way: from any of starts to any of targets
// within limit hops. barred must not come right after a start.
type task struct {
	starts, targets []uint32
	dead            []uint32 // entities that no way uses
	barred          []uint32
	limit           int
}

const (
	noWay   = -1
	stopped = -2
)

// meet searches from both ends, level by level, always on the side whose next
// level has fewer relations, until the two meet. It gives the number of hops,
// noWay or stopped, and leaves the relations over which they meet in arcs[0] and
// the level of the start's side from which they lead in front.
//
//	starts ○──○──○ ═ ═ ○──○ targets
//	       0  1  front   1  0
func (w *walker) meet(t *task) (hops, front int) {
	w.arcs = w.arcs[:0]
	w.pushArcs()
	for i := range w.sides {
		w.sides[i].reset()
	}
	w.pruned = append(append(w.pruned[:0], w.avoid...), t.dead...)
	for _, v := range w.pruned {
		w.seen.add(v)
	}
	w.start(0, t.starts)
	w.start(1, t.targets)
	hops, front = w.converge(t)
	w.seen.forget(w.pruned)
	w.seen.forget(w.sides[0].nodes)
	w.seen.forget(w.sides[1].nodes)
	return hops, front
}

// converge brings the sides nearer to each other until they meet.
func (w *walker) converge(t *task) (hops, front int) {
	var at [2]int // levels
	for at[0]+at[1] < t.limit {
		which := 0
		if w.weight(1, at[1]) < w.weight(0, at[0]) {
			which = 1
		}
		if !w.prune(which, at[which]) || len(w.sides[1-which].level(at[1-which])) == 0 {
			return noWay, at[0]
		}
		met := false
		if w.bridgeIsCheaper(which, at) {
			if !w.prune(1-which, at[1-which]) {
				return noWay, at[0]
			}
			met = w.bridge(at[0], at[1], t.barred)
		}
		if !met && w.stop == 0 {
			if met = w.expand(which, at[which], at[1-which], t.barred); !met {
				at[which]++
			}
		}
		if w.stop != 0 {
			return stopped, at[0]
		}
		if met {
			return at[0] + at[1] + 1, at[0]
		}
	}
	return noWay, at[0]
}

// start makes level 0 of a side.
func (w *walker) start(which int, vs []uint32) {
	d := &w.sides[which]
	d.off = append(d.off, 0)
	for _, v := range vs {
		if !w.seen.has(v) {
			w.seen.add(v)
			d.nodes = append(d.nodes, v)
		}
	}
}

func (w *walker) pushArcs() {
	if len(w.arcs) < cap(w.arcs) {
		w.arcs = w.arcs[:len(w.arcs)+1]
	} else {
		w.arcs = append(w.arcs, nil)
	}
	last := len(w.arcs) - 1
	w.arcs[last] = w.arcs[last][:0]
}

// weight is about how many relations the rows of the last level of a side have: of
// one that is not pruned, as some of its entities say.
func (w *walker) weight(which, level int) int {
	d := &w.sides[which]
	if len(d.sum) > level {
		return d.sum[level]
	}
	if d.levels == level+1 {
		return d.guess
	}
	vs := d.level(level)
	step := 1 + len(vs)/asked
	sum, n := 0, 0
	for i := 0; i < len(vs); i += step {
		n++
		if !w.isHub(vs[i]) {
			sum += w.g.rowLen(vs[i])
		}
	}
	d.guess, d.levels = sum*len(vs)/max(n, 1), level+1
	return d.guess
}

// asked are how many entities speak for all of a level.
const asked = 32

// prune takes out of the last level what is not to be walked through and adds up
// the lengths of the other rows. It is false when nothing is left. A level is pruned
// before it is expanded; whether the other side may be met in an entity of one that
// is not is asked when it happens.
func (w *walker) prune(which, level int) bool {
	d := &w.sides[which]
	if len(d.sum) > level {
		return len(d.level(level)) > 0
	}
	kept, sum := d.off[level], 0
	nodes := d.nodes
	off := w.g.base.rowOff
	short := w.g.walksAll(w.s)
	for _, v := range nodes[kept:] {
		n := 0
		if short { // the common case: lengths of rows far apart are read together
			x, y := off[v], off[v+1]
			if n = int(y.up - x.up + y.down - x.down); level > 0 && n > w.cap && !w.walkable(v) {
				w.pruned = append(w.pruned, v)
				continue
			}
		} else {
			if level > 0 && !w.walkable(v) {
				w.pruned = append(w.pruned, v)
				continue
			}
			n = w.g.rowLen(v)
		}
		nodes[kept] = v
		kept++
		sum += n
	}
	d.nodes = nodes[:kept]
	d.sum = append(d.sum, sum)
	return kept > d.off[level]
}

// walksAll says that nothing but a long row of base forbids to walk through an
// entity.
func (g *Graph) walksAll(s *sieve) bool {
	return !g.touched && !g.base.stated && s.kinds == 1<<16-1 && s.lens != graph.LensContact
}

// walkable says that a path may pass v, and notes when only its degree forbids it.
func (w *walker) walkable(v uint32) bool {
	if !w.s.through(v) {
		return false
	}
	if w.isHub(v) {
		w.hub = true
		return false
	}
	return true
}

// expand goes one level on. It is true when the two sides have met; then the next
// level does not matter any more, only where else they meet.
func (w *walker) expand(which, level, other int, barred []uint32) bool {
	d := &w.sides[which]
	frontier := d.level(level)
	d.off = append(d.off, len(d.nodes))
	theirs := w.sides[1-which].level(other)
	x := growth{
		walker: w, which: which, level: level, other: other, barred: barred,
		unpruned: other > 0 && len(w.sides[1-which].sum) <= other,
	}
	w.includeAll(theirs)
	looking := false
	for i, u := range frontier {
		if i%rowsAhead == 0 {
			w.touchRows(frontier[i:min(i+rowsAhead, len(frontier))])
		}
		row := w.glance(u)
		if !w.spend(len(row.lean)) {
			break
		}
		switch {
		case looking:
			x.look(u, &row)
		case x.grow(u, &row):
			looking = true
			w.near.fill(theirs)
		}
	}
	w.excludeAll(theirs)
	return len(w.arcs[0]) > 0
}

// rowsAhead are as many rows as are waited for together, of each no more than its
// first cells, since memory that is read in order comes by itself.
const (
	rowsAhead  = 8
	cellsAhead = 24
)

func (w *walker) touchRows(vs []uint32) {
	b := w.g.base
	for _, v := range vs {
		if int(v) < b.entities() {
			if lo, hi := b.ups(v); lo < hi {
				w.ahead += b.rels.touch(lo, min(hi-1, lo+cellsAhead))
			}
			if lo, hi := b.downs(v); lo < hi {
				w.ahead += b.cells.touch(lo, min(hi-1, lo+cellsAhead))
			}
		}
	}
}

// growth is a level being expanded. What is included are the other side's last level.
type growth struct {
	*walker
	which, level, other int
	barred              []uint32
	unpruned            bool // the other side's last level
}

// grow puts the new neighbours of u onto the next level. It is true when one of them
// is of the other side.
func (x *growth) grow(u uint32, row *glance) (met bool) {
	w, s := x.walker, x.s
	d := &w.sides[x.which]
	w.passing = s.passing(row.lean, w.passing)
	simple := s.plain && w.floor <= 0 && (x.level > 0 || x.which == 1 || len(x.barred) == 0)
	next, seen := slices.Grow(d.nodes, len(w.passing)), w.seen
	for _, i := range w.passing {
		v := row.lean[i].nbr
		if seen.has(v) {
			met = w.included(v) && x.cross(u, row, int(i)) || met
			continue
		}
		if !simple && !x.leads(u, row, int(i)) {
			continue
		}
		seen.add(v)
		next = append(next, v)
	}
	d.nodes = next
	return met
}

// leads is the whole test of a step to a new entity.
func (x *growth) leads(u uint32, row *glance, i int) bool {
	w, c := x.walker, row.lean[i]
	if !w.s.plain || w.floor > 0 && !w.wellSourced(c.meta) {
		whole := row.cell(i)
		if _, ok := w.edge(u, &whole); !ok {
			return false
		}
	}
	return x.level > 0 || x.which == 1 || !slices.Contains(x.barred, c.nbr)
}

// look finds relations of u with the other side's last level.
func (x *growth) look(u uint32, row *glance) {
	w := x.walker
	near := &w.near
	for i := range row.lean {
		c := row.lean[i]
		if near.has(c.nbr) && w.included(c.nbr) && w.s.mayPass(c.meta) {
			x.cross(u, row, i)
		}
	}
}

// cross notes a relation that joins the two sides, if it passes.
func (x *growth) cross(u uint32, row *glance, i int) bool {
	w := x.walker
	whole := row.cell(i)
	seen, ok := w.edge(u, &whole)
	if !ok || isBarred(x.barred, x.which, x.level, x.other, u, whole.nbr) {
		return false
	}
	if x.unpruned && !w.walkable(whole.nbr) {
		w.exclude(whole.nbr)
		return false
	}
	w.arcs[0] = append(w.arcs[0], makeArc(u, &whole, seen, x.which == 1))
	return true
}

// isBarred says whether an arc would go from a start right to a barred entity.
func isBarred(barred []uint32, which, level, other int, u, nbr uint32) bool {
	if len(barred) == 0 {
		return false
	}
	if which == 0 {
		return level == 0 && slices.Contains(barred, nbr)
	}
	return other == 0 && slices.Contains(barred, u)
}

// wellSourced says that a relation has as many sources as a step must have, and is
// the only one between its ends.
func (w *walker) wellSourced(meta uint32) bool {
	return meta&metaParallel == 0 && int(meta>>metaSources&maxSources) >= w.floor
}

// edge is the whole test of a cell, the floor included.
func (w *walker) edge(u uint32, c *cell) (verdict, bool) {
	seen, ok := w.s.see(u, c)
	if !ok || w.floor <= 0 {
		return seen, ok
	}
	if c.meta&metaParallel == 0 {
		return seen, seen.independent >= w.floor
	}
	x, ok := w.shown(u, c.nbr)
	return seen, ok && x.sources >= w.floor
}

// filter is a set of entities that lets through some that are not in it, small
// enough to stay in the nearest cache: most of a row is none of a level.
type filter struct {
	bits [1 << 11]uint64
	mask uint32
}

func (f *filter) fill(vs []uint32) {
	n := min(max(1<<bits.Len(uint(len(vs))), 16), len(f.bits)) // at most one bit in 64 is set, if there is room
	clear(f.bits[:n])
	f.mask = uint32(n - 1)
	for _, v := range vs {
		f.bits[v>>6&f.mask&uint32(len(f.bits)-1)] |= 1 << (v & 63)
	}
}

func (f *filter) has(v uint32) bool {
	return f.bits[v>>6&f.mask&uint32(len(f.bits)-1)]>>(v&63)&1 == 1
}

// entitySet has a bit for each entity.
type entitySet []uint64

func (s entitySet) has(v uint32) bool { return s[v>>6]>>(v&63)&1 == 1 }
func (s entitySet) add(v uint32)      { s[v>>6] |= 1 << (v & 63) }

// forget empties a set that has no others than these.
func (s entitySet) forget(vs []uint32) {
	for _, v := range vs {
		s[v>>6] = 0
	}
}

func (sc *scratch) includeAll(vs []uint32) {
	for _, v := range vs {
		sc.include(v)
	}
}

func (sc *scratch) excludeAll(vs []uint32) {
	for _, v := range vs {
		sc.exclude(v)
	}
}

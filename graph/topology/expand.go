package topology

import "slices"

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

package topology

import "slices"

// bridge looks for the relations between the last levels of the two sides, of
// which neither need be expanded for that: each is taken from the lower of its
// ends, so that the rows of hubs are not read. That one of the levels is adjacent
// to the other is what most searches end with, and an answer that is the first of
// all that are equally short needs every such pair.
//
//	level lf   ○ ○ ◎ ──── ● hub      level lb     ◎ looks for the ● above it in the
//	           ● hub ──── ◎                       list of what leads up
func (w *walker) bridge(lf, lb int, barred []uint32) bool {
	levels := [2][]uint32{w.sides[0].level(lf), w.sides[1].level(lb)}
	at := [2]int{lf, lb}
	for which, level := range levels {
		other := levels[1-which]
		w.across = append(w.across[:0], other...)
		slices.Sort(w.across)
		for _, v := range other {
			w.include(v)
		}
		for _, v := range level {
			if !w.spend(w.bridgeLen(v, len(other))) {
				break
			}
			w.climbed = w.cross(v, w.climbed[:0])
			for i := range w.climbed {
				c := &w.climbed[i]
				if isBarred(barred, which, at[which], at[1-which], v, c.nbr) {
					continue
				}
				if seen, ok := w.edge(v, c); ok {
					w.arcs[0] = append(w.arcs[0], makeArc(v, c, seen, which == 1))
				}
			}
		}
		for _, v := range other {
			w.exclude(v)
		}
	}
	return len(w.arcs[0]) > 0
}

// cross gathers the relations of v with entities above it that are across, which
// is to say included too; where meta alone decides, of several with the same one
// only that which shows the step, if v has a long row.
func (w *walker) cross(v uint32, out []cell) []cell {
	b := w.g.base
	if !w.s.plain || !w.g.sorted(v) || b.rowLen(v) <= longRow {
		return w.climb(v, out)
	}
	list, at := b.upOf(v)
	if len(list) <= searchCost*len(w.across) {
		for i := 0; i < len(list); {
			if w.included(list[i].nbr) {
				out, i = w.strongest(list, at, i, out)
			} else {
				i++
			}
		}
		return out
	}
	i := 0
	for _, u := range w.across {
		if !b.above(u, v) {
			continue
		}
		if i += firstOf(list[i:], u); i < len(list) && list[i].nbr == u {
			out, i = w.strongest(list, at, i, out)
		}
	}
	return out
}

// searchCost is how many entries of a list are looked through in the time of one
// binary search.
const searchCost = 32

// strongest takes the first relation from place i on, of those with the same
// neighbour, that passes, and gives the place after them. Which relation it is
// will not be asked of what stands for its pair, and is not looked up.
func (w *walker) strongest(list []lean, at []uint32, i int, out []cell) ([]cell, int) {
	u, found := list[i].nbr, false
	for ; i < len(list) && list[i].nbr == u; i++ {
		if found || !w.s.bits(list[i].meta) {
			continue
		}
		c := cell{nbr: u, meta: list[i].meta, rel: none}
		if c.sources() == maxSources {
			c = w.g.base.cells[at[i]]
		}
		out, found = append(out, c), true
	}
	return out, i
}

// bridgeLen is about how many entries of lists cross looks at, given how many
// entities are across.
func (w *walker) bridgeLen(v uint32, across int) int {
	return min(w.g.base.climbLen(v), searchCost*across)
}

// fewRelations are those that are read rather than thought about.
var fewRelations = 256

// bridgeIsCheaper compares what bridge would look at with what expanding would.
func (w *walker) bridgeIsCheaper(lf, lb int) bool {
	expand := min(w.sides[0].sum[lf], w.sides[1].sum[lb])
	if expand <= fewRelations {
		return false
	}
	sum := 0
	levels := [2][]uint32{w.sides[0].level(lf), w.sides[1].level(lb)}
	for which, level := range levels {
		for _, v := range level {
			if sum += w.bridgeLen(v, len(levels[1-which])); sum > expand {
				return false
			}
		}
	}
	return true
}

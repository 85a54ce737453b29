package topology

import (
	"slices"

	"dragoman/graph"
)

// bridge looks for the relations between the last levels of the two sides, of
// which neither need be expanded for that: each is taken from the lower of its
// ends, so that the rows of hubs are not read. That one of the levels is adjacent
// to the other is what most searches end with, and an answer that is the first of
// all that are equally short needs every such pair that can be on it.
//
//	level lf   ○ ○ ◎ ──── ● hub      level lb     ◎ looks for the ● above it in the
//	           ● hub ──── ◎                       list of what leads up
func (w *walker) bridge(lf, lb int, barred []uint32) bool {
	x := span{w: w, at: [2]int{lf, lb}, barred: barred}
	front, back := w.sides[0].level(lf), w.sides[1].level(lb)
	if w.firstOnly && w.s.plain && w.floor <= 0 && w.outer(0, lf) && w.outer(1, lb) {
		x.byStatus(front, back)
	} else {
		x.between(0, front, back)
		x.between(1, back, front)
	}
	return len(w.arcs[0]) > 0
}

// span is a bridge being looked for between two levels.
type span struct {
	w      *walker
	at     [2]int // the levels
	barred []uint32
	graded bool   // slots tell by what status an entity is reached
	best   uint32 // status of a path that is known, with graded
}

// between notes the relations of some entities of one side with entities of the
// other that are above them.
func (x *span) between(which int, from, to []uint32) {
	w := x.w
	if len(from) == 0 || len(to) == 0 {
		return
	}
	w.across = append(w.across[:0], to...)
	slices.Sort(w.across)
	for _, v := range to {
		w.include(v)
	}
	for i, v := range from {
		if i%rowsAhead == 0 {
			w.touchClimbs(from[i:min(i+rowsAhead, len(from))])
		}
		if !w.spend(w.bridgeLen(v, len(to))) {
			break
		}
		w.climbed = w.cross(v, w.climbed[:0])
		for i := range w.climbed {
			c := &w.climbed[i]
			if isBarred(x.barred, which, x.at[which], x.at[1-which], v, c.nbr) {
				continue
			}
			seen, ok := w.edge(v, c)
			if !ok {
				continue
			}
			if x.graded {
				if status := max(w.spots[v].slot, w.spots[c.nbr].slot, uint32(seen.status)); status <= x.best {
					x.best = status
				} else {
					continue
				}
			}
			w.arcs[0] = append(w.arcs[0], makeArc(v, c, seen, which == 1))
		}
	}
	for _, v := range to {
		w.exclude(v)
	}
}

// touchClimbs is touchRows of what cross looks at: what leads up, or where that is
// much the places where a search in it looks first.
func (w *walker) touchClimbs(vs []uint32) {
	b := w.g.base
	for _, v := range vs {
		switch n := b.climbLen(v); {
		case n == 0:
		case n <= longRow:
			lo, hi := b.ups(v)
			w.ahead += b.rels.touch(lo, hi-1)
		default:
			lo, _ := b.ups(v)
			for part := range 8 {
				w.ahead += b.rels.nbr(lo + uint32(part*n/8))
			}
		}
	}
}

// outer puts into the slots of a level the status of the best step that leads
// there from the ends; false where that would need a longer look.
func (w *walker) outer(which, level int) bool {
	d := &w.sides[which]
	for _, v := range d.level(level) {
		w.spots[v].slot = uint32(w.sofar)
	}
	if level == 0 {
		return true
	}
	if level > 1 || d.sum[0] > fewSteps {
		return false
	}
	for _, v := range d.level(1) {
		w.spots[v].slot = none
	}
	w.includeAll(d.level(1))
	for _, u := range d.level(0) {
		for _, c := range w.glance(u).lean {
			if w.included(c.nbr) && w.s.bits(c.meta) {
				w.spots[c.nbr].slot = min(w.spots[c.nbr].slot, max(c.meta>>metaStatus&15, uint32(w.sofar)))
			}
		}
	}
	w.excludeAll(d.level(1))
	return true
}

// fewSteps are so many that their statuses are worth a look.
const fewSteps = 4096

// byStatus looks at the pairs of entities that are reached by the best statuses
// first, and not at those that can only make a path of a weaker one than is known.
func (x *span) byStatus(front, back []uint32) {
	w := x.w
	x.graded, x.best = true, none
	for s := uint32(0); s <= min(x.best, uint32(graph.Retracted)) && w.stop == 0; s++ {
		at := &w.parts // by side: reached by better statuses, and by this one
		for which, level := range [2][]uint32{front, back} {
			at[which][0], at[which][1] = at[which][0][:0], at[which][1][:0]
			for _, v := range level {
				if w.spots[v].slot < s {
					at[which][0] = append(at[which][0], v)
				} else if w.spots[v].slot == s {
					at[which][1] = append(at[which][1], v)
				}
			}
		}
		for which := range 2 {
			mine, theirs := at[which], at[1-which]
			x.between(which, mine[0], theirs[1])
			w.whole = append(append(w.whole[:0], theirs[0]...), theirs[1]...)
			x.between(which, mine[1], w.whole)
		}
	}
}

// cross gathers the relations of v with entities above it that are across, which
// is to say included too; where meta alone decides, of several with the same one
// only that which shows the step.
func (w *walker) cross(v uint32, out []cell) []cell {
	b := w.g.base
	if !w.s.plain || !w.g.sorted(v) || b.climbLen(v) == 0 {
		return w.climb(v, out)
	}
	i, hi := b.ups(v)
	if int(hi-i) <= searchCost*len(w.across) {
		start, last := len(out), none
		out = b.rels.among(i, hi, w.bits, out)
		kept := out[:start]
		for _, c := range out[start:] {
			if c.nbr != last && w.s.bits(c.meta) {
				kept, last = append(kept, c), c.nbr
			}
		}
		return kept
	}
	for _, u := range w.across {
		if i = b.firstUp(i, hi, u); i < hi && b.rels.nbr(i) == u {
			out, i = w.strongest(u, i, hi, out)
		}
	}
	return out
}

// searchCost is how many entries of a list are looked through in the time of one
// binary search.
const searchCost = 32

// strongest takes the first relation from i on, of those that lead to u, that
// passes, and gives the place after them.
func (w *walker) strongest(u, i, hi uint32, out []cell) ([]cell, uint32) {
	b, found := w.g.base, false
	for ; i < hi && b.rels.nbr(i) == u; i++ {
		if !found && w.s.bits(b.rels.meta(i)) {
			out, found = append(out, b.rels.cell(i)), true
		}
	}
	return out, i
}

// bridgeLen is about how many entries of lists cross looks at, given how many
// entities are across.
func (w *walker) bridgeLen(v uint32, across int) int {
	return min(w.g.base.climbLen(v), searchCost*across)
}

// fewRelations are those that are read rather than thought about. rowCost is what a row
// that is not in the cache costs, and expandCost what a relation does that is expanded,
// in relations that bridge looks at; weighCost where meta alone does not decide, so
// that each of them is weighed.
var (
	fewRelations = 256
	rowCost      = 20
)

const expandCost, weighCost = 2, 10

// bridgeIsCheaper compares what bridge would look at with what expanding the side
// would, as some entities of each level say. Expanding tells as much and does not
// have to be done again: a bridge that leads nowhere is in vain, and one between
// levels of few relations most likely does.
func (w *walker) bridgeIsCheaper(which int, at [2]int) bool {
	expand := w.sides[which].sum[at[which]]
	if expand <= fewRelations {
		return false
	}
	joined := float64(expand) * float64(w.weight(1-which, at[1-which])) / float64(w.g.base.relations()+w.g.base.cells.n)
	cost := expandCost
	if !w.s.plain {
		cost = weighCost
	}
	expand = cost*expand + rowCost*len(w.sides[which].level(at[which]))
	if joined < 1 {
		expand = int(joined * float64(expand))
	}
	for which := range 2 {
		level := w.sides[which].level(at[which])
		across := len(w.sides[1-which].level(at[1-which]))
		step := 1 + len(level)/asked
		sum := 0
		for i := 0; i < len(level); i += step {
			sum += w.bridgeLen(level[i], across) + rowCost
		}
		if expand -= sum * step; expand < 0 {
			return false
		}
	}
	return true
}

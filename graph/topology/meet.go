package topology

import "dragoman/graph"

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

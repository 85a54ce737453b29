package topology

import "slices"

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
	w.begin()
	w.arcs = w.arcs[:0]
	w.pushArcs()
	for i := range w.sides {
		w.sides[i].reset()
	}
	for _, v := range w.avoid {
		w.setCode(v, codeDead)
	}
	for _, v := range t.dead {
		w.setCode(v, codeDead)
	}
	w.seed(0, t.starts)
	w.seed(1, t.targets)
	lf, lb := 0, 0
	for lf+lb < t.limit {
		if !w.prune(0, lf) || !w.prune(1, lb) {
			return noWay, lf
		}
		met := w.bridgeIsCheaper(lf, lb) && w.bridge(lf, lb, t.barred)
		switch {
		case met || w.stop != 0:
		case w.sides[0].sum[lf] <= w.sides[1].sum[lb]:
			if met = w.expand(0, lf, lb, t.barred); !met {
				lf++
			}
		default:
			if met = w.expand(1, lb, lf, t.barred); !met {
				lb++
			}
		}
		if w.stop != 0 {
			return stopped, lf
		}
		if met {
			return lf + lb + 1, lf
		}
	}
	return noWay, lf
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

func (w *walker) seed(which int, vs []uint32) {
	d := &w.sides[which]
	d.off = append(d.off, 0)
	for _, v := range vs {
		if _, ok := w.code(v); !ok {
			w.setCode(v, uint32(which*codeBack))
			d.nodes = append(d.nodes, v)
		}
	}
}

// prune takes out of the last level what is not to be walked through and adds up
// the lengths of the other rows. It is false when nothing is left.
func (w *walker) prune(which, level int) bool {
	d := &w.sides[which]
	if len(d.sum) > level {
		return len(d.level(level)) > 0
	}
	kept, sum := d.off[level], 0
	for _, v := range d.nodes[d.off[level]:] {
		if level > 0 && !w.walkable(v) {
			w.setCode(v, codeDead)
			continue
		}
		d.nodes[kept] = v
		kept++
		sum += w.g.rowLen(v)
	}
	d.nodes = d.nodes[:kept]
	d.sum = append(d.sum, sum)
	return kept > d.off[level]
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

// expand goes one level on. It is true when the two sides have met.
func (w *walker) expand(which, level, other int, barred []uint32) bool {
	d := &w.sides[which]
	mine, theirs := uint32(which*codeBack+level+1), uint32((1-which)*codeBack+other)
	frontier := d.level(level)
	d.off = append(d.off, len(d.nodes))
	crossed := w.arcs[0]
	epoch := w.epoch
	for _, u := range frontier {
		row := w.glance(u)
		if !w.spend(len(row.lean)) {
			break
		}
		for i, c := range row.lean {
			if !w.s.mayPass(c.meta) {
				continue
			}
			m := w.mark[c.nbr]
			if m>>6 == epoch {
				if m&63 != theirs {
					continue
				}
				whole := row.cell(i)
				if seen, ok := w.edge(u, &whole); ok && !isBarred(barred, which, level, other, u, c.nbr) {
					crossed = append(crossed, makeArc(u, &whole, seen, which == 1))
				}
				continue
			}
			if len(crossed) > 0 {
				continue
			}
			if !w.s.plain || w.floor > 0 && !w.wellSourced(c.meta) {
				whole := row.cell(i)
				if _, ok := w.edge(u, &whole); !ok {
					continue
				}
			}
			if level == 0 && which == 0 && len(barred) > 0 && slices.Contains(barred, c.nbr) {
				continue
			}
			w.mark[c.nbr] = epoch<<6 | mine
			d.nodes = append(d.nodes, c.nbr)
		}
	}
	w.arcs[0] = crossed
	return len(crossed) > 0
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

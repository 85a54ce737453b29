package topology

import "dragoman/graph"

// insider is an entity of the answer: a centre, a known or a shown one.
type insider struct {
	v     uint32
	shown int32  // place in shown, -1 where it is not returned
	by    uint32 // the last insider, counted from 1, that a link was found from
	links uint32 // found from it
	inner int    // distinct neighbours that are insiders
}

// join finds the relations among what is shown and counts what is not.
func (e *egoSearch) join() {
	for _, v := range e.centres {
		e.admit(v, -1)
	}
	for _, v := range e.known {
		e.admit(v, -1)
	}
	for i := range e.shown {
		e.admit(e.shown[i].v, int32(i))
	}
	if len(e.shown) == 0 {
		return
	}
	if e.s.usual() && e.climbIsShorter() {
		e.joinUpwards()
	} else {
		e.joinRows()
	}
}

func (e *egoSearch) admit(v uint32, shown int32) {
	if !e.w.included(v) {
		e.w.include(v)
		e.w.spots[v].slot = uint32(len(e.inside))
		e.inside = append(e.inside, insider{v: v, shown: shown})
	}
}

func (sc *scratch) include(v uint32)       { sc.bits[v>>6] |= 1 << (v & 63) }
func (sc *scratch) exclude(v uint32)       { sc.bits[v>>6] &^= 1 << (v & 63) }
func (sc *scratch) included(v uint32) bool { return sc.bits[v>>6]>>(v&63)&1 == 1 }

// release gives the scratch back, its set of entities empty.
func (e *egoSearch) release() {
	for i := range e.inside {
		e.w.exclude(e.inside[i].v)
	}
	e.egoRoom = nil
	e.w.release()
}

// usual says that nothing is filtered, so that base.reach counts what passes.
func (s *sieve) usual() bool {
	return s.claims == nil && !s.clocked && len(s.avoid) == 0 && s.sources == 0 && s.walk &&
		s.kinds == 1<<16-1 && s.statuses == graph.Walked && s.types == s.lens.Types()
}

// climbIsShorter compares what the two ways of joining would have to look at:
// many known entities and few new ones are better served by whole rows.
func (e *egoSearch) climbIsShorter() bool {
	rows, climb := 0, 0
	for i := range e.inside {
		v := e.inside[i].v
		climb += e.g.base.climbLen(v)
		if e.inside[i].shown >= 0 {
			rows += e.g.rowLen(v)
		}
	}
	return climb < rows
}

// joinUpwards takes each relation from the lower of its ends, so that the rows
// of hubs are not read, and counts by subtraction: hidden are the neighbours that
// an entity has less those that are insiders.
func (e *egoSearch) joinUpwards() {
	for i := range e.inside {
		if i%lookout == 0 {
			e.w.approach(e.inside[i:min(i+lookout, len(e.inside))])
		}
		v, stopped := e.inside[i].v, e.w.stop
		if !e.w.spend(e.g.base.climbLen(v)) && stopped == 0 {
			return // what is hidden cannot be told
		}
		start := len(e.links)
		e.cells = e.w.climb(v, e.cells[:0])
		for j := range e.cells {
			e.link(uint32(i), &e.cells[j], e.g.sorted(v))
		}
		if e.crowded {
			e.cutLinks(start)
			e.crowded = false
		}
	}
	for i := range e.inside {
		if p := &e.inside[i]; p.shown >= 0 {
			e.shown[p.shown].hidden = e.g.reach(p.v, e.q.Lens, e.w) - p.inner
		}
	}
}

// approach reads what climb will look at: places far apart, that are waited for
// together. Of each line of memory it reads one.
func (w *walker) approach(next []insider) {
	b := w.g.base
	for i := range next {
		v := next[i].v
		if b.climbLen(v) > 0 {
			w.ahead += b.rels.touch(b.ups(v))
		}
	}
}

// link takes a cell in the row of an insider, if it passes and an end of it is
// returned. Where those with the same neighbour come in the order of sortArcs, it
// takes no more of them than an answer has.
func (e *egoSearch) link(i uint32, c *cell, ordered bool) {
	p, at := &e.inside[i], e.w.spots[c.nbr].slot
	q := &e.inside[at]
	if p.shown < 0 && q.shown < 0 {
		return
	}
	seen, ok := verdict{status: c.status(), independent: c.sources()}, false
	if e.s.plain && seen.independent < maxSources {
		ok = e.s.bits(c.meta)
	} else {
		seen, ok = e.s.see(p.v, c)
	}
	if !ok {
		return
	}
	if q.by != i+1 {
		q.by, q.links = i+1, 0
		if p != q {
			p.inner++
			q.inner++
		}
	}
	if q.links++; q.links > graph.MaxParallel {
		if ordered {
			e.omitted[0][c.meta&63]++
			return
		}
		e.crowded = true
	}
	e.links = append(e.links, makeArc(p.v, c, seen, false))
}

// joinRows reads the whole row of every node.
func (e *egoSearch) joinRows() {
	w := e.w
	defer e.cutLinks(0)
	for i := range e.inside {
		p := &e.inside[i]
		if p.shown < 0 {
			continue
		}
		n := &e.shown[p.shown]
		w.begin() // marks of this epoch: neighbours of n that were counted
		row := w.row(n.v, 0)
		stopped := w.stop
		if !w.spend(len(row)) && stopped == 0 {
			return
		}
		for j := range row {
			c := &row[j]
			if !e.s.bits(c.meta) && e.s.least <= maxSources {
				continue
			}
			inside := w.included(c.nbr)
			if !inside && e.s.plain && c.meta&metaParallel == 0 && e.s.hasKind(c.nbr) {
				n.hidden++
				continue
			}
			// A relation between two nodes is taken from the row of its from.
			if inside && c.in() && c.nbr != n.v && e.inside[w.spots[c.nbr].slot].shown >= 0 {
				continue
			}
			if !inside {
				if _, counted := w.code(c.nbr); counted {
					continue
				}
			}
			seen, ok := e.s.see(n.v, c)
			if !ok || !e.s.hasKind(c.nbr) {
				continue
			}
			if inside {
				e.links = append(e.links, makeArc(n.v, c, seen, false))
			} else {
				w.setCode(c.nbr, 0)
				n.hidden++
			}
		}
	}
}

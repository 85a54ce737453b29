package topology

import (
	"cmp"
	"slices"

	"dragoman/graph"
)

// hubs finds out whether an entity of too great a degree lies nearer to a start
// or an end than the answer is long (or than it might have been, where there is
// none, and in EARLIEST, where a longer path may arrive before), and lists such
// entities if the query wants them.
func (p *pathSearch) hubs(r *graph.PathResult, hops int) {
	if hops < 0 || p.q.Mode == graph.Earliest {
		hops = p.q.MaxHops
	}
	if p.g.maxDeg <= p.q.DegreeCap || p.w.stop != 0 {
		p.w.hub = false
		return
	}
	if p.w.hub && !p.q.ListHubs && p.q.Mode <= graph.AllShortest && len(p.via) == 0 && r.Outcome == graph.Found {
		return // met on the way, so nearer than the end of the way
	}
	p.w.whole = append(append(p.w.whole[:0], p.from...), p.to...)
	found := p.w.hubsFrom(p.w.whole, hops, p.q.ListHubs)
	p.w.hub = len(found) > 0
	if p.q.ListHubs {
		r.Policy.HubsSkipped = p.g.listMet(found)
	}
}

// hubsFrom gives the hubs at a distance of less than hops from the nearest of the
// starts, not walking through hubs. It goes level by level and ends where what is
// wanted is known: one, or with list so many of the nearest as an answer tells of.
func (w *walker) hubsFrom(starts []uint32, hops int, list bool) []metHub {
	w.begin()
	for _, v := range w.avoid {
		w.setCode(v, codeDead)
	}
	d := &w.sides[0]
	d.reset()
	w.seed(starts)
	enough := 1
	if list {
		enough = graph.MaxHubsSkipped
	}
	w.found = w.found[:0]
	for distance := 1; distance < hops && len(w.found) < enough; distance++ {
		if w.hubsAreFew(distance) && !w.anyHubLeft() {
			break
		}
		if distance+1 == hops && !w.g.base.stated && w.cap >= longRow {
			w.lookForHubs(distance, !list)
			break
		}
		frontier := d.level(distance - 1)
		d.off = append(d.off, len(d.nodes))
		for _, u := range frontier {
			if !w.hubsAt(u, distance) || !list && len(w.found) > 0 {
				return w.found
			}
		}
	}
	return w.found
}

// lookForHubs is hubsAt of a whole level, from which nothing is walked on: of a row
// it looks at what leads up, where every entity is that has a longer one.
func (w *walker) lookForHubs(distance int, once bool) {
	g, set := w.g, w.hubSet()
	level := w.sides[0].level(distance - 1)
	for i, u := range level {
		if i%rowsAhead == 0 {
			w.touchClimbs(level[i:min(i+rowsAhead, len(level))])
		}
		if !g.sorted(u) || g.base.rowLen(u) > w.cap {
			if !w.hubsAt(u, distance) || once && len(w.found) > 0 {
				return
			}
			continue
		}
		lo, hi := g.base.ups(u)
		if !w.spend(int(hi - lo)) {
			return
		}
		w.climbed = g.base.rels.among(lo, hi, set, w.climbed[:0])
		for j := range w.climbed {
			c := &w.climbed[j]
			if _, met := w.code(c.nbr); met || !w.s.pass(u, c) || !w.isHub(c.nbr) {
				continue
			}
			w.setCode(c.nbr, codeDead)
			if w.s.through(c.nbr) {
				if w.found = append(w.found, metHub{c.nbr, distance}); once {
					return
				}
			}
		}
	}
	for _, v := range g.grown { // in base their rows may be the shorter ones
		if _, met := w.code(v); !met && w.isHub(v) && w.s.through(v) {
			w.lookFrom(v, distance)
		}
	}
}

// hubSet has the entities that are hubs in base.
func (w *walker) hubSet() entitySet {
	h := &w.hubs
	if h.cap == w.cap && len(h.set) >= len(w.bits) {
		return h.set
	}
	h.set.forget(h.of)
	if len(h.set) < len(w.bits) {
		h.set = make(entitySet, len(w.bits))
	}
	h.of, h.cap = h.of[:0], w.cap
	for _, v := range w.g.base.great {
		if int(w.g.base.deg[v]) <= w.cap {
			break
		}
		h.set.add(v)
		h.of = append(h.of, v)
	}
	return h.set
}

// hubRoom keeps them for searches with the same cap.
type hubRoom struct {
	set entitySet
	of  []uint32
	cap int
}

// seed makes level 0 of side 0, by marks.
func (w *walker) seed(vs []uint32) {
	d := &w.sides[0]
	d.off = append(d.off, 0)
	for _, v := range vs {
		if _, ok := w.code(v); !ok {
			w.setCode(v, 0)
			d.nodes = append(d.nodes, v)
		}
	}
}

// hubsAt looks at the neighbours of u: hubs are noted, others walked on from.
func (w *walker) hubsAt(u uint32, distance int) bool {
	row := w.glance(u)
	if !w.spend(len(row.lean)) {
		return false
	}
	set, sure := w.hubSet(), !w.g.touched && !w.g.base.stated && w.cap >= longRow
	for i, c := range row.lean {
		if _, seen := w.code(c.nbr); seen || !w.s.mayPass(c.meta) {
			continue
		}
		if !w.s.plain && !w.s.passes(u, &row, i) {
			continue
		}
		w.setCode(c.nbr, codeDead)
		switch {
		case !w.s.through(c.nbr):
		case (!sure || set.has(c.nbr)) && w.isHub(c.nbr):
			w.found = append(w.found, metHub{c.nbr, distance})
		default:
			w.setCode(c.nbr, uint32(distance))
			w.sides[0].nodes = append(w.sides[0].nodes, c.nbr)
		}
	}
	return true
}

// eachHub visits the hubs that were not met yet, until visit says false. It is
// meant for a cap that leaves few.
func (w *walker) eachHub(visit func(v uint32) bool) {
	b := w.g.base
	try := func(v uint32) bool {
		_, met := w.code(v)
		return met || !w.isHub(v) || !w.s.through(v) || visit(v)
	}
	for _, v := range b.great {
		if int(b.deg[v]) <= w.cap {
			break
		}
		if !try(v) {
			return
		}
	}
	for _, v := range w.g.grown {
		if !try(v) {
			return
		}
	}
}

// hubsAreFew says that the rows of the hubs are not much longer than those of the
// last level. Of most hubs only the first cells have to be read.
func (w *walker) hubsAreFew(distance int) bool {
	if w.cap < longRow {
		return false
	}
	left := 0
	for _, v := range w.sides[0].level(distance - 1) {
		left += w.g.rowLen(v)
	}
	left *= 8
	w.eachHub(func(v uint32) bool {
		left -= w.g.rowLen(v)
		return left > 0
	})
	return left > 0
}

func (w *walker) anyHubLeft() (any bool) {
	w.eachHub(func(uint32) bool { any = true; return false })
	return any
}

// lookFrom notes a hub if it is beside the last level; false where the search has to
// stop.
func (w *walker) lookFrom(v uint32, distance int) bool {
	read, beside := w.beside(v, uint32(distance-1))
	if beside {
		w.setCode(v, codeDead)
		w.found = append(w.found, metHub{v, distance})
	}
	return w.spend(read)
}

// beside says whether a relation of v, which the overlay has, with an entity of a level
// passes, and how many it had to look at.
func (w *walker) beside(v, level uint32) (read int, ok bool) {
	row := w.row(v, 0)
	for i := range row {
		if code, met := w.code(row[i].nbr); met && code == level && w.s.pass(v, &row[i]) {
			return i + 1, true
		}
	}
	return len(row), false
}

// listHubs is listMet of hubs by distance.
func (g *Graph) listHubs(found map[uint32]int) []graph.Hub {
	list := make([]metHub, 0, len(found))
	for v, distance := range found {
		list = append(list, metHub{v, distance})
	}
	return g.listMet(list)
}

// listMet puts hubs into the order of answers: nearest first, then by id.
func (g *Graph) listMet(found []metHub) []graph.Hub {
	slices.SortFunc(found, func(a, b metHub) int { return cmp.Or(cmp.Compare(a.distance, b.distance), g.compareIDs(a.v, b.v)) })
	var out []graph.Hub
	for _, h := range found[:min(len(found), graph.MaxHubsSkipped)] {
		out = append(out, graph.Hub{Entity: g.id(h.v), Degree: g.degree(h.v)})
	}
	return out
}

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
	found := map[uint32]int{}
	for _, from := range [][]uint32{p.from, p.to} {
		p.w.hubsFrom(from, hops, found, !p.q.ListHubs)
	}
	p.w.hub = len(found) > 0
	if p.q.ListHubs {
		r.Policy.HubsSkipped = p.g.listHubs(found)
	}
}

// hubsFrom notes the hubs at a distance of less than hops, not walking through
// hubs. With once it ends at the first.
func (w *walker) hubsFrom(starts []uint32, hops int, found map[uint32]int, once bool) {
	w.begin()
	for _, v := range w.avoid {
		w.setCode(v, codeDead)
	}
	d := &w.sides[0]
	d.reset()
	w.seed(0, starts)
	for level := 0; level+1 < hops; level++ {
		frontier := d.level(level)
		d.off = append(d.off, len(d.nodes))
		for _, u := range frontier {
			if !w.hubsAt(u, level+1, found) || once && len(found) > 0 {
				return
			}
		}
	}
}

// hubsAt looks at the neighbours of u: hubs are noted, others walked on from.
func (w *walker) hubsAt(u uint32, distance int, found map[uint32]int) bool {
	row := w.row(u, 0)
	if !w.spend(len(row)) {
		return false
	}
	for i := range row {
		c := &row[i]
		if _, seen := w.code(c.nbr); seen || !w.s.pass(u, c) {
			continue
		}
		w.setCode(c.nbr, codeBack)
		switch {
		case !w.s.through(c.nbr):
		case w.isHub(c.nbr):
			if d, ok := found[c.nbr]; !ok || distance < d {
				found[c.nbr] = distance
			}
		default:
			w.sides[0].nodes = append(w.sides[0].nodes, c.nbr)
		}
	}
	return true
}

// listHubs puts hubs into the order of answers: nearest first, then by id.
func (g *Graph) listHubs(found map[uint32]int) []graph.Hub {
	vs := make([]uint32, 0, len(found))
	for v := range found {
		vs = append(vs, v)
	}
	slices.SortFunc(vs, func(a, b uint32) int { return cmp.Or(cmp.Compare(found[a], found[b]), g.compareIDs(a, b)) })
	var out []graph.Hub
	for _, v := range vs[:min(len(vs), graph.MaxHubsSkipped)] {
		out = append(out, graph.Hub{Entity: g.id(v), Degree: g.degree(v)})
	}
	return out
}

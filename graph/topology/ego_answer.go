package topology

import (
	"cmp"
	"slices"

	"dragoman/graph"
)

// join finds the relations among what is shown and counts what is not: one scan
// of the row of every node.
func (e *egoSearch) join() {
	w := e.w
	for _, v := range e.centres {
		w.include(v)
	}
	for _, v := range e.known {
		w.include(v)
	}
	for i := range e.shown {
		w.include(e.shown[i].v)
	}
	for i := range e.shown {
		n := &e.shown[i]
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
			if inside && c.in() && c.nbr != n.v && w.mark[c.nbr]&63 == egoShown {
				continue
			}
			seen, ok := e.s.see(n.v, c)
			if !ok || !e.s.hasKind(c.nbr) {
				continue
			}
			if inside {
				e.links = append(e.links, makeArc(n.v, c, seen, false))
			} else if _, counted := w.code(c.nbr); !counted {
				w.setCode(c.nbr, 0)
				n.hidden++
			}
		}
	}
}

func (sc *scratch) include(v uint32)       { sc.bits[v>>6] |= 1 << (v & 63) }
func (sc *scratch) exclude(v uint32)       { sc.bits[v>>6] &^= 1 << (v & 63) }
func (sc *scratch) included(v uint32) bool { return sc.bits[v>>6]>>(v&63)&1 == 1 }

// clear leaves the set of the scratch empty.
func (e *egoSearch) clear() {
	if e.w.scratch == nil {
		return
	}
	for _, v := range e.centres {
		e.w.exclude(v)
	}
	for _, v := range e.known {
		e.w.exclude(v)
	}
	for i := range e.shown {
		e.w.exclude(e.shown[i].v)
	}
}

// cutLinks leaves at most MaxParallel relations between two entities.
func (e *egoSearch) cutLinks() {
	n := 0
	var par []arc
	for _, x := range e.links {
		if x.meta&metaParallel != 0 {
			par = append(par, x)
			continue
		}
		e.links[n] = x
		n++
	}
	e.links = e.links[:n]
	slices.SortFunc(par, func(x, y arc) int {
		return cmp.Or(cmp.Compare(min(x.a, x.b), min(y.a, y.b)), cmp.Compare(max(x.a, x.b), max(y.a, y.b)))
	})
	for i := 0; i < len(par); {
		j := i + 1
		for j < len(par) && min(par[j].a, par[j].b) == min(par[i].a, par[i].b) && max(par[j].a, par[j].b) == max(par[i].a, par[i].b) {
			j++
		}
		group := par[i:j]
		if len(group) > graph.MaxParallel {
			e.g.sortArcs(group)
			for _, x := range group[graph.MaxParallel:] {
				e.omitted[graph.Omitted{Type: graph.RelationType(x.meta & 63)}]++
			}
			group = group[:graph.MaxParallel]
		}
		e.links = append(e.links, group...)
		i = j
	}
}

func (e *egoSearch) answer() *graph.EgoNetwork {
	e.cutLinks()
	w, q := e.w, e.q
	out := &graph.EgoNetwork{
		Complete: w.stop == 0 && len(e.hubs) == 0, StoppedBy: w.stop,
		Policy: graph.Policy{Lens: q.Lens, Statuses: listStatuses(e.s.statuses), DegreeCap: q.DegreeCap},
	}
	if q.Where != nil && q.Where.AsOf != nil {
		out.Policy.UndatedClaims = e.g.tally.undated
	}
	if q.ListHubs {
		out.Policy.HubsSkipped = e.g.listHubs(e.hubs)
	}
	for _, v := range e.centres {
		out.Centers = append(out.Centers, e.g.id(v))
	}
	out.Nodes = make([]graph.EgoNode, len(e.shown))
	for i, n := range e.shown {
		out.Nodes[i] = graph.EgoNode{Entity: e.g.id(n.v), Distance: n.distance, Rank: n.rank, Hidden: n.hidden}
	}
	where := q.Where.ClaimsOnly()
	out.Relations = make([]*graph.Relation, len(e.links))
	for i := range e.links {
		out.Relations[i] = e.g.relation(&e.links[i], where)
	}
	slices.SortFunc(out.Relations, func(a, b *graph.Relation) int { return compareStrings(a.ID, b.ID) })
	for o, n := range e.omitted {
		o.Count = n
		out.Omitted = append(out.Omitted, o)
	}
	slices.SortFunc(out.Omitted, func(a, b graph.Omitted) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Type, b.Type))
	})
	return out
}

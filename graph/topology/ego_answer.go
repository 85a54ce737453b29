package topology

import (
	"cmp"
	"encoding/binary"
	"slices"

	"dragoman/graph"
)

// cutLinks leaves at most MaxParallel relations between two entities.
func (e *egoSearch) cutLinks() {
	if !e.crowded {
		return
	}
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
				e.omitted[0][x.meta&63]++
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
		hubs := make(map[uint32]int, len(e.hubs))
		for _, h := range e.hubs {
			hubs[h.v] = h.distance
		}
		out.Policy.HubsSkipped = e.g.listHubs(hubs)
	}
	out.Centers = make([]string, len(e.centres))
	for i, v := range e.centres {
		out.Centers[i] = e.g.id(v)
	}
	out.Nodes = make([]graph.EgoNode, len(e.shown))
	for i := range e.shown {
		n := &e.shown[i]
		out.Nodes[i] = graph.EgoNode{Entity: e.g.id(n.v), Distance: int(n.distance), Rank: int(n.rank), Hidden: n.hidden}
	}
	out.Relations = e.relations()
	for k := range e.omitted {
		for t, n := range e.omitted[k] {
			if n > 0 {
				out.Omitted = append(out.Omitted, graph.Omitted{Kind: graph.EntityKind(k), Type: graph.RelationType(t), Count: n})
			}
		}
	}
	return out
}

// relations gives the links in the order of their ids.
func (e *egoSearch) relations() []*graph.Relation {
	where := e.q.Where.ClaimsOnly()
	ids := e.g.spelled(e.links)
	e.sortByID(ids)
	out := make([]*graph.Relation, len(e.links))
	all := make([]graph.Relation, len(e.links))
	for i := range e.order {
		at := e.order[i].at
		out[i] = &all[i]
		e.g.fillRelation(out[i], &e.links[at], ids[at], where)
	}
	return out
}

// idOrder is a link as far as its place goes: the first characters of its id.
type idOrder struct {
	head uint64
	at   uint32
}

// sortByID fills order. Ids are digests, so that their first ten bits spread
// them evenly; what falls together is sorted.
func (e *egoSearch) sortByID(ids []string) {
	const buckets = 1 << 10
	var ends [buckets + 1]uint32
	// Digits come before letters in ids, after them in base32.
	bucket := func(head uint64) uint32 {
		return uint32(base32Value[head>>56]+6)&31<<5 | uint32(base32Value[head>>48&255]+6)&31
	}
	e.sorted, e.order = e.sorted[:0], slices.Grow(e.order[:0], len(ids))[:len(ids)]
	for i, id := range ids {
		x := idOrder{binary.BigEndian.Uint64([]byte(id[len(idPrefix):][:8])), uint32(i)}
		e.sorted = append(e.sorted, x)
		ends[bucket(x.head)+1]++
	}
	for i := range buckets {
		ends[i+1] += ends[i]
	}
	for _, x := range e.sorted {
		b := bucket(x.head)
		e.order[ends[b]] = x
		ends[b]++
	}
	compare := func(a, b idOrder) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return compareStrings(ids[a.at], ids[b.at])
	}
	start := uint32(0)
	for _, end := range ends[:buckets] {
		if end-start > 1 {
			slices.SortFunc(e.order[start:end], compare)
		}
		start = end
	}
}

package topology

import (
	"cmp"
	"slices"
	"strings"

	"dragoman/graph"
)

// cutLinks leaves, of the links from a place on, at most MaxParallel relations
// between two entities.
func (e *egoSearch) cutLinks(start int) {
	links := e.links[start:]
	n := 0
	var par []arc
	for _, x := range links {
		if x.meta&metaParallel != 0 {
			par = append(par, x)
			continue
		}
		links[n] = x
		n++
	}
	e.links = e.links[:start+n]
	slices.SortFunc(par, func(x, y arc) int { return cmp.Compare(x.pair(), y.pair()) })
	for i := 0; i < len(par); {
		j := i + 1
		for j < len(par) && par[j].pair() == par[i].pair() {
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

// pair is a number for the two ends, whichever way round.
func (x *arc) pair() uint64 { return uint64(min(x.a, x.b))<<32 | uint64(max(x.a, x.b)) }

func (e *egoSearch) answer() *graph.EgoNetwork {
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
	room := &answerRoom{}
	if q.Lend {
		room = borrowAnswerRoom()
		out.Release = room.release
	}
	room.size(len(e.shown), len(e.links))
	out.Nodes = room.nodes
	for i := range e.shown {
		n := &e.shown[i]
		out.Nodes[i] = graph.EgoNode{Entity: e.g.id(n.v), Distance: int(n.distance), Rank: int(n.rank), Hidden: n.hidden}
	}
	e.fill(room)
	out.Relations = room.relations
	for k := range e.omitted {
		for t, n := range e.omitted[k] {
			if n > 0 {
				out.Omitted = append(out.Omitted, graph.Omitted{Kind: graph.EntityKind(k), Type: graph.RelationType(t), Count: n})
			}
		}
	}
	return out
}

// fill shows the links in the order of their ids.
func (e *egoSearch) fill(room *answerRoom) {
	e.sortByID()
	show := e.g.exhibit(e.s.claims, e.q.Where, len(e.links))
	ids := e.spelled()
	for i := range e.order {
		x, out := &e.links[e.order[i].at], &room.block[i]
		room.relations[i] = out
		id, key := ids[i*idLen:][:idLen], e.g.keyAt(x.rel, e.keys[e.order[i].at])
		if e.q.Brief {
			show.frame(out, x, id, key)
			out.Status, out.Independent = x.status, x.sources
			continue
		}
		if i%lookout == 0 {
			e.lookAhead(show, e.order[i:min(i+lookout, len(e.order))])
		}
		show.show(out, x, id, key)
	}
}

// lookout is how many relations are looked at ahead.
const lookout = 64

func (e *egoSearch) lookAhead(x *exhibit, next []idOrder) {
	var rels [lookout]uint32
	for i := range next {
		rels[i] = e.links[next[i].at].rel
	}
	x.lookAhead(rels[:len(next)])
}

// spelled is the text of all ids in order.
func (e *egoSearch) spelled() string {
	var all strings.Builder
	all.Grow(len(e.order) * idLen)
	var id [idLen]byte
	for i := range e.order {
		e.digests[e.order[i].at].spell(&id)
		all.Write(id[:])
	}
	return all.String()
}

// idOrder is a link as far as its place goes: the first characters of its id.
type idOrder struct {
	head uint64
	at   uint32
}

// sortByID fills order, and digests and keys in one sweep, since what is stored
// by relation is far apart and waited for together. Ids are digests, so that their first ten bits spread
// them evenly; what falls together is sorted.
func (e *egoSearch) sortByID() {
	const buckets = 1 << 10
	var ends [buckets + 1]uint32
	n := len(e.links)
	e.digests, e.keys = slices.Grow(e.digests[:0], n)[:n], slices.Grow(e.keys[:0], n)[:n]
	e.gather()
	e.unsorted, e.order = slices.Grow(e.unsorted[:0], n)[:n], slices.Grow(e.order[:0], n)[:n]
	for i := range e.digests {
		x := idOrder{e.digests[i].head(), uint32(i)}
		e.unsorted[i] = x
		ends[x.head>>50+1]++
	}
	for i := range buckets {
		ends[i+1] += ends[i]
	}
	for _, x := range e.unsorted {
		b := x.head >> 50
		e.order[ends[b]] = x
		ends[b]++
	}
	start := uint32(0)
	for _, end := range ends[:buckets] {
		if end-start > 1 {
			e.sortBucket(e.order[start:end])
		}
		start = end
	}
}

// sortBucket sorts by insertion what should be a handful.
func (e *egoSearch) sortBucket(s []idOrder) {
	if len(s) > 24 {
		slices.SortFunc(s, e.compareIDs)
		return
	}
	for i := 1; i < len(s); i++ {
		x, j := s[i], i
		for ; j > 0 && (x.head < s[j-1].head || x.head == s[j-1].head && e.compareIDs(x, s[j-1]) < 0); j-- {
			s[j] = s[j-1]
		}
		s[j] = x
	}
}

// gather does as little as it can between two reads that miss the cache.
func (e *egoSearch) gather() {
	b, m := e.g.base, e.g.base.relations()
	for i := range e.links {
		if rel := int(e.links[i].rel); rel < m {
			e.keys[i] = b.rels.key(uint32(rel))
		} else {
			e.keys[i] = none
		}
	}
	for _, key := range e.keys {
		if key != none {
			e.w.ahead += b.keys.off[key]
		}
	}
	for _, key := range e.keys {
		if key != none {
			e.w.ahead += b.keys.begin(key)
		}
	}
	for i := range e.inside {
		if v := e.inside[i].v; int(v) < b.entities() {
			e.w.ahead += b.ids.begin(v)
		}
	}
	e.digests = e.g.appendDigests(e.digests[:0], e.links)
}

func (e *egoSearch) compareIDs(a, b idOrder) int {
	if a.head != b.head {
		return cmp.Compare(a.head, b.head)
	}
	return e.digests[a.at].compare(e.digests[b.at])
}

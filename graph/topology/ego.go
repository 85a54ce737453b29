package topology

import (
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
)

// Ego gives the surroundings of some entities, level by level:
//
//   - Level d+1 are the passing neighbours of level d that are in no nearer one.
//     Known entities are part of their level and are walked through, but are
//     neither returned nor counted against PerNode and First. What was cut from a
//     level does not come back in a later one.
//   - PerNode is applied to each parent on its own: a neighbour stays if it is
//     among the first of at least one parent.
//   - Levels are looked at up to Depth also when First is used up, so that
//     Omitted counts every neighbour of what is shown that is not.
//   - Rank is graph.Relevance by the relation that gives most, among all that join
//     the node to the nearer level; Omitted counts by the type of that relation
//     (the lowest of equals). With rank ID it is 0.
//
// When a budget or deadline bites, nodes are those of the levels that were
// finished: a prefix. If it bites later, Hidden and relations may be too few.
// Complete is false in both cases, and where a hub was not expanded.
func (g *Graph) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	e, err := g.newEgoSearch(ctx, q)
	if err != nil {
		return nil, err
	}
	defer e.w.release()
	defer e.clear()
	e.spread()
	e.join()
	return e.answer(), nil
}

// Codes of marks in an ego search.
const (
	egoCentre = iota + 1
	egoKnown
	egoReached // known, and on a level
	egoShown
	egoCut
	egoFound // on the level being made
)

// egoSearch is an EgoQuery under way.
type egoSearch struct {
	g       *Graph
	q       graph.EgoQuery
	s       *sieve
	w       *walker
	centres []uint32
	known   []uint32
	shown   []egoNode
	found   []egoNode
	pairs   []uint32 // places in found, parent by parent
	ends    []int    // where each parent's pairs end
	omitted map[graph.Omitted]int
	hubs    map[uint32]int
	links   []arc
}

type egoNode struct {
	v        uint32
	degree   int
	rank     int
	distance int
	best     int // relevance of the best relation
	typ      graph.RelationType
	kept     bool
	hidden   int
}

func (g *Graph) newEgoSearch(ctx context.Context, q graph.EgoQuery) (*egoSearch, error) {
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	if q.Rank == 0 {
		q.Rank = graph.RankRelevance
	}
	if q.Rank > graph.RankID {
		return nil, &graph.Error{Code: graph.Invalid, Field: "rank", Message: fmt.Sprintf("rank %d is none; one of RELEVANCE DEGREE ID", q.Rank)}
	}
	err := refuse(knownLens(q.Lens), atLeastOne("of", q.Of), atMost("depth", q.Depth, graph.MaxDepth), atMost("first", q.First, graph.MaxFirst),
		atMost("perNode", q.PerNode, graph.MaxFirst), atMost("known", len(q.Known), graph.MaxKnown), atMost("degreeCap", q.DegreeCap, maxCap))
	if err != nil {
		return nil, err
	}
	e := &egoSearch{g: g, q: q, omitted: map[graph.Omitted]int{}, hubs: map[uint32]int{}}
	if e.centres, err = g.numbers("of", q.Of); err != nil {
		return nil, err
	}
	if e.known, err = g.numbers("known", q.Known); err != nil {
		return nil, err
	}
	if e.s, err = g.newSieve(q.Lens, q.Where, graph.Walked, true); err != nil {
		return nil, err
	}
	centres := setOf(e.centres)
	e.s.exempt = centres
	e.w = g.walker(ctx, e.s)
	e.w.cap, e.w.ends = q.DegreeCap, centres
	return e, nil
}

// spread makes level after level.
func (e *egoSearch) spread() {
	w := e.w
	w.beginFor(e.q.First + 1)
	for _, v := range e.known {
		w.setCode(v, egoKnown)
	}
	for _, v := range e.centres {
		w.setCode(v, egoCentre)
	}
	frontier := e.centres
	for distance := range e.q.Depth {
		if len(frontier) == 0 {
			return
		}
		next, ok := e.level(frontier, distance)
		if !ok {
			return
		}
		frontier = next
	}
}

// level expands a level and gives the next one.
func (e *egoSearch) level(frontier []uint32, distance int) (next []uint32, ok bool) {
	e.found, e.pairs, e.ends = e.found[:0], e.pairs[:0], e.ends[:0]
	var hubs []uint32
	for _, v := range frontier {
		if distance > 0 && !e.s.through(v) {
			continue
		}
		if e.w.isHub(v) {
			hubs = append(hubs, v)
			continue
		}
		if next, ok = e.expand(v, next); !ok {
			return nil, false
		}
		e.ends = append(e.ends, len(e.pairs))
	}
	for _, v := range hubs {
		e.hubs[v] = distance
	}
	for i := range e.found {
		n := &e.found[i]
		switch n.rank = 0; e.q.Rank {
		case graph.RankRelevance:
			n.rank = n.best
		case graph.RankDegree:
			n.rank = n.degree
		}
	}
	e.cutPerNode()
	return e.cutFirst(next, distance), true
}

// expand finds the neighbours of v that are new.
func (e *egoSearch) expand(v uint32, next []uint32) ([]uint32, bool) {
	w, ref := e.w, e.s.reference()
	row := w.row(v, 0)
	if !w.spend(len(row)) {
		return next, false
	}
	for i := range row {
		c := &row[i]
		code, marked := w.code(c.nbr)
		if marked && code != egoKnown && code != egoFound {
			continue
		}
		seen, ok := e.s.see(v, c)
		if !ok || !e.s.hasKind(c.nbr) {
			continue
		}
		switch {
		case !marked:
			w.setCode(c.nbr, egoFound)
			w.slot[c.nbr] = uint32(len(e.found))
			e.found = append(e.found, egoNode{v: c.nbr, degree: e.g.degree(c.nbr), best: -1 << 31})
		case code == egoKnown:
			w.setCode(c.nbr, egoReached)
			next = append(next, c.nbr)
			continue
		}
		at := w.slot[c.nbr]
		e.pairs = append(e.pairs, at)
		n := &e.found[at]
		r := graph.Relevance(seen.status, seen.independent, e.g.latest(seen.date), ref, n.degree)
		if r > n.best || r == n.best && c.typ() < n.typ {
			n.best, n.typ = r, c.typ()
		}
	}
	return next, true
}

// before is the order of nodes of one level.
func (e *egoSearch) before(a, b *egoNode) bool {
	if a.rank != b.rank {
		return a.rank > b.rank
	}
	return e.g.compareIDs(a.v, b.v) < 0
}

// cutPerNode keeps the first PerNode new neighbours of each parent.
func (e *egoSearch) cutPerNode() {
	start := 0
	for _, end := range e.ends {
		mine := e.pairs[start:end]
		start = end
		if len(mine) > e.q.PerNode {
			slices.Sort(mine)
			mine = slices.Compact(mine)
			if len(mine) > e.q.PerNode {
				selectFirst(mine, e.q.PerNode, func(a, b uint32) bool { return e.before(&e.found[a], &e.found[b]) })
				mine = mine[:e.q.PerNode]
			}
		}
		for _, at := range mine {
			e.found[at].kept = true
		}
	}
}

// cutFirst shows what there is room for, in order, and counts the rest.
func (e *egoSearch) cutFirst(next []uint32, distance int) []uint32 {
	kept := make([]uint32, 0, len(e.found))
	for i := range e.found {
		if e.found[i].kept {
			kept = append(kept, uint32(i))
		}
	}
	less := func(a, b uint32) bool { return e.before(&e.found[a], &e.found[b]) }
	room := e.q.First - len(e.shown)
	if len(kept) > room {
		selectFirst(kept, room, less)
		for _, i := range kept[room:] {
			e.found[i].kept = false
		}
		kept = kept[:room]
	}
	slices.SortFunc(kept, func(a, b uint32) int {
		if less(a, b) {
			return -1
		}
		return 1
	})
	for _, i := range kept {
		n := e.found[i]
		n.distance = distance + 1
		e.w.setCode(n.v, egoShown)
		e.shown = append(e.shown, n)
		next = append(next, n.v)
	}
	for i := range e.found {
		if n := &e.found[i]; !n.kept {
			e.w.setCode(n.v, egoCut)
			e.omitted[graph.Omitted{Kind: e.g.kind(n.v), Type: n.typ}]++
		}
	}
	return next
}

// selectFirst brings the first n of the order to the front (Hoare's quickselect).
func selectFirst(s []uint32, n int, less func(a, b uint32) bool) {
	for n > 0 && n < len(s) && len(s) > 1 {
		a, b, c := s[0], s[len(s)/2], s[len(s)-1]
		if less(b, a) {
			a, b = b, a
		}
		if less(c, b) {
			b = c
			if less(b, a) {
				b = a
			}
		}
		pivot := b
		i, j := 0, len(s)-1
		for i <= j {
			for less(s[i], pivot) {
				i++
			}
			for less(pivot, s[j]) {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			s = s[:j+1]
		case n > i:
			s, n = s[i:], n-i
		default:
			return
		}
	}
}

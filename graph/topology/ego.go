package topology

import (
	"context"
	"fmt"

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
// Complete is false in both cases, and where a hub was not expanded. Lists of an
// answer may be shared: read them only.
func (g *Graph) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	e, err := g.newEgoSearch(ctx, q)
	if err != nil {
		return nil, err
	}
	e.spread()
	e.join()
	out := e.answer()
	e.release() // not deferred: see paths
	return out, nil
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
	*egoRoom
	g       *Graph
	q       graph.EgoQuery
	s       *sieve
	w       *walker
	centres []uint32
	known   []uint32
	hubs    []metHub
}

// egoRoom is what an ego search writes to, used again by the next one.
type egoRoom struct {
	found    []egoNode // on the level being made
	pairs    []uint32  // places in found, parent by parent
	ends     []int     // where each parent's pairs end
	picks    []pick
	frontier [2][]uint32
	shown    []egoNode
	inside   []insider
	cells    []cell
	links    []arc
	crowded  bool // more than MaxParallel links were found between two entities
	omitted  [kindMask + 1][64]int
	order    []idOrder
	unsorted []idOrder
	digests  []digest
	keys     []uint32
}

func (r *egoRoom) reset() {
	r.found, r.pairs, r.ends, r.shown, r.inside, r.links = r.found[:0], r.pairs[:0], r.ends[:0], r.shown[:0], r.inside[:0], r.links[:0]
	r.crowded = false
	clear(r.omitted[:])
}

type egoNode struct {
	v        uint32
	degree   int32
	rank     int32
	best     int32  // relevance of the best relation
	parent   uint32 // the last that it was found from, counted from 1
	distance uint8
	typ      uint8
	kept     bool
	hidden   int
}

type metHub struct {
	v        uint32
	distance int
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
	e := &egoSearch{g: g, q: q}
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
	e.egoRoom = &e.w.ego
	e.reset()
	return e, nil
}

// spread makes level after level.
func (e *egoSearch) spread() {
	w := e.w
	w.begin()
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
		next, ok := e.level(frontier, e.frontier[distance&1][:0], distance)
		e.frontier[distance&1] = next
		if !ok {
			return
		}
		frontier = next
	}
}

// level expands a level and gives the next one.
func (e *egoSearch) level(frontier, next []uint32, distance int) (_ []uint32, ok bool) {
	e.found, e.pairs, e.ends = e.found[:0], e.pairs[:0], e.ends[:0]
	hubs := len(e.hubs)
	for _, v := range frontier {
		if distance > 0 && !e.s.through(v) {
			continue
		}
		if e.w.isHub(v) {
			e.hubs = append(e.hubs, metHub{v, distance})
			continue
		}
		if next, ok = e.expand(v, next); !ok {
			e.hubs = e.hubs[:hubs]
			return next, false
		}
		e.ends = append(e.ends, len(e.pairs))
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
	if len(e.shown) < e.q.First {
		e.cutPerNode()
	}
	return e.cutFirst(next, distance), true
}

// expand finds the neighbours of v that are new.
func (e *egoSearch) expand(v uint32, next []uint32) ([]uint32, bool) {
	w, s, ref := e.w, e.s, e.s.reference()
	row := w.row(v, 0)
	if !w.spend(len(row)) {
		return next, false
	}
	parent := uint32(len(e.ends) + 1)
	for i := range row {
		if i%lookout == 0 {
			w.foresee(row[i:min(i+lookout, len(row))])
		}
		c := &row[i]
		if s.least <= maxSources && !s.bits(c.meta) {
			continue
		}
		code, marked := w.code(c.nbr)
		if marked && code != egoKnown && code != egoFound {
			continue
		}
		seen, ok := s.see(v, c)
		if !ok || !s.hasKind(c.nbr) {
			continue
		}
		var at uint32
		switch {
		case !marked:
			at = uint32(len(e.found))
			w.setCode(c.nbr, egoFound)
			w.spots[c.nbr].slot = at
			e.found = append(e.found, egoNode{v: c.nbr, degree: int32(e.g.degree(c.nbr)), best: -1 << 31})
		case code == egoKnown:
			w.setCode(c.nbr, egoReached)
			next = append(next, c.nbr)
			continue
		default:
			at = w.spots[c.nbr].slot
		}
		n := &e.found[at]
		if n.parent != parent {
			n.parent = parent
			e.pairs = append(e.pairs, at)
		}
		r := int32(graph.Relevance(seen.status, seen.independent, e.g.earliest(seen.date), ref, int(n.degree)))
		if t := uint8(c.meta & 63); r > n.best || r == n.best && t < n.typ {
			n.best, n.typ = r, t
		}
	}
	return next, true
}

// foresee reads what will be asked about cells: places far apart, that are waited
// for together.
func (w *walker) foresee(cells []cell) {
	b := w.g.base
	for i := range cells {
		c := &cells[i]
		w.ahead += w.spots[c.nbr].mark
		if int(c.nbr) < len(b.deg) {
			w.ahead += b.deg[c.nbr]
		}
		if int(c.date) < len(b.dates) {
			w.ahead += uint32(b.dates[c.date].span.StartEarliest)
		}
	}
}

// cutPerNode keeps the first PerNode new neighbours of each parent.
func (e *egoSearch) cutPerNode() {
	start := 0
	for _, end := range e.ends {
		mine := e.pairs[start:end]
		start = end
		if len(mine) <= e.q.PerNode {
			for _, at := range mine {
				e.found[at].kept = true
			}
			continue
		}
		e.picks = e.picks[:0]
		for _, at := range mine {
			e.pick(at)
		}
		e.g.selectFirst(e.picks, e.q.PerNode)
		for _, p := range e.picks[:e.q.PerNode] {
			e.found[p.at].kept = true
		}
	}
}

// cutFirst shows what there is room for, in order, and counts the rest.
func (e *egoSearch) cutFirst(next []uint32, distance int) []uint32 {
	e.picks = e.picks[:0]
	for i := range e.found {
		if e.found[i].kept {
			e.pick(uint32(i))
		}
	}
	kept := e.picks
	if room := e.q.First - len(e.shown); len(kept) > room {
		e.g.selectFirst(kept, room)
		for _, p := range kept[room:] {
			e.found[p.at].kept = false
		}
		kept = kept[:room]
	}
	e.g.sortPicks(kept)
	for _, p := range kept {
		n := e.found[p.at]
		n.distance = uint8(distance + 1)
		e.w.setCode(n.v, egoShown)
		e.shown = append(e.shown, n)
		next = append(next, n.v)
	}
	for i := range e.found {
		if n := &e.found[i]; !n.kept {
			e.w.setCode(n.v, egoCut)
			e.omitted[e.g.kind(n.v)][n.typ]++
		}
	}
	return next
}

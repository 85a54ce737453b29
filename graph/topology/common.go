package topology

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
)

// Common gives the entities within MaxHops of all of q.Of, these themselves
// left out: the smallest sum of distances first, then the greatest rank, then by
// id. Rank is graph.Relevance by the relation that gives most, among all that
// join the entity to a nearer one as seen from any of q.Of. Sort keys are {sum of
// three digits, 2147483647 − rank of ten digits, id}. Running out of budget is
// ErrLimit, out of time ErrDeadline: half an intersection would mislead.
func (g *Graph) Common(ctx context.Context, q graph.CommonQuery) (graph.Page[graph.CommonNode], error) {
	var page graph.Page[graph.CommonNode]
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	if err := refuse(knownLens(q.Lens), atMost("maxHops", q.MaxHops, graph.MaxHops), atMost("first", q.Slice.First, graph.MaxFirst), atMost("of", len(q.Of), graph.MaxCommon), afterParts(q.Slice.After, 3)); err != nil {
		return page, err
	}
	of, err := g.numbers("of", q.Of)
	if err != nil {
		return page, err
	}
	if len(of) < graph.MinCommon {
		return page, &graph.Error{Code: graph.Invalid, Field: "of", Message: fmt.Sprintf("of names %d different entities; at least %d are needed", len(of), graph.MinCommon)}
	}
	s, err := g.newSieve(q.Lens, q.Where, graph.Walked, true)
	if err != nil {
		return page, err
	}
	s.exempt = setOf(of)
	w := g.walker(ctx, s)
	defer w.release()
	nodes, err := w.meetingGround(of, q.MaxHops)
	if err != nil {
		return page, err
	}
	return g.commonPage(nodes, positions(g, q.Of, of), q.Slice), nil
}

// positions says for each id asked which of the distinct entities it is.
func positions(g *Graph, ids []string, of []uint32) []int {
	out := make([]int, len(ids))
	for i, id := range ids {
		v, _ := g.entity(id)
		out[i] = slices.Index(of, v)
	}
	return out
}

type commonNode struct {
	v         uint32
	distances []int
	reached   int
	sum, rank int
}

// meetingGround searches from each of the entities, the one with the shortest
// row first, and keeps what all of them reach.
func (w *walker) meetingGround(of []uint32, hops int) ([]*commonNode, error) {
	order := make([]int, len(of))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(w.g.rowLen(of[a]), w.g.rowLen(of[b])) })
	nodes := map[uint32]*commonNode{}
	for turn, i := range order {
		note := func(v uint32, distance, relevance int) {
			n := nodes[v]
			if n == nil {
				if turn > 0 || w.s.exempt.has(v) {
					return
				}
				n = &commonNode{v: v, distances: make([]int, len(of)), rank: -1 << 31}
				nodes[v] = n
			}
			if n.reached < turn {
				return
			}
			n.reached, n.distances[i] = turn+1, distance
			n.rank = max(n.rank, relevance)
		}
		if !w.reach(of[i], hops, note) {
			if w.stop == graph.StopBudget {
				return nil, &graph.Error{Code: graph.Limit, Field: "maxHops", Limit: w.budget, Message: fmt.Sprintf("more than %d relations would have to be looked at; ask for fewer hops or narrow the filter", w.budget)}
			}
			return nil, deadline(w.ctx)
		}
	}
	out := make([]*commonNode, 0, len(nodes))
	for _, n := range nodes {
		if n.reached == len(of) {
			for _, d := range n.distances {
				n.sum += d
			}
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b *commonNode) int {
		return cmp.Or(cmp.Compare(a.sum, b.sum), cmp.Compare(b.rank, a.rank), w.g.compareIDs(a.v, b.v))
	})
	return out, nil
}

// reach notes everything within hops of v, and each relation that leads a level
// further.
func (w *walker) reach(v uint32, hops int, note func(v uint32, distance, relevance int)) bool {
	w.begin()
	d := &w.sides[0]
	d.reset()
	w.seed([]uint32{v})
	ref := w.s.reference()
	for level := range hops {
		frontier := d.level(level)
		d.off = append(d.off, len(d.nodes))
		for _, u := range frontier {
			if level > 0 && !w.s.through(u) {
				continue
			}
			row := w.row(u, 0)
			if !w.spend(len(row)) {
				return false
			}
			for i := range row {
				c := &row[i]
				code, marked := w.code(c.nbr)
				if marked && code != uint32(level+1) {
					continue
				}
				seen, ok := w.s.see(u, c)
				if !ok || !w.s.hasKind(c.nbr) {
					continue
				}
				if !marked {
					w.setCode(c.nbr, uint32(level+1))
					d.nodes = append(d.nodes, c.nbr)
				}
				note(c.nbr, level+1, graph.Relevance(seen.status, seen.independent, w.g.earliest(seen.date), ref, w.g.degree(c.nbr)))
			}
		}
	}
	return true
}

func (g *Graph) commonPage(nodes []*commonNode, at []int, slice graph.Slice) graph.Page[graph.CommonNode] {
	var page graph.Page[graph.CommonNode]
	if slice.Count {
		n := len(nodes)
		page.Total = &n
	}
	for _, n := range nodes {
		key := graph.SortKey{fmt.Sprintf("%03d", n.sum), fmt.Sprintf("%010d", 1<<31-1-n.rank), g.id(n.v)}
		if slice.After != nil && slices.Compare(key, slice.After) <= 0 {
			continue
		}
		if len(page.Items) == slice.First {
			page.More = true
			break
		}
		out := graph.CommonNode{Entity: g.id(n.v), Rank: n.rank}
		for _, i := range at {
			out.Distances = append(out.Distances, n.distances[i])
		}
		page.Items, page.Keys = append(page.Items, out), append(page.Keys, key)
	}
	return page
}

// afterParts refuses a sort key of another list.
func afterParts(key graph.SortKey, parts int) error {
	if key == nil || len(key) == parts {
		return nil
	}
	return &graph.Error{Code: graph.Invalid, Field: "after", Message: fmt.Sprintf("after has %d parts where the keys of this list have %d; use the cursor of a page of the same list", len(key), parts)}
}

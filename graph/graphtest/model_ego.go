package graphtest

import (
	"cmp"
	"context"
	"slices"

	"dragoman/graph"
)

// egoSearch takes nodes round by round.
type egoSearch struct {
	*walk
	q              graph.EgoQuery
	centers, known []string
	reached        map[string]int // every entity seen so far, also those that were cut
	nodes          []graph.EgoNode
	omitted        map[graph.Omitted]int
	hubsMet        map[string]int
}

// Ego implements graph.Traverser.
func (m *Model) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.closed {
		return nil, errClosed
	}
	e, err := m.view.ego(q)
	if err != nil {
		return nil, err
	}
	out := &graph.EgoNetwork{Centers: e.centers, Policy: e.policy(q.DegreeCap)}
	if ctx.Err() != nil {
		out.StoppedBy = graph.StopDeadline
		return out, nil
	}
	e.run()
	out.Nodes = e.nodes
	for i := range out.Nodes {
		out.Nodes[i].Hidden = e.hidden(out.Nodes[i].Entity)
	}
	out.Relations = e.drawn()
	for o, n := range e.omitted {
		o.Count = n
		out.Omitted = append(out.Omitted, o)
	}
	slices.SortFunc(out.Omitted, func(a, b graph.Omitted) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Type, b.Type)) })
	hubs := e.hubs(e.hubsMet, func(string) bool { return true })
	out.Complete = len(hubs) == 0
	if q.ListHubs {
		out.Policy.HubsSkipped = hubs[:min(len(hubs), graph.MaxHubsSkipped)]
	}
	return out, nil
}

func (v *view) ego(q graph.EgoQuery) (*egoSearch, error) {
	q.Rank = cmp.Or(q.Rank, graph.RankRelevance)
	if len(q.Of) == 0 || q.DegreeCap < 0 || q.PerNode < 0 {
		return nil, graph.Errorf(graph.Invalid, "an ego network needs an of, and perNode and degreeCap of 0 or more")
	}
	if err := cmp.Or(within("first", q.First, graph.MaxFirst), within("depth", q.Depth, graph.MaxDepth), within("perNode", q.PerNode, graph.MaxFirst), within("known", len(q.Known), graph.MaxKnown)); err != nil {
		return nil, err
	}
	s, err := v.under(q.Where)
	if err == nil {
		err = v.known("of", q.Of, v.isEntity)
	}
	if err == nil {
		err = v.known("known", q.Known, v.isEntity)
	}
	if err != nil {
		return nil, err
	}
	e := &egoSearch{q: q, centers: v.canonicals(q.Of), known: v.canonicals(q.Known), reached: map[string]int{}, omitted: map[graph.Omitted]int{}, hubsMet: map[string]int{}}
	e.walk = s.through(q.Lens, e.centers)
	return e, nil
}

func (e *egoSearch) run() {
	for _, id := range e.centers {
		e.reached[id] = 0
	}
	frontier := e.centers
	for d := 1; d <= e.q.Depth; d++ {
		frontier = e.round(d, e.expandable(d-1, frontier))
	}
}

// expandable leaves out what is reached but not walked through.
func (e *egoSearch) expandable(distance int, frontier []string) (out []string) {
	for _, id := range frontier {
		switch {
		case slices.Contains(e.centers, id):
			out = append(out, id)
		case !e.lens.Through(e.entities[id].Kind):
		case e.entities[id].Degree > e.q.DegreeCap:
			e.hubsMet[id] = distance
		default:
			out = append(out, id)
		}
	}
	return out
}

// round takes the nodes of one distance and gives all that were reached.
func (e *egoSearch) round(d int, parents []string) (frontier []string) {
	isNew := func(id string) bool { _, ok := e.reached[id]; return !ok }
	var met, kept []string
	for _, parent := range parents {
		var fresh []string
		for _, n := range e.neighbours(parent) {
			switch {
			case !isNew(n):
			case slices.Contains(e.known, n):
				frontier = append(frontier, n)
			default:
				fresh = append(fresh, n)
			}
		}
		e.order(fresh, parents)
		met = append(met, fresh...)
		kept = append(kept, fresh[:min(e.q.PerNode, len(fresh))]...)
	}
	slices.Sort(kept)
	kept = slices.Compact(kept)
	e.order(kept, parents)
	kept = kept[:min(len(kept), e.q.First-len(e.nodes))]
	for _, id := range kept {
		e.nodes = append(e.nodes, graph.EgoNode{Entity: id, Distance: d, Rank: e.rank(id, parents)})
	}
	slices.Sort(met)
	for _, id := range slices.Compact(met) {
		e.reached[id] = d
		if !slices.Contains(kept, id) {
			r, _ := e.shown(id, parents)
			e.omitted[graph.Omitted{Kind: e.entities[id].Kind, Type: r.Type}]++
		}
	}
	slices.Sort(frontier)
	frontier = slices.Compact(frontier)
	for _, id := range frontier {
		e.reached[id] = d
	}
	return append(kept, frontier...)
}

// order sorts nodes of one round.
func (e *egoSearch) order(ids []string, parents []string) {
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(e.rank(b, parents), e.rank(a, parents)), cmp.Compare(a, b))
	})
}

func (e *egoSearch) rank(id string, parents []string) int {
	switch e.q.Rank {
	case graph.RankDegree:
		return e.entities[id].Degree
	case graph.RankID:
		return 0
	}
	_, rank := e.shown(id, parents)
	return rank
}

func (e *egoSearch) returned(id string) bool {
	return slices.ContainsFunc(e.nodes, func(n graph.EgoNode) bool { return n.Entity == id })
}

func (e *egoSearch) has(id string) bool {
	return e.returned(id) || slices.Contains(e.centers, id) || slices.Contains(e.known, id)
}

func (e *egoSearch) hidden(id string) (n int) {
	for _, other := range e.neighbours(id) {
		if !e.has(other) {
			n++
		}
	}
	return n
}

// drawn gives the relations of the answer and counts those that are too many.
func (e *egoSearch) drawn() (out []*graph.Relation) {
	for a, others := range e.between {
		for b, rs := range others {
			if a > b || !e.has(a) || !e.has(b) || !e.returned(a) && !e.returned(b) {
				continue
			}
			for i, r := range rs {
				if i < graph.MaxParallel {
					out = append(out, r.Relation)
				} else {
					e.omitted[graph.Omitted{Type: r.Type}]++
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b *graph.Relation) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

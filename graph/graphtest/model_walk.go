package graphtest

import (
	"cmp"
	"context"
	"slices"

	"dragoman/graph"
)

// walk is a sight through a lens: which relations a traversal follows.
type walk struct {
	*sight
	lens    graph.Lens
	between map[string]map[string][]*seenRelation // both ways, strongest first, then by id
}

// through begins a traversal. exempt are the entities that Kinds does not concern.
func (s *sight) through(lens graph.Lens, exempt []string) *walk {
	w := &walk{sight: s, lens: cmp.Or(lens, graph.LensRelations), between: map[string]map[string][]*seenRelation{}}
	for _, r := range s.everyRelation() {
		if w.walks(r) && s.passesKinds(r, exempt) {
			w.link(r.From, r.To, r)
			if r.From != r.To {
				w.link(r.To, r.From, r)
			}
		}
	}
	return w
}

func (w *walk) walks(r *seenRelation) bool {
	if !w.passes(r, graph.Walked) || !w.lens.Walks(r.Type, r.Role, w.entities[r.From].Kind, w.entities[r.To].Kind) {
		return false
	}
	if r.Type != graph.ParticipatedIn || w.entities[r.To].Kind != graph.KindMeeting {
		return true
	}
	named := w.where.StatusSet(0)
	switch w.occurred(r.To) {
	case graph.StatePlanned:
		return named.Has(graph.Planned)
	case graph.NotHeld:
		return named.Has(graph.Denied)
	}
	return true
}

func (w *walk) link(a, b string, r *seenRelation) {
	if w.between[a] == nil {
		w.between[a] = map[string][]*seenRelation{}
	}
	w.between[a][b] = append(w.between[a][b], r)
	slices.SortFunc(w.between[a][b], strongerFirst)
}

func strongerFirst(a, b *seenRelation) int {
	return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.ID, b.ID))
}

// neighbours are the other entities that a step leads to, by id.
func (w *walk) neighbours(id string) []string {
	return slices.DeleteFunc(sortedKeys(w.between[id]), func(n string) bool { return n == id })
}

// distances measures along what is walked, up to a bound; passable decides
// whether an entity other than the starts is gone through.
func (w *walk) distances(from []string, bound int, passable func(string) bool) map[string]int {
	reached := map[string]int{}
	queue := slices.Clone(from)
	for _, id := range from {
		reached[id] = 0
	}
	for i := 0; i < len(queue); i++ {
		id := queue[i]
		if reached[id] == bound || reached[id] > 0 && !passable(id) {
			continue
		}
		for _, n := range w.neighbours(id) {
			if _, ok := reached[n]; !ok {
				reached[n] = reached[id] + 1
				queue = append(queue, n)
			}
		}
	}
	return reached
}

// relevance is that of a relation to an entity that it shows.
func (w *walk) relevance(r *seenRelation, to string) int {
	reference := w.newest
	if w.where != nil && w.where.AsOf != nil {
		reference = *w.where.AsOf
	}
	when := graph.DayMin
	if r.When.Dated {
		when = r.When.Span.Earliest()
	}
	return graph.Relevance(r.Status, r.Independent, when, reference, w.entities[to].Degree)
}

// shown gives the relation among those between an entity and others that shows
// the entity best; nil where there is none.
func (w *walk) shown(id string, from []string) (best *seenRelation, rank int) {
	for _, other := range from {
		for _, r := range w.between[other][id] {
			n := w.relevance(r, id)
			if best == nil || n > rank || n == rank && r.Type < best.Type {
				best, rank = r, n
			}
		}
	}
	return best, rank
}

func (w *walk) policy(degreeCap int) graph.Policy {
	p := graph.Policy{Lens: w.lens, DegreeCap: degreeCap}
	for _, s := range graph.Statuses() {
		if w.where.StatusSet(graph.Walked).Has(s) {
			p.Statuses = append(p.Statuses, s)
		}
	}
	if w.where != nil && w.where.AsOf != nil {
		p.UndatedClaims = w.undated
	}
	return p
}

// hubs names those of the reached entities that are hubs, nearest first.
func (w *walk) hubs(reached map[string]int, is func(string) bool) (hubs []graph.Hub) {
	ids := slices.DeleteFunc(sortedKeys(reached), func(id string) bool { return !is(id) })
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(reached[a], reached[b]) })
	for _, id := range ids {
		hubs = append(hubs, graph.Hub{Entity: id, Degree: w.entities[id].Degree})
	}
	return hubs
}

// NeighbourCounts implements graph.Traverser.
func (m *Model) NeighbourCounts(ctx context.Context, qs []graph.NeighbourQuery) ([][]graph.NeighbourCount, error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	out := make([][]graph.NeighbourCount, len(qs))
	for i, q := range qs {
		s, err := v.under(q.Where)
		if err == nil {
			err = v.known("of", []string{q.Of}, v.isEntity)
		}
		if err != nil {
			return nil, err
		}
		of := v.Canonical(q.Of)
		out[i] = s.through(q.Lens, []string{of}).count(of)
	}
	return out, nil
}

func (w *walk) count(of string) (out []graph.NeighbourCount) {
	counts := map[graph.NeighbourCount]int{}
	for _, n := range w.neighbours(of) {
		seen := map[graph.NeighbourCount]bool{}
		for _, r := range w.between[of][n] {
			c := graph.NeighbourCount{Type: r.Type, Direction: graph.Out, Kind: w.entities[n].Kind}
			if r.To == of {
				c.Direction = graph.In
			}
			if r.Type.Symmetric() {
				c.Direction = graph.Both
			}
			if !seen[c] {
				seen[c] = true
				counts[c]++
			}
		}
	}
	for c, n := range counts {
		c.Count = n
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b graph.NeighbourCount) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Direction, b.Direction), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

// Common implements graph.Traverser.
func (m *Model) Common(ctx context.Context, q graph.CommonQuery) (graph.Page[graph.CommonNode], error) {
	none := graph.Page[graph.CommonNode]{}
	v, done, err := m.read(ctx)
	if err != nil {
		return none, err
	}
	defer done()
	if err := checkCommon(q); err != nil {
		return none, err
	}
	s, err := v.under(q.Where)
	if err == nil {
		err = v.known("of", q.Of, v.isEntity)
	}
	if err != nil {
		return none, err
	}
	of := v.canonicals(q.Of)
	if len(of) < graph.MinCommon {
		return none, graph.Errorf(graph.Invalid, "of names one entity only; name %d different ones or more", graph.MinCommon)
	}
	w := s.through(q.Lens, of)
	passable := func(id string) bool { return w.lens.Through(w.entities[id].Kind) }
	var reached []map[string]int
	for _, id := range of {
		reached = append(reached, w.distances([]string{id}, q.MaxHops, passable))
	}
	var rows []row[graph.CommonNode]
	for _, id := range sortedKeys(v.entities) {
		if slices.Contains(of, id) {
			continue
		}
		if node, sum, ok := w.common(id, of, reached, passable); ok {
			rows = append(rows, row[graph.CommonNode]{graph.CommonKey(sum, node.Rank, id), node})
		}
	}
	return page(q.Slice, rows), nil
}

func checkCommon(q graph.CommonQuery) error {
	if len(q.Of) < graph.MinCommon {
		return graph.Errorf(graph.Invalid, "common needs %d entities or more", graph.MinCommon)
	}
	return cmp.Or(within("of", len(q.Of), graph.MaxCommon), within("maxHops", q.MaxHops, graph.MaxHops), within("first", q.Slice.First, graph.MaxFirst))
}

// common gives an entity that all have reached.
func (w *walk) common(id string, of []string, reached []map[string]int, passable func(string) bool) (node graph.CommonNode, sum int, ok bool) {
	node.Entity = id
	var nearer []string
	for i, r := range reached {
		d, ok := r[id]
		if !ok {
			return node, 0, false
		}
		node.Distances, sum = append(node.Distances, d), sum+d
		for _, n := range w.neighbours(id) {
			if at, ok := r[n]; ok && at == d-1 && (n == of[i] || passable(n)) {
				nearer = append(nearer, n)
			}
		}
	}
	_, node.Rank = w.shown(id, nearer)
	return node, sum, true
}

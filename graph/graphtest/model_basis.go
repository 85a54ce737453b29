package graphtest

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"dragoman/graph"
)

// basis is a BasisQuery asked of the plain view.
type basis struct {
	*view
	q      graph.BasisQuery
	whole  *sight // with everything left in
	nodes  []string
	steps  []string // relation ids
	walked []bool
}

// Basis implements graph.Examiner. The set of documents is found by trying all.
func (m *Model) Basis(ctx context.Context, q graph.BasisQuery) (*graph.Basis, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.closed {
		return nil, errClosed
	}
	b, err := m.view.basis(q)
	if err != nil {
		return nil, err
	}
	return b.answer(ctx)
}

func (v *view) basis(q graph.BasisQuery) (*basis, error) {
	if q.DegreeCap < 0 {
		return nil, graph.Errorf(graph.Invalid, "degreeCap is 0 or more")
	}
	if err := within("maxHops", q.MaxHops, graph.MaxHops); err != nil {
		return nil, err
	}
	whole, err := v.under(q.Where)
	if err == nil {
		err = v.known("of", q.Of, func(id string) bool { return v.resolve[id] != "" })
	}
	if err != nil {
		return nil, err
	}
	b := &basis{view: v, q: q, whole: whole}
	b.q.Where = whole.where
	var links []graph.Link
	for _, id := range v.canonicals(q.Of) {
		r := v.relations[id]
		links = append(links, graph.Link{ID: id, From: r.From, To: r.To})
	}
	if err := within("of", len(links), graph.MaxHops); err != nil {
		return nil, err
	}
	nodes, order, err := graph.ArrangePath(links)
	if err != nil {
		return nil, err
	}
	b.nodes = nodes
	for _, i := range order {
		b.steps = append(b.steps, links[i].ID)
	}
	return b, nil
}

func (b *basis) answer(ctx context.Context) (*graph.Basis, error) {
	var err error
	out := &graph.Basis{Nodes: b.nodes, Complete: true}
	out.Stands, b.walked, err = b.stands(b.q.Where)
	if err != nil {
		return nil, err
	}
	for i, id := range b.steps {
		s := graph.BasisStep{From: b.nodes[i], To: b.nodes[i+1], ID: id, Walked: b.walked[i]}
		n := 0
		if r := b.whole.relation(id); r != nil {
			s.Relation, n = r.Relation, r.Independent
		}
		if i == 0 || n < out.Independent {
			out.Independent = n
		}
		out.Steps = append(out.Steps, s)
	}
	r, err := b.search(b.q.Where, 1)
	if err != nil {
		return nil, err
	}
	out.Outcome, out.Complete, out.Policy = r.Outcome, r.Complete, r.Policy
	if len(r.Paths) > 0 {
		out.Best = &r.Paths[0]
	}
	if ctx.Err() != nil {
		out.Outcome, out.Best, out.Complete, out.StoppedBy = graph.Stopped, nil, false, graph.StopDeadline
		if b.q.Cut {
			out.Cut = &graph.DocumentCut{StoppedBy: graph.StopDeadline}
		}
		return out, nil
	}
	if err := b.rows(out); err != nil {
		return nil, err
	}
	if b.q.Cut {
		out.Cut, err = b.cut()
	}
	return out, err
}

// search asks for the first path between the ends.
func (b *basis) search(where *graph.Filter, first int) (*graph.PathResult, error) {
	p, err := b.view.search(graph.PathQuery{
		From: b.nodes[:1], To: b.nodes[len(b.nodes)-1:], Lens: b.q.Lens, First: first, MaxHops: b.q.MaxHops, DegreeCap: b.q.DegreeCap, Where: where,
	})
	if err != nil {
		return nil, err
	}
	p.run()
	out := &graph.PathResult{Outcome: graph.NoPath, Policy: p.policy(b.q.DegreeCap), Paths: p.found[:min(len(p.found), 1)]}
	if len(p.found) > 0 {
		out.Outcome = graph.Found
	}
	out.Complete = len(p.skipped(out.Paths)) == 0
	return out, nil
}

// stands says whether the path is there under a filter, and which of its
// relations are walked.
func (b *basis) stands(where *graph.Filter) (bool, []bool, error) {
	ends := []string{b.nodes[0], b.nodes[len(b.nodes)-1]}
	p, err := b.view.search(graph.PathQuery{From: ends[:1], To: ends[1:], Lens: b.q.Lens, MaxHops: b.q.MaxHops, DegreeCap: b.q.DegreeCap, Where: where})
	if err != nil {
		return false, nil, err
	}
	stands := len(b.steps) <= b.q.MaxHops
	walked := make([]bool, len(b.steps))
	for i, id := range b.steps {
		if walked[i] = slices.ContainsFunc(p.between[b.nodes[i]][b.nodes[i+1]], func(r *seenRelation) bool { return r.ID == id }); !walked[i] {
			stands = false
		}
		if i > 0 && (!p.inner(b.nodes[i]) || !p.where.HasKind(p.entities[b.nodes[i]].Kind)) {
			stands = false
		}
	}
	return stands, walked, nil
}

// behind is something that live claims behind the path name.
type behind struct {
	claims    map[string]bool
	documents map[string]bool
	relations map[string]bool
}

func (x *behind) add(c graph.Assessed, relations []string) {
	x.claims[c.ID], x.documents[c.Document] = true, true
	for _, id := range relations {
		x.relations[id] = true
	}
}

func newBehind() *behind { return &behind{map[string]bool{}, map[string]bool{}, map[string]bool{}} }

// witnesses lists the live claims behind the path, with the relations of it that
// each is for.
func (b *basis) witnesses(visit func(c graph.Assessed, relations []string)) {
	live := func(claims []graph.Assessed, relations []string) {
		for _, c := range claims {
			if c.Live() {
				visit(c, relations)
			}
		}
	}
	meetings := map[string][]string{}
	for _, id := range b.steps {
		if r := b.whole.relation(id); r != nil {
			live(r.selected, []string{id})
		}
		if r := b.relations[id]; r.Type == graph.ParticipatedIn && b.entities[r.To].Kind == graph.KindMeeting {
			meetings[r.To] = append(meetings[r.To], id)
		}
	}
	for m, relations := range meetings {
		if a := b.whole.attribute(graph.AttributeKey{Of: m, Name: "occurred", Value: "yes"}); a != nil {
			live(a.selected, relations)
		}
	}
}

func (b *basis) rows(out *graph.Basis) error {
	documents, families, sources := map[string]*behind{}, map[string]*behind{}, map[graph.Source]*behind{}
	b.witnesses(func(c graph.Assessed, relations []string) {
		note(documents, c.Document, c, relations)
		note(families, b.Family(c.Document), c, relations)
		for _, id := range c.Links(b) {
			note(sources, graph.Source{Entity: id}, c, relations)
		}
		for _, s := range c.Sources {
			if s.Entity == "" {
				note(sources, s, c, relations)
			}
		}
	})
	for _, id := range b.inOrder(documents) {
		x, err := b.without(out, b.q.Where.Leaving(id), documents[id])
		if err != nil {
			return err
		}
		out.Documents = append(out.Documents, graph.BasisDocument{Document: id, Relations: b.inPath(documents[id]), Without: x})
	}
	for _, x := range families {
		f := graph.BasisFamily{Documents: b.inOrder(x.documents), Relations: b.inPath(x)}
		var all []string
		for id := range b.documents {
			if b.Family(id) == b.Family(f.Documents[0]) {
				all = append(all, id)
			}
		}
		f.Members = len(all)
		var err error
		if f.Without, err = b.without(out, b.q.Where.Leaving(all...), x); err != nil {
			return err
		}
		out.Families = append(out.Families, f)
	}
	slices.SortFunc(out.Families, func(x, y graph.BasisFamily) int { return b.compareDocuments(x.Documents[0], y.Documents[0]) })
	for s, x := range sources {
		row := graph.BasisSource{Source: s, Documents: b.inOrder(x.documents), Relations: b.inPath(x)}
		var err error
		if row.Without, err = b.without(out, b.q.Where.LeavingSource(s), x); err != nil {
			return err
		}
		out.Sources = append(out.Sources, row)
	}
	slices.SortFunc(out.Sources, func(x, y graph.BasisSource) int { return graph.CompareSources(x.Source, y.Source) })
	return nil
}

func note[K comparable](in map[K]*behind, k K, c graph.Assessed, relations []string) {
	if in[k] == nil {
		in[k] = newBehind()
	}
	in[k].add(c, relations)
}

func (v *view) compareDocuments(a, b string) int {
	return cmp.Or(cmp.Compare(graph.DocumentSortDay(v.documents[a]), graph.DocumentSortDay(v.documents[b])), cmp.Compare(a, b))
}

// inOrder lists documents in the order of documents.
func (v *view) inOrder(set any) []string {
	var ids []string
	switch set := set.(type) {
	case map[string]bool:
		ids = sortedKeys(set)
	case map[string]*behind:
		ids = sortedKeys(set)
	}
	slices.SortFunc(ids, v.compareDocuments)
	return ids
}

func (b *basis) inPath(x *behind) (out []string) {
	for _, id := range b.steps {
		if x.relations[id] {
			out = append(out, id)
		}
	}
	return out
}

func (b *basis) without(out *graph.Basis, where *graph.Filter, x *behind) (w graph.Without, err error) {
	w.Claims = len(x.claims)
	var walked []bool
	if w.Stands, walked, err = b.stands(where); err != nil {
		return w, err
	}
	for i, id := range b.steps {
		if b.walked[i] && !walked[i] {
			w.Lost = append(w.Lost, id)
		}
	}
	r, err := b.search(where, 1)
	if err != nil {
		return w, err
	}
	w.Outcome, w.Complete = r.Outcome, r.Complete
	out.Complete = out.Complete && r.Complete
	if len(r.Paths) > 0 {
		w.Next = &r.Paths[0]
	}
	return w, nil
}

// cut tries all sets of documents, small ones first.
func (b *basis) cut() (*graph.DocumentCut, error) {
	all := sortedKeys(b.documents)
	for size := range len(all) + 1 {
		var best []string
		var complete bool
		for set := range uint(1) << len(all) {
			if bits.OnesCount(set) != size {
				continue
			}
			ids := []string{}
			for i, id := range all {
				if set>>i&1 == 1 {
					ids = append(ids, id)
				}
			}
			if best != nil && slices.Compare(ids, best) > 0 {
				continue
			}
			connected, err := b.connected(b.q.Where.Leaving(ids...))
			if err != nil {
				return nil, err
			}
			if !connected {
				r, err := b.search(b.q.Where.Leaving(ids...), 1)
				if err != nil {
					return nil, err
				}
				best, complete = ids, r.Complete
			}
		}
		if best != nil {
			return &graph.DocumentCut{Documents: best, Found: true, Smallest: true, Minimal: true, AtLeast: size, Complete: complete}, nil
		}
	}
	return nil, graph.Errorf(graph.Internal, "without any document there is still a path")
}

// connected says whether there is a path within MaxHops.
func (b *basis) connected(where *graph.Filter) (bool, error) {
	from, to := b.nodes[0], b.nodes[len(b.nodes)-1]
	p, err := b.view.search(graph.PathQuery{From: []string{from}, To: []string{to}, Lens: b.q.Lens, MaxHops: b.q.MaxHops, DegreeCap: b.q.DegreeCap, Where: where})
	if err != nil {
		return false, err
	}
	_, ok := p.distances([]string{from}, b.q.MaxHops, p.inner)[to]
	return ok, nil
}

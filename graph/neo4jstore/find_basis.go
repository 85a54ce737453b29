package neo4jstore

import (
	"context"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// Basis implements graph.Examiner. What a connection rests on is searched in
// memory only: every search leaves out other claims.
func (s *Store) Basis(ctx context.Context, q graph.BasisQuery) (r *graph.Basis, err error) {
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	if err := firstError(knownLens(q.Lens), within("maxHops", q.MaxHops, graph.MaxHops), within("degreeCap", q.DegreeCap, mostDegree), q.Where.Check()); err != nil {
		return nil, s.orClosed(err)
	}
	err = s.survey(ctx, func(v *view) error {
		r, err = v.basis(q)
		return err
	})
	if graph.CodeOf(err) == graph.Deadline {
		out := &graph.Basis{Outcome: graph.Stopped, StoppedBy: graph.StopDeadline, Policy: policyOf(q.Lens, q.Where, q.DegreeCap)}
		if q.Cut {
			out.Cut = &graph.DocumentCut{StoppedBy: graph.StopDeadline}
		}
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (v *view) basis(q graph.BasisQuery) (*graph.Basis, error) {
	g := v.st.graph
	if g == nil {
		return nil, unsupported("what a connection rests on (sources)")
	}
	where, err := v.seenFrom(g, q.Where)
	if err != nil {
		return nil, err
	}
	if err := v.relationsKnown(g, q.Of); err != nil {
		return nil, err
	}
	q.Of, q.Where = v.All(q.Of), where
	undated, err := v.undatedUnder(q.Where)
	if err != nil {
		return nil, err
	}
	r, err := g.Basis(v.ctx, q)
	if err != nil {
		return nil, err
	}
	r.Policy.UndatedClaims = undated
	return r, nil
}

// relationsKnown refuses ids that are not of relations.
func (v *view) relationsKnown(g *topology.Graph, ids []string) error {
	canonical := make([]string, len(ids))
	for i, id := range ids {
		canonical[i] = v.Of(id)
	}
	rs, err := g.Relations(v.ctx, canonical, nil)
	if err != nil {
		return err
	}
	found := map[string]bool{}
	for i, r := range rs {
		found[ids[i]] = r != nil && merge.IsRelation(canonical[i])
	}
	return known("of", ids, func(id string) bool { return found[id] })
}

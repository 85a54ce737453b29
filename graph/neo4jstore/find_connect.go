package neo4jstore

import (
	"context"

	"dragoman/graph"
)

// Connect implements graph.Traverser; in memory only. What joins several entities
// with the fewest steps is not found by a pattern.
func (s *Store) Connect(ctx context.Context, q graph.ConnectQuery) (r *graph.ConnectResult, err error) {
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	if err := firstError(knownLens(q.Lens), within("of", len(q.Of), graph.MaxConnect), within("maxHops", q.MaxHops, graph.MaxHops),
		within("degreeCap", q.DegreeCap, mostDegree), q.Where.Check()); err != nil {
		return nil, s.orClosed(err)
	}
	err = s.survey(ctx, func(v *view) error {
		g := v.st.graph
		if g == nil {
			return unsupported("connect")
		}
		r, err = v.connectInMemory(g, q)
		return err
	})
	if graph.CodeOf(err) == graph.Deadline {
		return &graph.ConnectResult{Outcome: graph.Stopped, StoppedBy: graph.StopDeadline, Policy: policyOf(q.Lens, q.Where, q.DegreeCap)}, nil
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

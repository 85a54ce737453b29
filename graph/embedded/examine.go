package embedded

import (
	"context"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// Basis implements graph.Examiner. As with Paths, what is asked of the rows is
// asked also when the time is up.
func (s *Store) Basis(ctx context.Context, q graph.BasisQuery) (*graph.Basis, error) {
	return read(context.WithoutCancel(ctx), s, func(v *view) (*graph.Basis, error) {
		if err := within("maxHops", q.MaxHops, graph.MaxHops); err != nil {
			return nil, err
		}
		seen, err := v.under(context.WithoutCancel(ctx), q.Where)
		if err == nil {
			err = v.known("of", q.Of, v.isRelation)
		}
		if err != nil {
			return nil, err
		}
		q.Of, q.Where = v.All(q.Of), seen.where
		found, err := v.g.Basis(ctx, q)
		if err != nil {
			return nil, err
		}
		return found, seen.policy(&found.Policy)
	})
}

func (v *view) isRelation(id string) (bool, error) {
	if !merge.IsRelation(id) {
		return false, nil
	}
	return v.isThing(id)
}

package embedded

import (
	"context"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// Paths implements graph.Traverser. The topology finds them and has all that they
// show; what is asked of the rows is asked also when the time is up.
func (s *Store) Paths(ctx context.Context, q graph.PathQuery) (*graph.PathResult, error) {
	if err := firstError(someone("from", q.From), someone("to", q.To), within("first", q.First, graph.MaxFirst), within("maxHops", q.MaxHops, graph.MaxHops), graph.CheckVia(q.Via, nil, nil)); err != nil {
		return nil, s.orClosed(err)
	}
	return searching(context.WithoutCancel(ctx), s, q.Where, func(v *view) (*graph.PathResult, error) {
		seen, err := v.under(context.WithoutCancel(ctx), q.Where)
		if err != nil {
			return nil, err
		}
		for _, x := range []struct {
			field string
			ids   []string
			is    func(string) (bool, error)
		}{{"from", q.From, v.isEntity}, {"to", q.To, v.isEntity}, {"avoid", q.Avoid, v.isThing}, {"via", q.Via, v.isEntity}} {
			if err := v.known(x.field, x.ids, x.is); err != nil {
				return nil, err
			}
		}
		q.From, q.To, q.Avoid, q.Via, q.Where = v.All(q.From), v.All(q.To), v.All(q.Avoid), v.InOrder(q.Via), seen.where
		avoid, err := seen.identities(q.Avoid)
		if err != nil {
			return nil, err
		}
		found, err := v.g.Paths(ctx, q, avoid)
		if err != nil {
			return nil, err
		}
		return found, seen.policy(&found.Policy)
	})
}

// searching looks; a search that ends with rows to be read is not begun without them.
func searching[T any](ctx context.Context, s *Store, where *graph.Filter, query func(*view) (T, error)) (T, error) {
	if where != nil && where.AsOf != nil {
		return read(ctx, s, query)
	}
	return look(ctx, s, query)
}

// identities finds what relation ids stand for.
func (s *sight) identities(ids []string) (out []topology.Identity, err error) {
	for _, id := range ids {
		if !merge.IsRelation(id) {
			continue
		}
		r, err := s.view.relation(id)
		if err != nil {
			return nil, err
		}
		if r != nil {
			out = append(out, topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key})
		}
	}
	return out, nil
}

// policy counts the claims of the whole store that no asOf lets in; the topology
// knows those about relations only.
func (s *sight) policy(p *graph.Policy) error {
	if s.where == nil || s.where.AsOf == nil {
		return nil
	}
	n, err := s.undated()
	p.UndatedClaims = n
	return err
}

func (v *view) undated() (int, error) {
	n, err := v.c.integer("SELECT count(*) FROM fact WHERE known = ?", int64(graph.DayMax))
	return int(n), err
}

// Ego implements graph.Traverser.
func (s *Store) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	if err := firstError(someone("of", q.Of), within("depth", q.Depth, graph.MaxDepth), within("first", q.First, graph.MaxFirst),
		within("perNode", q.PerNode, graph.MaxFirst), within("known", len(q.Known), graph.MaxKnown)); err != nil {
		return nil, s.orClosed(err)
	}
	return searching(context.WithoutCancel(ctx), s, q.Where, func(v *view) (*graph.EgoNetwork, error) {
		seen, err := v.under(context.WithoutCancel(ctx), q.Where)
		if err == nil {
			err = v.known("of", q.Of, v.isEntity)
		}
		if err == nil {
			err = v.known("known", q.Known, v.isEntity)
		}
		if err != nil {
			return nil, err
		}
		q.Of, q.Known, q.Where = v.All(q.Of), v.All(q.Known), seen.where
		found, err := v.g.Ego(ctx, q)
		if err != nil {
			return nil, err
		}
		return found, seen.policy(&found.Policy)
	})
}

// Connect implements graph.Traverser.
func (s *Store) Connect(ctx context.Context, q graph.ConnectQuery) (*graph.ConnectResult, error) {
	if err := firstError(within("of", len(q.Of), graph.MaxConnect), within("maxHops", q.MaxHops, graph.MaxHops)); err != nil {
		return nil, s.orClosed(err)
	}
	return read(context.WithoutCancel(ctx), s, func(v *view) (*graph.ConnectResult, error) {
		seen, err := v.under(context.WithoutCancel(ctx), q.Where)
		if err == nil {
			err = v.known("of", q.Of, v.isEntity)
		}
		if err == nil {
			err = v.known("avoid", q.Avoid, v.isThing)
		}
		if err != nil {
			return nil, err
		}
		q.Of, q.Avoid, q.Where = v.All(q.Of), v.All(q.Avoid), seen.where
		avoid, err := seen.identities(q.Avoid)
		if err != nil {
			return nil, err
		}
		found, err := v.g.Connect(ctx, q, avoid)
		if err != nil {
			return nil, err
		}
		return found, seen.policy(&found.Policy)
	})
}

// Common implements graph.Traverser.
func (s *Store) Common(ctx context.Context, q graph.CommonQuery) (graph.Page[graph.CommonNode], error) {
	return searching(ctx, s, q.Where, func(v *view) (p graph.Page[graph.CommonNode], err error) {
		if err := firstError(someone("of", q.Of), within("maxHops", q.MaxHops, graph.MaxHops), within("of", len(q.Of), graph.MaxCommon)); err != nil {
			return p, err
		}
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = v.known("of", q.Of, v.isEntity)
		}
		if err != nil {
			return p, err
		}
		q.Of, q.Where = v.All(q.Of), seen.where
		return v.g.Common(ctx, q)
	})
}

// NeighbourCounts implements graph.Traverser.
func (s *Store) NeighbourCounts(ctx context.Context, qs []graph.NeighbourQuery) ([][]graph.NeighbourCount, error) {
	return look(ctx, s, func(v *view) ([][]graph.NeighbourCount, error) {
		resolved := make([]graph.NeighbourQuery, len(qs))
		for i, q := range qs {
			seen, err := v.under(ctx, q.Where)
			if err == nil {
				err = v.known("of", []string{q.Of}, v.isEntity)
			}
			if err != nil {
				return nil, err
			}
			q.Of, q.Where = v.Of(q.Of), seen.where
			resolved[i] = q
		}
		return v.g.NeighbourCounts(ctx, resolved)
	})
}

// someone refuses a list without an entity in it.
func someone(field string, ids []string) error {
	if len(ids) == 0 {
		return &graph.Error{Code: graph.Invalid, Field: field, Message: field + " is empty; name at least one entity"}
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// orClosed prefers to say that the store is closed.
func (s *Store) orClosed(err error) error {
	if closed := s.enter(context.Background()); closed != nil {
		return closed
	}
	s.leave()
	return err
}

package resolvers

import (
	"context"
	"maps"
	"slices"

	"dragoman/graph"
	"dragoman/graph/gen"
)

// The rows of lists that are neither entities nor evidence.

type searchHit struct{ *Resolver }

func (r searchHit) Entity(ctx context.Context, obj *graph.SearchHit) (graph.AnyEntity, error) {
	return partOf(ctx, obj, func(h *graph.SearchHit) graph.AnyEntity { return graph.Typed(h.Entity) })
}

type timelineEntry struct{ *Resolver }

func (r timelineEntry) Relation(ctx context.Context, obj *graph.TimelineRow) (*graph.Relation, error) {
	return partOf(ctx, obj, func(t *graph.TimelineRow) *graph.Relation { return t.Relation })
}

func (r timelineEntry) Attribute(ctx context.Context, obj *graph.TimelineRow) (*graph.Attribute, error) {
	return partOf(ctx, obj, func(t *graph.TimelineRow) *graph.Attribute { return t.Attribute })
}

type dispute struct{ *Resolver }

func (r dispute) Relation(ctx context.Context, obj *graph.Dispute) (*graph.Relation, error) {
	return partOf(ctx, obj, func(d *graph.Dispute) *graph.Relation { return d.Relation })
}

func (r dispute) Attribute(ctx context.Context, obj *graph.Dispute) (*graph.Attribute, error) {
	return partOf(ctx, obj, func(d *graph.Dispute) *graph.Attribute { return d.Attribute })
}

func (r dispute) For(ctx context.Context, obj *graph.Dispute) ([]*graph.ClaimAnswer, error) {
	return partsOf(ctx, obj, func(d *graph.Dispute) []*graph.ClaimAnswer { return d.For })
}

func (r dispute) Against(ctx context.Context, obj *graph.Dispute) ([]*graph.ClaimAnswer, error) {
	return partsOf(ctx, obj, func(d *graph.Dispute) []*graph.ClaimAnswer { return d.Against })
}

type commonNeighbour struct{ *Resolver }

func (r commonNeighbour) Entity(ctx context.Context, obj *graph.CommonNode) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(n *graph.CommonNode) string { return n.Entity })
}

// stats shows counts by name as lists in the order of the vocabulary, without
// zeros.
type stats struct{ *Resolver }

func (stats) EntityKinds(_ context.Context, obj *graph.Stats) ([]*gen.KindCount, error) {
	return counts(obj.ByKind, func(k graph.EntityKind, n int) *gen.KindCount { return &gen.KindCount{Kind: k, Count: n} }), nil
}

func (stats) RelationTypes(_ context.Context, obj *graph.Stats) ([]*gen.TypeCount, error) {
	return counts(obj.ByType, func(t graph.RelationType, n int) *gen.TypeCount { return &gen.TypeCount{Type: t, Count: n} }), nil
}

func (stats) Statuses(_ context.Context, obj *graph.Stats) ([]*gen.StatusCount, error) {
	return counts(obj.ByStatus, func(s graph.Status, n int) *gen.StatusCount { return &gen.StatusCount{Status: s, Count: n} }), nil
}

func (stats) Stances(_ context.Context, obj *graph.Stats) ([]*graph.StanceCount, error) {
	return counts(obj.ByStance, func(s graph.Stance, n int) *graph.StanceCount { return &graph.StanceCount{Stance: s, Count: n} }), nil
}

func counts[K interface {
	comparable
	~uint8
}, C any](by map[K]int, row func(K, int) C) []C {
	out := []C{}
	for _, k := range slices.Sorted(maps.Keys(by)) {
		if by[k] != 0 {
			out = append(out, row(k, by[k]))
		}
	}
	return out
}

func (q query) Stats(ctx context.Context) (*graph.Stats, error) {
	s, err := q.store.Stats(ctx)
	return &s, err
}

func (q query) Store(ctx context.Context) (*graph.StoreInfo, error) {
	s, err := q.store.Info(ctx)
	return &s, err
}

// storeInfo answers the fields of Store that only some stores know.
type storeInfo struct{ *Resolver }

func (s storeInfo) Search(ctx context.Context, _ *graph.StoreInfo) (*string, error) {
	p, ok := s.store.(graph.Prober)
	if !ok {
		return nil, nil
	}
	way := p.Health(ctx).Search
	return &way, nil
}

func (s storeInfo) Behind(ctx context.Context, _ *graph.StoreInfo) (*float64, error) {
	p, ok := s.store.(graph.Prober)
	if !ok {
		return nil, nil
	}
	behind := p.Health(ctx).Behind
	return &behind, nil
}

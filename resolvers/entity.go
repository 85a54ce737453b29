package resolvers

import (
	"context"

	"dragoman/graph"
)

// entityFields answers the fields that entities of every kind have.
type entityFields[E graph.AnyEntity] struct{ *Resolver }

func (r entityFields[E]) Names(ctx context.Context, obj E) ([]*graph.Name, error) {
	return partsOf(ctx, obj.Base(), func(e *graph.Entity) []*graph.Name { return pointers(e.Names) })
}

func (r entityFields[E]) Relations(ctx context.Context, obj E, direction *graph.Direction, lens *graph.Lens, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, obj.Base(), first, after, relationsOfEntity(direction, lens, where), r.store.ListRelations, same)
}

func relationsOfEntity(direction *graph.Direction, lens *graph.Lens, where *graph.Filter) func(*graph.Entity, graph.Slice) graph.RelationQuery {
	return func(e *graph.Entity, s graph.Slice) graph.RelationQuery {
		return graph.RelationQuery{Of: []string{e.ID}, Direction: or(direction, graph.Both), Lens: or(lens, graph.LensEverything), Where: where, Slice: s}
	}
}

func (r entityFields[E]) Attributes(ctx context.Context, obj E, names []string, where *graph.Filter) ([]*graph.Attribute, error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return each(ctx, obj.Base(), many[*graph.Attribute], func(ctx context.Context, es []*graph.Entity) ([][]*graph.Attribute, error) {
		return wholes(ctx, es, "attributes", func(e *graph.Entity, s graph.Slice) graph.AttributeQuery {
			return graph.AttributeQuery{Of: []string{e.ID}, Names: names, Where: where, Slice: s}
		}, r.store.ListAttributes)
	})
}

func (r entityFields[E]) Claims(ctx context.Context, obj E, stances []graph.Stance, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.ClaimAnswer], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, obj.Base(), first, after, func(e *graph.Entity, s graph.Slice) graph.ClaimQuery {
		return graph.ClaimQuery{Of: []string{e.ID}, Stances: stances, Where: where, Slice: s}
	}, r.store.ListClaims, same)
}

func (r entityFields[E]) Documents(ctx context.Context, obj E, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Document], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, obj.Base(), first, after, func(e *graph.Entity, s graph.Slice) graph.DocumentQuery {
		return graph.DocumentQuery{Of: []string{e.ID}, Where: where, Slice: s}
	}, r.store.ListDocuments, same)
}

func (r entityFields[E]) Timeline(ctx context.Context, obj E, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.TimelineRow], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, obj.Base(), first, after, func(e *graph.Entity, s graph.Slice) graph.TimelineQuery {
		return graph.TimelineQuery{Of: []string{e.ID}, Where: where, Slice: s}
	}, r.store.ListTimeline, pointer)
}

func (r entityFields[E]) NeighbourCounts(ctx context.Context, obj E, lens *graph.Lens, where *graph.Filter) ([]*graph.NeighbourCount, error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return each(ctx, obj.Base(), leaf, func(ctx context.Context, es []*graph.Entity) ([][]*graph.NeighbourCount, error) {
		qs := make([]graph.NeighbourQuery, len(es))
		for i, e := range es {
			qs[i] = graph.NeighbourQuery{Of: e.ID, Lens: or(lens, graph.LensRelations), Where: where}
		}
		counts, err := r.store.NeighbourCounts(ctx, qs)
		out := make([][]*graph.NeighbourCount, len(counts))
		for i := range counts {
			out[i] = pointers(counts[i])
		}
		return out, err
	})
}

// wholes loads lists that are answered whole, not page by page, for all parents.
// One of more than [graph.MaxFirst] entries is ErrLimit, for its parent.
func wholes[P, Q, T any](ctx context.Context, ps []P, field string, query func(P, graph.Slice) Q, list func(context.Context, []Q) ([]graph.Page[T], error)) ([][]T, error) {
	qs := make([]Q, len(ps))
	for i, p := range ps {
		qs[i] = query(p, graph.Slice{First: graph.MaxFirst})
	}
	pages, err := list(ctx, qs)
	if err != nil {
		return nil, err
	}
	out, errs := make([][]T, len(ps)), make(perParent, len(ps))
	for i, p := range pages {
		out[i] = p.Items
		if p.More {
			errs[i] = &graph.Error{Code: graph.Limit, Field: field, Limit: graph.MaxFirst, Message: field + " has more entries than are answered at once; narrow it with where or names, or page through relations"}
		}
	}
	return out, errs
}

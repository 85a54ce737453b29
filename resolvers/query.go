package resolvers

import (
	"context"
	"strings"

	"dragoman/graph"
)

// query answers the fields of Query.
type query struct{ *Resolver }

func (q query) Node(ctx context.Context, id string) (graph.Node, error) {
	return each(ctx, root{}, single[graph.Node], func(ctx context.Context, _ []root) ([]graph.Node, error) {
		n, err := q.node(ctx, id)
		return []graph.Node{n}, err
	})
}

// node looks an id up among what its form allows.
func (r *Resolver) node(ctx context.Context, id string) (graph.Node, error) {
	switch {
	case strings.HasPrefix(id, "r:"):
		found, err := r.store.Relations(ctx, []string{id}, nil)
		return nodeOf(found, err)
	case strings.HasPrefix(id, "c:"):
		found, err := r.store.Claims(ctx, []string{id})
		return nodeOf(found, err)
	}
	found, err := r.entities(ctx, []string{id})
	if err != nil || found[0] != nil {
		return nodeOf(found, err)
	}
	documents, err := r.store.Documents(ctx, []string{id})
	if err != nil || documents[0] != nil {
		return nodeOf(documents, err)
	}
	claims, err := r.store.Claims(ctx, []string{id}) // a record may give a claim any id
	return nodeOf(claims, err)
}

func nodeOf[N interface {
	comparable
	graph.Node
}](found []N, err error) (graph.Node, error) {
	var none N
	if err != nil || found[0] == none {
		return nil, err
	}
	return found[0], nil
}

func (q query) Entity(ctx context.Context, id string) (graph.AnyEntity, error) {
	return entityOf(ctx, q.Resolver, root{}, func(root) string { return id })
}

func (q query) Entities(ctx context.Context, ids []string) ([]graph.AnyEntity, error) {
	if err := atMost("ids", len(ids), graph.MaxFirst); err != nil {
		return nil, err
	}
	return each(ctx, root{}, many[graph.AnyEntity], func(ctx context.Context, _ []root) ([][]graph.AnyEntity, error) {
		found, err := one(ctx, ids, same[string], q.entities)
		return [][]graph.AnyEntity{found}, err
	})
}

func (q query) Relation(ctx context.Context, id string, where *graph.Filter) (*graph.Relation, error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return each(ctx, root{}, single[*graph.Relation], func(ctx context.Context, _ []root) ([]*graph.Relation, error) {
		return q.store.Relations(ctx, []string{id}, where.ClaimsOnly())
	})
}

func (q query) Document(ctx context.Context, id string) (*graph.Document, error) {
	return documentOf(ctx, q.Resolver, root{}, func(root) string { return id })
}

func (q query) Claim(ctx context.Context, id string) (*graph.ClaimAnswer, error) {
	return each(ctx, root{}, single[*graph.ClaimAnswer], func(ctx context.Context, _ []root) ([]*graph.ClaimAnswer, error) {
		return q.store.Claims(ctx, []string{id})
	})
}

func (q query) Search(ctx context.Context, text *string, kinds []graph.EntityKind, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.SearchHit], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, root{}, first, after, func(_ root, s graph.Slice) graph.SearchQuery {
		return graph.SearchQuery{Text: or(text, ""), Kinds: kinds, Where: where, Slice: s}
	}, only(q.store.Search), pointer)
}

func (q query) Relations(ctx context.Context, of, between []string, direction *graph.Direction, lens *graph.Lens, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, root{}, first, after, func(_ root, s graph.Slice) graph.RelationQuery {
		return graph.RelationQuery{Of: of, Between: between, Direction: or(direction, graph.Both), Lens: or(lens, graph.LensEverything), Where: where, Slice: s}
	}, q.store.ListRelations, same)
}

func (q query) Claims(ctx context.Context, of []string, document, source *string, stances []graph.Stance, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.ClaimAnswer], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, root{}, first, after, func(_ root, s graph.Slice) graph.ClaimQuery {
		return graph.ClaimQuery{Of: of, Document: or(document, ""), Source: or(source, ""), Stances: stances, Where: where, Slice: s}
	}, q.store.ListClaims, same)
}

func (q query) Documents(ctx context.Context, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Document], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, root{}, first, after, func(_ root, s graph.Slice) graph.DocumentQuery {
		return graph.DocumentQuery{Where: where, Slice: s}
	}, q.store.ListDocuments, same)
}

func (q query) Timeline(ctx context.Context, of []string, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.TimelineRow], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, root{}, first, after, func(_ root, s graph.Slice) graph.TimelineQuery {
		return graph.TimelineQuery{Of: of, Where: where, Slice: s}
	}, q.store.ListTimeline, pointer)
}

func (q query) Disputes(ctx context.Context, of []string, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Dispute], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, root{}, first, after, func(_ root, s graph.Slice) graph.DisputeQuery {
		return graph.DisputeQuery{Of: of, Where: where, Slice: s}
	}, q.store.ListDisputes, pointer)
}

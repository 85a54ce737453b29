package resolvers

import (
	"context"

	"dragoman/graph"
	"dragoman/graph/gen"
)

func (q query) Changes(ctx context.Context, of, between []string, since graph.Day, lens *graph.Lens, maxHops, degreeCap *int, where *graph.Filter, first *int, after *string) (*gen.Changes, error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	if between == nil {
		rows, err := connect(ctx, root{}, first, after, func(_ root, s graph.Slice) graph.ChangeQuery {
			return graph.ChangeQuery{Of: of, Since: since, Lens: or(lens, graph.LensEverything), Where: where, Slice: s}
		}, only(func(ctx context.Context, ask graph.ChangeQuery) (graph.Page[graph.Change], error) {
			ask.Slice.Count = selected(ctx, "rows", "totalCount")
			return q.store.Changes(ctx, ask)
		}), pointer)
		return changes(rows, nil, err)
	}
	if after != nil {
		return nil, &graph.Error{Code: graph.Invalid, Field: "after", Message: "after goes with rows, and between asks for paths; ask for more of them with first"}
	}
	ask := graph.PathChangeQuery{From: of, To: between, Since: since, Lens: or(lens, graph.LensRelations), Where: where}
	if ask.First, err = within("first", first, defaultFirst, graph.MaxFirst); err != nil {
		return nil, err
	}
	if ask.MaxHops, err = within("maxHops", maxHops, defaultHops, graph.MaxHops); err != nil {
		return nil, err
	}
	if ask.DegreeCap, err = degreeCapOf(degreeCap); err != nil {
		return nil, err
	}
	paths, err := each(ctx, root{}, single[*graph.PathChanges], func(ctx context.Context, _ []root) ([]*graph.PathChanges, error) {
		ctx, cancel := searching(ctx)
		defer cancel()
		found, err := q.store.PathChanges(ctx, ask)
		return []*graph.PathChanges{found}, err
	})
	return changes(nil, paths, err)
}

func changes(rows *graph.ChangeConnection, paths *graph.PathChanges, err error) (*gen.Changes, error) {
	if err != nil {
		return nil, err
	}
	return &gen.Changes{Rows: rows, Paths: paths}, nil
}

type change struct{ *Resolver }

func (r change) Relation(ctx context.Context, obj *graph.Change) (*graph.Relation, error) {
	return partOf(ctx, obj, func(c *graph.Change) *graph.Relation { return c.Relation })
}

func (r change) Attribute(ctx context.Context, obj *graph.Change) (*graph.Attribute, error) {
	return partOf(ctx, obj, func(c *graph.Change) *graph.Attribute { return c.Attribute })
}

func (r change) Because(ctx context.Context, obj *graph.Change) ([]*graph.Reason, error) {
	return partsOf(ctx, obj, func(c *graph.Change) []*graph.Reason { return pointers(c.Because) })
}

type changeReason struct{ *Resolver }

func (r changeReason) Claim(ctx context.Context, obj *graph.Reason) (*graph.ClaimAnswer, error) {
	return partOf(ctx, obj, func(x *graph.Reason) *graph.ClaimAnswer { return x.Claim })
}

type pathChanges struct{ *Resolver }

func (r pathChanges) Appeared(ctx context.Context, obj *graph.PathChanges) ([]*graph.PathChange, error) {
	return partsOf(ctx, obj, func(p *graph.PathChanges) []*graph.PathChange { return pointers(p.Appeared) })
}

func (r pathChanges) Ceased(ctx context.Context, obj *graph.PathChanges) ([]*graph.PathChange, error) {
	return partsOf(ctx, obj, func(p *graph.PathChanges) []*graph.PathChange { return pointers(p.Ceased) })
}

func (r pathChanges) Policy(ctx context.Context, obj *graph.PathChanges) (*graph.Policy, error) {
	return partOf(ctx, obj, func(p *graph.PathChanges) *graph.Policy { return &p.Policy })
}

type pathChange struct{ *Resolver }

func (r pathChange) Path(ctx context.Context, obj *graph.PathChange) (*graph.Path, error) {
	return partOf(ctx, obj, func(p *graph.PathChange) *graph.Path { return &p.Path })
}

func (r pathChange) Because(ctx context.Context, obj *graph.PathChange) ([]*graph.Change, error) {
	return partsOf(ctx, obj, func(p *graph.PathChange) []*graph.Change { return pointers(p.Because) })
}

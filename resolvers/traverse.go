package resolvers

import (
	"context"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/graph"
)

const (
	defaultPaths     = 10
	defaultHops      = 6
	defaultDegreeCap = 1000
)

func (q query) Paths(ctx context.Context, from, to []string, mode *graph.PathMode, lens *graph.Lens, first, maxHops, degreeCap *int, where *graph.Filter, avoid, via []string) (*graph.PathResult, error) {
	n, err := within("first", first, defaultPaths, graph.MaxFirst)
	if err != nil {
		return nil, err
	}
	along, err := bounded(lens, maxHops, degreeCap, where)
	if err != nil {
		return nil, err
	}
	ask := graph.PathQuery{
		From: from, To: to, Mode: or(mode, graph.Shortest), Lens: along.lens,
		First: n, MaxHops: along.hops, DegreeCap: along.degreeCap, Where: along.where, Avoid: avoid, Via: via,
		ListHubs: selected(ctx, "policy", "hubsSkipped"), Relax: selected(ctx, "relaxations"),
	}
	return each(ctx, root{}, single[*graph.PathResult], func(ctx context.Context, _ []root) ([]*graph.PathResult, error) {
		ctx, cancel := searching(ctx)
		defer cancel()
		found, err := q.store.Paths(ctx, ask)
		return []*graph.PathResult{found}, err
	})
}

func (q query) Ego(ctx context.Context, of []string, depth, first, perNode *int, known []string, lens *graph.Lens, rank *graph.Rank, degreeCap *int, where *graph.Filter, drawn *bool, pinned []*graph.Pin) (*graph.EgoNetwork, error) {
	d, err := within("depth", depth, 1, graph.MaxDepth)
	if err != nil {
		return nil, err
	}
	n, err := within("first", first, defaultFirst, graph.MaxFirst)
	if err != nil {
		return nil, err
	}
	per, err := within("perNode", perNode, defaultFirst, graph.MaxFirst)
	if err != nil {
		return nil, err
	}
	degree, err := degreeCapOf(degreeCap)
	if err != nil {
		return nil, err
	}
	if err := atMost("known", len(known), graph.MaxKnown); err != nil {
		return nil, err
	}
	if where, err = evidence(where); err != nil {
		return nil, err
	}
	if err := checkPins(or(drawn, false), of, pinned); err != nil {
		return nil, err
	}
	ask := graph.EgoQuery{
		Of: of, Depth: d, First: n, PerNode: per, Known: known, Lens: or(lens, graph.LensRelations),
		Rank: or(rank, graph.RankRelevance), DegreeCap: degree, Where: where,
		ListHubs: selected(ctx, "policy", "hubsSkipped"), Bare: !asksEvidence(ctx),
	}
	return each(ctx, root{}, single[*graph.EgoNetwork], func(ctx context.Context, _ []root) ([]*graph.EgoNetwork, error) {
		search, cancel := searching(ctx)
		defer cancel()
		found, err := q.store.Ego(search, ask)
		if err == nil && or(drawn, false) {
			err = q.draw(ctx, found, pinned)
		}
		return []*graph.EgoNetwork{found}, err
	})
}

// bare are the fields of a relation that it has without its evidence.
var bare = map[string]bool{
	"__typename": true, "id": true, "view": true, "type": true, "role": true, "key": true, "from": true, "to": true,
	"concerns": true, "status": true, "independentSources": true,
}

// asksEvidence says whether of the relations of an ego network a field is named,
// with whatever directives, for which a bare one does not do.
func asksEvidence(ctx context.Context) bool {
	doc := graphql.GetOperationContext(ctx).Doc
	return names(doc, graphql.GetFieldContext(ctx).Field.Selections, func(f *ast.Field) bool {
		return f.Name == "relations" && names(doc, f.SelectionSet, func(f *ast.Field) bool { return !bare[f.Name] })
	})
}

// names says whether a field for which is holds stands in a selection, fragments
// expanded.
func names(doc *ast.QueryDocument, set ast.SelectionSet, is func(*ast.Field) bool) bool {
	return slices.ContainsFunc(set, func(sel ast.Selection) bool {
		switch sel := sel.(type) {
		case *ast.Field:
			return is(sel)
		case *ast.InlineFragment:
			return names(doc, sel.SelectionSet, is)
		case *ast.FragmentSpread:
			def := doc.Fragments.ForName(sel.Name)
			return def == nil || names(doc, def.SelectionSet, is)
		}
		return true
	})
}

func (q query) Connect(ctx context.Context, of []string, lens *graph.Lens, maxHops, degreeCap *int, where *graph.Filter, avoid []string) (*graph.ConnectResult, error) {
	if len(of) < graph.MinConnect {
		return nil, &graph.Error{Code: graph.Invalid, Field: "of", Message: "of: what joins at least two entities is asked for; name two or more"}
	}
	if err := atMost("of", len(of), graph.MaxConnect); err != nil {
		return nil, err
	}
	along, err := bounded(lens, maxHops, degreeCap, where)
	if err != nil {
		return nil, err
	}
	ask := graph.ConnectQuery{
		Of: of, Lens: along.lens, MaxHops: along.hops, DegreeCap: along.degreeCap, Where: along.where, Avoid: avoid,
		ListHubs: selected(ctx, "policy", "hubsSkipped"),
	}
	return each(ctx, root{}, single[*graph.ConnectResult], func(ctx context.Context, _ []root) ([]*graph.ConnectResult, error) {
		ctx, cancel := searching(ctx)
		defer cancel()
		found, err := q.store.Connect(ctx, ask)
		return []*graph.ConnectResult{found}, err
	})
}

func (q query) Common(ctx context.Context, of []string, maxHops *int, lens *graph.Lens, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.CommonNode], error) {
	if len(of) < graph.MinCommon {
		return nil, &graph.Error{Code: graph.Invalid, Field: "of", Message: "of: what at least two entities have in common is asked for; name two or more"}
	}
	if err := atMost("of", len(of), graph.MaxCommon); err != nil {
		return nil, err
	}
	hops, err := within("maxHops", maxHops, 1, graph.MaxHops)
	if err != nil {
		return nil, err
	}
	if where, err = evidence(where); err != nil {
		return nil, err
	}
	return connect(ctx, root{}, first, after, func(_ root, s graph.Slice) graph.CommonQuery {
		return graph.CommonQuery{Of: of, MaxHops: hops, Lens: or(lens, graph.LensRelations), Where: where, Slice: s}
	}, only(q.store.Common), pointer)
}

// searching gives a search four fifths of the time that is left: one that runs
// out of it answers with what it has, and the names in that answer are still to be
// read.
func searching(ctx context.Context) (context.Context, context.CancelFunc) {
	at, ok := ctx.Deadline()
	if !ok {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, at.Add(-time.Until(at)/5))
}

// bounds are the arguments of every search for connections, as they are meant.
type bounds struct {
	lens            graph.Lens
	hops, degreeCap int
	where           *graph.Filter
}

// bounded checks them and fills in what was left out.
func bounded(lens *graph.Lens, maxHops, degreeCap *int, where *graph.Filter) (b bounds, err error) {
	b.lens = or(lens, graph.LensRelations)
	if b.hops, err = within("maxHops", maxHops, defaultHops, graph.MaxHops); err != nil {
		return b, err
	}
	if b.degreeCap, err = degreeCapOf(degreeCap); err != nil {
		return b, err
	}
	b.where, err = evidence(where)
	return b, err
}

func degreeCapOf(arg *int) (int, error) {
	n := or(arg, defaultDegreeCap)
	if n < 0 {
		return 0, &graph.Error{Code: graph.Invalid, Field: "degreeCap", Message: "degreeCap must not be negative"}
	}
	return n, nil
}

package resolvers

import (
	"context"
	"fmt"
	"slices"
	"time"

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
	if err := checkPassed(via, avoid); err != nil {
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

// drawnFields are those of a relation that need no more of its evidence than
// graph.EgoQuery.Brief leaves.
var drawnFields = []string{"__typename", "id", "view", "type", "role", "key", "from", "to", "status", "independentSources", "concerns"}

// checkPassed refuses entities that a path is to pass and to avoid. That is a slip,
// not a question; an end that is avoided is one, for of several ends others are left.
func checkPassed(via, avoid []string) error {
	for _, id := range via {
		if slices.Contains(avoid, id) {
			return &graph.Error{Code: graph.Invalid, Field: "via", IDs: []string{id}, Message: fmt.Sprintf("via names %s, which avoid names too; take it out of one of the two", id)}
		}
	}
	return nil
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
		ListHubs: selected(ctx, "policy", "hubsSkipped"), Brief: onlyOf(ctx, drawnFields, "relations"), Lend: true,
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

// toRead is what is kept of a short time for reading the names in an answer.
const toRead = 250 * time.Millisecond

// searching gives a search four fifths of the time that is left, of less than a
// second and a quarter what remains beyond toRead, but at least half: one that runs
// out of it answers with what it has, and the names in that answer are still to be
// read.
func searching(ctx context.Context) (context.Context, context.CancelFunc) {
	at, ok := ctx.Deadline()
	if !ok {
		return ctx, func() {}
	}
	left := time.Until(at)
	return context.WithDeadline(ctx, at.Add(-max(left/5, min(left/2, toRead))))
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

package topology_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// A search that is cut short gives a prefix of the whole answer, and says so: in
// every mode, with entities to pass and without.
func TestWhatABudgetLeavesIsAPrefix(t *testing.T) {
	d := roll(*seed + 70000)
	var w *world
	var whole *topology.Graph
	cut, over, partial := map[graph.PathMode]int{}, 0, 0
	for n := range max(3000, *tries) {
		if n%30 == 0 {
			w = d.world(9, 60)
			if n%60 == 0 {
				w = d.contacts(w)
			}
			whole = w.build(t)
		}
		q, avoid := d.pathQuery(w)
		q.ListHubs, q.Relax = d.IntN(4) == 0, d.IntN(4) == 0
		all, err := whole.Paths(context.Background(), q, avoid)
		if err != nil {
			t.Fatal(err)
		}
		budget := 1 + d.IntN(200)
		if d.IntN(2) == 0 {
			budget += d.IntN(max(all.Explored, 1))
		}
		r, err := whole.WithOptions(topology.Options{Budget: budget}).Paths(context.Background(), q, avoid)
		if err != nil {
			t.Fatal(err)
		}
		full, part := lines(all), lines(r)
		if !strings.HasPrefix(full, part) {
			t.Fatalf("%+v\nwhole:\n%scut:\n%s", q, full, part)
		}
		if r.StoppedBy == 0 {
			if full != part || all.Complete != r.Complete || all.Outcome != r.Outcome {
				t.Fatalf("%+v: different though nothing stopped it", q)
			}
			continue
		}
		cut[max(q.Mode, graph.Shortest)]++
		if len(q.Via) > 0 {
			over++
		}
		if part != "" && part != full {
			partial++
		}
		if r.StoppedBy != graph.StopBudget || r.Complete || r.Total != nil || r.Outcome == graph.NoPath && all.Outcome == graph.Found || r.Outcome == graph.Found && all.Outcome != graph.Found {
			t.Fatalf("%+v: %+v", q, r)
		}
		if r.Outcome == graph.Stopped && len(r.Paths) > 0 || r.Outcome == graph.Stopped && r.Relaxations != nil {
			t.Fatalf("%+v: %+v", q, r)
		}
	}
	for m := graph.Shortest; m <= graph.Earliest; m++ {
		if cut[m] < 20 {
			t.Errorf("only %d searches for %s were cut short", cut[m], m)
		}
	}
	if over < 20 || partial < 20 {
		t.Errorf("only %d searches over others were cut short, and %d in the middle of their answer", over, partial)
	}
	d = roll(*seed + 70001)
	w = d.world(9, 60)
	whole = w.build(t)
	for range 200 {
		q := d.egoQuery(w)
		all, _ := whole.Ego(context.Background(), q)
		e, err := whole.WithOptions(topology.Options{Budget: 1 + d.IntN(300)}).Ego(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range e.Nodes {
			if n.Entity != all.Nodes[i].Entity || n.Rank != all.Nodes[i].Rank {
				t.Fatalf("node %d is %v, of the whole answer %v", i, n, all.Nodes[i])
			}
		}
		if e.StoppedBy != 0 && e.Complete {
			t.Fatal("complete though stopped")
		}
	}
}

func lines(r *graph.PathResult) string {
	var b strings.Builder
	for _, p := range r.Paths {
		fmt.Fprintln(&b, p.Nodes, p.Status, p.Independent, toldOf(p))
	}
	return b.String()
}

func TestACancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	d := roll(*seed + 71000)
	w := d.world(6, 30)
	g := w.build(t)
	r, err := g.Paths(ctx, graph.PathQuery{From: []string{"e00"}, To: []string{"e01"}, First: 1, MaxHops: 6, DegreeCap: 1000}, nil)
	if err != nil || r.Outcome != graph.Stopped || r.StoppedBy != graph.StopDeadline || r.Complete {
		t.Fatalf("paths: %+v %v", r, err)
	}
	e, err := g.Ego(ctx, graph.EgoQuery{Of: []string{"e00"}, Depth: 2, First: 10, PerNode: 10, DegreeCap: 1000})
	if err != nil || e.StoppedBy != graph.StopDeadline || e.Complete {
		t.Fatalf("ego: %+v %v", e, err)
	}
	next, _ := g.Apply(topology.Change{})
	for name, err := range map[string]error{
		"build":      second(topology.Build(ctx, w.feed())),
		"compact":    second(next.Compact(ctx)),
		"common":     second(g.Common(ctx, graph.CommonQuery{Of: []string{"e00", "e01"}, MaxHops: 1})),
		"neighbours": second(g.NeighbourCounts(ctx, []graph.NeighbourQuery{{Of: "e00"}})),
		"relations":  second(g.RelationPage(ctx, graph.RelationQuery{})),
		"of":         second(g.RelationPage(ctx, graph.RelationQuery{Of: []string{"e00"}})),
		"timeline":   third(g.TimelinePage(ctx, graph.TimelineQuery{})),
		"ids":        second(g.RelationsByID(ctx, nil, graph.Slice{}, graph.Listed)),
		"entities":   second(g.EntityPage(ctx, graph.EntityQuery{})),
		"by id":      second(g.Relations(ctx, []string{"r:x"}, nil)),
		"states":     second(g.MeetingStates(ctx, []string{"e00"}, nil)),
	} {
		if !errors.Is(err, graph.ErrDeadline) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func third[T, U any](_ T, _ U, err error) error { return err }

func TestBadArguments(t *testing.T) {
	g := roll(*seed+72000).world(6, 30).build(t)
	ctx := context.Background()
	bad := &graph.Filter{MinIndependentSources: -1}
	path := func(change func(*graph.PathQuery)) error {
		q := graph.PathQuery{From: []string{"e00"}, To: []string{"e01"}, First: 1, MaxHops: 6}
		change(&q)
		return second(g.Paths(ctx, q, nil))
	}
	ego := func(change func(*graph.EgoQuery)) error {
		q := graph.EgoQuery{Of: []string{"e00"}, Depth: 1, First: 1, PerNode: 1}
		change(&q)
		return second(g.Ego(ctx, q))
	}
	for _, c := range []struct {
		reason string
		err    error
		want   error
	}{
		{"nobody to start from", path(func(q *graph.PathQuery) { q.From = nil }), graph.ErrInvalid},
		{"nobody to reach", path(func(q *graph.PathQuery) { q.To = nil }), graph.ErrInvalid},
		{"unknown start", path(func(q *graph.PathQuery) { q.From = []string{"x", "y"} }), graph.ErrNotFound},
		{"unknown end", path(func(q *graph.PathQuery) { q.To = []string{"x"} }), graph.ErrNotFound},
		{"unknown entity avoided", path(func(q *graph.PathQuery) { q.Avoid = []string{"x"} }), graph.ErrNotFound},
		{"relation avoided that was not resolved", path(func(q *graph.PathQuery) { q.Avoid = []string{"r:x"} }), graph.ErrNotFound},
		{"too many hops", path(func(q *graph.PathQuery) { q.MaxHops = 13 }), graph.ErrLimit},
		{"too many paths", path(func(q *graph.PathQuery) { q.First = 1001 }), graph.ErrLimit},
		{"negative cap", path(func(q *graph.PathQuery) { q.DegreeCap = -1 }), graph.ErrInvalid},
		{"five to be passed", path(func(q *graph.PathQuery) { q.Via = []string{"e02", "e03", "e04", "e05", "e02"} }), graph.ErrLimit},
		{"a start to be passed", path(func(q *graph.PathQuery) { q.Via = []string{"e00"} }), graph.ErrInvalid},
		{"unknown to be passed", path(func(q *graph.PathQuery) { q.Via = []string{"x"} }), graph.ErrNotFound},
		{"no such mode", path(func(q *graph.PathQuery) { q.Mode = 9 }), graph.ErrInvalid},
		{"no such lens", path(func(q *graph.PathQuery) { q.Lens = 9 }), graph.ErrInvalid},
		{"bad filter", path(func(q *graph.PathQuery) { q.Where = bad }), graph.ErrInvalid},
		{"unknown document", path(func(q *graph.PathQuery) { q.Where = &graph.Filter{Documents: []string{"x"}} }), graph.ErrNotFound},
		{"unknown source", path(func(q *graph.PathQuery) { q.Where = &graph.Filter{ExcludeSources: []string{"x"}} }), graph.ErrNotFound},
		{"unknown relation avoided", second(g.Paths(ctx, graph.PathQuery{From: []string{"e00"}, To: []string{"e01"}}, []topology.Identity{{From: "x", Type: graph.Of, To: "e00"}})), graph.ErrNotFound},
		{"no centre", ego(func(q *graph.EgoQuery) { q.Of = nil }), graph.ErrInvalid},
		{"unknown centre", ego(func(q *graph.EgoQuery) { q.Of = []string{"x"} }), graph.ErrNotFound},
		{"unknown known", ego(func(q *graph.EgoQuery) { q.Known = []string{"x"} }), graph.ErrNotFound},
		{"too deep", ego(func(q *graph.EgoQuery) { q.Depth = 5 }), graph.ErrLimit},
		{"too many known", ego(func(q *graph.EgoQuery) { q.Known = make([]string, 2001) }), graph.ErrLimit},
		{"no such rank", ego(func(q *graph.EgoQuery) { q.Rank = 9 }), graph.ErrInvalid},
		{"bad filter of an ego network", ego(func(q *graph.EgoQuery) { q.Where = bad }), graph.ErrInvalid},
		{"one is not common", second(g.Common(ctx, graph.CommonQuery{Of: []string{"e00", "e00"}, MaxHops: 1})), graph.ErrInvalid},
		{"too many hops to what is common", second(g.Common(ctx, graph.CommonQuery{Of: []string{"e00", "e01"}, MaxHops: 13})), graph.ErrLimit},
		{"unknown of", second(g.Common(ctx, graph.CommonQuery{Of: []string{"e00", "x"}, MaxHops: 1})), graph.ErrNotFound},
		{"bad filter of common", second(g.Common(ctx, graph.CommonQuery{Of: []string{"e00", "e01"}, MaxHops: 1, Where: bad})), graph.ErrInvalid},
		{"budget of common", second(g.WithOptions(topology.Options{Budget: 1}).Common(ctx, graph.CommonQuery{Of: []string{"e00", "e01"}, MaxHops: 4})), graph.ErrLimit},
		{"unknown neighbour", second(g.NeighbourCounts(ctx, []graph.NeighbourQuery{{Of: "x"}})), graph.ErrNotFound},
		{"bad lens of neighbours", second(g.NeighbourCounts(ctx, []graph.NeighbourQuery{{Of: "e00", Lens: 9}})), graph.ErrInvalid},
		{"bad filter of neighbours", second(g.NeighbourCounts(ctx, []graph.NeighbourQuery{{Of: "e00", Where: bad}})), graph.ErrInvalid},
		{"page too long", second(g.RelationPage(ctx, graph.RelationQuery{Slice: graph.Slice{First: 1001}})), graph.ErrLimit},
		{"negative first", second(g.RelationPage(ctx, graph.RelationQuery{Slice: graph.Slice{First: -1}})), graph.ErrInvalid},
		{"foreign cursor", second(g.RelationPage(ctx, graph.RelationQuery{Slice: graph.Slice{After: graph.SortKey{"x"}}})), graph.ErrInvalid},
		{"broken cursor", second(g.RelationPage(ctx, graph.RelationQuery{Slice: graph.Slice{After: graph.SortKey{"x", "", "", ""}}})), graph.ErrInvalid},
		{"foreign cursor of a timeline", third(g.TimelinePage(ctx, graph.TimelineQuery{Slice: graph.Slice{After: graph.SortKey{"x"}}})), graph.ErrInvalid},
		{"broken cursor of a timeline", third(g.TimelinePage(ctx, graph.TimelineQuery{Slice: graph.Slice{After: graph.SortKey{"x", "", ""}}})), graph.ErrInvalid},
		{"timeline too long", third(g.TimelinePage(ctx, graph.TimelineQuery{Slice: graph.Slice{First: 1001}})), graph.ErrLimit},
		{"bad filter of ids", second(g.RelationsByID(ctx, bad, graph.Slice{}, graph.Listed)), graph.ErrInvalid},
		{"unknown of of relations", second(g.RelationPage(ctx, graph.RelationQuery{Of: []string{"x"}})), graph.ErrNotFound},
		{"unknown between", second(g.RelationPage(ctx, graph.RelationQuery{Between: []string{"x"}})), graph.ErrNotFound},
		{"bad filter of relations", second(g.RelationPage(ctx, graph.RelationQuery{Where: bad})), graph.ErrInvalid},
		{"foreign cursor of entities", second(g.EntityPage(ctx, graph.EntityQuery{Slice: graph.Slice{After: graph.SortKey{}}})), graph.ErrInvalid},
		{"unknown body", second(g.EntityPage(ctx, graph.EntityQuery{OfficialsOf: []string{"x"}})), graph.ErrNotFound},
		{"unknown participant", second(g.EntityPage(ctx, graph.EntityQuery{Participant: []string{"x"}})), graph.ErrNotFound},
		{"unknown between of meetings", second(g.EntityPage(ctx, graph.EntityQuery{Between: []string{"x"}})), graph.ErrNotFound},
		{"no such state", second(g.EntityPage(ctx, graph.EntityQuery{State: 9})), graph.ErrInvalid},
		{"bad filter of entities", second(g.EntityPage(ctx, graph.EntityQuery{Where: bad})), graph.ErrInvalid},
		{"bad filter of relations by id", second(g.Relations(ctx, nil, bad)), graph.ErrInvalid},
		{"unknown document of relations by id", second(g.Relations(ctx, nil, &graph.Filter{Documents: []string{"x"}})), graph.ErrNotFound},
		{"unknown document of states", second(g.MeetingStates(ctx, nil, &graph.Filter{Documents: []string{"x"}})), graph.ErrNotFound},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", c.reason, c.err, c.want)
		}
	}
}

func TestDanglingReferencesAreRefused(t *testing.T) {
	d := roll(*seed + 73000)
	w := d.world(6, 5)
	g := w.build(t)
	claims := func(c graph.Claim) []graph.Claim { return []graph.Claim{c} }
	good := graph.Claim{Document: "d0", Stance: graph.Reports}
	for reason, c := range map[string]topology.Change{
		"from":     {Relations: []*graph.RelationRecord{{From: "x", Type: graph.Of, To: "e00", Claims: claims(good)}}},
		"to":       {Relations: []*graph.RelationRecord{{From: "e00", Type: graph.Of, To: "x", Claims: claims(good)}}},
		"type":     {Relations: []*graph.RelationRecord{{From: "e00", To: "e01", Claims: claims(good)}}},
		"document": {Relations: []*graph.RelationRecord{{From: "e00", Type: graph.Of, To: "e01", Claims: claims(graph.Claim{Document: "x"})}}},
		"source":   {Relations: []*graph.RelationRecord{{From: "e00", Type: graph.Of, To: "e01", Claims: claims(graph.Claim{Document: "d0", Sources: []graph.Source{{Entity: "x"}}})}}},
		"concerns": {Relations: []*graph.RelationRecord{{From: "e00", Type: graph.Of, To: "e01", Concerns: []string{"x"}, Claims: claims(good)}}},
		"outlet":   {Documents: []*graph.Document{{ID: "d9", Outlet: "x"}}},
		"basedOn":  {Documents: []*graph.Document{{ID: "d9", BasedOn: []string{"x"}}}},
		"meeting":  {Occurred: []*graph.AttributeRecord{{Of: "x", Claims: claims(good)}}},
		"occurred": {Occurred: []*graph.AttributeRecord{{Of: "e00", Claims: claims(graph.Claim{Document: "x"})}}},
	} {
		if _, err := g.Apply(c); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%s: %v", reason, err)
		}
		f := topology.Feed{
			Entities: chain(stream(w.ents)), Documents: chain(stream(w.docs), list(c.Documents)),
			Relations: list(c.Relations), Occurred: list(c.Occurred),
		}
		if _, err := topology.Build(context.Background(), f); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("build, %s: %v", reason, err)
		}
	}
	twice := topology.Feed{Entities: chain(stream(w.ents), stream(w.ents))}
	if _, err := topology.Build(context.Background(), twice); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("entities twice: %v", err)
	}
	broken := errors.New("broken")
	fails := topology.Feed{Entities: func(yield func(*graph.Entity, error) bool) { yield(nil, broken) }}
	if _, err := topology.Build(context.Background(), fails); !errors.Is(err, broken) {
		t.Errorf("a broken stream: %v", err)
	}
}

func list[T any](xs []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range xs {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func chain[T any](seqs ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, s := range seqs {
			for x, err := range s {
				if !yield(x, err) {
					return
				}
			}
		}
	}
}

// Readers of older and newer graphs run beside the writer.
func TestReadersAndAWriter(t *testing.T) {
	d := roll(*seed + 74000)
	w := d.world(8, 40)
	g := w.build(t)
	var wg sync.WaitGroup
	for n := range 30 {
		frozen, graphNow, dd := w.clone(), g, roll(uint64(n))
		wg.Go(func() {
			for range 3 {
				checkPaths(t, graphNow, frozen, dd)
				checkEgo(t, graphNow, frozen, dd)
			}
		})
		next, err := g.Apply(d.change(w, n))
		if err != nil {
			t.Fatal(err)
		}
		g = next
	}
	wg.Wait()
}

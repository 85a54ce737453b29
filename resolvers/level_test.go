package resolvers_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/resolvers"
)

// counting counts how often a store is asked, by method.
type counting struct {
	graph.Store
	mu    sync.Mutex
	calls map[string]int
}

func (s *counting) count(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[method]++
}

// taken lists the calls so far, and forgets them.
func (s *counting) taken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, m := range slices.Sorted(maps.Keys(s.calls)) {
		out = append(out, fmt.Sprintf("%s %d", m, s.calls[m]))
	}
	s.calls = map[string]int{}
	return strings.Join(out, ", ")
}

func (s *counting) Entities(ctx context.Context, ids []string) ([]*graph.Entity, error) {
	s.count("Entities")
	return s.Store.Entities(ctx, ids)
}

func (s *counting) Documents(ctx context.Context, ids []string) ([]*graph.Document, error) {
	s.count("Documents")
	return s.Store.Documents(ctx, ids)
}

func (s *counting) Relations(ctx context.Context, ids []string, where *graph.Filter) ([]*graph.Relation, error) {
	s.count("Relations")
	return s.Store.Relations(ctx, ids, where)
}

func (s *counting) Claims(ctx context.Context, ids []string) ([]*graph.ClaimAnswer, error) {
	s.count("Claims")
	return s.Store.Claims(ctx, ids)
}

func (s *counting) MeetingStates(ctx context.Context, ids []string, where *graph.Filter) ([]graph.MeetingState, error) {
	s.count("MeetingStates")
	return s.Store.MeetingStates(ctx, ids, where)
}

func (s *counting) ListEntities(ctx context.Context, qs []graph.EntityQuery) ([]graph.Page[*graph.Entity], error) {
	s.count("ListEntities")
	return s.Store.ListEntities(ctx, qs)
}

func (s *counting) ListRelations(ctx context.Context, qs []graph.RelationQuery) ([]graph.Page[*graph.Relation], error) {
	s.count("ListRelations")
	return s.Store.ListRelations(ctx, qs)
}

func (s *counting) ListClaims(ctx context.Context, qs []graph.ClaimQuery) ([]graph.Page[*graph.ClaimAnswer], error) {
	s.count("ListClaims")
	return s.Store.ListClaims(ctx, qs)
}

func (s *counting) ListAttributes(ctx context.Context, qs []graph.AttributeQuery) ([]graph.Page[*graph.Attribute], error) {
	s.count("ListAttributes")
	return s.Store.ListAttributes(ctx, qs)
}

func (s *counting) NeighbourCounts(ctx context.Context, qs []graph.NeighbourQuery) ([][]graph.NeighbourCount, error) {
	s.count("NeighbourCounts")
	return s.Store.NeighbourCounts(ctx, qs)
}

func TestStoreIsAskedOncePerLevel(t *testing.T) {
	store := &counting{Store: load(t), calls: map[string]int{}}
	c := serveSchema(t, time.Hour, resolvers.NewExecutableSchema(store, resolvers.Options{Plain: true}), resolvers.Reader)
	for _, tc := range levelCases {
		for range 20 { // however the goroutines run
			c.get(tc.query)
			if got := store.taken(); got != tc.want {
				t.Errorf("%s\n%s\n got %s\nwant %s", tc.reason, tc.query, got, tc.want)
				break
			}
		}
	}
}

func TestStoreIsAskedNoOftenerWhenWrittenDirectly(t *testing.T) {
	store := &counting{Store: load(t), calls: map[string]int{}}
	c := serve(t, store, resolvers.Reader)
	for _, tc := range levelCases {
		want := tc.want
		if tc.direct != "" {
			want = tc.direct
		}
		c.get(tc.query)
		if got := store.taken(); got != want {
			t.Errorf("%s\n%s\n got %s\nwant %s", tc.reason, tc.query, got, want)
		}
	}
}

// levelCases are queries, and how often the store is asked for them: level by level,
// and in fewer calls, where that is given, when the answer is written directly.
var levelCases = []struct{ reason, query, want, direct string }{
	{
		"five levels are five calls",
		`{ missions { nodes { controlledBy { nodes { from { name } documents { title outlet { name } } } } } } }`,
		"Documents 1, Entities 2, ListEntities 1, ListRelations 1", "",
	},
	{
		"edges are the rows, too",
		`{ missions { edges { node { controlledBy { edges { node { from { name } } } } } } } }`,
		"Entities 1, ListEntities 1, ListRelations 1", "",
	},
	{
		"entities of different kinds are asked together for what all kinds have",
		`{ relations(first: 1000) { nodes { from { relations { nodes { id } } neighbourCounts { count } attributes { name } } } } }`,
		"Entities 1, ListAttributes 1, ListRelations 2, NeighbourCounts 1", "",
	},
	{
		"other arguments are another call, an alias alone is one of its own",
		`{ missions { nodes { controlledBy { nodes { id } } a: controlledBy(first: 1) { nodes { id } } } } }`,
		"ListEntities 1, ListRelations 2", "",
	},
	{
		"through parts of objects: names, sources, participants",
		`{ meetings { nodes { names { documents { id } } state participants { entity { name } relation { sources { entity { name } } } } } } }`,
		"Entities 2, ListEntities 1, ListRelations 1, MeetingStates 1", "",
	},
	{
		"claims, up again to what they are about",
		`{ documents { nodes { claims { nodes { relation { from { name } } attribute { of { id } claims { id } } document { id } } } } } }`,
		"Documents 1, Entities 2, ListAttributes 1, ListClaims 2, Relations 1", "",
	},
	{
		"a path: its nodes, its text, its steps",
		`{ paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"]) { paths { nodes { name } text steps { from { name } to { name } parallel { id } relation { documents { id } } } } } }`,
		"Documents 2, Entities 4", "Documents 1, Entities 1",
	},
	{
		"an ego network",
		`{ ego(of: ["taliban"], depth: 2) { nodes { entity { name } } relations { from { name } to { name } documents { id } } } }`,
		"Documents 1, Entities 3", "Documents 1, Entities 1",
	},
	{
		"ends of which only the ids are asked are not asked for",
		`{ ego(of: ["taliban"], depth: 2) { nodes { entity { name } } relations { from { id } to { a: id b: id } } } paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"]) { paths { steps { from { id } to { id } } } } }`,
		"Entities 1", "",
	},
	{"what is at hand is not asked for", `{ search(text: "the") { nodes { entity { name } } } }`, "", ""},
	{"dates of meetings: the attribute, then what has none", `{ meetings { nodes { when { edtf } } } }`, "ListAttributes 1, ListEntities 1, ListRelations 1", ""},
}

// failing panics or waits where entities are read.
type failing struct {
	graph.Store
	entities func(context.Context) ([]*graph.Entity, error)
}

func (s failing) Entities(ctx context.Context, _ []string) ([]*graph.Entity, error) {
	return s.entities(ctx)
}

func TestAPanicBelowAnswersEveryRow(t *testing.T) {
	log := logged(t)
	c := serve(t, failing{load(t), func(context.Context) ([]*graph.Entity, error) { panic("secret") }}, resolvers.Reader)
	r := c.ask(`{ relations { nodes { from { name } } } }`)
	if len(r.Errors) == 0 || strings.Contains(text(r.Errors), "secret") {
		t.Fatalf("got %s", text(r))
	}
	for _, e := range r.Errors {
		if e.Extensions["code"] != "INTERNAL" {
			t.Errorf("code %v: %s", e.Extensions["code"], e.Message)
		}
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 1 || !strings.Contains(log.String(), "stack=") {
		t.Errorf("logged %d times:\n%s", n, log)
	}
}

func TestAnErrorBelowIsOneOfEachRow(t *testing.T) {
	down := errors.New("dial tcp 10.0.0.1: secret")
	c := serve(t, failing{load(t), func(context.Context) ([]*graph.Entity, error) {
		return nil, graph.Errorf(graph.Unavailable, "the store cannot be reached: %w", down)
	}}, resolvers.Reader)
	r := c.ask(`{ documents { nodes { id outlet { id } } } }`)
	if got := at(r.Data, "documents", "nodes", 0, "id"); got != "one" {
		t.Errorf("a nullable field took its parent with it: %s", text(r.Data))
	}
	if len(r.Errors) != 4 || strings.Contains(text(r.Errors), "secret") {
		t.Errorf("got %s", text(r.Errors))
	}
	if e := r.Errors[0].Extensions; e["code"] != "UNAVAILABLE" || e["retryable"] != true || e["requestId"] != "req-1" {
		t.Errorf("got %v", e)
	}
}

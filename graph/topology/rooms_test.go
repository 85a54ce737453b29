package topology_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// inARow is n entities in a row, each joined to the next.
//
//	c-0 ── c-1 ── c-2 ── …
func inARow(n int) topology.Feed {
	paper := graph.Document{ID: "d", Outlet: "c-0", Published: graph.Date{EDTF: edtf("2024-05-01")}}
	return topology.Feed{
		Documents: only(&paper),
		Entities: func(yield func(*graph.Entity, error) bool) {
			for i := range n {
				if !yield(&graph.Entity{ID: fmt.Sprint("c-", i), Kind: graph.KindPerson, Named: true}, nil) {
					return
				}
			}
		},
		Relations: func(yield func(*graph.RelationRecord, error) bool) {
			claims := []graph.Claim{{Document: "d", Stance: graph.Reports}}
			for i := range max(n-1, 0) {
				if !yield(&graph.RelationRecord{From: fmt.Sprint("c-", i), Type: graph.Backs, To: fmt.Sprint("c-", i+1), Claims: claims}, nil) {
					return
				}
			}
		},
	}
}

// A search leaves nothing behind but its answer: the answer itself, and of a path its
// strings, steps, relations, their ids and their sources.
func TestAPathAllocatesItsAnswerOnly(t *testing.T) {
	g, err := topology.Build(context.Background(), inARow(12))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		to, reason string
		first      int
		want       uint64
	}{
		{"c-3", "a path", 1, 6},
		{"c-6", "a longer one", 1, 6},
		{"c-3", "whether there is one", 0, 1},
		{"c-11", "none", 1, 1},
	} {
		q := graph.PathQuery{From: []string{"c-0"}, To: []string{c.to}, First: c.first, MaxHops: 6, DegreeCap: 1000}
		if got := leastAllocated(t, func() error { _, err := g.Paths(context.Background(), q, nil); return err }); got > c.want {
			t.Errorf("%s from c-0 to %s allocates %d times, not %d", c.reason, c.to, got, c.want)
		}
	}
}

// leastAllocated is how often something allocates when it finds a room that an
// earlier one left: of several times the least, since a room may get lost.
func leastAllocated(t *testing.T, do func() error) uint64 {
	t.Helper()
	least := ^uint64(0)
	var before, after runtime.MemStats
	for range 50 {
		runtime.ReadMemStats(&before)
		if err := do(); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		least = min(least, after.Mallocs-before.Mallocs)
	}
	return least
}

// What an answer has stays as it is when the next search uses the room again.
func TestAnswersOutliveTheirSearch(t *testing.T) {
	g, err := topology.Build(context.Background(), inARow(20))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(from, to int) *graph.PathResult {
		r, err := g.Paths(context.Background(), graph.PathQuery{From: []string{fmt.Sprint("c-", from)}, To: []string{fmt.Sprint("c-", to)}, First: 1, MaxHops: 6, DegreeCap: 1000}, nil)
		if err != nil || len(r.Paths) != 1 {
			t.Fatal(err, r)
		}
		return r
	}
	first := ask(0, 5)
	for i := range 14 {
		ask(i+1, i+5)
	}
	p := first.Paths[0]
	if got, want := strings.Join(p.Nodes, " "), "c-0 c-1 c-2 c-3 c-4 c-5"; got != want {
		t.Errorf("the path is now %s, not %s", got, want)
	}
	for i, s := range p.Steps {
		from, to := fmt.Sprint("c-", i), fmt.Sprint("c-", i+1)
		if s.Relation.ID != graph.RelationID(from, graph.Backs, to, 0, "") || s.From != from || s.To != to || len(s.Relation.Documents) != 1 || s.Relation.Documents[0] != "d" {
			t.Errorf("step %d is now %+v", i, s.Relation)
		}
	}
}

// Every entity is found by its id, and none by one that is nearly it, in tables of all
// sizes up to some and of one that is large.
func TestEntitiesAreFoundByID(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 64, 65, 20_000} {
		g, err := topology.Build(context.Background(), inARow(n))
		if n == 0 {
			g, err = topology.Build(context.Background(), topology.Feed{})
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if _, degree, ok := g.Entity(fmt.Sprint("c-", i)); !ok || degree != min(i, 1)+min(n-1-i, 1) {
				t.Fatalf("c-%d of %d: degree %d, found %v", i, n, degree, ok)
			}
		}
		for i := range max(n, 10) {
			for _, id := range []string{"", "c-", "d", fmt.Sprint("c-", n+i), fmt.Sprint("c-", i, "x"), fmt.Sprint("C-", i)} {
				if _, _, ok := g.Entity(id); ok {
					t.Fatalf("%q was found among %d", id, n)
				}
			}
		}
	}
}

// panicking is a context that nobody should ask.
type panicking struct{ context.Context }

func (panicking) Err() error { panic("asked") }

// A search that panics does not hand on its room.
func TestASearchAfterAPanic(t *testing.T) {
	g, err := topology.Build(context.Background(), inARow(8))
	if err != nil {
		t.Fatal(err)
	}
	q := graph.PathQuery{From: []string{"c-0"}, To: []string{"c-5"}, First: 1, MaxHops: 6, DegreeCap: 1000}
	for range 10 {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the context was not asked")
				}
			}()
			_, _ = g.Paths(panicking{context.Background()}, q, nil)
		}()
		if r, err := g.Paths(context.Background(), q, nil); err != nil || r.Outcome != graph.Found {
			t.Fatal(r.Outcome, err)
		}
	}
}

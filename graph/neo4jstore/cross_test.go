package neo4jstore_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/graph/graphtest"
	"dragoman/graph/neo4jstore"
	"dragoman/graph/neo4jstore/storetest"
	"dragoman/seed"
)

// Both stores give the same answers about the demo graph and about a generated
// one, in both ways of search: paths, ego networks, lists, cursors, ties.
func TestSameAnswersAsEmbedded(t *testing.T) {
	questions := 60
	if testing.Short() {
		questions = 25
	}
	for name, records := range map[string]func() iter.Seq2[graph.Record, error]{"seed": seed.Records, "generated": func() iter.Seq2[graph.Record, error] { return generated(150, 900) }} {
		t.Run(name, func(t *testing.T) {
			server := neo4jtest.ForTests(t)
			storetest.Empty(t, server.URI, server.User, server.Password)
			want, err := embedded.OpenMemory(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = want.Close() })
			memory, database := openStore(t, neo4jstore.SearchMemory), openStore(t, neo4jstore.SearchDatabase)
			a := load(t, want, records())
			b := load(t, memory, records())
			b.Revision = a.Revision
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("the receipts differ (-embedded +neo4j):\n%s", diff)
			}
			if err := database.(graph.Awaiter).Await(t.Context(), memory.Revision()); err != nil {
				t.Fatal(err)
			}
			t.Run("memory", func(t *testing.T) { graphtest.Compare(t, memory, want, questions, graphtest.Options{}) })
			t.Run("database", func(t *testing.T) {
				graphtest.Compare(t, database, want, questions, graphtest.Options{Unsupported: needsMemory})
			})
		})
	}
}

func load(t *testing.T, s graph.Store, records iter.Seq2[graph.Record, error]) graph.Receipt {
	t.Helper()
	receipt, err := s.Apply(t.Context(), graph.Batch{Records: records, Action: "load"})
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// generated is a graph with ties, parallel relations, disputes and hubs.
func generated(entities, relations int) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		rng := rand.New(rand.NewPCG(7, 7))
		give := func(format string, args ...any) bool {
			for r, err := range graph.DecodeRecords("generated", strings.NewReader("{\"dragoman\": 1}\n"+fmt.Sprintf(format, args...))) {
				if !yield(r, err) {
					return false
				}
			}
			return true
		}
		for i := range 12 {
			based := ""
			if i%4 == 3 {
				based = fmt.Sprintf(`,"basedOn":["d%d"]`, i-1)
			}
			if !give(`{"document":{"id":"d%d","title":"Paper %d","published":"2025-%02d-%02d","reliability":"%c"%s}}`, i, i, 1+i%12, 1+i, 'A'+rune(i%6), based) {
				return
			}
		}
		kinds := []string{"PERSON", "PERSON", "GOVERNMENT", "GROUP", "ORGANIZATION"}
		for i := range entities {
			if !give(`{"entity":{"id":"e%d","kind":%q,"name":"Thing %d of %c","named":true}}`, i, kinds[i%len(kinds)], i%17, 'a'+rune(i%26)) {
				return
			}
		}
		types := []string{"SUPPORT", "ACCUSE", "SPOKE_TO", "HAS_TIES", "CONSULT", "AID"}
		stances := []string{"REPORTS", "ASSERTS", "REPORTS", "ALLEGES", "DENIES", "SUGGESTS", "CONFIRMS"}
		for i := range relations {
			from, to := rng.IntN(entities), rng.IntN(entities)
			if rng.IntN(4) == 0 {
				from = rng.IntN(5) // hubs
			}
			kind := types[rng.IntN(len(types))]
			claims := ""
			for c := range 1 + rng.IntN(3) {
				claims += fmt.Sprintf(`,{"document":"d%d","stance":%q,"locator":%d,"date":"2025-%02d"}`, rng.IntN(12), stances[rng.IntN(len(stances))], 1+c, 1+rng.IntN(12))
			}
			if !give(`{"relation":{"from":"e%d","type":%q,"to":"e%d","key":"k%d","claims":[%s]}}`, from, kind, to, i, claims[1:]) {
				return
			}
		}
	}
}

// needsMemory says which questions --search database leaves to --search memory.
func needsMemory(q any) bool {
	selects := func(f *graph.Filter) bool { return f.SelectsClaims() }
	switch q := q.(type) {
	case graph.PathQuery:
		return selects(q.Where) || q.Mode >= graph.Strongest || len(q.Via) > 0
	case graph.EgoQuery:
		return selects(q.Where)
	case graph.ConnectQuery:
		return true
	case graph.CommonQuery:
		return selects(q.Where)
	case graph.NeighbourQuery:
		return selects(q.Where)
	case graph.BasisQuery, graph.PathChangeQuery:
		return true
	}
	return false
}

// What the database way leaves out says which flag changes that.
func TestUnsupportedNamesTheFlag(t *testing.T) {
	server := neo4jtest.ForTests(t)
	storetest.Empty(t, server.URI, server.User, server.Password)
	s := openStore(t, neo4jstore.SearchDatabase)
	load(t, s, generated(12, 40))
	where := &graph.Filter{ExcludeDocuments: []string{"d1"}}
	for name, ask := range map[string]func(ctx context.Context) error{
		"EARLIEST": func(ctx context.Context) error {
			return second(s.Paths(ctx, graph.PathQuery{From: []string{"e1"}, To: []string{"e2"}, Mode: graph.Earliest, First: 1, MaxHops: 4, DegreeCap: 1000}))
		},
		"via": func(ctx context.Context) error {
			return second(s.Paths(ctx, graph.PathQuery{From: []string{"e1"}, To: []string{"e2"}, Via: []string{"e3"}, First: 1, MaxHops: 4, DegreeCap: 1000}))
		},
		"STRONGEST": func(ctx context.Context) error {
			return second(s.Paths(ctx, graph.PathQuery{From: []string{"e1"}, To: []string{"e2"}, Mode: graph.Strongest, First: 1, MaxHops: 4, DegreeCap: 1000}))
		},
		"paths": func(ctx context.Context) error {
			return second(s.Paths(ctx, graph.PathQuery{From: []string{"e1"}, To: []string{"e2"}, First: 1, MaxHops: 4, DegreeCap: 1000, Where: where}))
		},
		"sources": func(ctx context.Context) error {
			return second(s.Basis(ctx, graph.BasisQuery{Of: []string{graph.RelationID("e1", graph.HasTies, "e2", 0, "")}, MaxHops: 4, DegreeCap: 1000}))
		},
		"changes between": func(ctx context.Context) error {
			return second(s.PathChanges(ctx, graph.PathChangeQuery{From: []string{"e1"}, To: []string{"e2"}, First: 5, MaxHops: 4, DegreeCap: 1000}))
		},
		"ego": func(ctx context.Context) error {
			return second(s.Ego(ctx, graph.EgoQuery{Of: []string{"e1"}, Depth: 1, First: 5, PerNode: 5, DegreeCap: 1000, Where: where}))
		},
		"connect": func(ctx context.Context) error {
			return second(s.Connect(ctx, graph.ConnectQuery{Of: []string{"e1", "e2"}, MaxHops: 4, DegreeCap: 1000}))
		},
		"common": func(ctx context.Context) error {
			return second(s.Common(ctx, graph.CommonQuery{Of: []string{"e1", "e2"}, MaxHops: 1, Where: where, Slice: graph.Slice{First: 5}}))
		},
		"neighbour counts": func(ctx context.Context) error {
			return second(s.NeighbourCounts(ctx, []graph.NeighbourQuery{{Of: "e1", Where: where}}))
		},
	} {
		err := ask(t.Context())
		if graph.CodeOf(err) != graph.Unsupported || !strings.Contains(err.Error(), "--search memory") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

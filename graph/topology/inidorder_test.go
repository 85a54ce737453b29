package topology_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// A graph of some thousand relations, among them many between a few entities, has what
// small ones have not: an index of ids in buckets, kept ids, statuses of few. It is
// sound, lists its relations by id, and finds each, also with changes, and saved.
func TestManyRelationsAreListedByID(t *testing.T) {
	const entities, relations = 300, 6000
	r := rand.New(rand.NewPCG(1, 4))
	paper := graph.Document{ID: "d", Published: graph.Date{EDTF: edtf("2024-05-01")}}
	want := map[string]graph.Stance{}
	name := func(i int) string { return fmt.Sprintf("e%03d", i) }
	record := func(n int) *graph.RelationRecord {
		stance := graph.Reports
		if r.IntN(500) == 0 {
			stance = graph.Plans
		}
		hub := func() string { return name(int(r.Float64() * r.Float64() * r.Float64() * entities)) }
		x := &graph.RelationRecord{From: hub(), Type: graph.Support, To: hub(), Key: fmt.Sprint(n), Claims: []graph.Claim{{Document: "d", Stance: stance}}}
		x.ID = graph.RelationID(x.From, x.Type, x.To, x.Role, x.Key)
		want[x.ID] = stance
		return x
	}
	g, err := topology.Build(context.Background(), topology.Feed{
		Documents: only(&paper),
		Entities: func(yield func(*graph.Entity, error) bool) {
			for i := range entities {
				if !yield(&graph.Entity{ID: name(i), Kind: graph.KindPerson, Named: true}, nil) {
					return
				}
			}
		},
		Relations: func(yield func(*graph.RelationRecord, error) bool) {
			for n := range relations {
				if !yield(record(n), nil) {
					return
				}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	checkIDs(t, g, want, r)

	change := topology.Change{Revision: "r2"}
	for i, id := range slices.Sorted(maps.Keys(want)) {
		if i%50 == 0 {
			change.RemovedRelations = append(change.RemovedRelations, identityOf(t, g, id))
			delete(want, id)
		}
	}
	for n := range 100 {
		change.Relations = append(change.Relations, record(relations+n))
	}
	if g, err = g.Apply(change); err != nil {
		t.Fatal(err)
	}
	checkIDs(t, g, want, r)
	if g, err = topology.Load(bytes.NewReader(save(t, g))); err != nil {
		t.Fatal(err)
	}
	checkIDs(t, g, want, r)
}

func identityOf(t *testing.T, g *topology.Graph, id string) topology.Identity {
	t.Helper()
	found, err := g.Relations(context.Background(), []string{id}, nil)
	if err != nil || found[0] == nil {
		t.Fatal(id, found, err)
	}
	x := found[0]
	return topology.Identity{From: x.From, Type: x.Type, To: x.To, Role: x.Role, Key: x.Key}
}

// checkIDs pages through the relations of a graph that has those wanted.
func checkIDs(t *testing.T, g *topology.Graph, want map[string]graph.Stance, r *rand.Rand) {
	t.Helper()
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	for _, few := range []bool{false, true} {
		var ids, got []string
		for id, stance := range want {
			if !few || stance == graph.Plans {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		def := graph.Listed
		if few {
			def = graph.StatusesOf(graph.Planned)
		}
		slice := graph.Slice{First: 1 + r.IntN(200)}
		for {
			p, err := g.RelationsByID(context.Background(), nil, slice, def)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p.Items...)
			if !p.More {
				break
			}
			slice.After = p.Keys[len(p.Keys)-1]
		}
		if !slices.Equal(got, ids) {
			t.Fatalf("few %v: %d ids in pages of %d, want %d in order", few, len(got), slice.First, len(ids))
		}
		found, err := g.Relations(context.Background(), ids, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range found {
			if x == nil || x.ID != ids[i] {
				t.Fatalf("%s is found as %v", ids[i], x)
			}
		}
		// A key that is no id has its place, too.
		cut := ids[r.IntN(len(ids))][:6]
		p, err := g.RelationsByID(context.Background(), nil, graph.Slice{First: 3, After: graph.SortKey{cut}}, def)
		at, _ := slices.BinarySearch(ids, cut)
		if err != nil || !slices.Equal(p.Items, ids[at:min(at+3, len(ids))]) {
			t.Fatalf("after %q come %q, %v", cut, p.Items, err)
		}
	}
}

package topology_test

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// shown is a relation as an answer under a filter must show it, nil where the
// filter selects no claim.
func (w *world) shown(id string, f *graph.Filter) *graph.Relation {
	r := w.rels[id]
	if r == nil {
		return nil
	}
	e, ok := w.evidence(r.Claims, f, r.Type.Lasting())
	if !ok {
		return nil
	}
	return &graph.Relation{
		ID: r.ID, From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key, Concerns: r.Concerns,
		Evidence: e, Where: f.ClaimsOnly(),
	}
}

// claimsFilter selects some claims and no relations.
func (d dice) claimsFilter(w *world) *graph.Filter {
	for {
		if f := d.filter(w); f == nil || f.SelectsClaims() {
			return f.ClaimsOnly()
		}
	}
}

func compareShown(t *testing.T, where string, got, want *graph.Relation) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s\ngot  %+v\nwant %+v", where, got, want)
	}
}

// checkEvidence compares all relations of some answers, whole, with what the
// records give.
func checkEvidence(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	ctx := context.Background()
	f := d.claimsFilter(w)
	ids := append(sorted(w.rels), "r:", "r:"+strings.Repeat("a", 26), "r:"+strings.Repeat("!", 26), "r:"+strings.Repeat("b", 99), "e00", "")
	d.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	rs, err := g.Relations(ctx, ids, f)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rs {
		compareShown(t, "by id", r, w.shown(ids[i], f))
	}
	every := graph.Filter{}
	if f != nil {
		every = *f
	}
	every.Statuses = graph.Statuses()
	page, err := g.RelationPage(ctx, graph.RelationQuery{Where: &every, Slice: graph.Slice{First: graph.MaxFirst}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Items {
		compareShown(t, "of a list", r, w.shown(r.ID, f))
	}
	pq, avoid := d.pathQuery(w)
	paths, err := g.Paths(ctx, pq, avoid)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths.Paths {
		for _, s := range p.Steps {
			compareShown(t, "of a path", s.Relation, w.shown(s.Relation.ID, pq.Where))
		}
	}
	eq := d.egoQuery(w)
	eq.Brief = false
	ego, err := g.Ego(ctx, eq)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range ego.Relations {
		compareShown(t, "of an ego network", r, w.shown(r.ID, eq.Where))
	}
}

// Relations show the evidence of their claims, whichever way the graph came about.
func TestEvidenceIsThatOfTheClaims(t *testing.T) {
	for i := range uint64(max(*tries/4, 10)) {
		d := roll(*seed + 80000 + i)
		w := d.world(4+d.IntN(6), 5+d.IntN(40))
		g := w.build(t)
		look := func(g *topology.Graph) {
			t.Helper()
			if err := g.Check(); err != nil {
				t.Fatalf("seed %d: %v", *seed+80000+i, err)
			}
			for range 4 {
				checkEvidence(t, g, w, d)
			}
		}
		look(g)
		for n := range 6 {
			next, err := g.Apply(d.change(w, n))
			if err != nil {
				t.Fatal(err)
			}
			g = next
			look(g)
		}
		loaded, err := topology.Load(bytes.NewReader(save(t, g)))
		if err != nil {
			t.Fatal(err)
		}
		look(loaded)
		if g, err = g.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		look(g)
		if t.Failed() {
			t.Fatalf("seed %d", *seed+80000+i)
		}
	}
}

// A feed may be a part of a store that knows the degrees of the whole.
func TestStatedDegrees(t *testing.T) {
	d := roll(*seed + 81000)
	w := d.world(6, 0)
	for _, r := range []*graph.RelationRecord{
		{From: "e00", Type: graph.HasTies, To: "e01", Claims: d.claims(w, 1)},
		{From: "e01", Type: graph.HasTies, To: "e02", Claims: d.claims(w, 1)},
	} {
		r.Claims[0].Stance, r.Claims[0].Against, r.Claims[0].Retracted = graph.Asserts, false, nil
		r.ID = graph.RelationID(r.From, r.Type, r.To, r.Role, r.Key)
		w.rels[r.ID] = r
	}
	f := w.feed()
	f.Degree = func(id string) (int, bool) { return 5000, id == "e01" }
	g, err := topology.Build(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	look := func(g *topology.Graph, want int) {
		t.Helper()
		if err := g.Check(); err != nil {
			t.Fatal(err)
		}
		if _, n, _ := g.Entity("e01"); n != want {
			t.Errorf("the degree of e01 is %d, want %d", n, want)
		}
		if _, n, _ := g.Entity("e00"); n != 1 {
			t.Errorf("the degree of e00 is %d, want that of what was fed, 1", n)
		}
		q := graph.PathQuery{From: []string{"e00"}, To: []string{"e02"}, First: 1, MaxHops: 4, DegreeCap: 1000, ListHubs: true}
		r, err := g.Paths(context.Background(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		if hubs := []graph.Hub{{Entity: "e01", Degree: want}}; r.Outcome != graph.NoPath || !reflect.DeepEqual(r.Policy.HubsSkipped, hubs) {
			t.Errorf("%v, hubs %v; want that e01 is a hub of degree %d", r.Outcome, r.Policy.HubsSkipped, want)
		}
		e, err := g.Ego(context.Background(), graph.EgoQuery{Of: []string{"e00"}, Depth: 2, First: 9, PerNode: 9, DegreeCap: 1000, Rank: graph.RankDegree})
		if err != nil {
			t.Fatal(err)
		}
		if len(e.Nodes) != 1 || e.Nodes[0].Rank != want || e.Complete {
			t.Errorf("%+v, want e01 alone, by its degree of %d", e.Nodes, want)
		}
	}
	look(g, 5000)
	added := &graph.RelationRecord{From: "e01", Type: graph.HasTies, To: "e03", Claims: []graph.Claim{{ID: "c1", Document: "d0", Stance: graph.Asserts}}}
	if g, err = g.Apply(topology.Change{Relations: []*graph.RelationRecord{added}, Entities: []*graph.Entity{w.ents["e01"]}}); err != nil {
		t.Fatal(err)
	}
	look(g, 5001)
	loaded, err := topology.Load(bytes.NewReader(save(t, g)))
	if err != nil {
		t.Fatal(err)
	}
	look(loaded, 5001)
}

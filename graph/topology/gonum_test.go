package topology_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	gonum "gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"

	"dragoman/graph"
)

// Where statuses, lens and caps do not matter, the lengths of the first paths
// are those that gonum's Yen finds.
func TestLengthsAreThoseOfAnotherYen(t *testing.T) {
	for i := range uint64(100) {
		d := roll(*seed + 90000 + i)
		w := d.world(10, 30)
		g := w.build(t)
		f := &graph.Filter{Statuses: graph.Statuses()}
		other := simple.NewUndirectedGraph()
		number := map[string]int64{}
		for n, id := range sorted(w.ents) {
			number[id] = int64(n)
			other.AddNode(simple.Node(n))
		}
		for _, r := range w.rels {
			if r.From != r.To {
				other.SetEdge(simple.Edge{F: simple.Node(number[r.From]), T: simple.Node(number[r.To])})
			}
		}
		const k = 12
		r, err := g.Paths(context.Background(), graph.PathQuery{From: []string{"e00"}, To: []string{"e01"}, Mode: graph.KShortest, Lens: graph.LensEverything, First: k, MaxHops: graph.MaxHops, DegreeCap: math.MaxInt32, Where: f}, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := path.YenKShortestPaths(other, k, math.Inf(1), simple.Node(0), simple.Node(1))
		if len(want) != len(r.Paths) {
			t.Fatalf("%d paths, gonum has %d", len(r.Paths), len(want))
		}
		for i := range want {
			if len(want[i])-1 != r.Paths[i].Hops {
				t.Fatalf("path %d has %d hops, gonum's %d", i, r.Paths[i].Hops, len(want[i])-1)
			}
		}
	}
}

// Of all paths that gonum's Yen finds, those that pass two entities in order are,
// by length, the paths over the two.
func TestPathsOverOthersAreThoseOfAnotherYen(t *testing.T) {
	for i := range uint64(60) {
		d := roll(*seed + 91000 + i)
		w := d.world(8, 20)
		g := w.build(t)
		other := simple.NewUndirectedGraph()
		ids := sorted(w.ents)
		number := map[string]int64{}
		for n, id := range ids {
			number[id] = int64(n)
			other.AddNode(simple.Node(n))
		}
		for _, r := range w.rels {
			if r.From != r.To {
				other.SetEdge(simple.Edge{F: simple.Node(number[r.From]), T: simple.Node(number[r.To])})
			}
		}
		q := graph.PathQuery{
			From: ids[:1], To: ids[1:2], Via: ids[2:4], Mode: graph.KShortest, Lens: graph.LensEverything, First: graph.MaxFirst,
			MaxHops: graph.MaxHops, DegreeCap: math.MaxInt32, Where: &graph.Filter{Statuses: graph.Statuses()},
		}
		r, err := g.Paths(context.Background(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		var want []int
		for _, p := range path.YenKShortestPaths(other, 2000, math.Inf(1), simple.Node(0), simple.Node(1)) {
			first := slices.IndexFunc(p, func(n gonum.Node) bool { return n.ID() == 2 })
			second := slices.IndexFunc(p, func(n gonum.Node) bool { return n.ID() == 3 })
			if first >= 0 && first < second {
				want = append(want, len(p)-1)
			}
		}
		var got []int
		for _, p := range r.Paths {
			got = append(got, p.Hops)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("world %d: paths of %v hops, gonum's of %v", i, got, want)
		}
	}
}

// From one start, where every contact is a talk on a day of its own, the earliest
// arrivals are the distances of gonum's Dijkstra over the days, if a talk costs the
// days that one has waited for it.
func TestEarliestArrivalsAreTheDistancesOfAnotherDijkstra(t *testing.T) {
	const days = 60
	for i := range uint64(100) {
		d := roll(*seed + 92000 + i)
		w := d.world(7, 0)
		clear(w.occ)
		// A node for every person and day; waiting leads from day to day.
		other := simple.NewWeightedDirectedGraph(0, math.Inf(1))
		at := func(person, day int) simple.Node { return simple.Node(person*(days+1) + day) }
		ids := sorted(w.ents)
		for n, id := range ids {
			e := *w.ents[id]
			e.Kind = graph.KindPerson
			w.ents[id] = &e
			for day := range days {
				other.SetWeightedEdge(simple.WeightedEdge{F: at(n, day), T: at(n, day+1), W: 1})
			}
		}
		for day := range days {
			a, b := d.IntN(len(ids)), d.IntN(len(ids))
			if a == b || d.IntN(3) > 0 {
				continue
			}
			r := &graph.RelationRecord{From: ids[min(a, b)], Type: graph.Consult, To: ids[max(a, b)], Key: fmt.Sprint(day), Claims: []graph.Claim{{
				ID: "c", Document: "d0", Stance: graph.Asserts, Date: graph.Date{EDTF: edtf(graph.Day(day).String())},
			}}}
			r.ID = r.Identity()
			w.rels[r.ID] = r
			for _, pair := range [][2]int{{a, b}, {b, a}} {
				other.SetWeightedEdge(simple.WeightedEdge{F: at(pair[0], day), T: at(pair[1], day), W: 0})
			}
		}
		g := w.build(t)
		from := path.DijkstraFrom(at(0, 0), other)
		for n, id := range ids[1:] {
			r, err := g.Paths(context.Background(), graph.PathQuery{From: ids[:1], To: []string{id}, Mode: graph.Earliest, First: 1, MaxHops: graph.MaxHops, DegreeCap: math.MaxInt32}, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := math.Inf(1)
			for day := range days {
				want = min(want, from.WeightTo(at(n+1, day).ID()))
			}
			got := math.Inf(1)
			if len(r.Paths) > 0 {
				got = float64(*r.Paths[0].Arrival)
			}
			if got != want {
				t.Fatalf("world %d: %s is reached on day %v, by gonum on %v", i, id, got, want)
			}
		}
	}
}

package topology_test

import (
	"context"
	"math"
	"testing"

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

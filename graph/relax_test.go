package graph_test

import (
	"fmt"
	"testing"

	"dragoman/graph"
)

// A search for the smallest degree cap that was stopped tells one that a reader can
// use: with it there are all the paths that were counted.
func TestRelaxedCapOfASearchThatWasStopped(t *testing.T) {
	way := func(id string) graph.Path { return graph.Path{Hops: 2, Nodes: []string{"a", id, "b"}} }
	degrees := map[string]int{"a": 5000, "b": 70, "x": 1200, "y": 3000, "z": 2000, "w": 9000}
	for _, x := range []struct {
		reason string
		lifted graph.PathResult // without a cap; with any other the answer is stopped, without paths
		want   string
	}{
		{"while halving", graph.PathResult{Paths: []graph.Path{way("x"), way("y"), way("z"), {Hops: 3, Nodes: []string{"a", "w", "x", "b"}}}}, `"10" to "3000": 3 paths, more false`},
		{"while counting", graph.PathResult{Paths: []graph.Path{way("x"), way("z")}, StoppedBy: graph.StopBudget}, `"10" to "2000": 2 paths, more true`},
		{"before anything was found", graph.PathResult{StoppedBy: graph.StopBudget}, `"10" to "": not known`},
	} {
		ask := func(q graph.PathQuery) (*graph.PathResult, error) {
			switch {
			case q.DegreeCap == 10:
				return &graph.PathResult{Outcome: graph.NoPath}, nil
			case q.DegreeCap > 1_000_000:
				return &x.lifted, nil
			}
			return &graph.PathResult{Outcome: graph.Stopped, StoppedBy: graph.StopBudget}, nil
		}
		q := graph.PathQuery{From: []string{"a"}, To: []string{"b"}, MaxHops: 12, DegreeCap: 10, Lens: graph.LensEverything}
		told, err := graph.Relaxations(q, ask, func(id string) (int, error) { return degrees[id], nil })
		if err != nil || len(told) == 0 || told[0].Field != "degreeCap" {
			t.Fatalf("%s: %+v, %v", x.reason, told, err)
		}
		got := fmt.Sprintf("%q to %q: not known", told[0].From, told[0].To)
		if told[0].Paths != nil {
			got = fmt.Sprintf("%q to %q: %d paths, more %v", told[0].From, told[0].To, *told[0].Paths, told[0].Capped)
		}
		if got != x.want {
			t.Errorf("%s: %s, want %s", x.reason, got, x.want)
		}
	}
}

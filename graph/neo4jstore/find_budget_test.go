package neo4jstore

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/graphtest"
)

// A search that its budget ends says so, and what it gives until then is the
// beginning of the exact answer.
func TestBudgetCutsHonestly(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world, m *graphtest.Model, f *finder) {
		stopped := 0
		for range max(rounds()/2, 1) {
			f.s.options.Explore = 1 + w.rng.IntN(120)
			q := w.pathQuery()
			if err := checkPaths(&q); err != nil {
				t.Fatal(err)
			}
			got, err := f.view(context.Background()).paths(q)
			want, wantErr := m.Paths(context.Background(), q)
			switch {
			case err != nil || got.StoppedBy == 0:
				compare(t, q, got, want, err, wantErr)
			case got.Complete || len(got.Paths) > len(want.Paths) || got.Total != nil || len(got.Paths) == 0 && got.Outcome == graph.NoPath:
				t.Fatalf("%+v with a budget of %d\nis stopped, and yet says %+v", q, f.s.options.Explore, got)
			default:
				stopped++
				if diff := cmp.Diff(want.Paths[:len(got.Paths)], got.Paths, sameAnswer); diff != "" {
					t.Fatalf("%+v with a budget of %d\n%s", q, f.s.options.Explore, diff)
				}
			}
			e := graph.EgoQuery{Of: w.some(2), Depth: 1 + w.rng.IntN(3), First: 20, PerNode: 50, Lens: graph.LensEverything, DegreeCap: w.degreeCap()}
			n, err := f.view(context.Background()).ego(e)
			exact, exactErr := m.Ego(context.Background(), e)
			if err != nil || n.StoppedBy == 0 {
				compare(t, e, n, exact, err, exactErr)
				continue
			}
			if stopped++; n.Complete || len(n.Nodes) > len(exact.Nodes) {
				t.Fatalf("%+v with a budget of %d is stopped, and yet says %+v", e, f.s.options.Explore, n)
			}
			for i, node := range n.Nodes {
				if x := exact.Nodes[i]; x.Entity != node.Entity || x.Rank != node.Rank || x.Distance != node.Distance {
					t.Fatalf("%+v with a budget of %d: node %d is %+v, want %+v", e, f.s.options.Explore, i, node, x)
				}
			}
		}
		t.Logf("%d searches were stopped", stopped)
	})
}

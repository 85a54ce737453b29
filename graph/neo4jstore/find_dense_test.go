package neo4jstore

import (
	"context"
	"testing"
	"time"

	"dragoman/graph"
)

// A dense graph has more shortest paths than can be listed; the first in tie order
// is found without listing them.
func TestTiesOfADenseGraph(t *testing.T) {
	if testing.Short() {
		t.Skip("loads 10,920 relations")
	}
	d := findersDriver(t)
	w := newWorld(worldSeed(), 242, 10_920)
	w.write(t, d)
	f := newFinder(t, d)
	var mostly []time.Duration
	for range 40 {
		q := graph.PathQuery{From: []string{w.entity()}, To: []string{w.entity()}, Mode: graph.AllShortest, Lens: graph.LensFormal, First: 1, MaxHops: 6, DegreeCap: 1000}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		before, start := f.statements.Load(), time.Now()
		r, err := f.view(ctx).paths(q)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		mostly = append(mostly, time.Since(start))
		if n := f.statements.Load() - before; n > 2 || r.StoppedBy != 0 { // the documents may be one
			t.Errorf("%+v took %d statements, stopped by %q", q, n, r.StoppedBy)
		}
	}
	t.Log(mostly)
}

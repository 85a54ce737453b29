package topology_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/graph/topology"
)

// BenchmarkSnapshotShortest asks about any two entities of a saved topology, hubs
// not walked through and walked through, and beside it the bare arrays.
func BenchmarkSnapshotShortest(b *testing.B) {
	if *snapshotFlag == "" {
		b.Skip("-snapshot names no file")
	}
	g := snapshot(b)
	x := bench{g: g, bare: graphtest.NewBare(g.Counts().Entities)}
	x.entities = g.EachWalked(x.bare.Add)
	for v := range uint32(x.entities) {
		x.ids = append(x.ids, g.IDAt(v))
	}
	for _, degreeCap := range []int{1000, 1 << 30} {
		b.Run(fmt.Sprint("cap=", degreeCap), func(b *testing.B) {
			x.paths(b, graph.PathQuery{First: 10, MaxHops: 6, DegreeCap: degreeCap}, true)
		})
	}
}

func snapshot(b *testing.B) *topology.Graph {
	in, err := os.Open(*snapshotFlag)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	g, err := topology.Load(bufio.NewReaderSize(in, 1<<20))
	if err != nil {
		b.Fatal(err)
	}
	return g
}

// BenchmarkSnapshot asks about the persons of a saved topology (-snapshot): paths,
// those in order of time, those with all hubs that they do not go through, and egos,
// which are given back; and what each part of it takes.
func BenchmarkSnapshot(b *testing.B) {
	if *snapshotFlag == "" {
		b.Skip("-snapshot names no file")
	}
	g := snapshot(b)
	b.Run("memory", func(b *testing.B) {
		for b.Loop() {
			runtime.GC()
		}
		reportSizes(b, g)
	})
	persons := g.Of(graph.KindPerson)
	for _, c := range []struct {
		name  string
		query graph.PathQuery
	}{
		{"shortest", graph.PathQuery{Mode: graph.Shortest}},
		{"hubs", graph.PathQuery{Mode: graph.Shortest, ListHubs: true}},
		{"earliest", graph.PathQuery{Mode: graph.Earliest}},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(3, 4))
			var ds []time.Duration
			explored := 0
			for b.Loop() {
				q := c.query
				q.First, q.MaxHops, q.DegreeCap = 1, 6, 1000
				q.From, q.To = []string{persons[r.IntN(len(persons))]}, []string{persons[r.IntN(len(persons))]}
				begin := time.Now()
				found, err := g.Paths(context.Background(), q, nil)
				ds = append(ds, time.Since(begin))
				if err != nil {
					b.Fatal(err)
				}
				explored += found.Explored
			}
			report(b, ds)
			b.ReportMetric(float64(explored)/float64(len(ds)), "explored")
		})
	}
	b.Run("ego=500-search", func(b *testing.B) {
		benchEgoSearch(b, g, persons, graph.EgoQuery{Depth: 2, First: 500, PerNode: 50, DegreeCap: 1000})
	})
	for _, c := range []struct {
		name  string
		first int
		brief bool
	}{{"ego=200", 200, true}, {"ego=500", 500, true}, {"ego=500-evidence", 500, false}} {
		b.Run(c.name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(5, 6))
			var ds []time.Duration
			relations := 0
			for b.Loop() {
				q := graph.EgoQuery{Of: []string{persons[r.IntN(len(persons))]}, Depth: 2, First: c.first, PerNode: 50, DegreeCap: 1000, Brief: c.brief, Lend: true}
				begin := time.Now()
				n, err := g.Ego(context.Background(), q)
				ds = append(ds, time.Since(begin))
				if err != nil {
					b.Fatal(err)
				}
				relations += len(n.Relations)
				n.Release()
			}
			report(b, ds)
			b.ReportMetric(float64(relations)/float64(len(ds)), "relations")
		})
	}
}

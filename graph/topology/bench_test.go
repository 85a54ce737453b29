package topology_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/graph/topology"
)

const (
	benchEntities  = 100_000
	benchRelations = 1_000_000
)

// bench is a generated graph: ends are drawn by a power law, a few entities are
// of a degree beyond the usual cap, one relation in ten has two claims.
type bench struct {
	g     *topology.Graph
	build time.Duration
	bare  *graphtest.Bare
	ids   []string
}

var theBench = sync.OnceValue(func() *bench {
	b := &bench{bare: graphtest.NewBare(benchEntities), ids: make([]string, benchEntities)}
	for i := range b.ids {
		b.ids[i] = fmt.Sprintf("entity-%06d", i)
	}
	start := time.Now()
	g, err := topology.Build(context.Background(), b.feed())
	if err != nil {
		panic(err)
	}
	b.g, b.build = g, time.Since(start)
	return b
})

func (b *bench) feed() topology.Feed {
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.35, 60, benchEntities-1)
	perm := r.Perm(benchEntities)
	kinds := []graph.EntityKind{graph.KindPerson, graph.KindPerson, graph.KindGovernment, graph.KindOrganization, graph.KindGroup}
	types := []graph.RelationType{graph.Support, graph.Accuse, graph.Consult, graph.HasTies, graph.Backs, graph.MemberOf, graph.SpokeTo, graph.Aid}
	stances := []graph.Stance{graph.Reports, graph.Reports, graph.Asserts, graph.Confirms, graph.Alleges, graph.Reports, graph.Suggests, graph.Reports}
	return topology.Feed{
		Entities: func(yield func(*graph.Entity, error) bool) {
			for i, id := range b.ids {
				if !yield(&graph.Entity{ID: id, Kind: kinds[i%len(kinds)], Named: true}, nil) {
					return
				}
			}
		},
		Documents: func(yield func(*graph.Document, error) bool) {
			for i := range 10_000 {
				day := edtf(graph.Day(18000 + i/4).String())
				if !yield(&graph.Document{ID: fmt.Sprint("doc-", i), Outlet: b.ids[i%200], Published: graph.Date{EDTF: day}, Reliability: graph.ReliabilityB}, nil) {
					return
				}
			}
		},
		Relations: func(yield func(*graph.RelationRecord, error) bool) {
			days := make([]graph.EDTF, 3000)
			for i := range days {
				days[i] = edtf(graph.Day(17500 + i).String())
			}
			docs := make([]string, 10_000)
			for i := range docs {
				docs[i] = fmt.Sprint("doc-", i)
			}
			var rec graph.RelationRecord
			for n := range benchRelations {
				from, to := r.IntN(benchEntities), perm[zipf.Uint64()]
				if r.IntN(4) == 0 {
					from = perm[zipf.Uint64()]
				}
				t := types[r.IntN(len(types))]
				if t.Symmetric() && to < from {
					from, to = to, from
				}
				b.bare.Add(uint32(from), uint32(to))
				rec = graph.RelationRecord{From: b.ids[from], Type: t, To: b.ids[to], Key: fmt.Sprint("k", n%1000), Claims: rec.Claims[:0]}
				for range 1 + r.IntN(10)/9 {
					rec.Claims = append(rec.Claims, graph.Claim{Document: docs[r.IntN(len(docs))], Stance: stances[r.IntN(len(stances))], Date: graph.Date{EDTF: days[r.IntN(len(days))]}})
				}
				if !yield(&rec, nil) {
					return
				}
			}
		},
	}
}

func percentiles(ds []time.Duration) (p50, p99 time.Duration) {
	slices.Sort(ds)
	return ds[len(ds)/2], ds[len(ds)*99/100]
}

func report(b *testing.B, ds, base []time.Duration) {
	p50, p99 := percentiles(ds)
	b.ReportMetric(float64(p50.Nanoseconds())/1000, "p50-µs")
	b.ReportMetric(float64(p99.Nanoseconds())/1000, "p99-µs")
	if base != nil {
		q50, _ := percentiles(base)
		b.ReportMetric(float64(q50.Nanoseconds())/1000, "bare-p50-µs")
		b.ReportMetric(float64(p50)/float64(q50), "×bare")
	}
}

func benchPaths(b *testing.B, q graph.PathQuery, withBare bool) {
	x := theBench()
	r := rand.New(rand.NewPCG(3, 4))
	var ds, base []time.Duration
	for b.Loop() {
		from, to := r.IntN(benchEntities), r.IntN(benchEntities)
		q.From, q.To = []string{x.ids[from]}, []string{x.ids[to]}
		start := time.Now()
		res, err := x.g.Paths(context.Background(), q, nil)
		ds = append(ds, time.Since(start))
		if err != nil || res.StoppedBy != 0 {
			b.Fatal(err, res.StoppedBy)
		}
		if withBare {
			start = time.Now()
			x.bare.Hops(uint32(from), uint32(to), q.MaxHops)
			base = append(base, time.Since(start))
		}
	}
	report(b, ds, base)
}

func BenchmarkShortest(b *testing.B) {
	benchPaths(b, graph.PathQuery{First: 1, MaxHops: 6, DegreeCap: 1 << 30}, true)
}

func BenchmarkShortestCapped(b *testing.B) {
	benchPaths(b, graph.PathQuery{First: 1, MaxHops: 6, DegreeCap: 1000}, true)
}

func BenchmarkAllShortest(b *testing.B) {
	benchPaths(b, graph.PathQuery{Mode: graph.AllShortest, First: 10, MaxHops: 6, DegreeCap: 1000}, false)
}

func BenchmarkKShortest(b *testing.B) {
	benchPaths(b, graph.PathQuery{Mode: graph.KShortest, First: 10, MaxHops: 6, DegreeCap: 1000}, false)
}

func BenchmarkStrongest(b *testing.B) {
	benchPaths(b, graph.PathQuery{Mode: graph.Strongest, First: 1, MaxHops: 6, DegreeCap: 1000}, false)
}

func BenchmarkEarliest(b *testing.B) {
	benchPaths(b, graph.PathQuery{Mode: graph.Earliest, First: 1, MaxHops: 6, DegreeCap: 1000}, false)
}

func BenchmarkShortestVia(b *testing.B) {
	x := theBench()
	for _, n := range []int{1, 3} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			benchPaths(b, graph.PathQuery{First: 1, MaxHops: 12, DegreeCap: 1000, Via: x.ids[50_000 : 50_000+n]}, false)
		})
	}
}

func BenchmarkShortestAsOf(b *testing.B) {
	day := graph.Day(19500)
	benchPaths(b, graph.PathQuery{First: 1, MaxHops: 6, DegreeCap: 1000, Where: &graph.Filter{AsOf: &day}}, false)
}

func BenchmarkEgo(b *testing.B) {
	x := theBench()
	r := rand.New(rand.NewPCG(5, 6))
	for _, c := range []struct{ depth, first, perNode int }{{1, 50, 50}, {2, 500, 50}} {
		b.Run(fmt.Sprintf("depth%d-first%d", c.depth, c.first), func(b *testing.B) {
			var ds []time.Duration
			relations, nodes := 0, 0
			for b.Loop() {
				start := time.Now()
				e, err := x.g.Ego(context.Background(), graph.EgoQuery{Of: []string{x.ids[r.IntN(benchEntities)]}, Depth: c.depth, First: c.first, PerNode: c.perNode, DegreeCap: 1000})
				ds = append(ds, time.Since(start))
				if err != nil {
					b.Fatal(err)
				}
				relations, nodes = relations+len(e.Relations), nodes+len(e.Nodes)
			}
			report(b, ds, nil)
			b.ReportMetric(float64(relations)/float64(len(ds)), "relations")
			b.ReportMetric(float64(nodes)/float64(len(ds)), "nodes")
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	x := theBench()
	file := save(b, x.g)
	for b.Loop() {
		if _, err := topology.Load(bytes.NewReader(file)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(x.build.Seconds(), "build-s")
	b.ReportMetric(float64(x.g.Bytes())/benchRelations, "bytes/relation")
	b.ReportMetric(float64(len(file))/1e6, "file-MB")
}

func BenchmarkApply(b *testing.B) {
	x := theBench()
	r := rand.New(rand.NewPCG(7, 8))
	g := x.g
	n := 0
	for b.Loop() {
		if n++; n%5000 == 0 {
			g = x.g
		}
		rec := &graph.RelationRecord{
			From: x.ids[r.IntN(benchEntities)], Type: graph.Aid, To: x.ids[r.IntN(2000)], Key: fmt.Sprint("new", n),
			Claims: []graph.Claim{{Document: "doc-7", Stance: graph.Reports, Date: graph.Date{EDTF: edtf("2025-01-05")}}},
		}
		next, err := g.Apply(topology.Change{Revision: "x", Relations: []*graph.RelationRecord{rec}})
		if err != nil {
			b.Fatal(err)
		}
		g = next
	}
}

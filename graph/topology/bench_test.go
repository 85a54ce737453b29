package topology_test

import (
	"bytes"
	"context"
	"flag"
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

// The size of the graph: -relations 10000000 is what the aims are stated for.
var (
	relationsFlag = flag.Int("relations", 1_000_000, "relations of the graph of the benchmarks; it has a tenth as many entities")
	snapshotFlag  = flag.String("snapshot", "", "a saved topology for the benchmarks that ask about a graph as dragoman generate writes it")
)

// bench is a generated graph: ends are drawn by a power law, a few entities are
// of a degree beyond the usual cap, one relation in ten has two claims.
type bench struct {
	entities, relations int

	g     *topology.Graph
	build time.Duration

	harness time.Duration // of a collection of garbage without the graph

	bare *graphtest.Bare
	ids  []string
}

var theBench = sync.OnceValue(func() *bench {
	n := *relationsFlag
	b := &bench{entities: n / 10, relations: n, bare: graphtest.NewBare(n / 10), ids: make([]string, n/10)}
	for i := range b.ids {
		b.ids[i] = fmt.Sprintf("entity-%07d", i)
	}
	b.harness = collection()
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
	zipf := rand.NewZipf(r, 1.35, 60, uint64(b.entities-1))
	perm := r.Perm(b.entities)
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
			for n := range b.relations {
				from, to := r.IntN(b.entities), perm[zipf.Uint64()]
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

func report(b *testing.B, ds []time.Duration) {
	p50, p99 := percentiles(ds)
	b.ReportMetric(float64(p50.Nanoseconds())/1000, "p50-µs")
	b.ReportMetric(float64(p99.Nanoseconds())/1000, "p99-µs")
}

// beside reports how many times as long as a floor something took.
func beside(b *testing.B, ds, floor []time.Duration, name string) {
	p50, p99 := percentiles(ds)
	q50, q99 := percentiles(floor)
	b.ReportMetric(float64(q50.Nanoseconds())/1000, name+"-p50-µs")
	b.ReportMetric(float64(p50)/float64(q50), "p50×"+name)
	b.ReportMetric(float64(p99)/float64(q99), "p99×"+name)
}

func benchPaths(b *testing.B, q graph.PathQuery, withBare bool) { theBench().paths(b, q, withBare) }

func (x *bench) paths(b *testing.B, q graph.PathQuery, withBare bool) {
	r := rand.New(rand.NewPCG(3, 4))
	var ds, bare, ties []time.Duration
	var pairs [][2]uint32
	for b.Loop() {
		from, to := r.IntN(x.entities), r.IntN(x.entities)
		q.From, q.To = []string{x.ids[from]}, []string{x.ids[to]}
		start := time.Now()
		res, err := x.g.Paths(context.Background(), q, nil)
		ds = append(ds, time.Since(start))
		if err != nil {
			b.Fatal(err)
		}
		if res.StoppedBy != 0 {
			b.Fatal(res.StoppedBy)
		}
		if withBare {
			start = time.Now()
			x.bare.Hops(uint32(from), uint32(to), q.MaxHops)
			bare = append(bare, time.Since(start))
			pairs = append(pairs, [2]uint32{uint32(from), uint32(to)})
		}
	}
	for _, p := range pairs[:min(len(pairs), 500)] { // apart, since it leaves nothing else in the cache
		start := time.Now()
		x.bare.Ties(p[0], p[1], q.MaxHops)
		ties = append(ties, time.Since(start))
	}
	report(b, ds)
	b.ReportMetric(testing.AllocsPerRun(1000, func() {
		q.From[0], q.To[0] = x.ids[r.IntN(x.entities)], x.ids[r.IntN(x.entities)]
		if _, err := x.g.Paths(context.Background(), q, nil); err != nil {
			b.Fatal(err)
		}
	}), "allocs/answer")
	if withBare {
		beside(b, ds, bare, "bare")
		beside(b, ds, ties, "ties")
	}
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
			benchPaths(b, graph.PathQuery{First: 1, MaxHops: 12, DegreeCap: 1000, Via: x.ids[x.entities/2 : x.entities/2+n]}, false)
		})
	}
}

func BenchmarkShortestAsOf(b *testing.B) {
	day := graph.Day(19500)
	benchPaths(b, graph.PathQuery{First: 1, MaxHops: 6, DegreeCap: 1000, Where: &graph.Filter{AsOf: &day}}, false)
}

// BenchmarkEgo asks for egos and gives them back, as a server does.
func BenchmarkEgo(b *testing.B) {
	x := theBench()
	b.Run("depth2-first500-search", func(b *testing.B) {
		benchEgoSearch(b, x.g, x.ids, graph.EgoQuery{Depth: 2, First: 500, PerNode: 50, DegreeCap: 1000})
	})
	for _, c := range []struct {
		depth, first, perNode int
		brief                 bool
	}{{1, 50, 50, false}, {2, 500, 50, false}, {2, 500, 50, true}} {
		b.Run(fmt.Sprintf("depth%d-first%d-brief=%v", c.depth, c.first, c.brief), func(b *testing.B) {
			r := rand.New(rand.NewPCG(5, 6))
			var ds []time.Duration
			relations, nodes := 0, 0
			for b.Loop() {
				start := time.Now()
				e, err := x.g.Ego(context.Background(), graph.EgoQuery{Of: []string{x.ids[r.IntN(x.entities)]}, Depth: c.depth, First: c.first, PerNode: c.perNode, DegreeCap: 1000, Brief: c.brief, Lend: true})
				ds = append(ds, time.Since(start))
				if err != nil {
					b.Fatal(err)
				}
				relations, nodes = relations+len(e.Relations), nodes+len(e.Nodes)
				e.Release()
			}
			report(b, ds)
			b.ReportMetric(float64(relations)/float64(len(ds)), "relations")
			b.ReportMetric(float64(nodes)/float64(len(ds)), "nodes")
		})
	}
}

// benchEgoSearch asks for the search alone, without what an answer is made of.
func benchEgoSearch(b *testing.B, g *topology.Graph, of []string, q graph.EgoQuery) {
	r := rand.New(rand.NewPCG(5, 6))
	var ds []time.Duration
	relations, nodes := 0, 0
	for b.Loop() {
		q.Of = []string{of[r.IntN(len(of))]}
		start := time.Now()
		n, m, err := g.EgoSearch(context.Background(), q)
		ds = append(ds, time.Since(start))
		if err != nil {
			b.Fatal(err)
		}
		nodes, relations = nodes+n, relations+m
	}
	report(b, ds)
	b.ReportMetric(float64(relations)/float64(len(ds)), "relations")
	b.ReportMetric(float64(nodes)/float64(len(ds)), "nodes")
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
	b.ReportMetric(float64(x.g.Bytes())/float64(x.relations), "bytes/relation")
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
			From: x.ids[r.IntN(x.entities)], Type: graph.Aid, To: x.ids[r.IntN(2000)], Key: fmt.Sprint("new", n),
			Claims: []graph.Claim{{Document: "doc-7", Stance: graph.Reports, Date: graph.Date{EDTF: edtf("2025-01-05")}}},
		}
		next, err := g.Apply(topology.Change{Revision: "x", Relations: []*graph.RelationRecord{rec}})
		if err != nil {
			b.Fatal(err)
		}
		g = next
	}
}

// BenchmarkBasis asks what the shortest paths between any two rest on, and with
// cut for the documents that all paths of that length depend on.
func BenchmarkBasis(b *testing.B) {
	x := theBench()
	r := rand.New(rand.NewPCG(5, 6))
	var qs []graph.BasisQuery
	for len(qs) < 50 {
		from, to := x.ids[r.IntN(x.entities)], x.ids[r.IntN(x.entities)]
		found, err := x.g.Paths(context.Background(), graph.PathQuery{From: []string{from}, To: []string{to}, Mode: graph.Shortest, First: 1, MaxHops: 6, DegreeCap: 1000}, nil)
		if err != nil {
			b.Fatal(err)
		}
		if found.Outcome != graph.Found {
			continue
		}
		q := graph.BasisQuery{MaxHops: found.Paths[0].Hops, DegreeCap: 1000}
		for _, s := range found.Paths[0].Steps {
			q.Of = append(q.Of, s.Relation.ID)
		}
		qs = append(qs, q)
	}
	for _, cut := range []bool{false, true} {
		b.Run(fmt.Sprintf("cut=%v", cut), func(b *testing.B) {
			times, searches, stopped, n := make([]time.Duration, 0, b.N), 0, 0, 0
			for b.Loop() {
				q := qs[n%len(qs)]
				q.Cut = cut
				start := time.Now()
				out, err := x.g.Basis(context.Background(), q)
				if err != nil {
					b.Fatal(err)
				}
				times, n = append(times, time.Since(start)), n+1
				searches += 1 + len(out.Documents) + len(out.Sources)
				if cut && out.Cut.StoppedBy != 0 {
					stopped++
				}
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(searches)/float64(n), "searches/op")
			b.ReportMetric(float64(stopped)/float64(n), "stopped/op")
		})
	}
}

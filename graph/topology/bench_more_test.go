package topology_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// BenchmarkShortestFiltered asks the same pairs with types, a time and statuses,
// and without.
func BenchmarkShortestFiltered(b *testing.B) {
	x := theBench()
	r := rand.New(rand.NewPCG(3, 4))
	where := &graph.Filter{
		Types:    []graph.RelationType{graph.Support, graph.Consult, graph.HasTies, graph.Backs, graph.MemberOf, graph.Aid},
		Statuses: []graph.Status{graph.Confirmed, graph.Corroborated, graph.Reported},
		During:   edtf("2018/2024"),
	}
	var filtered, plain []time.Duration
	for b.Loop() {
		q := graph.PathQuery{From: []string{x.ids[r.IntN(x.entities)]}, To: []string{x.ids[r.IntN(x.entities)]}, First: 1, MaxHops: 6, DegreeCap: 1 << 30}
		plain = append(plain, x.timed(b, q))
		q.Where = where
		filtered = append(filtered, x.timed(b, q))
	}
	p50, p99 := percentiles(filtered)
	q50, _ := percentiles(plain)
	b.ReportMetric(float64(p50.Nanoseconds())/1000, "p50-µs")
	b.ReportMetric(float64(p99.Nanoseconds())/1000, "p99-µs")
	b.ReportMetric(float64(p50)/float64(q50), "×unfiltered")
}

func (x *bench) timed(b *testing.B, q graph.PathQuery) time.Duration {
	begin := time.Now()
	r, err := x.g.Paths(context.Background(), q, nil)
	took := time.Since(begin)
	if err != nil || r.StoppedBy != 0 {
		b.Fatal(err, r.StoppedBy)
	}
	return took
}

// BenchmarkMemory says what the graph takes and how long a full collection of
// garbage is with it in memory; harness-gc-ms is one without the graph, with what
// else the benchmarks keep.
func BenchmarkMemory(b *testing.B) {
	x := theBench()
	var longest time.Duration
	for b.Loop() {
		longest = max(longest, collection())
	}
	b.ReportMetric(float64(longest.Microseconds())/1000, "gc-ms")
	b.ReportMetric(float64(x.harness.Microseconds())/1000, "harness-gc-ms")
	reportSizes(b, x.g)
}

// reportSizes says how many bytes a relation the graph takes, and its parts that
// take a tenth of one or more.
func reportSizes(b *testing.B, g *topology.Graph) {
	n := float64(g.Counts().Relations)
	b.ReportMetric(float64(g.Bytes())/n, "bytes/relation")
	g.Sizes(func(name string, bytes int64) {
		if float64(bytes) >= n/10 {
			b.ReportMetric(float64(bytes)/n, "B-"+name)
		}
	})
}

// collection is how long a full collection of garbage takes, after one that leaves
// it little to do.
func collection() time.Duration {
	runtime.GC()
	begin := time.Now()
	runtime.GC()
	return time.Since(begin)
}

// BenchmarkHub asks for the surroundings of an entity that a tenth of the graph's
// number of relations lead to, and for a path to another such, under a budget.
func BenchmarkHub(b *testing.B) {
	n := *relationsFlag / 10
	g, err := topology.Build(context.Background(), twoStars(n))
	if err != nil {
		b.Fatal(err)
	}
	var egos, paths []time.Duration
	for b.Loop() {
		begin := time.Now()
		if _, err := g.Ego(context.Background(), graph.EgoQuery{Of: []string{"hub-0"}, Depth: 1, First: 50, PerNode: 50, DegreeCap: 1000}); err != nil {
			b.Fatal(err)
		}
		egos = append(egos, time.Since(begin))
		begin = time.Now()
		r, err := g.WithOptions(topology.Options{Budget: n / 2}).Paths(context.Background(), graph.PathQuery{From: []string{"hub-0"}, To: []string{"hub-1"}, First: 1, MaxHops: 4, DegreeCap: 1 << 30}, nil)
		paths = append(paths, time.Since(begin))
		if err != nil || r.StoppedBy != graph.StopBudget {
			b.Fatal(err, r)
		}
	}
	e50, _ := percentiles(egos)
	p50, _ := percentiles(paths)
	b.ReportMetric(float64(n), "degree")
	b.ReportMetric(float64(e50.Microseconds())/1000, "ego-ms")
	b.ReportMetric(float64(p50.Microseconds())/1000, "budget-ms")
}

// twoStars are two hubs with n neighbours each, none of them in common.
func twoStars(n int) topology.Feed {
	paper := graph.Document{ID: "d", Published: graph.Date{EDTF: edtf("2024-05-01")}}
	name := func(i int) string {
		if i < 2 {
			return fmt.Sprint("hub-", i)
		}
		return fmt.Sprint("leaf-", i)
	}
	return topology.Feed{
		Documents: only(&paper),
		Entities: func(yield func(*graph.Entity, error) bool) {
			for i := range 2*n + 2 {
				if !yield(&graph.Entity{ID: name(i), Kind: graph.KindPerson, Named: true}, nil) {
					return
				}
			}
		},
		Relations: func(yield func(*graph.RelationRecord, error) bool) {
			claims := []graph.Claim{{Document: "d", Stance: graph.Reports}}
			for i := range 2 * n {
				if !yield(&graph.RelationRecord{From: name(i % 2), Type: graph.Backs, To: name(i + 2), Claims: claims}, nil) {
					return
				}
			}
		},
	}
}

func only[T any](x *T) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) { yield(x, nil) }
}

// BenchmarkPathsDuringWrites asks for paths while a claim is applied each
// millisecond, and while none is, in turns.
func BenchmarkPathsDuringWrites(b *testing.B) {
	x := theBench()
	var g atomic.Pointer[topology.Graph]
	g.Store(x.g)
	r := rand.New(rand.NewPCG(9, 10))
	ask := func() time.Duration {
		begin := time.Now()
		_, err := g.Load().Paths(context.Background(), graph.PathQuery{From: []string{x.ids[r.IntN(x.entities)]}, To: []string{x.ids[r.IntN(x.entities)]}, First: 1, MaxHops: 6, DegreeCap: 1000}, nil)
		if err != nil {
			b.Fatal(err)
		}
		return time.Since(begin)
	}
	var quiet, busy []time.Duration
	writes := 0
	for b.Loop() {
		for range 500 {
			quiet = append(quiet, ask())
		}
		stop, stopped := make(chan struct{}), make(chan int)
		go func() { stopped <- x.write(&g, stop) }()
		for range 500 {
			busy = append(busy, ask())
		}
		close(stop)
		writes += <-stopped
	}
	_, q99 := percentiles(quiet)
	_, p99 := percentiles(busy)
	b.ReportMetric(float64(q99.Nanoseconds())/1000, "quiet-p99-µs")
	b.ReportMetric(float64(p99.Nanoseconds())/1000, "busy-p99-µs")
	b.ReportMetric(float64(p99)/float64(q99), "×quiet")
	b.ReportMetric(float64(writes), "claims")
}

// write applies a claim each millisecond, and gives how many it were.
func (x *bench) write(g *atomic.Pointer[topology.Graph], stop chan struct{}) (n int) {
	r := rand.New(rand.NewPCG(11, 12))
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return n
		case <-tick.C:
		}
		rec := &graph.RelationRecord{
			From: x.ids[r.IntN(x.entities)], Type: graph.Aid, To: x.ids[r.IntN(x.entities)], Key: fmt.Sprint("during", n),
			Claims: []graph.Claim{{Document: "doc-7", Stance: graph.Reports, Date: graph.Date{EDTF: edtf("2024-01-05")}}},
		}
		next, err := g.Load().Apply(topology.Change{Revision: "x", Relations: []*graph.RelationRecord{rec}})
		if err != nil {
			panic(err)
		}
		g.Store(next)
		n++
	}
}

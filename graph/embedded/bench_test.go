package embedded_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// size is DRAGOMAN_RELATIONS, or a small default.
func size(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("DRAGOMAN_RELATIONS"))
	if err != nil || n <= 0 {
		b.Log("DRAGOMAN_RELATIONS sets the size; 1000000 is what the aims are stated for")
		return 20_000
	}
	return n
}

// crowd makes n relations with a claim each, among n/10 people, from n/100 documents.
func crowd(n int) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		people, documents := max(n/10, 10), max(n/100, 3)
		rng := rand.New(rand.NewPCG(1, 2))
		for i := range documents {
			day, _ := graph.ParseEDTF(graph.Day(20000 + i%700).String())
			if !yield(graph.Record{Document: &graph.Document{ID: fmt.Sprint("d", i), Title: "A report", Published: graph.Date{EDTF: day}, Reliability: graph.ReliabilityB}}, nil) {
				return
			}
		}
		for i := range people {
			if !yield(graph.Record{Entity: &graph.Entity{ID: fmt.Sprint("p", i), Kind: graph.KindPerson, Named: true, Name: fmt.Sprintf("Person %d of Somewhere", i)}}, nil) {
				return
			}
		}
		for i := range n {
			from, to := rng.IntN(people), rng.IntN(people)
			day, _ := graph.ParseEDTF(graph.Day(19000 + i%1700).String())
			r := &graph.RelationRecord{From: fmt.Sprint("p", from), Type: graph.Accuse, To: fmt.Sprint("p", to), Key: fmt.Sprint("e", i)}
			r.Claims = []graph.Claim{{Document: fmt.Sprint("d", i%documents), Stance: graph.Reports, Locator: 1 + i%40, Sources: []graph.Source{{Entity: fmt.Sprint("p", i%people)}}, Date: graph.Date{EDTF: day}}}
			if !yield(graph.Record{Relation: r}, nil) {
				return
			}
		}
	}
}

func BenchmarkBulkLoadAndStart(b *testing.B) {
	n := size(b)
	for range b.N {
		dir := b.TempDir()
		s, err := embedded.Open(b.Context(), dir)
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		if _, err := s.Apply(b.Context(), graph.Batch{Records: crowd(n)}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "relations/s")
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapSys)/1e6, "heapMB")
		start = time.Now()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "close-s")
		start = time.Now()
		if s, err = embedded.Open(b.Context(), dir); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "start-s")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		if err := os.Remove(dir + "/topology.snapshot"); err != nil {
			b.Fatal(err)
		}
		start = time.Now()
		if s, err = embedded.Open(b.Context(), dir); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "rebuild-s")
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSingleClaims writes one claim a batch, from several callers at once.
func BenchmarkSingleClaims(b *testing.B) {
	for _, callers := range []int{1, 16} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			s := openDir(b, b.TempDir())
			if _, err := s.Apply(b.Context(), graph.Batch{Records: crowd(20_000)}); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			var wg sync.WaitGroup
			for c := range callers {
				wg.Go(func() {
					for i := c; i < b.N; i += callers {
						r := &graph.RelationRecord{From: "p1", Type: graph.Accuse, To: "p2", Key: fmt.Sprint("new", i)}
						r.Claims = []graph.Claim{{Document: "d1", Stance: graph.Reports}}
						if _, err := s.Apply(b.Context(), graph.Batch{Records: only(graph.Record{Relation: r})}); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
		})
	}
}

func only(rs ...graph.Record) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		for _, r := range rs {
			if !yield(r, nil) {
				return
			}
		}
	}
}

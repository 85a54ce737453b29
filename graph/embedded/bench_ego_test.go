package embedded_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"dragoman/graph"
)

// BenchmarkEgo draws ego networks of depth 2 from a store on disk with 20,000
// people and 200,000 relations, through the store's whole reading path.
func BenchmarkEgo(b *testing.B) {
	const relations = 200_000
	s := openDir(b, b.TempDir())
	if _, err := s.Apply(b.Context(), graph.Batch{Records: crowd(relations)}); err != nil {
		b.Fatal(err)
	}
	for _, first := range []int{50, 200} {
		b.Run(fmt.Sprint("first", first), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(3, 4))
			var took []time.Duration
			shown := 0
			b.ReportAllocs()
			for b.Loop() {
				of := fmt.Sprint("p", rng.IntN(relations/10))
				start := time.Now()
				e, err := s.Ego(b.Context(), graph.EgoQuery{Of: []string{of}, Depth: 2, First: first, PerNode: 20, DegreeCap: 1000})
				took = append(took, time.Since(start))
				if err != nil {
					b.Fatal(err)
				}
				shown += len(e.Relations)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(shown)/float64(len(took)), "relations")
		})
	}
}

package graphtest_test

import (
	"math/rand/v2"
	"testing"

	"dragoman/graph/graphtest"
)

// The two floors agree on how far it is, and the path of the one is a path.
func TestBareSearches(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		n := 4 + r.IntN(30)
		x := graphtest.NewBare(n)
		joined := map[[2]uint32]bool{}
		for range n + r.IntN(n) {
			a, b := uint32(r.IntN(n)), uint32(r.IntN(n))
			x.Add(a, b)
			joined[[2]uint32{a, b}], joined[[2]uint32{b, a}] = true, true
		}
		for range 20 {
			a, b, limit := uint32(r.IntN(n)), uint32(r.IntN(n)), 1+r.IntN(7)
			path := x.Ties(a, b, limit)
			if hops := x.Hops(a, b, limit); len(path)-1 != hops {
				t.Fatalf("seed %d: %d hops from %d to %d, path %v", seed, hops, a, b, path)
			}
			if path != nil && (path[0] != a || path[len(path)-1] != b) {
				t.Fatalf("seed %d: from %d to %d, path %v", seed, a, b, path)
			}
			for i := 1; i < len(path); i++ {
				if !joined[[2]uint32{path[i-1], path[i]}] {
					t.Fatalf("seed %d: no relation joins two entities of path %v", seed, path)
				}
			}
		}
	}
}

package topology

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The first relation that is not before an entity is found wherever it is looked for,
// also where numbers are not spread evenly.
func TestFirstUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20000 {
		n, entities := 1+r.IntN(60), 1+r.IntN(100)
		b := &base{kind: make([]uint8, entities)}
		b.rels.cellRows = newCellRows(n, []uint32{1}, uint32(entities-1), 0, 0, 0)
		nbrs := make([]uint32, n)
		for i := range nbrs {
			nbrs[i] = uint32(r.IntN(1 + r.IntN(entities)))
		}
		slices.Sort(nbrs)
		for i, nbr := range nbrs {
			b.rels.put(uint32(i), cellNbr, nbr)
		}
		lo := r.IntN(n + 1)
		hi := lo + r.IntN(n-lo+1)
		nbr := uint32(r.IntN(2 * entities)) // base need not have it
		at, _ := slices.BinarySearch(nbrs[lo:hi], nbr)
		if got := b.firstUp(uint32(lo), uint32(hi), nbr); got != uint32(lo+at) {
			t.Fatalf("%d in %v from %d to %d is at %d, found at %d", nbr, nbrs, lo, hi, lo+at, got)
		}
	}
}

package neo4jstore

import "testing"

// Numbers of nodes give the same places in a table with gaps and in one without,
// and none for what is not an entity.
func TestNodesGivePlaces(t *testing.T) {
	for reason, numbers := range map[string][]int64{
		"no entity":        nil,
		"one":              {0},
		"close together":   {7, 3, 5, 0, 40},
		"far from another": {1 << 40, 3, 1 << 20},
	} {
		n := makeNodes(numbers)
		if len(n.dense) > gaps*len(numbers) {
			t.Errorf("%s: a table of %d for %d entities", reason, len(n.dense), len(numbers))
		}
		for want, number := range numbers {
			if place, ok := n.place(number); !ok || place != uint32(want) {
				t.Errorf("%s: node %d is at %d, %v; want %d", reason, number, place, ok, want)
			}
		}
		for _, number := range []int64{-1, 6, 1 << 50} {
			if place, ok := n.place(number); ok {
				t.Errorf("%s: node %d, which is no entity, is at %d", reason, number, place)
			}
		}
	}
}

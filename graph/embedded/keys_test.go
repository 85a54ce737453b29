package embedded

import (
	"cmp"
	"fmt"
	"testing"

	"dragoman/graph"
)

func TestKeysAreInTheOrderOfRelationIDs(t *testing.T) {
	last := ""
	for i := range 2000 {
		id := graph.RelationID("a", graph.Backs, fmt.Sprint(i), 0, "")
		if a, b := keyOf(id), keyOf(last); last != "" && cmp.Compare(a, b) != cmp.Compare(id, last) {
			t.Fatalf("%s and %s have the keys %d and %d", id, last, a, b)
		}
		if keyOf(id) < firstRelationKey {
			t.Fatalf("%s has the key %d, before those of relations", id, keyOf(id))
		}
		last = id
	}
	for _, id := range []string{"", "given", "c:abcdefghijklmnopqrstuvwxyz", "a:abcdefghijklmnopqrstuvwxyz", "x:abcdefghijklmnopqrstuvwxyz"} {
		if k := keyOf(id); k < 0 || k >= firstRelationKey {
			t.Errorf("%q has the key %d, among those of relations", id, k)
		}
	}
}

package layout_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"testing"

	"dragoman/graph/layout"
)

// pictures is the digest of all places in the test networks. It holds on every
// machine; a change of it is a change of every picture, to be made on purpose.
const pictures = "dbfe1bc72eaf8f94069fe789103be83c"

func TestEveryMachineDrawsTheSame(t *testing.T) {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(networks)) {
		for i, p := range layout.Place(networks[name].nodes, networks[name].links) {
			fmt.Fprintln(h, name, networks[name].nodes[i].Key, p.X, p.Y)
		}
	}
	if got := fmt.Sprintf("%x", h.Sum(nil)[:16]); got != pictures {
		t.Errorf("the pictures have the digest %s, not %s", got, pictures)
	}
}

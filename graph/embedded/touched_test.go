package embedded

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// What the log says was touched is read back as it was, relations without a role
// included: else an older snapshot is of no use after a merge.
func TestTouchedIsReadBack(t *testing.T) {
	was := newTouched(10)
	was.GoneRelations = []topology.Identity{{From: "a", Type: graph.Holds, To: "o"}, {From: "a", Type: graph.ParticipatedIn, To: "m", Role: graph.Host}}
	b, err := json.Marshal(was)
	if err != nil {
		t.Fatal(err)
	}
	is := newTouched(10)
	if err := json.Unmarshal(b, is); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(was, is, cmp.AllowUnexported(touched{}), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

package neo4jstore

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// ground is what the tests of batches begin with.
const ground = `
{"document":{"id":"d1","published":"2025-10-01"}}
{"document":{"id":"d2","published":"2025-10-02"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}
{"entity":{"id":"c","kind":"PERSON","name":"C"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"id":"x1","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"c","claims":[{"id":"x2","document":"d1","stance":"ASSERTS"}]}}`

func batchOf(t *testing.T, lines string, b graph.Batch) (*graph.Batch, *input) {
	t.Helper()
	b.Records = graph.DecodeRecords("", strings.NewReader("{\"dragoman\":1}\n"+strings.TrimSpace(lines)))
	in, err := readBatch(t.Context(), &b)
	if err != nil {
		t.Fatal(err)
	}
	return &b, in
}

// tried applies lines to a ledger, and keeps what succeeds.
func tried(t *testing.T, w *ledger, lines string, b graph.Batch) (*trial, error) {
	t.Helper()
	batch, in := batchOf(t, lines, b)
	x := newTrial(w, batch, in)
	err := x.safely()
	if err != nil {
		w.drop()
		return x, err
	}
	w.keep()
	return x, nil
}

func grounded(t *testing.T) *ledger {
	t.Helper()
	w := newLedger(merge.None, true)
	if _, err := tried(t, w, ground, graph.Batch{}); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTrialCountsWhatChanged(t *testing.T) {
	for _, c := range []struct {
		reason, lines string
		batch         graph.Batch
		want          graph.Receipt
	}{
		{"the same again changes nothing", ground, graph.Batch{}, graph.Receipt{}},
		{"one more claim is no new relation", `{"relation":{"from":"b","type":"SPOKE_TO","to":"a","claims":[{"document":"d2","stance":"ASSERTS"}]}}`, graph.Batch{}, graph.Receipt{Claims: 1}},
		{"one more concern changes a relation", `{"relation":{"from":"a","type":"SPOKE_TO","to":"b","concerns":["c"],"claims":[{"id":"x1","document":"d1","stance":"ASSERTS"}]}}`, graph.Batch{}, graph.Receipt{Relations: 1}},
		{"what is changed and changed back is not changed", `{"entity":{"id":"a","kind":"PERSON","name":"Z"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}`, graph.Batch{Replace: true}, graph.Receipt{}},
		{"a claim that is taken back counts", "", graph.Batch{Retract: []graph.ClaimRetraction{{Claim: "x1", Retraction: graph.Retraction{Kind: graph.RetractedError, Reason: "r"}}}}, graph.Receipt{Claims: 1}},
		{"later records may come first", `{"relation":{"from":"n","type":"SPOKE_TO","to":"a","claims":[{"document":"d3","stance":"ASSERTS"}]}}
{"entity":{"id":"n","kind":"PERSON","name":"N","names":[{"text":"En","documents":["d3"]}]}}
{"document":{"id":"d3","basedOn":["d1"]}}`, graph.Batch{}, graph.Receipt{Documents: 1, Entities: 1, Relations: 1, Claims: 1}},
	} {
		x, err := tried(t, grounded(t), c.lines, c.batch)
		if err != nil {
			t.Errorf("%s: %v", c.reason, err)
			continue
		}
		if diff := cmp.Diff(c.want, x.receipt); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.reason, diff)
		}
	}
}

func TestTrialLeavesNothingOfARefusedBatch(t *testing.T) {
	w := grounded(t)
	_, err := tried(t, w, `{"entity":{"id":"n","kind":"PERSON","name":"N"}}
{"judgement":{"a":"b","b":"c","same":true}}
{"relation":{"from":"n","type":"SPOKE_TO","to":"nobody","claims":[{"id":"n1","document":"d1","stance":"ASSERTS"}]}}`, graph.Batch{})
	if !errors.Is(err, graph.ErrNotFound) {
		t.Fatalf("the error is %v", err)
	}
	if w.entities.get("n") != nil || w.claims.get("n1") != nil || w.looks.Of("c") != "c" {
		t.Error("something of the batch is left")
	}
}

func TestTrialMergesAndSplits(t *testing.T) {
	w := grounded(t)
	x, err := tried(t, w, `{"judgement":{"a":"c","b":"b","same":true}}`, graph.Batch{})
	if err != nil {
		t.Fatal(err)
	}
	ab, ac := graph.RelationID("a", graph.SpokeTo, "b", 0, ""), graph.RelationID("a", graph.SpokeTo, "c", 0, "")
	if w.view.Of("c") != "b" || w.view.Of(ac) != ab {
		t.Errorf("c is %s, its relation %s", w.view.Of("c"), w.view.Of(ac))
	}
	if diff := cmp.Diff([]string{"b", "c"}, x.change.moved); diff != "" {
		t.Error(diff)
	}
	if len(x.change.rewoven) != 2 {
		t.Errorf("%d relations look otherwise, want both", len(x.change.rewoven))
	}
	if _, err = tried(t, w, "", graph.Batch{Split: []string{"c"}}); err != nil {
		t.Fatal(err)
	}
	if !w.view.Empty() {
		t.Error("after the split something is still merged")
	}
}

// A trial that looked at what nobody has looked up says so, and the answer that
// it came to does not count.
func TestTrialAsksForWhatItDoesNotKnow(t *testing.T) {
	w := newLedger(merge.None, false)
	_, _ = tried(t, w, `{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"id":"x","document":"d","stance":"ASSERTS"}]}}`, graph.Batch{})
	if !w.uncertain() {
		t.Fatal("nothing was asked for")
	}
	if diff := cmp.Diff([]string{"a", "b"}, slices.Sorted(slices.Values(w.entities.wanted()))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"x"}, w.claims.wanted()); diff != "" {
		t.Error(diff)
	}
}

func TestShelf(t *testing.T) {
	one, two := 1, 2
	var s shelf[int]
	s.learn("a", &one)
	s.put("a", &two)
	if *s.get("a") != 2 || *s.before("a") != 1 {
		t.Error("what the batch in hand made of it comes first")
	}
	s.drop()
	if *s.get("a") != 1 {
		t.Error("what was dropped counts")
	}
	s.put("a", &two)
	s.keep()
	if *s.get("a") != 2 || *s.stored["a"] != 1 {
		t.Error("what was kept counts, and what is stored stays known")
	}
	if len(s.wanted()) != 0 || s.get("b") != nil || len(s.wanted()) != 1 || s.get("b") != nil || len(s.wanted()) != 0 {
		t.Error("an id is asked for once")
	}
}

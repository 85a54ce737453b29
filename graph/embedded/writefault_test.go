package embedded_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// At whichever call of a workload the disk is full, fails or writes half, once or
// from then on: the error says what to do, nothing acknowledged is lost, no batch is
// there in part, and the store goes on when the disk does, or asks to be opened again.
func TestOnDiskWriteFaults(t *testing.T) {
	total := calls(t)
	step := max(1, total/some(12, 60, total))
	tried := 0
	for _, what := range []fault{full, failing, short} {
		for _, lasting := range []bool{false, true} {
			for n := 1 + tried%step; n <= total; n += step {
				faulty(t, what, lasting, n)
				tried++
			}
		}
	}
	t.Logf("%d calls, %d of them made to fail", total, tried)
}

// calls counts those of the workload.
func calls(t *testing.T) int {
	dir := t.TempDir()
	d := newTestDisk(t, dir)
	w := workload{t: t, dir: dir, d: d, acknowledged: map[string]bool{}}
	w.run()
	if len(w.errs) > 0 {
		t.Fatalf("without faults: %v", w.errs)
	}
	return d.calls
}

func faulty(t *testing.T, what fault, lasting bool, n int) {
	t.Helper()
	dir := t.TempDir()
	d := newTestDisk(t, dir)
	d.fault = func(call int) fault {
		if call == n || lasting && call > n {
			return what
		}
		return none
	}
	w := workload{t: t, dir: dir, d: d, acknowledged: map[string]bool{}}
	w.run()
	name := fmt.Sprintf("fault %d (lasting: %t) at call %d", what, lasting, n)
	for _, err := range w.errs {
		var ours *graph.Error
		if !errors.As(err, &ours) || ours.Code != graph.Unavailable && ours.Code != graph.OutcomeUnknown {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	d.fault = nil
	s := openDir(t, dir, d.option())
	found := map[string]int{}
	if w.loaded {
		found = batchesIn(t, s)
	}
	for key := range w.acknowledged {
		if found[key] != perBatch {
			t.Errorf("%s: batch %s was acknowledged, and %d of its %d relations are there; errors: %v", name, key, found[key], perBatch, w.errs)
		}
	}
	for key, n := range found {
		if n != perBatch {
			t.Errorf("%s: %d of %d relations of batch %s are there", name, n, perBatch, key)
		}
	}
	sound(t, s)
	closeStore(t, s)
}

// workload opens, writes, reads, compacts and closes, and goes on after errors.
type workload struct {
	t            *testing.T
	dir          string
	d            *testDisk
	loaded       bool
	acknowledged map[string]bool
	errs         []error
}

func (w *workload) failed(err error) bool {
	if err != nil {
		w.errs = append(w.errs, err)
	}
	return err != nil
}

func (w *workload) run() {
	for round := range 2 {
		s, err := embedded.Open(w.t.Context(), w.dir, w.d.option(), embedded.CompactAfter(20))
		if w.failed(err) {
			continue
		}
		if !w.loaded {
			_, err = s.Apply(w.t.Context(), graph.Batch{Records: lines(fixture)})
			w.loaded = !w.failed(err)
		}
		for i := 0; w.loaded && i < 6; i++ {
			w.write(s, fmt.Sprintf("%d-%d", round, i))
			if i == 3 {
				_, _, err := s.Compact(w.t.Context())
				w.failed(err)
			}
		}
		err = s.Close()
		if w.failed(err) && strings.Contains(err.Error(), "nothing was stored") {
			w.t.Errorf("closing says %v, though batches %v are there", err, w.acknowledged)
		}
	}
}

// write applies a batch; what is read afterwards must show it, or an error.
func (w *workload) write(s *embedded.Store, key string) {
	w.t.Helper()
	_, err := s.Apply(w.t.Context(), graph.Batch{Key: key, Digest: "d", Records: only(batchOf(key)...)})
	if !w.failed(err) {
		w.acknowledged[key] = true
	}
	q := graph.RelationQuery{Of: []string{"ana"}, Types: []graph.RelationType{graph.Accuse}, Slice: graph.Slice{First: graph.MaxFirst}}
	ps, readErr := s.ListRelations(w.t.Context(), []graph.RelationQuery{q})
	if w.failed(readErr) {
		return
	}
	if n := len(ps[0].Items); n != perBatch*len(w.acknowledged) && graph.CodeOf(err) != graph.OutcomeUnknown {
		w.t.Errorf("%d batches were acknowledged, and %d relations are read; %v", len(w.acknowledged), n, err)
	}
}

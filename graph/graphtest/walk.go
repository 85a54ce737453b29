package graphtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"dragoman/graph"
)

// epoch is the number of steps after which the walk starts over with an empty
// store, so that the graphs stay small enough to have a shape.
const epoch = 250

// walker drives a store and the model side by side.
type walker struct {
	drawer
	h      *harness
	t      *testing.T
	seed   uint64
	store  graph.Store
	model  *Model
	log    []operation
	step   int
	keyed  []operation
	nextID int

	unsupported int // answers
}

// operation is a batch that can be applied again.
type operation struct {
	records []graph.Record
	batch   graph.Batch // without Records
}

func (o operation) apply(ctx context.Context, s graph.Store) (graph.Receipt, error) {
	b := o.batch
	if o.records != nil {
		b.Records = given(o.records...)
	}
	return s.Apply(ctx, b)
}

func (o operation) String() string {
	var b strings.Builder
	if o.batch.Key != "" {
		fmt.Fprintf(&b, "key %q digest %q ", o.batch.Key, o.batch.Digest)
	}
	fmt.Fprintf(&b, "onError %s replace %t", o.batch.OnError, o.batch.Replace)
	for _, r := range o.records {
		fmt.Fprintf(&b, "\n    %s", graph.AppendRecord(nil, &r, graph.EncodeOptions{Audit: true}))
	}
	for _, r := range o.batch.Retract {
		fmt.Fprintf(&b, "\n    retract %+v", r)
	}
	if o.batch.Split != nil {
		fmt.Fprintf(&b, "\n    split %q", o.batch.Split)
	}
	return b.String()
}

// walk does the random walk.
func (h *harness) walk(t *testing.T) {
	seed := h.options.seed(t)
	t.Logf("DRAGOMAN_SEED=%d", seed)
	for done := 0; done < h.options.steps(); done += epoch {
		steps := min(epoch, h.options.steps()-done)
		w := &walker{h: h, t: t, seed: seed, store: h.open(t), model: NewModel()}
		w.drawer = drawer{rng: rand.New(rand.NewPCG(seed, uint64(done))), papers: papers, searched: sought, relation: w.relationID}
		w.names = universe[:8+w.rng.IntN(len(universe)-8)] // relations are drawn among these
		failed := w.run(steps)
		if failed {
			return
		}
		_ = w.store.Close()
		if w.unsupported > 0 {
			t.Logf("%d questions are not supported", w.unsupported)
		}
	}
}

// run takes steps until one shows a difference.
func (w *walker) run(steps int) (failed bool) {
	for w.step = range steps {
		op := w.operation()
		w.log = append(w.log, op)
		if diff := w.do(op); diff != "" {
			w.report(diff, nil)
			return true
		}
		queries := w.touched(op)
		if w.step%8 == 7 {
			for range 6 {
				queries = append(queries, w.query())
			}
		}
		if w.step%100 == 99 || w.step == steps-1 {
			queries = append(queries, whole()...)
		}
		for _, q := range queries {
			if w.h.options.unsupported(q, w.store) {
				w.unsupported++
				continue
			}
			if diff := q.differs(w.store, w.model); diff != "" {
				w.report(diff, &q)
				return true
			}
		}
	}
	return false
}

// do applies an operation to both and compares what they say about it.
func (w *walker) do(op operation) string { return sameOutcome(op, w.store, w.model) }

func sameOutcome(op operation, store, model graph.Store) string {
	before := store.Revision()
	got, gotErr := op.apply(context.Background(), store)
	want, wantErr := op.apply(context.Background(), model)
	if diff := sameError(gotErr, wantErr); diff != "" {
		return "Apply: " + diff
	}
	if wantErr != nil {
		if store.Revision() != before {
			return "Apply failed, and yet the revision changed"
		}
		return ""
	}
	for _, refused := range [][]graph.Refusal{got.Refused, want.Refused} {
		for i := range refused {
			refused[i].Reason, refused[i].Field, refused[i].Code, refused[i].Absent = "", "", "", "" // of several faults of a record any one is told
		}
	}
	if !got.Replayed && got.Revision != store.Revision() {
		return fmt.Sprintf("Apply: the receipt's revision is %q, that of the store %q", got.Revision, store.Revision())
	}
	return differ("receipt", got, want)
}

// report says what differs and how to get there.
func (w *walker) report(diff string, q *query) {
	w.t.Helper()
	w.t.Errorf("violated: a store answers like the plain model\nseed %d, step %d: %s", w.seed, w.step, diff)
	small, diff := w.minimise(q)
	var b strings.Builder
	for i, op := range small {
		fmt.Fprintf(&b, "%3d %s\n", i, op)
	}
	w.t.Errorf("%d operations lead to it:\n%s\n%s", len(small), b.String(), diff)
}

// minimise leaves out operations, and records of them, while the difference
// stays, for some seconds.
func (w *walker) minimise(q *query) (small []operation, diff string) {
	small, diff = w.log, w.replay(w.log, q)
	until := time.Now().Add(15 * time.Second)
	for size := len(small) / 2; size > 0; size /= 2 {
		for i := 0; i+size <= len(small) && time.Now().Before(until); {
			fewer := append(append([]operation{}, small[:i]...), small[i+size:]...)
			if d := w.replay(fewer, q); d != "" {
				small, diff = fewer, d
			} else {
				i += size
			}
		}
	}
	for i := range small {
		for j := 0; j < len(small[i].records) && time.Now().Before(until); {
			fewer := append([]operation{}, small...)
			fewer[i].records = append(append([]graph.Record{}, small[i].records[:j]...), small[i].records[j+1:]...)
			if d := w.replay(fewer, q); d != "" {
				small, diff = fewer, d
			} else {
				j++
			}
		}
	}
	return small, diff
}

// replay gives the difference that operations lead to, "" for none.
func (w *walker) replay(ops []operation, q *query) string {
	store, model := w.h.open(w.t), NewModel()
	defer func() { _ = store.Close() }()
	for _, op := range ops {
		if diff := sameOutcome(op, store, model); diff != "" {
			return diff
		}
	}
	if q == nil {
		return ""
	}
	return q.differs(store, model)
}

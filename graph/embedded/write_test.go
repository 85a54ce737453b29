package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

func TestExportOfLoadIsTheSame(t *testing.T) {
	s := openDir(t, t.TempDir())
	load(t, s, fixture)
	load(t, s, sameAna)
	want := dump(t, s)
	again := openMemory(t)
	load(t, again, want)
	if diff := cmp.Diff(want, dump(t, again)); diff != "" {
		t.Errorf("export(load(x)) differs from x (-x +export):\n%s", diff)
	}
	if r := load(t, s, want); r.Claims+r.Relations+r.Entities+r.Documents+r.Attributes+r.Judgements != 0 || r.Revision != s.Revision() {
		t.Errorf("loading it into itself changed something: %+v", r)
	}
	sound(t, again)
}

func TestKeysOutliveTheProcess(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	b := graph.Batch{Key: "k", Digest: "one", Records: only(spoke(1))}
	first := apply(t, s, b)
	closeStore(t, s)
	s = openDir(t, dir)
	again := apply(t, s, b)
	if !again.Replayed || again.Revision != first.Revision || again.Claims != 1 {
		t.Errorf("again gives %+v, want the first receipt %+v, replayed", again, first)
	}
	b.Digest = "two"
	if _, err := s.Apply(t.Context(), b); !errors.Is(err, graph.ErrConflict) {
		t.Errorf("other content under the key gives %v, want CONFLICT", err)
	}
}

func TestMergeAndSplitOutliveTheProcess(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	before := relations(t, s, "ana-2")
	load(t, s, sameAna)
	merged := relations(t, s, "ana")
	closeStore(t, s)
	s = openDir(t, dir)
	if diff := cmp.Diff(merged, relations(t, s, "ana-2"), sameDates); diff != "" {
		t.Errorf("merged relations differ after reopening (-before +after):\n%s", diff)
	}
	apply(t, s, graph.Batch{Split: []string{"ana-2"}})
	closeStore(t, s)
	s = openDir(t, dir)
	if diff := cmp.Diff(before, relations(t, s, "ana-2"), sameDates); diff != "" {
		t.Errorf("split relations differ from those before the merge (-before +after):\n%s", diff)
	}
	sound(t, s)
}

// sameDates compares EDTF as the text that it is.
var sameDates = cmp.Comparer(func(a, b graph.EDTF) bool { return a == b })

func relations(t *testing.T, s *embedded.Store, of string) []*graph.Relation {
	t.Helper()
	ps, err := s.ListRelations(t.Context(), []graph.RelationQuery{{Of: []string{of}, Slice: graph.Slice{First: 100}}})
	if err != nil {
		t.Fatal(err)
	}
	return ps[0].Items
}

// Many writers at once: all batches are in, each with a revision of its own, and
// readers meanwhile never see half of one.
func TestManyWriters(t *testing.T) {
	s := openDir(t, t.TempDir())
	load(t, s, fixture)
	const writers, batches = 8, 25
	ctx, stop := context.WithCancel(t.Context())
	var reading, writing sync.WaitGroup
	reading.Go(func() {
		for ctx.Err() == nil {
			for key, n := range batchesIn(t, s) {
				if n != perBatch {
					t.Errorf("a reader saw %d of %d relations of batch %s", n, perBatch, key)
				}
			}
		}
	})
	var mu sync.Mutex // guards revisions
	revisions := map[string]bool{}
	for w := range writers {
		writing.Go(func() {
			for i := range batches {
				r := apply(t, s, graph.Batch{Records: only(batchOf(fmt.Sprintf("%d-%d", w, i))...)})
				mu.Lock()
				revisions[r.Revision] = true
				mu.Unlock()
			}
		})
	}
	writing.Wait()
	stop()
	reading.Wait()
	if len(revisions) != writers*batches || len(batchesIn(t, s)) != writers*batches {
		t.Errorf("%d revisions and %d batches, want %d", len(revisions), len(batchesIn(t, s)), writers*batches)
	}
	sound(t, s)
}

// A batch that fails in a group leaves the others alone.
func TestBadBatchAmongGoodOnes(t *testing.T) {
	s := openDir(t, t.TempDir())
	load(t, s, fixture)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			rs := batchOf(fmt.Sprint("n", i))
			if i%4 == 0 {
				rs[perBatch-1].Relation.To = "nobody"
			}
			_, err := s.Apply(t.Context(), graph.Batch{Records: only(rs...)})
			if bad := errors.Is(err, graph.ErrNotFound); bad != (i%4 == 0) || err != nil && !bad {
				t.Errorf("batch %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if n := len(batchesIn(t, s)); n != 30 {
		t.Errorf("%d batches are there, want the 30 good ones", n)
	}
	sound(t, s)
}

func TestBulkLoad(t *testing.T) {
	for _, c := range []struct {
		name, reason string
		first        bool
		opts         []embedded.Option
	}{
		{"empty", "many rows at once, indexes at the end", false, nil},
		{"not empty", "row by row, the topology made anew", true, []embedded.Option{embedded.RebuildAfter(1000)}},
		{"compacted", "row by row, compacted in the background", true, []embedded.Option{embedded.CompactAfter(500)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			const n = 9000
			dir := t.TempDir()
			s := openDir(t, dir, c.opts...)
			if c.first {
				load(t, s, fixture)
			}
			r := apply(t, s, graph.Batch{Records: crowd(n)})
			if r.Relations != n || r.Claims != n || r.Entities != n/10 || r.Documents != n/100 {
				t.Errorf("%s: the receipt says %+v", c.reason, r)
			}
			if again := apply(t, s, graph.Batch{Records: crowd(n)}); again.Claims != 0 || again.Revision != r.Revision {
				t.Errorf("%s: again gives %+v", c.reason, again)
			}
			sound(t, s)
			closeStore(t, s)
			sound(t, openDir(t, dir))
		})
	}
}

// In a bulk load, too, records that come late, twice or in part are put together.
func TestBulkLoadOfScatteredRecords(t *testing.T) {
	const n = 6000
	scattered := func(yield func(graph.Record, error) bool) {
		var nodes, rest []graph.Record
		for r := range crowd(n) {
			if r.Relation == nil {
				nodes = append(nodes, r)
			} else {
				rest = append(rest, r)
			}
		}
		for i, r := range rest {
			if i%7 == 0 { // again, with a second claim
				more := *r.Relation
				more.Claims = []graph.Claim{r.Relation.Claims[0], {Document: "d1", Stance: graph.Denies, Note: "again"}}
				more.Concerns = []string{"p3"}
				rest = append(rest, graph.Record{Relation: &more})
			}
		}
		for i := range max(len(nodes), len(rest)) {
			if i < len(rest) && !yield(rest[i], nil) || i < len(nodes) && !yield(nodes[i], nil) {
				return
			}
		}
	}
	s := openDir(t, t.TempDir())
	r := apply(t, s, graph.Batch{Records: scattered})
	if want := n + (n+6)/7; r.Relations != n || r.Claims != want {
		t.Errorf("%d relations and %d claims, want %d and %d", r.Relations, r.Claims, n, want)
	}
	sound(t, s)
	other := openMemory(t)
	load(t, other, dump(t, s))
	if diff := cmp.Diff(dump(t, s), dump(t, other)); diff != "" {
		t.Errorf("loaded in canonical order it differs:\n%.2000s", diff)
	}
}

func TestRefusedBulkLoadLeavesNothing(t *testing.T) {
	s := openDir(t, t.TempDir())
	before := s.Revision()
	_, err := s.Apply(t.Context(), graph.Batch{Records: func(yield func(graph.Record, error) bool) {
		for r, err := range crowd(9000) {
			if !yield(r, err) {
				return
			}
		}
		yield(graph.Record{Line: 7, Relation: &graph.RelationRecord{From: "p1", Type: graph.Accuse, To: "nobody", Key: "x", Claims: []graph.Claim{{Document: "d1", Stance: graph.Reports}}}}, nil)
	}})
	var refused *graph.BatchError
	if !errors.As(err, &refused) || len(refused.Refused) != 1 || refused.Refused[0].Line != 7 || refused.Refused[0].Field != "relation.to" {
		t.Fatalf("the error is %+v, want one refusal of line 7, relation.to", err)
	}
	if s.Revision() != before || dump(t, s) != "" {
		t.Error("something was stored")
	}
	sound(t, s)
	load(t, s, fixture)
	sound(t, s)
}

func TestAuditTellsWhoDidWhat(t *testing.T) {
	s := openDir(t, t.TempDir())
	first := load(t, s, fixture)
	load(t, s, fixture)
	second := apply(t, s, graph.Batch{Actor: "eve", Action: "recordClaim", Key: "k", Digest: "d", Records: only(spoke(1))})
	all, err := s.Audit(t.Context(), "", 10)
	if err != nil || len(all) != 2 || all[0].Revision != first.Revision || all[1].Actor != "eve" || all[1].Key != "k" || all[1].Action != "recordClaim" {
		t.Fatalf("audit gives %+v, %v", all, err)
	}
	later, err := s.Audit(t.Context(), first.Revision, 10)
	if err != nil || len(later) != 1 || later[0].Revision != second.Revision || later[0].Receipt.Claims != 1 {
		t.Errorf("after the first: %+v, %v", later, err)
	}
	if _, err := s.Audit(t.Context(), "elsewhere-1", 10); !errors.Is(err, graph.ErrNotFound) {
		t.Errorf("a revision of another store gives %v, want NOT_FOUND", err)
	}
}

// A store in memory may be written to by whoever reads an export of it.
func TestWritingWhatIsRead(t *testing.T) {
	for name, s := range map[string]*embedded.Store{"memory": openMemory(t), "folder": openDir(t, t.TempDir())} {
		t.Run(name, func(t *testing.T) {
			load(t, s, fixture)
			if r := apply(t, s, graph.Batch{Records: s.Export(t.Context())}); r.Claims != 0 {
				t.Errorf("the receipt says %+v", r)
			}
			for range s.Export(t.Context()) {
				apply(t, s, graph.Batch{Records: only(spoke(1))})
			}
			for range s.Check(t.Context()) {
				t.Error("check found something")
			}
		})
	}
}

func TestCancelledWriterLeavesTheQueue(t *testing.T) {
	s := openDir(t, t.TempDir())
	load(t, s, fixture)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	inside := make(chan struct{})
	release := make(chan struct{})
	wg.Go(func() {
		apply(t, s, graph.Batch{Records: func(yield func(graph.Record, error) bool) {
			close(inside)
			<-release
			yield(spoke(1), nil)
		}})
	})
	<-inside
	wg.Go(func() {
		if _, err := s.Apply(ctx, graph.Batch{Records: only(spoke(2))}); graph.CodeOf(err) != graph.Deadline {
			t.Errorf("the cancelled writer got %v, want DEADLINE", err)
		}
		close(release)
	})
	cancel()
	wg.Wait()
	if got := batchesIn(t, s); len(got) != 1 {
		t.Errorf("there are %v, want matter-1 only", got)
	}
}

// A stream that panics fails its own batch, whoever writes it.
func TestPanickingStream(t *testing.T) {
	s := openDir(t, t.TempDir())
	load(t, s, fixture)
	_, err := s.Apply(t.Context(), graph.Batch{Records: func(yield func(graph.Record, error) bool) {
		yield(spoke(1), nil)
		panic("the reader is broken")
	}})
	if graph.CodeOf(err) != graph.Internal {
		t.Fatalf("the error is %v, want INTERNAL", err)
	}
	apply(t, s, graph.Batch{Records: only(spoke(2))})
	if got := batchesIn(t, s); len(got) != 1 {
		t.Errorf("there are %v, want matter-2 only", got)
	}
	sound(t, s)
}

// A judgement in the same batch as what it is about, in a long one too.
func TestJudgementsInABulkLoad(t *testing.T) {
	s := openDir(t, t.TempDir())
	apply(t, s, graph.Batch{Records: func(yield func(graph.Record, error) bool) {
		for r, err := range crowd(9000) {
			if !yield(r, err) {
				return
			}
		}
		yield(graph.Record{Judgement: &graph.Judgement{A: "p1", B: "p2", Same: true}}, nil)
	}})
	es, err := s.Entities(t.Context(), []string{"p2"})
	if err != nil || es[0].ID != "p1" {
		t.Fatalf("p2 resolves to %v, %v", es[0], err)
	}
	sound(t, s)
	apply(t, s, graph.Batch{Split: []string{"p2"}})
	sound(t, s)
	other := openMemory(t)
	apply(t, other, graph.Batch{Records: crowd(9000)})
	if diff := cmp.Diff(dump(t, other), dump(t, s)); diff != "" {
		t.Errorf("after the split it differs from what was never merged:\n%.2000s", diff)
	}
}

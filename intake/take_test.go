package intake_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/intake"
	"dragoman/seed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// portioned is the model as a store that takes so many records at a time.
type portioned struct {
	*graphtest.Model
	portion int
	before  func(graph.Batch) error // refuses, where it is not nil
	after   func(graph.Batch) error // the batch is in, but the caller hears this
	batches int
}

func (p *portioned) Portion() int { return p.portion }

func (p *portioned) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	var records []graph.Record
	var errs []error
	good := 0
	for r, err := range b.Records {
		records, errs = append(records, r), append(errs, err)
		if err == nil {
			good++
		}
	}
	if good > p.portion {
		return graph.Receipt{}, &graph.Error{Code: graph.Limit, Limit: p.portion, Message: "too long"}
	}
	b.Records = func(yield func(graph.Record, error) bool) {
		for i := range records {
			if !yield(records[i], errs[i]) {
				return
			}
		}
	}
	if p.before != nil {
		if err := p.before(b); err != nil {
			return graph.Receipt{}, err
		}
	}
	receipt, err := p.Model.Apply(ctx, b)
	p.batches++
	if err == nil && p.after != nil {
		if err := p.after(b); err != nil {
			return graph.Receipt{}, err
		}
	}
	return receipt, err
}

func newPortioned(t *testing.T, portion int) *portioned {
	t.Helper()
	m := graphtest.NewModel()
	t.Cleanup(func() { _ = m.Close() })
	return &portioned{Model: m, portion: portion}
}

func content(t *testing.T, s graph.Exporter) string {
	t.Helper()
	var b strings.Builder
	if err := graph.EncodeRecords(&b, s.Export(t.Context()), graph.EncodeOptions{Audit: true}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func lines(text ...string) intake.Source {
	return func() iter.Seq2[graph.Record, error] {
		return graph.DecodeRecords("f.jsonl", strings.NewReader("{\"dragoman\": 1}\n"+strings.Join(text, "\n")+"\n"))
	}
}

// world is the demo graph, and what it lacks: documents based on later ones.
func world(t *testing.T) []graph.Record {
	t.Helper()
	var all []graph.Record
	for r, err := range seed.Records() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	for i := range 30 {
		d := &graph.Document{ID: fmt.Sprintf("chain-%02d", i)}
		if i < 29 {
			d.BasedOn = []string{fmt.Sprintf("chain-%02d", i+1)}
		}
		all = append(all, graph.Record{Document: d, File: "chain", Line: i + 1})
	}
	return all
}

func source(all []graph.Record) intake.Source {
	return func() iter.Seq2[graph.Record, error] {
		return func(yield func(graph.Record, error) bool) {
			for _, r := range all {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// In portions of any size, in any order of the records, the store comes to hold
// the same, and the receipt says the same, as in one batch.
func TestPortionsAddUp(t *testing.T) {
	all := world(t)
	plain := graphtest.NewModel()
	defer func() { _ = plain.Close() }()
	want, err := intake.Take(t.Context(), plain, source(all), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	whole := content(t, plain)
	var canonical []graph.Record
	for r, err := range plain.Export(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		canonical = append(canonical, r)
	}
	for _, portion := range []int{10, 64, 100_000} {
		for _, order := range []string{"as written", "canonical", "shuffled"} {
			t.Run(fmt.Sprintf("%d %s", portion, order), func(t *testing.T) {
				given := append([]graph.Record{}, all...)
				switch order {
				case "canonical":
					given = canonical
				case "shuffled":
					rand.New(rand.NewPCG(1, 2)).Shuffle(len(given), func(i, j int) { given[i], given[j] = given[j], given[i] })
				}
				s := newPortioned(t, portion)
				last := 0
				got, err := intake.Take(t.Context(), s, source(given), intake.Options{Progress: func(done, of int) {
					if last = done; of != 0 && of != len(given) {
						t.Errorf("progress of %d, want %d", of, len(given))
					}
				}})
				if err != nil {
					t.Fatal(err)
				}
				if portion < len(given) && (s.batches < len(given)/portion || last != len(given)) {
					t.Errorf("%d batches, progress ended at %d of %d", s.batches, last, len(given))
				}
				if diff := cmp.Diff(whole, content(t, s)); diff != "" {
					t.Errorf("content (-one batch +portions):\n%s", diff)
				}
				got.Revision, want.Revision = "", ""
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("receipt (-one batch +portions):\n%s", diff)
				}
				again, err := intake.Take(t.Context(), s, source(given), intake.Options{})
				again.Revision = ""
				if diff := cmp.Diff(graph.Receipt{}, again); diff != "" || err != nil {
					t.Errorf("again: %v %s", err, diff)
				}
			})
		}
	}
}

const (
	personA = `{"entity":{"id":"a","kind":"PERSON","name":"A"}}`
	personB = `{"entity":{"id":"b","kind":"PERSON","name":"B"}}`
	paper   = `{"document":{"id":"d"}}`
	spoke   = `{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"id":"x","document":"d","stance":"ASSERTS"}]}}`
)

// What is wrong in the file itself refuses it whole.
func TestBadStreamsAreRefusedWhole(t *testing.T) {
	for _, c := range []struct {
		reason string
		stream intake.Source
		line   int
		field  string
	}{
		{"a record that cannot be read", lines(personA, personB, paper, spoke, `{"entity":{"id":"c"`), 6, ""},
		{"an entity with two names", lines(personA, personB, paper, spoke, `{"entity":{"id":"a","kind":"PERSON","name":"Z"}}`), 6, "entity.name"},
		{"an entity of two kinds", lines(personA, personB, paper, spoke, `{"entity":{"id":"a","kind":"PLACE","name":"A"}}`), 6, "entity.kind"},
		{"a document with two titles", lines(`{"document":{"id":"d","title":"One"}}`, personA, personB, spoke, `{"document":{"id":"d","title":"Two"}}`), 6, "document.title"},
		{"a claim id for two things", lines(personA, personB, paper, spoke, `{"relation":{"from":"a","type":"RELATED_TO","to":"b","claims":[{"id":"x","document":"d","stance":"ASSERTS"}]}}`), 6, "relation.claims"},
		{"one claim id with two contents", lines(personA, personB, paper, spoke, `{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"id":"x","document":"d","stance":"DENIES"}]}}`), 6, "relation.stance"},
		{"two judgements", lines(personA, personB, `{"judgement":{"a":"a","b":"b","same":false}}`, paper, `{"judgement":{"a":"b","b":"a","same":true}}`), 6, "judgement.same"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			s := newPortioned(t, 2)
			_, err := intake.Take(t.Context(), s, c.stream, intake.Options{})
			var refused *graph.BatchError
			if !errors.As(err, &refused) || len(refused.Refused) != 1 || refused.Refused[0].Line != c.line || !strings.HasPrefix(refused.Refused[0].Field, c.field) {
				t.Fatalf("%s: %v %+v", c.reason, err, refused)
			}
			if s.batches != 0 {
				t.Errorf("%s: %d batches were written", c.reason, s.batches)
			}
		})
	}
	s := newPortioned(t, 2)
	if _, err := intake.Take(t.Context(), s, lines(personA, personB, paper, spoke, spoke, personA), intake.Options{}); err != nil {
		t.Errorf("saying the same again is no fault: %v", err)
	}
	if _, err := intake.Take(t.Context(), s, func() iter.Seq2[graph.Record, error] {
		return graph.DecodeRecords("f", strings.NewReader(personA+"\n"))
	}, intake.Options{}); graph.CodeOf(err) != graph.Invalid {
		t.Errorf("without a header: %v", err)
	}
}

// What shows only against the store stops the load there, and says what is in.
func TestStopped(t *testing.T) {
	s := newPortioned(t, 2)
	astray := `{"relation":{"from":"a","type":"RELATED_TO","to":"nobody","claims":[{"document":"d","stance":"ASSERTS"}]}}`
	_, err := intake.Take(t.Context(), s, lines(personA, personB, paper, spoke, astray), intake.Options{})
	var stopped *intake.Stopped
	var refused *graph.BatchError
	if !errors.As(err, &stopped) || !errors.As(err, &refused) {
		t.Fatal(err)
	}
	if stopped.Records != 3 || stopped.Of != 5 || stopped.Receipt.Entities != 2 || stopped.Receipt.Documents != 1 || refused.Refused[0].Line != 6 {
		t.Errorf("%+v %+v", stopped, refused)
	}
	if !strings.Contains(stopped.State(), "3 of 5 records are in") {
		t.Error(stopped.State())
	}
	receipt, err := intake.Take(t.Context(), s, lines(personA, personB, paper, spoke), intake.Options{})
	if err != nil || receipt.Entities != 0 || receipt.Relations != 1 || receipt.Claims != 1 {
		t.Errorf("mended and loaded again: %+v %v", receipt, err)
	}
}

func TestSkippingInPortions(t *testing.T) {
	s := newPortioned(t, 2)
	receipt, err := intake.Take(t.Context(), s, lines(
		personA, `{"entity":{"id":"n","kind":"NOPE","name":"N"}}`, personB, paper,
		`{"entity":{"id":"c","kind":"PERSON","name":"C","names":[{"text":"Z","documents":["none"]}]}}`,
		`{"relation":{"from":"a","type":"SPOKE_TO","to":"nobody","claims":[{"document":"d","stance":"ASSERTS"}]}}`, spoke,
	), intake.Options{OnError: graph.Skip})
	if err != nil {
		t.Fatal(err)
	}
	var at []int
	for _, r := range receipt.Refused {
		at = append(at, r.Line)
	}
	if diff := cmp.Diff([]int{3, 6, 7}, at); diff != "" || receipt.Relations != 1 || receipt.Entities != 2 {
		t.Errorf("%+v: refused lines (-want +got): %s", receipt, diff)
	}
}

// A portion whose outcome is not known is sent again under its key, so that
// nothing is lost or written twice.
func TestUnknownOutcomes(t *testing.T) {
	for _, written := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s := newPortioned(t, 2)
			unknown := func() func(graph.Batch) error {
				asked := map[string]int{}
				return func(b graph.Batch) error {
					if asked[b.Key]++; asked[b.Key] <= 2 {
						return graph.Errorf(graph.OutcomeUnknown, "the connection was lost")
					}
					return nil
				}
			}()
			if written {
				s.after = unknown
			} else {
				s.before = unknown
			}
			receipt, err := intake.Take(t.Context(), s, lines(personA, personB, paper, spoke), intake.Options{})
			if err != nil || receipt.Entities != 2 || receipt.Documents != 1 || receipt.Claims != 1 || receipt.Replayed {
				t.Errorf("%+v %v", receipt, err)
			}
			log, err := s.Audit(t.Context(), "", 100)
			if err != nil || len(log) != 3 {
				t.Errorf("%d batches are in, want 3: %v", len(log), err)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		s := newPortioned(t, 2)
		n := 0
		s.before = func(graph.Batch) error {
			if n++; n > 1 {
				return graph.Errorf(graph.Unavailable, "the store is away")
			}
			return nil
		}
		_, err := intake.Take(t.Context(), s, lines(personA, personB, paper, spoke), intake.Options{})
		var stopped *intake.Stopped
		if !errors.As(err, &stopped) || stopped.Records != 2 || graph.CodeOf(err) != graph.Unavailable {
			t.Errorf("away for good: %v", err)
		}
	})
}

// A caller's key makes the whole load idempotent; another load has keys of its own.
func TestKeys(t *testing.T) {
	s := newPortioned(t, 2)
	o := intake.Options{Key: "k", Digest: "1"}
	first, err := intake.Take(t.Context(), s, lines(personA, personB, paper, spoke), o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := intake.Take(t.Context(), s, lines(personA, personB, paper, spoke), o)
	again.Replayed = first.Replayed
	if diff := cmp.Diff(first, again); diff != "" || err != nil {
		t.Errorf("the same again: %v %s", err, diff)
	}
	o.Digest = "2"
	if _, err := intake.Take(t.Context(), s, lines(personA, paper, personB), o); graph.CodeOf(err) != graph.Conflict {
		t.Errorf("the key with other content: %v", err)
	}
	rename := func(name string) graph.Receipt {
		t.Helper()
		r, err := intake.Take(t.Context(), s, lines(strings.Replace(personA, `"A"`, `"`+name+`"`, 1)), intake.Options{Replace: true})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if rename("X").Entities+rename("A").Entities+rename("X").Entities != 3 {
		t.Error("a file that is loaded again later is a load of its own")
	}
}

func TestSpool(t *testing.T) {
	s, err := intake.NewSpool("stdin", strings.NewReader("a text"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		b := make([]byte, 6)
		if n, _ := s.Reader().Read(b); string(b[:n]) != "a text" {
			t.Errorf("read %q", b[:n])
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := intake.NewSpool("stdin", broken{}); graph.CodeOf(err) != graph.Invalid {
		t.Errorf("a broken stream: %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("cut") }

// sink takes everything and keeps nothing but the greatest heap it saw.
type sink struct {
	records int
	peak    uint64
}

func (s *sink) Portion() int { return 1000 }

func (s *sink) Apply(_ context.Context, b graph.Batch) (graph.Receipt, error) {
	for range b.Records {
		s.records++
	}
	if s.records%20_000 == 0 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		s.peak = max(s.peak, m.HeapAlloc)
	}
	return graph.Receipt{}, nil
}

// The memory of a load does not grow with its stream.
func TestMemoryStaysFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200,000 records")
	}
	peak := func(n int) uint64 {
		t.Helper()
		s := &sink{}
		if _, err := intake.Take(t.Context(), s, func() iter.Seq2[graph.Record, error] {
			return func(yield func(graph.Record, error) bool) {
				for i := range n {
					id := fmt.Sprintf("entity-%d", i)
					if !yield(graph.Record{Entity: &graph.Entity{ID: id, Kind: graph.KindPlace, Name: strings.Repeat(id, 20)}}, nil) {
						return
					}
				}
			}
		}, intake.Options{}); err != nil || s.records != n {
			t.Fatal(s.records, err)
		}
		return s.peak
	}
	few, many := peak(20_000), peak(200_000)
	if many > few+8<<20 {
		t.Errorf("the heap is %d MiB at 20,000 records and %d MiB at 200,000", few>>20, many>>20)
	}
}

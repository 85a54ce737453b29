package embedded

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"dragoman/graph"
)

func filled(t *testing.T, s *Store, text string) {
	t.Helper()
	records := graph.DecodeRecords("test", strings.NewReader("{\"dragoman\": 1}\n"+text))
	if _, err := s.Apply(t.Context(), graph.Batch{Records: records, Replace: true, Action: "load", Actor: "test"}); err != nil {
		t.Fatal(err)
	}
}

// withoutRows answers from what is kept alone.
func withoutRows[T any](s *Store, query func(*view) (T, error)) (T, error) {
	return query(s.viewOf(nil, s.state.Load(), s.kept.Load(), s.papers.Load()))
}

func TestWhoReadsManyRowsHasAllOfThemRead(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	const n = fillPortion + 10
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `{"document":{"id":"d%d","title":"Report %d","published":"2025-03-01"}}`+"\n"+`{"entity":{"id":"e%d","kind":"PERSON","name":"Person %d"}}`+"\n", i, i, i, i)
	}
	filled(t, s, text.String())
	for i := range fillFrom {
		id := fmt.Sprint(i)
		if _, err := s.Entities(t.Context(), []string{"e" + id}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Documents(t.Context(), []string{"d" + id}); err != nil {
			t.Fatal(err)
		}
	}
	s.background.Wait()
	for i := range n {
		id := fmt.Sprint(i)
		e, err := withoutRows(s, func(v *view) (*graph.Entity, error) { return v.entity("e" + id) })
		if err != nil || e.Name != "Person "+id {
			t.Fatalf("entity %s: %v, %v", id, e, err)
		}
		d, err := withoutRows(s, func(v *view) (*graph.Document, error) { return v.document("d" + id) })
		if err != nil || d.Title != "Report "+id || d.Published.EDTF.String() != "2025-03-01" {
			t.Fatalf("document %s: %v, %v", id, d, err)
		}
	}
	if k := s.kept.Load(); k.missed.Load() != 0 || k.fillFrom.Load() != fillFrom {
		t.Errorf("%d rows missed, to be filled again from %d", k.missed.Load(), k.fillFrom.Load())
	}
}

// What is kept after all rows were read is what the rows say, whatever changed before.
func TestWhatWasFilledIsWhatTheRowsSay(t *testing.T) {
	s, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ids := []string{"a", "b", "c", "missing", "a"}
	for _, step := range []struct{ reason, records string }{
		{"at first", `{"document":{"id":"d","title":"Talks","outlet":"b"}}
{"entity":{"id":"a","kind":"PERSON","type":"envoy","name":"A","names":[{"text":"А","lang":"bg","documents":["d"]}],"summary":"An envoy.","externalIds":[{"scheme":"x","value":"1"}]}}
{"entity":{"id":"b","kind":"ORGANIZATION","name":"B"}}
{"entity":{"id":"c","kind":"PERSON","name":"C"}}`},
		{"a relation", `{"relation":{"from":"a","type":"SPOKE_TO","to":"c","claims":[{"document":"d","stance":"REPORTS"}]}}`},
		{"another name", `{"entity":{"id":"c","kind":"PERSON","name":"See"}}`},
		{"a merge", `{"judgement":{"a":"a","b":"c","same":true,"by":"editor"}}`},
		{"the record of a former id", `{"entity":{"id":"c","kind":"PERSON","name":"Sea","summary":"Once c."}}`},
		{"another title", `{"document":{"id":"d","title":"No talks"}}`},
	} {
		filled(t, s, step.records)
		s.filling(s.kept.Load(), entityPortion)
		s.filling(s.papers.Load(), documentPortion)
		s.background.Wait()
		kept := lookedUp(t, s, ids)
		s.keepAnew()
		if read := lookedUp(t, s, ids); !reflect.DeepEqual(kept, read) {
			t.Errorf("%s: kept\n%v, in the rows\n%v", step.reason, kept, read)
		}
	}
}

func lookedUp(t *testing.T, s *Store, ids []string) []string {
	t.Helper()
	entities, err := s.Entities(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	documents, err := s.Documents(t.Context(), []string{"d", "missing"})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entities {
		out = append(out, fmt.Sprintf("%+v", e))
	}
	for _, d := range documents {
		out = append(out, fmt.Sprintf("%+v", d))
	}
	return out
}

// A reader never gets a record from before a change that it knows of, while all rows
// are read over and over.
func TestFillingNeverGoesBack(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ctx, stop := context.WithCancel(t.Context())
	name := func(i int) string { return fmt.Sprintf(`{"entity":{"id":"a","kind":"PERSON","name":"%04d"}}`, i) }
	filled(t, s, name(0))
	var others sync.WaitGroup
	others.Go(func() {
		for ctx.Err() == nil {
			s.filling(s.kept.Load(), entityPortion)
			s.background.Wait()
		}
	})
	for range 2 {
		others.Go(func() {
			for last := ""; ctx.Err() == nil; {
				found, err := s.Entities(context.WithoutCancel(ctx), []string{"a"})
				if err != nil || found[0].Name < last {
					t.Errorf("%v after %q: %v", found, last, err)
					return
				}
				last = found[0].Name
			}
		})
	}
	for i := range 100 {
		filled(t, s, name(i))
		found, err := s.Entities(t.Context(), []string{"a"})
		if want := fmt.Sprintf("%04d", i); err != nil || found[0].Name != want {
			t.Fatalf("after %s was acknowledged: %v, %v", want, found, err)
		}
	}
	stop()
	others.Wait()
}

package embedded_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// state tells what reads show of some records: name, summary, degree and former ids
// of entities, titles of documents, hits of a word.
func state(t *testing.T, s *embedded.Store) string {
	t.Helper()
	var b strings.Builder
	entities, err := s.Entities(t.Context(), []string{"ana", "ana-2", "bo", "new", "bo"})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entities {
		if e == nil {
			b.WriteString("- ")
			continue
		}
		fmt.Fprintf(&b, "%s(%s)%d%v ", e.Name, e.Summary, e.Degree, e.FormerIDs)
	}
	documents, err := s.Documents(t.Context(), []string{"gazette-1"})
	if err != nil {
		t.Fatal(err)
	}
	b.WriteString(documents[0].Title + " by " + documents[0].Outlet + ";")
	for _, kinds := range [][]graph.EntityKind{nil, {graph.KindPerson}} {
		hits, err := s.Search(t.Context(), graph.SearchQuery{Text: "petrova", Kinds: kinds, Slice: graph.Slice{First: 10, Count: true}})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits.Items {
			fmt.Fprintf(&b, " %s=%q %d/%d", h.Entity.ID, h.MatchedName, h.Score, h.Entity.Degree)
		}
		fmt.Fprintf(&b, " of %d;", *hits.Total)
	}
	return b.String()
}

func TestWhatIsKeptFollowsEveryChange(t *testing.T) {
	s, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	load(t, s, fixture)
	steps := []struct{ reason, records, want string }{
		{"at first", ``, `Ana Petrova()1[] A. Petrova()1[] Bo Lindqvist()2[] - Bo Lindqvist()2[] Talks held by gazette; ana="Ana Petrova" 2/1 ana-2="A. Petrova" 2/1 of 2; ana="Ana Petrova" 2/1 ana-2="A. Petrova" 2/1 of 2;`},
		{"a degree, and with it the order of hits", `{"relation":{"from":"ana-2","type":"ACCUSE","to":"bo","key":"k","claims":[{"document":"gazette-1","stance":"REPORTS"}]}}`, `Ana Petrova()1[] A. Petrova()2[] Bo Lindqvist()3[] - Bo Lindqvist()3[] Talks held by gazette; ana-2="A. Petrova" 2/2 ana="Ana Petrova" 2/1 of 2; ana-2="A. Petrova" 2/2 ana="Ana Petrova" 2/1 of 2;`},
		{"an entity", `{"entity":{"id":"bo","kind":"PERSON","name":"Bo Lindqvist","summary":"An envoy."}}`, `Ana Petrova()1[] A. Petrova()2[] Bo Lindqvist(An envoy.)3[] - Bo Lindqvist(An envoy.)3[] Talks held by gazette; ana-2="A. Petrova" 2/2 ana="Ana Petrova" 2/1 of 2; ana-2="A. Petrova" 2/2 ana="Ana Petrova" 2/1 of 2;`},
		{"a new one", `{"entity":{"id":"new","kind":"GROUP","name":"Petrova"}}`, `Ana Petrova()1[] A. Petrova()2[] Bo Lindqvist(An envoy.)3[] Petrova()0[] Bo Lindqvist(An envoy.)3[] Talks held by gazette; new="Petrova" 3/0 ana-2="A. Petrova" 2/2 ana="Ana Petrova" 2/1 of 3; ana-2="A. Petrova" 2/2 ana="Ana Petrova" 2/1 of 2;`},
		{"a merge", sameAna, `Ana Petrova()3[ana-2] Ana Petrova()3[ana-2] Bo Lindqvist(An envoy.)3[] Petrova()0[] Bo Lindqvist(An envoy.)3[] Talks held by gazette; new="Petrova" 3/0 ana="Ana Petrova" 2/3 of 2; ana="Ana Petrova" 2/3 of 1;`},
		{"the record of a former id", `{"entity":{"id":"ana-2","kind":"PERSON","name":"A. Petrova","summary":"Of the embassy."}}`, `Ana Petrova(Of the embassy.)3[ana-2] Ana Petrova(Of the embassy.)3[ana-2] Bo Lindqvist(An envoy.)3[] Petrova()0[] Bo Lindqvist(An envoy.)3[] Talks held by gazette; new="Petrova" 3/0 ana="Ana Petrova" 2/3 of 2; ana="Ana Petrova" 2/3 of 1;`},
		{"an outlet that was merged", `{"judgement":{"a":"gazette","b":"aa-gazette","same":true}}` + "\n" + `{"entity":{"id":"aa-gazette","kind":"ORGANIZATION","name":"Gazette"}}`, `Ana Petrova(Of the embassy.)3[ana-2] Ana Petrova(Of the embassy.)3[ana-2] Bo Lindqvist(An envoy.)3[] Petrova()0[] Bo Lindqvist(An envoy.)3[] Talks held by aa-gazette; new="Petrova" 3/0 ana="Ana Petrova" 2/3 of 2; ana="Ana Petrova" 2/3 of 1;`},
	}
	for _, step := range steps {
		if step.records != "" {
			load(t, s, step.records)
		}
		for _, time := range []string{"read", "read again"} {
			if got := state(t, s); got != step.want {
				t.Errorf("%s, %s\n got %s\nwant %s", step.reason, time, got, step.want)
			}
		}
	}
	replaced, err := s.Apply(t.Context(), graph.Batch{Replace: true, Records: lines(`{"document":{"id":"gazette-1","title":"No talks"}}` + "\n" + `{"entity":{"id":"new","name":"Nobody","kind":"GROUP"}}`), Actor: "test", Action: "load"})
	if err != nil || replaced.Entities != 1 || replaced.Documents != 1 {
		t.Fatal(replaced, err)
	}
	if got := state(t, s); !strings.Contains(got, "No talks") || !strings.Contains(got, "Nobody()") || strings.Contains(got, "new=") {
		t.Errorf("a name and a title that were replaced: %s", got)
	}
}

// Readers never see a record go back, nor one from before a change that was
// acknowledged, however reads and writes interleave.
func TestReadersOfKeptRecordsNeverGoBack(t *testing.T) {
	for _, folder := range []bool{false, true} {
		var s *embedded.Store
		var err error
		if folder {
			s, err = embedded.Open(t.Context(), t.TempDir())
		} else {
			s, err = embedded.OpenMemory(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		load(t, s, fixture)
		ctx, stop := context.WithCancel(t.Context())
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				last := ""
				for ctx.Err() == nil {
					found, err := s.Entities(context.WithoutCancel(ctx), []string{"bo"})
					if err != nil {
						t.Error(err)
						return
					}
					if found[0].Summary < last {
						t.Errorf("%q after %q", found[0].Summary, last)
						return
					}
					last = found[0].Summary
				}
			})
		}
		for i := range 100 {
			want := fmt.Sprintf("%04d", i)
			if _, err := s.Apply(t.Context(), graph.Batch{Replace: true, Records: lines(`{"entity":{"id":"bo","kind":"PERSON","name":"Bo Lindqvist","summary":"` + want + `"}}`), Actor: "test", Action: "load"}); err != nil {
				t.Fatal(err)
			}
			found, err := s.Entities(t.Context(), []string{"bo"})
			if err != nil || found[0].Summary != want {
				t.Fatalf("after %s was acknowledged: %v, %v", want, found[0], err)
			}
		}
		stop()
		readers.Wait()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

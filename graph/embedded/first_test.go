package embedded_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// A first load puts together what comes late, twice or in part just as a store in
// memory does, whose rows go through SQLite.
func TestFirstLoadDiffersInNothing(t *testing.T) {
	entity := func(id, more string) string {
		return fmt.Sprintf(`{"entity":{"id":%q,"kind":"PERSON","name":"Nom %s"%s}}`, id, id, more)
	}
	document := func(id, more string) string { return fmt.Sprintf(`{"document":{"id":%q,"title":"T"%s}}`, id, more) }
	spoke := func(key, more, claims string) string {
		return fmt.Sprintf(`{"relation":{"from":"a","type":"ACCUSE","to":"b","key":%q%s,"claims":[%s]}}`, key, more, claims)
	}
	claim := func(more string) string { return `{"document":"d1","stance":"REPORTS"` + more + `}` }
	both := []string{entity("a", ""), entity("b", ""), entity("c", ""), document("d1", ""), document("d2", "")}
	for _, c := range []struct {
		reason string
		lines  []string
	}{
		{"an entity gets names and words later", append(both, spoke("k", "", claim("")), entity("a", `,"names":[{"text":"Zweiter Klang"}]`), entity("a", `,"names":[{"text":"Dritter"}]`))},
		{"a source is said to be unnamed afterwards", append(both, spoke("k", "", claim(`,"sources":["c"]`)), entity("c", `,"summary":"late"`))},
		{"a document gets its day after its claims", append(both, spoke("k", "", claim("")+","+claim(`,"id":"own","recordedAt":"2020-01-01T00:00:00Z"`)), document("d1", `,"published":"2021-05-05"`))},
		{"its day comes after a claim was completed", append(both, spoke("k", "", claim(`,"id":"own"`)), spoke("k", "", claim(`,"id":"own","note":"more"`)), document("d1", `,"published":"2021-05-05"`))},
		{"a claim is completed twice", append(both, spoke("k", "", claim(`,"id":"own"`)), spoke("k", "", claim(`,"id":"own","note":"more"`)), spoke("k", "", claim(`,"id":"own","mode":"word"`)))},
		{"families are joined from several sides", append(both, document("d3", `,"basedOn":["d2"]`), document("d0", `,"basedOn":["d3","d1"]`), document("d9", `,"basedOn":["d0"]`), spoke("k", "", claim("")+`,{"document":"d9","stance":"REPORTS"}`))},
		{"concerns and sources are said twice", append(both, spoke("k", `,"concerns":["c","b"]`, claim(`,"sources":["c"]`)), spoke("k", `,"concerns":["b","a"]`, claim(`,"sources":["c"]`)))},
		{"attributes, of a relation and of an entity, twice", append(both, spoke("k", "", claim("")), `{"attribute":{"of":"a","name":"topic","value":"tea","claims":[`+claim("")+`]}}`, `{"attribute":{"of":"a","name":"topic","value":"tea","claims":[`+claim(`,"note":"n"`)+`]}}`)},
		{"all backwards", append([]string{spoke("k", `,"concerns":["c"]`, claim(`,"sources":["c"]`)), document("d1", `,"basedOn":["d2"],"outlet":"o"`), `{"entity":{"id":"o","kind":"ORGANIZATION","name":"O"}}`}, both[0], both[1], both[2], both[4])},
		{"a text over several pages", append(both, spoke("k", "", claim(`,"note":"`+strings.Repeat("long ", 9000)+`"`)), spoke("l", "", claim("")), `{"attribute":{"of":"a","name":"comment","value":"`+strings.Repeat("wide ", 9000)+`","claims":[`+claim("")+`]}}`)},
		{"a judgement", append(both, spoke("k", "", claim("")), `{"relation":{"from":"c","type":"ACCUSE","to":"b","key":"k","claims":[`+claim("")+`]}}`, `{"judgement":{"a":"a","b":"c","same":true}}`)},
	} {
		t.Run(c.reason, func(t *testing.T) {
			dir := t.TempDir()
			laid, plain := openDir(t, dir, embedded.LongFrom(2)), openMemory(t)
			text := strings.Join(c.lines, "\n")
			a, b := load(t, laid, text), load(t, plain, text)
			a.Revision, b.Revision = "", ""
			if diff := cmp.Diff(b, a); diff != "" {
				t.Errorf("the receipt differs:\n%s", diff)
			}
			if diff := cmp.Diff(dump(t, plain), dump(t, laid)); diff != "" {
				t.Errorf("the records differ:\n%.2000s", diff)
			}
			sound(t, laid)
			load(t, laid, text) // SQLite goes on with the file
			closeStore(t, laid)
			again := openDir(t, dir)
			sound(t, again)
			if diff := cmp.Diff(dump(t, plain), dump(t, again)); diff != "" {
				t.Errorf("opened again, the records differ:\n%.2000s", diff)
			}
		})
	}
}

// Who reads while a first load goes on sees the empty store, and then all of it.
func TestReadersDuringAFirstLoad(t *testing.T) {
	s := openDir(t, t.TempDir())
	seen := map[int]bool{}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			n, err := s.Stats(context.WithoutCancel(ctx))
			if err != nil {
				t.Error(err)
				return
			}
			seen[n.Claims] = true
		}
	}()
	apply(t, s, graph.Batch{Records: crowd(20_000)})
	cancel()
	<-done
	delete(seen, 0)
	delete(seen, 20_000)
	if len(seen) > 0 {
		t.Errorf("in between there were %v claims", seen)
	}
	sound(t, s)
}

// A load that is cancelled leaves nothing, neither in the store nor in the folder.
func TestCancelledFirstLoad(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Apply(ctx, graph.Batch{Records: func(yield func(graph.Record, error) bool) {
		n := 0
		for r, err := range crowd(20_000) {
			if n++; n == 10_000 {
				cancel()
			}
			if !yield(r, err) {
				return
			}
		}
	}})
	if graph.CodeOf(err) != graph.Deadline {
		t.Errorf("the error is %v, want DEADLINE", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.first*")); len(left) > 0 || dump(t, s) != "" {
		t.Errorf("left: %v, and %d bytes of records", left, len(dump(t, s)))
	}
	apply(t, s, graph.Batch{Records: crowd(5000)})
	sound(t, s)
}

// What a killed load has left goes when the folder is opened again.
func TestLeftoversOfAFirstLoadGo(t *testing.T) {
	dir := t.TempDir()
	closeStore(t, openDir(t, dir))
	path := filepath.Join(dir, "dragoman.db.first")
	if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := openDir(t, dir)
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is still there")
	}
	apply(t, s, graph.Batch{Records: crowd(5000)})
	sound(t, s)
}

package neo4jstore_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/dev/neo4j"
	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/graph/graphtest"
	"dragoman/graph/neo4jstore"
	"dragoman/graph/neo4jstore/storetest"
	"dragoman/seed"
)

// merges is a graph in which everything that is derived depends on judgements:
//
//	y-wire = y-agency, outlet of two of the papers    y-ann = y-bea = y-cid, persons
//	y-talk = y-visit, meetings, one of them planned   two accusations, pooled
var merges = `
{"document":{"id":"y1","title":"One; two","outlet":"y-agency","published":"2025-10-01","basedOn":["y2","y3"],"reliability":"B"}}
{"document":{"id":"y2","outlet":"y-wire","published":"2025-09"}}
{"document":{"id":"y3","retrieved":"2025-12-01","note":"first line\n\tsecond \"line\", \\ and a comma"}}
{"document":{"id":"y4","published":"2025-11-05"}}
{"entity":{"id":"y-agency","kind":"ORGANIZATION","name":"Agency","named":false}}
{"entity":{"id":"y-wire","kind":"ORGANIZATION","name":"The \"Wire\"","externalIds":[{"scheme":"wd","value":"Q1"}]}}
{"entity":{"id":"y-ann","kind":"PERSON","name":"Ann","names":[{"text":"Анна","lang":"ru","script":"Cyrl","documents":["y1"]},{"text":"Ann; or \"A\""}]}}
{"entity":{"id":"y-bea","kind":"PERSON","name":"Bea","type":"envoy","summary":"A summary\nof two lines"}}
{"entity":{"id":"y-cid","kind":"PERSON","name":"…"}}
{"entity":{"id":"y-dan","kind":"PERSON","name":"Dan","named":false}}
{"entity":{"id":"y-gov","kind":"GOVERNMENT","name":"Government"}}
{"entity":{"id":"y-talk","kind":"MEETING","name":"Talk"}}
{"entity":{"id":"y-visit","kind":"MEETING","type":"visit","name":"Visit"}}
{"entity":{"id":"y-call","kind":"MEETING","name":"Call"}}
{"entity":{"id":"y-alone","kind":"PLACE","name":"Alone"}}
{"relation":{"from":"y-ann","type":"PARTICIPATED_IN","to":"y-talk","concerns":["y-cid","y-gov"],"claims":[{"id":"yc1","document":"y1","stance":"ASSERTS","date":"2025-10-XX","locator":3},{"id":"yc2","document":"y2","stance":"DENIES","sources":["y-dan",{"text":"a; \"source\""},"y-wire"]}]}}
{"relation":{"from":"y-cid","type":"PARTICIPATED_IN","to":"y-visit","role":"VISITOR","claims":[{"id":"yc3","document":"y3","stance":"REPORTS","sources":["y-agency"],"recordedAt":"2025-12-02","recordedBy":"ed"}]}}
{"relation":{"from":"y-bea","type":"PARTICIPATED_IN","to":"y-talk","claims":[{"id":"yc4","document":"y4","stance":"REPORTS","date":{"text":"last week","edtf":"2025-10-2X","resolved":"2025-10-21","basis":"so"}}]}}
{"relation":{"from":"y-bea","type":"PARTICIPATED_IN","to":"y-call","claims":[{"id":"yc5","document":"y4","stance":"PLANS","against":true,"note":"a note\nof two lines"}]}}
{"relation":{"from":"y-ann","type":"SPOKE_TO","to":"y-bea","claims":[{"id":"yc6","document":"y4","stance":"SUGGESTS","date":"2025/2026"}]}}
{"relation":{"from":"y-dan","type":"SPOKE_TO","to":"y-bea","claims":[{"id":"yc7","document":"y1","stance":"ASSERTS","retracted":{"at":"2025-11-01","kind":"ERROR","reason":"it was another"}}]}}
{"relation":{"from":"y-gov","type":"ACCUSE","to":"y-ann","key":"one","claims":[{"id":"yc8","document":"y1","stance":"ASSERTS","date":"2025-10-05"}]}}
{"relation":{"from":"y-gov","type":"ACCUSE","to":"y-cid","key":"two","claims":[{"id":"yc9","document":"y4","stance":"ASSERTS","date":"2025-10-06","sources":["y-gov"]},{"id":"yc0","document":"y2","stance":"NO_COMMENT","sources":["y-bea"]}]}}
{"attribute":{"of":"y-visit","name":"occurred","value":"yes","claims":[{"id":"ya1","document":"y2","stance":"PLANS"}]}}
{"attribute":{"of":"y-talk","name":"occurred","value":"yes","claims":[{"id":"ya2","document":"y4","stance":"PLANS","sources":["y-bea"]}]}}
{"attribute":{"of":"y-call","name":"occurred","value":"yes","claims":[{"id":"ya3","document":"y4","stance":"DENIES"}]}}
{"attribute":{"of":"y-call","name":"length","number":1e21,"unit":"min","claims":[{"id":"ya4","document":"y4","stance":"ASSERTS"}]}}
{"attribute":{"of":"y-cid","name":"comment","entity":"y-bea","claims":[{"id":"ya5","document":"y4","stance":"OPINES"}]}}
{"attribute":{"of":"` + accusation("y-ann", "one") + `","name":"topic","value":"arms, \"heavy\"","claims":[{"id":"ya6","document":"y1","stance":"CONFIRMS"}]}}
{"judgement":{"a":"y-agency","b":"y-wire","same":true,"by":"ed","reason":"one\nhouse","at":"2025-12-03"}}
{"judgement":{"a":"y-ann","b":"y-bea","same":true}}
{"judgement":{"a":"y-bea","b":"y-cid","same":true}}
{"judgement":{"a":"y-ann","b":"y-dan","same":false}}
{"judgement":{"a":"y-talk","b":"y-visit","same":true}}
` + asOne(accusation("y-ann", "one"), accusation("y-cid", "two"))

func accusation(of, key string) string {
	return graph.RelationID("y-gov", graph.Accuse, of, 0, key)
}

func asOne(a, b string) string {
	return fmt.Sprintf(`{"judgement":{"a":%q,"b":%q,"same":true}}`, min(a, b), max(a, b))
}

// onTop changes what was there, with what was merged and what was not.
var onTop = []graph.Batch{
	{Records: lines(`{"relation":{"from":"y-ann","type":"SPOKE_TO","to":"y-bea","claims":[{"id":"yd1","document":"y1","stance":"CONFIRMS"}]}}
{"relation":{"from":"y-cid","type":"SPOKE_TO","to":"y-gov","claims":[{"id":"yd2","document":"y2","stance":"ASSERTS"}]}}
{"document":{"id":"y4","basedOn":["y3"]}}
{"entity":{"id":"y-dan","kind":"PERSON","name":"Dan","named":false,"names":[{"text":"Daniel"}]}}`)},
	{Records: lines(`{"judgement":{"a":"y-call","b":"y-talk","same":true}}`)},
	{Split: []string{"y-bea"}},
	{Retract: []graph.ClaimRetraction{{Claim: "yc8", Retraction: graph.Retraction{Kind: graph.RetractedError, Reason: "r", At: "2025-12-09"}}}},
}

func lines(text string) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		graph.DecodeRecords("", strings.NewReader("{\"dragoman\": 1}\n"+strings.TrimSpace(text)))(yield)
	}
}

// The database that neo4j-admin makes of the files is the one that loading the
// same records makes: node by node, relationship by relationship, property by
// property and type by type, but for the log; and it stays so under writing.
func TestBulkIsWhatLoadingMakes(t *testing.T) {
	server := neo4jtest.ForTests(t)
	storetest.Empty(t, server.URI, server.User, server.Password)
	plain, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = plain.Close() })
	odd, err := os.Open("../../dev/formats/odd.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer odd.Close()
	for _, records := range []iter.Seq2[graph.Record, error]{seed.Records(), graph.DecodeRecords("odd", odd), lines(merges)} {
		load(t, plain, records)
	}
	loaded := openStore(t, neo4jstore.SearchMemory)
	var part []graph.Record
	for r, err := range plain.Export(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if part = append(part, r); len(part) == 300 {
			load(t, loaded, sequence(part))
			part = nil
		}
	}
	load(t, loaded, sequence(part))

	bulk := importBulk(t, plain.Export)
	memory, database := bulk.open(t, neo4jstore.SearchMemory), bulk.open(t, neo4jstore.SearchDatabase)
	compare := func(after string) {
		t.Helper()
		sameLines(t, after, dump(t, server), dump(t, bulk.Server))
		for name, s := range map[string]graph.Store{"loaded": loaded, "imported": memory} {
			for says, err := range s.(graph.Checker).Check(t.Context()) {
				t.Errorf("%s: check of the %s one: %s %v", after, name, says, err)
			}
		}
		if a, b := exported(t, loaded), exported(t, memory); a != b {
			t.Errorf("%s: the records are others: %s", after, cmp.Diff(a, b))
		}
		if err := database.(graph.Awaiter).Await(t.Context(), memory.Revision()); err != nil {
			t.Fatal(err)
		}
		t.Run(after+"/memory", func(t *testing.T) { graphtest.Compare(t, memory, plain, 60, graphtest.Options{}) })
		t.Run(after+"/database", func(t *testing.T) {
			graphtest.Compare(t, database, plain, 25, graphtest.Options{Unsupported: needsMemory})
		})
	}
	compare("imported")
	for i, batch := range onTop {
		want, err1 := plain.Apply(t.Context(), batch)
		a, err2 := loaded.Apply(t.Context(), batch)
		b, err3 := memory.Apply(t.Context(), batch)
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		a.Revision, b.Revision = want.Revision, want.Revision
		if diff := cmp.Diff(want, a) + cmp.Diff(want, b); diff != "" {
			t.Errorf("batch %d: the receipts differ: %s", i, diff)
		}
		sameLines(t, fmt.Sprintf("batch %d", i), dump(t, server), dump(t, bulk.Server))
	}
	compare("changed")
	log, err := memory.(graph.Auditor).Audit(t.Context(), "", 100)
	if err != nil || len(log) != 1+len(onTop) || log[0].Action != "load" || !cmp.Equal(log[0].Receipt, bulk.receipt) {
		t.Errorf("the audit trail: %+v, %v", log, err)
	}
}

// What neo4j-admin must know of the files is in its arguments: which have texts of
// several lines, and how much room their longest row takes.
func TestBulkArguments(t *testing.T) {
	const base = `{"document":{"id":"d"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}
`
	claims := make([]string, 30_000)
	for i := range claims {
		claims[i] = fmt.Sprintf(`{"id":"claim-%d","document":"d","stance":"ASSERTS","date":"2025-01-01"}`, i)
	}
	spoke := func(claims ...string) string {
		return `{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[` + strings.Join(claims, ",") + `]}}` + "\n"
	}
	for _, c := range []struct {
		records string
		has     []string
		lacks   []string
		reason  string
	}{
		{base + spoke(claims[0]), []string{"--bad-tolerance=0\n", "--relationships=relations.csv\n"}, []string{"--multiline", "--read-buffer"}, "nothing is asked for in vain"},
		{
			base + spoke(`{"document":"d","stance":"ASSERTS","note":"one\ntwo"}`),
			[]string{"--multiline-fields=claims.csv\n", "--multiline-fields-format=v2\n"},
			nil,
			"only the files with line feeds are read the slower way",
		},
		{base + spoke(claims[:10_000]...) + spoke(claims[10_000:20_000]...) + spoke(claims[20_000:]...), []string{"--read-buffer-size="}, nil, "its buffer of 4 MiB has to hold any value"},
	} {
		store, err := embedded.OpenMemory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		load(t, store, lines(c.records))
		dir := t.TempDir()
		made, err := neo4jstore.WriteBulk(t.Context(), neo4jstore.BulkOptions{Dir: dir, Records: func() iter.Seq2[graph.Record, error] { return store.Export(t.Context()) }})
		if err := errors.Join(err, store.Close()); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, made.Arguments))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.has {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s: the arguments lack %q:\n%s", c.reason, want, text)
			}
		}
		for _, not := range c.lacks {
			if strings.Contains(string(text), not) {
				t.Errorf("%s: the arguments have %q:\n%s", c.reason, not, text)
			}
		}
	}
}

// The same records make the same files, however many goroutines make rows.
func TestBulkIsInOrder(t *testing.T) {
	store, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	load(t, store, generated(150, 4000)) // eight lots
	load(t, store, lines(merges))
	var files [2]map[string]string
	for i := range files {
		dir := t.TempDir()
		_, err := neo4jstore.WriteBulk(t.Context(), neo4jstore.BulkOptions{Dir: dir, Records: func() iter.Seq2[graph.Record, error] { return store.Export(t.Context()) }})
		if err != nil {
			t.Fatal(err)
		}
		files[i] = map[string]string{}
		there, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range there {
			text, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if f.Name() != "dragoman.csv" && f.Name() != "commits.csv" { // these name the store and the day
				files[i][f.Name()] = string(text)
			}
		}
	}
	for name, text := range files[0] {
		if files[1][name] != text {
			t.Errorf("%s is another the second time", name)
		}
	}
	if n := strings.Count(files[0]["relations.csv"], "\n"); n < 4000 {
		t.Errorf("%d relations", n)
	}
}

// Records that name what there is no record of make no files.
func TestBulkOfUnsoundRecords(t *testing.T) {
	for _, c := range []struct{ records, says string }{
		{`{"document":{"id":"d","outlet":"nobody"}}`, "nobody"},
		{`{"document":{"id":"d"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"nobody","claims":[{"document":"d","stance":"ASSERTS"}]}}`, "nobody"},
		{`{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"attribute":{"of":"a","name":"size","value":"x","claims":[{"document":"nothing","stance":"ASSERTS"}]}}`, "nothing"},
	} {
		dir := t.TempDir()
		_, err := neo4jstore.WriteBulk(t.Context(), neo4jstore.BulkOptions{Dir: dir, Records: func() iter.Seq2[graph.Record, error] { return lines(c.records) }})
		left, e := os.ReadDir(dir)
		if graph.CodeOf(err) != graph.Internal || !strings.Contains(err.Error(), c.says) || e != nil || len(left) > 0 {
			t.Errorf("%s: %v; left %v %v", c.records, err, left, e)
		}
	}
}

// bulkServer is a server whose database neo4j-admin made.
type bulkServer struct {
	*neo4j.Server
	receipt graph.Receipt
}

func importBulk(t *testing.T, export func(context.Context) iter.Seq2[graph.Record, error]) *bulkServer {
	t.Helper()
	home, dir := filepath.Join(t.TempDir(), "home"), t.TempDir()
	made, err := neo4jstore.WriteBulk(t.Context(), neo4jstore.BulkOptions{
		Records: func() iter.Seq2[graph.Record, error] { return export(t.Context()) }, Dir: dir, Actor: "a test",
	})
	if err != nil {
		t.Fatal(err)
	}
	neo4jtest.Admin(t, home, dir, "database", "import", "full", "neo4j", "@"+made.Arguments)
	return &bulkServer{neo4jtest.Start(t, neo4j.Options{Dir: home, Settings: map[string]string{"dbms.cypher.min_replan_interval": "1h"}}), made.Receipt}
}

func (s *bulkServer) open(t *testing.T, search neo4jstore.Search) graph.Store {
	t.Helper()
	store, err := neo4jstore.Open(t.Context(), neo4jstore.Options{URI: s.URI, Search: search})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func sequence(list []graph.Record) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func exported(t *testing.T, s graph.Store) string {
	t.Helper()
	var b strings.Builder
	if err := graph.EncodeRecords(&b, s.(graph.Exporter).Export(t.Context()), graph.EncodeOptions{Audit: true}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// dump lists all that a database holds but its log: each node and relationship as a
// line with labels or ends, and properties with types.
func dump(t *testing.T, s *neo4j.Server) []string {
	t.Helper()
	auth := driver.NoAuth()
	if s.User != "" {
		auth = driver.BasicAuth(s.User, s.Password, "")
	}
	d, err := driver.NewDriverWithContext(s.URI, auth)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(context.WithoutCancel(t.Context()))
	var out []string
	for _, text := range []string{
		`MATCH (n) WHERE NOT n:Dragoman AND NOT n:Commit AND NOT n:Request
RETURN labels(n) AS what, properties(n) AS is, COLLECT { UNWIND keys(n) AS k RETURN [k, valueType(n[k])] } AS types`,
		`MATCH (a)-[r]->(b)
RETURN [labels(a), a.id, type(r), b.id, labels(b)] AS what, properties(r) AS is, COLLECT { UNWIND keys(r) AS k RETURN [k, valueType(r[k])] } AS types`,
	} {
		r, err := driver.ExecuteQuery(t.Context(), d, text, nil, driver.EagerResultTransformer)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range r.Records {
			is := row.Values[1].(map[string]any)
			types := map[string]any{}
			for _, pair := range row.Values[2].([]any) {
				types[pair.([]any)[0].(string)] = pair.([]any)[1]
			}
			var line strings.Builder
			fmt.Fprint(&line, sorted(row.Values[0]))
			for _, k := range slices.Sorted(maps.Keys(is)) {
				fmt.Fprintf(&line, " %s=%#v %v", k, is[k], types[k])
			}
			out = append(out, line.String())
		}
	}
	slices.Sort(out)
	return out
}

// sorted puts labels in order.
func sorted(v any) any {
	list := v.([]any)
	for i, x := range list {
		if inner, ok := x.([]any); ok {
			list[i] = sorted(inner)
		}
	}
	if !slices.ContainsFunc(list, func(x any) bool { _, text := x.(string); return !text }) && len(list) == 2 {
		slices.SortFunc(list, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	}
	return list
}

func sameLines(t *testing.T, after string, want, got []string) {
	t.Helper()
	if len(want) > 0 && slices.Equal(want, got) {
		return
	}
	only := func(a, b []string) (out []string) {
		for _, line := range a {
			if _, there := slices.BinarySearch(b, line); !there {
				out = append(out, line)
			}
		}
		return out[:min(len(out), 5)]
	}
	t.Errorf("%s: the databases differ: %d lines loaded, %d imported\nonly loaded:\n%s\nonly imported:\n%s",
		after, len(want), len(got), strings.Join(only(want, got), "\n"), strings.Join(only(got, want), "\n"))
}

package records_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/records"
)

const list = `# two administrations
- dragoman: 1

- document:
    id: d1
    published: 2025-10-12   # needs no quotes
    title: "Talks: a \"first\" day"
    note: |
      one
      - two
- entity: {id: media, kind: GROUP, name: unnamed media, named: false}
- relation:
    from: a
    type: HAS_TIES
    to: b
    key: trade
    claims:
      - document: d1
        locator: 4
        stance: DENIES
        sources: [spokesman, {text: "an official"}]
        date: {text: since then, edtf: "2025"}
- attribute: {of: m, name: occurred, value: yes, claims: [{document: d1, stance: ASSERTS}]}
- attribute:
    of: m
    name: size
    number: 12.5
    claims:
    - document: d1
      stance: ASSERTS
      acting: true
`

const lines = `{"dragoman": 1}
{"document":{"id":"d1","title":"Talks: a \"first\" day","published":"2025-10-12","note":"one\n- two\n"}}
{"entity":{"id":"media","kind":"GROUP","name":"unnamed media","named":false}}
{"relation":{"from":"a","type":"HAS_TIES","to":"b","key":"trade","claims":[{"document":"d1","locator":4,"stance":"DENIES","sources":["spokesman",{"text":"an official"}],"date":{"text":"since then","edtf":"2025"}}]}}
{"attribute":{"of":"m","name":"occurred","value":"yes","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"attribute":{"of":"m","name":"size","number":12.5,"claims":[{"document":"d1","stance":"ASSERTS","acting":true}]}}
`

// jsonl gives a sequence as JSON Lines.
func jsonl(t *testing.T, seq iter.Seq2[graph.Record, error]) string {
	t.Helper()
	var b bytes.Buffer
	if err := graph.EncodeRecords(&b, seq, graph.EncodeOptions{Audit: true}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestYAMLSaysTheSame(t *testing.T) {
	want := jsonl(t, graph.DecodeRecords("", strings.NewReader(lines)))
	cases := []struct{ reason, in string }{
		{"item by item", list},
		{"with CRLF", strings.ReplaceAll(list, "\n", "\r\n")},
		{"with a byte order mark", "\xef\xbb\xbf" + list},
		{"as a document", "---\n" + list + "...\n"},
		{"further in", "  " + strings.ReplaceAll(strings.TrimSuffix(list, "\n"), "\n", "\n  ") + "\n"},
		{"as a list of JSON", "[" + strings.ReplaceAll(strings.TrimSpace(lines), "\n", ",\n") + "]"},
	}
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			got := jsonl(t, records.DecodeYAML("f", strings.NewReader(c.in)))
			if c.reason == "with CRLF" {
				got = strings.ReplaceAll(got, `\r`, "")
			}
			if got != want {
				t.Errorf("%s:\ngot  %s\nwant %s", c.reason, got, want)
			}
		})
	}
}

func TestYAMLComesBack(t *testing.T) {
	in := strings.Replace(lines, "unnamed media", `no: [x] #1 — رسانه \"q\" \\`, 1)
	in = strings.Replace(in, `"key":"trade"`, `"key":"No"`, 1)
	in = strings.Replace(in, `an official`, `12`, 1)
	in = strings.Replace(in, `since then`, `~`, 1)
	want := jsonl(t, graph.DecodeRecords("", strings.NewReader(in)))
	var b bytes.Buffer
	if err := records.WriteYAML(&b, graph.DecodeRecords("", strings.NewReader(in)), graph.EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := jsonl(t, records.DecodeYAML("", bytes.NewReader(b.Bytes()))); got != want {
		t.Errorf("what is written is read again\n%s\ngot  %s\nwant %s", b.String(), got, want)
	}
}

func TestWriteYAML(t *testing.T) {
	var b bytes.Buffer
	in := `{"dragoman":1}
{"entity":{"id":"a","kind":"PERSON","name":"A B","names":[{"text":"А","lang":"ru"}]}}
{"relation":{"from":"a","type":"BACKS","to":"b","concerns":["c","d"],"claims":[{"id":"x","document":"d1","stance":"REPORTS","sources":["s",{"text":"two officials"}],"date":"2025","note":"l1\nl2"}]}}`
	if err := records.WriteYAML(&b, graph.DecodeRecords("", strings.NewReader(in)), graph.EncodeOptions{}); err != nil {
		t.Fatal(err)
	}
	want := `- dragoman: 1
- entity:
    id: a
    kind: PERSON
    name: A B
    names:
      - {text: А, lang: ru}
- relation:
    id: "` + graph.RelationID("a", graph.Backs, "b", 0, "") + `"
    from: a
    type: BACKS
    to: b
    concerns: [c, d]
    claims:
      - id: x
        document: d1
        stance: REPORTS
        sources: [s, {text: two officials}]
        date: "2025"
        note: "l1\nl2"
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	if err := records.WriteYAML(failing{}, graph.DecodeRecords("", strings.NewReader(in)), graph.EncodeOptions{}); !errors.Is(err, errDisk) {
		t.Errorf("a failing writer is an error, not %v", err)
	}
}

var errDisk = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errDisk }

func TestBadYAML(t *testing.T) {
	claim := "- relation:\n    from: a\n    type: BACKS\n    to: b\n    claims:\n      - document: d\n        "
	cases := []struct {
		reason, in  string // after the header and an empty line
		line, col   int
		field, says string
	}{
		{"a rule of one field, at its value", claim + "stance: SAYS\n", 9, 17, "relation.claims[0].stance", "not a stance"},
		{"an unknown field, at its name", claim + "stanza: SAYS\n", 9, 9, "relation.claims[0].stanza", "there is no such field"},
		{"a repeated field, at its second name", claim + "stance: REPORTS\n        document: d\n", 10, 9, "relation.claims[0].document", "given twice"},
		{"a missing field, at its object", claim + "note: x\n", 8, 9, "relation.claims[0].stance", "is missing"},
		{"a date that is none", claim + "stance: REPORTS\n        date: {edtf: 2025-13}\n", 10, 22, "relation.claims[0].date.edtf", "not an EDTF date"},
		{"a year without quotes is a number", claim + "stance: REPORTS\n        date: 2025\n", 10, 15, "relation.claims[0].date", "is a number; it must be an EDTF text"},
		{"null is no value", claim + "stance:\n", 9, 0, "relation.claims[0].stance", "leave the field out"},
		{"two kinds in one item", "- entity: {id: a, kind: PERSON, name: A}\n  document: {id: d}\n", 4, 0, "document", "stands beside another"},
		{"an item that is no object", "- hello\n", 3, 3, "", "must be a record in { }"},
		{"anchors", "- entity: &x {id: a, kind: PERSON, name: A}\n", 3, 0, "", "anchors (&) and aliases (*)"},
		{"aliases", "- entity: *x\n", 3, 0, "", ""},
		{"merge keys", "- entity: {<<: {id: a}}\n", 3, 0, "", "merge keys"},
		{"tags", "- entity: {id: !!str 5, kind: PERSON, name: A}\n", 3, 0, "", "tags"},
		{"hexadecimal numbers", claim + "locator: 0x1F\n", 9, 18, "", "number in YAML only"},
		{"infinity", "- attribute: {of: a, name: size, number: .inf}\n", 3, 42, "", "is not for records"},
		{"broken YAML", "- entity: {id: a\n", 3, 0, "", "is not YAML"},
		{"bytes that are no UTF-8", "- entity: {id: a, kind: PERSON, name: \"\xff\"}\n", 3, 0, "", "not valid UTF-8"},
		{"NUL", "- entity: {id: a, kind: PERSON, name: \"\x00\"}\n", 3, 0, "", "U+0000"},
		{"deep lists in brackets", "- " + strings.Repeat("[", 5000) + "\n", 3, 0, "", "nested too deeply"},
		{"deep lists of dashes", strings.Repeat("- ", 5000) + "a\n", 3, 0, "", "nested too deeply"},
		{"lists that are deep, but not too deep to be read", "- " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "\n", 3, 0, "", "nested too deeply"},
		{"a field name that is a number", "- {1: 2}\n", 3, 0, "", "plain word"},
		{"too long an item", "- entity: {id: a, kind: PERSON, name: A, summary: \"" + strings.Repeat("x", records.MaxItem) + "\"}\n", 3, 0, "", "longer than 4 MiB"},
		{"too many lines in an item", "- entity:\n" + strings.Repeat("    # "+strings.Repeat("x", 1000)+"\n", 5000), 3, 0, "", "longer than 4 MiB"},
		{"an item that is not further in", "- entity:\n  id: a\n", 3, 0, "entity", "is null; leave the field out"},
	}
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			in := "- dragoman: 1\n\n" + c.in + "- entity: {id: last, kind: PERSON, name: L}\n"
			var bad *graph.RecordError
			last := false
			for rec, err := range records.DecodeYAML("f.yaml", strings.NewReader(in)) {
				switch {
				case err == nil:
					last = rec.Entity != nil && rec.Entity.ID == "last" && rec.File == "f.yaml" && rec.Line > 3
				case bad != nil:
					t.Errorf("a second error: %v", err)
				case !errors.As(err, &bad):
					t.Fatalf("%v is no *RecordError", err)
				}
			}
			if bad == nil {
				t.Fatalf("%s: no error", c.reason)
			}
			if bad.Line != c.line && c.line > 0 || c.col > 0 && bad.Column != c.col || bad.Field != c.field || !strings.Contains(bad.Reason, c.says) || bad.File != "f.yaml" {
				t.Errorf("%s: got %v, want %d:%d: %s: …%s…", c.reason, bad, c.line, c.col, c.field, c.says)
			}
			if !last && c.reason != "broken YAML" {
				t.Errorf("%s: reading did not go on with the next item", c.reason)
			}
		})
	}
}

func TestYAMLHeader(t *testing.T) {
	cases := []struct{ reason, in, says string }{
		{"an empty file", "", "the header is missing"},
		{"comments alone", "# nothing\n", "the header is missing"},
		{"a record first", "- entity: {id: a, kind: PERSON, name: A}\n", "f:1: the header is missing"},
		{"another version", "\n- dragoman: 7\n", "f:2: this is version 7"},
		{"no list", "dragoman: 1\n", "is no list"},
		{"a text", "hello", "is no list"},
		{"nothing that is YAML", "- {\n", "is not YAML"},
	}
	for _, c := range cases {
		n := 0
		for _, err := range records.DecodeYAML("f", strings.NewReader(c.in)) {
			n++
			var bad *graph.RecordError
			if graph.CodeOf(err) != graph.Invalid || errors.As(err, &bad) || !strings.Contains(fmt.Sprint(err), c.says) {
				t.Errorf("%s: %v, want an *Error with %q", c.reason, err, c.says)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d results, want one error", c.reason, n)
		}
	}
	for range records.DecodeYAML("f", strings.NewReader(list)) {
		break // a reader may stop
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	want := jsonl(t, graph.DecodeRecords("", strings.NewReader(lines)))
	packed := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = io.WriteString(z, s)
		_ = z.Close()
		return b.String()
	}
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	asList := "[" + strings.ReplaceAll(strings.TrimSpace(lines), "\n", ",\n") + "]"
	for name, content := range map[string]string{
		"a.jsonl": lines, "a.NDJSON": lines, "b.json": lines, "c.json": asList, "d.yaml": list, "e.yml": list,
		"f.jsonl.gz": packed(lines), "g.yaml.gz": packed(list), "h.jsonl": packed(lines), "i.json.gz": packed(lines), "plain": lines, "list": list,
	} {
		if got := jsonl(t, records.Open(file(name, content))); got != want {
			t.Errorf("%s: got %s", name, got)
		}
	}
	for _, c := range []struct {
		reason, path string
		code         graph.Code
	}{
		{"no such file", filepath.Join(dir, "none.jsonl"), graph.NotFound},
		{"a folder", dir, graph.Invalid},
		{"another format", file("x.csv", "a,b"), graph.Unsupported},
		{"broken gzip", file("x.jsonl.gz", "\x1f\x8bnonsense"), graph.Invalid},
		{"gzip cut off", file("y.jsonl.gz", packed(strings.Repeat(lines, 100))[:300]), graph.Invalid},
		{"gzipped YAML cut off", file("z.yaml.gz", packed(list)[:100]), graph.Invalid},
		{"a name in a list folder", filepath.Join(file("q.jsonl", lines), "x.jsonl"), graph.Invalid},
	} {
		var last error
		for _, err := range records.Open(c.path) {
			last = err
		}
		var e *graph.Error
		if !errors.As(last, &e) || e.Code != c.code {
			t.Errorf("%s: %v, want %s", c.reason, last, c.code)
		}
	}
	for _, name := range []string{"stdin", "-"} {
		if got := jsonl(t, records.Read(name, strings.NewReader(list))); got != want {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func FuzzYAML(f *testing.F) {
	f.Add(list)
	f.Add("- dragoman: 1\n- entity: {id: a, kind: PERSON, name: !!binary x}\n")
	f.Add("- dragoman: 1\n- [*a, &a b, <<: c]\n- ? x\n- |\n a\n")
	f.Fuzz(func(t *testing.T, in string) {
		for rec, err := range records.DecodeYAML("f", strings.NewReader(in)) {
			if err != nil {
				continue
			}
			want := string(graph.AppendRecord(nil, &rec, graph.EncodeOptions{Audit: true}))
			var b bytes.Buffer
			one := func(yield func(graph.Record, error) bool) { yield(rec, nil) }
			if err := records.WriteYAML(&b, one, graph.EncodeOptions{Audit: true}); err != nil {
				t.Fatal(err)
			}
			for again, err := range records.DecodeYAML("", &b) {
				if err != nil {
					t.Fatalf("%s is not read again: %v", want, err)
				}
				if got := string(graph.AppendRecord(nil, &again, graph.EncodeOptions{Audit: true})); got != want {
					t.Fatalf("got %s, want %s", got, want)
				}
			}
		}
	})
}

// broken fails after what it has, as a connection does.
type broken struct{ io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// A compressed file that is cut is told as such; a stream that breaks off within a
// file that may be whole is not.
func TestCutFiles(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = io.WriteString(z, lines)
	_ = z.Close()
	for cut := 3; cut < packed.Len(); cut++ {
		for reason, in := range map[string]io.Reader{
			"a file":   bytes.NewReader(packed.Bytes()[:cut]),
			"a stream": broken{bytes.NewReader(packed.Bytes()[:cut])},
		} {
			var last error
			for _, err := range records.Read("f.jsonl.gz", in) {
				last = err
			}
			var e *graph.Error
			if !errors.As(last, &e) || e.Code != graph.Invalid || !strings.HasPrefix(e.Message, "f.jsonl.gz:") {
				t.Fatalf("%s cut at %d: %v", reason, cut, last)
			}
			if early := strings.Contains(e.Message, "the compressed file ends early"); early != (reason == "a file") || early != (e.Err == nil) {
				t.Errorf("%s cut at %d: %v", reason, cut, last)
			}
		}
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dragoman/mapping"
)

const fixtures = "../../mappings/testdata/"

// filesOf puts texts into files of one folder.
func filesOf(t *testing.T, files map[string]string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const guests = `mapping: 1
source: {separator: ";"}
constants: {document: d1, day: "2025-11-01"}
tables: {kinds: {file: kinds.csv, key: word}}
claim: {document: '{document}', stance: ASSERTS}
once:
  - document: {id: '{document}', published: '{day}'}
skip: [{if: 'kind = "cat"', because: cats are not told of}]
rules:
  - entity: {id: '{name | slug}', kind: '{kind | lookup(kinds)}', name: '{name}'}
  - if: friend
    relation: {from: '{name | slug}', type: SPOKE_TO, to: '{friend | slug}'}
`

// A mapping that does not fit a file says so in a few lines, and a file that holds
// nothing says that.
func TestMappingsThatDoNotFit(t *testing.T) {
	p := newProgram(t)
	bad := "name;kind;friend\n" + strings.Repeat("Anna Ek;dog;\n", 200)
	folder := filesOf(t, map[string]string{
		"guests.yaml": guests, "kinds.csv": "word,kind\nman,PERSON\n", "no.yaml": "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00",
		"comma.csv": "name,kind,friend\nAnna Ek,man,\n", "other.csv": "a;b\nc;d\n", "bad.csv": bad, "empty.csv": "name;kind;friend\n",
	})
	for _, c := range []struct {
		reason, with, file string
		code               int
		says               string
	}{
		{"another separator", "guests.yaml", "comma.csv", exitFailure, `comma.csv:1: is read as one column, "name,kind,friend", since ';' separates the cells; if another sign does, say separator: "," in the mapping (source)` + "\n"},
		{"another table", "guests.yaml", "other.csv", exitFailure, "guests.yaml:10:18: mapping key rules[0].entity.id: \"name\" is no column of"},
		{"a binary file for a mapping", "no.yaml", "comma.csv", exitFailure, "no.yaml: is no text, but a binary file"},
		{"every row is bad", "guests.yaml", "bad.csv", exitFailure, "and 197 more bad records\n"},
		{"no rows", "guests.yaml", "empty.csv", exitOK, "empty.csv: no rows: there is nothing behind the line that names the columns"},
	} {
		r := p.want(c.code, "load", "--dry-run", "--map", filepath.Join(folder, c.with), filepath.Join(folder, c.file))
		if !strings.Contains(r.err, c.says) || len(r.err) > 1500 {
			t.Errorf("%s: %s\nwant %q in at most 1,500 bytes", c.reason, r.err, c.says)
		}
	}
	r := p.want(exitUnavailable, "stats", "--data", filepath.Join(folder, "bad.csv"))
	if !strings.Contains(r.err, "bad.csv: is a file, and the data folder is a folder") {
		t.Errorf("a file as the data folder: %s", r.err)
	}
}

func TestMappedLoad(t *testing.T) {
	for _, way := range []string{"into a folder", "through a server"} {
		t.Run(way, func(t *testing.T) {
			p := newProgram(t)
			dir := p.loaded()
			if way == "through a server" {
				p.serve("--data", dir)
			}
			folder := filesOf(t, map[string]string{
				"guests.yaml": guests, "kinds.csv": "word,kind\nman,PERSON\nclub,ORGANIZATION\n",
				"guests-lines.yaml": strings.Replace(guests, "source: {separator: \";\"}\n", "", 1),
				"guests.csv":        "name;kind;friend\nAnna Ek;man;Ben Orr\nBen Orr;man;\nTom;cat;\n",
				"bad.csv":           "name;kind;friend\nAnna Ek;man;\nCid;dog;\nDora;man;Nobody\n",
			})
			load := func(code int, args ...string) result {
				t.Helper()
				return p.want(code, append([]string{"load", "--data", dir, "--map", filepath.Join(folder, "guests.yaml")}, args...)...)
			}
			r := load(exitOK, "--set", "day=2025-11-02", filepath.Join(folder, "guests.csv"))
			if !strings.Contains(r.out, "1 document, 2 entities, 1 relation, 1 claim") || !strings.Contains(r.err, "guests.csv: 3 rows; 1 row skipped: cats are not told of") {
				t.Errorf("stdout %s\nstderr %s", r.out, r.err)
			}
			if got := p.want(exitOK, "export", "--data", dir).out; !strings.Contains(got, `{"document":{"id":"d1","published":"2025-11-02"}}`) {
				t.Error("--set does not set")
			}
			if r := load(exitOK, "--set", "day=2025-11-02", filepath.Join(folder, "guests.csv")); !strings.Contains(r.out, "nothing new") {
				t.Errorf("again: %s", r.out)
			}
			before := p.want(exitOK, "export", "--data", dir).out
			r = load(exitFailure, "--set", "day=2025-11-02", filepath.Join(folder, "bad.csv"))
			if !strings.Contains(r.err, `bad.csv:3:5: entity.kind: is empty, since kind is "dog", which is not in table kinds`) || !strings.Contains(r.err, "(mapping key rules[0].entity.kind, ") || !strings.Contains(r.err, "refused whole") {
				t.Errorf("a bad row: %s", r.err)
			}
			if p.want(exitOK, "export", "--data", dir).out != before {
				t.Error("something of a file that was refused whole is in")
			}
			r = load(exitFailure, "--on-error", "skip", "--set", "day=2025-11-02", filepath.Join(folder, "bad.csv"))
			if !strings.Contains(r.out, "1 entity, 2 bad records skipped") || strings.Contains(r.err, "bad rows and records") || strings.Contains(r.err, "bad row or record") || !strings.Contains(r.err, "bad.csv:3:5: ") || !strings.Contains(r.err, "bad.csv:4:10: relation.to: ") || !strings.Contains(r.err, "(mapping key rules[1].relation.to, ") {
				t.Errorf("bad rows skipped: %s%s", r.out, r.err)
			}
			text := "name;kind;friend\nEve;man;Anna Ek\n"
			if r := p.runIn(text, "load", "-", "--data", dir, "--map", filepath.Join(folder, "guests.yaml"), "--set", "day=2025-11-02"); r.code != 0 || !strings.Contains(r.out, "stdin: 1 entity, 1 relation, 1 claim") {
				t.Errorf("standard input: %+v", r)
			}
			text = `{"name":"Fay Ude","kind":"man","friend":"Anna Ek"}` + "\n"
			if r := p.runIn(text, "load", "-", "--data", dir, "--map", filepath.Join(folder, "guests-lines.yaml"), "--set", "day=2025-11-02"); r.code != 0 || !strings.Contains(r.out, "stdin: 1 entity, 1 relation, 1 claim") {
				t.Errorf("JSON Lines of standard input: %+v", r)
			}
			r = p.want(exitOK, "load", "--map", "ofac-sdn", fixtures+"alt.csv", fixtures+"sdn.csv", fixtures+"add.csv", "--data", dir)
			if !strings.Contains(r.out, "sdn.csv: 1 document, 5 entities, 5 relations, 8 attributes, 13 claims") {
				t.Errorf("three files: %s", r.out)
			}
			p.want(exitOK, "load", "--map", "embassies", fixtures+"embassies.csv", "--data", dir)
			if r := p.want(exitOK, "path", "wd:Q9000001", "india", "--data", dir); !strings.Contains(r.out, "1 hop") {
				t.Errorf("from a mission to its host: %s", r.out)
			}
		})
	}
}

func TestDryRun(t *testing.T) {
	p := newProgram(t)
	dir := filepath.Join(t.TempDir(), "none")
	r := p.want(exitOK, "load", "--map", "icews", "--dry-run", fixtures+"icews.txt", "--data", dir)
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	if len(lines) != maxSamples {
		t.Errorf("%d samples, want %d: %s", len(lines), maxSamples, r.out)
	}
	sorts := map[string]bool{}
	for _, line := range lines {
		var sample map[string]any
		if err := json.Unmarshal([]byte(line), &sample); err != nil || len(sample) != 1 {
			t.Errorf("%s: %v", line, err)
		}
		for sort := range sample {
			sorts[sort] = true
		}
	}
	if len(sorts) != 4 || !strings.Contains(r.err, "icews.txt: 8 rows\n") || !strings.Contains(r.err, "records: 1 document, 10 entities, 7 relations, 1 attribute, 8 claims. Nothing was stored") {
		t.Errorf("%v\n%s", sorts, r.err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("a dry run makes a data folder")
	}
	if r := p.runIn("a,b\n", "load", "--map", "icews", "--dry-run", "-"); r.code != exitFailure || !strings.Contains(r.err, "stdin:1:1: the row has 1 cells") {
		t.Errorf("a bad row: %+v", r)
	}
	if r := p.want(exitOK, "load", "--dry-run", harbour); !strings.Contains(r.err, "Nothing was stored") || strings.Count(r.out, "\n") != maxSamples {
		t.Errorf("records without a mapping: %+v", r)
	}
}

// What several records tell of one thing is one thing to a load, and to a dry run.
func TestDryRunCountsThingsOnce(t *testing.T) {
	p := newProgram(t)
	folder := filesOf(t, map[string]string{"twice.jsonl": `{"dragoman":1}
{"document":{"id":"d"}}
{"entity":{"id":"a","kind":"PERSON","name":"Ada"}}
{"entity":{"id":"b","kind":"PERSON","name":"Ben"}}
{"entity":{"id":"a","kind":"PERSON","name":"Ada","summary":"a pilot"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"document":"d","stance":"ASSERTS"}]}}
{"relation":{"from":"b","type":"SPOKE_TO","to":"a","claims":[{"document":"d","stance":"ASSERTS"},{"document":"d","stance":"REPORTS","sources":["b"]}]}}
{"attribute":{"of":"a","name":"rank","value":"one","claims":[{"document":"d","stance":"ASSERTS"}]}}
{"attribute":{"of":"a","name":"rank","value":"one","claims":[{"id":"second","document":"d","stance":"ASSERTS"}]}}
`})
	file := filepath.Join(folder, "twice.jsonl")
	const once = "1 document, 2 entities, 1 relation, 1 attribute, 4 claims"
	if r := p.want(exitOK, "load", "--dry-run", file); !strings.Contains(r.err, "records: 1 document, 3 entities, 2 relations, 2 attributes, 5 claims; each thing once: "+once+". Nothing was stored") {
		t.Errorf("dry: %s", r.err)
	}
	if r := p.want(exitOK, "load", file, "--data", filepath.Join(t.TempDir(), "d")); !strings.HasSuffix(r.out, ": "+once+"\n") {
		t.Errorf("the load: %s", r.out)
	}
}

func TestMapUsage(t *testing.T) {
	p := newProgram(t)
	folder := filesOf(t, map[string]string{"bad.yaml": "mapping: 1\nrules:\n  - entity: {id: x, kind: MAN, name: n}\n  - relation: {}\n", "a.csv": "x\n"})
	bad, csv := filepath.Join(folder, "bad.yaml"), filepath.Join(folder, "a.csv")
	for _, c := range []struct {
		reason string
		code   int
		args   []string
		says   string
	}{
		{"no such mapping", exitUsage, []string{"--map", "none", csv}, "the program has no mapping of that name; it has countries embassies icews ofac-sdn"},
		{"no such file", exitUsage, []string{"--map", "./none.yaml", csv}, "--map ./none.yaml: no such file"},
		{"no files", exitUsage, []string{"--map", "icews", "--demo"}, "name the files that --map icews makes records of"},
		{"--set without a mapping", exitUsage, []string{"--set", "a=b", csv}, "--set is for the constants of a mapping"},
		{"--set without a value", exitUsage, []string{"--map", "icews", "--set", "a", csv}, "it is NAME=VALUE"},
		{"no such constant", exitFailure, []string{"--map", "icews", "--set", "titel=b", csv}, "has no constant titel to be set (did you mean title?)"},
		{"a file twice", exitUsage, []string{"--map", "icews", csv, csv}, "is named twice"},
		{"a file that is not there", exitFailure, []string{"--map", "icews", "none.csv"}, "cannot read none.csv"},
		{"a file is missing", exitFailure, []string{"--map", "ofac-sdn", fixtures + "sdn.csv"}, "also reads a file alt"},
		{"a broken mapping", exitFailure, []string{"--map", bad, csv}, "bad.yaml:3:27: mapping key rules[0].entity.kind: "},
		{"its second fault", exitFailure, []string{"--map", bad, csv}, "mapping key rules[1].relation: needs from"},
	} {
		r := p.want(c.code, append([]string{"load", "--data", filepath.Join(t.TempDir(), "d")}, c.args...)...)
		if !strings.Contains(r.err, c.says) {
			t.Errorf("%s: %s, want %q", c.reason, r.err, c.says)
		}
	}
}

func TestMappings(t *testing.T) {
	p := newProgram(t)
	if r := p.want(exitOK, "mappings"); strings.Count(r.out, "\n") != 4 || !strings.Contains(r.out, "embassies   embassies and consulates") {
		t.Error(r.out)
	}
	if p.want(exitOK, "mappings", "--schema").out != mapping.Schema() {
		t.Error("not the schema")
	}
	folder := filesOf(t, nil)
	for _, name := range []string{"icews", "states.csv", "cameo-plover.csv", "icews-sectors.csv", "icews-actors.csv"} {
		file := name
		if !strings.Contains(name, ".") {
			file += ".yaml"
		}
		if err := os.WriteFile(filepath.Join(folder, file), []byte(p.want(exitOK, "mappings", name).out), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.want(exitOK, "load", "--dry-run", "--map", filepath.Join(folder, "icews.yaml"), fixtures+"icews.txt")
	p.want(exitNotFound, "mappings", "none")
}

// A load that is interrupted says that nothing of the file is in, and so it is.
func TestInterruptedLoad(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	before := p.want(exitOK, "export", "--data", dir).out
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	in, out := io.Pipe()
	go func() {
		_, _ = io.WriteString(out, "Utopia\tConsult\tLadonia\t2031-01-01\n")
		for i := 0; ; i++ {
			if _, err := fmt.Fprintf(out, "A%d\tConsult\tB%d\t2031-01-01\n", i, i); err != nil {
				return
			}
			if i == 3000 {
				stop()
			}
		}
	}()
	var stdout, stderr bytes.Buffer
	code := p.main(in, &stdout, &stderr).Run(ctx, []string{"load", "--map", "icews", "-", "--data", dir})
	_ = in.Close()
	if code != exitStopped || !strings.Contains(stderr.String(), "stdin: stopped; nothing of it was stored") || !strings.HasSuffix(stderr.String(), "what is in is not added twice\n") {
		t.Errorf("exit %d: %s", code, stderr.String())
	}
	if p.want(exitOK, "export", "--data", dir).out != before {
		t.Error("something of it is in")
	}
}

func TestForeseen(t *testing.T) {
	f, err := newProgram(t).main(strings.NewReader(""), io.Discard, io.Discard).openFeed(fixtures + "icews.txt")
	if err != nil {
		t.Fatal(err)
	}
	if f.foreseen(10) != 0 {
		t.Error("something is foreseen before anything is read")
	}
	in, err := f.read()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, in, f.size/2); err != nil {
		t.Fatal(err)
	}
	if got := f.foreseen(10); !slices.Contains([]int{19, 20, 21}, got) {
		t.Errorf("%d records are foreseen at half of the file and 10", got)
	}
	if err := errors.Join(in.Close(), f.Close()); err != nil {
		t.Error(err)
	}
}

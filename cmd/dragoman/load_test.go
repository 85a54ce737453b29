package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const header = `{"dragoman": 1}` + "\n"

// badFiles are what a loader must refuse with the place of what is wrong, and
// with the store as it was.
var badFiles = []struct {
	reason, name, text string
	says               string
}{
	{"truncated JSON", "a.jsonl", header + `{"entity":{"id":"x","kind":"PERSON","name":"X"}}` + "\n" + `{"entity":{"id":"y","ki`, "a.jsonl:3:"},
	{"invalid UTF-8", "a.jsonl", header + `{"entity":{"id":"x","kind":"PERSON","name":"` + "\xff" + `"}}` + "\n", "a.jsonl:2:"},
	{"another format version", "a.jsonl", `{"dragoman": 2}` + "\n", "a.jsonl:1"},
	{"no header", "a.jsonl", `{"entity":{"id":"x","kind":"PERSON","name":"X"}}` + "\n", "a.jsonl:1"},
	{"a missing end", "a.jsonl", header + `{"relation":{"from":"ada-vern","type":"SPOKE_TO","to":"nobody","claims":[{"document":"gazette-1","stance":"ASSERTS"}]}}` + "\n", "a.jsonl:2: relation.to: "},
	{"an unknown field", "a.jsonl", header + `{"entity":{"id":"x","kind":"PERSON","name":"X","colour":"red"}}` + "\n", "colour"},
	{"malformed EDTF", "a.jsonl", header + `{"document":{"id":"d","published":"2031-13-45"}}` + "\n", "a.jsonl:2:"},
	{"one id with two contents", "a.jsonl", header + `{"entity":{"id":"x","kind":"PERSON","name":"X"}}` + "\n" + `{"entity":{"id":"x","kind":"PERSON","name":"Y"}}` + "\n", "a.jsonl:3: entity.name: "},
	{"another content than what is stored", "a.jsonl", header + `{"entity":{"id":"ada-vern","kind":"PERSON","name":"Somebody else"}}` + "\n", "a.jsonl:2: entity"},
	{"wrong kinds at the ends", "a.jsonl", header + `{"relation":{"from":"ada-vern","type":"HOLDS","to":"boro-tal","claims":[{"document":"gazette-1","stance":"ASSERTS"}]}}` + "\n", "a.jsonl:2: relation.to: "},
	{"a very long line", "a.jsonl", header + `{"entity":{"id":"x","kind":"PERSON","name":"` + strings.Repeat("x", 17<<20) + `"}}` + "\n", "a.jsonl:2: "},
	{"broken YAML", "a.yaml", "- dragoman: 1\n- entity: {id: x, kind: PERSON\n", "a.yaml:2"},
	{"a missing end in YAML", "a.yaml", "- dragoman: 1\n\n- relation:\n    from: ada-vern\n    type: SPOKE_TO\n    to: nobody\n    claims: [{document: gazette-1, stance: ASSERTS}]\n", "a.yaml:3: relation.to: "},
	{"a wrong word in YAML", "a.yaml", "- dragoman: 1\n- entity: {id: x, kind: PERSN, name: X}\n", "a.yaml:2:"},
	{"a broken gzip file", "a.jsonl.gz", "\x1f\x8bnonsense", "a.jsonl.gz"},
	{"a gzip file that is cut", "a.jsonl.gz", cutGzip(header + `{"entity":{"id":"x","kind":"PERSON","name":"X"}}` + "\n"), "nothing after this line was read: the compressed file ends early; fetch or compress it again"},
	{"a gzip file that is cut, in YAML", "a.yaml.gz", cutGzip("- dragoman: 1\n- entity: {id: x, kind: PERSON, name: X}\n"), "a.yaml.gz:3: reading stopped here: the compressed file ends early; fetch or compress it again"},
	{"a gzip file of FollowTheMoney that is cut", "a.ftm.json.gz", cutGzip(`{"id":"x","schema":"Person","properties":{"name":["X"]}}` + "\n"), "reading stopped here: the compressed file ends early; fetch or compress it again"},
	{"a program given as YAML", "a.yaml", "\x7fELF\x02\x01\x01\x00\x00\x00\x03\x00\x3e", "a.yaml: is no text, but a binary file"},
	{"UTF-16 without a mark", "a.jsonl", "{\x00\"\x00d\x00r\x00a\x00g\x00", "a.jsonl: is UTF-16; convert it to UTF-8, as with: iconv -f UTF-16LE"},
	{"a table given as entities of FollowTheMoney", "a.ftm.json", "name,partner\n", "a.ftm.json:1: is no entity of FollowTheMoney: it is no JSON object; each line is one"},
}

// cutGzip compresses a text and loses the last bytes.
func cutGzip(text string) string {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return string(packed.Bytes()[:packed.Len()-4])
}

// Lines that end with carriage returns alone are lines, in every form of records.
func TestCarriageReturns(t *testing.T) {
	p := newProgram(t)
	for name, text := range map[string]string{
		"a.jsonl": header + `{"entity":{"id":"x","kind":"PERSON","name":"X"}}` + "\n",
		"a.yaml":  "- dragoman: 1\n- entity: {id: x, kind: PERSON, name: X}\n",
	} {
		folder := filesOf(t, map[string]string{name: strings.ReplaceAll(text, "\n", "\r")})
		if r := p.want(exitOK, "load", filepath.Join(folder, name), "--data", filepath.Join(folder, "data")); !strings.Contains(r.out, ": 1 entity\n") {
			t.Errorf("%s: %s%s", name, r.out, r.err)
		}
	}
}

func TestBadFiles(t *testing.T) {
	for _, way := range []string{"into a folder", "through a server"} {
		t.Run(way, func(t *testing.T) {
			p := newProgram(t)
			dir := p.loaded()
			if way == "through a server" {
				p.serve("--data", dir)
			}
			before := p.want(exitOK, "export", "--data", dir).out
			for _, c := range badFiles {
				t.Run(c.reason, func(t *testing.T) {
					path := filepath.Join(t.TempDir(), c.name)
					if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
						t.Fatal(err)
					}
					r := p.want(exitFailure, "load", path, "--data", dir)
					if line, _, _ := strings.Cut(r.err, "\n"); !strings.Contains(line, c.says) || len(r.err) > 4000 {
						t.Errorf("%s: %.400s; want %q in the first line", c.reason, r.err, c.says)
					}
					if got := p.want(exitOK, "export", "--data", dir).out; got != before {
						t.Errorf("%s: the store is not as it was", c.reason)
					}
				})
			}
		})
	}
}

func TestBadRecordsAreSkippedOnRequest(t *testing.T) {
	text := header + strings.Join([]string{
		`{"entity":{"id":"x","kind":"PERSON","name":"X"}}`,
		`{"entity":{"id":"y","kind":"NOPE","name":"Y"}}`,
		`{"relation":{"from":"x","type":"SPOKE_TO","to":"nobody","claims":[{"document":"gazette-1","stance":"ASSERTS"}]}}`,
		`{"entity":{"id":"z","kind":"PERSON","name":"Z"}}`,
	}, "\n") + "\n"
	yaml := "- dragoman: 1\n- entity: {id: x, kind: PERSON, name: X}\n\n- entity: {id: y, kind: NOPE, name: Y}\n" +
		"- relation: {from: x, type: SPOKE_TO, to: nobody, claims: [{document: gazette-1, stance: ASSERTS}]}\n- entity: {id: z, kind: PERSON, name: Z}\n"
	for _, way := range []string{"into a folder", "through a server"} {
		for name, c := range map[string]struct {
			text  string
			lines [2]string
		}{"a.jsonl": {text, [2]string{":3:", ":4:"}}, "a.yaml": {yaml, [2]string{":4:", ":5:"}}} {
			t.Run(way+" "+name, func(t *testing.T) {
				p := newProgram(t)
				dir := p.loaded()
				if way == "through a server" {
					p.serve("--data", dir)
				}
				path := filepath.Join(t.TempDir(), name)
				if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
					t.Fatal(err)
				}
				r := p.want(exitFailure, "load", path, "--on-error", "skip", "--data", dir)
				if !strings.Contains(r.err, name+c.lines[0]) || !strings.Contains(r.err, name+c.lines[1]) || !strings.Contains(r.out, "2 entities, 2 bad records skipped") {
					t.Errorf("stdout %s\nstderr %s", r.out, r.err)
				}
				p.want(exitOK, "entity", "z", "--data", dir)
				p.want(exitNotFound, "entity", "y", "--data", dir)
			})
		}
	}
}

func TestLoad(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	if r := p.want(exitOK, "load", harbour, harbour, "--data", dir); strings.Count(r.out, "nothing new") != 2 {
		t.Errorf("loading again: %s", r.out)
	}
	whole := p.want(exitOK, "export", "--data", dir).out
	if r := p.runIn(whole, "load", "-", "--data", dir); r.code != 0 || r.out != "stdin: nothing new\n" {
		t.Errorf("what was exported, from standard input: %+v", r)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(whole))
	_ = z.Close()
	path := filepath.Join(t.TempDir(), "whole.jsonl.gz")
	if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other")
	p.want(exitOK, "load", path, "--data", other)
	if p.want(exitOK, "export", "--data", other).out != whole {
		t.Error("export(load(x)) is not x")
	}
	changed := header + `{"entity":{"id":"ada-vern","kind":"PERSON","name":"Ada Vern-Holt"}}` + "\n"
	if r := p.runIn(changed, "load", "-", "--replace", "--data", dir); r.code != 0 || !strings.Contains(r.out, "1 entity") {
		t.Errorf("--replace: %+v", r)
	}
	for reason, args := range map[string][]string{"no such file": {"load", "/nonexistent.jsonl"}, "a folder": {"load", t.TempDir()}} {
		if r := p.want(exitFailure, append(args, "--data", dir)...); strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: %s", reason, r.err)
		}
	}
}

func TestExport(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	lines := p.want(exitOK, "export", "--data", dir).out
	yaml := p.want(exitOK, "export", "--data", dir, "--format", "yaml").out
	other := filepath.Join(t.TempDir(), "other")
	if r := p.runIn(yaml, "load", "-", "--data", other); r.code != 0 {
		t.Fatal(r.err)
	}
	if p.want(exitOK, "export", "--data", other).out != lines {
		t.Error("through YAML and back it is not the same")
	}
	file := filepath.Join(t.TempDir(), "out.jsonl")
	p.want(exitOK, "export", "--data", dir, "-o", file)
	if got, _ := os.ReadFile(file); string(got) != lines {
		t.Error("the file differs from standard output")
	}
	entries, _ := os.ReadDir(filepath.Dir(file))
	if len(entries) != 1 {
		t.Errorf("something is left beside the file: %v", entries)
	}
	p.want(exitFailure, "export", "--data", dir, "-o", filepath.Join(t.TempDir(), "no", "such", "folder"))
	p.serve("--data", dir)
	if p.want(exitOK, "export", "--data", dir).out != lines || p.want(exitOK, "export", "--data", dir, "--format", "yaml").out != yaml {
		t.Error("from a server it is not the same")
	}
}

func TestGenerate(t *testing.T) {
	p := newProgram(t)
	size := []string{"generate", "--entities", "300", "--relations", "3000"}
	text := p.want(exitOK, append(size, "--seed", "5")...).out
	if text != p.want(exitOK, append(size, "--seed", "5")...).out {
		t.Error("the same numbers do not give the same bytes")
	}
	if text == p.want(exitOK, append(size, "--seed", "6")...).out {
		t.Error("another seed gives the same bytes")
	}
	dir := filepath.Join(t.TempDir(), "graph")
	if r := p.runIn(text, "load", "-", "--data", dir); r.code != 0 || !strings.Contains(r.out, "300 entities, 3,000 relations") {
		t.Fatalf("loading it: %s%s", r.out, r.err)
	}
	var stats statsResult
	if err := json.Unmarshal([]byte(p.want(exitOK, "stats", "--json", "--data", dir).out), &stats); err != nil {
		t.Fatal(err)
	}
	if len(stats.Kinds) != numKinds-1 || len(stats.Types) < 40 || stats.Disputes == 0 || stats.Claims < 3300 {
		t.Errorf("%d kinds, %d types, %d disputes, %d claims", len(stats.Kinds), len(stats.Types), stats.Disputes, stats.Claims)
	}
	p.want(exitOK, "check", "--data", dir)
	for _, n := range []struct{ entities, relations int }{{0, 0}, {1, 0}, {2, 50}, {12, 300}} {
		r := p.want(exitOK, "generate", "--entities", fmt.Sprint(n.entities), "--relations", fmt.Sprint(n.relations))
		small := filepath.Join(t.TempDir(), "small")
		if loaded := p.runIn(r.out, "load", "-", "--data", small); loaded.code != 0 {
			t.Errorf("%+v: %s", n, loaded.err)
		}
	}
}

func TestPatternsAreAllowed(t *testing.T) {
	for _, p := range plausible {
		if err := p.relation.CheckEnds(p.from, p.to); err != nil {
			t.Errorf("%s from %s to %s: %v", p.relation, p.from, p.to, err)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		m := (&program{}).main(strings.NewReader(""), discard{}, discard{})
		if code := m.Run(b.Context(), []string{"generate", "--entities", "10000", "--relations", "100000"}); code != 0 {
			b.Fatal(code)
		}
	}
	b.ReportMetric(100000*float64(b.N)/b.Elapsed().Seconds(), "relations/s")
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// A load that is told to stop while it opens its folder says that nothing was stored.
func TestLoadStoppedBeforeItsFolderIsOpen(t *testing.T) {
	folder := filesOf(t, map[string]string{"a.jsonl": header + `{"entity":{"id":"x","kind":"PERSON","name":"X"}}` + "\n"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var says bytes.Buffer
	m := newProgram(t).main(nil, io.Discard, &says)
	if code := m.Run(ctx, []string{"load", filepath.Join(folder, "a.jsonl"), "--data", filepath.Join(folder, "data")}); code != exitStopped {
		t.Errorf("it exits %d", code)
	}
	if !strings.Contains(says.String(), "a.jsonl: stopped; nothing of it was stored") {
		t.Errorf("it says %s", says.String())
	}
}

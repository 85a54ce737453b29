package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const smallFtM = "../../exchange/testdata/harbour.ftm.json"

// Every format comes out of a folder and of the server that holds it alike, and a
// filter leaves out the same.
func TestExportFormats(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	local := map[string]string{}
	variants := [][]string{{}, {"--statuses", "disputed", "--as-of", "2031-05-01"}, {"--sources", "Cyra Omm"}}
	export := func(format string, more []string) string {
		if format != csvPair {
			return p.want(exitOK, append([]string{"export", "--data", dir, "--format", format}, more...)...).out
		}
		folder := filepath.Join(t.TempDir(), "pair")
		p.want(exitOK, append([]string{"export", "--data", dir, "--format", format, "-o", folder}, more...)...)
		var both string
		for _, name := range []string{"nodes.csv", "edges.csv"} {
			text, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			both += string(text)
		}
		return both
	}
	for _, format := range exportFormats {
		for _, more := range variants {
			local[format+strings.Join(more, " ")] = export(format, more)
		}
		if whole, part := local[format], local[format+strings.Join(variants[1], " ")]; len(part) >= len(whole) || len(part) == 0 {
			t.Errorf("%s: %d bytes under a filter, %d without", format, len(part), len(whole))
		}
	}
	if golden := local["gexf"]; !strings.Contains(golden, `<spell start="2031-03-03" end="2031-03-03"/>`) {
		t.Errorf("no spell: %s", golden)
	}
	p.serve("--data", dir)
	for _, format := range exportFormats {
		for _, more := range variants {
			if got := export(format, more); got != local[format+strings.Join(more, " ")] {
				t.Errorf("%s %v: the server gives something else:\n%s", format, more, got)
			}
		}
	}
	if r := p.want(exitOK, "export", "--data", dir, "--format", "ftm"); !strings.Contains(r.err, "not written: ") {
		t.Errorf("what FollowTheMoney cannot hold is not told by a server: %q", r.err)
	}
}

func TestExportUsage(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	for _, c := range []struct {
		reason string
		args   []string
		code   int
		says   string
	}{
		{"a format that is none", []string{"--format", "docx"}, exitUsage, "graphml"},
		{"two files to the standard output", []string{"--format", "csv"}, exitUsage, "-o"},
		{"audit of a drawing", []string{"--format", "gexf", "--audit"}, exitUsage, "--audit"},
		{"a source that is nobody", []string{"--sources", "Nobody"}, exitNotFound, "Nobody"},
		{"a document that is not there", []string{"--format", "gexf", "--documents", "none"}, exitNotFound, "none"},
		{"a status that is none", []string{"--statuses", "sure"}, exitUsage, "sure"},
	} {
		if r := p.want(c.code, append([]string{"export", "--data", dir}, c.args...)...); !strings.Contains(r.err, c.says) || r.out != "" {
			t.Errorf("%s: %+v; want %q", c.reason, r, c.says)
		}
	}
	p.serve("--data", dir)
	if r := p.want(exitNotFound, "export", "--data", dir, "--format", "gexf", "--documents", "none"); !strings.Contains(r.err, "none") {
		t.Errorf("from a server: %+v", r)
	}
}

// An export that fails leaves the file that was there.
func TestFailedExportLeavesTheFile(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	file := filepath.Join(t.TempDir(), "graph.gexf")
	if err := os.WriteFile(file, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.want(exitNotFound, "export", "--data", dir, "--format", "gexf", "--documents", "none", "-o", file)
	if text, err := os.ReadFile(file); err != nil || string(text) != "before" {
		t.Errorf("%q, %v", text, err)
	}
}

// FollowTheMoney is told by the name of the file or by the flag, also from standard
// input and into a server; what is not loaded is told once.
func TestLoadFtM(t *testing.T) {
	p := newProgram(t)
	text, err := os.ReadFile(smallFtM)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "named")
	r := p.want(exitOK, "load", smallFtM, "--data", dir)
	if strings.Count(r.err, "Passport: entities of this schema") != 1 {
		t.Errorf("%+v", r)
	}
	p.want(exitOK, "check", "--data", dir)
	digest := p.want(exitOK, "digest", "--data", dir).out

	served := filepath.Join(t.TempDir(), "served")
	s := p.serve("--data", served, "--empty")
	plain := filepath.Join(t.TempDir(), "harbour.json")
	if err := os.WriteFile(plain, text, 0o600); err != nil {
		t.Fatal(err)
	}
	p.want(exitOK, "load", plain, "--format", "ftm", "--server", s.address)
	p.same("into a server", digest, served)

	if r := p.runIn(string(text), "load", "-", "--format", "ftm", "--data", filepath.Join(t.TempDir(), "piped")); r.code != exitOK {
		t.Errorf("standard input: %+v", r)
	}
	if r := p.runIn("{\"id\":\"a\"}\n", "load", "-", "--format", "ftm", "--data", dir); r.code != exitFailure || !strings.Contains(r.err, "stdin:1: schema") {
		t.Errorf("a bad line: %+v", r)
	}
	p.want(exitUsage, "load", plain, "--format", "csv", "--data", dir)

	out := filepath.Join(t.TempDir(), "harbour.ftm.json")
	p.want(exitOK, "export", "--data", dir, "--format", "ftm", "-o", out)
	again := filepath.Join(t.TempDir(), "again")
	p.want(exitOK, "load", out, "--data", again)
	p.same("out and in", digest, again)
}

// The reports keep every hedge, and what was not looked at.
func TestMarkdown(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	golden(t, "path_markdown", strip(p, p.want(exitOK, "path", "Ada Vern", "omar-dask", "--lens", "contact", "--format", "markdown", "--data", dir).out))
	golden(t, "path_none_markdown", strip(p, p.want(exitNotFound, "path", "ada-vern", "omar-lind", "--format", "markdown", "--data", dir).out))
	golden(t, "ego_markdown", strip(p, p.want(exitOK, "ego", "cyra-omm", "--as-of", "2031-04-05", "--format", "markdown", "--data", dir).out))
	p.want(exitUsage, "path", "ada-vern", "omar-dask", "--format", "docx", "--data", dir)
	p.want(exitUsage, "path", "ada-vern", "omar-dask", "--format", "markdown", "--json", "--data", dir)
	local := p.want(exitOK, "ego", "cyra-omm", "--format", "markdown", "--data", dir).out
	file := filepath.Join(t.TempDir(), "report.md")
	for _, c := range []struct {
		code int
		args []string
	}{
		{exitOK, []string{"ego", "cyra-omm", "--format", "markdown"}},
		{exitNotFound, []string{"path", "ada-vern", "omar-lind", "--format", "markdown"}},
		{exitOK, []string{"path", "ada-vern", "omar-dask", "--json"}},
		{exitOK, []string{"ego", "cyra-omm"}},
	} {
		args := append(c.args, "--data", dir)
		want := p.want(c.code, args...)
		got := p.want(c.code, append(args, "-o", file)...)
		text, err := os.ReadFile(file)
		if err != nil || string(text) != want.out || got.out != "" || got.err != want.err {
			t.Errorf("%v into a file: %v, stdout %q, stderr %q, file:\n%s", args, err, got.out, got.err, text)
		}
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p.want(exitNotFound, "ego", "nobody-at-all", "--format", "markdown", "--data", dir, "-o", file)
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("a report that could not be made replaces one that is there: %v\n%s", err, after)
	}
	if found, err := os.ReadDir(filepath.Dir(file)); err != nil || len(found) != 1 {
		t.Errorf("left beside the report: %v, %v", found, err)
	}
	if r := p.want(exitFailure, "ego", "cyra-omm", "--data", dir, "-o", filepath.Join(dir, "none", "report.md")); !strings.Contains(r.err, "report.md cannot be written: ") {
		t.Errorf("a folder that is not there: %s", r.err)
	}
	p.serve("--data", dir)
	if got := p.want(exitOK, "ego", "cyra-omm", "--format", "markdown", "--data", dir).out; got != local {
		t.Errorf("from a server:\n%s", got)
	}
}

// strip takes the name of the revision away, which is made by chance.
func strip(p *program, text string) string {
	before, rest, ok := strings.Cut(text, "revision ")
	_, after, whole := strings.Cut(rest, " of the graph")
	if !ok || !whole {
		p.t.Errorf("no revision is named: %s", text)
	}
	return before + "revision (any) of the graph" + after
}

func TestMarkdownEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"a_b *c* [d](e) <f> `g` #h |i": `a\_b \*c\* \[d\](e) \<f\> \` + "`" + `g\` + "`" + ` \#h \|i`,
		"two\nlines\x1b[31m":           "two lines",
	} {
		if got := md(in); !strings.HasPrefix(got, want) || strings.Contains(got, "\x1b") {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
	}
}

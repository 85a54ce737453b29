package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dragoman/archive"
	"dragoman/graph"
	"dragoman/graph/embedded"
)

func TestBackupAndRestore(t *testing.T) {
	p := newProgram(t)
	from := p.loaded()
	digest := p.want(exitOK, "digest", "--data", from).out
	file := filepath.Join(t.TempDir(), "graph.backup")
	if r := p.want(exitOK, "backup", "--data", from, "-o", file); !strings.Contains(r.out, "image of revision") {
		t.Errorf("%+v", r)
	}
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	entities := 0
	if err := errors.Join(db.QueryRow("SELECT count(*) FROM entity").Scan(&entities), db.Close()); err != nil || entities == 0 {
		t.Errorf("SQLite itself finds %d entities in the backup: %v", entities, err)
	}
	to := filepath.Join(t.TempDir(), "to")
	if r := p.want(exitOK, "restore", file, "--data", to); !strings.Contains(r.out, "relations") {
		t.Errorf("%+v", r)
	}
	p.same("restored", digest, to)
	p.want(exitOK, "check", "--data", to)
	if a, b := revisionOf(t, from), revisionOf(t, to); a == b {
		t.Errorf("both have the revision %s, so a token of one would mean the other", a)
	}

	other := filepath.Join(t.TempDir(), "demo")
	p.want(exitOK, "load", "--demo", "--data", other)
	demo := p.want(exitOK, "digest", "--data", other).out
	if r := p.want(exitFailure, "restore", file, "--data", other); !strings.Contains(r.err, "--replace") {
		t.Errorf("into what holds something: %s", r.err)
	}
	p.same("what was refused", demo, other)
	p.want(exitOK, "restore", file, "--data", other, "--replace")
	p.same("replaced", digest, other)
	p.want(exitOK, "check", "--data", other)

	folder := filepath.Join(t.TempDir(), "served")
	served := p.serve("--data", folder, "--empty")
	if r := p.want(exitUnavailable, "restore", file, "--data", folder); !strings.Contains(r.err, "stop that server") {
		t.Errorf("a served folder: %s", r.err)
	}
	p.want(exitOK, "restore", file, "--server", served.address)
	p.same("into a server", digest, folder)
	again := filepath.Join(t.TempDir(), "again.backup")
	p.want(exitOK, "backup", "--server", served.address, "-o", again)
	third := filepath.Join(t.TempDir(), "third")
	p.want(exitOK, "restore", again, "--data", third)
	p.same("from a server's backup", digest, third)
	if r := p.want(exitFailure, "restore", file, "--server", served.address); !strings.Contains(r.err, "holds records already") {
		t.Errorf("into a server that is not empty: %s", r.err)
	}
	p.want(exitUsage, "restore", file, "--server", served.address, "--replace")
	if left, _ := filepath.Glob(filepath.Join(folder, "backup-*")); left != nil {
		t.Errorf("the server left %v", left)
	}
}

// A folder that holds a file of somebody else's is probably another than was meant: it
// is left as it is.
func TestRestoreBesideForeignFiles(t *testing.T) {
	p := newProgram(t)
	from := p.loaded()
	file := filepath.Join(t.TempDir(), "graph.backup")
	p.want(exitOK, "backup", "--data", from, "-o", file)
	to := t.TempDir()
	if err := os.WriteFile(filepath.Join(to, "thesis.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	names := func() (names []string) {
		entries, err := os.ReadDir(to)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	if r := p.want(exitFailure, "restore", file, "--data", to); !strings.Contains(r.err, filepath.Base(to)+" holds thesis.txt") || !strings.Contains(r.err, "--replace") {
		t.Errorf("%+v", r)
	}
	if n := names(); len(n) != 1 {
		t.Errorf("what was refused left %v", n)
	}
	p.want(exitOK, "restore", file, "--data", to, "--replace")
	p.same("restored", p.want(exitOK, "digest", "--data", from).out, to)
	if text, err := os.ReadFile(filepath.Join(to, "thesis.txt")); err != nil || string(text) != "mine" {
		t.Errorf("the file is %q, %v", text, err)
	}
	for _, name := range names() { // a server's announcement, too, is no stranger
		if fits := slices.ContainsFunc(ours, func(pattern string) bool { ok, _ := filepath.Match(pattern, name); return ok }); !fits && name != "thesis.txt" {
			t.Errorf("%s is a file of a data folder, and would be refused", name)
		}
	}
}

// Backing up a folder that nobody serves makes no topology, which would take long: the
// snapshot that is missing stays so.
func TestBackupOpensRowsOnly(t *testing.T) {
	p := newProgram(t)
	from := p.loaded()
	digest := p.want(exitOK, "digest", "--data", from).out
	if err := os.Remove(filepath.Join(from, "topology.snapshot")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "graph.backup")
	p.want(exitOK, "backup", "--data", from, "-o", file)
	if _, err := os.Stat(filepath.Join(from, "topology.snapshot")); err == nil {
		t.Error("a topology was made")
	}
	to := filepath.Join(t.TempDir(), "to")
	p.want(exitOK, "restore", file, "--data", to)
	p.same("restored", digest, to)
	none := filepath.Join(t.TempDir(), "none")
	if r := p.want(exitUnavailable, "backup", "--data", none, "-o", file); !strings.Contains(r.err, none) {
		t.Errorf("no folder: %+v", r)
	}
}

// A flipped bit in the topology's snapshot harms no answer; check names it all the same,
// once it is there. A damaged page is named by --repair, with its place and what can be
// done, without SQLite's words.
func TestCheckNamesDamage(t *testing.T) {
	p := newProgram(t)
	flip := func(path string, at int) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text[at] ^= 4
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dir := p.loaded()
	flip(filepath.Join(dir, "topology.snapshot"), 300)
	if r := p.want(exitFailure, "check", "--data", dir); !strings.Contains(r.out, "topology.snapshot was damaged") || !strings.Contains(r.err, "1 fault") {
		t.Errorf("a damaged snapshot: %+v", r)
	}
	p.want(exitOK, "check", "--data", dir)
	flip(filepath.Join(dir, "topology.snapshot"), 300)
	if r := p.want(exitOK, "check", "--repair", "--data", dir); !strings.Contains(r.err, "repaired: topology.snapshot was damaged") {
		t.Errorf("a damaged snapshot, repaired: %+v", r)
	}
	flip(filepath.Join(dir, "dragoman.db"), 20*4096+100)
	r := p.want(exitFailure, "check", "--repair", "--data", dir)
	for _, want := range []string{dir, "dragoman.db, page 21 at offset 81920", "nothing was repaired", "restore FILE --replace"} {
		if !strings.Contains(r.err, want) {
			t.Errorf("a damaged page: %q does not say %q", r.err, want)
		}
	}
	if strings.Contains(r.err, "I/O") || strings.Contains(strings.ToLower(r.err), "sqlite") {
		t.Errorf("a damaged page: %q has SQLite's words", r.err)
	}
}

// A backup of records, as of a store that makes no images, is restored as well.
func TestRestoreOfRecords(t *testing.T) {
	p := newProgram(t)
	from := p.loaded()
	digest := p.want(exitOK, "digest", "--data", from).out
	file := filepath.Join(t.TempDir(), "records.backup")
	p.want(exitOK, "export", "--audit", "--data", from, "-o", file)
	if _, err := archive.Seal(t.Context(), file, archive.Records, "r"); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "to")
	p.want(exitOK, "restore", file, "--data", to)
	p.same("restored", digest, to)
	p.want(exitOK, "load", "--demo", "--data", to)
	p.want(exitFailure, "restore", file, "--data", to)
	p.want(exitOK, "restore", file, "--data", to, "--replace")
	p.same("replaced", digest, to)
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(to), ".restore-*")); left != nil {
		t.Errorf("%v was left", left)
	}
}

// A backup that was cut off at any place or in which a byte differs is refused, and
// the folder stays what it was.
func TestDamagedBackups(t *testing.T) {
	p := newProgram(t)
	from := p.loaded()
	file := filepath.Join(t.TempDir(), "graph.backup")
	p.want(exitOK, "backup", "--data", from, "-o", file)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	end := bytes.LastIndexByte(bytes.TrimSuffix(whole, []byte("\n")), '\n')
	cases := map[string][]byte{
		"empty":               {},
		"one byte short":      whole[:len(whole)-1],
		"without its line":    whole[:end],
		"half":                whole[:len(whole)/2],
		"one byte more":       append(bytes.Clone(whole), 'x'),
		"a line more":         append(bytes.Clone(whole), "{}\n"...),
		"a hole in its midst": append(bytes.Clone(whole[:end/2]), whole[end/2+4096:]...),
		"records":             []byte("{\"dragoman\":1}\n"),
	}
	flips := []int{}
	for i := range 30 {
		flips = append(flips, i*(len(whole)-1)/29)
	}
	for at := end; at < len(whole); at += 3 { // and in the last line
		flips = append(flips, at)
	}
	for i, at := range flips {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (i % 8)
		cases[fmt.Sprintf("byte %d flipped", at)] = flipped
	}
	to := filepath.Join(t.TempDir(), "to")
	p.want(exitOK, "load", "--demo", "--data", to)
	demo := p.want(exitOK, "digest", "--data", to).out
	for name, text := range cases {
		bad := filepath.Join(t.TempDir(), "bad.backup")
		if err := os.WriteFile(bad, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if r := p.runIn("", "restore", bad, "--data", to, "--replace"); r.code != exitFailure || !strings.Contains(r.err, bad) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	p.want(exitFailure, "restore", filepath.Join(t.TempDir(), "none"), "--data", to)
	p.same("after all of these", demo, to)
	if left, _ := filepath.Glob(filepath.Join(to, "*.new")); left != nil {
		t.Errorf("%v was left", left)
	}
}

// Backups made while batches come in each hold a whole number of batches, all that
// were acknowledged before.
func TestBackupWhileWriting(t *testing.T) {
	p := newProgram(t)
	s := p.serve("--data", filepath.Join(t.TempDir(), "served"), "--empty")
	batch := func(i int) string {
		return fmt.Sprintf(`{"dragoman":1}
{"document":{"id":"d%[1]d"}}
{"entity":{"id":"a%[1]d","kind":"PERSON","name":"A"}}
{"entity":{"id":"b%[1]d","kind":"PERSON","name":"B"}}
{"relation":{"from":"a%[1]d","type":"SPOKE_TO","to":"b%[1]d","claims":[{"document":"d%[1]d","stance":"ASSERTS"}]}}
`, i)
	}
	acknowledged := make(chan int, 1000)
	stop, done := make(chan struct{}), make(chan string, 1)
	go func() {
		for i := 1; ; i++ {
			select {
			case <-stop:
				done <- ""
				return
			default:
			}
			if r := p.runIn(batch(i), "load", "-", "--server", s.address); r.code != exitOK {
				done <- r.err
				return
			}
			select {
			case acknowledged <- i:
			default:
			}
		}
	}()
	least := 0
	for i := range 5 {
		least = max(least, <-acknowledged)
		file := filepath.Join(t.TempDir(), "graph.backup")
		p.want(exitOK, "backup", "--server", s.address, "-o", file)
		to := filepath.Join(t.TempDir(), "to")
		p.want(exitOK, "restore", file, "--data", to)
		p.want(exitOK, "check", "--data", to)
		st := storeIn(t, to)
		n, err := st.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n.Relations < least || n.Entities != 2*n.Relations || n.Documents != n.Relations || n.Claims != n.Relations {
			t.Errorf("backup %d: %+v, at least %d batches were acknowledged", i, n, least)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		for len(acknowledged) > 0 {
			least = <-acknowledged
		}
	}
	close(stop)
	if why := <-done; why != "" {
		t.Error(why)
	}
}

func TestCompactAndRepair(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	digest := p.want(exitOK, "digest", "--data", dir).out
	if r := p.want(exitOK, "compact", "--data", dir); !strings.Contains(r.out, "bytes, before") {
		t.Errorf("%+v", r)
	}
	p.same("compacted", digest, dir)
	if r := p.want(exitOK, "check", "--repair", "--data", dir); !strings.Contains(r.err, "repaired: the topology was made anew") || strings.Contains(r.err, "words") {
		t.Errorf("a sound store: %+v", r)
	}
	s := p.serve("--data", dir)
	p.want(exitOK, "compact", "--data", dir)
	if r := p.want(exitOK, "check", "--repair", "--server", s.address); !strings.Contains(r.err, "repaired: the topology was made anew") {
		t.Errorf("from a server: %+v", r)
	}
	p.same("at the end", digest, dir)
}

func (p *program) same(what, digest, dir string) {
	p.t.Helper()
	if got := p.want(exitOK, "digest", "--data", dir).out; got != digest {
		p.t.Errorf("%s: the digest is %s, want %s", what, got, digest)
	}
}

func storeIn(t *testing.T, dir string) graph.Store {
	t.Helper()
	s, err := embedded.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func revisionOf(t *testing.T, dir string) string {
	s := storeIn(t, dir)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	return s.Revision()
}

package main

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// older makes a data folder as the first version of the format was.
func older(t *testing.T) string {
	t.Helper()
	f, err := os.Open(filepath.FromSlash("../../graph/embedded/testdata/golden/1/dragoman.db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "dragoman.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMigrate(t *testing.T) {
	p := newProgram(t)
	dir := older(t)
	if r := p.want(exitOK, "migrate", "--data", dir, "--dry-run"); !strings.Contains(r.out, "would be migrated from format 1 to 2") || !strings.Contains(r.out, "bytes of free space") {
		t.Errorf("%+v", r)
	}
	if r := p.want(exitOK, "migrate", "--data", dir); !strings.Contains(r.out, "migrated from format 1 to 2; the data file is written anew") {
		t.Errorf("%+v", r)
	}
	if r := p.want(exitOK, "migrate", "--data", dir); !strings.Contains(r.out, "nothing to do") {
		t.Errorf("%+v", r)
	}
	p.want(exitOK, "check", "--data", dir)
	digest := p.want(exitOK, "digest", "--data", dir).out

	by := older(t) // whoever opens it does the same
	p.same("opened by a question", digest, by)
	if r := p.want(exitOK, "migrate", "--data", by); !strings.Contains(r.out, "nothing to do") {
		t.Errorf("%+v", r)
	}
	served := older(t)
	p.serve("--data", served)
	p.same("served", digest, served)
	if r := p.want(exitUnavailable, "migrate", "--data", served); !strings.Contains(r.err, "is served by") {
		t.Errorf("%+v", r)
	}
	if r := p.runIn("", "migrate", "--data", filepath.Join(t.TempDir(), "none")); r.code != exitUnavailable || !strings.Contains(r.err, "dragoman.db") {
		t.Errorf("no folder, which is %d elsewhere: %+v", exitUnavailable, r)
	}
}

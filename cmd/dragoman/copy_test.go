package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestCopyAndDigest(t *testing.T) {
	p := newProgram(t)
	from := p.loaded()
	digest := p.want(exitOK, "digest", "--data", from).out
	if len(digest) != 65 {
		t.Fatalf("a digest is %q", digest)
	}
	to := filepath.Join(t.TempDir(), "to")
	r := p.want(exitOK, "copy", "--from", from, "--to", to)
	if strings.Count(r.out, strings.TrimSpace(digest)) != 2 || !strings.Contains(r.err, "Both hold the same") {
		t.Errorf("%+v", r)
	}
	if got := p.want(exitOK, "digest", "--data", to).out; got != digest {
		t.Errorf("the copy's digest is %s, want %s", got, digest)
	}
	if p.want(exitOK, "export", "--audit", "--data", to).out != p.want(exitOK, "export", "--audit", "--data", from).out {
		t.Error("the copy exports something else")
	}
	if r := p.want(exitFailure, "copy", "--from", from, "--to", to); !strings.Contains(r.err, "--into") {
		t.Errorf("into what is not empty: %s", r.err)
	}
	if r := p.want(exitOK, "copy", "--from", from, "--to", to, "--into"); !strings.Contains(r.err, "nothing new") {
		t.Errorf("once more: %s", r.err)
	}
	demo := filepath.Join(t.TempDir(), "demo")
	if r := p.want(exitOK, "load", "--demo", "--data", demo); !strings.HasPrefix(r.out, "the demo graph: ") {
		t.Errorf("%+v", r)
	}
	if r := p.want(exitOK, "copy", "--from", from, "--to", demo, "--into"); !strings.Contains(r.err, "held something before") {
		t.Errorf("into another graph: %s", r.err)
	}
	if p.want(exitOK, "digest", "--memory").out == p.want(exitOK, "digest", "--data", demo).out {
		t.Error("what was added does not show in the digest")
	}

	s := p.serve("--data", to)
	third := filepath.Join(t.TempDir(), "third")
	p.want(exitOK, "copy", "--from", to, "--to", third)
	fourth := filepath.Join(t.TempDir(), "fourth")
	served := p.serve("--data", fourth, "--empty")
	p.want(exitOK, "copy", "--from", s.address, "--to", served.address)
	for _, dir := range []string{third, fourth} {
		if got := p.want(exitOK, "digest", "--data", dir).out; got != digest {
			t.Errorf("%s: %s, want %s", dir, got, digest)
		}
	}
}

func TestCopyUsage(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	for _, c := range []struct {
		reason string
		args   []string
		code   int
		says   string
	}{
		{"from nowhere", []string{"--to", dir}, exitUsage, "--from"},
		{"to nowhere", []string{"--from", dir}, exitUsage, "--to"},
		{"onto itself", []string{"--from", dir, "--to", dir + "/../graph"}, exitUsage, "the same store"},
		{"from what is not there", []string{"--from", "/nonexistent", "--to", dir}, exitUnavailable, "/nonexistent"},
		{"a user of folders", []string{"--from", dir, "--to", dir + "2", "--neo4j-user", "x"}, exitUsage, "--neo4j-user"},
		{"a user of a from that is a folder", []string{"--from", dir, "--to", "bolt://127.0.0.1:1", "--from-neo4j-user", "x"}, exitUsage, "--from-neo4j-user"},
		{"a database that is away", []string{"--from", dir, "--to", "bolt://127.0.0.1:1"}, exitUnavailable, "bolt://127.0.0.1:1"},
		{"credentials of the from", []string{"--from", "bolt://127.0.0.1:1", "--to", dir, "--from-neo4j-user", "x"}, exitUsage, "password"},
	} {
		if r := p.want(c.code, append([]string{"copy"}, c.args...)...); !strings.Contains(r.err, c.says) {
			t.Errorf("%s: %s; want %q", c.reason, r.err, c.says)
		}
	}
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// TestUnusableFolders: one clear line, never a stack, for a folder that cannot be
// what it should.
func TestUnusableFolders(t *testing.T) {
	p := newProgram(t)
	damaged := p.loaded()
	files, err := filepath.Glob(filepath.Join(damaged, "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the data file: %v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(text); i += 97 {
		text[i] ^= 0xa5
	}
	if err := os.WriteFile(files[0], text, 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("no folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		reason, dir string
		codes       []int
	}{
		{"a damaged data file", damaged, []int{exitFailure, exitUnavailable}},
		{"a file where the folder should be", file, []int{exitUnavailable}},
		{"no folder", filepath.Join(t.TempDir(), "none"), []int{exitUnavailable}},
	} {
		for _, args := range [][]string{{"stats"}, {"check"}, {"path", "a", "b"}} {
			r := p.runIn("", append(args, "--data", c.dir)...)
			ok := false
			for _, code := range c.codes {
				ok = ok || r.code == code
			}
			if !ok || !strings.HasPrefix(r.err, "dragoman: ") || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, c.dir) || r.out != "" {
				t.Errorf("%s, %v: %+v", c.reason, args, r)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a question made a folder")
	}
}

// TestDamageFoundWhileAsked: a file that opens, and proves damaged only where a
// question reads it, is told in the same way; other defects keep their causes.
func TestDamageFoundWhileAsked(t *testing.T) {
	message := "folder: the data file is damaged (a page is malformed); stop, run check, and restore it"
	shown := presentLocally(t.Context(), fmt.Errorf("reading: %w", &graph.Error{Code: graph.Internal, Message: message, Err: fmt.Errorf("%w: page 7", embedded.ErrDamaged)}))
	if shown.Message != message || shown.Extensions["code"] != "INTERNAL" {
		t.Errorf("damage: %q %v", shown.Message, shown.Extensions)
	}
	if shown := presentLocally(t.Context(), &graph.Error{Code: graph.Internal, Message: "page 7"}); strings.Contains(shown.Message, "page 7") {
		t.Errorf("another defect: %q", shown.Message)
	}
}

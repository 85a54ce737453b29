package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dragoman/dev/neo4j"
	"dragoman/dev/neo4j/neo4jtest"
)

// The command that neo4j-files prints makes a database that commands answer from
// like from the folder; a server over it takes writes.
func TestNeo4jFiles(t *testing.T) {
	neo4jtest.ForTests(t) // or skip
	p := newProgram(t)
	dir := p.loaded()
	out, home := filepath.Join(t.TempDir(), "for neo4j"), filepath.Join(t.TempDir(), "home")
	r := p.want(exitOK, "neo4j-files", "-o", out, "--data", dir)
	command, ok := strings.CutPrefix(line(r.out, "neo4j-admin"), "  cd '"+out+"' && neo4j-admin ")
	if !ok {
		t.Fatalf("no command: %s", r.out)
	}
	neo4jtest.Admin(t, home, out, strings.Fields(command)...)
	s := neo4jtest.Start(t, neo4j.Options{Dir: home})
	db := []string{"--store", "neo4j", "--neo4j-uri", s.URI}
	same := func(args ...string) {
		t.Helper()
		want := p.want(exitOK, append(args, "--data", dir)...).out
		for _, way := range []string{"memory", "database"} {
			if got := p.want(exitOK, append(append(args, db...), "--search", way)...).out; got != want {
				t.Errorf("%v by %s:\n%s\nover the folder:\n%s", args, way, got, want)
			}
		}
	}
	same("digest")
	same("check")
	same("stats", "--json")
	same("search", "vern")
	same("timeline", "ada-vern")
	same("ego", "ada-vern", "--depth", "2", "--timeout", "1m")
	same("path", "Ada Vern", "omar-dask", "--lens", "contact", "--timeout", "1m")
	server := p.serve(append([]string{"--data", filepath.Join(t.TempDir(), "server"), "--search", "memory"}, db...)...)
	waitReady(t, server.address, true)
	body, _ := post(t, server.address, "", `mutation { upsertEntity(key: "one", input: {id: "guest", kind: PERSON, name: "Guest"}) { entity { id } token } }`)
	if !strings.Contains(body, `"id":"guest"`) {
		t.Errorf("a write: %s", body)
	}
	again := filepath.Join(t.TempDir(), "again")
	p.want(exitOK, append([]string{"neo4j-files", "-o", again}, db...)...) // of a database
	if got, err := os.ReadFile(filepath.Join(again, "entities.csv")); err != nil || !strings.Contains(string(got), ",guest,PERSON,") {
		t.Errorf("the files of the database lack the guest: %v", err)
	}
}

func line(text, with string) string {
	for l := range strings.Lines(text) {
		if strings.Contains(l, with) {
			return strings.TrimRight(l, "\n")
		}
	}
	return ""
}

// Files of records make the same files as a folder that they were loaded into;
// what cannot be done leaves nothing.
func TestNeo4jFilesOfRecords(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	p.want(exitOK, "neo4j-files", "-o", one, "--data", dir)
	p.want(exitOK, "neo4j-files", "-o", two, harbour)
	there, err := os.ReadDir(one)
	if err != nil || len(there) != 18 {
		t.Fatalf("%d files, %v", len(there), err)
	}
	for _, f := range there {
		a, err1 := os.ReadFile(filepath.Join(one, f.Name()))
		b, err2 := os.ReadFile(filepath.Join(two, f.Name()))
		if log := f.Name() == "dragoman.csv" || f.Name() == "commits.csv"; err1 != nil || err2 != nil || !log && string(a) != string(b) {
			t.Errorf("%s is another: %v %v", f.Name(), err1, err2)
		}
	}
	bad := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(bad, []byte("{\"dragoman\": 1}\n{\"relation\":{\"from\":\"no\",\"type\":\"SPOKE_TO\",\"to\":\"one\",\"claims\":[{\"document\":\"d\",\"stance\":\"ASSERTS\"}]}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code   int
		says   string
		args   []string
		reason string
	}{
		{exitUsage, "-o", []string{"--data", dir}, "the folder is missing"},
		{exitFailure, "holds something already", []string{"-o", one, "--data", dir}, "nothing is overwritten"},
		{exitUsage, "--data", []string{"-o", two + "3", "--data", dir, harbour}, "files and a folder are two graphs"},
		{exitUsage, "no name", []string{"-o", two + "3", "--database", "a b", "--data", dir}, "the command could not be run"},
		{exitFailure, "bad.jsonl:2", []string{"-o", two + "4", bad}, "a bad record is told like by load"},
	} {
		if r := p.want(c.code, append([]string{"neo4j-files"}, c.args...)...); !strings.Contains(r.err, c.says) {
			t.Errorf("%v: %q lacks %q: %s", c.args, r.err, c.says, c.reason)
		}
	}
	if left, err := os.ReadDir(two + "4"); err != nil || len(left) > 0 {
		t.Errorf("a refused file left %v, %v", left, err)
	}
}

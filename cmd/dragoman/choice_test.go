package main

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestChoiceOfStore(t *testing.T) {
	dir := newProgram(t).loaded()
	pw := filepath.Join(t.TempDir(), "pw")
	two := filepath.Join(t.TempDir(), "two")
	for path, text := range map[string]string{pw: "secret-word\n", two: "one\ntwo\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const nowhere = "bolt://127.0.0.1:1"
	for _, c := range []struct {
		reason string
		env    map[string]string
		args   []string
		code   int
		says   string
	}{
		{"no address", nil, []string{"stats", "--store", "neo4j"}, exitUsage, "--neo4j-uri"},
		{"no address to serve", nil, []string{"serve", "--store", "neo4j"}, exitUsage, "--neo4j-uri"},
		{"an unknown kind", nil, []string{"load", harbour, "--store", "oracle"}, exitUsage, "embedded or neo4j"},
		{"an unknown search", nil, []string{"path", "a", "b", "--store", "neo4j", "--neo4j-uri", nowhere, "--search", "fast"}, exitUsage, "auto, memory or database"},
		{"a budget where nothing is chosen", nil, []string{"path", "a", "b", "--store", "neo4j", "--neo4j-uri", nowhere, "--search", "memory", "--search-memory", "1GiB"}, exitUsage, "--search-memory"},
		{"no size", nil, []string{"stats", "--store", "neo4j", "--neo4j-uri", nowhere, "--search-memory", "much"}, exitUsage, "--search-memory"},
		{"a search of the embedded store", nil, []string{"stats", "--search", "memory"}, exitUsage, "--search is for --store neo4j"},
		{"an address for the embedded store", nil, []string{"stats", "--neo4j-uri", nowhere}, exitUsage, "--neo4j-uri is for --store neo4j"},
		{"the demo graph in a database", nil, []string{"stats", "--memory", "--store", "neo4j", "--neo4j-uri", nowhere}, exitUsage, "--memory exclude"},
		{"a served database in memory", nil, []string{"serve", "--memory", "--store", "neo4j", "--neo4j-uri", nowhere}, exitUsage, "--memory exclude"},
		{"a server over a database", nil, []string{"stats", "--server", "http://127.0.0.1:1", "--store", "neo4j", "--neo4j-uri", nowhere}, exitUsage, "--server exclude"},
		{"demo and empty", nil, []string{"serve", "--demo", "--empty"}, exitUsage, "--demo and --empty"},
		{"a scheme that is none", nil, []string{"stats", "--store", "neo4j", "--neo4j-uri", "http://127.0.0.1:1"}, exitUsage, "--neo4j-uri"},
		{"a user without a password", nil, []string{"stats", "--store", "neo4j", "--neo4j-uri", nowhere, "--neo4j-user", "eve"}, exitUsage, "DRAGOMAN_NEO4J_PASSWORD"},
		{"a password file that is missing", nil, []string{"stats", "--store", "neo4j", "--neo4j-uri", nowhere, "--neo4j-password-file", "/nonexistent"}, exitUsage, "/nonexistent"},
		{"a password file of two lines", nil, []string{"stats", "--store", "neo4j", "--neo4j-uri", nowhere, "--neo4j-password-file", two}, exitUsage, "one line"},
		{"a password is never a flag", nil, []string{"stats", "--neo4j-password", "secret"}, exitUsage, "unknown flag"},
		{"a database that is away", nil, []string{"stats", "--store", "neo4j", "--neo4j-uri", nowhere, "--neo4j-password-file", pw}, exitUnavailable, nowhere},
		{"by variables", map[string]string{"DRAGOMAN_STORE": "neo4j", "DRAGOMAN_NEO4J_URI": nowhere, "DRAGOMAN_NEO4J_PASSWORD": "secret-word"}, []string{"check"}, exitUnavailable, nowhere},
		{"a variable without its store", map[string]string{"DRAGOMAN_NEO4J_URI": nowhere}, []string{"stats"}, exitUsage, "DRAGOMAN_NEO4J_URI is for --store neo4j"},
		{"the line overrules variables", map[string]string{"DRAGOMAN_STORE": "neo4j", "DRAGOMAN_NEO4J_URI": nowhere}, []string{"stats", "--store", "embedded"}, exitOK, ""},
		{"so does memory", map[string]string{"DRAGOMAN_STORE": "neo4j", "DRAGOMAN_NEO4J_URI": nowhere}, []string{"stats", "--memory"}, exitOK, ""},
	} {
		t.Run(c.reason, func(t *testing.T) {
			p := newProgram(t)
			p.env = c.env
			args := c.args
			if args[0] != "serve" {
				args = append(args, "--data", dir)
			}
			r := p.want(c.code, args...)
			if first, _, _ := strings.Cut(r.err, "\n"); !strings.Contains(first, c.says) || strings.Contains(r.err, "secret-word") {
				t.Errorf("%s: %s; want %q", c.reason, r.err, c.says)
			}
		})
	}
}

func TestPasswordFileThatOthersMayRead(t *testing.T) {
	pw := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(pw, []byte("secret-word"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(pw, 0o644); err != nil {
		t.Fatal(err)
	}
	r := newProgram(t).want(exitUnavailable, "stats", "--store", "neo4j", "--neo4j-uri", "bolt://127.0.0.1:1", "--neo4j-password-file", pw)
	if !strings.Contains(r.err, "chmod 600") {
		t.Errorf("no word of it: %s", r.err)
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{
		"4GiB": 4 << 30, "512mib": 512 << 20, "1.5 GiB": 3 << 29, "2GB": 2e9, "64K": 64 << 10, "1000": 1000, "7B": 7,
		"": 0, "0": 0, "-1GiB": 0, "GiB": 0, "4XiB": 0, "1e30": 0, "NaN": 0, "inf": 0,
	} {
		var v sizeValue
		err := v.Set(text)
		if v.bytes != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d %v, want %d", text, v.bytes, err, want)
		}
		if again := (sizeValue{}); err == nil && (again.Set(v.String()) != nil || again.bytes != want) {
			t.Errorf("%q is shown as %s", text, v.String())
		}
	}
}

// The folder of a server over Neo4j is not mistaken for an empty graph.
func TestFolderOfAServerOverNeo4j(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "neo4j-1234.snapshot"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := newProgram(t).want(exitUnavailable, "stats", "--data", dir); !strings.Contains(r.err, "--store neo4j") {
		t.Errorf("%s", r.err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("the folder holds %v now", entries)
	}
}

// A server starts while its database is away, says so, and answers nothing wrong.
func TestServeWhileTheDatabaseIsAway(t *testing.T) {
	p := newProgram(t)
	dir := filepath.Join(t.TempDir(), "state")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	uri := "bolt://" + l.Addr().String()
	_ = l.Close()
	s := p.serve("--store", "neo4j", "--neo4j-uri", uri, "--data", dir)
	get := func(path string) (int, []byte) {
		t.Helper()
		resp, err := http.Get(s.address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, body
	}
	if status, body := get("/healthz"); status != http.StatusOK {
		t.Errorf("/healthz: %d %s", status, body)
	}
	var ready struct {
		Ready   bool
		Reasons []string
	}
	status, body := get("/readyz")
	if err := json.Unmarshal(body, &ready); err != nil || status != http.StatusServiceUnavailable || ready.Ready || len(ready.Reasons) == 0 {
		t.Errorf("/readyz: %d %s", status, body)
	}
	begin := time.Now()
	if r := p.want(exitUnavailable, "path", "a", "b", "--store", "neo4j", "--neo4j-uri", uri, "--data", dir); strings.Count(r.err, "\n") != 1 || time.Since(begin) > 11*time.Second {
		t.Errorf("a question, through the server: %s", r.err)
	}
	if r := p.want(exitUsage, "path", "a", "b", "--store", "neo4j", "--neo4j-uri", uri, "--data", dir, "--search", "database"); !strings.Contains(r.err, s.address) {
		t.Errorf("a way of searching that the server which answers was not started with: %s", r.err)
	}
	p.want(exitUnavailable, "serve", "--addr", "127.0.0.1:0", "--store", "neo4j", "--neo4j-uri", uri, "--data", dir)
	if r := s.stop(); r.code != exitOK || !strings.Contains(r.err, "is not ready") || !strings.Contains(r.err, "/readyz") || !strings.Contains(r.out, uri) {
		t.Errorf("%+v", r)
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 0 {
		t.Errorf("the folder holds %v", entries)
	}
}

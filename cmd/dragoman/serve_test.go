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
)

// TestHandOver: while a server holds the folder, commands talk to it; afterwards
// they open the folder themselves.
func TestHandOver(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	s := p.serve("--data", dir)
	path := filepath.Join(dir, holderFile)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("server.json: %v, %v; want mode 0600", info, err)
	}
	var h holder
	text, _ := os.ReadFile(path)
	if err := json.Unmarshal(text, &h); err != nil || h.Address != s.address || h.PID != os.Getpid() {
		t.Errorf("server.json is %s; the server is at %s, process %d", text, s.address, os.Getpid())
	}
	p.want(exitOK, "stats", "--data", dir)
	p.want(exitOK, "check", "--data", dir)
	p.want(exitOK, "stats", "--server", s.address, "--data", "/nonexistent")
	if r := p.runIn(header+`{"entity":{"id":"new","kind":"PERSON","name":"New"}}`+"\n", "load", "-", "--data", dir); r.code != 0 {
		t.Errorf("loading through the server: %s", r.err)
	}
	p.want(exitOK, "entity", "new", "--data", dir)
	if r := p.want(exitUnavailable, "serve", "--addr", "127.0.0.1:0", "--data", dir); !strings.Contains(r.err, "is served already, at "+s.address) || strings.Count(r.err, "\n") != 1 {
		t.Errorf("a second server: %s", r.err)
	}
	if r := s.stop(); r.code != 0 || r.err != "" {
		t.Errorf("stopping: %+v", r)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("server.json is still there")
	}
	p.want(exitOK, "entity", "new", "--data", dir)
}

func TestLockedFolder(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	p.serve("--data", dir)
	if err := os.Remove(filepath.Join(dir, holderFile)); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"stats"}, {"load", harbour}, {"serve", "--addr", "127.0.0.1:0"}} {
		if r := p.want(exitUnavailable, append(args, "--data", dir)...); strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, dir) {
			t.Errorf("%v: %s", args, r.err)
		}
	}
}

func TestStaleServerFileIsNotHeeded(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + l.Addr().String()
	_ = l.Close()
	for reason, text := range map[string]string{
		"a process that is gone":   `{"address":"` + gone + `","pid":99999999}`,
		"an address without reply": `{"address":"` + gone + `","pid":1}`,
		"no JSON":                  `{"addr`,
	} {
		if err := os.WriteFile(filepath.Join(dir, holderFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := p.want(exitOK, "stats", "--data", dir); r.err != "" {
			t.Errorf("%s: %s", reason, r.err)
		}
	}
	s := p.serve("--data", dir)
	if text, _ := os.ReadFile(filepath.Join(dir, holderFile)); !strings.Contains(string(text), s.address) {
		t.Errorf("the new server does not take the file over: %s", text)
	}
}

func TestServePortTaken(t *testing.T) {
	p := newProgram(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	dir := filepath.Join(t.TempDir(), "graph")
	r := p.want(exitFailure, "serve", "--addr", l.Addr().String(), "--data", dir)
	if !strings.Contains(r.err, l.Addr().String()) || !strings.Contains(r.err, "--addr") || strings.Count(r.err, "\n") != 1 {
		t.Errorf("%s", r.err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the data folder was made all the same")
	}
}

func TestServeDemoAndPages(t *testing.T) {
	p := newProgram(t)
	dir := filepath.Join(t.TempDir(), "graph")
	s := p.serve("--data", dir)
	p.want(exitOK, "search", "--kinds", "person", "--data", dir)
	for path, says := range map[string]string{
		"/": "<html", "/playground": "<html", "/healthz": "ok", "/readyz": `"ready":true`, "/version": `"go"`, "/schema.graphql": "type Query", "/metrics": "go_",
	} {
		resp, err := http.Get(s.address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || !strings.Contains(string(body), says) {
			t.Errorf("%s: %s, without %q", path, resp.Status, says)
		}
		if _, rest, ok := strings.Cut(string(body), `src="./assets/`); path == "/playground" && ok {
			name, _, _ := strings.Cut(rest, `"`)
			if resp, err := http.Get(s.address + "/assets/" + name); err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("/assets/%s: %v", name, err)
			} else {
				_ = resp.Body.Close()
			}
		}
	}
	r := s.stop()
	if r.code != 0 || !strings.Contains(r.out, "playground  "+s.address+"/playground") || !strings.Contains(r.err, "built-in demo graph") {
		t.Errorf("%+v", r)
	}
	again := p.serve("--data", dir)
	if r := again.stop(); r.err != "" {
		t.Errorf("the second time: %s", r.err)
	}
	empty := filepath.Join(t.TempDir(), "empty")
	p.serve("--data", empty, "--empty")
	p.want(exitNotFound, "search", "--kinds", "person", "--data", empty)
}

func TestServeMemory(t *testing.T) {
	p := newProgram(t)
	t.Chdir(t.TempDir())
	s := p.serve("--memory")
	p.want(exitOK, "stats", "--server", s.address)
	if entries, _ := os.ReadDir("."); len(entries) != 0 {
		t.Errorf("files were left behind: %v", entries)
	}
	p.want(exitUnavailable, "stats")
	p.want(exitOK, "stats", "--memory")
}

func TestTokens(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	readers := write("readers", "ann reader-token-0123456789\n")
	editors := write("editors", "# who may write\neve editor-token-0123456789\n")
	p.serve("--data", dir, "--token-file", readers, "--editor-token-file", editors)

	if r := p.want(exitFailure, "stats", "--data", dir); !strings.Contains(r.err, "DRAGOMAN_TOKEN") {
		t.Errorf("without a token: %s", r.err)
	}
	p.want(exitOK, "stats", "--data", dir, "--bearer-token-file", readers)
	p.env["DRAGOMAN_TOKEN"] = "reader-token-0123456789"
	p.want(exitOK, "stats", "--data", dir)
	if r := p.want(exitFailure, "load", harbour, "--data", dir); !strings.Contains(r.err, "editor") || strings.Contains(r.err, "reader-token") {
		t.Errorf("a reader loads: %s", r.err)
	}
	p.want(exitOK, "load", harbour, "--data", dir, "--bearer-token-file", editors)
}

func TestServerOutOfReach(t *testing.T) {
	p := newProgram(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + l.Addr().String()
	_ = l.Close()
	for _, args := range [][]string{{"stats"}, {"path", "a", "b"}, {"load", harbour}, {"export"}, {"check"}} {
		if r := p.want(exitUnavailable, append(args, "--server", gone)...); strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, gone) {
			t.Errorf("%v: %s", args, r.err)
		}
	}
	stranger := http.Server{Handler: http.NotFoundHandler()}
	l, err = net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = stranger.Serve(l) }()
	defer func() { _ = stranger.Close() }()
	if r := p.want(exitFailure, "stats", "--server", "http://"+l.Addr().String()); !strings.Contains(r.err, "is it a dragoman server?") {
		t.Errorf("%s", r.err)
	}
}

// TestStopped: an answer that ran out of time is exit 5.
func TestStopped(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	p.want(exitStopped, "stats", "--data", dir, "--timeout", "1ns")
	s := p.serve("--data", dir)
	p.want(exitStopped, "stats", "--server", s.address, "--timeout", "1ns")
}

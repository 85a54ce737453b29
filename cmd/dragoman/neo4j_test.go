package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dragoman/dev/neo4j"
	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph/neo4jstore/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	storetest.Main(m)
}

// database gives the flags for an empty database.
func (p *program) database(t *testing.T) []string {
	t.Helper()
	s := neo4jtest.ForTests(t)
	storetest.Empty(t, s.URI, s.User, s.Password)
	flags := []string{"--neo4j-uri", s.URI}
	if s.User != "" {
		p.env["DRAGOMAN_NEO4J_PASSWORD"] = s.Password
		flags = append(flags, "--neo4j-user", s.User)
	}
	return append(flags, "--store", "neo4j")
}

// The commands give the same over Neo4j as over a folder.
func TestCommandsOverNeo4j(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	db := p.database(t)
	empty := filepath.Join(t.TempDir(), "none")
	over := func(code int, args ...string) result {
		t.Helper()
		return p.want(code, append(append(args, "--data", empty), db...)...)
	}
	if r := over(exitOK, "load", harbour); strings.Contains(r.out, "nothing new") {
		t.Errorf("the first load: %s", r.out)
	}
	if r := over(exitOK, "load", harbour); !strings.Contains(r.out, "nothing new") {
		t.Errorf("the second load: %s", r.out)
	}
	for _, args := range [][]string{
		{"export", "--audit"},
		{"digest"},
		{"stats", "--json"},
		{"check"},
		{"search", "vern"},
		{"entity", "ada-vern"},
		{"timeline", "ada-vern"},
		// A database that has just started may need longer than the usual 10 s to
		// plan its first search.
		{"ego", "ada-vern", "--depth", "2", "--timeout", "1m"},
		{"path", "Ada Vern", "omar-dask", "--lens", "contact", "--timeout", "1m"},
		{"path", "Ada Vern", "omar-dask", "--mode", "all_shortest", "--timeout", "1m"},
	} {
		want := p.want(exitOK, append(args, "--data", dir)...)
		for _, way := range []string{"memory", "database"} {
			if got := over(exitOK, append(args, "--search", way)...); got.out != want.out {
				t.Errorf("%v by %s:\n%s\nover a folder:\n%s", args, way, got.out, want.out)
			}
		}
	}
	if r := over(exitFailure, "path", "ada-vern", "omar-dask", "--as-of", "2031-01-01", "--search", "database", "--timeout", "1m"); !strings.Contains(r.err, "--search memory") {
		t.Errorf("what --search database cannot do does not name the flag: %s", r.err)
	}
	if _, err := os.Stat(empty); err == nil {
		t.Error("the commands left a folder behind")
	}
	for _, c := range badFiles {
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := over(exitFailure, "load", path); !strings.Contains(strings.SplitN(r.err, "\n", 2)[0], c.says) {
			t.Errorf("%s: %.300s; want %q", c.reason, r.err, c.says)
		}
	}
	if over(exitOK, "digest").out != p.want(exitOK, "digest", "--data", dir).out {
		t.Error("a refused file left something behind")
	}
}

// What goes to Neo4j in portions comes back the same.
func TestCopyToNeo4jAndBack(t *testing.T) {
	p := newProgram(t)
	db := p.database(t)
	text := p.want(exitOK, "generate", "--entities", "4000", "--relations", "30000").out
	dir := filepath.Join(t.TempDir(), "generated")
	if r := p.runIn(text, "load", "-", "--data", dir); r.code != exitOK {
		t.Fatal(r.err)
	}
	account := db[2 : len(db)-2]
	begin := time.Now()
	p.want(exitOK, append([]string{"copy", "--from", dir, "--to", db[1]}, account...)...)
	t.Logf("copied in %s", time.Since(begin))
	back := filepath.Join(t.TempDir(), "back")
	p.want(exitOK, append([]string{"copy", "--from", db[1], "--to", back}, account...)...)
	if p.want(exitOK, "export", "--audit", "--data", back).out != p.want(exitOK, "export", "--audit", "--data", dir).out {
		t.Error("what comes back is something else")
	}
	if r := p.runIn(text, append([]string{"load", "-"}, db...)...); r.code != exitOK || !strings.Contains(r.out, "nothing new") {
		t.Errorf("loading it again, from standard input: %+v", r)
	}
	p.want(exitFailure, append([]string{"copy", "--from", dir, "--to", db[1]}, account...)...)
}

// Two servers over one database: what is written on one is read on the other by
// its token.
func TestTwoServersOverNeo4j(t *testing.T) {
	p := newProgram(t)
	db := p.database(t)
	start := func(name string, more ...string) servingTest {
		t.Helper()
		return p.serve(append(append([]string{"--data", filepath.Join(t.TempDir(), name)}, more...), db...)...)
	}
	a, b := start("a", "--search", "memory", "--demo"), start("b", "--search", "memory")
	for _, s := range []servingTest{a, b} {
		waitReady(t, s.address, true)
	}
	if r := p.want(exitOK, "path", "Jaishankar", "Haqqani", "--lens", "contact", "--server", b.address); !strings.Contains(r.out, "6 hops") {
		t.Errorf("the demo graph, on the other server: %s", r.out)
	}
	for n := range 20 {
		id := "guest-" + string(rune('a'+n))
		body, after := post(t, a.address, "", `mutation { upsertEntity(key: "`+id+`", input: {id: "`+id+`", kind: PERSON, name: "Guest"}) { token } }`)
		if after == "" {
			t.Fatalf("no token: %s", body)
		}
		if body, _ := post(t, b.address, after, `{ entity(id: "`+id+`") { id } ego(of: ["`+id+`"]) { centers { id } } }`); !strings.Contains(body, `"entity":{"id":"`+id+`"}`) || strings.Contains(body, "errors") {
			t.Errorf("%s: the other server answers %s", id, body)
		}
	}
	if body, _ := post(t, b.address, "not-a-token", `{ store { engine } }`); !strings.Contains(body, "INVALID") {
		t.Errorf("a foreign token: %s", body)
	}
	if body, _ := post(t, b.address, "", `{ store { engine search behind } }`); !strings.Contains(body, `"engine":"neo4j"`) || !strings.Contains(body, `"search":"memory"`) {
		t.Errorf("store: %s", body)
	}
}

// A server starts before its database, comes to itself when that is there, says
// so when it goes, and comes back again.
func TestServeComesToItself(t *testing.T) {
	db := neo4jtest.Start(t, neo4j.Options{})
	if err := db.Kill(); err != nil {
		t.Fatal(err)
	}
	p := newProgram(t)
	s := p.serve("--store", "neo4j", "--neo4j-uri", db.URI, "--data", filepath.Join(t.TempDir(), "state"), "--demo")
	waitReady(t, s.address, false)
	for range 2 {
		if err := db.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		waitReady(t, s.address, true)
		t.Logf("ready %s after the database", time.Since(began))
		end := time.Now().Add(90 * time.Second) // the first time everything is cold
		for body := ""; !strings.Contains(body, "Jaishankar"); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("no demo graph: %s", body)
			}
			body, _ = post(t, s.address, "", `{ entity(id: "s-jaishankar") { name } }`)
		}
		if err := db.Kill(); err != nil {
			t.Fatal(err)
		}
		waitReady(t, s.address, false)
		if body, _ := post(t, s.address, "", `mutation { upsertEntity(key: "k", input: {id: "guest", kind: PERSON, name: "Guest"}) { token } }`); !strings.Contains(body, "UNAVAILABLE") {
			t.Errorf("without the database: %s", body)
		}
	}
	if r := s.stop(); r.code != exitOK || !strings.Contains(r.err, "is not ready") || !strings.Contains(r.err, "the store is ready") {
		t.Errorf("%+v", r)
	}
}

// waitReady waits until /readyz says so, or the opposite.
func waitReady(t *testing.T, address string, want bool) {
	t.Helper()
	var body []byte
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get(address + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		body, _ = io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		var state struct{ Ready bool }
		if json.Unmarshal(body, &state) == nil && state.Ready == want {
			return
		}
	}
	t.Fatalf("/readyz does not come to %t: %s", want, body)
}

// post asks, with a token, and gives the answer and its token.
func post(t *testing.T, address, after, query string) (body, token string) {
	t.Helper()
	text, _ := json.Marshal(map[string]string{"query": query})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/graphql", strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if after != "" {
		req.Header.Set("Dragoman-After", after)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, _ := io.ReadAll(resp.Body)
	return string(got), resp.Header.Get("Dragoman-After")
}

// TestTokensOverAFolder: the embedded store takes its own tokens, and no others.
func TestTokensOverAFolder(t *testing.T) {
	p := newProgram(t)
	s := p.serve("--data", p.loaded())
	_, token := post(t, s.address, "", `mutation { upsertEntity(key: "1", input: {id: "guest", kind: PERSON, name: "Guest"}) { token } }`)
	if body, after := post(t, s.address, token, `{ entity(id: "guest") { id } }`); !strings.Contains(body, `"id":"guest"`) || after != token {
		t.Errorf("%s, after %q, want %q", body, after, token)
	}
	for _, foreign := range []string{"x", token + "0", "m1"} {
		if body, _ := post(t, s.address, foreign, `{ entity(id: "guest") { id } }`); !strings.Contains(body, "INVALID") || strings.Contains(body, "data") {
			t.Errorf("the token %q: %s", foreign, body)
		}
	}
}

// Package neo4jtest gives tests a Neo4j server and holds the one rule of when
// they run, skip or fail.
//
//	DRAGOMAN_NEO4J_URI set ────────────▶ that server, its data are wiped by tests
//	else Java and jars, or Maven ──────▶ one server for this test process
//	else DRAGOMAN_REQUIRE has neo4j ───▶ the test fails
//	else ──────────────────────────────▶ the test is skipped, loudly
//
// A package that uses it has
//
//	func TestMain(m *testing.M) { neo4jtest.Main(m) }
//
// so that the server ends with the tests. Processes do not share a server: the
// Community edition has one database, and tests of two packages would empty it
// under each other.
package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"dragoman/dev/neo4j"
)

// once is the process's own server, started by the first test that asks.
var once struct {
	mu     sync.Mutex // guards all below
	inMain bool
	asked  bool
	server *neo4j.Server
	err    error
	loud   bool
}

// Main runs the tests of a package, stops the server that they shared, if one
// was started, and exits. It is all that TestMain does.
func Main(m interface{ Run() int }) {
	once.mu.Lock()
	once.inMain = true
	once.mu.Unlock()
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, "neo4jtest:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func stop() error {
	once.mu.Lock()
	defer once.mu.Unlock()
	if once.server == nil {
		return nil
	}
	return once.server.Stop(context.Background())
}

// ForTests gives the server that all tests of this process share, by the rule
// above. It has no authentication unless DRAGOMAN_NEO4J_USER and
// DRAGOMAN_NEO4J_PASSWORD say so for a server named by DRAGOMAN_NEO4J_URI. A test
// finds whatever the one before it left and must not stop the server; one that
// wants to takes a server of its own with Start.
func ForTests(t testing.TB) *neo4j.Server {
	t.Helper()
	if uri := os.Getenv("DRAGOMAN_NEO4J_URI"); uri != "" {
		_, addr, _ := strings.Cut(uri, "://")
		return &neo4j.Server{
			URI: uri, Addr: addr,
			User: os.Getenv("DRAGOMAN_NEO4J_USER"), Password: os.Getenv("DRAGOMAN_NEO4J_PASSWORD"),
		}
	}
	once.mu.Lock()
	defer once.mu.Unlock()
	if !once.inMain {
		t.Fatal("neo4jtest: this package lacks func TestMain(m *testing.M) { neo4jtest.Main(m) }, so nothing would stop the server")
	}
	if !once.asked {
		once.asked = true
		// Tests fill and empty the database again and again, and each time the
		// server would plan every statement anew.
		once.server, once.err = neo4j.Start(context.Background(), neo4j.Options{
			Settings: map[string]string{"dbms.cypher.min_replan_interval": "1h"},
		})
	}
	judge(t, once.err)
	return once.server
}

// Start gives the test a server of its own, which ends with the test. A machine
// that cannot run one skips or fails by the rule above, whatever
// DRAGOMAN_NEO4J_URI says.
func Start(t testing.TB, o neo4j.Options) *neo4j.Server {
	t.Helper()
	s, err := neo4j.Start(context.Background(), o)
	once.mu.Lock()
	defer once.mu.Unlock()
	judge(t, err)
	t.Cleanup(func() {
		if err := s.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Admin runs neo4j-admin on a home folder whose server does not run (see
// [neo4j.Admin]); the test fails where the tool does. A machine without it skips or
// fails by the rule above.
func Admin(t testing.TB, home, work string, args ...string) {
	t.Helper()
	out, err := neo4j.Admin(context.Background(), home, work, args...)
	if err != nil && !errors.Is(err, neo4j.ErrAbsent) {
		t.Fatalf("%v\n%s", err, out)
	}
	once.mu.Lock()
	defer once.mu.Unlock()
	judge(t, err)
}

// judge fails, skips or does nothing; once.mu is held. The whole story is told
// once for a process.
func judge(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case !errors.Is(err, neo4j.ErrAbsent):
		t.Fatal(err)
	case required():
		t.Fatalf("DRAGOMAN_REQUIRE names neo4j, but %v", err)
	case once.loud:
		t.Skip("NOT CHECKED against Neo4j, as above")
	default:
		once.loud = true
		t.Skipf("NOT CHECKED against Neo4j: %v; or set DRAGOMAN_NEO4J_URI to a server whose data may be wiped", err)
	}
}

func required() bool {
	for name := range strings.SplitSeq(os.Getenv("DRAGOMAN_REQUIRE"), ",") {
		if strings.TrimSpace(name) == "neo4j" {
			return true
		}
	}
	return false
}

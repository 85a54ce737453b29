package neo4jtest_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"dragoman/dev/neo4j"
	"dragoman/dev/neo4j/neo4jtest"
)

const inside = "DRAGOMAN_TEST_INSIDE" // set in the processes that TestRule starts

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// The rule, seen from outside: this test runs the ones below in processes on a
// machine that has nothing.
func TestRule(t *testing.T) {
	if os.Getenv(inside) != "" {
		t.Skip("inside")
	}
	for _, c := range []struct {
		env    string
		passes bool
		says   string
		times  int
		reason string
	}{
		{"", true, "NOT CHECKED against Neo4j: ", 1, "a skip tells once what is missing"},
		{"", true, "--- SKIP", 3, "each test is skipped"},
		{"DRAGOMAN_REQUIRE=browser, neo4j", false, "DRAGOMAN_REQUIRE names neo4j", 3, "a skip that is not allowed is a failure"},
		{"DRAGOMAN_REQUIRE=browser", true, "--- SKIP", 3, "the requirement is another one"},
		{"DRAGOMAN_NEO4J_URI=bolt://graph.example:7687", true, "uri=bolt://graph.example:7687 addr=graph.example:7687 user=me", 2, "a server that is named needs no Java"},
	} {
		cmd := exec.Command(os.Args[0], "-test.v", "-test.run=^TestInside")
		empty := t.TempDir()
		cmd.Env = []string{inside + "=1", "PATH=" + empty, "HOME=" + empty, "DRAGOMAN_NEO4J_USER=me", c.env}
		out, err := cmd.CombinedOutput()
		if (err == nil) != c.passes {
			t.Errorf("%q: %v: %s\n%s", c.env, err, c.reason, out)
		}
		if got := strings.Count(string(out), c.says); got != c.times {
			t.Errorf("%q: %d times %q, want %d: %s\n%s", c.env, got, c.says, c.times, c.reason, out)
		}
	}
}

func TestInsideA(t *testing.T) { report(t) }
func TestInsideB(t *testing.T) { report(t) }

func report(t *testing.T) {
	if os.Getenv(inside) == "" {
		t.Skip("TestRule runs it")
	}
	s := neo4jtest.ForTests(t)
	t.Logf("uri=%s addr=%s user=%s", s.URI, s.Addr, s.User)
	if err := s.Stop(t.Context()); err != nil {
		t.Errorf("Stop of a server not started here: %v, want nothing to happen", err)
	}
	if err := s.Kill(); !errors.Is(err, neo4j.ErrNotOurs) {
		t.Errorf("Kill of a server not started here: %v, want ErrNotOurs", err)
	}
}

func TestInsideOwn(t *testing.T) {
	if os.Getenv(inside) == "" {
		t.Skip("TestRule runs it")
	}
	neo4jtest.Start(t, neo4j.Options{})
}

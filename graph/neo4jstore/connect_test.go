package neo4jstore

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dragoman/dev/neo4j"
	"dragoman/dev/neo4j/faultproxy"
	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
)

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		reason  string
		o       Options
		message string
	}{
		{"no address", Options{}, "neo4j://host:7687"},
		{"a scheme of the web", Options{URI: "http://host:7474"}, "neo4j+ssc"},
		{"no scheme", Options{URI: "host:7687"}, "neo4j+ssc"},
		{"a socket", Options{URI: "bolt+unix:///run/neo4j"}, "neo4j+ssc"},
		{"credentials", Options{URI: "bolt://neo4j:secret@host"}, "credentials"},
		{"no URI", Options{URI: "bolt://neo4j:secret@host:port"}, "no URI"},
		{"no host", Options{URI: "bolt://"}, "no host"},
		{"a path", Options{URI: "bolt://host/movies"}, "path"},
		{"a routing context", Options{URI: "bolt://host?region=eu"}, "routing"},
		{"a password for nobody", Options{URI: "bolt://host", Password: "secret"}, "user"},
		{"a negative number", Options{URI: "bolt://host", Pool: -1}, "pool"},
		{"an unknown search", Options{URI: "bolt://host", Search: 9}, "search"},
	} {
		c.o.Lazy = true
		_, err := Open(t.Context(), c.o)
		if graph.CodeOf(err) != graph.Invalid || !strings.Contains(err.Error(), c.message) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", c.reason, err)
		}
	}
}

// slack is how much later than its limit a call may end on a busy machine. What would
// not heed a limit at all waits for those of the driver, which are many seconds.
const slack = 3 * time.Second

// inLimit fails where a call takes longer than it may.
func inLimit(t *testing.T, what string, limit time.Duration, call func()) {
	t.Helper()
	start := time.Now()
	call()
	if d := time.Since(start); d > limit+slack {
		t.Errorf("%s took %v, which is beyond its limit of %v", what, d, limit)
	}
}

func proxied(t *testing.T, o Options) (Options, *faultproxy.Proxy) {
	t.Helper()
	_, target, _ := strings.Cut(o.URI, "://")
	p, err := faultproxy.New(target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	o.URI = "bolt://" + p.Addr()
	return o, p
}

// A server that is away, or hangs, is told in time; a lazy store opens and
// connects when the server is back.
func TestAway(t *testing.T) {
	for name, fail := range map[string]func(*faultproxy.Proxy) error{
		"refusing": (*faultproxy.Proxy).Refuse,
		"hung":     func(p *faultproxy.Proxy) error { p.Hang(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			o, p := proxied(t, emptied(t))
			limit := back(t, o)
			o.Connect = 500 * time.Millisecond
			if err := fail(p); err != nil {
				t.Fatal(err)
			}
			inLimit(t, "Open", o.Connect, func() {
				if _, err := Open(t.Context(), o); graph.CodeOf(err) != graph.Unavailable {
					t.Errorf("Open: %v", err)
				}
			})
			inLimit(t, "Open with a deadline", 100*time.Millisecond, func() {
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				if _, err := Open(ctx, o); err == nil || name == "hung" && graph.CodeOf(err) != graph.Deadline {
					t.Errorf("Open with a deadline: %v", err)
				}
			})
			o.Lazy = true
			s := opened(t, o)
			if _, err := s.Info(t.Context()); graph.CodeOf(err) != graph.Unavailable {
				t.Errorf("Info of a store that is not connected: %v", err)
			}
			if h := s.Health(t.Context()); h.Ready || len(h.Reasons) == 0 || s.Revision() != "" {
				t.Errorf("health: %+v", h)
			}
			if err := p.Resume(); err != nil {
				t.Fatal(err)
			}
			recovers(t, s, limit)
		})
	}
}

// A server that takes long for its first statement, as one does that has just
// started on a busy machine, is not away: Connect is the limit for a connection.
func TestSlowAtFirst(t *testing.T) {
	o, p := proxied(t, emptied(t))
	o.Connect = 1400 * time.Millisecond
	p.Delay(500 * time.Millisecond) // two exchanges make a connection, the third is the statement
	start := time.Now()
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatalf("after %v: %v", time.Since(start), err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// back is within what time good answers are wanted after a server's return: 5 s,
// and more alike on a machine that needs more than a second to open a store.
func back(t *testing.T, o Options) time.Duration {
	t.Helper()
	start := time.Now()
	opened(t, o)
	return 5 * max(time.Second, time.Since(start))
}

// recovers waits until a store answers.
func recovers(t *testing.T, s *Store, limit time.Duration) {
	t.Helper()
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		_, err := s.Info(t.Context())
		if err == nil {
			return
		}
		if code := graph.CodeOf(err); code != graph.Unavailable && code != graph.Deadline {
			t.Errorf("meanwhile: %v", err)
		}
		if time.Since(start) > limit {
			t.Fatalf("no good answer within %v of the server's return: %v", limit, err)
		}
	}
}

// A connected store whose server hangs, or goes, answers in time and recovers.
func TestLost(t *testing.T) {
	o, p := proxied(t, emptied(t))
	limit := back(t, o)
	s := opened(t, o)
	for name, fail := range map[string]func() error{
		"hung":     func() error { p.Hang(); return nil },
		"refusing": func() error { err := p.Refuse(); p.Cut(); return err },
		"cut":      func() error { p.CutAfter(20); return nil },
	} {
		if err := fail(); err != nil {
			t.Fatal(err)
		}
		allowed := 300 * time.Millisecond
		var calls sync.WaitGroup
		for range 8 {
			calls.Go(func() {
				inLimit(t, name, allowed, func() {
					ctx, cancel := context.WithTimeout(t.Context(), allowed)
					defer cancel()
					_, err := s.Info(ctx)
					if code := graph.CodeOf(err); err != nil && code != graph.Unavailable && code != graph.Deadline {
						t.Errorf("%s: %v", name, err)
					}
					err = s.hold(ctx, func(tx transaction, st *state) error { return nil })
					if code := graph.CodeOf(err); err != nil && code != graph.Unavailable && code != graph.Deadline {
						t.Errorf("%s: %v", name, err)
					}
				})
			})
		}
		calls.Wait()
		if err := p.Resume(); err != nil {
			t.Fatal(err)
		}
		recovers(t, s, limit)
	}
	p.Hang() // Close does not wait for it
	inLimit(t, "Close", 4*time.Second, func() { _ = s.Close() })
	if _, err := s.Info(t.Context()); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("after Close: %v", err)
	}
}

// Calls that find no connection free wait for one in time.
func TestFullPool(t *testing.T) {
	o := emptied(t)
	limit := back(t, o)
	o.Pool = 2
	s := opened(t, o)
	var calls sync.WaitGroup
	ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
	defer cancel()
	for range 2 {
		calls.Go(func() {
			_, err := direct{s}.one(ctx, "UNWIND range(1, 100000000) AS x UNWIND range(1, 1000) AS y WITH count(*) AS n RETURN n", nil)
			if graph.CodeOf(err) != graph.Deadline {
				t.Errorf("a long statement: %v", err)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	for range 8 {
		calls.Go(func() {
			inLimit(t, "a call without a connection", 200*time.Millisecond, func() {
				ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
				defer cancel()
				if _, err := s.Info(ctx); graph.CodeOf(err) != graph.Deadline {
					t.Errorf("a call without a connection: %v", err)
				}
			})
		})
	}
	calls.Wait()
	recovers(t, s, limit)
}

// Faults of the configuration are told at once, with what to mend.
func TestMisconfigured(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server of its own")
	}
	server := neo4jtest.Start(t, neo4j.Options{
		Heap: "512m", Auth: neo4j.Auth{User: "neo4j", Password: "correct-horse"}, TLS: neo4j.TLS{Level: neo4j.Optional, Expired: true},
	})
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	good := Options{URI: server.URI, User: "neo4j", Password: "correct-horse", Lazy: true}
	for _, c := range []struct {
		reason  string
		change  func(*Options)
		message string
	}{
		{"no user", func(o *Options) { o.User, o.Password = "", "" }, "wants a user"},
		{"a wrong password", func(o *Options) { o.Password = "wrong-horse" }, "user and password"},
		{"a database that is not there", func(o *Options) { o.Database = "films" }, `"films"`},
		{"the same by routing", func(o *Options) { o.URI, o.Database = "neo4j://"+server.Addr, "films" }, `"films"`},
		{"an expired certificate", func(o *Options) { o.URI = "bolt+s://" + server.Addr }, "certificate"},
		{"the same by routing", func(o *Options) { o.URI = "neo4j+s://" + server.Addr }, "certificate"},
	} {
		o := good
		c.change(&o)
		_, err := Open(t.Context(), o)
		if graph.CodeOf(err) != graph.Invalid || !strings.Contains(err.Error(), c.message) {
			t.Errorf("%s: %v", c.reason, err)
		}
	}
	for _, uri := range []string{server.URI, "neo4j://" + server.Addr, "bolt+ssc://" + server.Addr, "neo4j+ssc://" + server.Addr} {
		o := good
		o.URI, o.Lazy = uri, false
		s, err := Open(t.Context(), o)
		if err != nil {
			t.Errorf("%s: %v", uri, err)
			continue
		}
		if _, err := s.Info(t.Context()); err != nil {
			t.Errorf("%s: %v", uri, err)
		}
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Errorf("%s: %v", uri, err)
		}
	}
}

// A server that does not encrypt its port is told apart.
func TestPlainPort(t *testing.T) {
	server := neo4jtest.ForTests(t)
	_, err := Open(t.Context(), Options{URI: "bolt+s://" + server.Addr})
	if graph.CodeOf(err) != graph.Unavailable || !strings.Contains(err.Error(), "encrypt") {
		t.Error(err)
	}
}

// Warming up bears an empty store, one that has something, and one that closes.
func TestWarm(t *testing.T) {
	o := emptied(t)
	s := opened(t, o)
	s.warm()
	scribe{t, s}.commit([]string{"a", "b"}, [][2]string{{"a", "b"}})
	o.Warm = true
	again := opened(t, o)
	if err := again.Close(); err != nil {
		t.Error(err)
	}
	s.warm()
	wantShown(t, s, [2]int{2, 1})
}

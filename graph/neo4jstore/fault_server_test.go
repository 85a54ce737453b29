package neo4jstore_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	server "dragoman/dev/neo4j"
	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore"
)

// A server that crashes while it is written to, and comes back: what it
// acknowledged is there, stores that stood, of both ways, answer well within 5 s,
// and one that was opened meanwhile does too. The 5 s are those of a machine on
// which the restarted server needs a second at most for its first statement, a
// plain one; on a slower machine they grow alike.
func TestFaultKilledAndRestarted(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server of its own")
	}
	leavesNothing(t)
	db := neo4jtest.Start(t, server.Options{Heap: "512m", PageCache: "64m"})
	o, _ := between(t, neo4jstore.Options{URI: db.URI, Poll: 50 * time.Millisecond, Connect: 20 * time.Second})
	memory, database := o, o
	memory.Search, database.Search = neo4jstore.SearchMemory, neo4jstore.SearchDatabase
	stores := []*neo4jstore.Store{opens(t, memory), opens(t, database)}
	apply(t, stores[0], "", chain())
	for round := range 1 {
		var (
			writers sync.WaitGroup
			mu      sync.Mutex // guards all below
			acked   []string
			codes   = map[graph.Code]int{}
		)
		stop := make(chan struct{})
		for w, s := range stores {
			writers.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
					}
					id := fmt.Sprintf("w%d-%d-%d", round, w, n)
					limit := 15 * time.Second // a new server plans each statement the first time
					if n > 0 {
						limit = time.Second
					}
					ctx, cancel := context.WithTimeout(t.Context(), limit)
					start := time.Now()
					_, err := s.Apply(ctx, batch(id, `{"entity":{"id":"`+id+`","kind":"PERSON","name":"W"}}`))
					took := time.Since(start)
					cancel()
					mu.Lock()
					if err == nil {
						acked = append(acked, id)
					} else {
						typed(t, "a write", err)
						codes[graph.CodeOf(err)]++
					}
					if took > limit+tardy {
						t.Errorf("a write took %v of %v", took, limit)
					}
					mu.Unlock()
				}
			})
		}
		for enough, start := false, time.Now(); !enough && time.Since(start) < 20*time.Second; time.Sleep(10 * time.Millisecond) {
			mu.Lock()
			enough = len(acked) >= 20
			mu.Unlock()
		}
		if err := db.Kill(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
		close(stop)
		writers.Wait()
		if len(acked) == 0 {
			t.Error("nothing was acknowledged before the crash: nothing was tested")
		}
		for _, s := range stores {
			for _, r := range roles() {
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				start := time.Now()
				_, err := r.ask(ctx, s) // what it answers from memory: TestFaultMemoryGoesOn
				took := time.Since(start)
				cancel()
				if took > 100*time.Millisecond+tardy {
					t.Errorf("%s took %v", r.name, took)
				}
				if err != nil {
					typed(t, r.name, err)
				}
			}
			if s.Health(t.Context()).Ready {
				t.Error("a store without its database says that it is ready")
			}
		}
		lazy := database
		lazy.Lazy = true
		stores = append(stores[:2:2], opens(t, lazy))
		if err := db.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		limit := 5 * max(time.Second, answers(t, db.URI))
		up := time.Now()
		var all sync.WaitGroup
		for i, s := range stores {
			all.Go(func() {
				for {
					ctx, cancel := context.WithTimeout(t.Context(), limit)
					err := wellAgain(ctx, t, s, acked)
					cancel()
					took := time.Since(up)
					if took > limit {
						t.Errorf("store %d: no good answer within %v of the server's return, but after %v: %v", i, limit, took, err)
						return
					}
					if err == nil {
						t.Logf("round %d: store %d answers well %v after the server is up", round, i, took)
						return
					}
					time.Sleep(10 * time.Millisecond)
				}
			})
		}
		all.Wait()
		t.Logf("%d writes acknowledged before, not acknowledged %v", len(acked), codes)
		for i, s := range stores {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			id := fmt.Sprintf("after%d-%d", round, i)
			if r, err := s.Apply(ctx, batch(id, `{"entity":{"id":"`+id+`","kind":"PERSON","name":"W"}}`)); err != nil || r.Entities != 1 {
				t.Errorf("a write after the return: %+v, %v", r, err)
			}
			cancel()
		}
		for problem, err := range stores[1].Check(t.Context()) {
			t.Error(problem, err)
		}
		stores = stores[:2]
	}
}

// wellAgain asks for what was acknowledged, by name, and for a path.
func wellAgain(ctx context.Context, t *testing.T, s *neo4jstore.Store, acked []string) error {
	es, err := s.Entities(ctx, acked)
	if err != nil {
		return err
	}
	for n, e := range es {
		if e == nil {
			t.Errorf("%s was acknowledged and is lost", acked[n])
		}
	}
	if _, err := s.Search(ctx, graph.SearchQuery{Text: "hub", Slice: graph.Slice{First: 1}}); err != nil {
		return err
	}
	r, err := s.Paths(ctx, graph.PathQuery{From: []string{"p0"}, To: []string{"p5"}, First: 1, MaxHops: 6, DegreeCap: 10})
	if err == nil && len(r.Paths) != 1 {
		err = fmt.Errorf("no path: %+v", r)
	}
	return err
}

// answers waits until a server that says it has started answers a plain statement,
// and gives how long it, cold, took for that.
func answers(t *testing.T, uri string) time.Duration {
	t.Helper()
	start := time.Now()
	driver, err := neo4j.NewDriverWithContext(uri, neo4j.NoAuth())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	defer driver.Close(ctx)
	if _, err := neo4j.ExecuteQuery(ctx, driver, "MATCH (n) RETURN n LIMIT 1", nil, neo4j.EagerResultTransformer); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("the server answers a plain statement %v after it says that it has started", took)
	return took
}

// A password that is wrong, also often, and one that is changed under a store that
// stands. (Wrong at the first start: TestMisconfigured.)
func TestFaultPassword(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server of its own")
	}
	const old, changed = "correct-horse", "battery-staple"
	leavesNothing(t)
	db := neo4jtest.Start(t, server.Options{
		Heap: "512m", PageCache: "64m", Auth: server.Auth{User: "neo4j", Password: old},
		Settings: map[string]string{"dbms.security.auth_lock_time": "1s"},
	})
	o, p := between(t, neo4jstore.Options{URI: db.URI, User: "neo4j", Password: old, Search: neo4jstore.SearchDatabase, Poll: time.Hour, Connect: 20 * time.Second})
	s := opens(t, o)
	apply(t, s, "", chain())

	wrong := o
	wrong.Password = "wrong-horse"
	for n := range 6 { // after the third the server refuses to look at it for a while
		_, err := neo4jstore.Open(t.Context(), wrong)
		if code := graph.CodeOf(err); code != graph.Invalid && (n < 3 || code != graph.Unavailable) {
			t.Errorf("wrong password, try %d: %v", n+1, err)
		} else if code == graph.Unavailable {
			typed(t, "a wrong password too often", err)
		}
		if err != nil && strings.Contains(err.Error(), "horse") {
			t.Errorf("the message shows the password: %v", err)
		}
	}
	time.Sleep(1500 * time.Millisecond)

	driver, err := neo4j.NewDriverWithContext(db.URI, neo4j.BasicAuth("neo4j", old, ""))
	if err != nil {
		t.Fatal(err)
	}
	_, err = neo4j.ExecuteQuery(t.Context(), driver, "ALTER CURRENT USER SET PASSWORD FROM $old TO $new", map[string]any{"old": old, "new": changed}, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase("system"))
	if err != nil {
		t.Fatal(err)
	}
	_ = driver.Close(t.Context())
	p.Cut()
	for n := range 6 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		start := time.Now()
		_, err := s.Info(ctx)
		if took := time.Since(start); took > time.Second+tardy {
			t.Errorf("a read took %v", took)
		}
		if code := graph.CodeOf(err); code != graph.Unavailable && code != graph.Deadline {
			t.Errorf("with a password that was changed, try %d: %v", n+1, err)
		} else {
			typed(t, "with a password that was changed", err)
		}
		if _, err := s.Apply(ctx, batch("", `{"entity":{"id":"x","kind":"PERSON","name":"X"}}`)); err == nil {
			t.Error("a write is acknowledged")
		} else {
			typed(t, "a write", err)
		}
		cancel()
	}
	if s.Health(t.Context()).Ready {
		t.Error("the store says that it is ready")
	}
	time.Sleep(1500 * time.Millisecond)
	right := o
	right.Password = changed
	if _, err := opens(t, right).Info(t.Context()); err != nil {
		t.Error(err)
	}
}

// By neo4j:// the members of a cluster are asked for; a single server is its own.
// Reads, writes, cuts and a server that is away are as by bolt://.
func TestFaultRouting(t *testing.T) {
	o, p := brittle(t)
	o.URI = strings.Replace(o.URI, "bolt://", "neo4j://", 1)
	o.Search, o.Connect = neo4jstore.SearchDatabase, time.Second
	s := opens(t, o)
	if r := apply(t, s, "chain", chain()); r.Entities != chainLength+2 {
		t.Errorf("a write: %+v", r)
	}
	want := sound(t, s)
	p.Cut()
	t.Logf("all roles %v after all was cut", returns(t, s, want))
	gone(t, p)
	c := askAll(t, s, 300*time.Millisecond, want)
	t.Logf("away: %s", c)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // longer than the store tries
	defer cancel()
	if _, err := s.Claims(ctx, []string{"o1"}); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("away, with time enough: %v", err)
	}
	if _, err := s.Apply(ctx, batch("k", `{"entity":{"id":"x","kind":"PERSON","name":"X"}}`)); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("a write, away: %v", err)
	} else {
		typed(t, "a write", err)
	}
	if err := p.Resume(); err != nil {
		t.Fatal(err)
	}
	t.Logf("all roles %v after the return", returns(t, s, want))
	p.Hang()
	t.Logf("hung: %s", askAll(t, s, 300*time.Millisecond, want))
	if err := p.Resume(); err != nil {
		t.Fatal(err)
	}
	returns(t, s, want)
	if r := apply(t, s, "k2", `{"entity":{"id":"y","kind":"PERSON","name":"X"}}`); r.Entities != 1 {
		t.Errorf("a write after the return: %+v", r)
	}
}

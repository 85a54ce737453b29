package neo4jstore_test

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"dragoman/dev/neo4j/faultproxy"
	"dragoman/graph"
	"dragoman/graph/neo4jstore"
)

// A store that was opened without its database says so in every role, and serves
// them all when the database is there. (Open itself: TestAway.)
func TestFaultDownAtStart(t *testing.T) {
	eachWay(t, func(t *testing.T, search neo4jstore.Search) {
		o, p := brittle(t)
		o.Search, o.Connect = search, 500*time.Millisecond
		apply(t, opens(t, o), "", chain())
		want := sound(t, opens(t, o))
		if err := p.Refuse(); err != nil {
			t.Fatal(err)
		}
		if _, err := neo4jstore.Open(t.Context(), o); graph.CodeOf(err) != graph.Unavailable {
			t.Errorf("Open: %v", err)
		} else {
			typed(t, "Open", err)
		}
		o.Lazy = true
		s := opens(t, o)
		c := askAll(t, s, 200*time.Millisecond, want)
		if c.verdicts[failed] != len(roles()) {
			t.Errorf("a store that was never connected: %s", c)
		}
		_, err := s.Apply(t.Context(), batch("k", chain()))
		if graph.CodeOf(err) != graph.Unavailable {
			t.Errorf("a write: %v", err)
		}
		if err := s.Await(t.Context(), "x-1"); graph.CodeOf(err) != graph.Unavailable {
			t.Errorf("waiting for a token: %v", err)
		}
		if err := p.Resume(); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s; all roles %v after the database came", c, returns(t, s, want))
	})
}

// A server that accepts and never answers, whether it is met on connections that
// stand or on new ones: every role ends in time. (Open and Close: TestAway,
// TestLost.)
func TestFaultHung(t *testing.T) {
	eachWay(t, func(t *testing.T, search neo4jstore.Search) {
		o, p := brittle(t)
		o.Search = search
		s := opens(t, o)
		apply(t, s, "", chain())
		want := sound(t, s)
		for round := range 2 {
			p.Hang()
			for _, limit := range []time.Duration{20 * time.Millisecond, 300 * time.Millisecond} {
				c := askAll(t, s, limit, want)
				t.Logf("round %d, limit %v: %s", round, limit, c)
				if c.verdicts[failed] == 0 {
					t.Errorf("no role needs the database: %s", c)
				}
			}
			var writers sync.WaitGroup
			for i := range 4 {
				writers.Go(func() {
					ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
					defer cancel()
					start := time.Now()
					_, err := s.Apply(ctx, batch("", fmt.Sprintf(`{"entity":{"id":"late%d","kind":"PERSON","name":"X"}}`, i)))
					if took := time.Since(start); took > 200*time.Millisecond+tardy {
						t.Errorf("a write took %v", took)
					}
					if err == nil {
						t.Error("a write is acknowledged by a server that hangs")
					} else {
						typed(t, "a write", err)
					}
				})
			}
			writers.Wait()
			if err := p.Resume(); err != nil {
				t.Fatal(err)
			}
			t.Logf("all roles %v after the return", returns(t, s, want))
		}
	})
}

// A slow way, 200 ms for each exchange: answers are right, and in time where there
// is less time than they need.
func TestFaultLatency(t *testing.T) {
	eachWay(t, func(t *testing.T, search neo4jstore.Search) {
		o, p := brittle(t)
		o.Search = search
		s := opens(t, o)
		apply(t, s, "", chain())
		want := sound(t, s)
		p.Delay(200 * time.Millisecond)
		c := askAll(t, s, 20*time.Second, want)
		t.Logf("with time: %s", c)
		if c.verdicts[right] != len(roles()) {
			t.Errorf("with time enough, not all answer: %s", c)
		}
		for _, limit := range []time.Duration{50, 150, 350, 550} {
			t.Logf("limit %v: %s", limit*time.Millisecond, askAll(t, s, limit*time.Millisecond, want))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		r, err := s.Apply(ctx, batch("slow", `{"entity":{"id":"slow","kind":"PERSON","name":"Slow"}}`))
		if err != nil || r.Entities != 1 {
			t.Errorf("a write: %+v, %v", r, err)
		}
		if es, err := s.Entities(ctx, []string{"slow"}); err != nil || es[0] == nil {
			t.Errorf("its reading: %v, %v", es, err)
		}
	})
}

// More calls than connections on a slow way: those that find none free are typed,
// in time, and the others right; also where they have no deadline of their own.
// (Statements that never end: TestFullPool.)
func TestFaultFullPool(t *testing.T) {
	o, p := brittle(t)
	o.Search, o.Pool, o.Connect = neo4jstore.SearchDatabase, 2, 300*time.Millisecond
	s := opens(t, o)
	apply(t, s, "", chain())
	want := sound(t, s)
	p.Delay(100 * time.Millisecond)
	for _, limit := range []time.Duration{600 * time.Millisecond, 0} {
		c, all := newTally(), sync.WaitGroup{}
		var mu sync.Mutex // guards c
		for range 40 {
			all.Go(func() {
				ctx, cancel := t.Context(), context.CancelFunc(func() {})
				allowed := 6 * time.Second // for the way to a connection, tries included
				if limit > 0 {
					ctx, cancel = context.WithTimeout(ctx, limit)
					allowed = limit
				}
				defer cancel()
				start := time.Now()
				got, err := s.Entities(ctx, []string{"p0", "hub", "nobody"}) // one exchange
				took := time.Since(start)
				if took > allowed+tardy {
					t.Errorf("a read took %v of %v", took, allowed)
				}
				mu.Lock()
				defer mu.Unlock()
				c.add(judged(t, "Entities", got, err, want["Entities"]), took, allowed)
			})
		}
		all.Wait()
		t.Logf("limit %v: %s", limit, c)
		if limit > 0 && c.verdicts[failed] == 0 || c.verdicts[right] == 0 {
			t.Errorf("the pool was not full, or nobody got through: %s", c)
		}
	}
	if err := p.Resume(); err != nil {
		t.Fatal(err)
	}
	returns(t, s, want)
}

// While Neo4j is away, searches in memory go on from the newest state that is
// known: what was acknowledged here is in it, a commit of another server that came
// since is not, and Health says that the database is away. Entities and documents
// that this process read in the same state, and whom a name found, may be answered from memory too: they
// belong to that state, as the searches do, so an answer may be old but never of
// two states. What is not in memory is UNAVAILABLE; so is a search where the
// topology had not followed yet what was acknowledged here.
func TestFaultMemoryGoesOn(t *testing.T) {
	o, p := brittle(t)
	o.Search = neo4jstore.SearchMemory
	s := opens(t, o)
	apply(t, s, "", chain())
	want := sound(t, s)
	mended := apply(t, s, "mine", `{"relation":{"from":"p0","type":"SPOKE_TO","to":"p4","claims":[{"id":"mine","document":"d1","stance":"ASSERTS"}]}}`)

	path := graph.PathQuery{From: []string{"p0"}, To: []string{"p5"}, First: 1, MaxHops: 6, DegreeCap: 10}
	if found, err := s.Paths(t.Context(), path); err != nil || found.Paths[0].Hops != 2 { // the topology follows
		t.Fatalf("a path: %+v, %v", found, err)
	}
	named := graph.SearchQuery{Text: "p", Slice: graph.Slice{First: 3}}
	known, err := s.Search(t.Context(), named)
	if err != nil || len(known.Items) != 3 {
		t.Fatalf("a search by name: %+v, %v", known, err)
	}
	direct := o
	direct.URI = serverURI(t)
	other := opens(t, direct)
	gone(t, p)
	late := apply(t, other, "theirs", `{"relation":{"from":"p0","type":"SPOKE_TO","to":"p5","claims":[{"id":"theirs","document":"d1","stance":"ASSERTS"}]}}`)

	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	found, err := s.Paths(ctx, path)
	if err != nil || len(found.Paths) != 1 || found.Paths[0].Hops != 2 {
		t.Errorf("a path, which has two hops in the state that is known: %+v, %v", found, err)
	}
	if n, err := s.Ego(ctx, graph.EgoQuery{Of: []string{"hub"}, Depth: 2, First: 200, PerNode: 200, DegreeCap: 1000}); err != nil || len(n.Nodes) != len(want["Ego"].(*graph.EgoNetwork).Nodes) {
		t.Errorf("an ego network: %+v, %v", n, err)
	}
	if again, err := s.Search(ctx, named); err != nil || !reflect.DeepEqual(again, known) {
		t.Errorf("a search by name that was made before: %+v, %v", again, err)
	}
	for range 3 { // p0 was touched after it was read, p9 was never read by itself
		for _, id := range []string{"p0", "p9"} {
			es, err := s.Entities(ctx, []string{id})
			if err != nil {
				typed(t, "Entities", err)
				continue
			}
			fresh, err := other.Entities(t.Context(), []string{id})
			if err != nil {
				t.Fatal(err)
			}
			if id == "p0" && es[0].Degree != fresh[0].Degree-1 || id == "p9" && !reflect.DeepEqual(es, fresh) {
				t.Errorf("%s is answered, but not as of the state that is known: %+v", id, es[0])
			}
		}
	}
	if _, err := s.Claims(ctx, []string{"mine"}); graph.CodeOf(err) != graph.Unavailable && graph.CodeOf(err) != graph.Deadline {
		t.Errorf("claims, which only the database has: %v", err)
	}
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := s.Await(short, late.Revision); graph.CodeOf(err) != graph.Deadline && graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("a token that this process cannot know: %v", err)
	}
	if err := s.Await(t.Context(), mended.Revision); err != nil {
		t.Errorf("its own token: %v", err)
	}
	h := s.Health(t.Context())
	if h.Ready || len(h.Reasons) == 0 || h.Search != "memory" || h.Revision != mended.Revision {
		t.Errorf("health: %+v", h)
	}
	if err := p.Resume(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for start := time.Now(); s.Await(ctx, late.Revision) != nil; time.Sleep(5 * time.Millisecond) {
		if time.Since(start) > 5*time.Second {
			t.Fatal("no good answer within 5 s of the return")
		}
	}
	if found, err = s.Paths(ctx, path); err != nil || found.Paths[0].Hops != 1 {
		t.Errorf("the path after the return: %+v, %v", found, err)
	}
	if h := s.Health(t.Context()); !h.Ready || h.Revision != late.Revision {
		t.Errorf("health after the return: %+v", h)
	}
}

// A write that was acknowledged is in every later answer, or there is none: also
// where the database goes before the topology has followed.
func TestFaultMemoryIsNotBehindItself(t *testing.T) {
	o, p := brittle(t)
	o.Search = neo4jstore.SearchMemory
	s := opens(t, o)
	apply(t, s, "", chain())
	sound(t, s)
	path := graph.PathQuery{From: []string{"p0"}, To: []string{"p59"}, First: 1, MaxHops: 12, DegreeCap: 10}
	behind := 0
	for n := range max(fewer(10), 3) {
		far := 59 - n
		path.To = []string{fmt.Sprint("p", far)}
		apply(t, s, "", fmt.Sprintf(`{"relation":{"from":"p0","type":"SPOKE_TO","to":"p%d","claims":[{"id":"new%d","document":"d1","stance":"ASSERTS"}]}}`, far, n))
		gone(t, p)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		found, err := s.Paths(ctx, path)
		cancel()
		switch {
		case err != nil:
			typed(t, "Paths", err)
			behind++
		case found.StoppedBy != 0 && !found.Complete && len(found.Paths) == 0:
			behind++
		case len(found.Paths) != 1 || found.Paths[0].Hops != 1:
			t.Errorf("a search is behind a write that was acknowledged: %+v", found)
		}
		if err := p.Resume(); err != nil {
			t.Fatal(err)
		}
		for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
			if found, err := s.Paths(t.Context(), path); err == nil && len(found.Paths) == 1 && found.Paths[0].Hops == 1 {
				break
			}
			if time.Since(start) > 5*time.Second {
				t.Fatal("no good answer within 5 s of the return")
			}
		}
	}
	t.Logf("%d searches waited for the topology in vain", behind)
}

// gone makes a server refuse, also those who are connected.
func gone(t *testing.T, p *faultproxy.Proxy) {
	t.Helper()
	if err := p.Refuse(); err != nil {
		t.Fatal(err)
	}
	p.Cut()
}

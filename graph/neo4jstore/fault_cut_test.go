package neo4jstore_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore"
)

func serverURI(t *testing.T) string { return neo4jtest.ForTests(t).URI }

// A connection that ends within a result: a read is asked again, or is typed, and
// no part of an answer is taken for the whole. Bytes of each place are tried: of
// the first messages, and of the rows.
func TestFaultCutInResult(t *testing.T) {
	eachWay(t, func(t *testing.T, search neo4jstore.Search) {
		o, p := brittle(t)
		o.Search, o.Poll = search, time.Hour // no other bytes pass meanwhile
		s := opens(t, o)
		apply(t, s, "", chain())
		want := sound(t, s)
		const limit = 3 * time.Second
		c := newTally()
		places := []int{0, 7, 40, 90, 200, 400, 900, 1500, 3000, 7000}
		if testing.Short() {
			places = []int{40, 900}
		}
		before := p.Counts().Cuts
		for _, n := range places {
			for _, r := range roles() {
				p.CutAfter(n)
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				start := time.Now()
				got, err := r.ask(ctx, s)
				took := time.Since(start)
				cancel()
				if took > limit+tardy {
					t.Errorf("%s took %v", r.name, took)
				}
				c.add(judged(t, fmt.Sprintf("%s, cut after %d bytes", r.name, n), got, err, want[r.name]), took, limit)
				if err := p.Resume(); err != nil {
					t.Fatal(err)
				}
			}
		}
		t.Logf("%d cuts: %s", p.Counts().Cuts-before, c)
		returns(t, s, want)
	})
}

// The database goes, at some moment, during a load in portions: each portion that
// was acknowledged is there, and of the others none in part; loading the same
// again under the same keys brings the rest, once.
func TestFaultDownDuringLoad(t *testing.T) {
	o, p := brittle(t)
	o.Search = neo4jstore.SearchDatabase
	s := opens(t, o)
	const each = 60
	portion := func(n int) graph.Batch {
		var b strings.Builder
		fmt.Fprintf(&b, `{"document":{"id":"doc%d","title":"T"}}`+"\n", n)
		for i := range each {
			fmt.Fprintf(&b, `{"entity":{"id":"e%d-%d","kind":"PERSON","name":"E"}}`+"\n", n, i)
		}
		for i := range each {
			fmt.Fprintf(&b, `{"relation":{"from":"e%d-%d","type":"OPPOSES","to":"e%d-%d","claims":[{"id":"c%d-%d","document":"doc%d","stance":"ASSERTS"}]}}`+"\n", n, i, n, (i+1)%each, n, i, n)
		}
		return batch(fmt.Sprint("portion-", n), b.String())
	}
	// parts counts what is there of a portion: document, entities, claims.
	parts := func(n int) int {
		t.Helper()
		var es, cs []string
		for i := range each {
			es, cs = append(es, fmt.Sprintf("e%d-%d", n, i)), append(cs, fmt.Sprintf("c%d-%d", n, i))
		}
		got, err := s.Entities(t.Context(), es)
		if err != nil {
			t.Fatal(err)
		}
		claims, err := s.Claims(t.Context(), cs)
		if err != nil {
			t.Fatal(err)
		}
		docs, err := s.Documents(t.Context(), []string{fmt.Sprint("doc", n)})
		if err != nil {
			t.Fatal(err)
		}
		count := 0
		for i := range each {
			if got[i] != nil {
				count++
			}
			if claims[i] != nil {
				count++
			}
		}
		if docs[0] != nil {
			count++
		}
		return count
	}
	portions := max(fewer(30), 6)
	acknowledged, there, late := 0, 0, -time.Hour
	usual := time.Duration(0) // what a portion took of late
	for n := range portions {
		limit, fails, failed := 20*time.Second, n%2 == 1, make(chan struct{})
		if fails {
			limit = 700 * time.Millisecond
			after := usual * time.Duration(n*7%12) / 10 // moments all over a portion, and some after it
			time.AfterFunc(after, func() { _ = p.Refuse(); p.Cut(); close(failed) })
		}
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		start := time.Now()
		r, err := s.Apply(ctx, portion(n))
		took := time.Since(start)
		cancel()
		late = max(late, took-limit)
		if took > limit+tardy {
			t.Errorf("portion %d took %v", n, took)
		}
		if fails {
			<-failed
			if err := p.Resume(); err != nil {
				t.Fatal(err)
			}
		} else {
			usual = took
		}
		if err != nil {
			typed(t, "a portion", err)
		} else if acknowledged++; r.Entities != each || r.Claims != each {
			t.Errorf("portion %d: %+v", n, r)
		}
		whole := 2*each + 1
		switch got := parts(n); {
		case got != 0 && got != whole:
			t.Errorf("portion %d is there in part: %d of %d", n, got, whole)
		case err == nil && got != whole:
			t.Errorf("portion %d was acknowledged and is not there", n)
		case got == whole:
			there++
		}
	}
	if acknowledged == portions {
		t.Error("no portion failed: nothing was tested")
	}
	for n := range portions {
		r, err := s.Apply(t.Context(), portion(n))
		if err != nil || r.Entities != each || r.Claims != each {
			t.Errorf("portion %d again: %+v, %v", n, r, err)
		}
	}
	i, err := s.Info(t.Context())
	if err != nil || i.Entities != portions*each || i.Claims != portions*each {
		t.Errorf("at the end: %+v, %v", i, err)
	}
	for problem, err := range s.Check(t.Context()) {
		t.Error(problem, err)
	}
	t.Logf("%d portions, %d acknowledged at once, %d there, latest %v after the deadline", portions, acknowledged, there, late)
}

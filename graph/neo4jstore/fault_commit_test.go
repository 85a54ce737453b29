package neo4jstore_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"dragoman/dev/neo4j/faultproxy"
	"dragoman/graph"
	"dragoman/graph/neo4jstore"
)

// Connections are cut during COMMIT, half of them before the server has decided
// and half after, under writers of two servers at once. Each sends what was not
// acknowledged again under its key; what became of some is not to be found out
// before their callers give up. In the end all that was acknowledged is there,
// and everything once: of each batch there is one commit in the audit trail, one
// revision, and what it counted. (One writer, and an outcome that stays unknown:
// write_commit_test.go.)
func TestFaultCutInCommit(t *testing.T) {
	o, p := brittle(t)
	o.Search = neo4jstore.SearchDatabase
	a := opens(t, o)
	b := opens(t, o)
	apply(t, a, "ground", `{"document":{"id":"d","title":"D"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}`)
	cuts := fewer(200)

	done, arming := make(chan struct{}), sync.WaitGroup{}
	arming.Go(func() {
		for n := range cuts {
			p.CutOnCommit([]faultproxy.Moment{faultproxy.BeforeCommit, faultproxy.AfterCommit}[n%2])
			for p.Counts().Cuts <= n {
				time.Sleep(time.Millisecond)
			}
			if n%10 < 2 { // nor can it be found out for a while what became of it
				p.Hang()
				time.Sleep(400 * time.Millisecond)
				if err := p.Resume(); err != nil {
					t.Error(err)
				}
			}
		}
		close(done)
	})

	type sent struct{ key, claim, revision string }
	var (
		writers  sync.WaitGroup
		mu       sync.Mutex // guards all below
		acked    []sent
		unheard  = map[graph.Code]int{}
		replayed int
		late     time.Duration
	)
	patient, end := context.WithTimeout(t.Context(), 4*time.Minute)
	defer end()
	write := func(s *neo4jstore.Store, rng *rand.Rand, key, claim string) {
		text := fmt.Sprintf(`{"relation":{"from":"a","type":"OPPOSES","to":"b","claims":[{"id":"%s","document":"d","stance":"ASSERTS"}]}}`, claim)
		for {
			limit := 2 * time.Second
			if rng.IntN(4) == 0 {
				limit = time.Duration(5+rng.IntN(200)) * time.Millisecond // ends in the middle of something
			}
			ctx, cancel := context.WithTimeout(patient, limit)
			start := time.Now()
			r, err := s.Apply(ctx, batch(key, text))
			took := time.Since(start)
			cancel()
			mu.Lock()
			late = max(late, took-limit)
			if took > limit+tardy {
				t.Errorf("a write took %v of %v", took, limit)
			}
			if err == nil {
				acked = append(acked, sent{key, claim, r.Revision})
				if r.Replayed {
					replayed++
				}
				if r.Claims != 1 {
					t.Errorf("%s: %+v: what it brings was there already, under no key", key, r)
				}
				mu.Unlock()
				return
			}
			unheard[graph.CodeOf(err)]++
			typed(t, key, err)
			mu.Unlock()
			if patient.Err() != nil {
				t.Errorf("%s is not acknowledged in the end: %v", key, err)
				return
			}
		}
	}
	for w := range 8 {
		s := []*neo4jstore.Store{a, b}[w%2]
		writers.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(w), 3))
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				case <-patient.Done():
					return
				default:
				}
				write(s, rng, fmt.Sprintf("k%d-%d", w, n), fmt.Sprintf("c%d-%d", w, n))
			}
		})
	}
	writers.Wait()
	arming.Wait()
	if got := p.Counts().Cuts; got != cuts {
		t.Errorf("%d connections were cut, want %d", got, cuts)
	}

	reader := o
	reader.URI = serverURI(t)
	s := opens(t, reader)
	lost, twice := 0, 0
	revisions, claims := map[string]int{}, map[string]int{}
	for _, x := range acked {
		revisions[x.revision]++
	}
	var after graph.SortKey
	for {
		pages, err := s.ListClaims(t.Context(), []graph.ClaimQuery{{Slice: graph.Slice{First: graph.MaxFirst, After: after}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range pages[0].Items {
			claims[c.ID]++
		}
		if !pages[0].More {
			break
		}
		after = pages[0].Keys[len(pages[0].Keys)-1]
	}
	commits, from := map[string]int{}, ""
	for {
		entries, err := s.Audit(t.Context(), from, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			commits[e.Key]++
			from = e.Revision
		}
		if len(entries) < 1000 {
			break
		}
	}
	for _, x := range acked {
		if claims[x.claim] == 0 || commits[x.key] == 0 {
			lost++
			t.Errorf("%s was acknowledged at %s and is lost", x.key, x.revision)
		}
		if claims[x.claim] > 1 || commits[x.key] > 1 || revisions[x.revision] > 1 {
			twice++
			t.Errorf("%s is there %d times, in %d commits; its revision %s is that of %d", x.key, claims[x.claim], commits[x.key], x.revision, revisions[x.revision])
		}
	}
	if len(claims) != len(acked) || len(commits) != len(acked)+1 {
		t.Errorf("%d claims and %d commits, want %d and one more", len(claims), len(commits), len(acked))
	}
	for problem, err := range s.Check(t.Context()) {
		t.Error(problem, err)
	}
	t.Logf("%d cuts, %d acknowledged (%d of them replayed), not acknowledged %v: %d lost, %d twice; latest %v after the deadline", cuts, len(acked), replayed, unheard, lost, twice, late)
}

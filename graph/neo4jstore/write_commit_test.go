package neo4jstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"dragoman/dev/neo4j/faultproxy"
	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore/storetest"
)

// behindProxy opens an empty store on the test server whose connection a test
// can break.
func behindProxy(t *testing.T) (*Store, *faultproxy.Proxy) {
	t.Helper()
	server := neo4jtest.ForTests(t)
	storetest.Empty(t, server.URI, server.User, server.Password)
	p, err := faultproxy.New(server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{URI: "bolt://" + p.Addr(), User: server.User, Password: server.Password, Search: SearchDatabase, Poll: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(p.Resume(), s.Close(), p.Close()); err != nil {
			t.Error(err)
		}
	})
	return s, p
}

func lines(text string) func(func(graph.Record, error) bool) {
	return graph.DecodeRecords("", strings.NewReader("{\"dragoman\":1}\n"+strings.TrimSpace(text)))
}

func grow(t *testing.T, s *Store, text string) graph.Receipt {
	t.Helper()
	r, err := s.Apply(t.Context(), graph.Batch{Records: lines(text)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func oneMoreClaim(i int) string {
	return fmt.Sprintf(`{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"id":"w%d","document":"d1","stance":"ASSERTS"}]}}`, i)
}

// A connection that breaks while a commit is on its way leaves open whether it
// arrived. Every batch is acknowledged all the same, and is there once.
func TestACommitThatIsCutIsResolved(t *testing.T) {
	s, p := behindProxy(t)
	grow(t, s, ground)
	times := 40
	if testing.Short() {
		times = 10
	}
	for i := range times {
		p.CutOnCommit([]faultproxy.Moment{faultproxy.BeforeCommit, faultproxy.AfterCommit}[i%2])
		r, err := s.Apply(t.Context(), graph.Batch{Records: lines(oneMoreClaim(i)), Action: "cut"})
		if err != nil {
			t.Fatalf("cut %d: %v", i, err)
		}
		if want := s.name(int64(i + 2)); r.Revision != want || r.Claims != 1 {
			t.Fatalf("cut %d: %+v, want revision %s: nothing lost, nothing twice", i, r, want)
		}
	}
	if p.Counts().Cuts != times {
		t.Errorf("%d connections were cut, want %d", p.Counts().Cuts, times)
	}
	for problem := range s.Check(t.Context()) {
		t.Error(problem)
	}
}

// What cannot be found out is said, within the time that the caller has.
func TestACommitThatStaysUnknown(t *testing.T) {
	s, p := behindProxy(t)
	grow(t, s, ground)
	b := graph.Batch{Records: lines(oneMoreClaim(0)), Key: "k", Digest: "d"}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	p.CutOnCommit(faultproxy.AfterCommit)
	if err := p.Refuse(); err != nil { // connections that stand go on; the one that is cut is not replaced
		t.Fatal(err)
	}
	start := time.Now()
	_, err := s.Apply(ctx, b)
	if d := time.Since(start); d > 2250*time.Millisecond {
		t.Errorf("the answer took %v", d)
	}
	if code := graph.CodeOf(err); code != graph.OutcomeUnknown && code != graph.Unavailable && code != graph.Deadline {
		t.Fatalf("the error is %v", err)
	}
	if err := p.Resume(); err != nil {
		t.Fatal(err)
	}
	again := func() (graph.Receipt, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		b.Records = lines(oneMoreClaim(0))
		return s.Apply(ctx, b)
	}
	r, err := again()
	if err != nil || r.Claims != 1 {
		t.Fatalf("under the same key: %+v %v", r, err)
	}
	if r2, err := again(); err != nil || !r2.Replayed || r2.Revision != r.Revision {
		t.Fatalf("and again: %+v %v", r2, err)
	}
}

// A write whose caller's time is over before the commit leaves nothing.
func TestAWriteOutOfTimeLeavesNothing(t *testing.T) {
	s, p := behindProxy(t)
	before := grow(t, s, ground).Revision
	p.Hang()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := s.Apply(ctx, graph.Batch{Records: lines(oneMoreClaim(0))})
	if d := time.Since(start); d > 550*time.Millisecond {
		t.Errorf("the answer took %v", d)
	}
	if !errors.Is(err, graph.ErrDeadline) {
		t.Fatalf("the error is %v", err)
	}
	if err := p.Resume(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond)
	if got := grow(t, s, oneMoreClaim(1)).Revision; got != s.name(2) {
		t.Errorf("the next revision is %s after %s: the write that failed counts", got, before)
	}
}

// A write on a known relation takes few round trips: the fewer, the more writes.
func TestASmallWriteIsFewStatements(t *testing.T) {
	s, p := behindProxy(t)
	grow(t, s, ground)
	grow(t, s, oneMoreClaim(0))
	before := p.Runs()
	grow(t, s, oneMoreClaim(1))
	// Opening, claims, relation, ending; two more are of the state that follows.
	if n := p.Runs() - before; n > 6 {
		t.Errorf("%d statements, want 6 at most", n)
	}
}

// Writers at once share transactions, and each reads its own write.
func TestWritersAtOnce(t *testing.T) {
	s, _ := behindProxy(t)
	grow(t, s, ground)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 5 {
				id := w*100 + i
				if _, err := s.Apply(t.Context(), graph.Batch{Records: lines(oneMoreClaim(id))}); err != nil {
					t.Error(err)
				}
				cs, err := s.Claims(t.Context(), []string{fmt.Sprint("w", id)})
				if err != nil || cs[0] == nil {
					t.Errorf("writer %d does not read its write: %v", w, err)
				}
			}
		})
	}
	wg.Wait()
	if got := s.Revision(); got != s.name(41) {
		t.Errorf("the revision is %s, want one for each of 40 batches after the first", got)
	}
}

// A stream that panics, or ends in an error, is the fault of its batch alone.
func TestAStreamThatPanics(t *testing.T) {
	s, _ := behindProxy(t)
	grow(t, s, ground)
	_, err := s.Apply(t.Context(), graph.Batch{Records: func(func(graph.Record, error) bool) { panic("no more ink") }})
	if graph.CodeOf(err) != graph.Internal {
		t.Errorf("the error is %v", err)
	}
	_, err = s.Apply(t.Context(), graph.Batch{Records: func(yield func(graph.Record, error) bool) {
		for i := range portion + 1 {
			if !yield(graph.Record{Document: &graph.Document{ID: fmt.Sprint("n", i)}}, nil) {
				return
			}
		}
	}})
	if !errors.Is(err, graph.ErrLimit) {
		t.Errorf("of a batch beyond the portion the error is %v", err)
	}
	grow(t, s, oneMoreClaim(0))
}

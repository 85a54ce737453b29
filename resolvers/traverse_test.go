package resolvers_test

import (
	"context"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/resolvers"
)

// lasting searches until its time is over, and then answers with what it has.
type lasting struct{ graph.Store }

func (s lasting) Paths(ctx context.Context, q graph.PathQuery) (*graph.PathResult, error) {
	<-ctx.Done()
	r, err := s.Store.Paths(context.WithoutCancel(ctx), q)
	if err == nil {
		r.Complete, r.StoppedBy = false, graph.StopDeadline
	}
	return r, err
}

func (s lasting) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	<-ctx.Done()
	n, err := s.Store.Ego(context.WithoutCancel(ctx), q)
	if err == nil {
		n.Complete, n.StoppedBy = false, graph.StopDeadline
	}
	return n, err
}

// A search that takes all its time leaves enough to say what it found.
func TestASearchOutOfTimeIsAnswered(t *testing.T) {
	c := serveWithin(t, 2*time.Second, lasting{load(t)}, resolvers.Reader)
	found := c.get(`{
		paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"]) { stoppedBy paths { text nodes { name } } }
		ego(of: ["minister"]) { stoppedBy nodes { entity { name } } relations { documents { title } } } }`)
	for _, search := range []string{"paths", "ego"} {
		if got := at(found, search, "stoppedBy"); got != "DEADLINE" {
			t.Errorf("%s: stopped by %v", search, got)
		}
	}
	if got := text(at(found, "ego", "nodes")); got == "[]" || got == "null" {
		t.Errorf("the nodes of the network: %s", got)
	}
}

// Of a short time half is kept to read what was found.
func TestASearchShortOfTimeLeavesHalf(t *testing.T) {
	store := &timed{Store: load(t)}
	c := serveWithin(t, 400*time.Millisecond, store, resolvers.Reader)
	c.get(`{ ego(of: ["minister"]) { nodes { entity { name } } } }`)
	if kept := store.read.Sub(store.search); kept < store.left {
		t.Errorf("%v are kept to read the answer, and the search has %v", kept, store.left)
	}
}

// timed notes until when it may search and read entities, and what it had left when
// the search began.
type timed struct {
	graph.Store
	search, read time.Time
	left         time.Duration
}

func (s *timed) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	s.search, _ = ctx.Deadline()
	s.left = time.Until(s.search)
	return s.Store.Ego(ctx, q)
}

func (s *timed) Entities(ctx context.Context, ids []string) ([]*graph.Entity, error) {
	s.read, _ = ctx.Deadline()
	return s.Store.Entities(ctx, ids)
}

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

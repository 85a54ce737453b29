package resolvers_test

import (
	"context"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/resolvers"
)

// What EARLIEST tells of a path is null of other modes.
func TestPathsInOrderOfTime(t *testing.T) {
	c := serveFixture(t)
	const search = `query($mode: PathMode) { paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"], mode: $mode) { paths { order arrival contacts nodes { id } } } }`
	got := text(at(c.get(search, vars{"mode": "EARLIEST"}), "paths", "paths", 0))
	if want := `{"arrival":"2025-09-10","contacts":1,"nodes":[{"id":"s-jaishankar"},{"id":"talks"},{"id":"sirajuddin-haqqani"}],"order":"CERTAIN"}`; got != want {
		t.Errorf("got %s", got)
	}
	got = text(at(c.get(search, vars{"mode": "SHORTEST"}), "paths", "paths", 0))
	if !strings.Contains(got, `"arrival":null`) || !strings.Contains(got, `"order":null`) {
		t.Errorf("got %s", got)
	}
}

func TestPathsOverOthers(t *testing.T) {
	c := serveFixture(t)
	const search = `query($via: [ID!]) { paths(from: ["tajikistan"], to: ["sirajuddin-haqqani"], via: $via) { outcome paths { nodes { id } } } }`
	got := text(at(c.get(search, vars{"via": []string{"embassy", "taliban"}}), "paths"))
	if want := `{"outcome":"FOUND","paths":[{"nodes":[{"id":"tajikistan"},{"id":"embassy"},{"id":"taliban"},{"id":"sirajuddin-haqqani"}]}]}`; got != want {
		t.Errorf("got %s", got)
	}
	for reason, x := range map[string]struct {
		via  []string
		code string
	}{
		"an end":  {[]string{"tajikistan"}, "INVALID"},
		"unknown": {[]string{"nobody"}, "NOT_FOUND"},
		"five":    {[]string{"embassy", "taliban", "state", "talks", "pact"}, "LIMIT"},
	} {
		r := c.ask(search, vars{"via": x.via})
		if len(r.Errors) != 1 || r.Errors[0].Extensions["code"] != x.code {
			t.Errorf("%s: %+v", reason, r.Errors)
		}
	}
}

// waysAsked remembers whether relaxations were asked for.
type waysAsked struct {
	graph.Store
	relax bool
}

func (s *waysAsked) Paths(ctx context.Context, q graph.PathQuery) (*graph.PathResult, error) {
	s.relax = q.Relax
	return s.Store.Paths(ctx, q)
}

func TestRelaxationsAreLookedForOnlyWhereTheyAreShown(t *testing.T) {
	store := &waysAsked{Store: load(t)}
	c := serve(t, store, resolvers.Reader)
	const search = `query($show: Boolean!) { paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"], maxHops: 1, where: {asOf: "2025-12-31"}) {
		outcome ... @include(if: $show) { relaxations { field from to paths capped example { hops nodes { id } text } } } } }`
	got := text(at(c.get(search, vars{"show": true}), "paths"))
	for _, part := range []string{`"outcome":"NO_PATH"`, `"capped":false`, `"field":"maxHops","from":"1","paths":1,"to":"2"`, `{"id":"talks"}`, `took part in`} {
		if !strings.Contains(got, part) {
			t.Errorf("%s is missing in %s", part, got)
		}
	}
	if !store.relax {
		t.Error("they are selected, and the store was not asked for them")
	}
	c.get(search, vars{"show": false})
	if store.relax {
		t.Error("they are left out, and the store was asked for them")
	}
}

// A relaxation that could not be told has neither paths nor an example.
func TestARelaxationThatIsNotKnown(t *testing.T) {
	c := serve(t, untold{load(t)}, resolvers.Reader)
	got := text(at(c.get(`{ paths(from: ["s-jaishankar"], to: ["nrf"]) { relaxations { field from to paths capped example { hops } } } }`), "paths", "relaxations"))
	if want := `[{"capped":false,"example":null,"field":"avoid","from":"x","paths":null,"to":null}]`; got != want {
		t.Errorf("got %s", got)
	}
}

type untold struct{ graph.Store }

func (untold) Paths(context.Context, graph.PathQuery) (*graph.PathResult, error) {
	return &graph.PathResult{Outcome: graph.NoPath, Relaxations: []graph.Relaxation{{Field: "avoid", From: "x"}}}, nil
}

package resolvers_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/resolvers"
)

// asked remembers what searches were asked for.
type asked struct {
	graph.Store
	paths   graph.PathQuery
	ego     graph.EgoQuery
	connect graph.ConnectQuery
}

func (s *asked) Paths(ctx context.Context, q graph.PathQuery) (*graph.PathResult, error) {
	s.paths = q
	return s.Store.Paths(ctx, q)
}

func (s *asked) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	s.ego = q
	return s.Store.Ego(ctx, q)
}

func (s *asked) Connect(ctx context.Context, q graph.ConnectQuery) (*graph.ConnectResult, error) {
	s.connect = q
	return s.Store.Connect(ctx, q)
}

func TestHubsAreListedOnlyWhereTheyAreShown(t *testing.T) {
	store := &asked{Store: load(t)}
	c := serve(t, store, resolvers.Reader)
	const search = `query($show: Boolean = true) {
		paths(from: ["s-jaishankar"], to: ["sirajuddin-haqqani"], degreeCap: 0) { complete ...rules }
		ego(of: ["minister"], depth: 2, degreeCap: 0) { complete policy { ...hubs } }
		connect(of: ["minister", "s-jaishankar"], degreeCap: 0) { complete policy { ...hubs } } }
	fragment rules on PathResult { policy { degreeCap } policy { ...hubs } }
	fragment hubs on Policy { lens hubsSkipped @include(if: $show) { entity { id } degree } }`
	shown := c.get(search)
	if !store.paths.ListHubs || !store.ego.ListHubs || !store.connect.ListHubs {
		t.Error("hubs are selected, and the store was not asked for them")
	}
	if got := text(at(shown, "paths", "policy", "hubsSkipped")); !strings.Contains(got, `{"degree":`) || !strings.Contains(got, `"entity":{"id":"talks"}`) {
		t.Errorf("got %s", got)
	}
	c.get(search, vars{"show": false})
	if store.paths.ListHubs || store.ego.ListHubs || store.connect.ListHubs {
		t.Error("hubs are left out, and the store was asked for them")
	}
}

func TestEvidenceIsReadOnlyWhereItIsShown(t *testing.T) {
	store := &asked{Store: load(t)}
	c := serve(t, store, resolvers.Reader)
	const search = `query($show: Boolean = true) { ego(of: ["minister"], depth: 2) {
		...links relations { documents @include(if: $show) { id } } } }
	fragment links on EgoNetwork { relations { id view type role key from { id } to { id } status independentSources concerns { id } } }`
	shown := c.get(search)
	if store.ego.Brief {
		t.Error("documents are selected, and the store was not asked for them")
	}
	if got := text(at(shown, "ego", "relations")); !strings.Contains(got, `"documents":[{"id":`) {
		t.Errorf("got %s", got)
	}
	drawn := c.get(search, vars{"show": false})
	if !store.ego.Brief {
		t.Error("no evidence is selected, and the store was asked for it")
	}
	without := regexp.MustCompile(`"documents":\[[^]]*\],`)
	if got, want := text(at(drawn, "ego")), without.ReplaceAllString(text(at(shown, "ego")), ""); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if c.get(`{ ego(of: ["minister"]) { nodes { rank } } }`); !store.ego.Brief {
		t.Error("no relation is selected, and the store was asked for evidence")
	}
}

func TestFiguresAndParticipantsOfIncidents(t *testing.T) {
	c := serveFixture(t)
	got := text(c.get(`{ stats { relationTypes { type count } statuses { status count } stances { stance count } } entity(id: "clash") { ... on Incident { participants { role entity { id } } } } }`))
	for _, part := range []string{`{"count":2,"type":"HOLDS"}`, `{"count":1,"status":"DISPUTED"}`, `{"count":2,"stance":"DENIES"}`, `"participants":[{"entity":{"id":"tajikistan"},"role":"VICTIM"}]`} {
		if !strings.Contains(got, part) {
			t.Errorf("%s is missing in %s", part, got)
		}
	}
}

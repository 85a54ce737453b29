package neo4jstore

import (
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// hits adds up what the operators of a profiled plan looked at in the store.
func hits(p neo4j.ProfiledPlan) (n int64) {
	n = p.DbHits()
	for _, child := range p.Children() {
		n += hits(child)
	}
	return n
}

// To learn that a relation is new, the relationships that its ends have already are
// not looked at: two hubs have thousands.
func TestNewRelationBetweenHubs(t *testing.T) {
	s := opened(t, emptied(t))
	grow(t, s, `
{"document":{"id":"d1","published":"2025-01-01","outlet":"w"}}
{"entity":{"id":"w","kind":"ORGANIZATION","name":"Wire"}}
{"entity":{"id":"a","kind":"PERSON","name":"Anna"}}
{"entity":{"id":"b","kind":"PERSON","name":"Berta"}}`)
	grow(t, s, accusations(0))
	for _, c := range []struct {
		key   string
		there bool
		most  int64
	}{
		{"new", false, closeRelations / 2},
		{"m7", true, 1 << 20},
	} {
		as := topology.Identity{From: "a", Type: graph.Accuse, To: "b", Key: c.key}
		g := newGatherer(s, newLedger(merge.None, false), direct{s})
		g.locate(as.ID(), as)
		r, err := neo4j.ExecuteQuery(t.Context(), s.driver, "PROFILE "+gather, bound(g.params()), neo4j.EagerResultTransformer)
		if err != nil {
			t.Fatal(err)
		}
		if n := hits(r.Summary.Profile()); n > c.most {
			t.Errorf("%s: %d hits in the store, want %d at most", c.key, n, c.most)
		}
		if err := g.learn(r.Records[0].Values); err != nil {
			t.Fatal(err)
		}
		if got := g.relations[as.ID()]; (got != nil) != c.there {
			t.Errorf("%s: %+v, want one: %v", c.key, got, c.there)
		}
	}
}

package topology_test

import (
	"context"
	"fmt"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// A bridge finds what leads to an entity that came after the graph was built, from one
// of which much leads up.
//
//	long ══ 40 ══ great
//	 └─ 400 leaves ─┘└─ 200 more ─┐
//	         └──── 300 of all ── new
func TestBridgeToAnEntityThatIsNew(t *testing.T) {
	w := &world{docs: map[string]*graph.Document{"d": {ID: "d"}}, ents: map[string]*graph.Entity{}, rels: map[string]*graph.RelationRecord{}, occ: map[string]*graph.AttributeRecord{}}
	entity := func(id string) *graph.Entity {
		w.ents[id] = &graph.Entity{ID: id, Kind: graph.KindGovernment, Named: true}
		return w.ents[id]
	}
	backs := func(from, to, key string) *graph.RelationRecord {
		r := &graph.RelationRecord{From: from, Type: graph.Backs, To: to, Key: key, Claims: []graph.Claim{{ID: "c", Document: "d", Stance: graph.Reports}}}
		r.ID = graph.RelationID(r.From, r.Type, r.To, r.Role, r.Key)
		w.rels[r.ID] = r
		return r
	}
	entity("great")
	entity("long")
	for i := range 600 {
		id := fmt.Sprintf("leaf-%03d", i)
		entity(id)
		backs("great", id, "")
		if i < 400 {
			backs("long", id, "")
		}
	}
	for i := range 40 {
		backs("long", "great", fmt.Sprint("matter-", i))
	}
	g := w.build(t)
	c := topology.Change{Revision: "r2", Entities: []*graph.Entity{entity("new")}}
	for i := range 300 {
		c.Relations = append(c.Relations, backs("new", fmt.Sprintf("leaf-%03d", 599-i), ""))
	}
	g, err := g.Apply(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []graph.PathMode{graph.Shortest, graph.AllShortest} {
		q := graph.PathQuery{From: []string{"long"}, To: []string{"new"}, Mode: mode, First: 1, MaxHops: 3, DegreeCap: 100, Where: &graph.Filter{Types: []graph.RelationType{graph.Backs}}}
		r, err := g.Paths(context.Background(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := showPaths(q, r), w.answer(q, nil); got != want {
			t.Errorf("%s\ngot:\n%swant:\n%s", mode, got, want)
		}
	}
}

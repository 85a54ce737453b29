package topology_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

func identity(r *graph.RelationRecord) topology.Identity {
	return topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key}
}

// change changes the world and says how.
func (d dice) change(w *world, n int) topology.Change {
	c := topology.Change{Revision: fmt.Sprint("r", n)}
	for range 1 + d.IntN(3) {
		switch d.IntN(10) {
		case 0: // a new or changed entity
			id := one(d, fmt.Sprintf("n%02d", d.IntN(40)), fmt.Sprintf("a%02d", d.IntN(40)), one(d, sorted(w.ents)...))
			e := d.entity(id)
			if old := w.ents[id]; old != nil && old.Kind == graph.KindMeeting {
				e.Kind = old.Kind
			}
			w.ents[id] = e
			c.Entities = append(c.Entities, e)
		case 1: // a new document
			id := fmt.Sprintf("d%02d", d.IntN(30))
			doc := d.document(id, w)
			w.docs[id] = doc
			c.Documents = append(c.Documents, doc)
		case 2: // a relation goes
			if len(w.rels) == 0 || len(c.Relations) > 0 {
				continue
			}
			r := w.rels[one(d, sorted(w.rels)...)]
			delete(w.rels, r.ID)
			c.RemovedRelations = append(c.RemovedRelations, identity(r))
		case 3: // an occurrence comes or goes
			for _, id := range sorted(w.ents) {
				if w.ents[id].Kind != graph.KindMeeting || d.IntN(2) == 0 {
					continue
				}
				if w.occ[id] != nil && len(c.Occurred) == 0 {
					delete(w.occ, id)
					c.RemovedOccurred = append(c.RemovedOccurred, id)
				} else {
					w.occ[id] = d.occurred(w, id)
					c.Occurred = append(c.Occurred, w.occ[id])
				}
				break
			}
		default:
			r := d.relation(w)
			w.rels[r.ID] = r
			c.Relations = append(c.Relations, r)
		}
	}
	return c
}

// cited says whether an entity is more than an end of relations.
func (w *world) cited(id string) bool {
	for _, d := range w.docs {
		if d.Outlet == id {
			return true
		}
	}
	cites := func(cs []graph.Claim) bool {
		return slices.ContainsFunc(cs, func(c graph.Claim) bool {
			return slices.ContainsFunc(c.Sources, func(s graph.Source) bool { return s.Entity == id })
		})
	}
	for _, r := range w.rels {
		if cites(r.Claims) || slices.Contains(r.Concerns, id) {
			return true
		}
	}
	for _, a := range w.occ {
		if cites(a.Claims) {
			return true
		}
	}
	return false
}

// removal takes out an entity that nothing cites.
func (d dice) removal(w *world) (topology.Change, bool) {
	for _, id := range sorted(w.ents) {
		if w.cited(id) || len(w.ents) < 4 {
			continue
		}
		delete(w.ents, id)
		delete(w.occ, id)
		for rid, r := range w.rels {
			if r.From == id || r.To == id {
				delete(w.rels, rid)
			}
		}
		return topology.Change{Revision: "removed", RemovedEntities: []string{id}}, true
	}
	return topology.Change{}, false
}

func TestOverlayIsLikeANewBuild(t *testing.T) {
	for i := range uint64(*tries) {
		tuned(t, i)
		d := roll(*seed + 5000 + i)
		w := d.world(3+d.IntN(5), d.IntN(20))
		g := w.build(t)
		before, frozen := w.clone(), g
		for n := range 12 {
			c := d.change(w, n)
			next, err := g.Apply(c)
			if err != nil {
				t.Fatal(err)
			}
			g = next
			if d.IntN(6) == 0 {
				if c, ok := d.removal(w); ok {
					if g, err = g.Apply(c); err != nil {
						t.Fatal(err)
					}
				}
			}
			if n == 7 && d.IntN(2) == 0 {
				if g, err = g.Compact(context.Background()); err != nil {
					t.Fatal(err)
				}
				if g.OverlaySize() != 0 {
					t.Fatal("a compacted graph has an overlay")
				}
			}
			if err := g.Check(); err != nil {
				t.Fatalf("seed %d, step %d: %v\nchange %+v", *seed+5000+i, n, err, c)
			}
		}
		same(t, g, w.build(t), w, d)
		for range 4 {
			checkPaths(t, g, w, d)
			checkEgo(t, g, w, d)
			checkLists(t, g, w, d)
			checkPaths(t, frozen, before, d) // readers of the old graph see the old world
		}
		compacted, err := g.Compact(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if err := compacted.Check(); err != nil {
			t.Fatal(err)
		}
		same(t, compacted, w.build(t), w, d)
		checkPaths(t, compacted, w, d)
		checkEgo(t, compacted, w, d)
		if t.Failed() {
			t.Fatalf("seed %d", *seed+5000+i)
		}
	}
}

// same compares what two graphs hold.
func same(t *testing.T, g, h *topology.Graph, w *world, d dice) {
	t.Helper()
	if a, b := fmt.Sprint(g.Counts()), fmt.Sprint(h.Counts()); a != b {
		t.Fatalf("counts are\n%s\nof a new build\n%s", a, b)
	}
	for _, id := range append(sorted(w.ents), "nobody", "n00", "a00") {
		k1, d1, ok1 := g.Entity(id)
		k2, d2, ok2 := h.Entity(id)
		if k1 != k2 || d1 != d2 || ok1 != ok2 {
			t.Fatalf("%s: %v %d %v, of a new build %v %d %v", id, k1, d1, ok1, k2, d2, ok2)
		}
	}
}

package topology_test

import (
	"context"
	"flag"
	"slices"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

var (
	seed  = flag.Uint64("seed", 1, "of the first random world")
	tries = flag.Int("tries", 400, "random worlds per test")
)

func (d dice) pathQuery(w *world) (graph.PathQuery, []topology.Identity) {
	ids := sorted(w.ents)
	q := graph.PathQuery{
		From: d.some(ids, 2), To: d.some(ids, 2), Mode: graph.PathMode(d.IntN(6)), Lens: d.lens(), First: one(d, 0, 1, 3, 10, 1000),
		MaxHops: d.IntN(6), DegreeCap: one(d, 0, 3, 6, 1000), Where: d.filter(w), ListHubs: d.IntN(2) == 0,
	}
	if d.IntN(4) == 0 {
		q.Via = slices.DeleteFunc(d.some(ids, 4), func(id string) bool { return slices.Contains(q.From, id) || slices.Contains(q.To, id) })
	}
	var avoid []topology.Identity
	if d.IntN(5) == 0 {
		q.Avoid = d.some(ids, 2)
	}
	if d.IntN(5) == 0 && len(w.rels) > 0 {
		r := w.rels[one(d, sorted(w.rels)...)]
		avoid = append(avoid, topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key})
		q.Avoid = append(q.Avoid, r.ID)
	}
	return q, avoid
}

func checkPaths(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	q, avoid := d.pathQuery(w)
	r, err := g.Paths(context.Background(), q, avoid)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := showPaths(q, r), w.answer(q, avoid); got != want {
		t.Fatalf("%+v\nfilter %+v\ngot:\n%swant:\n%s", q, q.Where, got, want)
	}
}

// worlds is how many random graphs are searched: fewer in short runs.
func worlds() uint64 {
	if testing.Short() {
		return uint64(*tries)
	}
	return uint64(max(*tries, 5000))
}

// tuned makes every other two worlds ones of long rows and bridges.
func tuned(t *testing.T, i uint64) {
	if i == 0 {
		t.Cleanup(func() { topology.Tune(64, 256, 20) })
	}
	if i%4 < 2 {
		topology.Tune(64, 256, 20)
	} else {
		topology.Tune(1, 0, 0)
	}
}

// Every mode, with entities to pass and to avoid and all filters, on multigraphs
// with loops, parallel relations and mixed statuses and dates. Every other one is
// of contacts alone.
func TestPathsAgainstEveryPath(t *testing.T) {
	for i := range worlds() {
		tuned(t, i)
		d := roll(*seed + i)
		w := d.world(4+d.IntN(5), d.IntN(30))
		if i%2 == 1 {
			w = d.contacts(w)
		}
		g := w.build(t)
		if err := g.Check(); err != nil {
			t.Fatalf("seed %d: %v", *seed+i, err)
		}
		for range 8 {
			checkPaths(t, g, w, d)
		}
		if t.Failed() {
			t.Fatalf("seed %d", *seed+i)
		}
	}
}

// contacts turns the relations of a world into such as lens CONTACT walks.
func (d dice) contacts(w *world) *world {
	out := w.clone()
	clear(out.rels)
	for _, id := range sorted(w.ents) {
		e := *w.ents[id]
		e.Kind = one(d, graph.KindPerson, graph.KindPerson, graph.KindGovernment, graph.KindMeeting, graph.KindDelegation)
		out.ents[id] = &e
	}
	for _, id := range sorted(w.rels) {
		r := *w.rels[id]
		r.Type = one(d, graph.ParticipatedIn, graph.ParticipatedIn, graph.Consult, graph.SpokeTo, graph.Led, graph.MemberOf, graph.Represents)
		r.Role = 0
		if r.Type == graph.ParticipatedIn {
			r.Role = graph.Role(d.IntN(8))
		}
		if r.Type.Symmetric() && r.To < r.From {
			r.From, r.To = r.To, r.From
		}
		r.ID = graph.RelationID(r.From, r.Type, r.To, r.Role, r.Key)
		out.rels[r.ID] = &r
	}
	return out
}

// Rows longer than those that are scanned whole.
func TestPathsThroughLongRows(t *testing.T) {
	for i := range uint64(8) {
		d := roll(*seed + 95000 + i)
		w := d.world(7, 0)
		for n := range 400 {
			r := d.relation(w)
			r.Key = one(d, "", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j") + one(d, "", "x", "y")
			if n%3 == 0 {
				r.From = "e00"
			}
			if r.Type.Symmetric() && r.To < r.From {
				r.From, r.To = r.To, r.From
			}
			r.ID = graph.RelationID(r.From, r.Type, r.To, r.Role, r.Key)
			w.rels[r.ID] = r
		}
		g := w.build(t)
		for range 8 {
			q, avoid := d.pathQuery(w)
			q.MaxHops, q.DegreeCap = 1+d.IntN(3), one(d, 50, 1000)
			r, err := g.Paths(context.Background(), q, avoid)
			if err != nil {
				t.Fatal(err)
			}
			got, want := showPaths(q, r), w.answer(q, avoid)
			if got != want {
				t.Fatalf("seed %d: %+v\nfilter %+v\ngot:\n%swant:\n%s", *seed+95000+i, q, q.Where, got, want)
			}
			checkEgo(t, g, w, d)
			checkRelations(t, g, w, d)
		}
	}
}

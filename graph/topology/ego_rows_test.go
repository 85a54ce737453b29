package topology_test

import (
	"context"
	"fmt"
	"testing"

	"dragoman/graph"
)

// crowd adds relations until rows are longer than those that are kept whole.
func (d dice) crowd(w *world, relations int) {
	for n := range relations {
		r := d.relation(w)
		r.Key = fmt.Sprint("k", n)
		r.ID = graph.RelationID(r.From, r.Type, r.To, r.Role, r.Key)
		w.rels[r.ID] = r
	}
}

// Hubs are joined from the part of their rows that leads up, and what is hidden
// is counted by subtraction, with and without an overlay.
func TestEgoAmongLongRows(t *testing.T) {
	for i := range uint64(max(4, *tries/50)) {
		d := roll(*seed + 25000 + i)
		w := d.world(8+d.IntN(12), 20)
		d.crowd(w, 150+d.IntN(450))
		g := w.build(t)
		for step := range 4 {
			for n := range 8 {
				q := d.egoQuery(w)
				if n%4 != 0 {
					q.Where, q.DegreeCap = nil, 1000
				}
				e, err := g.Ego(context.Background(), q)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := showEgo(e), w.ego(q); got != want {
					t.Fatalf("seed %d, step %d\n%+v\nfilter %+v\ngot:\n%swant:\n%s", *seed+25000+i, step, q, q.Where, got, want)
				}
			}
			next, err := g.Apply(d.change(w, step))
			if err != nil {
				t.Fatal(err)
			}
			if err := next.Check(); err != nil {
				t.Fatalf("seed %d, step %d: %v", *seed+25000+i, step, err)
			}
			g = next
		}
	}
}

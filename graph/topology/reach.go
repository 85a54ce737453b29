package topology

import (
	"sync"

	"dragoman/graph"
)

// reach is base.reach of an entity that the overlay has changed: counted when it
// is first asked for, and valid as long as its vertex is, since every change of
// a relation, of the kind of one of its ends, or of whether a meeting took place
// makes new vertices of the entities concerned.
type reach struct {
	once sync.Once
	n    [lenses]uint32
}

func (r *reach) of(v uint32, l graph.Lens, w *walker) int {
	r.once.Do(func() { r.n = w.neighbours(v) })
	return int(r.n[l-1])
}

// neighbours counts the distinct neighbours of an entity by lens.
func (w *walker) neighbours(v uint32) (out [lenses]uint32) {
	if w.count == nil || len(w.count.by) < len(w.spots) {
		w.count = newCensus(len(w.spots))
	}
	row := w.row(v, 1)
	out = w.count.of(w.g, v, row)
	for i := range row { // the next count of v is of another graph
		w.count.by[row[i].nbr] = 0
	}
	return out
}

// recountAround gives the participants of a meeting new vertices.
func (w *writer) recountAround(m uint32) {
	var buf []cell
	for _, c := range w.g.segment(m, graph.ParticipatedIn, &buf) {
		if c.nbr != m {
			w.change(c.nbr, func(*vertex) {})
		}
	}
}

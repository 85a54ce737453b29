package topology

import (
	"slices"
	"sort"

	"dragoman/graph"
)

// recount finds anew what depends on the days from which claims are known: the
// newest of them, and how many claims have none. It reads the columns of base
// and, for the few claims whose documents bear no day, looks up whether the
// overlay has replaced them.
func (w *writer) recount() {
	g := w.g
	g.newest, g.tally.undated = graph.DayMin, 0
	for d := range uint32(g.nDocs) {
		if k := g.document(d).known; k != int32(graph.DayMax) {
			g.newest = max(g.newest, graph.Day(k))
		}
	}
	note := func(c *claim) {
		switch {
		case g.document(c.doc).known != int32(graph.DayMax):
		case c.bits&claimRecorded == 0:
			g.tally.undated++
		default:
			g.newest = max(g.newest, graph.Day(c.known))
		}
	}
	for i := range uint32(g.base.claims.n) {
		if d := g.base.claims.doc(i); g.document(d).known == int32(graph.DayMax) && !g.replaced(i) {
			c := g.base.claim(i)
			note(&c)
		}
	}
	g.rels.each(func(_ uint32, r *relation) {
		for i := range r.claims {
			note(&r.claims[i])
		}
	})
	g.verts.each(func(_ uint32, v *vertex) {
		for i := range v.occClaims {
			note(&v.occClaims[i])
		}
	})
}

// replaced says whether the overlay has the word on what a claim of base is about.
func (g *Graph) replaced(c uint32) bool {
	b := g.base
	if m := b.relations(); c < b.rels.first(uint32(m)) {
		rel := sort.Search(m, func(i int) bool { return b.rels.first(uint32(i)) > c })
		return g.rels.get(uint32(rel-1)) != nil
	}
	at, _ := slices.BinarySearch(b.occOff, c+1)
	o := g.verts.get(b.occOf[at-1])
	return o != nil && o.occOwn
}

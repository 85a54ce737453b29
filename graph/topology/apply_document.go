package topology

import (
	"maps"
	"slices"

	"dragoman/graph"
)

// occurrence gives the range of claims of a meeting's attribute "occurred".
func (b *base) occurrence(v uint32) (lo, hi uint32) {
	i, ok := slices.BinarySearch(b.occOf, v)
	if !ok {
		return 0, 0
	}
	return b.occOff[i], b.occOff[i+1]
}

// putDocuments numbers all new documents before it reads any, since they may
// rest on one another.
func (w *writer) putDocuments(ds []*graph.Document) error {
	g := w.g
	first := uint32(g.nDocs)
	for _, d := range ds {
		if _, ok := g.docOrdinal(d.ID); ok {
			continue
		}
		n, id := uint32(g.nDocs), d.ID
		g.nDocs++
		g.tally.documents++
		g.newDocs = g.newDocs.set(n, &id)
		i, _ := slices.BinarySearchFunc(g.docOrder, id, func(d uint32, id string) int { return compareStrings(*g.newDocs.get(d), id) })
		g.docOrder = insertAt(g.docOrder, i, n)
	}
	regroup := false
	for _, d := range ds {
		n, _ := g.docOrdinal(d.ID)
		row, err := packDocument(w, d)
		if err != nil {
			return err
		}
		isNew := n >= first && g.docs.get(n) == nil
		if isNew {
			row.family = n
			regroup = w.join(&row, first) || regroup
			if row.family >= first && row.family != n {
				regroup = true
			}
		} else {
			same, sameGroup := w.sameDocument(n, &row)
			if same && sameGroup {
				continue
			}
			regroup = regroup || !sameGroup
			row.family = g.document(n).family
			if !same {
				g.redated = true
				w.affected(n)
			}
		}
		g.docs = g.docs.set(n, &row)
		g.patches++
		if row.known != int32(graph.DayMax) {
			g.newest = max(g.newest, graph.Day(row.known))
		}
	}
	if regroup {
		w.regroup(first)
	}
	return nil
}

// join puts a new document into the family it rests on. It says true where that
// is not enough: it rests on two families, or on another new document.
func (w *writer) join(row *docRow, first uint32) (regroup bool) {
	own := row.family
	for _, o := range row.based {
		if o == own {
			continue
		}
		if o >= first {
			return true
		}
		f := w.g.document(o).family
		if row.family != own && row.family != f {
			return true
		}
		row.family = f
	}
	return false
}

func (w *writer) basedOn(d uint32) []uint32 {
	if o := w.g.docs.get(d); o != nil {
		return o.based
	}
	b := w.g.base
	if int(d) >= b.docs.len() {
		return nil
	}
	return b.based[b.basedOff[d]:b.basedOff[d+1]]
}

func (w *writer) sameDocument(d uint32, row *docRow) (same, sameGroup bool) {
	o := w.g.document(d)
	same = o.known == row.known && o.published == row.published && o.reliability == row.reliability && o.outlet == row.outlet
	return same, slices.Equal(w.basedOn(d), row.based)
}

func (w *writer) affected(d uint32) {
	if w.reweigh == nil {
		w.reweigh = map[uint32]bool{}
	}
	w.reweigh[d] = true
}

// regroup finds all families anew and notes the documents before first whose
// family is not the same set of them as before. (Nothing rests on later ones yet.)
func (w *writer) regroup(first uint32) {
	g := w.g
	now := unite(g.nDocs, w.basedOn)
	before := make([]uint32, first)
	for d := range before {
		before[d] = g.document(uint32(d)).family
	}
	// Two partitions differ in a document where its families in both do not
	// correspond one to one.
	there, back := map[uint32]uint32{}, map[uint32]uint32{}
	broken := map[uint32]bool{}
	for d := range before {
		f, ok := there[before[d]]
		t, ok2 := back[now[d]]
		if ok && f != now[d] || ok2 && t != before[d] {
			broken[now[d]] = true
			broken[f] = broken[f] || ok
		}
		there[before[d]], back[now[d]] = now[d], before[d]
	}
	for d := range before {
		if broken[now[d]] {
			w.affected(uint32(d))
		}
	}
	g.families = now
}

// weighAgain goes through all relations and meetings once and weighs those that
// rest on what changed.
func (w *writer) weighAgain() {
	g := w.g
	// A document whose outlet became named or unnamed counts as changed.
	hit := maps.Clone(w.reweigh)
	if hit == nil {
		hit = map[uint32]bool{}
	}
	if w.renamed != nil {
		for d := range uint32(g.nDocs) {
			if o := g.document(d).outlet; o != none && w.renamed[o] {
				hit[d] = true
			}
		}
	}
	touches := func(c *claim) bool {
		return hit[c.doc] || len(c.links) > 0 && c.links[len(c.links)-1] != none && w.renamed[c.links[len(c.links)-1]]
	}
	var buf []cell
	for v := range uint32(g.nVerts) {
		for _, c := range g.row(v, &buf) {
			if !c.in() && w.anyClaim(c.rel, touches) {
				w.weighCell(v, &c)
			}
		}
		if cs := g.occurrenceClaims(v); slices.ContainsFunc(cs, func(c claim) bool { return touches(&c) }) {
			w.putOccurred(occurrence{of: v, claims: cs})
		}
	}
	w.recount()
}

func (w *writer) anyClaim(rel uint32, touches func(*claim) bool) bool {
	if o := w.g.rels.get(rel); o != nil {
		for i := range o.claims {
			if touches(&o.claims[i]) {
				return true
			}
		}
		return false
	}
	b := w.g.base
	for i, hi := b.claimsOf(rel); i < hi; i++ {
		c := claim{doc: b.claims.doc(i), links: b.chain(b.claims.chain(i))}
		if touches(&c) {
			return true
		}
	}
	return false
}

func (w *writer) weighCell(v uint32, c *cell) {
	r := *w.g.relationOf(v, c)
	old := r
	w.weigh(&r)
	if r.meta == old.meta && r.date == old.date {
		return
	}
	w.tallyRelation(&old, -1)
	w.setRelation(c.rel, &r)
	w.tallyRelation(&r, 1)
}

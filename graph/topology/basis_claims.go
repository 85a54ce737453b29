package topology

import (
	"cmp"
	"slices"

	"dragoman/graph"
)

// mention is how often something stands behind a path.
type mention struct {
	claims int
	steps  uint16 // of the path, as bits
}

func (m *mention) add(steps uint16) {
	m.claims++
	m.steps |= steps
}

// cited is a mention of a source.
type cited struct {
	mention
	documents []uint32
}

// testimony is what the live claims behind a path rest on.
type testimony struct {
	documents  []uint32 // in the order of documents
	byDocument map[uint32]*mention
	sources    []graph.Source // in their order
	bySource   map[graph.Source]*cited
}

// testify goes through the live claims about the steps and about whether their
// meetings took place.
func (b *basis) testify() *testimony {
	g := b.g
	t := &testimony{byDocument: map[uint32]*mention{}, bySource: map[graph.Source]*cited{}}
	x := g.exhibit(b.selection, b.q.Where, 1)
	take := func(steps uint16, lasting bool) {
		graph.Weigh(x.k.ts, lasting)
		for i := range x.claims {
			if x.k.ts[i].Live() {
				t.take(g, &x.claims[i], steps)
			}
		}
	}
	meetings := map[uint32]uint16{}
	var order []uint32
	for i := range b.arcs {
		a := &b.arcs[i]
		x.gather(a.rel)
		take(1<<i, graph.RelationType(a.meta&63).Lasting())
		if m, ok := g.meetingOf(a); ok {
			if meetings[m] == 0 {
				order = append(order, m)
			}
			meetings[m] |= 1 << i
		}
	}
	for _, m := range order {
		x.gatherOccurred(m)
		take(meetings[m], false)
	}
	for d := range t.byDocument {
		t.documents = append(t.documents, d)
	}
	g.sortDocuments(t.documents)
	for s := range t.bySource {
		t.sources = append(t.sources, s)
	}
	slices.SortFunc(t.sources, graph.CompareSources)
	return t
}

func (t *testimony) take(g *Graph, c *claim, steps uint16) {
	if t.byDocument[c.doc] == nil {
		t.byDocument[c.doc] = &mention{}
	}
	t.byDocument[c.doc].add(steps)
	var chain []graph.Source
	for _, l := range c.links {
		switch {
		case l == none:
		case l&wordsLink != 0:
			chain = append(chain, graph.Source{Text: g.words(l &^ wordsLink)})
		default:
			chain = append(chain, graph.Source{Entity: g.id(l)})
		}
	}
	if outlet := g.document(c.doc).outlet; len(c.links) == 0 && outlet != none {
		chain = append(chain, graph.Source{Entity: g.id(outlet)})
	}
	for i, s := range chain {
		if slices.Contains(chain[:i], s) {
			continue
		}
		if t.bySource[s] == nil {
			t.bySource[s] = &cited{}
		}
		m := t.bySource[s]
		m.add(steps)
		if !slices.Contains(m.documents, c.doc) {
			m.documents = append(m.documents, c.doc)
		}
	}
}

// gatherOccurred selects the claims about whether a meeting took place.
func (x *exhibit) gatherOccurred(m uint32) {
	x.k.clear()
	x.claims = x.claims[:0]
	for _, c := range x.g.occurrenceClaims(m) {
		if x.k.add(x.g, x.s, &c) {
			x.claims = append(x.claims, c)
		}
	}
}

// sortDocuments puts documents into the order of documents.
func (g *Graph) sortDocuments(docs []uint32) {
	slices.SortFunc(docs, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(g.document(a).published, g.document(b).published), g.compareDocuments(a, b))
	})
}

// kin is an origin behind a path.
type kin struct {
	mention
	behind  []uint32 // documents of the family that are behind it, in order
	members []uint32 // all of the family
}

// families groups the documents by origin.
func (t *testimony) families(g *Graph) []*kin {
	var out []*kin
	by := map[uint32]*kin{}
	for _, d := range t.documents {
		f := g.document(d).family
		if by[f] == nil {
			by[f] = &kin{}
			out = append(out, by[f])
		}
		k, m := by[f], t.byDocument[d]
		k.behind = append(k.behind, d)
		k.claims += m.claims
		k.steps |= m.steps
	}
	for d := range uint32(g.nDocs) {
		if k := by[g.document(d).family]; k != nil {
			k.members = append(k.members, d)
		}
	}
	return out
}

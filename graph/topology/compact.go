package topology

import (
	"context"
	"slices"

	"dragoman/graph"
)

// Compact gives the same graph without an overlay: a base of its own in which
// ordinals are ranks again. It reads the whole graph (seconds for millions of
// relations); g may be read and written to meanwhile, what is written then must
// be applied again. A cancelled context is ErrDeadline.
func (g *Graph) Compact(ctx context.Context) (*Graph, error) {
	if !g.touched {
		return g, nil
	}
	p := &press{g: g, dates: map[uint32]uint32{}}
	b := &base{}
	p.entities(b)
	p.documents(b)
	p.w = newBuilder(b)
	var buf []cell
	for v := range uint32(g.nVerts) {
		if v%1024 == 0 && ctx.Err() != nil {
			return nil, deadline(ctx)
		}
		for _, c := range g.row(v, &buf) {
			if !c.in() {
				a := makeArc(v, &c, verdict{}, false)
				p.relation(g.relationOf(v, &c), g.arcDigest(&a))
			}
		}
	}
	var occ []occurrence
	for v := range uint32(g.nVerts) {
		if cs := g.occurrenceClaims(v); len(cs) > 0 {
			occ = append(occ, occurrence{of: p.vertex[v], claims: p.claims(cs)})
		}
	}
	h, err := p.w.finish(occ)
	if err != nil {
		return nil, err
	}
	p.degrees(h.base)
	h.opt, h.revision = g.opt, g.revision
	h.count()
	return h, nil
}

// press moves a graph into a builder; vertex and doc map old ordinals to new.
type press struct {
	g           *Graph
	w           *builder
	vertex, doc []uint32
	dates       map[uint32]uint32
}

// inOrder lists the entities that exist in the order of their ids.
func (g *Graph) inOrder() []uint32 {
	n := uint32(g.base.entities())
	out := make([]uint32, 0, g.nVerts)
	next := g.idOrder
	alive := func(v uint32) bool {
		o := g.verts.get(v)
		return o == nil || !o.removed
	}
	for v := range n {
		for len(next) > 0 && g.compareIDs(next[0], v) < 0 {
			out, next = append(out, next[0]), next[1:]
		}
		out = append(out, v)
	}
	out = append(out, next...)
	return slices.DeleteFunc(out, func(v uint32) bool { return !alive(v) })
}

func (p *press) entities(b *base) {
	g := p.g
	p.vertex = make([]uint32, g.nVerts)
	for i := range p.vertex {
		p.vertex[i] = none
	}
	order := g.inOrder()
	ids := make([]string, len(order))
	b.kind, b.occ = make([]uint8, len(order)), make([]uint8, len(order))
	for i, v := range order {
		p.vertex[v], ids[i], b.kind[i] = uint32(i), g.id(v), g.flags(v)
	}
	b.ids = newIDTable(ids)
}

func (p *press) documents(b *base) {
	g := p.g
	order := make([]uint32, 0, g.nDocs)
	for d := range uint32(g.nDocs) {
		order = append(order, d)
	}
	slices.SortFunc(order, g.compareDocuments)
	p.doc = make([]uint32, g.nDocs)
	ids := make([]string, len(order))
	for i, d := range order {
		p.doc[d], ids[i] = uint32(i), g.documentID(d)
	}
	b.docs = newIDTable(ids)
	b.basedOff = []uint32{0}
	w := writer{g: g}
	for _, d := range order {
		o := g.document(d)
		b.about = append(b.about, document{known: o.known, published: o.published, reliability: o.reliability, outlet: p.entity(o.outlet)})
		for _, other := range w.basedOn(d) {
			b.based = append(b.based, p.doc[other])
		}
		b.basedOff = append(b.basedOff, uint32(len(b.based)))
	}
	b.join()
}

// entity may also be a link that is words.
func (p *press) entity(v uint32) uint32 {
	switch {
	case v == none:
		return none
	case v&wordsLink != 0:
		return wordsLink | p.w.t.texts.number(p.g.words(v&^wordsLink))
	}
	return p.vertex[v]
}

func (p *press) entityList(vs []uint32) []uint32 {
	out := slices.Clone(vs)
	for i, v := range out {
		out[i] = p.entity(v)
	}
	return out
}

// degrees keeps those that were stated.
func (p *press) degrees(b *base) {
	for old, v := range p.vertex {
		if v != none && b.kind[v]&stated != 0 {
			b.deg[v] = uint32(max(p.g.degree(uint32(old)), 0))
		}
	}
}

func (p *press) relation(r *relation, id digest) {
	p.w.relation(p.vertex[r.from], graph.RelationType(r.meta&63), p.vertex[r.to], graph.Role(r.meta>>metaRole&7), r.key, id, p.entityList(r.concerns))
	for _, c := range p.claims(r.claims) {
		p.w.claim(&c)
	}
}

func (p *press) claims(cs []claim) []claim {
	out := slices.Clone(cs)
	for i := range out {
		c := &out[i]
		c.doc = p.doc[c.doc]
		c.links = p.entityList(c.links)
		c.date = p.date(c.date)
	}
	return out
}

func (p *press) date(i uint32) uint32 {
	n, ok := p.dates[i]
	if !ok {
		n = p.w.t.date(&p.g.written(i)[0].Date)
		p.dates[i] = n
	}
	return n
}

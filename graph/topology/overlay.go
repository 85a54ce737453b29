package topology

import (
	"slices"

	"dragoman/graph"
)

// vertex is an entity that is new or differs from base, also where only its
// relations do.
type vertex struct {
	flags     uint8
	removed   bool
	grown     bool // is in Graph.grown
	deg       int32
	extra     []uint32 // relations that base does not have
	occOwn    bool     // occ and occClaims hold, not base
	occ       graph.Status
	occClaims []claim
	reach     *reach // of this row; a change of it makes a new one
}

// relation is a relation that is new or differs from base.
type relation struct {
	from, to uint32
	meta     uint32
	key      string
	date     uint32
	claims   []claim
	concerns []uint32
	dead     bool
	id       digest // where base does not have it
}

// row gives the cells of an entity, in buf. Where the overlay has a say any of them
// may be marked parallel.
func (g *Graph) row(v uint32, buf *[]cell) []cell {
	if !g.touched {
		return g.base.row(v, buf)
	}
	o := g.verts.get(v)
	if o == nil {
		return g.base.row(v, buf)
	}
	out := (*buf)[:0]
	if int(v) < g.base.entities() {
		row := g.base.row(v, buf)
		out = row[:0]
		for _, c := range row {
			if c, alive := g.current(c, o); alive {
				out = append(out, c)
			}
		}
	}
	for _, rel := range o.extra {
		if c, alive := g.extraCell(v, rel); alive {
			out = append(out, c)
		}
	}
	*buf = out
	return out
}

// segment gives the cells of a type in the row of v, in buf.
func (g *Graph) segment(v uint32, t graph.RelationType, buf *[]cell) []cell {
	if g.sorted(v) {
		return g.base.segment(v, t, buf)
	}
	return slices.DeleteFunc(g.row(v, buf), func(c cell) bool { return c.typ() != t })
}

// current brings a cell of base up to date, in the row of an entity that the
// overlay has as o.
func (g *Graph) current(c cell, o *vertex) (_ cell, alive bool) {
	if r := g.rels.get(c.rel); r != nil {
		if r.dead {
			return c, false
		}
		c.meta = c.meta&(metaIn|metaParallel) | r.meta
		c.date = r.date
	}
	if len(o.extra) > 0 {
		c.meta |= metaParallel
	}
	return c, true
}

// extraCell makes the cell of a relation that base does not have, in the row of v.
func (g *Graph) extraCell(v, rel uint32) (_ cell, alive bool) {
	r := g.rels.get(rel)
	if r.dead {
		return cell{}, false
	}
	c := cell{nbr: r.to, meta: r.meta | metaParallel, rel: rel, date: r.date}
	if r.from != v {
		c.nbr, c.meta = r.from, c.meta|metaIn
	}
	return c, true
}

// rowLen is at least the number of cells of an entity's row.
func (g *Graph) rowLen(v uint32) int {
	n := 0
	if int(v) < g.base.entities() {
		n = g.base.rowLen(v)
	}
	if g.touched {
		if o := g.verts.get(v); o != nil {
			n += len(o.extra)
		}
	}
	return n
}

// sorted says that row(v) is as base has it.
func (g *Graph) sorted(v uint32) bool { return !g.touched || g.verts.get(v) == nil }

// find looks a relation up.
func (g *Graph) find(from uint32, t graph.RelationType, to uint32, role graph.Role, key string) (rel uint32, ok bool) {
	if n := uint32(g.base.entities()); from < n && to < n {
		at, lo, hi := g.base.joined(from, to)
		for rel := lo; rel < hi; rel++ {
			c := g.base.rels.cell(rel)
			if c.typ() == t && c.role() == role && c.in() == (at != from) && g.key(rel) == key {
				o := g.rels.get(rel)
				return rel, o == nil || !o.dead
			}
		}
	}
	a, b := g.verts.get(from), g.verts.get(to)
	if a == nil || b == nil {
		return none, false
	}
	if len(b.extra) < len(a.extra) {
		a = b
	}
	for _, rel := range a.extra {
		r := g.rels.get(rel)
		if r.from == from && r.to == to && graph.RelationType(r.meta&63) == t && graph.Role(r.meta>>metaRole&7) == role && r.key == key {
			return rel, !r.dead
		}
	}
	return none, false
}

// findIdentity looks a relation up by the ids of its ends.
func (g *Graph) findIdentity(i Identity) (rel, from, to uint32, ok bool) {
	if i.Type.Symmetric() && i.To < i.From {
		i.From, i.To = i.To, i.From
	}
	from, ok = g.entity(i.From)
	if !ok {
		return none, 0, 0, false
	}
	if to, ok = g.entity(i.To); !ok {
		return none, 0, 0, false
	}
	rel, ok = g.find(from, i.Type, to, i.Role, i.Key)
	return rel, from, to, ok
}

// relationOf gives a relation in the form of the overlay, wherever it is kept.
// c is one of its cells, in the row of v.
func (g *Graph) relationOf(v uint32, c *cell) *relation {
	if o := g.rels.get(c.rel); o != nil {
		return o
	}
	r := &relation{from: v, to: c.nbr, meta: c.meta &^ (metaIn | metaParallel), key: g.key(c.rel), date: c.date}
	if c.in() {
		r.from, r.to = c.nbr, v
	}
	for i, hi := g.base.claimsOf(c.rel); i < hi; i++ {
		r.claims = append(r.claims, g.base.claim(i))
	}
	if c.meta&metaConcerns != 0 {
		r.concerns = g.concernsOf(c.rel)
	}
	return r
}

// concernsOf lists what a relation concerns.
func (g *Graph) concernsOf(rel uint32) []uint32 {
	if o := g.rels.get(rel); o != nil {
		return o.concerns
	}
	i, ok := slices.BinarySearch(g.base.concernOf, rel)
	if !ok {
		return nil
	}
	return g.base.concerns[g.base.concernOff[i]:g.base.concernOff[i+1]]
}

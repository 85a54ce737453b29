package topology

import (
	"cmp"
	"slices"
)

// Every relation of base leads up seen from one of its ends: to the entity of the
// longer row, of two equal ones to that which comes later. It lies in the row of
// its lower end; the upper end has a cell that says where. No row has many that
// lead up, of m relations at most about √(2m), be its entity the greatest of hubs:
//
//	hub  [ · · ][ · · · · · · · · · · · · · ]     a million cells, of which few
//	      up     down                             lead to the hubs that are greater
//
// So the relations among some entities, or between two sets of them, are found
// without reading what leads down from hubs, by looking up from each of them.

// longRow is beyond how many cells a row is long.
var longRow = 64

// firstUp is the first of some relations of one lower end that is not before an
// upper end. Numbers of entities say nothing of their rows, so that it should lie as
// far in as the number among all; from there it is looked for in steps that double.
// All are before an entity that base does not have.
func (b *base) firstUp(lo, hi, nbr uint32) uint32 {
	if lo == hi || int(nbr) >= b.entities() {
		return hi
	}
	m := lo + uint32(uint64(hi-lo)*uint64(nbr)/uint64(b.entities()))
	if step := uint32(1); b.rels.nbr(m) < nbr {
		for lo = m + 1; hi-lo > step; lo, step = lo+step, 2*step {
			if b.rels.nbr(lo+step-1) >= nbr {
				hi = lo + step - 1
				break
			}
		}
	} else {
		for hi = m; hi-lo > step; hi, step = hi-step, 2*step {
			if b.rels.nbr(hi-step) < nbr {
				lo = hi - step + 1
				break
			}
		}
	}
	for lo < hi {
		if m := lo + (hi-lo)>>1; b.rels.nbr(m) < nbr {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// above says whether a row of u is longer than that of v, in base, or u comes
// later.
func (b *base) above(u, v uint32) bool {
	x, y := b.rowLen(u), b.rowLen(v)
	return x > y || x == y && u > v
}

// rowLen is 0 for entities that base does not have.
func (b *base) rowLen(v uint32) int {
	if int(v) >= b.entities() {
		return 0
	}
	x, y := b.rowOff[v], b.rowOff[v+1]
	return int(y.up - x.up + y.down - x.down)
}

// rankDegrees fills base.great.
func (b *base) rankDegrees() {
	b.great = nil
	for v, n := range b.deg {
		if int(n) > longRow {
			b.great = append(b.great, uint32(v))
		}
	}
	slices.SortFunc(b.great, func(x, y uint32) int { return cmp.Or(cmp.Compare(b.deg[y], b.deg[x]), cmp.Compare(x, y)) })
	b.great = slices.Clip(b.great)
}

// climbLen is how many cells of base are looked at to climb from v.
func (b *base) climbLen(v uint32) int {
	if int(v) >= b.entities() {
		return 0
	}
	return int(b.rowOff[v+1].up - b.rowOff[v].up)
}

// climb gathers the relations of v, as they are now, with entities above it, or
// with itself, that are included.
func (w *walker) climb(v uint32, out []cell) []cell {
	g, b := w.g, w.g.base
	start := len(out)
	if b.climbLen(v) > 0 {
		lo, hi := b.ups(v)
		out = b.rels.among(lo, hi, w.bits, out)
	}
	if g.sorted(v) {
		return out
	}
	return g.revise(v, out, start, func(u uint32) bool { return w.included(u) && (u == v || b.above(u, v)) })
}

// revise brings cells of base from a place on, taken from the row of v, up to
// date, and adds those of new relations with neighbours that are wanted.
func (g *Graph) revise(v uint32, cells []cell, start int, wanted func(nbr uint32) bool) []cell {
	if !g.touched {
		return cells
	}
	o := g.verts.get(v)
	if o == nil {
		return cells
	}
	kept := cells[:start]
	for _, c := range cells[start:] {
		if c, alive := g.current(c, o); alive {
			kept = append(kept, c)
		}
	}
	for _, rel := range o.extra {
		if c, alive := g.extraCell(v, rel); alive && wanted(c.nbr) {
			kept = append(kept, c)
		}
	}
	return kept
}

// joined gives the relations of base between two entities, which it must have, and
// the lower of them.
func (b *base) joined(u, v uint32) (at, lo, hi uint32) {
	at, nbr := u, v
	if b.above(u, v) {
		at, nbr = v, u
	}
	lo, end := b.ups(at)
	lo = b.firstUp(lo, end, nbr)
	for hi = lo; hi < end && b.rels.nbr(hi) == nbr; hi++ {
	}
	return at, lo, hi
}

// joining gives the relations between two entities as cells in the row of the
// lower one, which it names, and whether they are in the order of sortArcs if meta
// alone decides. They are good until the next call.
func (w *walker) joining(u, v uint32) (at uint32, cells []cell, ordered bool) {
	b := w.g.base
	at, nbr := u, v
	if b.above(u, v) {
		at, nbr = v, u
	}
	out := w.joined[:0]
	if b.climbLen(at) > 0 && b.rowLen(nbr) > 0 {
		_, lo, hi := b.joined(u, v)
		out = slices.Grow(out, int(hi-lo))[:hi-lo]
		b.rels.read(lo, out)
	}
	w.explored += len(out) + 1
	w.joined = w.g.revise(at, out, 0, func(u uint32) bool { return u == nbr })
	return at, w.joined, w.g.sorted(at)
}

package topology

import (
	"cmp"
	"slices"
)

// Every relation of base leads up seen from one of its ends: to the entity of the
// longer row, of two equal ones to that which comes later. No row has many that
// do, of m relations at most about √(2m), be its entity the greatest of hubs:
//
//	hub    [ · · · · · · · · · · · · · · ]     its row, a million cells
//	  up   [ · · ]                             to the few hubs that are greater
//
// So the relations among some entities, or between two sets of them, are found
// without reading the rows of hubs, by looking up from each of them.

// longRow is beyond how many cells those of a row that lead up are also listed
// apart.
var longRow = 64

// upList lists of long rows what leads up.
type upList struct {
	off  []uint32 // by entity, and one more
	seen []lean   // neighbours ascend within a row; relations with the same one are in the order of sortArcs
	at   []uint32 // place of the cell
}

// lean is as much of a cell as decides most often.
type lean struct{ nbr, meta uint32 }

// firstOf is the place of the first that is not before a neighbour.
func firstOf(list []lean, nbr uint32) int {
	lo, hi := 0, len(list)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); list[m].nbr < nbr {
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
	return int(b.rowOff[v+1] - b.rowOff[v])
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

// listUp fills base.up.
func (b *base) listUp() {
	n := b.entities()
	x := &b.up
	x.off = make([]uint32, n+1)
	var found []uint64 // neighbour and place
	var buf []cell
	for v := range uint32(n) {
		if b.rowLen(v) > longRow {
			row := b.row(v, &buf)
			found = found[:0]
			for i := range row {
				if u := row[i].nbr; u == v || b.above(u, v) {
					found = append(found, uint64(u)<<32|uint64(b.rowOff[v]+uint32(i)))
				}
			}
			slices.Sort(found)
			start := len(x.at)
			for _, f := range found {
				x.at = append(x.at, uint32(f))
			}
			b.sortUp(x.at[start:])
			for _, at := range x.at[start:] {
				x.seen = append(x.seen, lean{b.cells.nbr(at), b.cells.meta(at)})
			}
		}
		x.off[v+1] = uint32(len(x.at))
	}
	x.seen, x.at = slices.Clip(x.seen), slices.Clip(x.at)
}

// sortUp puts the strongest of the relations with the same neighbour first, then
// the lowest id: the first of them that passes shows the step.
func (b *base) sortUp(at []uint32) {
	g := &Graph{base: b}
	for i := 0; i < len(at); {
		j := i + 1
		for j < len(at) && b.cells.nbr(at[j]) == b.cells.nbr(at[i]) {
			j++
		}
		if j > i+1 {
			slices.SortFunc(at[i:j], func(x, y uint32) int {
				c, d := b.cells.cell(x), b.cells.cell(y)
				if c.status() != d.status() {
					return cmp.Compare(c.status(), d.status())
				}
				return g.compareRelations(c.rel, d.rel)
			})
		}
		i = j
	}
}

// upOf lists what leads up from an entity with a long row.
func (b *base) upOf(v uint32) (seen []lean, at []uint32) {
	lo, hi := b.up.off[v], b.up.off[v+1]
	return b.up.seen[lo:hi], b.up.at[lo:hi]
}

// climbLen is how many cells of base are looked at to climb from v.
func (b *base) climbLen(v uint32) int {
	if n := b.rowLen(v); n <= longRow {
		return n
	}
	return int(b.up.off[v+1] - b.up.off[v])
}

// climb gathers the relations of v, as they are now, with entities above it, or
// with itself, that are included. Cells are gathered before they are looked at:
// they are far apart, and so are waited for together.
func (w *walker) climb(v uint32, out []cell) []cell {
	g, b := w.g, w.g.base
	start := len(out)
	switch n := b.rowLen(v); {
	case n == 0:
	case n <= longRow:
		for i := b.rowOff[v]; i < b.rowOff[v+1]; i++ {
			if u := b.cells.nbr(i); w.included(u) && (u == v || b.above(u, v)) {
				out = append(out, b.cells.cell(i))
			}
		}
	default:
		seen, at := b.upOf(v)
		for j := range seen {
			if w.included(seen[j].nbr) {
				out = append(out, b.cells.cell(at[j]))
			}
		}
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

// joining gives the relations between two entities as cells in the row of the
// lower one, which it names, and whether they are in the order of sortArcs if meta
// alone decides. They are good until the next call.
func (w *walker) joining(a, b uint32) (at uint32, cells []cell, ordered bool) {
	base := w.g.base
	at, nbr := a, b
	if base.above(a, b) {
		at, nbr = b, a
	}
	out := w.joined[:0]
	switch n := base.rowLen(at); {
	case n == 0:
	case n <= longRow:
		w.explored += n
		for i := base.rowOff[at]; i < base.rowOff[at+1]; i++ {
			if base.cells.nbr(i) == nbr {
				out = append(out, base.cells.cell(i))
			}
		}
	default:
		up, places := base.upOf(at)
		for i := firstOf(up, nbr); i < len(up) && up[i].nbr == nbr; i++ {
			out = append(out, base.cells.cell(places[i]))
		}
		ordered = w.g.sorted(at)
		w.explored += len(out) + 1
	}
	w.joined = w.g.revise(at, out, 0, func(u uint32) bool { return u == nbr })
	return at, w.joined, ordered
}

package topology

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"dragoman/graph"
)

// cellRows are cells one after the other: each as the neighbour, the number of its
// meta, its date, and what else its table has.
//
//	cell 0               cell 1
//	[nbr|meta|date|…][nbr|meta|date|…][…
//
// Few metas are different; they are kept apart.
type cellRows struct {
	records
	metas []uint32 // by number: meta, with what metaFlags says of the number's last bits
}

const cellNbr, cellMeta, cellDate = 0, 1, 2

// metaFlags are the parts of meta that the last bits of its number stand for.
var metaFlags = [...]uint32{0, metaIn, metaParallel, metaIn | metaParallel}

// mostTogether is how many bits one read of eight bytes has at least.
const mostTogether = 57

func newCellRows(n int, metas []uint32, nbr, date uint32, rest ...uint32) cellRows {
	most := append([]uint32{nbr, uint32(max(len(metas)*len(metaFlags)-1, 0)), date}, rest...)
	r := cellRows{records: newRecords(n, most...)}
	r.spread(metas)
	return r
}

// spread gives each meta its numbers; what no meta has stands for none.
func (r *cellRows) spread(metas []uint32) {
	r.metas = make([]uint32, max(len(metas)*len(metaFlags), int(r.mask[cellMeta])+1))
	for i, m := range metas {
		for j, f := range metaFlags {
			r.metas[i*len(metaFlags)+j] = m | f
		}
	}
}

// set writes the common part of a cell that is 0 still; of its meta the number is
// given.
func (r *cellRows) set(i uint32, c cell, meta uint32) {
	number := meta * uint32(len(metaFlags))
	if c.meta&metaIn != 0 {
		number++
	}
	if c.meta&metaParallel != 0 {
		number += 2
	}
	r.put(i, cellNbr, c.nbr)
	r.put(i, cellMeta, number)
	r.put(i, cellDate, c.date)
}

func (r *cellRows) nbr(i uint32) uint32  { return r.at(i, cellNbr) }
func (r *cellRows) meta(i uint32) uint32 { return r.metas[r.at(i, cellMeta)] }

// glance reads as much of cells as decides most often.
func (r *cellRows) glance(from uint32, out []lean) {
	bit, width, bits, metas := uint64(from)*r.width, r.width, r.bits, r.metas
	shift, maskNbr, maskMeta := r.shift[cellMeta]&63, r.mask[cellNbr], r.mask[cellMeta]
	for i := range out {
		x := word(bits, bit) >> (bit & 7)
		out[i] = lean{uint32(x) & maskNbr, metas[uint32(x>>shift)&maskMeta]}
		bit += width
	}
}

// touch reads a byte of each line of memory that cells lie on.
func (r *cellRows) touch(lo, hi uint32) (sum uint32) {
	const line = 64
	end := uint64(hi) * r.width >> 3
	for at := uint64(lo) * r.width >> 3; at <= end; at += line {
		sum += uint32(r.bits[at])
	}
	return sum
}

// widthOf is how many bits a column has.
func (r *records) widthOf(column int) int { return bits.Len32(r.mask[column]) }

// lean is as much of a cell as decides most often.
type lean struct{ nbr, meta uint32 }

// upRows are the relations: each as a cell of the row of its lower end, then the
// number of its key (0 is none) and its first claim. One row more than there are
// relations ends the last. Of first claims the rows have how many lie between it and
// that of the first of some relations.
type upRows struct {
	cellRows
	from []uint32 // first claims of every so-manieth relation
}

const relKey, relFirst, relColumns = 3, 4, 5

// counted is how many relations' first claims are counted from the same one.
const counted = 32

func (r *upRows) key(rel uint32) uint32   { return r.at(rel, relKey) }
func (r *upRows) first(rel uint32) uint32 { return r.from[rel/counted] + r.at(rel, relFirst) }

func (r *upRows) cell(i uint32) cell {
	var one [1]cell
	r.read(i, one[:])
	return one[0]
}

// read reads cells from a place on.
func (r *upRows) read(from uint32, out []cell) {
	bit, width, bits, metas := uint64(from)*r.width, r.width, r.bits, r.metas
	shiftMeta, shiftDate := r.shift[cellMeta]&63, r.shift[cellDate]
	maskNbr, maskMeta, maskDate := r.mask[cellNbr], r.mask[cellMeta], r.mask[cellDate]
	for i := range out {
		x := word(bits, bit) >> (bit & 7)
		half := bit + shiftDate
		y := word(bits, half) >> (half & 7)
		out[i] = cell{uint32(x) & maskNbr, metas[uint32(x>>shiftMeta)&maskMeta], from + uint32(i), uint32(y) & maskDate}
		bit += width
	}
}

// among appends the cells of a range whose neighbours are in a set.
func (r *upRows) among(lo, hi uint32, set []uint64, out []cell) []cell {
	bit, width, bits := uint64(lo)*r.width, r.width, r.bits
	shiftMeta, shiftDate := r.shift[cellMeta]&63, r.shift[cellDate]
	maskNbr, maskMeta, maskDate := r.mask[cellNbr], r.mask[cellMeta], r.mask[cellDate]
	for i := lo; i < hi; i++ {
		x := word(bits, bit) >> (bit & 7)
		if nbr := uint32(x) & maskNbr; set[nbr>>6]>>(nbr&63)&1 == 1 {
			half := bit + shiftDate
			y := word(bits, half) >> (half & 7)
			out = append(out, cell{nbr, r.metas[uint32(x>>shiftMeta)&maskMeta], i, uint32(y) & maskDate})
		}
		bit += width
	}
	return out
}

// fits says that neighbour and meta are read at once.
func (r *upRows) fits() bool { return r.widthOf(cellNbr)+r.widthOf(cellMeta) <= mostTogether }

// downRows are cells of the rows of upper ends: each tells its relation too.
type downRows struct{ cellRows }

const cellRel, cellColumns = 3, 4

func (r *downRows) rel(i uint32) uint32 { return r.at(i, cellRel) }

func (r *downRows) cell(i uint32) cell {
	var one [1]cell
	r.read(i, one[:])
	return one[0]
}

// read reads cells from a place on.
func (r *downRows) read(from uint32, out []cell) {
	bit, width, bits, metas := uint64(from)*r.width, r.width, r.bits, r.metas
	shiftMeta, shiftDate, shiftRel := r.shift[cellMeta]&63, r.shift[cellDate], (r.shift[cellRel]-r.shift[cellDate])&63
	maskNbr, maskMeta, maskDate, maskRel := r.mask[cellNbr], r.mask[cellMeta], r.mask[cellDate], r.mask[cellRel]
	for i := range out {
		x := word(bits, bit) >> (bit & 7)
		half := bit + shiftDate
		y := word(bits, half) >> (half & 7)
		out[i] = cell{uint32(x) & maskNbr, metas[uint32(x>>shiftMeta)&maskMeta], uint32(y>>shiftRel) & maskRel, uint32(y) & maskDate}
		bit += width
	}
}

// fits says that neighbour and meta are read at once, and so are date and relation.
func (r *downRows) fits() bool {
	return r.widthOf(cellNbr)+r.widthOf(cellMeta) <= mostTogether && r.widthOf(cellDate)+r.widthOf(cellRel) <= mostTogether
}

// starts is where the two parts of an entity's row begin.
type starts struct{ up, down uint32 }

// ups and downs give the places of the two parts of a row.
func (b *base) ups(v uint32) (lo, hi uint32)   { return b.rowOff[v].up, b.rowOff[v+1].up }
func (b *base) downs(v uint32) (lo, hi uint32) { return b.rowOff[v].down, b.rowOff[v+1].down }

// leadsUp says that a relation lies in the row of v.
func (b *base) leadsUp(v, rel uint32) bool {
	lo, hi := b.ups(v)
	return rel >= lo && rel < hi
}

// row gives the cells of an entity, in buf: those that lead up by neighbour, then
// those that lead down by type and neighbour.
func (b *base) row(v uint32, buf *[]cell) []cell {
	lo, hi := b.ups(v)
	from, end := b.downs(v)
	out := fitting(buf, int(hi-lo+end-from))
	b.rels.read(lo, out[:hi-lo])
	b.cells.read(from, out[hi-lo:])
	return out
}

// fitting makes buf as long as n.
func fitting(buf *[]cell, n int) []cell {
	if cap(*buf) < n {
		*buf = make([]cell, n+n/4)
	}
	*buf = (*buf)[:n]
	return *buf
}

// segment gives the cells of one type in the row of an entity, in buf.
func (b *base) segment(v uint32, t graph.RelationType, buf *[]cell) []cell {
	lo, hi := b.ups(v)
	from, end := b.lowerBound(v, t), b.lowerBound(v, t+1)
	out := fitting(buf, int(hi-lo+end-from))
	b.rels.read(lo, out[:hi-lo])
	b.cells.read(from, out[hi-lo:])
	if up := slices.DeleteFunc(out[:hi-lo], func(c cell) bool { return c.typ() != t }); len(up) < int(hi-lo) {
		out = append(up, out[hi-lo:]...)
	}
	*buf = out
	return out
}

// lowerBound is the place of the first cell that leads down from v and is not of
// a type before t.
func (b *base) lowerBound(v uint32, t graph.RelationType) uint32 {
	lo, hi := b.downs(v)
	for lo < hi {
		if m := lo + (hi-lo)>>1; graph.RelationType(b.cells.meta(m)&63) < t {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// ownerOf gives the lower end of a relation.
func (b *base) ownerOf(rel uint32) uint32 {
	lo, hi := uint32(0), uint32(b.entities())
	for lo < hi {
		if m := lo + (hi-lo)>>1; b.rowOff[m+1].up <= rel {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// rowsSound says that rows lead to entities and relations, and that each relation is
// in the rows of both its ends, where they say the same of it.
func (b *base) rowsSound() bool {
	n, m, dates := uint32(b.entities()), uint32(b.relations()), uint32(len(b.dates))
	if len(b.rowOff) != int(n)+1 || !b.rels.fits() || !b.cells.fits() || b.rels.n != int(m)+1 ||
		b.rowOff[0] != (starts{}) || b.rowOff[n] != (starts{m, uint32(b.cells.n)}) {
		return false
	}
	for i := range n {
		if x, y := b.rowOff[i], b.rowOff[i+1]; x.up > y.up || x.down > y.down {
			return false
		}
	}
	good := func(c *cell) bool {
		return c.nbr < n && c.date < dates && c.typ() != 0 && c.typ() <= graph.Governs
	}
	// As many cells lead down as relations have two ends, and they say the same.
	var said, known uint64
	var some [256]cell
	for v := range n {
		for lo, hi := b.downs(v); lo < hi; lo += uint32(len(some)) {
			cells := some[:min(uint32(len(some)), hi-lo)]
			b.cells.read(lo, cells)
			for i := range cells {
				c := &cells[i]
				if !good(c) || c.rel >= m || c.nbr == v {
					return false
				}
				said += mixed(c.nbr, v, c.rel, c.meta^metaIn, c.date)
			}
		}
	}
	for v := range n {
		last := uint32(0)
		for lo, hi := b.ups(v); lo < hi; lo += uint32(len(some)) {
			cells := some[:min(uint32(len(some)), hi-lo)]
			b.rels.read(lo, cells)
			for i := range cells {
				c := &cells[i]
				if !good(c) || c.nbr < last || c.nbr != v && !b.above(c.nbr, v) {
					return false
				}
				if last = c.nbr; c.nbr != v {
					known += mixed(v, c.nbr, c.rel, c.meta, c.date)
				}
			}
		}
	}
	return said == known
}

// mixed is a number that hardly any other relation has. Sums of such tell whether the
// same relations were added up, in any order.
func mixed(lower, upper, rel, meta, date uint32) uint64 {
	mix := func(x, y uint64) uint64 {
		hi, lo := bits.Mul64(x^0x9e3779b97f4a7c15, y^0xbf58476d1ce4e5b9)
		return hi ^ lo
	}
	return mix(mix(uint64(lower)<<32|uint64(upper), uint64(rel)<<32|uint64(meta)), uint64(date))
}

// cells writes or reads a table of cells.
func (f *file) cells(r *cellRows, columns int) {
	var metas []uint32
	for i := 0; i < len(r.metas) && r.metas[i] != 0; i += len(metaFlags) {
		metas = append(metas, r.metas[i])
	}
	words(f, &metas)
	f.records(&r.records, columns)
	switch {
	case f.w != nil || f.err != nil:
	case r.mask[cellMeta] >= 1<<metaEnd:
		f.fail("the table of cells has more metas than there are")
	default:
		r.spread(metas)
	}
}

// starts writes or reads where rows begin.
func (f *file) starts(col *[]starts) {
	const size = 8
	f.section(len(*col), size, func(hi, n int) { extend(col, hi, n) }, func(lo, hi int, p []byte) {
		for i := lo; i < hi; i++ {
			x, q := &(*col)[i], p[size*(i-lo):][:size]
			if f.w != nil {
				binary.LittleEndian.PutUint32(q, x.up)
				binary.LittleEndian.PutUint32(q[4:], x.down)
			} else {
				*x = starts{binary.LittleEndian.Uint32(q), binary.LittleEndian.Uint32(q[4:])}
			}
		}
	})
}

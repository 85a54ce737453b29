package topology

import (
	"math/bits"

	"dragoman/graph"
)

// cellRows are the rows of all entities, one after the other: each cell as the
// neighbour, the number of its meta, its date, and its relation.
//
//	cell 0               cell 1
//	[nbr|meta|date|rel][nbr|meta|date|rel][…      68 bits at ten million relations
//
// Few metas are different; they are kept apart.
type cellRows struct {
	records
	metas []uint32 // by number: meta, with what metaFlags says of the number's last bits
}

const cellNbr, cellMeta, cellDate, cellRel, cellColumns = 0, 1, 2, 3, 4

// metaFlags are the parts of meta that the last bits of its number stand for.
var metaFlags = [...]uint32{0, metaIn, metaParallel, metaIn | metaParallel}

// mostTogether is how many bits one read of eight bytes has at least.
const mostTogether = 57

func newCellRows(n int, nbr, date, rel uint32, metas []uint32) cellRows {
	r := cellRows{records: newRecords(n, nbr, uint32(max(len(metas)*len(metaFlags)-1, 0)), date, rel)}
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

// set writes a cell that is 0 still; of its meta the number is given.
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
	r.put(i, cellRel, c.rel)
}

func (r *cellRows) nbr(i uint32) uint32  { return r.at(i, cellNbr) }
func (r *cellRows) meta(i uint32) uint32 { return r.metas[r.at(i, cellMeta)] }
func (r *cellRows) rel(i uint32) uint32  { return r.at(i, cellRel) }

func (r *cellRows) cell(i uint32) cell {
	var one [1]cell
	r.read(i, one[:])
	return one[0]
}

// read reads cells from a place on.
func (r *cellRows) read(from uint32, out []cell) {
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

// fits says that neighbour and meta are read at once, and so are date and relation.
func (r *cellRows) fits() bool {
	width := func(column int) int { return bits.Len32(r.mask[column]) }
	return width(cellNbr)+width(cellMeta) <= mostTogether && width(cellDate)+width(cellRel) <= mostTogether
}

// sound says that read finds what it looks for.
func (r *cellRows) sound(entities, relations, dates int) bool {
	if !r.fits() {
		return false
	}
	n, m, d := uint32(entities), uint32(relations), uint32(dates)
	left := make([]bool, relations) // of which the cell of the from end was seen
	var some [256]cell
	for i := 0; i < r.n; i += len(some) {
		cells := some[:min(len(some), r.n-i)]
		r.read(uint32(i), cells)
		for j := range cells {
			c := &cells[j]
			if c.nbr >= n || c.rel >= m || c.date >= d || c.typ() == 0 || c.typ() > graph.Governs || !c.in() && left[c.rel] {
				return false
			}
			left[c.rel] = left[c.rel] || !c.in()
		}
	}
	for _, seen := range left {
		if !seen {
			return false
		}
	}
	return true
}

// row gives the cells of an entity, in buf.
func (b *base) row(v uint32, buf *[]cell) []cell { return b.part(b.rowOff[v], b.rowOff[v+1], buf) }

// part gives some cells, in buf.
func (b *base) part(lo, hi uint32, buf *[]cell) []cell {
	n := int(hi - lo)
	if cap(*buf) < n {
		*buf = make([]cell, n+n/4)
	}
	*buf = (*buf)[:n]
	b.cells.read(lo, *buf)
	return *buf
}

// lowerBound is the place of the first cell in the row of v that is not before
// (type, neighbour).
func (b *base) lowerBound(v uint32, t graph.RelationType, nbr uint32) uint32 {
	want := uint64(t)<<32 | uint64(nbr)
	lo, hi := b.rowOff[v], b.rowOff[v+1]
	for lo < hi {
		m := lo + (hi-lo)>>1
		if uint64(b.cells.meta(m)&63)<<32|uint64(b.cells.nbr(m)) < want {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// cells writes or reads the rows of all entities.
func (f *file) cells(r *cellRows) {
	var metas []uint32
	for i := 0; i < len(r.metas) && r.metas[i] != 0; i += len(metaFlags) {
		metas = append(metas, r.metas[i])
	}
	words(f, &metas)
	f.records(&r.records, cellColumns)
	switch {
	case f.w != nil || f.err != nil:
	case r.mask[cellMeta] >= 1<<metaEnd:
		f.fail("the table of cells has more metas than there are")
	default:
		r.spread(metas)
	}
}

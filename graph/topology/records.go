package topology

import (
	"encoding/binary"
	"math/bits"
)

// records is a table of small numbers, each of as many bits as the greatest of
// its column needs. The numbers of a row lie side by side, so that one look at
// memory tells it all:
//
//	row 0          row 1          row 2
//	[doc|chain|date|bits][doc|chain|date|bits][…      35 bits a row, not 104
//
// It has no pointers but one, so that a collection of garbage passes over it.
type records struct {
	bits  []byte // and eight more, for reads of eight
	n     int
	width uint64
	shift [maxColumns]uint64
	mask  [maxColumns]uint32
}

const maxColumns = 5

// newRecords makes room for rows of numbers up to most of each column.
func newRecords(n int, most ...uint32) records {
	widths := make([]uint8, len(most))
	for i, x := range most {
		widths[i] = uint8(bits.Len32(x))
	}
	r := shapeOf(n, widths)
	r.bits = make([]byte, r.size())
	return r
}

func shapeOf(n int, widths []uint8) records {
	r := records{n: n}
	for i, w := range widths {
		r.shift[i], r.mask[i] = r.width, uint32(1<<w-1)
		r.width += uint64(w)
	}
	return r
}

// size is how many bytes the rows take.
func (r *records) size() int { return int((uint64(r.n)*r.width+7)/8) + 8 }

func (r *records) at(row uint32, column int) uint32 {
	bit := uint64(row)*r.width + r.shift[column]
	return uint32(word(r.bits, bit)>>(bit&7)) & r.mask[column]
}

// word reads the eight bytes that a bit is in the first of. The compiler checks a
// slice with both ends once, and one without an end twice.
func word(p []byte, bit uint64) uint64 {
	at := bit >> 3
	return binary.LittleEndian.Uint64(p[at : at+8 : at+8])
}

// put sets a number that is 0 still.
func (r *records) put(row uint32, column int, x uint32) {
	bit := uint64(row)*r.width + r.shift[column]
	p := r.bits[bit>>3:]
	binary.LittleEndian.PutUint64(p, binary.LittleEndian.Uint64(p)|uint64(x)<<(bit&7))
}

// fill sets a row that is 0 still to bits that need no more than one read. It is for
// rows far apart, each of which is waited for once instead of for each number.
func (r *records) fill(row uint32, x uint64) {
	bit := uint64(row) * r.width
	p := r.bits[bit>>3:]
	binary.LittleEndian.PutUint64(p, binary.LittleEndian.Uint64(p)|x<<(bit&7))
}

// records writes or reads a table: its number of rows, the widths of its columns,
// its rows.
func (f *file) records(r *records, columns int) {
	shape := []uint32{uint32(r.n)}
	widths := make([]uint8, columns)
	for i := range widths {
		widths[i] = uint8(bits.Len32(r.mask[i]))
	}
	words(f, &shape)
	bytes(f, &widths)
	bytes(f, &r.bits)
	if f.w != nil || f.err != nil {
		return
	}
	for _, w := range widths {
		if w > 32 {
			f.fail("a table has a column that is too wide")
			return
		}
	}
	if len(shape) != 1 || len(widths) != columns {
		f.fail("a table has not as many columns as it should")
		return
	}
	rows := r.bits
	*r = shapeOf(int(shape[0]), widths)
	if r.bits = rows; len(rows) != r.size() {
		f.fail("a table is shorter or longer than its rows")
	}
}

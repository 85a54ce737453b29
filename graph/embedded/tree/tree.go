package tree

import (
	"encoding/binary"
	"slices"
)

// The kinds of pages (section 1.5).
const (
	interiorIndex = 2
	interiorTable = 5
	leafIndex     = 10
	leafTable     = 13

	leafHeader     = 8
	interiorHeader = 12
)

// builder lays the pages of one tree.
type builder struct {
	f     *File
	leaf  byte
	page  []byte
	free  int // bytes between the places of cells and the cells
	start int // of the cells
	cells int
	below []child // finished pages of this level
	cell  []byte
	row   Row
}

// child is a page with what divides it from the next: the greatest number in it, or
// the cell that stands between the two.
type child struct {
	page    uint32
	key     int64
	divider []byte // nil in a table
}

func newBuilder(f *File, leaf byte) builder {
	b := builder{f: f, leaf: leaf, page: make([]byte, f.size)}
	b.clear(leafHeader)
	return b
}

func (b *builder) clear(header int) {
	clear(b.page)
	b.cells, b.start, b.free = 0, b.f.usable, b.f.usable-header
}

func (b *builder) fits(cell int) bool { return b.free >= cell+2 }

// add takes a cell; it must fit.
func (b *builder) add(cell []byte, header int) {
	b.start -= len(cell)
	copy(b.page[b.start:], cell)
	binary.BigEndian.PutUint16(b.page[header+2*b.cells:], uint16(b.start))
	b.cells++
	b.free -= len(cell) + 2
}

func (b *builder) seal(kind byte) {
	b.page[0] = kind
	binary.BigEndian.PutUint16(b.page[3:], uint16(b.cells))
	binary.BigEndian.PutUint16(b.page[5:], uint16(b.start)) // 65536 is 0, as it should be
}

// payload is what of a record stands in a cell, and the page with the rest (section
// 1.5, the table of local payload).
func (b *builder) payload(cell, record []byte) ([]byte, error) {
	u := b.f.usable
	most := u - 35
	if b.leaf == leafIndex {
		most = (u-12)*64/255 - 23
	}
	if len(record) <= most {
		return append(cell, record...), nil
	}
	least := (u-12)*32/255 - 23
	local := least + (len(record)-least)%(u-4)
	if local > most {
		local = least
	}
	next, err := b.overflow(record[local:])
	return binary.BigEndian.AppendUint32(append(cell, record[:local]...), next), err
}

// overflow lays the rest of a record, its last part first, and gives the page of the
// first.
func (b *builder) overflow(rest []byte) (next uint32, err error) {
	room := b.f.usable - 4
	parts := slices.Collect(slices.Chunk(rest, room))
	page := make([]byte, b.f.size)
	for _, part := range slices.Backward(parts) {
		clear(page)
		binary.BigEndian.PutUint32(page, next)
		copy(page[4:], part)
		if next, err = b.f.put(page); err != nil {
			return 0, err
		}
	}
	return next, nil
}

// finish lays the last leaf, unless it has a page already, and what is above the
// leaves, the topmost page at root.
func (b *builder) finish(root uint32, last child) (err error) {
	b.seal(b.leaf)
	kind := byte(interiorTable)
	if b.leaf == leafIndex {
		kind = interiorIndex
	}
	if len(b.below) == 0 {
		if last.page != 0 {
			b.f.free = append(b.f.free, last.page)
		}
		return b.f.replace(root, b.page)
	}
	if last.page == 0 {
		if last.page, err = b.f.put(b.page); err != nil {
			return err
		}
	}
	level := append(b.below, last)
	for {
		above, err := b.above(level, kind, root)
		if err != nil || len(above) == 0 {
			return err
		}
		level = above
	}
}

// above lays one level; none is left where it is a single page, the root.
func (b *builder) above(level []child, kind byte, root uint32) (above []child, err error) {
	for len(level) > 0 {
		b.clear(interiorHeader)
		n := 0 // cells; the page points to one child more
		for ; n < len(level)-1; n++ {
			b.cell = binary.BigEndian.AppendUint32(b.cell[:0], level[n].page)
			if kind == interiorTable {
				b.cell = appendVarint(b.cell, uint64(level[n].key))
			} else {
				b.cell = append(b.cell, level[n].divider...)
			}
			if !b.fits(len(b.cell)) {
				break
			}
			b.add(b.cell, interiorHeader)
		}
		if len(level)-n == 2 { // the last child would be alone in its page
			b.drop(interiorHeader)
			n--
		}
		b.seal(kind)
		binary.BigEndian.PutUint32(b.page[8:], level[n].page)
		if len(above) == 0 && n == len(level)-1 {
			return nil, b.f.replace(root, b.page)
		}
		number, err := b.f.put(b.page)
		if err != nil {
			return nil, err
		}
		above = append(above, child{number, level[n].key, level[n].divider})
		level = level[n+1:]
	}
	return above, nil
}

// drop takes the last cell away again and gives it, good until the next is added.
func (b *builder) drop(header int) []byte {
	b.cells--
	at := header + 2*b.cells
	end := b.f.usable
	if b.cells > 0 {
		end = int(binary.BigEndian.Uint16(b.page[at-2:]))
	}
	b.cell = append(b.cell[:0], b.page[b.start:end]...)
	clear(b.page[b.start:end])
	b.page[at], b.page[at+1] = 0, 0
	b.free += end - b.start + 2
	b.start = end
	return b.cell
}

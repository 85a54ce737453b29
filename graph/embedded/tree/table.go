package tree

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Table lays a table whose rows have numbers.
type Table struct {
	b    builder
	last int64 // number of the row added last
	read []byte
}

// NewTable begins one.
func NewTable(f *File) *Table { return &Table{b: newBuilder(f, leafTable)} }

// Row is the row that is added next, without columns yet.
func (t *Table) Row() *Row { return t.b.row.Reset() }

// Add adds the row, whose number is greater than those before.
func (t *Table) Add(number int64) error {
	if number <= t.last {
		return errors.New("rows of a table must come by number")
	}
	record := t.b.row.record()
	cell := appendVarint(appendVarint(t.b.cell[:0], uint64(len(record))), uint64(number))
	cell, err := t.b.payload(cell, record)
	t.b.cell = cell
	if err != nil {
		return err
	}
	if !t.b.fits(len(cell)) {
		if err := t.Cut(); err != nil {
			return err
		}
	}
	t.b.add(cell, leafHeader)
	t.last = number
	return nil
}

// Cut ends the page that is being filled, so that all rows so far are in pages of the
// file.
func (t *Table) Cut() error {
	if t.b.cells == 0 {
		return nil
	}
	t.b.seal(leafTable)
	number, err := t.b.f.put(t.b.page)
	t.b.below = append(t.b.below, child{page: number, key: t.last})
	t.b.clear(leafHeader)
	return err
}

// Recover takes the rows that are in pages from one number to another, of a table that
// was cut at the last of them, and shows each. It is for a table that was just begun.
func (t *Table) Recover(from, to uint32, visit func(number int64, columns []Value) error) error {
	var page []byte
	for n := from; n <= to; n++ {
		var err error
		if page, err = t.b.f.page(n, page); err != nil {
			return err
		}
		if !t.b.f.whole(page, n) {
			return errTorn
		}
		if page[0] != leafTable { // what did not fit into a leaf; it begins with the number of a page
			continue
		}
		for i := range int(binary.BigEndian.Uint16(page[3:])) {
			number, record, err := t.b.cellRow(page, i)
			if err != nil {
				return err
			}
			columns, err := columns(record)
			if err != nil {
				return err
			}
			if err := visit(number, columns); err != nil {
				return err
			}
			t.last = number
		}
		t.b.below = append(t.b.below, child{page: n, key: t.last})
	}
	return nil
}

// Finish lays the rest, the root at the page that the empty table had. The table is
// of no use then.
func (t *Table) Finish(root uint32) error {
	last := child{key: t.last}
	if end := len(t.b.below) - 1; t.b.cells == 0 && end >= 0 { // it was cut after the last row
		last = t.b.below[end]
		page, err := t.b.f.page(last.page, nil)
		if err != nil {
			return err
		}
		copy(t.b.page, page)
		t.b.cells = int(binary.BigEndian.Uint16(page[3:]))
		t.b.start = int(binary.BigEndian.Uint16(page[5:]))
		t.b.below = t.b.below[:end]
	}
	return t.b.finish(root, last)
}

// Get gives the columns of a row; nil where there is none. They are good until the
// next call.
func (t *Table) Get(number int64) ([]Value, error) {
	if number > t.last {
		return nil, nil
	}
	at, _ := slices.BinarySearchFunc(t.b.below, number, func(c child, n int64) int {
		if c.key < n {
			return -1
		}
		return 1
	})
	page := t.b.page
	cells := t.b.cells
	if at < len(t.b.below) {
		var err error
		if t.read, err = t.b.f.page(t.b.below[at].page, t.read); err != nil {
			return nil, err
		}
		page, cells = t.read, int(binary.BigEndian.Uint16(t.read[3:]))
	}
	for i := range cells {
		if n, record, err := t.b.cellRow(page, i); err != nil {
			return nil, err
		} else if n == number {
			return columns(record)
		}
	}
	return nil, nil
}

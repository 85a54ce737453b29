package tree

import (
	"encoding/binary"
	"errors"
)

// Value is one column: a number, or the bytes of a text or blob.
type Value struct {
	Int   int64
	Bytes []byte
}

var errTorn = errors.New("a page that was laid is not whole")

// cellRow reads one cell of a leaf of a table: the row's number and its record.
func (b *builder) cellRow(page []byte, i int) (number int64, record []byte, err error) {
	at := int(binary.BigEndian.Uint16(page[leafHeader+2*i:]))
	if at >= b.f.usable {
		return 0, nil, errTorn
	}
	cell := page[at:b.f.usable]
	size, used := varint(cell)
	n, more := varint(cell[used:])
	cell = cell[used+more:]
	if used == 0 || more == 0 {
		return 0, nil, errTorn
	}
	u := b.f.usable
	if int(size) <= u-35 {
		if int(size) > len(cell) {
			return 0, nil, errTorn
		}
		return int64(n), cell[:size], nil
	}
	least := (u-12)*32/255 - 23
	local := least + (int(size)-least)%(u-4)
	if local > u-35 {
		local = least
	}
	if local+4 > len(cell) {
		return 0, nil, errTorn
	}
	record = append(make([]byte, 0, size), cell[:local]...)
	for next := binary.BigEndian.Uint32(cell[local:]); next != 0 && len(record) < int(size); {
		p, err := b.f.page(next, nil)
		if err != nil {
			return 0, nil, err
		}
		record = append(record, p[4:min(u, 4+int(size)-len(record))]...)
		next = binary.BigEndian.Uint32(p)
	}
	if len(record) != int(size) {
		return 0, nil, errTorn
	}
	return int64(n), record, nil
}

// columns reads a record (section 2.1).
func columns(record []byte) (vs []Value, err error) {
	size, used := varint(record)
	if used == 0 || int(size) > len(record) {
		return nil, errTorn
	}
	head, body := record[used:size], record[size:]
	for len(head) > 0 {
		kind, n := varint(head)
		if n == 0 {
			return nil, errTorn
		}
		head = head[n:]
		var v Value
		width := 0
		switch {
		case kind >= 12:
			width = int(kind-12) / 2
		case kind == 5, kind == 6:
			width = 2*int(kind) - 4
		case kind <= 4:
			width = int(kind)
		}
		if width > len(body) {
			return nil, errTorn
		}
		switch {
		case kind >= 12:
			v.Bytes = body[:width:width]
		case kind == 9:
			v.Int = 1
		case width > 0:
			v.Int = int64(int8(body[0]))
			for _, c := range body[1:width] {
				v.Int = v.Int<<8 | int64(c)
			}
		}
		body = body[width:]
		vs = append(vs, v)
	}
	return vs, nil
}

package tree

import "encoding/binary"

// Row packs the columns of one row: SQLite's record (section 2.1). The zero value is
// ready; Reset begins the next row.
type Row struct {
	head, body []byte
	out        []byte
}

// Reset begins a row.
func (r *Row) Reset() *Row {
	r.head, r.body = r.head[:0], r.body[:0]
	return r
}

// Null adds NULL, which also stands for a column that is the row's number.
func (r *Row) Null() *Row {
	r.head = append(r.head, 0)
	return r
}

// Int adds a whole number.
func (r *Row) Int(n int64) *Row {
	switch {
	case n == 0:
		r.head = append(r.head, 8)
	case n == 1:
		r.head = append(r.head, 9)
	case int64(int8(n)) == n:
		r.head, r.body = append(r.head, 1), append(r.body, byte(n))
	case int64(int16(n)) == n:
		r.head, r.body = append(r.head, 2), binary.BigEndian.AppendUint16(r.body, uint16(n))
	case n >= -1<<23 && n < 1<<23:
		r.head, r.body = append(r.head, 3), append(r.body, byte(n>>16), byte(n>>8), byte(n))
	case int64(int32(n)) == n:
		r.head, r.body = append(r.head, 4), binary.BigEndian.AppendUint32(r.body, uint32(n))
	case n >= -1<<47 && n < 1<<47:
		r.head, r.body = append(r.head, 5), append(r.body, byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	default:
		r.head, r.body = append(r.head, 6), binary.BigEndian.AppendUint64(r.body, uint64(n))
	}
	return r
}

// Text adds a text.
func (r *Row) Text(s string) *Row {
	r.head, r.body = appendVarint(r.head, uint64(13+2*len(s))), append(r.body, s...)
	return r
}

// Blob adds bytes.
func (r *Row) Blob(b []byte) *Row {
	r.head, r.body = appendVarint(r.head, uint64(12+2*len(b))), append(r.body, b...)
	return r
}

// record is the row as it stands in a cell, good until the next one.
func (r *Row) record() []byte {
	size := len(r.head) + 1
	if size > 127 { // its own length counts
		size++
	}
	r.out = append(append(appendVarint(r.out[:0], uint64(size)), r.head...), r.body...)
	return r.out
}

// appendVarint is SQLite's (section 1.6): big-endian, unlike encoding/binary's.
func appendVarint(b []byte, n uint64) []byte {
	switch {
	case n < 1<<7:
		return append(b, byte(n))
	case n < 1<<14:
		return append(b, byte(n>>7)|0x80, byte(n&0x7f))
	case n < 1<<21:
		return append(b, byte(n>>14)|0x80, byte(n>>7)|0x80, byte(n&0x7f))
	}
	if n >= 1<<56 {
		for shift := 57; shift >= 8; shift -= 7 {
			b = append(b, byte(n>>shift)|0x80)
		}
		return append(b, byte(n))
	}
	var rev [8]byte
	i := len(rev)
	for ; ; n >>= 7 {
		i--
		rev[i] = byte(n&0x7f) | 0x80
		if n < 1<<7 {
			break
		}
	}
	rev[len(rev)-1] &= 0x7f
	return append(b, rev[i:]...)
}

// varint reads one; used is 0 where there is none.
func varint(b []byte) (n uint64, used int) {
	for i, c := range b {
		if i == 8 {
			return n<<8 | uint64(c), 9
		}
		n = n<<7 | uint64(c&0x7f)
		if c < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}

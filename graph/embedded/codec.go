package embedded

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"

	"dragoman/graph"
)

// Bodies are the parts of a row that no query selects by: fields in a fixed
// order, numbers as varints, texts and lists with their length before them, and
// a CRC-32C (Castagnoli) of the row's ids and the body at the end, so that a bit
// that flips on disk is found when the row is read.

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// packer appends fields.
type packer struct{ b []byte }

func (p *packer) uint(n uint64)     { p.b = binary.AppendUvarint(p.b, n) }
func (p *packer) int(n int)         { p.b = binary.AppendVarint(p.b, int64(n)) }
func (p *packer) byte(n byte)       { p.b = append(p.b, n) }
func (p *packer) text(s string)     { p.uint(uint64(len(s))); p.b = append(p.b, s...) }
func (p *packer) edtf(e graph.EDTF) { p.text(e.String()) }

func (p *packer) flag(v bool) {
	if v {
		p.byte(1)
	} else {
		p.byte(0)
	}
}

func (p *packer) texts(list []string) {
	p.uint(uint64(len(list)))
	for _, s := range list {
		p.text(s)
	}
}

// date spends one byte on no date and two texts on the usual one.
func (p *packer) date(d graph.Date) {
	switch {
	case d.IsZero():
		p.byte(0)
	case d.Resolved.IsZero() && d.Basis == "":
		p.byte(1)
		p.text(d.Text)
		p.edtf(d.EDTF)
	default:
		p.byte(2)
		p.text(d.Text)
		p.edtf(d.EDTF)
		p.edtf(d.Resolved)
		p.text(d.Basis)
	}
}

// seal appends the checksum over what was packed since start and the row's ids.
func (p *packer) seal(start int, ids ...string) []byte {
	sum := crc32.Update(checksum(ids), castagnoli, p.b[start:])
	p.b = binary.LittleEndian.AppendUint32(p.b, sum)
	return p.b[start:len(p.b):len(p.b)]
}

func checksum(ids []string) uint32 {
	var buf [192]byte
	b := buf[:0]
	for _, id := range ids {
		b = append(append(b, id...), 0)
	}
	return crc32.Checksum(b, castagnoli)
}

var errSum = errors.New("a row's checksum does not fit its content")

// unpacker reads fields; after the first thing that is not there it gives zeros
// and remembers.
type unpacker struct {
	b   []byte
	bad bool
}

// unseal checks the sum and gives what is before it.
func unseal(body []byte, ids ...string) (unpacker, error) {
	if len(body) < 4 {
		return unpacker{}, errSum
	}
	content, sum := body[:len(body)-4], binary.LittleEndian.Uint32(body[len(body)-4:])
	if crc32.Update(checksum(ids), castagnoli, content) != sum {
		return unpacker{}, errSum
	}
	return unpacker{b: content}, nil
}

func (u *unpacker) err() error {
	if u.bad || len(u.b) != 0 {
		return errSum
	}
	return nil
}

func (u *unpacker) fail() { u.bad, u.b = true, nil }

func (u *unpacker) uint() uint64 {
	n, used := binary.Uvarint(u.b)
	if used <= 0 {
		u.fail()
		return 0
	}
	u.b = u.b[used:]
	return n
}

func (u *unpacker) int() int {
	n, used := binary.Varint(u.b)
	if used <= 0 {
		u.fail()
		return 0
	}
	u.b = u.b[used:]
	return int(n)
}

func (u *unpacker) byte() byte {
	if len(u.b) == 0 {
		u.fail()
		return 0
	}
	n := u.b[0]
	u.b = u.b[1:]
	return n
}

func (u *unpacker) flag() bool { return u.byte() == 1 }

func (u *unpacker) text() string {
	n := u.uint()
	if n > uint64(len(u.b)) {
		u.fail()
		return ""
	}
	s := string(u.b[:n])
	u.b = u.b[n:]
	return s
}

// length of a list whose entries take a byte at least.
func (u *unpacker) length() int {
	n := u.uint()
	if n > uint64(len(u.b)) || n > math.MaxInt32 {
		u.fail()
		return 0
	}
	return int(n)
}

func (u *unpacker) texts() []string {
	n := u.length()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = u.text()
	}
	return list
}

func (u *unpacker) edtf() graph.EDTF {
	s := u.text()
	if s == "" {
		return graph.EDTF{}
	}
	e, err := graph.ParseEDTF(s)
	if err != nil {
		u.fail()
	}
	return e
}

func (u *unpacker) date() (d graph.Date) {
	form := u.byte()
	if form == 0 {
		return d
	}
	d.Text, d.EDTF = u.text(), u.edtf()
	if form == 2 {
		d.Resolved, d.Basis = u.edtf(), u.text()
	}
	return d
}

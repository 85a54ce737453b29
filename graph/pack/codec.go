package pack

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"unsafe"

	"dragoman/graph"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Packer appends the packed forms of records to B and gives what it appended.
type Packer struct{ B []byte }

func (p *Packer) uint(n uint64)     { p.B = binary.AppendUvarint(p.B, n) }
func (p *Packer) int(n int)         { p.B = binary.AppendVarint(p.B, int64(n)) }
func (p *Packer) byte(n byte)       { p.B = append(p.B, n) }
func (p *Packer) text(s string)     { p.uint(uint64(len(s))); p.B = append(p.B, s...) }
func (p *Packer) edtf(e graph.EDTF) { p.text(e.String()) }

func (p *Packer) flag(v bool) {
	if v {
		p.byte(1)
	} else {
		p.byte(0)
	}
}

func (p *Packer) texts(list []string) {
	p.uint(uint64(len(list)))
	for _, s := range list {
		p.text(s)
	}
}

// date spends one byte on no date and two texts on the usual one.
func (p *Packer) date(d graph.Date) {
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
func (p *Packer) seal(start int, ids ...string) []byte {
	end := len(p.B)
	p.B = appendIDs(p.B, ids) // for a moment, so that nothing is allocated for each row
	sum := crc32.Update(crc32.Checksum(p.B[end:], castagnoli), castagnoli, p.B[start:end])
	p.B = p.B[:end]
	p.B = binary.LittleEndian.AppendUint32(p.B, sum)
	return p.B[start:len(p.B):len(p.B)]
}

func appendIDs(b []byte, ids []string) []byte {
	for _, id := range ids {
		b = append(append(b, id...), 0)
	}
	return b
}

// ErrSum is the cause of every error of this package.
var ErrSum = errors.New("a row's checksum does not fit its content")

// unpacker reads fields; after the first thing that is not there it gives zeros
// and remembers.
type unpacker struct {
	b     []byte
	bad   bool
	dates *Dates // may be nil
	whole string // what b is the end of, for texts to be parts of; may be ""
}

// unseal checks the sum and gives what is before it.
func unseal(body []byte, ids ...string) (unpacker, error) {
	if len(body) < 4 {
		return unpacker{}, ErrSum
	}
	content, sum := body[:len(body)-4], binary.LittleEndian.Uint32(body[len(body)-4:])
	if crc32.Update(crc32.Checksum(appendIDs(make([]byte, 0, 192), ids), castagnoli), castagnoli, content) != sum {
		return unpacker{}, ErrSum
	}
	return unpacker{b: content}, nil
}

// Record checks the sum of a row's body and gives what is before it, to be read as often
// as is wanted.
func Record(body []byte, ids ...string) ([]byte, error) {
	u, err := unseal(body, ids...)
	return u.b, err
}

// reading reads a record whose bytes nobody changes: texts are parts of it, not copies.
func reading(record []byte) unpacker {
	return unpacker{b: record, whole: unsafe.String(unsafe.SliceData(record), len(record))}
}

func (u *unpacker) err() error {
	if u.bad || len(u.b) != 0 {
		return ErrSum
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
	b := u.bytes()
	if u.whole == "" || u.bad {
		return string(b)
	}
	end := len(u.whole) - len(u.b)
	return u.whole[end-len(b) : end]
}

// bytes is text where it lies.
func (u *unpacker) bytes() []byte {
	n := u.uint()
	if n > uint64(len(u.b)) {
		u.fail()
		return nil
	}
	s := u.b[:n]
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
	if u.dates != nil {
		e, ok := u.dates.parse(s)
		if !ok {
			u.fail()
		}
		return e
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

func (u *unpacker) skipDate() {
	form := u.byte()
	if form == 0 {
		return
	}
	u.bytes()
	u.bytes()
	if form == 2 {
		u.bytes()
		u.bytes()
	}
}

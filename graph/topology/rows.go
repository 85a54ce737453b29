package topology

import "encoding/binary"

// What base keeps of each relation and each claim beside its cells lies together,
// so that one look at memory tells it all, and byte by byte, so that nothing is
// spent on alignment.

// relRow is what a relation's cells do not tell: its key (0 is none), its
// first claim, and its id. One more row than there are relations ends the last.
type relRow [8 + digestLen]byte

func makeRelRow(key, first uint32, id digest) (r relRow) {
	binary.LittleEndian.PutUint32(r[0:], key)
	binary.LittleEndian.PutUint32(r[4:], first)
	copy(r[8:], id[:])
	return r
}

func (r *relRow) key() uint32   { return binary.LittleEndian.Uint32(r[0:]) }
func (r *relRow) first() uint32 { return binary.LittleEndian.Uint32(r[4:]) }
func (r *relRow) id() *digest   { return (*digest)(r[8:]) }

// claimRow is a claim: document, chain of sources, date, and bits.
type claimRow [13]byte

func makeClaimRow(doc, chain, date uint32, bits uint8) (r claimRow) {
	binary.LittleEndian.PutUint32(r[0:], doc)
	binary.LittleEndian.PutUint32(r[4:], chain)
	binary.LittleEndian.PutUint32(r[8:], date)
	r[12] = bits
	return r
}

func (r *claimRow) doc() uint32   { return binary.LittleEndian.Uint32(r[0:]) }
func (r *claimRow) chain() uint32 { return binary.LittleEndian.Uint32(r[4:]) }
func (r *claimRow) date() uint32  { return binary.LittleEndian.Uint32(r[8:]) }
func (r *claimRow) bits() uint8   { return r[12] }

// claimsOf gives the range of the claims of a relation.
func (b *base) claimsOf(rel uint32) (lo, hi uint32) {
	return b.rels[rel].first(), b.rels[rel+1].first()
}

// chain gives the links of a chain of sources.
func (b *base) chain(i uint32) []uint32 { return b.links[b.chainOff[i]:b.chainOff[i+1]] }

// packed writes or reads a column of rows of a size in bytes.
func packed[T any](f *file, col *[]T, size int, row func(*T) []byte) {
	f.section(len(*col), size, func(hi, n int) { extend(col, hi, n) }, func(lo, hi int, p []byte) {
		for i := lo; i < hi; i++ {
			if q := p[size*(i-lo):][:size]; f.w != nil {
				copy(q, row(&(*col)[i]))
			} else {
				copy(row(&(*col)[i]), q)
			}
		}
	})
}

package topology

import (
	"cmp"
	"encoding/binary"
	"slices"

	"dragoman/graph"
)

// Ids of relations are digests of 130 bits: SHA-256 and base32 for each relation
// of an answer would cost more than finding it. Base keeps the bits, 17 bytes a
// relation, of which the text is only another spelling.
const (
	digestLen = 17
	idPrefix  = "r:"
	idLen     = len(idPrefix) + 26
	base32    = "abcdefghijklmnopqrstuvwxyz234567"
)

// base32Value is the inverse of base32.
var base32Value = func() (values [256]uint8) {
	for i := range len(base32) {
		values[base32[i]] = uint8(i)
	}
	return values
}()

// digest is the id of a relation without its spelling.
type digest [digestLen]byte

// digestOf packs the id of a relation.
func digestOf(id string) (d digest) {
	bits, n, at := uint32(0), 0, 0
	for i := len(idPrefix); i < len(id); i++ {
		bits = bits<<5 | uint32(base32Value[id[i]])
		if n += 5; n >= 8 {
			n -= 8
			d[at] = byte(bits >> n)
			at++
		}
	}
	d[at] = byte(bits << (8 - n))
	return d
}

// base32Pairs spells ten bits.
var base32Pairs = func() (pairs [1 << 10][2]byte) {
	for i := range pairs {
		pairs[i] = [2]byte{base32[i>>5], base32[i&31]}
	}
	return pairs
}()

// spell writes the id of a digest.
func (d *digest) spell(out *[idLen]byte) {
	hi, lo := binary.BigEndian.Uint64(d[:8]), binary.BigEndian.Uint64(d[8:16])
	mid := hi<<60 | lo>>4
	pair := func(at int, bits uint64) {
		p := &base32Pairs[bits&1023]
		out[at], out[at+1] = p[0], p[1]
	}
	out[0], out[1] = idPrefix[0], idPrefix[1]
	pair(2, hi>>54)
	pair(4, hi>>44)
	pair(6, hi>>34)
	pair(8, hi>>24)
	pair(10, hi>>14)
	pair(12, hi>>4)
	pair(14, mid>>54)
	pair(16, mid>>44)
	pair(18, mid>>34)
	pair(20, mid>>24)
	pair(22, mid>>14)
	pair(24, mid>>4)
	pair(26, lo<<2|uint64(d[16]>>6))
}

// head is a number of 60 bits that orders digests as the first twelve characters
// of their ids do. Digits come before letters there and stand for the greatest
// values: adding 6 to every five bits, without carry, puts them in front.
func (d *digest) head() uint64 {
	const (
		low  = 0x7bdef7bdef7bdef // the lower four of every five bits
		six  = 0x318c6318c6318c6
		high = 0x842108421084210
	)
	x := binary.BigEndian.Uint64(d[:8]) >> 4
	return (x&low + six) ^ x&high
}

// digest gives the packed id of a relation of base or overlay.
func (g *Graph) digest(rel uint32) digest {
	if int(rel) < g.base.relations() {
		return g.base.digest[rel]
	}
	return g.rels.get(rel).id
}

// relationID gives the id of the relation of an arc.
func (g *Graph) relationID(x *arc) string {
	var id [idLen]byte
	d := g.digest(x.rel)
	d.spell(&id)
	return string(id[:])
}

// compareRelations orders relations by id.
func (g *Graph) compareRelations(a, b uint32) int {
	x, y := g.digest(a), g.digest(b)
	if n := cmp.Compare(x.head(), y.head()); n != 0 {
		return n
	}
	var i, j [idLen]byte
	x.spell(&i)
	y.spell(&j)
	return slices.Compare(i[:], j[:])
}

// identify computes the relation's id.
func (r *relation) identify(g *Graph) {
	r.id = digestOf(graph.RelationID(g.id(r.from), graph.RelationType(r.meta&63), g.id(r.to), graph.Role(r.meta>>metaRole&7), r.key))
}

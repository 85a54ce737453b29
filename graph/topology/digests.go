package topology

import (
	"slices"
	"strings"

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

// appendID spells a digest of base.
func appendID(out []byte, d []byte) []byte {
	out = append(out, idPrefix...)
	for ; len(d) >= 5; d = d[5:] {
		x := uint64(d[0])<<32 | uint64(d[1])<<24 | uint64(d[2])<<16 | uint64(d[3])<<8 | uint64(d[4])
		out = append(out,
			base32[x>>35&31], base32[x>>30&31], base32[x>>25&31], base32[x>>20&31],
			base32[x>>15&31], base32[x>>10&31], base32[x>>5&31], base32[x&31])
	}
	x := uint32(d[0])<<8 | uint32(d[1])
	return append(out, base32[x>>11&31], base32[x>>6&31])
}

// digest gives the packed id of a relation of base.
func (b *base) digest(rel uint32) []byte {
	return b.relIDs[digestLen*int(rel):][:digestLen:digestLen]
}

// appendRelationID spells the id of a relation of base or overlay.
func (g *Graph) appendRelationID(out []byte, rel uint32) []byte {
	if int(rel) < g.base.relations() {
		return appendID(out, g.base.digest(rel))
	}
	return append(out, g.rels.get(rel).id...)
}

// relationID gives the id of the relation of an arc.
func (g *Graph) relationID(x *arc) string {
	var room [idLen]byte
	return string(g.appendRelationID(room[:0], x.rel))
}

// spelled spells the ids of many relations with one allocation.
func (g *Graph) spelled(as []arc) []string {
	var text strings.Builder
	text.Grow(len(as) * idLen)
	var room [idLen]byte
	for i := range as {
		text.Write(g.appendRelationID(room[:0], as[i].rel))
	}
	all := text.String()
	ids := make([]string, len(as))
	for i := range ids {
		ids[i] = all[i*idLen:][:idLen]
	}
	return ids
}

// identify computes the relation's id.
func (r *relation) identify(g *Graph) {
	r.id = graph.RelationID(g.id(r.from), graph.RelationType(r.meta&63), g.id(r.to), graph.Role(r.meta>>metaRole&7), r.key)
}

// digest gives the packed id of a relation of base or overlay.
func (g *Graph) digest(rel uint32) digest {
	if int(rel) < g.base.relations() {
		return digest(g.base.digest(rel))
	}
	return digestOf(g.rels.get(rel).id)
}

// compareRelations orders relations by id.
func (g *Graph) compareRelations(a, b uint32) int {
	var x, y [idLen]byte
	return slices.Compare(g.appendRelationID(x[:0], a), g.appendRelationID(y[:0], b))
}

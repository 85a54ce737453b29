package topology

import (
	"cmp"
	"encoding/binary"
	"slices"

	"dragoman/graph"
)

// Ids of relations are digests of 130 bits: SHA-256 over what makes a relation the one
// it is. Base does not keep them, 17 bytes a relation, but works them out for what an
// answer shows. It keeps those of relations among the greatest entities, which answers
// show most often. Relations that the overlay brought have theirs.
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

// spelled is the id of a digest.
func (d digest) spelled() string {
	var id [idLen]byte
	d.spell(&id)
	return string(id[:])
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

// compare orders digests as their ids are.
func (d digest) compare(o digest) int {
	if n := cmp.Compare(d.head(), o.head()); n != 0 {
		return n
	}
	var i, j [idLen]byte
	d.spell(&i)
	o.spell(&j)
	return slices.Compare(i[:], j[:])
}

// digest gives the id of a relation.
func (g *Graph) digest(rel uint32) digest {
	if int(rel) >= g.base.relations() {
		return g.rels.get(rel).id
	}
	v := g.base.ownerOf(rel)
	return g.base.digest(rel, v, g.base.rels.nbr(rel), g.base.rels.meta(rel))
}

// arcDigest gives the id of the relation of an arc.
func (g *Graph) arcDigest(x *arc) digest {
	if int(x.rel) >= g.base.relations() {
		return g.rels.get(x.rel).id
	}
	lower, upper, meta := g.base.fromBelow(x)
	return g.base.digest(x.rel, lower, upper, meta)
}

// fromBelow gives the ends of the relation of an arc, which base must have, and its meta
// as seen from the lower one.
func (b *base) fromBelow(x *arc) (lower, upper, meta uint32) {
	if b.leadsUp(x.a, x.rel) {
		return x.a, x.b, x.meta
	}
	return x.b, x.a, x.meta ^ metaIn
}

// appendDigests gives the ids of the relations of arcs; those with the same lower end
// should follow each other.
func (g *Graph) appendDigests(out []digest, as []arc) []digest {
	b, m := g.base, uint32(g.base.relations())
	last, kept := none, []digest(nil)
	for i := range as {
		x := &as[i]
		if x.rel >= m {
			out = append(out, g.rels.get(x.rel).id)
			continue
		}
		lower, upper, meta := b.fromBelow(x)
		if lower != last {
			last, kept = lower, b.kept.of(lower)
		}
		if kept != nil {
			out = append(out, kept[x.rel-b.rowOff[lower].up])
		} else {
			out = append(out, b.compute(x.rel, b.ids.at(lower), b.ids.at(upper), meta))
		}
	}
	return out
}

func (b *base) digest(rel, lower, upper, meta uint32) digest {
	if list := b.kept.of(lower); list != nil {
		return list[rel-b.rowOff[lower].up]
	}
	return b.compute(rel, b.ids.at(lower), b.ids.at(upper), meta)
}

// compute works the id of a relation out of the ids of its ends.
func (b *base) compute(rel uint32, lower, upper string, meta uint32) digest {
	if meta&metaIn != 0 {
		lower, upper = upper, lower
	}
	return graph.RelationDigest(lower, graph.RelationType(meta&63), upper, graph.Role(meta>>metaRole&7), b.keys.at(b.rels.key(rel)))
}

// relationID gives the id of the relation of an arc.
func (g *Graph) relationID(x *arc) string {
	return g.arcDigest(x).spelled()
}

// compareRelations orders relations by id.
func (g *Graph) compareRelations(x, y *arc) int { return g.arcDigest(x).compare(g.arcDigest(y)) }

// compareParallel is compareRelations of two between the same entities. Those of
// base with the same status there are in order.
func (g *Graph) compareParallel(x, y *arc) int {
	b := g.base
	if m := uint32(b.relations()); x.rel < m && y.rel < m && (b.rels.meta(x.rel)^b.rels.meta(y.rel))>>metaStatus&15 == 0 {
		return cmp.Compare(x.rel, y.rel)
	}
	return g.compareRelations(x, y)
}

// identify computes the relation's id.
func (r *relation) identify(g *Graph) {
	r.id = graph.RelationDigest(g.id(r.from), graph.RelationType(r.meta&63), g.id(r.to), graph.Role(r.meta>>metaRole&7), r.key)
}

// keptDigests has the ids of all relations that lead up from some entities.
type keptDigests struct {
	by  []uint32 // entities, ascending
	off []uint32 // where theirs begin, and one more
	all []digest
}

// keptOf is of how many relations one has its id kept.
const keptOf = 25

// of gives the ids of the relations that lead up from v, in their order; nil where
// they are not kept.
func (t *keptDigests) of(v uint32) []digest {
	if i, ok := slices.BinarySearch(t.by, v); ok {
		return t.all[t.off[i]:t.off[i+1]]
	}
	return nil
}

// keep fills kept: the greatest entities first, as long as there is room.
func (b *base) keep() {
	t := keptDigests{off: []uint32{0}}
	var long []uint32
	for v := range uint32(b.entities()) {
		if b.rowLen(v) > longRow {
			long = append(long, v)
		}
	}
	slices.SortFunc(long, func(x, y uint32) int { return cmp.Or(cmp.Compare(b.rowLen(y), b.rowLen(x)), cmp.Compare(x, y)) })
	room := b.relations() / keptOf
	for _, v := range long {
		if room -= b.climbLen(v); room < 0 {
			break
		}
		t.by = append(t.by, v)
	}
	slices.Sort(t.by)
	t.by = slices.Clip(t.by)
	for _, v := range t.by {
		lo, hi := b.ups(v)
		for rel := lo; rel < hi; rel++ {
			c := b.rels.cell(rel)
			t.all = append(t.all, b.compute(rel, b.ids.at(v), b.ids.at(c.nbr), c.meta))
		}
		t.off = append(t.off, uint32(len(t.all)))
	}
	t.all = slices.Clip(t.all)
	b.kept = t
}

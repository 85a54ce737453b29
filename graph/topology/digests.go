package topology

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"sync/atomic"

	"dragoman/graph"
)

// Ids of relations are digests of 130 bits: SHA-256 over what makes a relation the one
// it is. Base does not keep them, 17 bytes a relation, but works them out for what an
// answer shows, and keeps the last ones in a table of fixed size. Relations that the
// overlay brought have theirs.
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
	if d, ok := g.digestAtHand(rel); ok {
		return d
	}
	b := g.base
	return g.workOut(rel, b.ownerOf(rel), b.rels.nbr(rel), b.rels.meta(rel))
}

// arcDigest gives the id of the relation of an arc.
func (g *Graph) arcDigest(x *arc) digest {
	if d, ok := g.digestAtHand(x.rel); ok {
		return d
	}
	return g.workOut(x.rel, x.a, x.b, x.meta)
}

func (g *Graph) digestAtHand(rel uint32) (digest, bool) {
	if int(rel) >= g.base.relations() {
		return g.rels.get(rel).id, true
	}
	return g.base.shown.get(rel)
}

// workOut computes the id of a relation of base as seen from a.
func (g *Graph) workOut(rel, a, b, meta uint32) digest {
	d := g.base.compute(rel, a, b, meta)
	g.base.shown.put(rel, &d)
	return d
}

func (b *base) compute(rel, from, to, meta uint32) digest {
	if meta&metaIn != 0 {
		from, to = to, from
	}
	return graph.RelationDigest(b.ids.at(from), graph.RelationType(meta&63), b.ids.at(to), graph.Role(meta>>metaRole&7), b.keys.at(b.rels.key(rel)))
}

// relationID gives the id of the relation of an arc.
func (g *Graph) relationID(x *arc) string {
	var id [idLen]byte
	d := g.arcDigest(x)
	d.spell(&id)
	return string(id[:])
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

// shownDigests are the digests that were worked out last, by relation: each has one
// place where it may be, and one that comes takes it from another. All methods may
// be called concurrently.
type shownDigests struct {
	shift  uint
	places []shownDigest
}

// shownDigest is one of them. Its state is the relation, the last two bits and how
// often the place was written: 0 when it never was, an odd number while it is. What
// was read between two equal looks at the state belongs together.
type shownDigest struct{ state, high, low atomic.Uint64 }

const (
	shownRelation = 32 // bits of state behind the relation
	shownWrites   = 30 // and behind the last two of the digest
)

// Bounds of how many digests are kept: one for so many relations, up to 6 MB.
const (
	relationsForOne = 32
	mostShown       = 1 << 18
	fewestShown     = 1 << 8
)

func newShownDigests(relations int) *shownDigests {
	n := bits.Len(uint(min(max(relations/relationsForOne, fewestShown), mostShown))) - 1
	return &shownDigests{uint(32 - n), make([]shownDigest, 1<<n)}
}

// place spreads relations over the table (Fibonacci hashing; Knuth, The Art of
// Computer Programming 3, 6.4).
func (t *shownDigests) place(rel uint32) *shownDigest { return &t.places[rel*0x9e3779b1>>t.shift] }

func (t *shownDigests) get(rel uint32) (d digest, ok bool) {
	p := t.place(rel)
	s := p.state.Load()
	if uint32(s>>shownRelation) != rel || s&1 == 1 || s<<(64-shownWrites) == 0 {
		return d, false
	}
	binary.BigEndian.PutUint64(d[:8], p.high.Load())
	binary.BigEndian.PutUint64(d[8:16], p.low.Load())
	d[16] = byte(s>>shownWrites) << 6
	return d, p.state.Load() == s
}

func (t *shownDigests) put(rel uint32, d *digest) {
	p := t.place(rel)
	s := p.state.Load()
	if s&1 == 1 || !p.state.CompareAndSwap(s, s|1) {
		return // somebody else is writing there
	}
	p.high.Store(binary.BigEndian.Uint64(d[:8]))
	p.low.Store(binary.BigEndian.Uint64(d[8:16]))
	p.state.Store(uint64(rel)<<shownRelation | uint64(d[16]>>6)<<shownWrites | (s+2)&(1<<shownWrites-1))
}

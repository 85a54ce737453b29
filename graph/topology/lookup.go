package topology

import (
	"context"
	"encoding/binary"
	"math/bits"

	"dragoman/graph"
)

// Relations looks relations up by id, aligned with ids: nil for an id of none and
// for a relation of which the filter selects no claim. Only claim-selecting fields
// of where apply. Lists of an answer may be shared: read them only. Unknown ids in
// the filter are ErrNotFound; a done context is ErrDeadline.
func (g *Graph) Relations(ctx context.Context, ids []string, where *graph.Filter) ([]*graph.Relation, error) {
	if err := where.Check(); err != nil {
		return nil, err
	}
	s, err := g.selectionOf(where)
	if err != nil {
		return nil, err
	}
	out := make([]*graph.Relation, len(ids))
	x := g.exhibit(s, where, len(ids))
	for i, id := range ids {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, deadline(ctx)
		}
		d, ok := parseDigest(id)
		if !ok {
			continue
		}
		if a, ok := g.findDigest(&d); ok {
			r := &graph.Relation{}
			if x.show(r, &a, g.relationID(&a), g.key(a.rel)) {
				out[i] = r
			}
		}
	}
	return out, nil
}

// parseDigest packs what may be the id of a relation.
func parseDigest(id string) (d digest, ok bool) {
	if len(id) != idLen || id[:len(idPrefix)] != idPrefix {
		return d, false
	}
	d = digestOf(id)
	var spelled [idLen]byte
	d.spell(&spelled)
	return d, string(spelled[:]) == id
}

// idIndex finds relations of base by id: with some bits of their digests, in buckets
// by the first bits of those.
type idIndex struct {
	records
	from uint     // how many last bits of the first 64 do not tell the bucket
	off  []uint32 // by bucket, and one more
}

const (
	idRelation, idTag, idColumns = 0, 1, 2

	tagBits = 5
)

func (x *idIndex) place(d *digest) (bucket uint64, tag uint32) {
	n := binary.BigEndian.Uint64(d[:])
	return n >> x.from, uint32(n >> (x.from - tagBits) & (1<<tagBits - 1))
}

// index fills byID, given the id of each relation.
func (b *base) index(id func(rel uint32) *digest) {
	m := uint32(b.relations())
	width := max(bits.Len(uint(m))-4, 1)
	x := idIndex{newRecords(int(m), max(m, 1)-1, 1<<tagBits-1), uint(64 - width), make([]uint32, 1<<width+1)}
	for rel := range m {
		n, _ := x.place(id(rel))
		x.off[n+1]++
	}
	for i := range len(x.off) - 1 {
		x.off[i+1] += x.off[i]
	}
	for rel := m; rel > 0; {
		rel--
		// Filled from the end of each bucket, off moves to its start.
		n, tag := x.place(id(rel))
		x.off[n+1]--
		x.fill(x.off[n+1], uint64(rel)|uint64(tag)<<x.shift[idTag])
	}
	// What was the end of a bucket is now its start: one place too high.
	copy(x.off, x.off[1:])
	x.off[len(x.off)-1] = m
	b.byID = x
}

// index writes or reads byID.
func (f *file) index(x *idIndex) {
	f.records(&x.records, idColumns)
	words(f, &x.off)
	if f.w == nil {
		x.from = uint(64 - bits.Len(uint(len(x.off))/2))
	}
}

// sound says that places lead to relations, and buckets to places.
func (x *idIndex) sound(relations int) bool {
	buckets := 1 << (64 - x.from)
	if x.n != relations || x.mask[idTag] != 1<<tagBits-1 || x.from < 32 || !climbs(x.off, buckets, relations) || int(x.off[buckets]) != relations {
		return false
	}
	for i := range uint32(x.n) {
		if x.at(i, idRelation) >= uint32(relations) {
			return false
		}
	}
	return true
}

// newIDBits are the first bits of a digest by which new relations are found.
const newIDBits = 18

func (d *digest) newIDSlot() uint32 { return binary.BigEndian.Uint32(d[:4]) >> (32 - newIDBits) }

// findDigest finds a relation that exists.
func (g *Graph) findDigest(d *digest) (a arc, ok bool) {
	b := g.base
	x := &b.byID
	n, tag := x.place(d)
	for i := x.off[n]; i < x.off[n+1]; i++ {
		if x.at(i, idTag) != tag {
			continue
		}
		a, alive := g.locate(x.at(i, idRelation))
		if g.arcDigest(&a) == *d {
			return a, alive
		}
	}
	if rels := g.newRels.get(d.newIDSlot()); rels != nil {
		for _, rel := range *rels {
			if r := g.rels.get(rel); r.id == *d {
				return g.locate(rel)
			}
		}
	}
	return arc{}, false
}

// locate gives a relation as seen from its from end; false where it is one no more.
func (g *Graph) locate(rel uint32) (a arc, alive bool) {
	b, o := g.base, g.rels.get(rel)
	if int(rel) < b.relations() {
		c := b.rels.cell(rel)
		a = makeArc(b.ownerOf(rel), &c, verdict{date: c.date}, c.in())
	} else {
		a = arc{a: o.from, b: o.to, rel: rel}
	}
	if o == nil {
		return a, true
	}
	a.meta, a.date = o.meta, o.date
	return a, !o.dead
}

// enlist makes a new relation found by its id.
func (w *writer) enlist(rel uint32, d *digest) {
	slot := d.newIDSlot()
	rels := []uint32{rel}
	if old := w.g.newRels.get(slot); old != nil {
		rels = append(rels, *old...)
	}
	w.g.newRels = w.g.newRels.set(slot, &rels)
}

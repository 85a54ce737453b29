package topology

import "unsafe"

// share is a part of base, and the memory it takes.
type share struct {
	name  string
	bytes int64
}

// sizes tells what takes the memory of a base.
func (b *base) sizes() []share {
	return []share{
		{"relations", size(b.rels.bits) + size(b.rels.metas) + size(b.rels.from)},
		{"cells", size(b.cells.bits) + size(b.cells.metas)},
		{"settled", size(b.settled.bits)},
		{"claims", size(b.claims.bits)},
		{"digests", size(b.kept.by) + size(b.kept.off) + size(b.kept.all)},
		{"by-id", size(b.byID.off) + size(b.byID.bits)},
		{"reach", size(b.reach.bits)},
		{"entities", size(b.kind) + size(b.occ) + size(b.deg) + size(b.rowOff) + size(b.great) + b.ids.size()},
		{"documents", size(b.about) + size(b.basedOff) + size(b.based) + b.docs.size()},
		{"dates", size(b.dates) + size(b.written)},
		{"chains", size(b.chainOff) + size(b.links) + b.texts.size()},
		{"keys", b.keys.size()},
		{"rest", size(b.withdrawn.claim) + size(b.withdrawn.day) + size(b.recorded.claim) + size(b.recorded.day) +
			size(b.concernOf) + size(b.concernOff) + size(b.concerns) + size(b.occOf) + size(b.occOff)},
	}
}

func size[T any](list []T) int64 {
	var one T
	return int64(len(list)) * int64(unsafe.Sizeof(one))
}

func (t *idTable) size() int64 {
	return size(t.off) + int64(len(t.text)) + size(t.signs.off) + int64(len(t.signs.text)) + size(t.hashed.slots)
}

package topology

import "sort"

// idTable holds strings one after the other. In the tables of entities and
// documents they are sorted, so that a position is also a rank.
type idTable struct {
	off   []uint32 // one more than there are ids
	text  string
	signs signs // of a sorted table; empty elsewhere
}

// signs are every so-manieth of the ids: few enough to stay in the cache, where
// most steps of a search take place.
type signs struct {
	off  []uint32
	text string
}

// apart is how many ids lie between two signs, a power of two.
const apart = 64

func (t *idTable) post() {
	var all []string
	for i := 0; i < t.len(); i += apart {
		all = append(all, t.at(uint32(i)))
	}
	s := newIDTable(all)
	t.signs = signs{s.off, s.text}
}

func (t *idTable) len() int { return len(t.off) - 1 }

func (t *idTable) at(i uint32) string { return t.text[t.off[i]:t.off[i+1]] }

// begin reads the first byte of a string, 0 of an empty one: see walker.ahead.
func (t *idTable) begin(i uint32) uint32 {
	if at := t.off[i]; at < t.off[i+1] {
		return uint32(t.text[at])
	}
	return 0
}

// find looks a string up in a sorted table.
func (t *idTable) find(id string) (uint32, bool) {
	lo, hi := 0, t.len()
	if n := len(t.signs.off) - 1; n > 0 {
		s := idTable{off: t.signs.off, text: t.signs.text}
		at := sort.Search(n, func(i int) bool { return s.at(uint32(i)) > id })
		lo, hi = max(at-1, 0)*apart, min(at*apart, hi)
	}
	i := lo + sort.Search(hi-lo, func(i int) bool { return t.at(uint32(lo+i)) >= id })
	return uint32(i), i < t.len() && t.at(uint32(i)) == id
}

func newIDTable(ids []string) idTable {
	size := 0
	for _, s := range ids {
		size += len(s)
	}
	text := make([]byte, 0, size)
	off := make([]uint32, 1, len(ids)+1)
	for _, s := range ids {
		text = append(text, s...)
		off = append(off, uint32(len(text)))
	}
	return idTable{off: off, text: string(text)}
}

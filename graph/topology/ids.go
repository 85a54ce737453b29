package topology

import (
	"hash/maphash"
	"math/bits"
	"sort"
)

// idTable holds strings one after the other. In the tables of entities and
// documents they are sorted, so that a position is also a rank.
type idTable struct {
	off  []uint32 // one more than there are ids
	text string
	// What a sorted table is searched by: signs, or a table of hashes where look-ups
	// are to take no time.
	signs  signs
	hashed hashes
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

// find looks a string up in a sorted table.
func (t *idTable) find(id string) (uint32, bool) {
	if t.hashed.slots != nil {
		return t.hashed.find(t, id)
	}
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

// hashes find the places of ids by what they hash to: 6 bytes an id.
//
//	slot  [ tag | place + 1 ]     0 where there is none; a place is in the first free
//	                              slot from that of its hash on
type hashes struct {
	slots []uint32
	width int // bits of a place
}

var hashSeed = maphash.MakeSeed()

// hash fills hashed.
func (t *idTable) hash() {
	n := t.len()
	h := hashes{make([]uint32, n+n/2+1), bits.Len(uint(n))}
	for i := range n {
		at, tag := h.start(t.at(uint32(i)))
		for h.slots[at] != 0 {
			at = h.after(at)
		}
		h.slots[at] = tag<<h.width | uint32(i+1)
	}
	t.hashed = h
}

func (h *hashes) start(id string) (at int, tag uint32) {
	sum := maphash.String(hashSeed, id)
	hi, _ := bits.Mul64(sum, uint64(len(h.slots)))
	return int(hi), uint32(sum) & (1<<(32-h.width) - 1)
}

func (h *hashes) after(at int) int {
	if at++; at == len(h.slots) {
		return 0
	}
	return at
}

func (h *hashes) find(t *idTable, id string) (uint32, bool) {
	at, tag := h.start(id)
	for {
		slot := h.slots[at]
		if slot == 0 {
			return 0, false
		}
		if slot>>h.width == tag {
			if place := slot&(1<<h.width-1) - 1; t.at(place) == id {
				return place, true
			}
		}
		at = h.after(at)
	}
}

package topology

import "sort"

// idTable holds strings one after the other. In the tables of entities and
// documents they are sorted, so that a position is also a rank.
type idTable struct {
	off  []uint32 // one more than there are ids
	text string
}

func (t *idTable) len() int { return len(t.off) - 1 }

func (t *idTable) at(i uint32) string { return t.text[t.off[i]:t.off[i+1]] }

// find looks a string up in a sorted table.
func (t *idTable) find(id string) (uint32, bool) {
	n := t.len()
	i := sort.Search(n, func(i int) bool { return t.at(uint32(i)) >= id })
	return uint32(i), i < n && t.at(uint32(i)) == id
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
	return idTable{off, string(text)}
}

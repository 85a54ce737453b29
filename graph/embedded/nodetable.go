package embedded

import "hash/maphash"

// nodeTable finds entities and documents by their ids: open addressing with linear
// probing (Knuth, The Art of Computer Programming, volume 3, 6.4), half of each slot a
// part of the hash, so that hardly any other id is compared.
//
// A node stays where it is. The zero value is ready.
type nodeTable struct {
	slots  []uint64 // 32 bits of a hash above, a place from 1 below; 0 is free
	blocks [][]node // the first short, for small batches
	count  int
	hashes []uint64 // of fetch, used again
	sink   int
}

const (
	firstBlock = 16
	blockBits  = 12
	leastSlots = 64
)

var nodeSeed = maphash.MakeSeed()

func (t *nodeTable) at(place uint32) *node {
	i := int(place) - 1
	if i < firstBlock {
		return &t.blocks[0][i]
	}
	i -= firstBlock
	return &t.blocks[1+i>>blockBits][i&(1<<blockBits-1)]
}

// find gives the node of an id; nil where there is none.
func (t *nodeTable) find(id string) *node {
	if t.count == 0 {
		return nil
	}
	h := maphash.String(nodeSeed, id)
	mask := uint64(len(t.slots) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		slot := t.slots[at]
		if slot == 0 {
			return nil
		}
		if slot>>32 == h>>32 {
			if n := t.at(uint32(slot)); n.id == id {
				return n
			}
		}
	}
}

// add gives the node of an id that has none.
func (t *nodeTable) add(id string) *node {
	if 3*(t.count+1) > 2*len(t.slots) {
		t.slots = make([]uint64, max(leastSlots, 2*len(t.slots)))
		for place := range uint32(t.count) {
			t.place(maphash.String(nodeSeed, t.at(place+1).id), place+1)
		}
	}
	switch last := len(t.blocks) - 1; {
	case last < 0:
		t.blocks = append(t.blocks, make([]node, 0, firstBlock))
	case len(t.blocks[last]) == cap(t.blocks[last]):
		t.blocks = append(t.blocks, make([]node, 0, 1<<blockBits))
	}
	block := &t.blocks[len(t.blocks)-1]
	*block = append(*block, node{id: id})
	t.count++
	t.place(maphash.String(nodeSeed, id), uint32(t.count))
	return &(*block)[len(*block)-1]
}

func (t *nodeTable) place(hash uint64, place uint32) {
	mask := uint64(len(t.slots) - 1)
	at := hash & mask
	for t.slots[at] != 0 {
		at = (at + 1) & mask
	}
	t.slots[at] = hash>>32<<32 | uint64(place)
}

// fetch brings near what find will read for some ids. Read one after the other, each of
// a million ids waits for far memory several times; in rounds, in which no read needs
// another, the processor waits for many at once.
func (t *nodeTable) fetch(ids []string) {
	if t.count < 1<<blockBits {
		return
	}
	mask := uint64(len(t.slots) - 1)
	t.hashes = t.hashes[:0]
	for _, id := range ids {
		t.hashes = append(t.hashes, maphash.String(nodeSeed, id))
	}
	for i, h := range t.hashes {
		slot := t.slots[h&mask]
		if slot>>32 != h>>32 {
			slot = 0 // further on; it is not worth it
		}
		t.hashes[i] = slot
	}
	sum := 0
	for _, slot := range t.hashes {
		if slot != 0 {
			sum += len(t.at(uint32(slot)).id)
		}
	}
	for _, slot := range t.hashes {
		if slot != 0 {
			if id := t.at(uint32(slot)).id; id != "" {
				sum += int(id[0])
			}
		}
	}
	t.sink = sum // so that the reads are not left out
}

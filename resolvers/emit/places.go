package emit

import "hash/maphash"

// places numbers ids in the order in which they come: a hash table of numbers (Knuth,
// The Art of Computer Programming, volume 3, 6.4), which is emptied at little cost, as a
// map is not. The zero value is ready.
type places struct {
	list  []string
	slots []uint64 // half of the hash above, place from 1 below; 0 is free
}

var placesSeed = maphash.MakeSeed()

// find gives the place of an id, -1 for one that was not added.
func (p *places) find(id string) int {
	if len(p.list) == 0 {
		return -1
	}
	at, _ := p.slot(id)
	return int(uint32(p.slots[at])) - 1
}

// add gives an id a place, unless it has one.
func (p *places) add(id string) {
	if 2*(len(p.list)+1) > len(p.slots) {
		p.grow()
	}
	if at, hash := p.slot(id); p.slots[at] == 0 {
		p.list = append(p.list, id)
		p.slots[at] = hash<<32 | uint64(len(p.list))
	}
}

// slot is that of an id, or the free one where it would be.
func (p *places) slot(id string) (at, hash uint64) {
	hash = maphash.String(placesSeed, id) >> 32
	mask := uint64(len(p.slots) - 1)
	for at = hash & mask; p.slots[at] != 0; at = (at + 1) & mask {
		if p.slots[at]>>32 == hash && p.list[uint32(p.slots[at])-1] == id {
			break
		}
	}
	return at, hash
}

func (p *places) grow() {
	old := p.slots
	p.slots = make([]uint64, max(64, 2*len(old)))
	mask := uint64(len(p.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		at := slot >> 32 & mask
		for p.slots[at] != 0 {
			at = (at + 1) & mask
		}
		p.slots[at] = slot
	}
}

func (p *places) clear() {
	if len(p.list) == 0 {
		return
	}
	clear(p.slots)
	clear(p.list)
	p.list = p.list[:0]
}

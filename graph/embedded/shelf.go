package embedded

import (
	"encoding/binary"
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// shelf keeps bytes by id, with a stamp of eight bytes each, in bounded memory that has
// no pointers in it: a million records are nothing to the collector of garbage, and are
// found without a lock.
//
//	slots   [hash, place | stamp] …     open addressing (Knuth, volume 3, 6.4)
//	chunks  [id, bytes][id, bytes] …    never changed once a slot leads there
//
// When half of the memory is full it begins anew in the other half: what is asked for
// of the old moves over, and the rest goes when the new is full in turn.
//
//	fresh ◀── asked for ── stale ──▶ gone
type shelf struct {
	most         int        // bytes
	mu           sync.Mutex // for writing
	fresh, stale atomic.Pointer[shelfPart]
	turned       atomic.Bool // something may have gone

	seen atomic.Uint64 // of no use but to make reads happen
}

type shelfPart struct {
	slots  []shelfSlot // a power of two
	chunks []atomic.Pointer[chunk]
	used   int // of slots; guarded by shelf.mu
	end    int // of what is written; guarded by shelf.mu
}

// shelfSlot is of one id at a time. Its stamp is never that of earlier bytes.
type shelfSlot struct {
	place atomic.Uint64 // hash above, place from 1 below; 0 is free
	stamp atomic.Uint64
}

const (
	slotBytes = 16
	chunkBits = 16
)

type chunk [1 << chunkBits]byte

func newShelf(most int) *shelf {
	s := &shelf{most: most}
	s.fresh.Store(s.part())
	s.stale.Store(s.part())
	return s
}

func (s *shelf) part() *shelfPart {
	return &shelfPart{slots: make([]shelfSlot, leastSlots), chunks: make([]atomic.Pointer[chunk], s.most/2>>chunkBits)}
}

var shelfSeed = maphash.MakeSeed()

func shelfHash(id string) uint64 { return maphash.String(shelfSeed, id) >> 32 }

// shelved is what a shelf has of an id; without a slot, nothing.
type shelved struct {
	bytes []byte // read only; they stay as they are
	stamp uint64 // that of bytes, or an earlier one
	slot  *shelfSlot
}

// again gives bytes another stamp, unless they have got one meanwhile.
func (x shelved) again(stamp uint64) { x.slot.stamp.CompareAndSwap(x.stamp, stamp) }

func (s *shelf) get(id string) shelved {
	h := shelfHash(id)
	if x := s.fresh.Load().find(h, id); x.slot != nil {
		return x
	}
	x := s.stale.Load().find(h, id)
	if x.slot != nil {
		s.put(id, x.bytes, x.stamp)
	}
	return x
}

func (p *shelfPart) find(h uint64, id string) shelved {
	mask := uint64(len(p.slots) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		slot := &p.slots[at]
		stamp := slot.stamp.Load() // before the place
		place := slot.place.Load()
		if place == 0 {
			return shelved{}
		}
		if place>>32 == h {
			if of, bytes := p.record(uint32(place)); string(of) == id {
				return shelved{bytes, stamp, slot}
			}
		}
	}
}

func (p *shelfPart) record(place uint32) (id, bytes []byte) {
	place--
	b := p.chunks[place>>chunkBits].Load()[place&(1<<chunkBits-1):]
	id, b = cutSized(b)
	bytes, _ = cutSized(b)
	return id, bytes
}

func cutSized(b []byte) (head, rest []byte) {
	n, size := binary.Uvarint(b)
	end := size + int(n)
	return b[size:end:end], b[end:]
}

// put keeps a copy of bytes instead of what there is of an id, unless that has a later
// stamp. What is too long for a chunk is not kept.
func (s *shelf) put(id string, bytes []byte, stamp uint64) {
	size := 2*binary.MaxVarintLen32 + len(id) + len(bytes)
	if size > 1<<chunkBits || s.most < 1<<(chunkBits+2) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, h := s.room(size), shelfHash(id)
	x := p.find(h, id)
	switch {
	case x.slot == nil:
		p.place(h<<32|uint64(p.write(id, bytes, size)), stamp)
		p.used++
	case x.stamp > stamp:
	case string(x.bytes) == string(bytes):
		x.slot.stamp.Store(stamp)
	default:
		x.slot.stamp.Store(0) // who comes now has the new bytes with an earlier stamp
		x.slot.place.Store(h<<32 | uint64(p.write(id, bytes, size)))
		x.slot.stamp.Store(stamp)
	}
}

// room gives the part that has room for one more. The caller holds mu.
func (s *shelf) room(size int) *shelfPart {
	p := s.fresh.Load()
	slots := len(p.slots)
	if 3*(p.used+1) > 2*slots {
		slots *= 2
	}
	switch chunks := (p.start(size) + size + 1<<chunkBits - 1) >> chunkBits; {
	case slots*slotBytes+chunks<<chunkBits > s.most/2:
		s.stale.Store(p)
		p = s.part()
		s.turned.Store(true)
	case slots > len(p.slots):
		p = p.grown(slots)
	default:
		return p
	}
	s.fresh.Store(p)
	return p
}

// reserve makes room for so many, as far as there is.
func (s *shelf) reserve(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, slots := s.fresh.Load(), leastSlots
	chunks := (p.end + 1<<chunkBits - 1) >> chunkBits
	room := min(s.most/4, s.most/2-chunks<<chunkBits)
	for 3*n > 2*slots && 2*slots*slotBytes <= room {
		slots *= 2
	}
	if slots > len(p.slots) {
		s.fresh.Store(p.grown(slots))
	}
}

// grown is the same part with more slots.
func (p *shelfPart) grown(slots int) *shelfPart {
	more := &shelfPart{slots: make([]shelfSlot, slots), chunks: p.chunks, used: p.used, end: p.end}
	for i := range p.slots {
		stamp := p.slots[i].stamp.Load()
		if place := p.slots[i].place.Load(); place != 0 {
			more.place(place, stamp)
		}
	}
	return more
}

func (p *shelfPart) place(place, stamp uint64) {
	mask := uint64(len(p.slots) - 1)
	at := place >> 32 & mask
	for p.slots[at].place.Load() != 0 {
		at = (at + 1) & mask
	}
	p.slots[at].stamp.Store(stamp)
	p.slots[at].place.Store(place)
}

// start is where the next record begins: none lies in two chunks.
func (p *shelfPart) start(size int) int {
	if left := 1<<chunkBits - p.end&(1<<chunkBits-1); left < size {
		return p.end + left
	}
	return p.end
}

func (p *shelfPart) write(id string, bytes []byte, size int) (place uint32) {
	start := p.start(size)
	c := p.chunks[start>>chunkBits].Load()
	if c == nil {
		c = new(chunk)
		p.chunks[start>>chunkBits].Store(c)
	}
	at := start & (1<<chunkBits - 1)
	b := append(binary.AppendUvarint(c[at:at], uint64(len(id))), id...)
	b = append(binary.AppendUvarint(b, uint64(len(bytes))), bytes...)
	p.end = start + len(b)
	return uint32(start + 1)
}

// approach reads a little of what get will read of some ids. One after the other each
// waits for far memory twice; in rounds the processor waits for many at once.
func (s *shelf) approach(ids []string) {
	seen := uint64(0)
	p := s.fresh.Load()
	mask := uint64(len(p.slots) - 1)
	var places [64]uint32
	for len(ids) > 0 {
		n := min(len(ids), len(places))
		for i, id := range ids[:n] {
			places[i] = uint32(p.slots[shelfHash(id)&mask].place.Load())
		}
		for _, place := range places[:n] {
			if place != 0 {
				seen += uint64(p.chunks[(place-1)>>chunkBits].Load()[(place-1)&(1<<chunkBits-1)])
			}
		}
		ids = ids[n:]
	}
	s.seen.Store(seen)
}

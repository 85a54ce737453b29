package topology

import "math/bits"

// filter is a set of entities that lets through some that are not in it, small
// enough to stay in the nearest cache: most of a row is none of a level.
type filter struct {
	bits [1 << 11]uint64
	mask uint32
}

func (f *filter) fill(vs []uint32) {
	n := min(max(1<<bits.Len(uint(len(vs))), 16), len(f.bits)) // at most one bit in 64 is set, if there is room
	clear(f.bits[:n])
	f.mask = uint32(n - 1)
	for _, v := range vs {
		f.bits[v>>6&f.mask&uint32(len(f.bits)-1)] |= 1 << (v & 63)
	}
}

func (f *filter) has(v uint32) bool {
	return f.bits[v>>6&f.mask&uint32(len(f.bits)-1)]>>(v&63)&1 == 1
}

// entitySet has a bit for each entity.
type entitySet []uint64

func (s entitySet) has(v uint32) bool { return s[v>>6]>>(v&63)&1 == 1 }
func (s entitySet) add(v uint32)      { s[v>>6] |= 1 << (v & 63) }

// forget empties a set that has no others than these.
func (s entitySet) forget(vs []uint32) {
	for _, v := range vs {
		s[v>>6] = 0
	}
}

func (sc *scratch) includeAll(vs []uint32) {
	for _, v := range vs {
		sc.include(v)
	}
}

func (sc *scratch) excludeAll(vs []uint32) {
	for _, v := range vs {
		sc.exclude(v)
	}
}

package embedded

// places finds rows by numbers that are kept in columns: a table of open addressing
// (Knuth, The Art of Computer Programming, volume 3, 6.4, linear probing) that holds
// nothing but where to look, and a byte of each key's hash, so that hardly any other
// row is looked at.
type places struct {
	tags  []uint8  // 0 is free
	slots []uint32 // row from 1
	used  int
	sink  uint32
}

// mixed spreads a key over the slots.
func mixed(key int64) (hash uint64, tag uint8) {
	h := uint64(key) * 0x9e3779b97f4a7c15
	return h >> 20, uint8(h>>12) | 1
}

// find gives the row for which is says yes; 0 where there is none.
func (p *places) find(key int64, is func(row uint32) bool) uint32 {
	if len(p.slots) == 0 {
		return 0
	}
	mask := uint64(len(p.slots) - 1)
	hash, tag := mixed(key)
	for at := hash & mask; ; at = (at + 1) & mask {
		switch p.tags[at] {
		case 0:
			return 0
		case tag:
			if row := p.slots[at]; is(row) {
				return row
			}
		}
	}
}

// fetch brings near what find will read for some keys; see nodeTable.
func (p *places) fetch(keys []int64) {
	if len(p.slots) == 0 {
		return
	}
	mask, sum := uint64(len(p.slots)-1), uint32(0)
	for _, key := range keys {
		hash, _ := mixed(key)
		sum += uint32(p.tags[hash&mask])
	}
	for _, key := range keys {
		hash, _ := mixed(key)
		sum += p.slots[hash&mask]
	}
	p.sink = sum // so that the reads are not left out
}

// add notes a row. keyOf gives the keys of those before, for when the table grows.
func (p *places) add(key int64, row uint32, keyOf func(row uint32) int64) {
	if 3*(p.used+1) > 2*len(p.slots) {
		old := p.slots
		p.slots, p.tags = make([]uint32, max(1<<13, 2*len(old))), make([]uint8, max(1<<13, 2*len(old)))
		for _, r := range old {
			if r != 0 {
				p.place(keyOf(r), r)
			}
		}
	}
	p.place(key, row)
	p.used++
}

func (p *places) place(key int64, row uint32) {
	mask := uint64(len(p.slots) - 1)
	hash, tag := mixed(key)
	at := hash & mask
	for p.tags[at] != 0 {
		at = (at + 1) & mask
	}
	p.tags[at], p.slots[at] = tag, row
}

// sorter sorts rows by one column after the other, in the same memory.
type sorter struct {
	keys, spare     []uint64
	rows, spareRows []uint32
}

// by sorts rows, numbered from 1, by a column; rows with one key stay in order.
// It is a radix sort from the lowest 11 bits up, which leaves out digits that all
// rows share.
func (s *sorter) by(n int, key func(row uint32) uint64) (keys []uint64, rows []uint32) {
	const bits = 11
	if len(s.keys) != n {
		*s = sorter{make([]uint64, n), make([]uint64, n), make([]uint32, n), make([]uint32, n)}
	}
	keys, rows = s.keys, s.rows
	for i := range keys {
		keys[i], rows[i] = key(uint32(i)), uint32(i+1)
	}
	spare, spareRows := s.spare, s.spareRows
	var differ uint64
	for _, k := range keys {
		differ |= k ^ keys[0]
	}
	for shift := 0; shift < 64; shift += bits {
		if differ>>shift&(1<<bits-1) == 0 {
			continue
		}
		var count [1 << bits]int
		for _, k := range keys {
			count[k>>shift&(1<<bits-1)]++
		}
		sum := 0
		for i, n := range count {
			count[i] = sum
			sum += n
		}
		for i, k := range keys {
			digit := k >> shift & (1<<bits - 1)
			at := count[digit]
			count[digit]++
			spare[at], spareRows[at] = k, rows[i]
		}
		keys, spare, rows, spareRows = spare, keys, spareRows, rows
	}
	return keys, rows
}

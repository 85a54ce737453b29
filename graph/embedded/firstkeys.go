package embedded

// places finds rows by numbers that are kept in columns: a table of open addressing
// (Knuth, The Art of Computer Programming, volume 3, 6.4, linear probing) that holds
// nothing but where to look, four bytes a row.
type places struct {
	slots []uint32 // row from 1; 0 is free
	used  int
}

// mixed spreads a key over the slots.
func mixed(key int64) uint64 { return uint64(key) * 0x9e3779b97f4a7c15 >> 20 }

// find gives the row for which is says yes; 0 where there is none.
func (p *places) find(key int64, is func(row uint32) bool) uint32 {
	if len(p.slots) == 0 {
		return 0
	}
	mask := uint64(len(p.slots) - 1)
	for at := mixed(key) & mask; ; at = (at + 1) & mask {
		row := p.slots[at]
		if row == 0 || is(row) {
			return row
		}
	}
}

// add notes a row. keyOf gives the keys of those before, for when the table grows.
func (p *places) add(key int64, row uint32, keyOf func(row uint32) int64) {
	if 3*(p.used+1) > 2*len(p.slots) {
		old := p.slots
		p.slots = make([]uint32, max(1<<13, 2*len(old)))
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
	at := mixed(key) & mask
	for p.slots[at] != 0 {
		at = (at + 1) & mask
	}
	p.slots[at] = row
}

// byKey sorts rows, numbered from 1, by a column; rows with one key stay in order.
// It is a radix sort from the lowest 11 bits up, which leaves out digits that all
// rows share.
func byKey(keys []uint64, rows []uint32) (sorted []uint64, in []uint32) {
	const bits = 11
	spare, spareRows := make([]uint64, len(keys)), make([]uint32, len(rows))
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

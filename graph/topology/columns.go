package topology

import (
	"encoding/binary"
	"slices"

	"dragoman/graph"
)

// trusted is how many elements a stated length may ask room for at once.
const trusted = 1 << 24

// extend makes room for elements up to hi in a column of n that is being read.
func extend[T any](col *[]T, hi, n int) {
	if hi > cap(*col) {
		*col = slices.Grow(*col, min(n, max(2*hi, trusted))-len(*col))
	}
	*col = (*col)[:hi]
}

func words[T uint32 | int32](f *file, col *[]T) {
	f.section(len(*col), 4, func(hi, n int) { extend(col, hi, n) }, func(lo, hi int, p []byte) {
		xs := (*col)[lo:hi]
		if f.w != nil {
			for i, x := range xs {
				binary.LittleEndian.PutUint32(p[4*i:], uint32(x))
			}
			return
		}
		for i := range xs {
			xs[i] = T(binary.LittleEndian.Uint32(p[4*i:]))
		}
	})
}

func bytes(f *file, col *[]uint8) {
	f.section(len(*col), 1, func(hi, n int) { extend(col, hi, n) }, func(lo, hi int, p []byte) {
		if f.w != nil {
			copy(p, (*col)[lo:hi])
		} else {
			copy((*col)[lo:hi], p)
		}
	})
}

func text(f *file, s *string) {
	col := []byte(*s)
	bytes(f, &col)
	if f.w == nil { // others may be reading what is being saved
		*s = string(col)
	}
}

func (f *file) table(t *idTable) {
	words(f, &t.off)
	text(f, &t.text)
	if f.err == nil && len(t.off) == 0 {
		f.fail("a table has no offsets")
	}
}

func (f *file) cells(col *[]cell) {
	f.section(len(*col), 16, func(hi, n int) { extend(col, hi, n) }, func(lo, hi int, p []byte) {
		for i := lo; i < hi; i++ {
			c, q := &(*col)[i], p[16*(i-lo):][:16]
			if f.w != nil {
				binary.LittleEndian.PutUint32(q, c.nbr)
				binary.LittleEndian.PutUint32(q[4:], c.meta)
				binary.LittleEndian.PutUint32(q[8:], c.rel)
				binary.LittleEndian.PutUint32(q[12:], c.date)
				continue
			}
			*c = cell{binary.LittleEndian.Uint32(q), binary.LittleEndian.Uint32(q[4:]), binary.LittleEndian.Uint32(q[8:]), binary.LittleEndian.Uint32(q[12:])}
		}
	})
}

// dates keeps the bounds as words and, for dates with gaps, what was written.
func (f *file) dates(col *[]dateRow) {
	var days []int32
	var flags []uint8
	gaps := idTable{off: []uint32{0}}
	var written []byte
	for _, r := range *col {
		days = append(days, int32(r.span.StartEarliest), int32(r.span.StartLatest), int32(r.span.EndEarliest), int32(r.span.EndLatest))
		flag := uint8(0)
		if r.span.Interval {
			flag |= 1
		}
		if r.inferred {
			flag |= 2
		}
		if r.gaps != nil {
			flag |= 4
			written = append(written, r.gaps.String()...)
			gaps.off = append(gaps.off, uint32(len(written)))
		}
		flags = append(flags, flag)
	}
	gaps.text = string(written)
	if f.w == nil {
		gaps.off = nil
	}
	words(f, &days)
	bytes(f, &flags)
	f.table(&gaps)
	if f.w == nil && f.err == nil {
		f.readDates(col, days, flags, &gaps)
	}
}

func (f *file) readDates(col *[]dateRow, days []int32, flags []uint8, gaps *idTable) {
	if len(days) != 4*len(flags) || !gaps.sound(gaps.len()) {
		f.fail("the table of dates is damaged")
		return
	}
	next := uint32(0)
	for i, flag := range flags {
		d := days[4*i:]
		r := dateRow{inferred: flag&2 != 0, span: graph.Span{
			StartEarliest: graph.Day(d[0]), StartLatest: graph.Day(d[1]), EndEarliest: graph.Day(d[2]), EndLatest: graph.Day(d[3]), Interval: flag&1 != 0,
		}}
		if flag&4 != 0 {
			if int(next) >= gaps.len() {
				f.fail("the table of dates is damaged")
				return
			}
			e, err := graph.ParseEDTF(gaps.at(next))
			if err != nil {
				f.fail("a date is damaged")
				return
			}
			r.gaps = &e
			next++
		}
		*col = append(*col, r)
	}
}

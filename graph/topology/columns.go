package topology

import (
	"encoding/binary"
	"slices"
	"unsafe"
)

// trusted is how many bytes a stated length may ask room for at once.
const trusted = 1 << 30

// extend makes room for elements up to hi in a column of n that is being read.
func extend[T any](col *[]T, hi, n int) {
	if hi > cap(*col) {
		var one T
		at := max(trusted/int(unsafe.Sizeof(one)), 1)
		*col = slices.Grow(*col, min(n, max(2*hi, at))-len(*col))
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

func (f *file) documents(col *[]document) {
	const size = 17
	f.section(len(*col), size, func(hi, n int) { extend(col, hi, n) }, func(lo, hi int, p []byte) {
		for i := lo; i < hi; i++ {
			d, q := &(*col)[i], p[size*(i-lo):][:size]
			if f.w != nil {
				for j, x := range [...]uint32{uint32(d.known), uint32(d.published), d.outlet, d.family} {
					binary.LittleEndian.PutUint32(q[4*j:], x)
				}
				q[size-1] = d.reliability
				continue
			}
			var x [4]uint32
			for j := range x {
				x[j] = binary.LittleEndian.Uint32(q[4*j:])
			}
			*d = document{known: int32(x[0]), published: int32(x[1]), reliability: q[size-1], outlet: x[2], family: x[3]}
		}
	})
}

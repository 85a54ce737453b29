package topology

import (
	"math/rand/v2"
	"testing"
)

// A cell is read as it was set, alone, in a part of a row and at a glance, whatever
// widths its columns have.
func TestCellsAreReadAsTheyWereSet(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		most := func(bits int) uint32 { return uint32(1)<<r.IntN(bits+1) - 1 }
		nbr, date, rel := most(31), most(25), most(31)
		metas := make([]uint32, r.IntN(300))
		for i := range metas {
			metas[i] = uint32(i+1) | r.Uint32()&(15<<metaStatus|maxSources<<metaSources|metaContact|metaRelations|metaConcerns)
		}
		want := make([]cell, r.IntN(100))
		if len(metas) == 0 {
			want = nil
		}
		b := &base{cells: newCellRows(len(want), nbr, date, rel, metas)}
		for i := range want {
			number := uint32(r.IntN(len(metas)))
			want[i] = cell{
				nbr: uint32(r.Uint64N(uint64(nbr) + 1)), meta: metas[number] | metaFlags[r.IntN(len(metaFlags))],
				rel: uint32(r.Uint64N(uint64(rel) + 1)), date: uint32(r.Uint64N(uint64(date) + 1)),
			}
			b.cells.set(uint32(i), want[i], number)
		}
		var buf []cell
		lo := r.IntN(len(want) + 1)
		part := b.part(uint32(lo), uint32(len(want)), &buf)
		leans := make([]lean, len(part))
		b.cells.glance(uint32(lo), leans)
		for i, c := range part {
			at := uint32(lo + i)
			if c != want[at] || b.cells.cell(at) != want[at] || leans[i] != (lean{c.nbr, c.meta}) ||
				b.cells.nbr(at) != c.nbr || b.cells.meta(at) != c.meta || b.cells.rel(at) != c.rel {
				t.Fatalf("seed %d: cell %d is %v, %v alone, %v at a glance; want %v", seed, at, c, b.cells.cell(at), leans[i], want[at])
			}
		}
	}
}

// A cell that one read does not give whole is told of, before it would be read wrongly.
func TestCellsThatAreTooWideDoNotFit(t *testing.T) {
	for _, c := range []struct {
		nbr, date, rel uint32
		metas          int
		fits           bool
	}{
		{1<<31 - 1, 1<<26 - 1, 1<<31 - 1, 5000, true},
		{1<<31 - 1, 1<<27 - 1, 1<<31 - 1, 5000, false},
		{1<<31 - 1, 1<<31 - 1, 1<<26 - 1, 5000, true},
	} {
		if r := newCellRows(0, c.nbr, c.date, c.rel, make([]uint32, c.metas)); r.fits() != c.fits {
			t.Errorf("%+v: %v", c, r.fits())
		}
	}
}

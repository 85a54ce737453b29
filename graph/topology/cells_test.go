package topology

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"dragoman/graph"
)

// A cell is read as it was set, alone, in a part of a table and at a glance, whatever
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
		ups := upRows{cellRows: newCellRows(len(want), metas, nbr, date, most(31), most(31))}
		downs := downRows{newCellRows(len(want), metas, nbr, date, rel)}
		for i := range want {
			number := uint32(r.IntN(len(metas)))
			want[i] = cell{
				nbr: uint32(r.Uint64N(uint64(nbr) + 1)), meta: metas[number] | metaFlags[r.IntN(len(metaFlags))],
				rel: uint32(r.Uint64N(uint64(rel) + 1)), date: uint32(r.Uint64N(uint64(date) + 1)),
			}
			ups.set(uint32(i), want[i], number)
			downs.set(uint32(i), want[i], number)
			downs.put(uint32(i), cellRel, want[i].rel)
		}
		lo := r.IntN(len(want) + 1)
		up, down := make([]cell, len(want)-lo), make([]cell, len(want)-lo)
		leans := make([]lean, len(want)-lo)
		ups.read(uint32(lo), up)
		downs.read(uint32(lo), down)
		downs.glance(uint32(lo), leans)
		for i, c := range down {
			at := uint32(lo + i)
			if c != want[at] || downs.cell(at) != want[at] || leans[i] != (lean{c.nbr, c.meta}) ||
				downs.nbr(at) != c.nbr || downs.meta(at) != c.meta || downs.rel(at) != c.rel {
				t.Fatalf("seed %d: cell %d is %v, %v alone, %v at a glance; want %v", seed, at, c, downs.cell(at), leans[i], want[at])
			}
			c.rel = at
			if up[i] != c || ups.cell(at) != c || ups.nbr(at) != c.nbr || ups.meta(at) != c.meta {
				t.Fatalf("seed %d: relation %d is %v, %v alone; want %v", seed, at, up[i], ups.cell(at), c)
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
		if r := (&downRows{newCellRows(0, make([]uint32, c.metas), c.nbr, c.date, c.rel)}); r.fits() != c.fits {
			t.Errorf("%+v: %v", c, r.fits())
		}
	}
}

// Rows in which the two ends of a relation do not say the same of it, or that are out of
// order, are told from sound ones.
func TestDamagedRowsAreNotSound(t *testing.T) {
	relations := func(yield func(*graph.RelationRecord, error) bool) {
		day, _ := graph.ParseEDTF("2025-01-05")
		for i := range 60 {
			r := &graph.RelationRecord{
				From: fmt.Sprint("e", i%5), Type: []graph.RelationType{graph.Backs, graph.Opposes}[i%2], To: fmt.Sprint("e", i*i%9), Key: fmt.Sprint(i),
				Claims: []graph.Claim{{Document: "d", Stance: []graph.Stance{graph.Reports, graph.Alleges}[i/2%2]}},
			}
			if i%3 == 0 {
				r.Claims[0].Date.EDTF = day
			}
			if !yield(r, nil) {
				return
			}
		}
	}
	entities := func(yield func(*graph.Entity, error) bool) {
		for i := range 9 {
			if !yield(&graph.Entity{ID: fmt.Sprint("e", i), Kind: graph.KindPerson, Named: true}, nil) {
				return
			}
		}
	}
	documents := func(yield func(*graph.Document, error) bool) { yield(&graph.Document{ID: "d"}, nil) }
	g, err := Build(context.Background(), Feed{Entities: entities, Documents: documents, Relations: relations})
	if err != nil {
		t.Fatal(err)
	}
	b := g.base
	if !b.rowsSound() {
		t.Fatal("rows are not sound as they were built")
	}
	loop := func(rel uint32) bool { return b.rels.nbr(rel) == b.ownerOf(rel) }
	for _, table := range []struct {
		name    string
		of      *records
		rows    int
		columns int
		skip    func(row uint32) bool
	}{
		{"what leads down", &b.cells.records, b.cells.n, cellColumns, func(uint32) bool { return false }},
		{"what leads up", &b.rels.records, b.relations(), cellDate + 1, loop}, // a loop has one cell
	} {
		r := table.of
		for row := range uint32(table.rows) {
			if table.skip(row) {
				continue
			}
			for column := range table.columns {
				bit := uint64(row)*r.width + r.shift[column]
				r.bits[bit/8] ^= 1 << (bit % 8)
				if b.rowsSound() {
					t.Errorf("%s: row %d with another number in column %d is sound", table.name, row, column)
				}
				r.bits[bit/8] ^= 1 << (bit % 8)
			}
		}
	}
}

package topology

import (
	"cmp"
	"slices"
	"sync"

	"dragoman/graph"
	"dragoman/graph/column"
)

// builder collects relations in any order and then lays out their rows. Its
// base has its entities, documents and tables before the first relation.
type builder struct {
	g *Graph
	b *base
	t *tables

	arrived    column.List[arrival]
	claims     column.List[claimRow] // in order of arrival
	moved      []claimRow            // in that of base
	known, off map[uint32]int32      // by claim in order of arrival
	concerns   map[uint32][]uint32   // by relation in order of arrival
	weighed    map[uint32]verdict    // of relations that came without claims, in order of arrival
	spans      map[graph.Span]uint32
}

// arrival is a relation as it came. Its claims go on to the first of the next.
type arrival struct {
	from, to, meta, key, first uint32
	id                         digest
}

func newBuilder(b *base) *builder {
	b.pool = &sync.Pool{}
	return &builder{g: &Graph{base: b}, b: b, t: newTables(), known: map[uint32]int32{}, off: map[uint32]int32{}, concerns: map[uint32][]uint32{}}
}

func (w *builder) relation(from uint32, t graph.RelationType, to uint32, role graph.Role, key string, id digest, concerns []uint32) {
	kind := func(v uint32) graph.EntityKind { return graph.EntityKind(w.b.kind[v] & kindMask) }
	if len(concerns) > 0 {
		w.concerns[uint32(w.arrived.Len())] = slices.Clone(concerns)
	}
	w.arrived.Add(arrival{
		from: from, to: to, meta: packMeta(t, role, kind(from), kind(to)) | concerning(concerns),
		key: w.t.keys.number(key), first: uint32(w.claims.Len()), id: id,
	})
}

func (w *builder) claim(c *claim) {
	at := uint32(w.claims.Len())
	w.claims.Add(claimRow{c.doc, w.t.chain(c.links), c.date, c.bits})
	if c.bits&claimRecorded != 0 {
		w.known[at] = c.known
	}
	if c.bits&claimWithdrawn != 0 {
		w.off[at] = c.off
	}
}

// laid is a relation in its place. Of its meta it has the number once it is weighed.
type laid struct{ from, to, meta, date uint32 }

// arrange puts relations, and their claims with them, into the order of their
// from ends, so that a row's own relations lie together. order tells when each came.
func (w *builder) arrange() (rels []laid, order []uint32) {
	n, m := w.b.entities(), w.arrived.Len()
	next := make([]uint32, n+1)
	for i := range uint32(m) {
		next[w.arrived.At(i).from+1]++
	}
	for v := range n {
		next[v+1] += next[v]
	}
	order = make([]uint32, m)
	for i := range uint32(m) {
		at := &next[w.arrived.At(i).from]
		order[*at] = i
		*at++
	}
	b := w.b
	rels = make([]laid, m)
	keys, first := make([]uint32, 0, m), make([]uint32, 0, m+1)
	b.digest, w.moved = make([]digest, 0, m), make([]claimRow, 0, w.claims.Len())
	b.concernOff = []uint32{0}
	for rel, i := range order {
		a, end := w.arrived.At(i), uint32(w.claims.Len())
		if int(i)+1 < m {
			end = w.arrived.At(i + 1).first
		}
		rels[rel] = laid{from: a.from, to: a.to, meta: a.meta}
		keys, first, b.digest = append(keys, a.key), append(first, uint32(len(w.moved))), append(b.digest, a.id)
		if a.meta&metaConcerns != 0 {
			b.concernOf, b.concerns = append(b.concernOf, uint32(rel)), append(b.concerns, w.concerns[i]...)
			b.concernOff = append(b.concernOff, uint32(len(b.concerns)))
		}
		w.moveClaims(a.first, end)
	}
	w.arrived = column.List[arrival]{}
	b.rels = packRelations(keys, append(first, uint32(len(w.moved))))
	return rels, order
}

func (w *builder) moveClaims(lo, hi uint32) {
	b := w.b
	for c := lo; c < hi; c++ {
		at := uint32(len(w.moved))
		row := w.claims.At(c)
		w.moved = append(w.moved, row)
		bits := row.bits
		if bits&claimRecorded != 0 {
			b.recorded.claim, b.recorded.day = append(b.recorded.claim, at), append(b.recorded.day, w.known[c])
		}
		if bits&claimWithdrawn != 0 {
			b.withdrawn.claim, b.withdrawn.day = append(b.withdrawn.claim, at), append(b.withdrawn.day, w.off[c])
		}
	}
}

// occurrence is the attribute "occurred" of a meeting.
type occurrence struct {
	of     uint32
	claims []claim
}

// finish lays out everything and weighs every relation.
func (w *builder) finish(occurred []occurrence) (*Graph, error) {
	b := w.b
	rels, order := w.arrange()
	w.addOccurred(occurred)
	b.claims = packClaims(w.moved)
	w.claims, w.moved = column.List[claimRow]{}, nil
	t := w.t
	b.chainOff, b.links, b.dates, b.written = t.chainOff, t.links, t.dates, t.written
	b.keys, b.texts = newIDTable(t.keys.list), newIDTable(t.texts.list)
	var k docket
	for i, of := range b.occOf {
		b.occ[of] = uint8(w.g.weighRange(&k, nil, b.occOff[i], b.occOff[i+1], false).status)
	}
	if err := w.fillRows(rels, w.weighAll(rels, order, &k)); err != nil {
		return nil, err
	}
	b.derive(b.index)
	return w.g, nil
}

// weighAll weighs relations, and gives the different metas that they have then. It
// counts what is in each row, one place too high.
func (w *builder) weighAll(rels []laid, order []uint32, k *docket) (metas []uint32) {
	b, n := w.b, w.b.entities()
	numbers := map[uint32]uint32{}
	b.deg, b.rowOff = make([]uint32, n), make([]uint32, n+1)
	for i := range rels {
		r := &rels[i]
		v, given := w.weighed[order[i]]
		if !given {
			lo, hi := b.claimsOf(uint32(i))
			v = w.g.weighRange(k, nil, lo, hi, graph.RelationType(r.meta&63).Lasting())
		}
		meta := weighed(r.meta, v.status, v.independent)
		number, known := numbers[meta]
		if !known {
			number = uint32(len(metas))
			numbers[meta], metas = number, append(metas, meta)
		}
		r.meta, r.date = number, v.date
		b.rowOff[r.from+1]++
		if r.to != r.from {
			b.rowOff[r.to+1]++
		}
		if v.status != graph.Retracted {
			b.deg[r.from]++
			if r.to != r.from {
				b.deg[r.to]++
			}
		}
	}
	return metas
}

func (w *builder) addOccurred(occurred []occurrence) {
	b := w.b
	slices.SortStableFunc(occurred, func(x, y occurrence) int { return cmp.Compare(x.of, y.of) })
	b.occOff = []uint32{uint32(len(w.moved))}
	for i := range occurred {
		if i+1 < len(occurred) && occurred[i+1].of == occurred[i].of {
			continue // the last one stands
		}
		lo := uint32(w.claims.Len())
		for j := range occurred[i].claims {
			w.claim(&occurred[i].claims[j])
		}
		w.moveClaims(lo, uint32(w.claims.Len()))
		b.occOf = append(b.occOf, occurred[i].of)
		b.occOff = append(b.occOff, uint32(len(w.moved)))
	}
}

// fillRows writes the cells, each row sorted by type and neighbour.
func (w *builder) fillRows(rels []laid, metas []uint32) error {
	b, n := w.b, w.b.entities()
	for v := range n {
		b.rowOff[v+1] += b.rowOff[v]
	}
	next := slices.Clone(b.rowOff)
	at := make([]uint32, b.rowOff[n]) // relations of each row, the last bit set where they lead in
	for rel := range rels {
		r := &rels[rel]
		at[next[r.from]] = uint32(rel) << 1
		next[r.from]++
		if r.to != r.from {
			at[next[r.to]] = uint32(rel)<<1 | 1
			next[r.to]++
		}
	}
	b.cells = newCellRows(len(at), uint32(max(n-1, 0)), uint32(len(b.dates)-1), uint32(max(len(rels)-1, 0)), metas)
	if !b.cells.fits() {
		return tooWide(n, len(rels), len(b.dates), len(metas))
	}
	seenBy, seenAt := make([]uint32, n), make([]uint32, n)
	var row []cell
	for v := range uint32(n) {
		row = row[:0]
		for _, x := range at[b.rowOff[v]:b.rowOff[v+1]] {
			r := &rels[x>>1]
			c := cell{nbr: r.to, meta: metas[r.meta], rel: x >> 1, date: r.date}
			if x&1 == 1 {
				c.nbr, c.meta = r.from, c.meta|metaIn
			}
			row = append(row, c)
		}
		slices.SortFunc(row, compareCells)
		for i := range row {
			nbr := row[i].nbr
			if seenBy[nbr] == v+1 {
				row[i].meta |= metaParallel
				row[seenAt[nbr]].meta |= metaParallel
			}
			seenBy[nbr], seenAt[nbr] = v+1, uint32(i)
		}
		for i, c := range row {
			b.cells.set(b.rowOff[v]+uint32(i), c, rels[c.rel].meta)
		}
	}
	return nil
}

func tooWide(entities, relations, dates, metas int) error {
	return graph.Errorf(graph.Unsupported, "%d entities, %d relations, %d different dates and %d kinds of relations with their weight are more than one topology can hold; keep the graph in several folders", entities, relations, dates, metas)
}

// compareCells is the order of a row: type, neighbour; the rest only makes it
// the same for the same relations.
func compareCells(x, y cell) int {
	if a, b := uint64(x.meta&63)<<32|uint64(x.nbr), uint64(y.meta&63)<<32|uint64(y.nbr); a != b {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(x.rel, y.rel)
}

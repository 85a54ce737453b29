package topology

import (
	"cmp"
	"slices"
	"sync"

	"dragoman/graph"
)

// builder collects relations in any order and then lays out their rows. Its
// base has its entities, documents and tables before the first relation.
type builder struct {
	g *Graph
	b *base
	t *tables

	from, to, meta, key []uint32
	ids                 []digest
	first               []uint32 // first claim of each relation, and the end
	doc, chain, date    []uint32
	bits                []uint8
	known, off          map[uint32]int32 // by claim in order of arrival
}

func newBuilder(b *base) *builder {
	b.pool = &sync.Pool{}
	return &builder{g: &Graph{base: b}, b: b, t: newTables(), known: map[uint32]int32{}, off: map[uint32]int32{}}
}

func (w *builder) relation(from uint32, t graph.RelationType, to uint32, role graph.Role, key string, id digest) {
	kind := func(v uint32) graph.EntityKind { return graph.EntityKind(w.b.kind[v] & kindMask) }
	w.from = append(w.from, from)
	w.to = append(w.to, to)
	w.meta = append(w.meta, packMeta(t, role, kind(from), kind(to)))
	w.key = append(w.key, w.t.key(key))
	w.ids = append(w.ids, id)
	w.first = append(w.first, uint32(len(w.doc)))
}

func (w *builder) claim(c *claim) {
	at := uint32(len(w.doc))
	w.doc = append(w.doc, c.doc)
	w.bits = append(w.bits, c.bits)
	w.chain = append(w.chain, w.t.chain(c.links))
	w.date = append(w.date, c.date)
	if c.bits&claimRecorded != 0 {
		w.known[at] = c.known
	}
	if c.bits&claimWithdrawn != 0 {
		w.off[at] = c.off
	}
}

// arrange puts relations, and their claims with them, into the order of their
// from ends, so that a row's own relations lie together.
func (w *builder) arrange() (order []uint32) {
	n, m := w.b.entities(), len(w.from)
	w.first = append(w.first, uint32(len(w.doc)))
	next := make([]uint32, n+1)
	for _, v := range w.from {
		next[v+1]++
	}
	for v := range n {
		next[v+1] += next[v]
	}
	order = make([]uint32, m)
	for i, v := range w.from {
		order[next[v]] = uint32(i)
		next[v]++
	}
	b := w.b
	claims := len(w.doc)
	b.claimOff, b.keyOf = make([]uint32, 1, m+1), make([]uint32, 0, m)
	b.relIDs = make([]byte, 0, digestLen*m)
	b.cDoc, b.cBits = make([]uint32, 0, claims), make([]uint8, 0, claims)
	b.cChain, b.cDate = make([]uint32, 0, claims), make([]uint32, 0, claims)
	for _, i := range order {
		b.keyOf = append(b.keyOf, w.key[i])
		b.relIDs = append(b.relIDs, w.ids[i][:]...)
		w.moveClaims(w.first[i], w.first[i+1])
		b.claimOff = append(b.claimOff, uint32(len(b.cDoc)))
	}
	return order
}

func (w *builder) moveClaims(lo, hi uint32) {
	b := w.b
	for c := lo; c < hi; c++ {
		at := uint32(len(b.cDoc))
		b.cDoc = append(b.cDoc, w.doc[c])
		b.cBits = append(b.cBits, w.bits[c])
		b.cChain = append(b.cChain, w.chain[c])
		b.cDate = append(b.cDate, w.date[c])
		if w.bits[c]&claimRecorded != 0 {
			b.recorded.claim, b.recorded.day = append(b.recorded.claim, at), append(b.recorded.day, w.known[c])
		}
		if w.bits[c]&claimWithdrawn != 0 {
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
func (w *builder) finish(occurred []occurrence) *Graph {
	b := w.b
	order := w.arrange()
	b.chainOff, b.links, b.dates, b.keys = w.t.chainOff, w.t.links, w.t.dates, newIDTable(w.t.keys)
	w.addOccurred(occurred)
	// Chains and dates of occurrences may be new.
	b.chainOff, b.links, b.dates = w.t.chainOff, w.t.links, w.t.dates
	var k docket
	n, m := b.entities(), len(order)
	for i, of := range b.occOf {
		b.occ[of] = uint8(w.g.weighRange(&k, nil, b.occOff[i], b.occOff[i+1], false).status)
	}
	date := make([]uint32, m)
	b.deg, b.rowOff = make([]uint32, n), make([]uint32, n+1)
	for rel, i := range order {
		t := graph.RelationType(w.meta[i] & 63)
		v := w.g.weighRange(&k, nil, b.claimOff[rel], b.claimOff[rel+1], t.Lasting())
		w.meta[i] = weighed(w.meta[i], v.status, v.independent)
		date[rel] = v.date
		from, to := w.from[i], w.to[i]
		b.rowOff[from+1]++
		if to != from {
			b.rowOff[to+1]++
		}
		if v.status != graph.Retracted {
			b.deg[from]++
			if to != from {
				b.deg[to]++
			}
		}
	}
	w.fillRows(order, date)
	b.derive()
	return w.g
}

func (w *builder) addOccurred(occurred []occurrence) {
	b := w.b
	slices.SortStableFunc(occurred, func(x, y occurrence) int { return cmp.Compare(x.of, y.of) })
	b.occOff = []uint32{uint32(len(b.cDoc))}
	for i := range occurred {
		if i+1 < len(occurred) && occurred[i+1].of == occurred[i].of {
			continue // the last one stands
		}
		lo := uint32(len(w.doc))
		for j := range occurred[i].claims {
			w.claim(&occurred[i].claims[j])
		}
		w.moveClaims(lo, uint32(len(w.doc)))
		b.occOf = append(b.occOf, occurred[i].of)
		b.occOff = append(b.occOff, uint32(len(b.cDoc)))
	}
}

// fillRows writes the cells and sorts each row by type and neighbour.
func (w *builder) fillRows(order, date []uint32) {
	b, n := w.b, w.b.entities()
	for v := range n {
		b.rowOff[v+1] += b.rowOff[v]
	}
	next := slices.Clone(b.rowOff)
	b.cells = make([]cell, b.rowOff[n])
	for rel, i := range order {
		from, to := w.from[i], w.to[i]
		c := cell{nbr: to, meta: w.meta[i], rel: uint32(rel), date: date[rel]}
		b.cells[next[from]] = c
		next[from]++
		if to != from {
			c.nbr, c.meta = from, c.meta|metaIn
			b.cells[next[to]] = c
			next[to]++
		}
	}
	seenBy, seenAt := make([]uint32, n), make([]uint32, n)
	for v := range uint32(n) {
		row := b.row(v)
		slices.SortFunc(row, compareCells)
		for i := range row {
			nbr := row[i].nbr
			if seenBy[nbr] == v+1 {
				row[i].meta |= metaParallel
				row[seenAt[nbr]].meta |= metaParallel
			}
			seenBy[nbr], seenAt[nbr] = v+1, uint32(i)
		}
	}
}

// compareCells is the order of a row: type, neighbour; the rest only makes it
// the same for the same relations.
func compareCells(x, y cell) int {
	if a, b := uint64(x.meta&63)<<32|uint64(x.nbr), uint64(y.meta&63)<<32|uint64(y.nbr); a != b {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(x.rel, y.rel)
}

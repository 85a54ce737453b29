package topology

import (
	"cmp"
	"math/bits"
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

// arrival is a relation as it came. Its claims go on to the first of the next. Of its
// meta it has the number once it is weighed.
type arrival struct {
	from, to, meta, key, first, date uint32
	id                               digest
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

// weighAll weighs relations, and gives the different metas that they have then.
func (w *builder) weighAll() (metas []uint32) {
	b := w.b
	var k docket
	numbers := map[uint32]uint32{}
	b.deg = make([]uint32, b.entities())
	for i := range uint32(w.arrived.Len()) {
		a := w.arrived.Ref(i)
		v, given := w.weighed[i]
		if !given {
			for c, end := a.first, w.claimsEnd(i); c < end; c++ {
				row := w.claims.Ref(c)
				x := claim{doc: row.doc, bits: row.bits, links: b.chain(row.chain), date: row.date}
				if row.bits&claimRecorded != 0 {
					x.known = w.known[c]
				}
				k.add(w.g, nil, &x)
			}
			v = k.weigh(graph.RelationType(a.meta & 63).Lasting())
		}
		meta := weighed(a.meta, v.status, v.independent)
		number, known := numbers[meta]
		if !known {
			number = uint32(len(metas))
			numbers[meta], metas = number, append(metas, meta)
		}
		a.meta, a.date = number, v.date
		if v.status != graph.Retracted {
			b.deg[a.from]++
			if a.to != a.from {
				b.deg[a.to]++
			}
		}
	}
	return metas
}

// claimsEnd is where the claims of an arrival end.
func (w *builder) claimsEnd(i uint32) uint32 {
	if int(i)+1 < w.arrived.Len() {
		return w.arrived.Ref(i + 1).first
	}
	return uint32(w.claims.Len())
}

// arrange puts arrivals into the order of relations: by lower end, upper end, status
// and id. It counts how many there are in both parts of each row.
func (w *builder) arrange(metas []uint32) (order []uint32) {
	b, n, m := w.b, w.b.entities(), uint32(w.arrived.Len())
	length := make([]uint32, n)
	for i := range m {
		a := w.arrived.Ref(i)
		length[a.from]++
		if a.to != a.from {
			length[a.to]++
		}
	}
	b.rowOff = make([]starts, n+1)
	for i := range m {
		a := w.arrived.Ref(i)
		if x, y := length[a.from], length[a.to]; x > y || x == y && a.from > a.to {
			a.from, a.to, a.meta = a.to, a.from, a.meta|turned
		}
		b.rowOff[a.from+1].up++
		if a.to != a.from {
			b.rowOff[a.to+1].down++
		}
	}
	for v := range n {
		x, y := &b.rowOff[v], &b.rowOff[v+1]
		y.up, y.down = y.up+x.up, y.down+x.down
	}
	next := make([]uint32, n)
	for v := range next {
		next[v] = b.rowOff[v].up
	}
	order = make([]uint32, m)
	for i := range m {
		at := &next[w.arrived.Ref(i).from]
		order[*at] = i
		*at++
	}
	var keys []uint64
	for v := range uint32(n) {
		lo, hi := b.ups(v)
		keys = w.sortUp(order[lo:hi], metas, keys)
	}
	return order
}

// turned marks the number of the meta of an arrival whose lower end is to.
const turned = 1 << 31

// sortUp sorts arrivals with the same lower end: by the other end, the strongest
// first, then by id. keys is room to work in.
func (w *builder) sortUp(part []uint32, metas []uint32, keys []uint64) []uint64 {
	if len(part) < 2 {
		return keys
	}
	keys = keys[:0]
	for _, i := range part {
		keys = append(keys, uint64(w.arrived.Ref(i).to)<<32|uint64(i))
	}
	slices.Sort(keys)
	for i, k := range keys {
		part[i] = uint32(k)
	}
	status := func(a *arrival) uint32 { return metas[a.meta&^turned] >> metaStatus & 15 }
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j]>>32 == keys[i]>>32 {
			j++
		}
		if j > i+1 {
			slices.SortFunc(part[i:j], func(x, y uint32) int {
				a, b := w.arrived.Ref(x), w.arrived.Ref(y)
				return cmp.Or(cmp.Compare(status(a), status(b)), a.id.compare(b.id))
			})
		}
		i = j
	}
	return keys
}

// lay writes the relations in their order, and their claims. It gives the lower end
// of each.
func (w *builder) lay(order []uint32, metas []uint32) (lower []uint32) {
	b, m := w.b, len(order)
	var most, mostKey uint32
	first := uint32(0)
	for at, i := range order {
		if at%counted == 0 {
			b.rels.from = append(b.rels.from, first)
		}
		most = max(most, first-b.rels.from[at/counted])
		a := w.arrived.Ref(i)
		mostKey = max(mostKey, a.key)
		first += w.claimsEnd(i) - a.first
	}
	if m%counted == 0 {
		b.rels.from = append(b.rels.from, first)
	}
	most = max(most, first-b.rels.from[m/counted])
	b.rels.cellRows = newCellRows(m+1, metas, uint32(max(b.entities()-1, 0)), uint32(len(b.dates)-1), mostKey, most)
	b.concernOff = []uint32{0}
	w.moved = make([]claimRow, 0, w.claims.Len())
	lower = make([]uint32, m)
	last := arrival{from: none}
	for at, i := range order {
		a, rel := w.arrived.Ref(i), uint32(at)
		number := a.meta &^ turned
		c := cell{nbr: a.to, date: a.date}
		if a.meta != number {
			c.meta |= metaIn
		}
		if a.from == last.from && a.to == last.to || at+1 < m && w.sameEnds(a, order[at+1]) {
			c.meta |= metaParallel
		}
		b.rels.set(rel, c, number)
		b.rels.put(rel, relKey, a.key)
		b.rels.put(rel, relFirst, uint32(len(w.moved))-b.rels.from[rel/counted])
		if metas[number]&metaConcerns != 0 {
			b.concernOf, b.concerns = append(b.concernOf, rel), append(b.concerns, w.concerns[i]...)
			b.concernOff = append(b.concernOff, uint32(len(b.concerns)))
		}
		w.moveClaims(a.first, w.claimsEnd(i))
		lower[rel], last = a.from, *a
	}
	b.rels.put(uint32(m), relFirst, uint32(len(w.moved))-b.rels.from[m/counted])
	return lower
}

func (w *builder) sameEnds(a *arrival, other uint32) bool {
	o := w.arrived.Ref(other)
	return a.from == o.from && a.to == o.to
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

// finish weighs every relation and lays out everything.
func (w *builder) finish(occurred []occurrence) (*Graph, error) {
	b, t := w.b, w.t
	b.chainOff, b.links, b.dates, b.written = t.chainOff, t.links, t.dates, t.written
	metas := w.weighAll()
	order := w.arrange(metas)
	if !b.fits(len(order), len(metas)) {
		return nil, tooWide(b.entities(), len(order), len(b.dates), len(metas))
	}
	lower := w.lay(order, metas)
	var all sync.WaitGroup
	all.Go(func() { b.index(func(rel uint32) *digest { return &w.arrived.Ref(order[rel]).id }) })
	w.addOccurred(occurred)
	b.chainOff, b.links, b.dates, b.written = t.chainOff, t.links, t.dates, t.written // of the occurrences too
	b.claims = packClaims(w.moved)
	w.claims, w.moved = column.List[claimRow]{}, nil
	b.keys, b.texts = newIDTable(t.keys.list), newIDTable(t.texts.list)
	var k docket
	for i, of := range b.occOf {
		b.occ[of] = uint8(w.g.weighRange(&k, nil, b.occOff[i], b.occOff[i+1], false).status)
	}
	b.fillDowns(lower, metas)
	all.Wait()
	w.arrived = column.List[arrival]{}
	b.derive(func() {})
	return w.g, nil
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

// fillDowns writes the cells of upper ends, those of each row sorted by type and
// neighbour. The order of relations is that of their lower ends, too.
func (b *base) fillDowns(lower, metas []uint32) {
	n, m := uint32(b.entities()), uint32(b.relations())
	next := make([]uint32, n)
	for v := range next {
		next[v] = b.rowOff[v].down
	}
	keys := make([]uint64, b.rowOff[n].down) // type and relation
	for rel := range m {
		if u := b.rels.nbr(rel); u != lower[rel] {
			keys[next[u]] = uint64(b.rels.meta(rel)&63)<<32 | uint64(rel)
			next[u]++
		}
	}
	b.cells.cellRows = newCellRows(len(keys), metas, max(n, 1)-1, uint32(len(b.dates)-1), max(m, 1)-1)
	for v := range n {
		lo, hi := b.downs(v)
		slices.Sort(keys[lo:hi])
		for i := lo; i < hi; i++ {
			rel := uint32(keys[i])
			b.cells.put(i, cellNbr, lower[rel])
			b.cells.put(i, cellMeta, b.rels.at(rel, cellMeta)^1) // metaIn, see metaFlags
			b.cells.put(i, cellDate, b.rels.at(rel, cellDate))
			b.cells.put(i, cellRel, rel)
		}
	}
}

// fits says that tables of so many relations can be read.
func (b *base) fits(relations, metas int) bool {
	width := func(n int) int { return bits.Len(uint(max(n-1, 0))) }
	return width(b.entities())+width(metas*len(metaFlags)) <= mostTogether && width(len(b.dates))+width(relations) <= mostTogether
}

func tooWide(entities, relations, dates, metas int) error {
	return graph.Errorf(graph.Unsupported, "%d entities, %d relations, %d different dates and %d kinds of relations with their weight are more than one topology can hold; keep the graph in several folders", entities, relations, dates, metas)
}

// compareCells is the order of the part of a row that leads down: type, neighbour; the
// rest only makes it the same for the same relations.
func compareCells(x, y cell) int {
	if a, b := uint64(x.meta&63)<<32|uint64(x.nbr), uint64(y.meta&63)<<32|uint64(y.nbr); a != b {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(x.rel, y.rel)
}

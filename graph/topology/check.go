package topology

import (
	"dragoman/graph"
)

// Check verifies the graph against itself: ids ascend, every relation has its
// cells in the rows of both ends, rows are sorted, statuses follow from claims,
// ids of relations, degrees and counts are right. The error is ErrInternal and names the first
// fault. It reads everything (about a second for a million relations).
func (g *Graph) Check() error {
	if err := g.base.checkShape(); err != nil {
		return err
	}
	for _, f := range []func() error{g.checkRows, g.checkCounts} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

func broken(format string, args ...any) error {
	return graph.Errorf(graph.Internal, "topology: "+format, args...)
}

// checkRows looks at every cell as searches see it.
func (g *Graph) checkRows() error {
	var k docket
	var buf []cell
	balance := make([]int8, g.nRels)
	count := newCensus(g.nVerts)
	for v := range uint32(g.nVerts) {
		degree := 0
		row := g.row(v, &buf)
		if g.verts.get(v) == nil && count.of(g, v, row) != g.base.reach[v] {
			return broken("%q does not have as many neighbours as it had", g.id(v))
		}
		for i := range row {
			c := &row[i]
			if int(c.nbr) >= g.nVerts || int(c.rel) >= g.nRels {
				return broken("a relation of %q leads nowhere", g.id(v))
			}
			if g.sorted(v) && i > 0 && compareCells(row[i-1], *c) >= 0 {
				return broken("the row of %q is not sorted", g.id(v))
			}
			switch {
			case c.nbr == v:
			case c.in():
				balance[c.rel]--
			default:
				balance[c.rel]++
			}
			if c.status() != graph.Retracted {
				degree++
			}
			if r := g.relationOf(v, c); !c.in() && g.digest(c.rel) != digestOf(graph.RelationID(g.id(r.from), c.typ(), g.id(r.to), c.role(), r.key)) {
				return broken("a relation of %q and %q has the id of another", g.id(v), g.id(c.nbr))
			}
			w := g.weighRelation(&k, nil, c.rel, c.typ().Lasting())
			if w.status != c.status() || min(w.independent, maxSources) != c.sources() || !g.sameDate(w.date, c.date) {
				return broken("a relation of %q and %q is %s with %d sources, its claims make it %s with %d", g.id(v), g.id(c.nbr), c.status(), c.sources(), w.status, w.independent)
			}
		}
		if degree != g.degree(v) {
			return broken("%q has %d relations and degree %d", g.id(v), degree, g.degree(v))
		}
		if degree > g.maxDeg {
			return broken("%q has degree %d, more than the greatest, %d", g.id(v), degree, g.maxDeg)
		}
	}
	for rel, n := range balance {
		if n != 0 {
			return broken("relation %d is missing in the row of one end", rel)
		}
	}
	return nil
}

// sameDate compares dates that may have been numbered twice.
func (g *Graph) sameDate(a, b uint32) bool {
	return a == b || a != 0 && b != 0 && g.date(a).span == g.date(b).span && g.date(a).inferred == g.date(b).inferred
}

// checkCounts counts again.
func (g *Graph) checkCounts() error {
	var t tally
	var buf []cell
	for _, v := range g.inOrder() {
		t.entities++
		t.kind[g.kind(v)]++
	}
	claims := func(cs []claim) {
		for i := range cs {
			t.claims++
			if g.document(cs[i].doc).known == int32(graph.DayMax) && cs[i].bits&claimRecorded == 0 {
				t.undated++
			}
		}
	}
	t.documents = g.nDocs
	for v := range uint32(g.nVerts) {
		for _, c := range g.row(v, &buf) {
			if !c.in() {
				t.relations++
				t.typ[c.typ()]++
				t.status[c.status()]++
				claims(g.relationOf(v, &c).claims)
			}
		}
		claims(g.occurrenceClaims(v))
	}
	if t != g.tally {
		return broken("the counts are %+v, counted again %+v", g.tally, t)
	}
	return nil
}

// checkShape makes sure that no ordinal leads out of its array, so that no
// search can.
func (b *base) checkShape() error {
	n, m, claims, docs := b.entities(), b.relations(), len(b.cDoc), b.docs.len()
	for _, t := range []struct {
		name string
		ok   bool
	}{
		{"entities", b.ids.sound(n) && b.ids.ascends() && len(b.occ) == n && len(b.deg) == n},
		{"rows", climbs(b.rowOff, n, len(b.cells))},
		{"relations", m == len(b.claimOff)-1 && climbsTo(b.claimOff, claims) && below(b.keyOf, b.keys.len())},
		{"keys", b.keys.sound(b.keys.len())},
		{"ids of relations", len(b.relIDs) == digestLen*m},
		{"claims", len(b.cBits) == claims && len(b.cChain) == claims && len(b.cDate) == claims && below(b.cDoc, docs) && below(b.cChain, len(b.chainOff)-1) && below(b.cDate, len(b.dates))},
		{"chains", climbs(b.chainOff, len(b.chainOff)-1, len(b.links)) && belowOrNone(b.links, n)},
		{"days of claims", len(b.withdrawn.claim) == len(b.withdrawn.day) && len(b.recorded.claim) == len(b.recorded.day)},
		{"documents", b.docs.sound(docs) && b.docs.ascends() && len(b.dKnown) == docs && len(b.dPub) == docs && len(b.dRel) == docs && len(b.dOutlet) == docs && belowOrNone(b.dOutlet, n) && below(b.dFamily, docs) && len(b.dFamily) == docs},
		{"families", climbs(b.basedOff, docs, len(b.based)) && below(b.based, docs)},
		{"occurrences", len(b.occOff) == len(b.occOf)+1 && climbsTo(b.occOff, claims) && below(b.occOf, n)},
		{"dates", len(b.dates) > 0},
	} {
		if !t.ok {
			return broken("the table of %s is damaged", t.name)
		}
	}
	for i := range b.cells {
		if c := &b.cells[i]; int(c.nbr) >= n || int(c.rel) >= m || int(c.date) >= len(b.dates) || c.typ() == 0 || c.typ() > graph.Governs {
			return broken("the table of rows is damaged")
		}
	}
	return b.checkDays()
}

// checkDays makes sure that every claim that needs a day of its own has one.
func (b *base) checkDays() error {
	r, w := 0, 0
	for i, bits := range b.cBits {
		if bits&claimRecorded != 0 {
			if r >= len(b.recorded.claim) || b.recorded.claim[r] != uint32(i) {
				return broken("the table of days of claims is damaged")
			}
			r++
		}
		if bits&claimWithdrawn != 0 {
			if w >= len(b.withdrawn.claim) || b.withdrawn.claim[w] != uint32(i) {
				return broken("the table of days of claims is damaged")
			}
			w++
		}
	}
	return nil
}

func (t *idTable) sound(n int) bool { return n >= 0 && climbs(t.off, n, len(t.text)) }

func (t *idTable) ascends() bool {
	for i := 1; i < t.len(); i++ {
		if t.at(uint32(i-1)) >= t.at(uint32(i)) {
			return false
		}
	}
	return true
}

// climbs says that off is n+1 offsets that rise from 0 to end.
func climbs(off []uint32, n, end int) bool {
	return len(off) == n+1 && off[0] == 0 && climbsTo(off, end)
}

func climbsTo(off []uint32, end int) bool {
	for i := 1; i < len(off); i++ {
		if off[i] < off[i-1] {
			return false
		}
	}
	return len(off) > 0 && int(off[len(off)-1]) <= end
}

func below(xs []uint32, n int) bool {
	for _, x := range xs {
		if int(x) >= n {
			return false
		}
	}
	return true
}

func belowOrNone(xs []uint32, n int) bool {
	for _, x := range xs {
		if x != none && int(x) >= n {
			return false
		}
	}
	return true
}

package topology

import (
	"slices"
	"sync"

	"dragoman/graph"
)

// Check verifies the graph against itself: ids ascend, every relation has its
// cells in the rows of both ends, rows are sorted, statuses follow from claims,
// relations are found by their ids, dates and sources are there, degrees and counts are right. The error is ErrInternal and names the first
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
		if g.verts.get(v) == nil && count.of(g, v, row) != g.base.reached(v) {
			return broken("%q does not have as many neighbours as it had", g.id(v))
		}
		for i := range row {
			c := &row[i]
			if int(c.nbr) >= g.nVerts || int(c.rel) >= g.nRels {
				return broken("a relation of %q leads nowhere", g.id(v))
			}
			if g.sorted(v) && i > 0 && !g.follows(v, &row[i-1], c) {
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
			if err := g.checkRelation(v, c); err != nil {
				return err
			}
			w := g.weighRelation(&k, nil, c.rel, c.typ().Lasting())
			if w.status != c.status() || min(w.independent, maxSources) != c.sources() || !g.sameDate(w.date, c.date) {
				return broken("a relation of %q and %q is %s with %d sources, its claims make it %s with %d", g.id(v), g.id(c.nbr), c.status(), c.sources(), w.status, w.independent)
			}
		}
		if g.flags(v)&stated == 0 && degree != g.degree(v) {
			return broken("%q has %d relations and degree %d", g.id(v), degree, g.degree(v))
		}
		if g.degree(v) > g.maxDeg {
			return broken("%q has degree %d, more than the greatest, %d", g.id(v), g.degree(v), g.maxDeg)
		}
		if n := g.degree(v); n > longRow && !slices.Contains(g.grown, v) && (int(v) >= g.base.entities() || n > int(g.base.deg[v])) {
			return broken("%q has grown to degree %d and is not among those that grew", g.id(v), n)
		}
	}
	for rel, n := range balance {
		if n != 0 {
			return broken("relation %d is missing in the row of one end", rel)
		}
	}
	return nil
}

// follows says that a cell of base may come right after another in the row of v.
func (g *Graph) follows(v uint32, x, y *cell) bool {
	switch _, end := g.base.ups(v); {
	case x.leadsDown(g, v):
		return y.leadsDown(g, v) && compareCells(*x, *y) < 0
	case y.leadsDown(g, v):
		return x.rel+1 == end
	case x.rel+1 != y.rel || x.nbr > y.nbr:
		return false
	case x.nbr < y.nbr:
		return true
	case x.meta&y.meta&metaParallel == 0 || x.status() > y.status():
		return false
	}
	return x.status() < y.status() || g.digest(x.rel).compare(g.digest(y.rel)) < 0
}

func (c *cell) leadsDown(g *Graph, v uint32) bool { return !g.base.leadsUp(v, c.rel) }

// checkRelation looks at a relation once, from its from end.
func (g *Graph) checkRelation(v uint32, c *cell) error {
	if c.in() {
		return nil
	}
	r := g.relationOf(v, c)
	a := makeArc(v, c, verdict{}, false)
	d := g.arcDigest(&a)
	if d != digestOf(graph.RelationID(g.id(r.from), c.typ(), g.id(r.to), c.role(), r.key)) {
		return broken("a relation of %q and %q has the id of another", g.id(v), g.id(c.nbr))
	}
	if a, ok := g.findDigest(&d); !ok || a.rel != c.rel || a.a != r.from || a.b != r.to {
		return broken("a relation of %q and %q is not found by its id", g.id(v), g.id(c.nbr))
	}
	if (c.meta&metaConcerns != 0) != (len(g.concernsOf(c.rel)) > 0) {
		return broken("a relation of %q and %q does not tell what it concerns", g.id(v), g.id(c.nbr))
	}
	for i := range r.claims {
		k := &r.claims[i]
		if int(k.date) >= g.nDates {
			return broken("a claim about %q and %q has a date that is none", g.id(v), g.id(c.nbr))
		}
		for _, l := range k.links {
			if l != none && l&wordsLink != 0 && int(l&^wordsLink) >= g.nTexts || l&wordsLink == 0 && int(l) >= g.nVerts {
				return broken("a claim about %q and %q rests on a source that is none", g.id(v), g.id(c.nbr))
			}
		}
	}
	return nil
}

// sameDate compares dates that may have been numbered twice.
func (g *Graph) sameDate(a, b uint32) bool {
	return a == b || g.written(a)[0].Date == g.written(b)[0].Date
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
	n, m, claims, docs := b.entities(), b.relations(), b.claims.n, b.docs.len()
	checks := []struct {
		name string
		ok   func() bool
	}{
		{"entities", func() bool { return b.ids.sound(n) && b.ids.ascends() && len(b.occ) == n && len(b.deg) == n }},
		{"rows", b.rowsSound},
		{"relations", b.relationsSound},
		{"ids of relations", func() bool { return b.byID.sound(m) }},
		{"keys", func() bool { return b.keys.sound(b.keys.len()) }},
		{"claims", func() bool { return b.claimsSound() }},
		{"chains", func() bool { return climbs(b.chainOff, len(b.chainOff)-1, len(b.links)) && b.linksSound() }},
		{"words of sources", func() bool { return b.texts.sound(b.texts.len()) }},
		{"concerns", func() bool {
			return climbs(b.concernOff, len(b.concernOf), len(b.concerns)) && ascending(b.concernOf) && below(b.concernOf, m) && belowOrNone(b.concerns, n)
		}},
		{"days of claims", b.daysSound},
		{"documents", func() bool {
			return b.docs.sound(docs) && b.docs.ascends() && len(b.about) == docs && b.documentsSound()
		}},
		{"families", func() bool { return climbs(b.basedOff, docs, len(b.based)) && below(b.based, docs) }},
		{"occurrences", func() bool {
			return len(b.occOff) == len(b.occOf)+1 && climbsTo(b.occOff, claims) && ascending(b.occOf) && below(b.occOf, n) && b.occurrencesSound()
		}},
		{"dates", func() bool { return len(b.dates) > 0 && len(b.written) == len(b.dates) && b.written[0].IsZero() }},
	}
	var all sync.WaitGroup
	sound := make([]bool, len(checks))
	for i, c := range checks {
		all.Go(func() { sound[i] = c.ok() })
	}
	all.Wait()
	for i, c := range checks {
		if !sound[i] {
			return broken("the table of %s is damaged", c.name)
		}
	}
	return nil
}

// relationsSound says that keys are there and first claims rise.
func (b *base) relationsSound() bool {
	if b.rels.n == 0 || len(b.rels.from) != (b.rels.n+counted-1)/counted {
		return false
	}
	last, keys, claims := uint32(0), uint32(b.keys.len()), uint32(b.claims.n)
	for i := range uint32(b.rels.n) {
		first := b.rels.first(i)
		if b.rels.key(i) >= keys || first < last || first > claims {
			return false
		}
		last = first
	}
	return true
}

// claimsSound says that documents, chains and dates are there, and that stances are.
func (b *base) claimsSound() bool {
	docs, chains, dates := uint32(b.docs.len()), uint32(len(b.chainOff)-1), uint32(len(b.dates))
	for i := range uint32(b.claims.n) {
		if c := &b.claims; c.doc(i) >= docs || c.chain(i) >= chains || c.date(i) >= dates {
			return false
		}
		if graph.Stance(b.claims.bits8(i)&claimStance) > graph.NoComment {
			return false
		}
	}
	return true
}

// occurrencesSound says that there are claims about each meeting that has the
// attribute.
func (b *base) occurrencesSound() bool {
	of := b.occOf
	for v, status := range b.occ {
		if len(of) > 0 && of[0] == uint32(v) {
			of = of[1:]
		} else if status != 0 {
			return false
		}
	}
	return true
}

// documentsSound says that outlets and families are there.
func (b *base) documentsSound() bool {
	n, docs := uint32(b.entities()), uint32(len(b.about))
	for i := range b.about {
		if d := &b.about[i]; d.outlet != none && d.outlet >= n || d.family >= docs {
			return false
		}
	}
	return true
}

// linksSound says that every link is an entity, words, or none.
func (b *base) linksSound() bool {
	n, texts := uint32(b.entities()), uint32(b.texts.len())
	for _, l := range b.links {
		if l != none && (l&wordsLink == 0 && l >= n || l&wordsLink != 0 && l&^wordsLink >= texts) {
			return false
		}
	}
	return true
}

func ascending(xs []uint32) bool {
	for i := 1; i < len(xs); i++ {
		if xs[i-1] >= xs[i] {
			return false
		}
	}
	return true
}

// daysSound says that every claim that needs a day of its own has one.
func (b *base) daysSound() bool {
	r, w := b.recorded, b.withdrawn
	if len(r.claim) != len(r.day) || len(w.claim) != len(w.day) {
		return false
	}
	for i := range uint32(b.claims.n) {
		bits := b.claims.bits8(i)
		if bits&claimRecorded != 0 && !r.next(i) || bits&claimWithdrawn != 0 && !w.next(i) {
			return false
		}
	}
	return true
}

// next says whether the first claim is this one, and passes over it.
func (t *dayTable) next(claim uint32) bool {
	if len(t.claim) == 0 || t.claim[0] != claim {
		return false
	}
	t.claim = t.claim[1:]
	return true
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

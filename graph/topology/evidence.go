package topology

import (
	"cmp"
	"slices"

	"dragoman/graph"
)

// exhibit gives the relations of one answer their evidence: what graph.Select and
// graph.Assess make of their claims. It is drawn up for what is shown and never
// while searching. The lists of all relations are cut from a few blocks, and what
// is the same for many, a date or one claim's stance, is one list in the graph:
// whoever gets an answer reads it only.
type exhibit struct {
	g        *Graph
	s        *selection
	where    *graph.Filter // that the answer tells of
	k        docket
	claims   []claim // selected, as in k
	order    []int
	found    []uint32
	ids      []string // blocks
	sources  []graph.Source
	stances  []graph.StanceCount
	dates    []graph.When
	expected int // relations still to come, about
	ahead    int // of no use but to make reads happen
}

func (g *Graph) exhibit(s *selection, where *graph.Filter, relations int) *exhibit {
	x := &exhibit{}
	x.open(g, s, where, relations)
	return x
}

// open is exhibit in a room that an earlier one may have left.
func (x *exhibit) open(g *Graph, s *selection, where *graph.Filter, relations int) {
	*x = exhibit{g: g, s: s, where: where.ClaimsOnly(), expected: relations, k: x.k, claims: x.claims[:0], order: x.order[:0], found: x.found[:0]}
	x.k.clear()
}

// room makes sure that n elements can be appended to a block.
func room[T any](block *[]T, n, expected int) {
	if cap(*block)-len(*block) < n {
		*block = make([]T, 0, max(n, expected))
	}
}

// cut gives what a block has from a place on, nil where that is nothing.
func cut[T any](block []T, start int) []T {
	if len(block) == start {
		return nil
	}
	return block[start:len(block):len(block)]
}

// oneStance holds for every stance, for and against, the list of one claim.
var oneStance = func() (lists [2 * (claimStance + 1)]graph.StanceCount) {
	for i := range lists {
		lists[i] = graph.StanceCount{Stance: graph.Stance(i >> 1), Against: i&1 == 1, Count: 1}
	}
	return lists
}()

// show puts together the relation of an arc; false where no claim is selected.
func (x *exhibit) show(r *graph.Relation, a *arc, id, key string) bool {
	g := x.g
	lasting := graph.RelationType(a.meta & 63).Lasting()
	plain := g.base.weighed || x.plain(&r.Evidence, a.rel, lasting)
	if !plain {
		if x.gather(a.rel); len(x.claims) == 0 {
			return false
		}
	}
	x.frame(r, a, id, key)
	if g.base.weighed {
		r.Status, r.Independent = a.status, a.sources
		return true
	}
	if !plain {
		x.evidence(&r.Evidence, lasting)
	}
	x.expected--
	return true
}

// frame is all of a relation but its evidence.
func (x *exhibit) frame(r *graph.Relation, a *arc, id, key string) {
	from, to := a.a, a.b
	if a.meta&metaIn != 0 {
		from, to = to, from
	}
	r.ID, r.From, r.To, r.Key = id, x.g.id(from), x.g.id(to), key
	r.Type, r.Role = graph.RelationType(a.meta&63), graph.Role(a.meta>>metaRole&7)
	r.Where = x.where
	if a.meta&metaConcerns != 0 {
		r.Concerns = x.concerns(a.rel)
	}
}

// plain is evidence of a relation as most are: base has one claim about it, which
// nothing is known against. It says false where that is not so.
func (x *exhibit) plain(e *graph.Evidence, rel uint32, lasting bool) bool {
	g, b := x.g, x.g.base
	if x.s != nil || int(rel) >= b.relations() || g.rels.get(rel) != nil {
		return false
	}
	lo, hi := b.claimsOf(rel)
	if hi-lo != 1 {
		return false
	}
	bits := b.claims.bits8(lo)
	if bits&(claimRetracted|claimRecorded) != 0 {
		return false
	}
	d := g.document(b.claims.doc(lo))
	// Of one claim, the rest of a testimony decides nothing.
	x.k.ts = append(x.k.ts[:0], graph.Testimony{
		Stance: graph.Stance(bits & claimStance), Against: bits&claimAgainst != 0,
		Known: graph.Day(d.known), Reliability: graph.Reliability(d.reliability),
	})
	w := graph.Weigh(x.k.ts, lasting)
	x.weight(e, &w, b.claims.date(lo))
	x.alone(e, b.claims.doc(lo), b.chain(b.claims.chain(lo)), b.claims.date(lo))
	return true
}

// weight is what evidence tells of the weight of claims; date is that of the
// claim whose date the relation bears.
func (x *exhibit) weight(e *graph.Evidence, w *graph.Weight, date uint32) {
	e.Status, e.Independent, e.FirstKnown, e.Reliability = w.Status, w.Independent, w.FirstKnown, w.Reliability
	if w.When >= 0 && date != 0 {
		e.When = x.g.written(date)[0]
	}
}

// lookAhead reads what the evidence of relations will need, up to as many as stay
// in the cache until then: places far apart, that are waited for together. It
// uses up rels.
func (x *exhibit) lookAhead(rels []uint32) {
	b := x.g.base
	for i, rel := range rels {
		if rels[i] = 0; int(rel) < b.relations() {
			rels[i] = b.rels.first(rel)
		}
	}
	for i, claim := range rels {
		if rels[i] = 0; int(claim) < b.claims.n {
			rels[i] = b.claims.date(claim)
			doc := b.claims.doc(claim)
			x.ahead += int(b.about[doc].known) + int(b.docs.off[doc]) + int(b.chainOff[b.claims.chain(claim)])
		}
	}
	for _, date := range rels {
		w := &b.written[date]
		x.ahead += int(w.Span.EndLatest) + len(w.Basis) + len(w.Text)
	}
}

// gather selects the claims of a relation.
func (x *exhibit) gather(rel uint32) {
	g, b := x.g, x.g.base
	x.k.clear()
	x.claims = x.claims[:0]
	if o := g.rels.get(rel); o != nil {
		for i := range o.claims {
			if x.k.add(g, x.s, &o.claims[i]) {
				x.claims = append(x.claims, o.claims[i])
			}
		}
		return
	}
	for i, hi := b.claimsOf(rel); i < hi; i++ {
		n := len(x.claims)
		if x.claims = append(x.claims, g.timed(i)); !x.k.add(g, x.s, &x.claims[n]) {
			x.claims = x.claims[:n]
		}
	}
}

func (x *exhibit) evidence(e *graph.Evidence, lasting bool) {
	ts := x.k.ts
	w := graph.Weigh(ts, lasting)
	x.weight(e, &w, x.k.dates[max(w.When, 0)])
	if c := &x.claims[0]; len(ts) == 1 {
		x.alone(e, c.doc, c.links, c.date)
		return
	}
	e.Documents = x.documents()
	e.Sources = x.sourcesOf()
	room(&x.stances, len(ts), x.expected)
	start := len(x.stances)
	x.stances = graph.AppendStances(x.stances, ts)
	e.Stances = cut(x.stances, start)
	e.Dates = x.datesOf()
}

// alone is evidence where there is one claim only, which has been weighed.
func (x *exhibit) alone(e *graph.Evidence, doc uint32, links []uint32, date uint32) {
	t := &x.k.ts[0]
	room(&x.ids, 1, x.expected)
	x.ids = append(x.ids, x.g.documentID(doc))
	e.Documents = cut(x.ids, len(x.ids)-1)
	if !t.Live() {
		return
	}
	if s, ok := x.g.innermost(doc, links); ok {
		room(&x.sources, 1, x.expected)
		x.sources = append(x.sources, s)
		e.Sources = cut(x.sources, len(x.sources)-1)
	}
	at := int(t.Stance) << 1
	if t.Against {
		at++
	}
	e.Stances = oneStance[at : at+1 : at+1]
	if t.Stance != graph.NoComment && date != 0 {
		e.Dates = x.g.written(date)
	}
}

// documents lists those of all selected claims.
func (x *exhibit) documents() []string {
	g := x.g
	x.found = x.found[:0]
	for i := range x.claims {
		if d := x.claims[i].doc; !slices.Contains(x.found, d) {
			x.found = append(x.found, d)
		}
	}
	slices.SortFunc(x.found, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(g.document(a).published, g.document(b).published), g.compareDocuments(a, b))
	})
	room(&x.ids, len(x.found), x.expected)
	start := len(x.ids)
	for _, d := range x.found {
		x.ids = append(x.ids, g.documentID(d))
	}
	return cut(x.ids, start)
}

func (x *exhibit) sourcesOf() []graph.Source {
	room(&x.sources, len(x.claims), x.expected)
	start := len(x.sources)
	for i := range x.claims {
		if !x.k.ts[i].Live() {
			continue
		}
		c := &x.claims[i]
		if s, ok := x.g.innermost(c.doc, c.links); ok && !slices.Contains(x.sources[start:], s) {
			x.sources = append(x.sources, s)
		}
	}
	slices.SortFunc(x.sources[start:], graph.CompareSources)
	return cut(x.sources, start)
}

func (x *exhibit) datesOf() []graph.When {
	g := x.g
	x.order, x.found = graph.DateOrder(x.order[:0], x.k.ts), x.found[:0]
	for _, i := range x.order {
		d := x.k.dates[i]
		if d != 0 && !slices.ContainsFunc(x.found, func(o uint32) bool { return g.sameDate(o, d) }) {
			x.found = append(x.found, d)
		}
	}
	if len(x.found) == 1 {
		return g.written(x.found[0])
	}
	room(&x.dates, len(x.found), min(x.expected, 16))
	start := len(x.dates)
	for _, d := range x.found {
		x.dates = append(x.dates, g.written(d)[0])
	}
	return cut(x.dates, start)
}

// innermost is the source on whose word a claim rests in the end; false where the
// document speaks itself and has no outlet.
func (g *Graph) innermost(doc uint32, links []uint32) (s graph.Source, ok bool) {
	n := len(links)
	if n == 0 {
		outlet := g.document(doc).outlet
		if outlet == none {
			return s, false
		}
		return graph.Source{Entity: g.id(outlet)}, true
	}
	switch last := links[n-1]; {
	case last == none:
		return s, false
	case last&wordsLink != 0:
		return graph.Source{Text: g.words(last &^ wordsLink)}, true
	default:
		return graph.Source{Entity: g.id(last)}, true
	}
}

// concerns gives the ids of what a relation that has any concerns.
func (x *exhibit) concerns(rel uint32) []string {
	list := x.g.concernsOf(rel)
	room(&x.ids, len(list), x.expected)
	start := len(x.ids)
	for _, v := range list {
		if v != none {
			x.ids = append(x.ids, x.g.id(v))
		}
	}
	return cut(x.ids, start)
}

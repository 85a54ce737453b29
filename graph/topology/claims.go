package topology

import (
	"slices"
	"sort"

	"dragoman/graph"
)

// claim is a claim in compact form.
type claim struct {
	doc   uint32
	bits  uint8
	links []uint32 // its chain, as base has them; empty is the document's own voice
	date  uint32
	known int32 // day recorded, where claimRecorded; counts where the document's day is unknown
	off   int32 // day of the withdrawal, where claimWithdrawn
}

func (t *dayTable) at(claim uint32) int32 {
	i := sort.Search(len(t.claim), func(i int) bool { return t.claim[i] >= claim })
	return t.day[i]
}

// claim reads claim i of the columns.
func (b *base) claim(i uint32) claim {
	c := b.lean(i)
	if c.bits&claimRecorded != 0 {
		c.known = b.recorded.at(i)
	}
	return c
}

// lean is claim without the day recorded, which is looked up only where it
// counts.
func (b *base) lean(i uint32) claim {
	r := &b.claims
	c := claim{doc: r.doc(i), bits: r.bits8(i), links: b.chain(r.chain(i)), date: r.date(i)}
	if c.bits&claimWithdrawn != 0 {
		c.off = b.withdrawn.at(i)
	}
	return c
}

// document is what the weight of a claim needs of its document.
type document struct {
	known, published int32
	reliability      uint8
	outlet, family   uint32
}

func (g *Graph) document(d uint32) document {
	if o := g.docs.get(d); o != nil {
		return document{o.known, o.published, o.reliability, o.outlet, g.familyOf(d, o.family)}
	}
	row := g.base.about[d]
	row.family = g.familyOf(d, row.family)
	return row
}

func (g *Graph) familyOf(d, own uint32) uint32 {
	if int(d) < len(g.families) {
		return g.families[d]
	}
	return own
}

// selection is the claim-selecting part of a filter in ordinals. nil selects
// every claim.
type selection struct {
	asOf              *graph.Day
	docs, notDocs     []uint32 // sorted
	onlyDocs          bool
	sources, notThese []uint32
	onlySources       bool
	notWords          []string // sources that are words
	reliability       graph.Reliability
}

// cites says whether a claim has one of the sources at a link of its chain, or
// as outlet of the document's own voice.
func cites(c *claim, d *document, sources []uint32) bool {
	if len(sources) == 0 {
		return false
	}
	if len(c.links) == 0 {
		return d.outlet != none && slices.Contains(sources, d.outlet)
	}
	for _, l := range c.links {
		if slices.Contains(sources, l) {
			return true
		}
	}
	return false
}

// quotes says whether a link of a claim's chain is one of these words.
func (g *Graph) quotes(c *claim, words []string) bool {
	for _, l := range c.links {
		if l != none && l&wordsLink != 0 && slices.Contains(words, g.words(l&^wordsLink)) {
			return true
		}
	}
	return false
}

func in(sorted []uint32, x uint32) bool {
	_, ok := slices.BinarySearch(sorted, x)
	return ok
}

func (s *selection) admits(c *claim, d *document, known int32) bool {
	switch {
	case s == nil:
		return true
	case s.asOf != nil && (known == int32(graph.DayMax) || graph.Day(known) > *s.asOf),
		s.onlyDocs && !in(s.docs, c.doc),
		len(s.notDocs) > 0 && in(s.notDocs, c.doc),
		s.onlySources && !cites(c, d, s.sources),
		cites(c, d, s.notThese):
		return false
	case s.reliability != 0:
		r := graph.Reliability(d.reliability)
		return r != 0 && r != graph.ReliabilityF && r <= s.reliability
	}
	return true
}

// retracted follows graph.Filter.RetractedUnder.
func (s *selection) retracted(c *claim) bool {
	if c.bits&claimRetracted == 0 {
		return false
	}
	return c.bits&claimWithdrawn == 0 || s == nil || s.asOf == nil || graph.Day(c.off) <= *s.asOf
}

// docket collects the selected claims about one thing. It is reused.
type docket struct {
	ts    []graph.Testimony
	dates []uint32
}

// add takes one claim, if it is selected.
func (k *docket) add(g *Graph, s *selection, c *claim) bool {
	d := g.document(c.doc)
	known := d.known
	if known == int32(graph.DayMax) && c.bits&claimRecorded != 0 {
		known = c.known
	}
	if s != nil && (!s.admits(c, &d, known) || len(s.notWords) > 0 && g.quotes(c, s.notWords)) {
		return false
	}
	row := g.date(c.date)
	t := graph.Testimony{
		Stance: graph.Stance(c.bits & claimStance), Against: c.bits&claimAgainst != 0, Retracted: s.retracted(c),
		Span: row.span, Dated: row.dated, Inferred: row.inferred,
		Family: d.family, Published: graph.Day(d.published), Known: graph.Day(known), Reliability: graph.Reliability(d.reliability),
	}
	// Origins: entities have even numbers, documents odd ones.
	switch n := len(c.links); {
	case n > 0 && c.links[n-1]&wordsLink != 0: // none too
	case n > 0:
		t.Origin, t.Named = c.links[n-1]<<1, g.named(c.links[n-1])
	case d.outlet != none:
		t.Origin, t.Named = d.outlet<<1, g.named(d.outlet)
	default:
		t.Origin, t.Named = c.doc<<1|1, true
	}
	k.ts = append(k.ts, t)
	k.dates = append(k.dates, c.date)
	return true
}

// verdict is what the selected claims about a relation add up to.
type verdict struct {
	status      graph.Status // 0: no claim is left
	independent int
	date        uint32
}

func (k *docket) weigh(lasting bool) verdict {
	w := graph.Weigh(k.ts, lasting)
	v := verdict{status: w.Status, independent: w.Independent}
	if w.When >= 0 {
		v.date = k.dates[w.When]
	}
	k.clear()
	return v
}

func (k *docket) clear() { k.ts, k.dates = k.ts[:0], k.dates[:0] }

// weighRange weighs claims lo to hi of the base.
func (g *Graph) weighRange(k *docket, s *selection, lo, hi uint32, lasting bool) verdict {
	for i := lo; i < hi; i++ {
		c := g.timed(i)
		k.add(g, s, &c)
	}
	return k.weigh(lasting)
}

// timed is a claim of base with the day recorded where that counts.
func (g *Graph) timed(i uint32) claim {
	c := g.base.lean(i)
	if c.bits&claimRecorded != 0 && g.document(c.doc).known == int32(graph.DayMax) {
		c.known = g.base.recorded.at(i)
	}
	return c
}

// weighClaims weighs claims of the overlay.
func (g *Graph) weighClaims(k *docket, s *selection, cs []claim, lasting bool) verdict {
	for i := range cs {
		k.add(g, s, &cs[i])
	}
	return k.weigh(lasting)
}

// weighRelation weighs the relation that a cell shows.
func (g *Graph) weighRelation(k *docket, s *selection, rel uint32, lasting bool) verdict {
	if o := g.rels.get(rel); o != nil {
		return g.weighClaims(k, s, o.claims, lasting)
	}
	lo, hi := g.base.claimsOf(rel)
	return g.weighRange(k, s, lo, hi, lasting)
}

// occurred gives the status of a meeting's attribute "occurred", 0 without one.
func (g *Graph) occurred(k *docket, s *selection, v uint32) graph.Status {
	if s == nil {
		if o := g.verts.get(v); o != nil && o.occOwn {
			return o.occ
		}
		if int(v) >= len(g.base.occ) {
			return 0
		}
		return graph.Status(g.base.occ[v])
	}
	return g.occasion(k, s, v).status
}

// occasion weighs the claims about a meeting's attribute "occurred".
func (g *Graph) occasion(k *docket, s *selection, v uint32) verdict {
	if o := g.verts.get(v); o != nil && o.occOwn {
		return g.weighClaims(k, s, o.occClaims, false)
	}
	if int(v) >= len(g.base.occ) || g.base.occ[v] == 0 {
		return verdict{}
	}
	i, _ := slices.BinarySearch(g.base.occOf, v)
	return g.weighRange(k, s, g.base.occOff[i], g.base.occOff[i+1], false)
}

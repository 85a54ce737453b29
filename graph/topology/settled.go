package topology

import "dragoman/graph"

// The day from which a relation stands as its cells show it: all its claims are
// known by then, and those that are ever withdrawn have been. Under an asOf that
// late nothing needs to be weighed. unsettled stands for no such day.
const unsettled = int32(graph.DayMax)

// settle finds that day for every relation of base.
func (b *base) settle() {
	b.settled = make([]int32, b.relations())
	withdrawn, recorded := 0, 0
	for rel := range b.settled {
		day := int32(graph.DayMin)
		for i, hi := b.claimsOf(uint32(rel)); i < hi; i++ {
			c := &b.claims[i]
			known := b.about[c.doc()].known
			if c.bits()&claimRecorded != 0 {
				if known == unsettled {
					known = b.recorded.day[recorded]
				}
				recorded++
			}
			if day = max(day, known); c.bits()&claimWithdrawn != 0 {
				day = max(day, b.withdrawn.day[withdrawn])
				withdrawn++
			}
		}
		b.settled[rel] = day
	}
}

// weighAsOf is weighRelation where nothing but a day selects claims: shown
// is what the cell says, day the one asked for. Documents of base are as they
// were.
func (s *sieve) weighAsOf(c *cell, shown verdict, day graph.Day) verdict {
	g, b := s.g, s.g.base
	if int(c.rel) < b.relations() && (!g.touched || g.rels.get(c.rel) == nil) {
		settled := b.settled[c.rel]
		if settled != unsettled && graph.Day(settled) <= day {
			return s.exact(c, shown)
		}
		// The one claim of a relation is not known yet, or never will be.
		if at, end := b.claimsOf(c.rel); end-at == 1 && b.claims[at].bits()&claimWithdrawn == 0 {
			return verdict{}
		}
	}
	return g.weighRelation(&s.k, s.claims, c.rel, c.typ().Lasting())
}

// onlyDay says that a selection is by day alone.
func (s *selection) onlyDay() bool {
	return s != nil && s.asOf != nil && !s.onlyDocs && !s.onlySources && len(s.notDocs) == 0 && len(s.notThese) == 0 && len(s.notWords) == 0 && s.reliability == 0
}

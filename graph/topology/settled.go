package topology

import "dragoman/graph"

// The day from which a relation stands as its cells show it: all its claims are
// known by then, and those that are ever withdrawn have been. Under an asOf that
// late nothing needs to be weighed. unsettled stands for no such day.
const unsettled = int32(graph.DayMax)

// settledDays has that day for every relation of base: 0 is DayMin, top is
// unsettled, any other number the day as counted from low.
type settledDays struct {
	records
	low int32
	top uint32
}

func (t *settledDays) of(rel uint32) int32 {
	switch x := t.at(rel, 0); x {
	case 0:
		return int32(graph.DayMin)
	case t.top:
		return unsettled
	default:
		return t.low + int32(x) - 1
	}
}

// settle finds that day for every relation of base.
func (b *base) settle() {
	low, high := unsettled, int32(graph.DayMin)
	b.eachSettled(func(_ uint32, day int32) {
		if day != unsettled && day != int32(graph.DayMin) {
			low, high = min(low, day), max(high, day)
		}
	})
	top := uint32(1)
	if low <= high {
		top = uint32(high-low) + 2
	}
	b.settled = settledDays{newRecords(b.relations(), top), low, top}
	b.eachSettled(func(rel uint32, day int32) {
		switch day {
		case int32(graph.DayMin):
		case unsettled:
			b.settled.put(rel, 0, top)
		default:
			b.settled.put(rel, 0, uint32(day-low)+1)
		}
	})
}

func (b *base) eachSettled(do func(rel uint32, day int32)) {
	withdrawn, recorded := 0, 0
	for rel := range uint32(b.relations()) {
		day := int32(graph.DayMin)
		for i, hi := b.claimsOf(rel); i < hi; i++ {
			known, bits := b.about[b.claims.doc(i)].known, b.claims.bits8(i)
			if bits&claimRecorded != 0 {
				if known == unsettled {
					known = b.recorded.day[recorded]
				}
				recorded++
			}
			if day = max(day, known); bits&claimWithdrawn != 0 {
				day = max(day, b.withdrawn.day[withdrawn])
				withdrawn++
			}
		}
		do(rel, day)
	}
}

// weighAsOf is weighRelation where nothing but a day selects claims: shown
// is what the cell says, day the one asked for. Documents of base are as they
// were.
func (s *sieve) weighAsOf(c *cell, shown verdict, day graph.Day) verdict {
	g, b := s.g, s.g.base
	if int(c.rel) < b.relations() && (!g.touched || g.rels.get(c.rel) == nil) {
		settled := b.settled.of(c.rel)
		if settled != unsettled && graph.Day(settled) <= day {
			return s.exact(c, shown)
		}
		// The one claim of a relation is not known yet, or never will be.
		if at, end := b.claimsOf(c.rel); end-at == 1 && b.claims.bits8(at)&claimWithdrawn == 0 {
			return verdict{}
		}
	}
	return g.weighRelation(&s.k, s.claims, c.rel, c.typ().Lasting())
}

// onlyDay says that a selection is by day alone.
func (s *selection) onlyDay() bool {
	return s != nil && s.asOf != nil && !s.onlyDocs && !s.onlySources && len(s.notDocs) == 0 && len(s.notThese) == 0 && len(s.notWords) == 0 && s.reliability == 0
}

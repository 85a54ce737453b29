package topology

import (
	"slices"

	"dragoman/graph"
)

// sieve is a lens and a filter in the form in which a search applies them, cell
// by cell. It belongs to one search.
type sieve struct {
	g        *Graph
	lens     graph.Lens
	types    uint64
	statuses graph.StatusSet
	lensBit  uint32
	sources  int // least number of independent sources
	kinds    uint32
	named    graph.StatusSet // statuses as they were asked for: say which meetings count
	claims   *selection
	periods  []graph.Span
	overlap  graph.Overlap
	walk     bool            // traversals heed whether meetings took place
	avoid    map[uint32]bool // relations
	exempt   few             // entities whose kind does not matter
	plain    bool            // meta alone decides
	dated    bool            // claims are selected by day alone, of documents as base has them
	first    graph.StatusSet // statuses that meta must have; all where claims are selected
	least    int             // sources that meta must have
	k        docket
	clocked  bool
}

const anyStatus = graph.StatusSet(1<<16 - 1)

// newSieve compiles a filter. def are the statuses that pass where none are
// named. Unknown ids in the filter are ErrNotFound.
func (g *Graph) newSieve(lens graph.Lens, f *graph.Filter, def graph.StatusSet, walk bool) (*sieve, error) {
	s := &sieve{}
	if err := s.compile(g, lens, f, def, walk); err != nil {
		return nil, err
	}
	return s, nil
}

// compile is newSieve in a room that an earlier one may have left.
func (s *sieve) compile(g *Graph, lens graph.Lens, f *graph.Filter, def graph.StatusSet, walk bool) error {
	if err := f.Check(); err != nil {
		return err
	}
	*s = sieve{g: g, lens: lens, walk: walk, types: lens.Types() & f.TypeSet(), statuses: f.StatusSet(def), kinds: 1<<16 - 1, k: s.k}
	s.k.clear()
	switch lens {
	case graph.LensContact:
		s.lensBit = metaContact
	case graph.LensRelations:
		s.lensBit = metaRelations
	}
	if f != nil {
		s.sources, s.overlap = f.MinIndependentSources, f.Overlap
		for _, q := range []graph.EDTF{f.At, f.During} {
			if span, ok := q.Span(); ok {
				s.periods = append(s.periods, span)
			}
		}
		if f.Kinds != nil {
			s.kinds = 0
			for _, k := range f.Kinds {
				s.kinds |= 1 << k
			}
		}
		var err error
		if s.claims, err = g.selectionOf(f); err != nil {
			return err
		}
	}
	s.named = s.statuses
	s.clocked = len(s.periods) > 0
	s.dated = s.claims.onlyDay() && !g.redated
	s.settle()
	return nil
}

// settle decides what meta alone can tell.
func (s *sieve) settle() {
	s.first, s.least = s.statuses, s.sources
	if s.claims != nil {
		s.first, s.least = anyStatus, 0
	}
	s.plain = s.claims == nil && !s.clocked && len(s.avoid) == 0 && s.least <= maxSources && !s.gating()
}

// contacts leaves the relations that lens CONTACT walks, whatever else the lens
// walks; through whom they may lead is still the lens's to say.
func (s *sieve) contacts() {
	s.types &= graph.LensContact.Types()
	s.lensBit |= metaContact
}

// gating says that participations in meetings that did not take place are to be
// held back, and that there may be some.
func (s *sieve) gating() bool {
	return s.walk && s.types>>graph.ParticipatedIn&1 == 1 && (len(s.g.base.occOf) > 0 || s.g.touched)
}

// selectionOf compiles the claim-selecting fields; nil where there are none.
func (g *Graph) selectionOf(f *graph.Filter) (*selection, error) {
	if !f.SelectsClaims() {
		return nil, nil
	}
	s := &selection{asOf: f.AsOf, onlyDocs: f.Documents != nil, onlySources: f.Sources != nil, notWords: f.ExcludeTexts, reliability: f.MinReliability}
	var err error
	number := func(what string, ids []string, find func(string) (uint32, bool)) []uint32 {
		out := make([]uint32, 0, len(ids))
		var unknown []string
		for _, id := range ids {
			n, ok := find(id)
			if !ok {
				unknown = append(unknown, id)
				continue
			}
			out = append(out, n)
		}
		if len(unknown) > 0 && err == nil {
			err = graph.Unknown(what, unknown...)
		}
		slices.Sort(out)
		return out
	}
	s.docs = number("documents", f.Documents, g.docOrdinal)
	s.notDocs = number("excludeDocuments", f.ExcludeDocuments, g.docOrdinal)
	s.sources = number("sources", f.Sources, g.entity)
	s.notThese = number("excludeSources", f.ExcludeSources, g.entity)
	return s, err
}

// bits is the part of the test that meta alone decides.
func (s *sieve) bits(meta uint32) bool {
	return s.types>>(meta&63)&1 == 1 && s.first>>(meta>>metaStatus&15)&1 == 1 &&
		int(meta>>metaSources&maxSources) >= s.least && meta&s.lensBit == s.lensBit
}

// mayPass says that bits does not refuse a cell; it does not look at sources where
// meta cannot tell how many there have to be.
func (s *sieve) mayPass(meta uint32) bool { return s.least > maxSources || s.bits(meta) }

// passing lists the places of the cells of a row that mayPass lets through. Whether
// one does is hard to foretell, so that nothing branches on it.
func (s *sieve) passing(row []lean, out []uint32) []uint32 {
	if cap(out) < len(row) {
		out = make([]uint32, len(row)+len(row)/4)
	}
	out = out[:len(row)]
	types, first, lens, least := s.types, uint64(s.first), uint64(s.lensBit), uint64(s.least)
	if s.least > maxSources {
		types, first, lens, least = ^uint64(0), ^uint64(0), 0, 0
	}
	n := 0
	for i := range row {
		m := uint64(row[i].meta)
		ok := types >> (m & 63) & (first >> (m >> metaStatus & 15)) & 1
		ok &= (m&lens ^ lens - 1) >> 63
		ok &^= (m>>metaSources&maxSources - least) >> 63
		out[n] = uint32(i)
		n += int(ok)
	}
	return out[:n]
}

// pass is the whole test of a cell in the row of v, except for kinds.
func (s *sieve) pass(v uint32, c *cell) bool {
	if s.plain {
		return s.bits(c.meta)
	}
	_, ok := s.see(v, c)
	return ok
}

// passes is pass of a cell of a row.
func (s *sieve) passes(v uint32, row *glance, i int) bool {
	c := row.cell(i)
	return s.pass(v, &c)
}

// see is pass that also tells what the relation looks like under the filter.
func (s *sieve) see(v uint32, c *cell) (verdict, bool) {
	seen := verdict{status: c.status(), independent: c.sources(), date: c.date}
	if s.plain {
		return s.exact(c, seen), s.bits(c.meta)
	}
	if s.least > maxSources {
		if !(s.types>>(c.meta&63)&1 == 1 && s.first.Has(c.status()) && c.meta&s.lensBit == s.lensBit) {
			return seen, false
		}
	} else if !s.bits(c.meta) {
		return seen, false
	}
	if len(s.avoid) > 0 && s.avoid[c.rel] {
		return seen, false
	}
	if s.dated {
		seen = s.weighAsOf(c, seen, *s.claims.asOf)
	} else if s.claims != nil {
		seen = s.g.weighRelation(&s.k, s.claims, c.rel, c.typ().Lasting())
	} else {
		seen = s.exact(c, seen)
	}
	if seen.status == 0 || !s.statuses.Has(seen.status) || seen.independent < s.sources || !s.inTime(seen.date) {
		return seen, false
	}
	return seen, !s.walk || c.typ() != graph.ParticipatedIn || s.tookPlace(v, c)
}

// exact counts the sources where there are more than meta can hold.
func (s *sieve) exact(c *cell, v verdict) verdict {
	if v.independent == maxSources {
		v.independent = s.g.weighRelation(&s.k, nil, c.rel, c.typ().Lasting()).independent
	}
	return v
}

func (s *sieve) inTime(date uint32) bool {
	if !s.clocked {
		return true
	}
	row := s.g.date(date)
	for _, q := range s.periods {
		if !row.overlaps(q, s.overlap) {
			return false
		}
	}
	return true
}

// overlaps follows graph.Date.Overlaps.
func (r *dateRow) overlaps(q graph.Span, o graph.Overlap) bool {
	switch {
	case !r.dated:
		return o == graph.OverlapPossible
	case o == graph.OverlapCertain && r.inferred:
		return false
	case r.gaps != nil:
		return r.gaps.Overlaps(q, o)
	}
	return r.span.Overlaps(q, o)
}

// tookPlace says whether a participation may be walked: that of a meeting that
// is planned or was not held only if the query names that status.
func (s *sieve) tookPlace(v uint32, c *cell) bool {
	m := c.nbr
	if c.in() {
		m = v
	}
	if s.g.kind(m) != graph.KindMeeting {
		return true
	}
	switch graph.StateOf(s.g.occurred(&s.k, s.claims, m)) {
	case graph.StatePlanned:
		return s.named.Has(graph.Planned)
	case graph.NotHeld:
		return s.named.Has(graph.Denied)
	}
	return true
}

// hasKind says whether an entity passes the filter's kinds.
func (s *sieve) hasKind(v uint32) bool {
	return s.kinds == 1<<16-1 || s.kinds>>s.g.kind(v)&1 == 1 || s.exempt.has(v)
}

// through says whether a path may have v elsewhere than at its ends, as far as
// kinds and lens go.
func (s *sieve) through(v uint32) bool {
	return s.hasKind(v) && (s.lens != graph.LensContact || s.lens.Through(s.g.kind(v)))
}

// earliest is the first day of a relation's date, DayMin without bounds.
func (g *Graph) earliest(date uint32) graph.Day { return g.date(date).span.Earliest() }

// reference is the day that recency is measured against.
func (s *sieve) reference() graph.Day {
	if s.claims != nil && s.claims.asOf != nil {
		return *s.claims.asOf
	}
	return s.g.newest
}

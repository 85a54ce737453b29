package graph

import (
	"cmp"
	"slices"
)

// edtfMaxReadings is how many separate runs of days are told apart.
const edtfMaxReadings = 4096

// Readings gives the separate runs of days in which the date may lie, in the
// order of time, none touching another: 2025-XX-25 has twelve, of a day each. A
// date without gaps and an interval have one, equal to [EDTF.Span]; a date
// without bounds has none. More than 4,096 (counted before those of the members
// of a set are united) are given as their hull, one span.
func (e EDTF) Readings() []Span {
	s, ok := e.Span()
	if !ok {
		return nil
	}
	if e.flags&edtfGapped == 0 {
		return []Span{s}
	}
	runs := e.runs()
	if runs == nil {
		return []Span{s}
	}
	spans := make([]Span, len(runs))
	for i, r := range runs {
		spans[i], _ = edtfSpan(r.lo, r.hi, r.lo, r.hi) // fits: the hull does
	}
	return spans
}

// Overlaps says whether the date meets the query, which is judged by its hull.
// POSSIBLE: one of the [EDTF.Readings] does, so that a query in a gap finds
// nothing; an undated expression passes. CERTAIN: as [Span.Overlaps], which for
// dates with gaps comes to all readings lying inside; undated fails.
func (e EDTF) Overlaps(query Span, o Overlap) bool {
	s, ok := e.Span()
	if !ok {
		return o != OverlapCertain
	}
	if !s.Overlaps(query, o) {
		return false
	}
	if o == OverlapCertain || e.flags&edtfGapped == 0 {
		return true
	}
	return slices.ContainsFunc(e.Readings(), func(r Span) bool { return r.Overlaps(query, o) })
}

// runs unites the runs of all members; nil when there are too many. It reads the
// text again: dates with gaps are too few to have every date carry their runs.
func (e EDTF) runs() []edtfRun {
	var runs []edtfRun
	p := edtfParser{in: e.text}
	p.eachMember(func(m edtfMember) {
		if m.ranged {
			h, _ := m.hull()
			runs = append(runs, h)
			return
		}
		for r := range m.from.runs() {
			if runs = append(runs, r); len(runs) > edtfMaxReadings {
				return
			}
		}
	})
	if len(runs) > edtfMaxReadings {
		return nil
	}
	return edtfUnite(runs)
}

// edtfUnite sorts runs and joins those that overlap or touch.
func edtfUnite(runs []edtfRun) []edtfRun {
	slices.SortFunc(runs, func(a, b edtfRun) int { return cmp.Compare(a.lo, b.lo) })
	united := runs[:0]
	for _, r := range runs {
		if last := len(united) - 1; last >= 0 && (united[last].hi == edtfFuture || r.lo <= united[last].hi+1) {
			united[last].hi = max(united[last].hi, r.hi)
			continue
		}
		united = append(united, r)
	}
	return united
}

package graph

import "math"

// Testimony is a claim reduced to what decides its weight. Families and origins
// are ordinals whose only meaning is being equal or not, so that the same code
// serves records, packed columns and test models.
type Testimony struct {
	Stance      Stance
	Against     bool
	Retracted   bool        // taken back, seen from the day that the query asks about
	Named       bool        // the innermost source is a named one
	Inferred    bool        // Span comes from an inference
	Dated       bool        // Span has bounds
	Origin      uint32      // the innermost source
	Family      uint32      // the documents joined by basedOn
	Span        Span        // when what is claimed holds; meaningless unless Dated
	Published   Day         // latest publication day of the document; DayMax where unknown
	Known       Day         // day from which it counts as known; DayMax where unknown
	Reliability Reliability // of the document; 0 and F are unknown

	Superseded bool // set by Weigh: history, no longer part of the status
}

// live says whether the claim counts; valid after Weigh.
func (t *Testimony) live() bool { return !t.Retracted && !t.Superseded }

// reach is the time a claim speaks for when sides are compared: its date;
// undated it is unbounded, but an undated denial of a lasting relation reaches
// from the beginning to the day its document came out.
func (t *Testimony) reach(lasting bool) (s Span, bounded bool) {
	if t.Dated {
		return t.Span, true
	}
	if lasting && t.Stance == Denies && t.Published != DayMax {
		return Span{StartEarliest: DayMin, StartLatest: DayMin, EndEarliest: t.Published, EndLatest: t.Published, Interval: true}, true
	}
	return Span{StartEarliest: DayMin, StartLatest: DayMax, EndEarliest: DayMin, EndLatest: DayMax, Interval: true}, false
}

// Weight is what claims add up to.
type Weight struct {
	Status      Status // 0 where there are no claims
	Independent int    // independent sources
	When        int    // index of the claim whose date is the relation's; -1 where none is live but NO_COMMENT
	FirstKnown  Day    // earliest day from which a live claim other than NO_COMMENT is known; DayMax where unknown
	Reliability Reliability
	Affirmed    bool // a live CONFIRMS, ASSERTS, REPORTS or ALLEGES: can be one side of a dispute
}

// Weigh computes status, independent sources, date, first known day and
// reliability from claims that a filter has selected, and marks the superseded
// ones. The order of the claims matters only where the design says "lowest
// claim id": pass them in order of id. lasting is that of the relation type;
// false for attributes.
func Weigh(ts []Testimony, lasting bool) Weight {
	w := Weight{When: -1, FirstKnown: DayMax}
	if len(ts) == 0 {
		return w
	}
	for i := range ts {
		ts[i].Superseded = false
	}
	if lasting && len(ts) > 1 {
		supersede(ts)
	}
	w.Status = statusOf(ts)
	vouching, named := 0, 0
	for i := range ts {
		t := &ts[i]
		if !t.live() {
			continue
		}
		if t.Stance == NoComment {
			continue // shown, never counted
		}
		w.FirstKnown = min(w.FirstKnown, t.Known)
		if w.When < 0 || better(t, &ts[w.When]) {
			w.When = i
		}
		if t.Stance.Affirms() {
			w.Affirmed = true
		}
		if t.Stance != Denies && !t.Against {
			w.Reliability = bestReliability(w.Reliability, t.Reliability)
		}
		if t.Stance.Vouches() {
			vouching++
			if t.Named {
				named++
			}
		}
	}
	switch {
	case named > 1:
		w.Independent = matching(ts)
	case vouching > 0:
		w.Independent = 1
	}
	if w.Status == Reported && w.Independent >= 2 {
		w.Status = Corroborated
	}
	return w
}

// statusOf is the table of statuses, first row that fits; CORROBORATED is
// decided by the caller.
func statusOf(ts []Testimony) Status {
	var denied, affirmed, against, anyLive, retracted bool
	best := Status(0)
	for i := range ts {
		t := &ts[i]
		retracted = retracted || t.Retracted
		if !t.live() {
			continue
		}
		anyLive = true
		s := Status(0)
		switch {
		case t.Against:
			against = true
		case t.Stance == Denies:
			denied = true
		case t.Stance == Confirms:
			s = Confirmed
		case t.Stance == Asserts, t.Stance == Reports:
			s = Reported
		case t.Stance == Alleges:
			s = Alleged
		case t.Stance == Suggests:
			s = Unconfirmed
		case t.Stance == Plans:
			s = Planned
		case t.Stance == Opines:
			s = Opinion
		}
		affirmed = affirmed || !t.Against && t.Stance.Affirms()
		if s != 0 && (best == 0 || s < best) {
			best = s
		}
	}
	switch {
	case !anyLive && retracted:
		return Retracted
	case denied && !affirmed:
		return Denied
	case denied:
		return Disputed
	case best != 0:
		return best
	case against:
		return Doubted
	}
	return Unconfirmed
}

// supersede marks, round by round and all at once, the claims of one side that
// lie wholly before every live claim of the other side.
func supersede(ts []Testimony) {
	for {
		// The earliest day that any live claim of a side reaches back to.
		first := [2]Day{DayMax, DayMax}
		var present [2]bool
		for i := range ts {
			if side, ok := sideOf(&ts[i]); ok && ts[i].live() {
				s, _ := ts[i].reach(true)
				first[side] = min(first[side], s.Earliest())
				present[side] = true
			}
		}
		changed := false
		for i := range ts {
			side, ok := sideOf(&ts[i])
			if !ok || !ts[i].live() || !present[1-side] {
				continue
			}
			s, _ := ts[i].reach(true)
			if s.Latest() != DayMax && s.Latest() < first[1-side] {
				ts[i].Superseded = true
				changed = true
			}
		}
		if !changed {
			return
		}
	}
}

// sideOf gives 0 for a claim that affirms, 1 for a denial; others take no side.
func sideOf(t *Testimony) (side int, ok bool) {
	switch {
	case t.Stance == Denies:
		return 1, true
	case t.Stance.Affirms():
		return 0, true
	}
	return 0, false
}

// better says whether a's date goes before b's as the date of the relation:
// dated first, then by stance, then for before against, then the narrowest.
func better(a, b *Testimony) bool {
	if a.Dated != b.Dated {
		return a.Dated
	}
	if x, y := stanceOrder[a.Stance], stanceOrder[b.Stance]; x != y {
		return x < y
	}
	if a.Against != b.Against {
		return b.Against
	}
	return a.Dated && width(a.Span) < width(b.Span)
}

// width is the number of days between the bounds; unbounded is the widest.
func width(s Span) int64 {
	if !s.Earliest().Bounded() || !s.Latest().Bounded() {
		return math.MaxInt64
	}
	return int64(s.Latest()) - int64(s.Earliest())
}

// bestReliability prefers A to E and takes F, unknown, only for want of a letter.
func bestReliability(a, b Reliability) Reliability {
	if b == 0 {
		b = ReliabilityF
	}
	if a == 0 || b < a {
		return b
	}
	return a
}

// matching is the size of a maximum matching between document families and
// innermost sources over the live vouching claims with a named source: the
// largest number of claims of which no two share a family or a source. It grows
// augmenting paths (Kuhn's algorithm) over the claims as edges.
func matching(ts []Testimony) int {
	var edges [16]int
	es := edges[:0]
	for i := range ts {
		if t := &ts[i]; t.live() && t.Named && t.Stance.Vouches() {
			es = append(es, i)
		}
	}
	if len(es) == 2 { // by far the most frequent
		if a, b := &ts[es[0]], &ts[es[1]]; a.Family == b.Family || a.Origin == b.Origin {
			return 1
		}
		return 2
	}
	holder := make(map[uint32]int, len(es)) // origin → edge that holds it
	size := 0
	tried := make(map[uint32]bool, len(es)) // families whose turn was taken
	for _, e := range es {
		if tried[ts[e].Family] {
			continue
		}
		tried[ts[e].Family] = true
		if augment(ts, es, ts[e].Family, holder, make(map[uint32]bool, len(es))) {
			size++
		}
	}
	return size
}

// augment finds the family a source, moving other families where it must.
func augment(ts []Testimony, es []int, family uint32, holder map[uint32]int, seen map[uint32]bool) bool {
	for _, e := range es {
		if ts[e].Family != family || seen[ts[e].Origin] {
			continue
		}
		origin := ts[e].Origin
		seen[origin] = true
		other, taken := holder[origin]
		if !taken || augment(ts, es, ts[other].Family, holder, seen) {
			holder[origin] = e
			return true
		}
	}
	return false
}

// DisputeOverlap says how sure it is that the two sides of a dispute speak of
// the same time: CERTAIN when a live affirming claim and a live denial both have
// bounds, none inferred, and overlap in every reading; else POSSIBLE. Call it
// after Weigh.
func DisputeOverlap(ts []Testimony, lasting bool) Overlap {
	for i := range ts {
		f := &ts[i]
		if !f.live() || !f.Stance.Affirms() || f.Inferred {
			continue
		}
		fs, ok := f.reach(lasting)
		if !ok {
			continue
		}
		for j := range ts {
			d := &ts[j]
			if !d.live() || d.Stance != Denies || d.Inferred {
				continue
			}
			if ds, ok := d.reach(lasting); ok && fs.mustMeet(ds) {
				return OverlapCertain
			}
		}
	}
	return OverlapPossible
}

// mustMeet says whether every reading of s meets every reading of t. A date that
// is not an interval is some single day within its bounds.
func (s Span) mustMeet(t Span) bool {
	return s.lastStart() <= t.firstEnd() && t.lastStart() <= s.firstEnd()
}

// lastStart is the latest day on which the period may begin.
func (s Span) lastStart() Day {
	if s.Interval {
		return s.StartLatest
	}
	return s.Latest()
}

// firstEnd is the earliest day on which the period may end.
func (s Span) firstEnd() Day {
	if s.Interval {
		return s.EndEarliest
	}
	return s.Earliest()
}

package graph

import (
	"fmt"
	"slices"
)

// What became of relations, attributes and paths since a day. Two states are
// compared: what was known on that day (AsOf, the day included), and what the
// filter selects now: everything in the store, or what was known on a later AsOf.
//
//	      since            now
//	 ───────┼────────────────┼──▶ known
//	   c1   │   c2           │    c2 became known
//	   c1   │   c1 withdrawn │    a withdrawal counts from its day on
//	   c3 (no known day)     │    falls out then and counts now: UNDATED
//
// Merges, basedOn and retractions as errors are no matter of days: both states
// have them as they are in the store.

// ChangeKind says what became of something.
type ChangeKind uint8

// The kinds. 0 is none.
const (
	Appeared ChangeKind = iota + 1 // passes the filter now and did not then
	Ceased                         // did then and does not now
	Altered                        // does both times, with another status or date
)

var changeNames = enumNames{"", "APPEARED", "CEASED", "ALTERED"}

// Cause says what became of a claim.
type Cause uint8

// The causes. 0 is none.
const (
	BecameKnown Cause = iota + 1 // known from a day after
	Undated                      // its known day is not known: it may have been known then
	Withdrawn                    // live then, withdrawn since
	Outdated                     // live then, superseded now
	Restored                     // superseded then, live now
)

var causeNames = enumNames{"", "BECAME_KNOWN", "UNDATED", "WITHDRAWN", "SUPERSEDED", "RESTORED"}

// ChangeQuery asks what became of some things since a day, in the order (day of
// the change, unknown last; id): of the relations that touch or concern them, of
// these themselves where they are relations, and of their attributes.
type ChangeQuery struct {
	Of    []string // entities and relations, at least one
	Since Day
	Lens  Lens    // 0 is EVERYTHING; no matter to attributes
	Where *Filter // as in lists: without Statuses all but RETRACTED pass. An AsOf is what counts as now; before Since it is ErrInvalid
	Slice Slice
}

// Change is what became of one relation or attribute.
type Change struct {
	ID        string
	Kind      ChangeKind
	Day       Day        // the latest on which a claim of Because became known or was withdrawn; DayMax where one of them is UNDATED or none has a day
	Relation  *Relation  // as it is now, also one that ceased; nil for an attribute
	Attribute *Attribute // likewise
	Before    *Standing  // nil where no claim was known
	After     *Standing
	Because   []Reason // in the order of claims
}

// Standing is how well something stood.
type Standing struct {
	Status      Status
	When        When
	Independent int
}

// Held is its date.
func (s *Standing) Held() (When, bool) { return s.When.Shown() }

// Reason is a claim that stands otherwise than it did. For an attribute it may be
// an affirmation of a rival value (see [Rivals]), where it was known before.
type Reason struct {
	Claim *ClaimAnswer // as it is now
	Cause Cause
}

// PathChangeQuery asks how what connects some entities with others changed since
// a day. What paths are is as in PathQuery.
type PathChangeQuery struct {
	From, To  []string
	Since     Day
	Lens      Lens // 0 is RELATIONS
	First     int  // paths of each state that are looked at
	MaxHops   int
	DegreeCap int
	Where     *Filter // an AsOf is what counts as now; before Since it is ErrInvalid
}

// PathChanges compares the first paths of two states, in tie order: of those now,
// which was none then; of those then, which is none now. A path that has the same
// entities is the same, whichever relations join them. Never fails for want of
// time.
type PathChanges struct {
	Then, Now Outcome
	Appeared  []PathChange // in tie order; paths as they are now
	Ceased    []PathChange // in tie order; paths as they were then
	Complete  bool         // of both searches
	StoppedBy StopReason
	Explored  int
	Policy    Policy // HubsSkipped is not filled
}

// PathChange is a path that came or went.
type PathChange struct {
	Path Path
	// Because tells what became of the relations (at most MaxParallel+1 a step, the
	// strongest) between two of its entities that in the other state no relation
	// joined, in the order of the path, and whether meetings took place that they are
	// participations in. Each once, as a Change under the filter's claim-selecting
	// fields.
	Because []Change
}

// CheckSince refuses a now that comes before the day to compare with.
func CheckSince(since Day, where *Filter) error {
	if where == nil || where.AsOf == nil || *where.AsOf >= since {
		return nil
	}
	return &Error{Code: Invalid, Field: "since", Message: fmt.Sprintf("since is %s, after %s, the day of asOf that counts as now; turn them round", since, *where.AsOf)}
}

// Glance is a relation or attribute as a filter shows it.
type Glance struct {
	Evidence *Evidence // nil where the filter selects no claim
	Passes   bool
	Selected []Assessed   // after Assess
	Rivals   [][]Assessed // of an attribute: those of its rival values
}

// ChangeOf compares what something was with what it is; Kind is 0 where it is the
// same. Relation, Attribute and Because are the caller's to fill from the
// differences, which are in the order of claims.
func ChangeOf(id string, before, after Glance) (c Change, ds []Difference) {
	c = Change{ID: id, Day: DayMin, Before: standingOf(before.Evidence), After: standingOf(after.Evidence)}
	switch {
	case after.Passes && !before.Passes:
		c.Kind = Appeared
	case before.Passes && !after.Passes:
		c.Kind = Ceased
	case before.Passes && (before.Evidence.Status != after.Evidence.Status || !before.Evidence.When.Date.same(after.Evidence.When.Date)):
		c.Kind = Altered
	default:
		return c, nil
	}
	ds = differences(before.Selected, after.Selected, nil)
	if before.Evidence != nil { // else rivals change nothing that was there
		for _, d := range differences(slices.Concat(before.Rivals...), slices.Concat(after.Rivals...), nil) {
			if d.Claim.Testimony.Stance.Affirms() {
				ds = append(ds, d)
			}
		}
	}
	slices.SortFunc(ds, func(a, b Difference) int { return inClaimOrder(a.Claim, b.Claim) })
	for _, d := range ds {
		c.Day = max(c.Day, d.day())
	}
	if c.Day == DayMin {
		c.Day = DayMax
	}
	return c, ds
}

func standingOf(e *Evidence) *Standing {
	if e == nil {
		return nil
	}
	return &Standing{Status: e.Status, When: e.When, Independent: e.Independent}
}

// Difference is a claim that stands otherwise.
type Difference struct {
	Claim Assessed // as it is now
	Cause Cause
}

// day is when it came about, DayMin where that is no matter of its own day.
func (d *Difference) day() Day {
	switch d.Cause {
	case BecameKnown:
		return d.Claim.KnownDay
	case Undated:
		return DayMax
	case Withdrawn:
		if day, ok := d.Claim.Claim.Retracted.Day(); ok {
			return day
		}
	}
	return DayMin
}

// differences appends what became of claims: those of before are among after.
func differences(before, after []Assessed, out []Difference) []Difference {
	for _, is := range after {
		at := slices.IndexFunc(before, func(b Assessed) bool { return b.Claim.ID == is.Claim.ID })
		cause := Cause(0)
		switch {
		case at < 0 && is.KnownDay == DayMax:
			cause = Undated
		case at < 0:
			cause = BecameKnown
		case before[at].live() && is.Testimony.Retracted:
			cause = Withdrawn
		case before[at].live() && !is.live():
			cause = Outdated
		case !before[at].live() && is.live():
			cause = Restored
		}
		if cause != 0 {
			out = append(out, Difference{is, cause})
		}
	}
	return out
}

// ChangeKey is the key of changes.
func ChangeKey(c *Change) SortKey { return SortKey{DayKey(c.Day), c.ID} }

// OccurredKey is the identity of the attribute that says whether a meeting took
// place.
func OccurredKey(meeting string) AttributeKey {
	return AttributeKey{Of: meeting, Name: "occurred", Value: "yes"}
}

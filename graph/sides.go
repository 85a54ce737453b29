package graph

import (
	"cmp"
	"slices"
)

// Sides is a dispute seen from what it is about.
type Sides struct {
	For     []Assessed // live claims that affirm it
	Against []Assessed // live denials, and affirmations of rival values for a time that may be that of one of For
	Overlap Overlap
}

// SidesOf takes a dispute apart: a relation, or an attribute with the claims of
// its rival values ([Rivals]), each after [Assess]. Both sides are in the order of
// claims: known day, unknown last; id. Overlap is CERTAIN when one claim of each
// side has bounds, none inferred, and every reading of the one meets every
// reading of the other.
func SidesOf(selected []Assessed, lasting bool, rivals ...[]Assessed) Sides {
	var s Sides
	for _, c := range selected {
		switch {
		case c.affirmsLive():
			s.For = append(s.For, c)
		case c.live() && c.Testimony.Stance == Denies:
			s.Against = append(s.Against, c)
		}
	}
	for _, rival := range rivals {
		for _, c := range rival {
			if c.affirmsLive() && slices.ContainsFunc(s.For, c.mayMeet) {
				s.Against = append(s.Against, c)
			}
		}
	}
	slices.SortFunc(s.For, inClaimOrder)
	slices.SortFunc(s.Against, inClaimOrder)
	if slices.ContainsFunc(s.For, func(f Assessed) bool {
		return slices.ContainsFunc(s.Against, func(a Assessed) bool { return f.surelyMeets(a, lasting) })
	}) {
		s.Overlap = OverlapCertain
	}
	return s
}

func inClaimOrder(a, b Assessed) int {
	return cmp.Or(cmp.Compare(a.KnownDay, b.KnownDay), cmp.Compare(a.ID, b.ID))
}

func (a *Assessed) affirmsLive() bool { return a.live() && a.Testimony.Stance.Affirms() }

func (a *Assessed) live() bool { return a.Testimony.live() }

// mayMeet is the test of [Contest]: no order is certain between the two.
func (a *Assessed) mayMeet(b Assessed) bool {
	s, _ := a.reach(false)
	t, _ := b.reach(false)
	return s.Compare(t) == OrderUndetermined
}

func (a *Assessed) surelyMeets(b Assessed, lasting bool) bool {
	if a.Inferred || b.Inferred {
		return false
	}
	s, ok := a.reach(lasting)
	t, also := b.reach(lasting)
	return ok && also && s.mustMeet(t)
}

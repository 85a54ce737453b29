package graph

import "math/bits"

// Relevance ranks a neighbour in an ego network or among common neighbours, as
// an integer that every store computes alike; greater is more relevant:
//
//	100 × (11 − strength)             strength: 1 CONFIRMED … 11 RETRACTED, of the best relation that shows it
//	+ 60 × min(independent sources, 5) of that relation
//	+ recency                          400 for the reference day or later, 350 a month (30 days) before,
//	                                   50 less for each doubling of the months; 0 for undated
//	− 40 × ⌊log2(1 + degree)⌋          so that hubs, which are near everything, say less
//
// when is the earliest day of that relation's date, DayMin or DayMax where it has
// none: what happened in some year is as old as the year's first day, so that a
// vague date never sounds fresher than an exact one within it. reference is the day of asOf, or the newest known day of the store: of its
// documents, and of the claims about relations and about whether meetings occurred
// that are known by their own day; DayMin without any.
func Relevance(s Status, independent int, when, reference Day, degree int) int {
	r := 100*(11-int(s)) + 60*min(independent, 5)
	if when.Bounded() && reference.Bounded() {
		months := max(0, int(reference)-int(when)) / 30
		r += max(0, 400-50*bits.Len(uint(months)))
	}
	return r - 40*(bits.Len(uint(1+degree))-1)
}

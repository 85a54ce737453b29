package graph

import "fmt"

// Span is when a date may lie, in whole days, both ends included. An interval
// starts between StartEarliest and StartLatest and ends between EndEarliest and
// EndLatest. Any other date is one period of which nothing more is known:
//
//	          StartEarliest   StartLatest   EndEarliest   EndLatest
//	A/B            first A        last A       first B      last B    Interval
//	other            first          last         first        last
//
// DayMin and DayMax stand for no bound. The zero Span is the one day 1970-01-01;
// whether a date has a span at all is told beside it, see [EDTF.Span].
type Span struct {
	StartEarliest, StartLatest, EndEarliest, EndLatest Day
	Interval                                           bool
}

// Earliest is the first day of the hull, DayMin where it has none.
func (s Span) Earliest() Day { return s.StartEarliest }

// Latest is the last day of the hull, DayMax where it has none.
func (s Span) Latest() Day { return s.EndLatest }

// Overlap is how sure it must be that a date meets the period of a query. The
// zero value is the default, POSSIBLE.
type Overlap uint8

// The two kinds of overlap.
const (
	OverlapPossible Overlap = iota // some reading of the date meets the query
	OverlapCertain                 // every reading of the date meets the query
)

var overlapNames = [...]string{OverlapPossible: "POSSIBLE", OverlapCertain: "CERTAIN"}

// String gives the name in the contract, "" for a value that is none.
func (o Overlap) String() string {
	if int(o) < len(overlapNames) {
		return overlapNames[o]
	}
	return ""
}

// ParseOverlap reads a name in any case, as typed on a command line. Any error
// is an [ErrInvalid].
func ParseOverlap(s string) (Overlap, error) {
	v, err := enumNames{"", overlapNames[0], overlapNames[1]}.parse("overlap", s)
	if err != nil {
		return OverlapPossible, err
	}
	return Overlap(v - 1), nil
}

// Overlaps says whether the span meets the query, which is judged by its hull
// [Earliest, Latest], both days included.
//
// POSSIBLE: some reading does, that is, the hulls share a day. CERTAIN: every
// reading does: an interval A/B when the latest A is not after the end of the
// query and the earliest B not before its start; any other date when it lies
// wholly inside. CERTAIN implies POSSIBLE.
func (s Span) Overlaps(query Span, o Overlap) bool {
	from, to := query.Earliest(), query.Latest()
	switch {
	case o != OverlapCertain:
		return s.Earliest() <= to && s.Latest() >= from
	case s.Interval:
		return s.StartLatest <= to && s.EndEarliest >= from
	default:
		return from <= s.Earliest() && s.Latest() <= to
	}
}

// Order is what is certain about the order of two dates. The zero value is
// UNDETERMINED.
type Order int8

// The orders.
const (
	OrderUndetermined Order = iota // they share a day, or may do
	OrderBefore                    // wholly before the other
	OrderAfter                     // wholly after the other
)

// String gives the name in the contract.
func (o Order) String() string {
	switch o {
	case OrderUndetermined:
		return "UNDETERMINED"
	case OrderBefore:
		return "BEFORE"
	case OrderAfter:
		return "AFTER"
	}
	return fmt.Sprintf("Order(%d)", int8(o))
}

// Compare tells whether s lies before or after t: BEFORE when the latest day of
// s is before the earliest of t, AFTER when t is BEFORE s, else UNDETERMINED.
func (s Span) Compare(t Span) Order {
	switch {
	case s.Latest() < t.Earliest():
		return OrderBefore
	case t.Latest() < s.Earliest():
		return OrderAfter
	default:
		return OrderUndetermined
	}
}

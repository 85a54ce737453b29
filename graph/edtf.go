package graph

import (
	"fmt"
	"math"
	"strings"
)

// EDTF is a parsed expression of the Extended Date/Time Format: ISO 8601-2:2019
// as profiled by the Library of Congress (EDTF Specification, 4 February 2019,
// https://www.loc.gov/standards/datetime/). The zero value is "no date". Values
// are comparable with ==, which holds for the same text.
//
// Level 0 and level 1 are read whole; of level 2, unspecified digits anywhere
// (XXXX-10-2X), sets ([..2025-10-11], {1960,1961-12}) and qualifiers of parts
// (2004-06~-11, 2004-?06-?11), also within intervals. The rest of level 2 is
// refused by name: exponential years, significant digits, sub-year groupings
// 25–41.
//
// Where the specification leaves room, this is what is meant here:
//   - Qualifiers (? ~ %) say how sure an author is. They do not move bounds: the
//     specification gives them no width.
//   - Seasons 21–24 do not say which hemisphere, so their bounds span the
//     meteorological seasons of both: spring (21) and autumn (23) 1 March to
//     30 November, summer (22) and winter (24) 1 June to the end of February of
//     the next year.
//   - XXXX, all four digits, is an open year and gives no bounds; as one end of
//     an interval it counts as unknown, as a member of a set it takes the bounds
//     from the whole set.
//   - An open end (2021/..) goes on for ever. An unknown end (2021/) lies
//     somewhere from the start on. The same holds mirrored for starts.
//   - An interval without a date at either end (../..) says nothing and is refused.
//   - A date with a time is the day as written, whatever its offset.
type EDTF struct {
	text  string
	span  Span // meaningless unless edtfBounded
	flags edtfFlags
}

type edtfFlags uint8

const (
	edtfBounded edtfFlags = 1 << iota
	edtfInterval
	edtfGapped // readings may have gaps between them
	edtfUncertain
	edtfApproximate
)

// edtfMaxLength is in bytes.
const edtfMaxLength = 256

// ParseEDTF reads an expression; "" is the zero value. It takes at most 256
// bytes, never panics, and keeps s. Refused beside bad syntax: dates of which no
// reading is in the calendar (2025-02-3X) and intervals that certainly end
// before they start. Any error is an [*EDTFError].
func ParseEDTF(s string) (EDTF, error) {
	if s == "" {
		return EDTF{}, nil
	}
	if year, month, day, ok := edtfSplitDay(s); ok && // nearly all dates are plain days
		1 <= month && month <= 12 && 1 <= day && day <= edtfMonthLength(int64(year), month) {
		d := Day(edtfDayNumber(int64(year), month, day))
		return EDTF{text: s, span: Span{d, d, d, d, false}, flags: edtfBounded}, nil
	}
	p := edtfParser{in: s}
	e := p.expression()
	if p.err != nil {
		return EDTF{}, p.err
	}
	return e, nil
}

// String gives the expression as written, "" for the zero value.
func (e EDTF) String() string { return e.text }

// IsZero says that there is no expression.
func (e EDTF) IsZero() bool { return e.text == "" }

// Span gives the bounds. ok is false where the expression has none: it is empty,
// its year is open (XXXX-10-25), or it reaches years that [Day] does not hold
// (Y170000002). For a set the bounds run from its first day to its last.
//
// The bounds of an interval heed that it ends no sooner than it starts: in
// 2021/2021-03 the latest start is 2021-03-31.
func (e EDTF) Span() (s Span, ok bool) {
	if e.flags&edtfBounded == 0 {
		return Span{}, false
	}
	return e.span, true
}

// Interval says that the expression is written as A/B.
func (e EDTF) Interval() bool { return e.flags&edtfInterval != 0 }

// Uncertain says that the date or a part of it is qualified with ? or %.
func (e EDTF) Uncertain() bool { return e.flags&edtfUncertain != 0 }

// Approximate says that the date or a part of it is qualified with ~ or %.
func (e EDTF) Approximate() bool { return e.flags&edtfApproximate != 0 }

// EDTFError says why and where an expression was refused. It matches
// [ErrInvalid].
type EDTFError struct {
	Input  string // the whole input
	Offset int    // in bytes from the start of Input
	Reason string // a phrase for a person
}

// Error implements error. It shows at most 64 bytes of the input, quoted.
func (e *EDTFError) Error() string {
	return fmt.Sprintf("%s is not an EDTF date: %s (byte %d)", edtfQuote(e.Input), e.Reason, e.Offset)
}

// Unwrap makes errors.Is(err, ErrInvalid) true.
func (e *EDTFError) Unwrap() error { return ErrInvalid }

func edtfQuote(s string) string {
	if len(s) > 64 {
		return fmt.Sprintf("%q…", strings.ToValidUTF8(s[:64], "\uFFFD"))
	}
	return fmt.Sprintf("%q", s)
}

// edtfPast and edtfFuture are the ends of time among day numbers, which are wide
// enough (int64) for every year that can be written. edtfYearLimit is where years
// are cut off so that day numbers cannot overflow.
const (
	edtfPast      int64 = math.MinInt64
	edtfFuture    int64 = math.MaxInt64
	edtfYearLimit int64 = 1e15
)

// edtfDay narrows a day number. ok is false for days that Day cannot hold.
func edtfDay(n int64) (d Day, ok bool) {
	switch {
	case n == edtfPast:
		return DayMin, true
	case n == edtfFuture:
		return DayMax, true
	default:
		return Day(n), n > int64(DayMin) && n < int64(DayMax)
	}
}

// edtfSpan narrows bounds; ok is false when one of them does not fit.
func edtfSpan(startEarliest, startLatest, endEarliest, endLatest int64) (s Span, ok bool) {
	a, ok1 := edtfDay(startEarliest)
	b, ok2 := edtfDay(startLatest)
	c, ok3 := edtfDay(endEarliest)
	d, ok4 := edtfDay(endLatest)
	return Span{StartEarliest: a, StartLatest: b, EndEarliest: c, EndLatest: d}, ok1 && ok2 && ok3 && ok4
}

package graph

import "fmt"

// Date is a day or period as a document gives it: the words as written, the
// EDTF reading of them, and, where the words leave something open, what they
// were resolved to and why. The zero value is undated.
type Date struct {
	Text     string // as written; may be empty
	EDTF     EDTF   // what the words say, no more
	Resolved EDTF   // an inferred date; zero where nothing was inferred
	Basis    string // why Resolved may be inferred
}

// IsZero says that the date says nothing at all.
func (d Date) IsZero() bool {
	return d.Text == "" && d.EDTF.IsZero() && d.Resolved.IsZero() && d.Basis == ""
}

// Span gives the bounds: of the inferred date where there is one, else of what
// was written. ok is false for an undated one: nothing written, or an open year
// that was not resolved.
func (d Date) Span() (s Span, ok bool) { return d.effective().Span() }

// effective is the expression that gives the bounds.
func (d Date) effective() EDTF {
	if !d.Resolved.IsZero() {
		return d.Resolved
	}
	return d.EDTF
}

// Inferred says that the bounds come from an inference, so that overlap with
// anything is at most POSSIBLE.
func (d Date) Inferred() bool { return !d.Resolved.IsZero() }

// Overlaps says whether the date meets the period of the query. POSSIBLE: some
// reading does, and undated passes. CERTAIN: every reading does; undated and
// inferred fail.
func (d Date) Overlaps(query Span, o Overlap) bool {
	if _, ok := d.Span(); !ok {
		return o == OverlapPossible
	}
	if o == OverlapCertain && d.Inferred() {
		return false
	}
	return d.effective().Overlaps(query, o)
}

// MarshalText makes EDTF a text value in JSON and YAML.
func (e EDTF) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText parses; an error is an *EDTFError.
func (e *EDTF) UnmarshalText(b []byte) (err error) {
	*e, err = ParseEDTF(string(b))
	return err
}

// Known gives the day from which a document's claims count as known: the latest
// day of its publication, else the day it was retrieved. ok is false where
// neither is stated.
func (d *Document) Known() (day Day, ok bool) {
	if p, ok := d.LatestPublished(); ok {
		return p, true
	}
	if s, ok := d.Retrieved.Span(); ok && s.Latest().Bounded() {
		return s.Latest(), true
	}
	return 0, false
}

// LatestPublished is the latest day on which the document may have come out.
func (d *Document) LatestPublished() (Day, bool) {
	if s, ok := d.Published.Span(); ok && s.Latest().Bounded() {
		return s.Latest(), true
	}
	return 0, false
}

// recordedDay reads the day off a recordedAt: a date, or a time stamp that
// starts with one.
func recordedDay(s string) (Day, error) {
	if len(s) < 10 {
		return 0, &Error{Code: Invalid, Field: "recordedAt", Message: fmt.Sprintf("recordedAt %q does not start with YYYY-MM-DD", s)}
	}
	return ParseDay(s[:10])
}

// KnownDay gives the day from which the claim counts as known: that of its
// document, else the day the record says it was recorded. ok is false where the
// day is not known; such a claim falls out of every query with asOf.
func (c *Claim) KnownDay(d *Document) (Day, bool) {
	if d != nil {
		if day, ok := d.Known(); ok {
			return day, true
		}
	}
	if c.RecordedAt == "" {
		return 0, false
	}
	day, err := recordedDay(c.RecordedAt)
	return day, err == nil
}

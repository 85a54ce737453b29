package graph

import "fmt"

// RecordError is a bad record and where it stands.
type RecordError struct {
	File   string // empty where there is none
	Line   int    // from 1; 0 where there is none
	Column int    // byte within the line, from 1; 0 where not known
	Field  string // path within the record: relation.claims[2].date.edtf
	Code   Code
	Reason string
	Absent string // the id that names nothing, where Code is NotFound
}

// Error gives file:line:column: field: reason.
func (e *RecordError) Error() string {
	at := e.File
	if e.Line > 0 {
		if at == "" {
			at = "line "
		} else {
			at += ":"
		}
		at += fmt.Sprint(e.Line)
		if e.Column > 0 {
			at += fmt.Sprintf(":%d", e.Column)
		}
	}
	if e.Field != "" {
		if at != "" {
			at += ": "
		}
		at += e.Field
	}
	if at != "" {
		at += ": "
	}
	return at + e.Reason
}

// Refusal is the error as a line of a receipt.
func (e *RecordError) Refusal() Refusal {
	return Refusal{File: e.File, Line: e.Line, Column: e.Column, Field: e.Field, Reason: e.Reason, Code: e.Code, Absent: e.Absent}
}

// BatchError is a batch refused whole because of bad records.
type BatchError struct {
	Refused []Refusal // the first hundred
	More    int       // further bad records that are not listed
}

// Error names the first bad record and how many there are.
func (e *BatchError) Error() string {
	if len(e.Refused) == 0 {
		return "batch refused"
	}
	r := e.Refused[0]
	first := (&RecordError{File: r.File, Line: r.Line, Column: r.Column, Field: r.Field, Reason: r.Reason}).Error()
	if n := len(e.Refused) - 1 + e.More; n > 0 {
		return fmt.Sprintf("%s (and %d more)", first, n)
	}
	return first
}

// Is makes errors.Is(err, ErrConflict) and the like look at the first refusal.
func (e *BatchError) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Message == "" && len(e.Refused) > 0 && e.Refused[0].Code == t.Code
}

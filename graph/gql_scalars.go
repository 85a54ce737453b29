package graph

import (
	"fmt"
	"io"
)

// How the domain's values are written in GraphQL. A value that says nothing
// (no day, no date) is null.

func writeNull(w io.Writer) { _, _ = io.WriteString(w, "null") }

func unmarshalText(what string, v any, parse func(string) error) error {
	if v == nil {
		return nil
	}
	s, ok := v.(string)
	if !ok {
		return &Error{Code: Invalid, Field: what, Message: fmt.Sprintf("a %s is written as a string, not as %T", what, v)}
	}
	return parse(s)
}

// MarshalGQL writes YYYY-MM-DD; the ends of time are null.
func (d Day) MarshalGQL(w io.Writer) {
	if !d.Bounded() {
		writeNull(w)
		return
	}
	marshalEnum(w, d.String())
}

// UnmarshalGQL reads YYYY-MM-DD; an error is an ErrInvalid.
func (d *Day) UnmarshalGQL(v any) error {
	return unmarshalText("Date", v, func(s string) error {
		day, err := ParseDay(s)
		if err == nil {
			*d = day
		}
		return err
	})
}

// MarshalGQL writes the expression as it was written; no date is null.
func (e EDTF) MarshalGQL(w io.Writer) {
	if e.IsZero() {
		writeNull(w)
		return
	}
	marshalEnum(w, e.String())
}

// UnmarshalGQL parses; an error is an *EDTFError.
func (e *EDTF) UnmarshalGQL(v any) error {
	return unmarshalText("EDTF date", v, func(s string) (err error) {
		*e, err = ParseEDTF(s)
		return err
	})
}

// MarshalGQL writes the GraphQL enum value.
func (o Overlap) MarshalGQL(w io.Writer) { marshalEnum(w, o.String()) }

// UnmarshalGQL reads the GraphQL enum value, exactly.
func (o *Overlap) UnmarshalGQL(v any) error {
	return unmarshalText("overlap", v, func(s string) error {
		for i, name := range overlapNames {
			if name == s {
				*o = Overlap(i)
				return nil
			}
		}
		return &Error{Code: Invalid, Field: "overlap", Message: fmt.Sprintf("%q is not an overlap; one of POSSIBLE CERTAIN", s)}
	})
}

// MarshalGQL writes the GraphQL enum value.
func (o Order) MarshalGQL(w io.Writer) { marshalEnum(w, o.String()) }

// UnmarshalGQL reads the GraphQL enum value, exactly.
func (o *Order) UnmarshalGQL(v any) error {
	return unmarshalText("order", v, func(s string) error {
		for _, x := range []Order{OrderUndetermined, OrderBefore, OrderAfter} {
			if x.String() == s {
				*o = x
				return nil
			}
		}
		return &Error{Code: Invalid, Field: "order", Message: fmt.Sprintf("%q is not an order; one of BEFORE AFTER UNDETERMINED", s)}
	})
}

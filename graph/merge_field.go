package graph

import (
	"fmt"
	"slices"
)

// merging is what the Merge functions note down on their way: whether anything
// changed, and the first thing that contradicts.
type merging struct {
	what     string // the stored thing, for messages
	id       string
	replace  bool
	changed  bool
	conflict *Error
}

func (m *merging) err() error {
	if m.conflict == nil {
		return nil
	}
	return m.conflict
}

func (m *merging) clash(field string, old, new any) {
	if m.conflict != nil {
		return
	}
	m.conflict = &Error{
		Code: Conflict, Field: field, IDs: []string{m.id},
		Message: fmt.Sprintf("%s: %s is %s, the record says %s; make them agree, or load with replace", m.what, field, shown(old), shown(new)),
	}
}

func (m *merging) bound(field string, n int) {
	if n > MaxList && m.conflict == nil {
		m.conflict = &Error{
			Code: Limit, Field: field, IDs: []string{m.id}, Limit: MaxList,
			Message: fmt.Sprintf("%s: %s would have %d entries; at most %d are allowed", m.what, field, n, MaxList),
		}
	}
}

// shown quotes texts that a reader could not tell from the sentence around them.
func shown(v any) string {
	s, ok := v.(string)
	switch {
	case !ok:
		return fmt.Sprint(v)
	case s == "":
		return "empty"
	}
	return edtfQuote(s)
}

// scalar merges a value whose zero means that it is not given.
func scalar[T comparable](m *merging, field string, old, new T) T {
	var none T
	if new == none || new == old {
		return old
	}
	if old != none && !m.replace {
		m.clash(field, old, new)
		return old
	}
	m.changed = true
	return new
}

// flag merges a truth, which is always given.
func flag(m *merging, field string, old, new bool) bool {
	if old == new {
		return old
	}
	if !m.replace {
		m.clash(field, old, new)
		return old
	}
	m.changed = true
	return new
}

// identical is for parts of an identity, which nothing replaces.
func identical[T comparable](m *merging, field string, old, new T) T {
	if old != new && m.conflict == nil {
		m.conflict = &Error{
			Code: Conflict, Field: field, IDs: []string{m.id},
			Message: fmt.Sprintf("%s: %s is %s, the record says %s; that makes it another thing, so leave its id out", m.what, field, shown(any(old)), shown(any(new))),
		}
	}
	return old
}

func mergeEDTF(m *merging, field string, old, new EDTF) EDTF {
	if scalar(m, field, old.String(), new.String()) == old.String() {
		return old
	}
	return new
}

// mergeDate completes a date part by part; one that contradicts in any part
// replaces the old one whole, since its parts belong together.
func mergeDate(m *merging, field string, old, new Date) Date {
	if new.IsZero() || old == new {
		return old
	}
	try := merging{what: m.what, id: m.id}
	out := Date{
		Text:     scalar(&try, field+".text", old.Text, new.Text),
		EDTF:     mergeEDTF(&try, field+".edtf", old.EDTF, new.EDTF),
		Resolved: mergeEDTF(&try, field+".resolved", old.Resolved, new.Resolved),
		Basis:    scalar(&try, field+".basis", old.Basis, new.Basis),
	}
	switch {
	case try.conflict == nil:
		m.changed = m.changed || try.changed
		return out
	case m.replace:
		m.changed = true
		return new
	case m.conflict == nil:
		m.conflict = try.conflict
	}
	return old
}

// unite joins two lists in canonical order.
func unite[T comparable](m *merging, field string, old, new []T, compare func(a, b T) int) []T {
	out := sorted(slices.Concat(old, new), compare)
	m.changed = m.changed || !slices.Equal(old, out)
	m.bound(field, len(out))
	return out
}

// sorted sorts in place and drops repetitions.
func sorted[T comparable](list []T, compare func(a, b T) int) []T {
	slices.SortFunc(list, compare)
	return slices.Compact(list)
}

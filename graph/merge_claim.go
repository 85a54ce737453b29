package graph

import (
	"cmp"
	"slices"
	"strconv"
)

// MergeClaim adds a record about a claim that is stored already: the same claim
// found again, one of which more is said, or one that is taken back.
//
// A chain of sources counts as one value. The day of recording is that of the
// first who recorded the claim: the earlier recordedAt stands, with its
// recordedBy, and is no conflict; with replace a given one replaces it.
func MergeClaim(old, new *Claim, replace bool) (merged *Claim, changed bool, err error) {
	if old == nil {
		old, changed = &Claim{ID: new.ID, Against: new.Against, Acting: new.Acting}, true
	}
	m := merging{what: "claim " + strconv.Quote(old.ID), id: old.ID, replace: replace, changed: changed}
	out := &Claim{
		ID:          old.ID,
		Document:    scalar(&m, "document", old.Document, new.Document),
		Locator:     scalar(&m, "locator", old.Locator, new.Locator),
		Stance:      scalar(&m, "stance", old.Stance, new.Stance),
		Against:     flag(&m, "against", old.Against, new.Against),
		Sources:     mergeSources(&m, old.Sources, new.Sources),
		Date:        mergeDate(&m, "date", old.Date, new.Date),
		SpokenAt:    mergeDate(&m, "spokenAt", old.SpokenAt, new.SpokenAt),
		Acting:      flag(&m, "acting", old.Acting, new.Acting),
		Mode:        scalar(&m, "mode", old.Mode, new.Mode),
		Label:       scalar(&m, "label", old.Label, new.Label),
		Credibility: scalar(&m, "credibility", old.Credibility, new.Credibility),
		Note:        scalar(&m, "note", old.Note, new.Note),
		Retracted:   mergeRetraction(&m, old.Retracted, new.Retracted),
	}
	out.RecordedAt, out.RecordedBy = mergeRecording(&m, old, new)
	return out, m.changed, m.err()
}

func mergeSources(m *merging, old, new []Source) []Source {
	switch {
	case len(new) == 0 || slices.Equal(old, new):
		return slices.Clone(old)
	case len(old) != 0 && !m.replace:
		m.clash("sources", sourcesText(old), sourcesText(new))
		return slices.Clone(old)
	}
	m.changed = true
	return slices.Clone(new)
}

func sourcesText(sources []Source) string {
	text := ""
	for i, s := range sources {
		if i > 0 {
			text += " ← "
		}
		text += cmp.Or(s.Entity, strconv.Quote(s.Text))
	}
	return text
}

func mergeRetraction(m *merging, old, new *Retraction) *Retraction {
	switch {
	case old == nil && new == nil:
		return nil
	case old == nil:
		r := *new
		m.changed = true
		return &r
	case new == nil:
		r := *old
		return &r
	}
	return &Retraction{
		At:     scalar(m, "retracted.at", old.At, new.At),
		By:     scalar(m, "retracted.by", old.By, new.By),
		Kind:   scalar(m, "retracted.kind", old.Kind, new.Kind),
		Reason: scalar(m, "retracted.reason", old.Reason, new.Reason),
	}
}

// mergeRecording keeps who was first; days and times compare as text. Of two at
// the same time the one with the smaller name is kept, so that order does not
// matter.
func mergeRecording(m *merging, old, new *Claim) (at, by string) {
	at, by = old.RecordedAt, old.RecordedBy
	if m.replace {
		at, by = cmp.Or(new.RecordedAt, at), cmp.Or(new.RecordedBy, by)
	} else if recordedBefore(new, old) {
		at, by = new.RecordedAt, new.RecordedBy
	}
	m.changed = m.changed || at != old.RecordedAt || by != old.RecordedBy
	return at, by
}

func recordedBefore(a, b *Claim) bool {
	if a.RecordedAt != b.RecordedAt {
		return a.RecordedAt != "" && (b.RecordedAt == "" || a.RecordedAt < b.RecordedAt)
	}
	return a.RecordedBy != "" && (b.RecordedBy == "" || a.RecordedBy < b.RecordedBy)
}

func equalClaims(a, b Claim) bool {
	if !slices.Equal(a.Sources, b.Sources) || (a.Retracted == nil) != (b.Retracted == nil) {
		return false
	}
	if a.Retracted != nil && *a.Retracted != *b.Retracted {
		return false
	}
	return a.ID == b.ID && a.Document == b.Document && a.Locator == b.Locator && a.Stance == b.Stance && a.Against == b.Against &&
		a.Date == b.Date && a.SpokenAt == b.SpokenAt && a.Acting == b.Acting && a.Mode == b.Mode && a.Label == b.Label &&
		a.Credibility == b.Credibility && a.Note == b.Note && a.RecordedAt == b.RecordedAt && a.RecordedBy == b.RecordedBy
}

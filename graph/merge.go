package graph

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// The Merge functions say what becomes of a stored thing when a record about it
// arrives. A record adds: lists unite, and a scalar that is not given ("", 0, no
// date) leaves what is stored. A scalar that is set to another value is
// [ErrConflict], or, with replace, the new value. Booleans are always given:
// a record without `named` says true, one without `against` or `acting` false.
//
// old and new have passed [Record.Check] and bear the same id. Without old (nil)
// the result is new in canonical order: lists sorted and without repetition
// (names by text, language, script; external ids by scheme, value; ids and
// claims by id), except for a claim's sources, whose order has a meaning.
// changed says whether the result differs from old. The result shares nothing
// that can be changed with old or new.
//
// The order in which records are merged does not matter for the result, nor for
// whether there is a conflict, as long as replace is not set. Any error is an
// *[Error] that names the field and both values, or ErrLimit for a united list
// of more than [MaxList] entries.

// MergeEntity adds a record about an entity. Degree and FormerIDs stay old's.
func MergeEntity(old, new *Entity, replace bool) (merged *Entity, changed bool, err error) {
	if old == nil {
		old, changed = &Entity{ID: new.ID, Named: new.Named}, true
	}
	m := merging{what: "entity " + strconv.Quote(old.ID), id: old.ID, replace: replace, changed: changed}
	out := &Entity{
		ID:        old.ID,
		Kind:      scalar(&m, "kind", old.Kind, new.Kind),
		Type:      scalar(&m, "type", old.Type, new.Type),
		Name:      scalar(&m, "name", old.Name, new.Name),
		Named:     flag(&m, "named", old.Named, new.Named),
		Summary:   scalar(&m, "summary", old.Summary, new.Summary),
		Degree:    old.Degree,
		FormerIDs: slices.Clone(old.FormerIDs),
	}
	out.ExternalIDs = unite(&m, "externalIds", old.ExternalIDs, new.ExternalIDs, func(a, b ExternalID) int {
		return cmp.Or(cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.Value, b.Value))
	})
	out.Names = uniteNames(&m, old.Names, new.Names)
	return out, m.changed, m.err()
}

// uniteNames joins the documents of names with the same text, language and script.
func uniteNames(m *merging, old, new []Name) []Name {
	all := slices.Concat(old, new)
	slices.SortStableFunc(all, compareNames)
	var out []Name
	for _, n := range all {
		if last := len(out) - 1; last >= 0 && compareNames(out[last], n) == 0 {
			out[last].Documents = append(out[last].Documents, n.Documents...)
			continue
		}
		n.Documents = slices.Clone(n.Documents)
		out = append(out, n)
	}
	for i := range out {
		out[i].Documents = sorted(out[i].Documents, cmp.Compare[string])
	}
	m.changed = m.changed || !slices.EqualFunc(old, out, func(a, b Name) bool {
		return compareNames(a, b) == 0 && slices.Equal(a.Documents, b.Documents)
	})
	m.bound("names", len(out))
	return out
}

func compareNames(a, b Name) int {
	return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Lang, b.Lang), cmp.Compare(a.Script, b.Script))
}

// MergeDocument adds a record about a document.
func MergeDocument(old, new *Document, replace bool) (merged *Document, changed bool, err error) {
	if old == nil {
		old, changed = &Document{ID: new.ID}, true
	}
	m := merging{what: "document " + strconv.Quote(old.ID), id: old.ID, replace: replace, changed: changed}
	out := &Document{
		ID:          old.ID,
		Title:       scalar(&m, "title", old.Title, new.Title),
		Outlet:      scalar(&m, "outlet", old.Outlet, new.Outlet),
		Published:   mergeDate(&m, "published", old.Published, new.Published),
		Retrieved:   mergeEDTF(&m, "retrieved", old.Retrieved, new.Retrieved),
		URL:         scalar(&m, "url", old.URL, new.URL),
		Reliability: scalar(&m, "reliability", old.Reliability, new.Reliability),
		BasedOn:     unite(&m, "basedOn", old.BasedOn, new.BasedOn, cmp.Compare[string]),
		Note:        scalar(&m, "note", old.Note, new.Note),
	}
	return out, m.changed, m.err()
}

// MergeRelation adds a record about a relation. Identity (from, type, to, role,
// key) must be equal; the id stays old's. Claims unite as by [MergeClaim].
func MergeRelation(old, new *RelationRecord, replace bool) (merged *RelationRecord, changed bool, err error) {
	if old == nil {
		old, changed = &RelationRecord{ID: new.ID, From: new.From, Type: new.Type, To: new.To, Role: new.Role, Key: new.Key}, true
	}
	m := merging{what: "relation " + strconv.Quote(old.ID), id: old.ID, changed: changed}
	out := &RelationRecord{
		ID:   old.ID,
		From: identical(&m, "from", old.From, new.From),
		Type: identical(&m, "type", old.Type, new.Type),
		To:   identical(&m, "to", old.To, new.To),
		Role: identical(&m, "role", old.Role, new.Role),
		Key:  identical(&m, "key", old.Key, new.Key),
	}
	out.Concerns = unite(&m, "concerns", old.Concerns, new.Concerns, cmp.Compare[string])
	out.Claims = uniteClaims(&m, old.Claims, new.Claims, replace)
	return out, m.changed, m.err()
}

// MergeAttribute adds a record about an attribute, whose identity must be equal.
// Claims unite as by [MergeClaim].
func MergeAttribute(old, new *AttributeRecord, replace bool) (merged *AttributeRecord, changed bool, err error) {
	if old == nil {
		old, changed = &AttributeRecord{Of: new.Of, Name: new.Name, Value: new.Value, Entity: new.Entity, Number: new.Number, Unit: new.Unit}, true
	}
	m := merging{what: fmt.Sprintf("attribute %q of %q", old.Name, old.Of), id: old.Of, changed: changed}
	a, b := old.Identity(), new.Identity()
	identical(&m, "of", a.Of, b.Of)
	identical(&m, "name", a.Name, b.Name)
	identical(&m, "value", a.Value, b.Value)
	identical(&m, "entity", a.Entity, b.Entity)
	identical(&m, "number", a.Number, b.Number)
	identical(&m, "unit", a.Unit, b.Unit)
	out := &AttributeRecord{Of: old.Of, Name: old.Name, Value: old.Value, Entity: old.Entity, Unit: old.Unit}
	if old.Number != nil {
		number := *old.Number
		out.Number = &number
	}
	out.Claims = uniteClaims(&m, old.Claims, new.Claims, replace)
	return out, m.changed, m.err()
}

// uniteClaims merges claims by id.
func uniteClaims(m *merging, old, new []Claim, replace bool) []Claim {
	all := slices.Concat(old, new)
	slices.SortStableFunc(all, func(a, b Claim) int { return cmp.Compare(a.ID, b.ID) })
	var out []Claim
	for i := range all {
		var same *Claim
		if last := len(out) - 1; last >= 0 && out[last].ID == all[i].ID {
			same = &out[last]
		}
		c, _, err := MergeClaim(same, &all[i], replace)
		if err != nil && m.conflict == nil {
			m.conflict, _ = errors.AsType[*Error](err)
		}
		if same != nil {
			*same = *c
		} else {
			out = append(out, *c)
		}
	}
	m.changed = m.changed || !slices.EqualFunc(old, out, equalClaims)
	m.bound("claims", len(out))
	return out
}

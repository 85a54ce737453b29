package embedded

import (
	"context"
	"fmt"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// answer shows a claim. r or a is what it is about.
func (s *sight) answer(c graph.Assessed, r *seenRelation, a *seenAttribute) *graph.ClaimAnswer {
	out := &graph.ClaimAnswer{Claim: *c.Claim, Known: c.KnownDay, Superseded: c.Superseded, Where: s.where.ClaimsOnly()}
	if r != nil {
		out.Relation = r.ID
	} else {
		key := a.AttributeKey
		out.Attribute = &key
	}
	return out
}

// subject is what a claim is about, and the claims about it that are selected.
type subject struct {
	relation  *seenRelation
	attribute *seenAttribute
}

func (x subject) selected() []graph.Assessed {
	if x.relation != nil {
		return x.relation.selected
	}
	return x.attribute.selected
}

// subjectOf finds what a claim is about by the raw id in its row. ok is false
// where nothing is left of it under the filter.
func (s *sight) subjectOf(about string) (x subject, ok bool, err error) {
	if merge.IsRelation(about) {
		x.relation, err = s.relation(s.Of(about))
		return x, x.relation != nil, err
	}
	raw, err := s.rawAttribute(about)
	if err != nil || raw == nil {
		return x, false, err
	}
	key := s.Attribute(raw.Identity())
	as, err := s.attributesOf(key.Of)
	if err != nil {
		return x, false, err
	}
	for _, a := range as {
		if a.AttributeKey == key {
			x.attribute = a
		}
	}
	return x, x.attribute != nil, nil
}

func (s *sight) subjectPasses(x subject, def graph.StatusSet, exempt map[string]bool) bool {
	if x.relation != nil {
		return s.passes(x.relation, def, exempt)
	}
	return s.passesAttribute(x.attribute, def)
}

// within refuses a number below 0 or above a limit.
func within(field string, n, limit int) error {
	switch {
	case n < 0:
		return &graph.Error{Code: graph.Invalid, Field: field, Message: fmt.Sprintf("%s is %d; it must be 0 or more", field, n)}
	case n > limit:
		return &graph.Error{Code: graph.Limit, Field: field, Limit: limit, Message: fmt.Sprintf("%s is %d; at most %d are given at once, ask for the rest with after", field, n, limit)}
	}
	return nil
}

// glimpse checks a slice and a filter, in this order.
func (v *view) glimpse(ctx context.Context, slice graph.Slice, where *graph.Filter) (*sight, error) {
	if err := within("first", slice.First, graph.MaxFirst); err != nil {
		return nil, err
	}
	return v.under(ctx, where)
}

func setOf(ids []string) map[string]bool {
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out
}

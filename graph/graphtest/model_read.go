package graphtest

import (
	"context"

	"dragoman/graph"
)

// Entities implements graph.EntityReader.
func (m *Model) Entities(ctx context.Context, ids []string) ([]*graph.Entity, error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	return each(ids, func(id string) *graph.Entity { return v.entities[v.Canonical(id)] }), nil
}

// Documents implements graph.DocumentReader.
func (m *Model) Documents(ctx context.Context, ids []string) ([]*graph.Document, error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	return each(ids, v.Document), nil
}

// Relations implements graph.RelationReader.
func (m *Model) Relations(ctx context.Context, ids []string, where *graph.Filter) ([]*graph.Relation, error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	s, err := v.under(where)
	if err != nil {
		return nil, err
	}
	return each(ids, func(id string) *graph.Relation {
		if to := v.resolve[id]; to != "" && s.relation(to) != nil {
			return s.relation(to).Relation
		}
		return nil
	}), nil
}

// Claims implements graph.ClaimReader.
func (m *Model) Claims(ctx context.Context, ids []string) ([]*graph.ClaimAnswer, error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	s := &sight{view: v}
	return each(ids, func(id string) *graph.ClaimAnswer {
		at, ok := v.claims[id]
		if !ok {
			return nil
		}
		for _, c := range s.claimsAt(at) {
			if c.ID == id {
				return s.answer(c, at)
			}
		}
		return nil
	}), nil
}

func each[T any](ids []string, of func(string) *T) []*T {
	out := make([]*T, len(ids))
	for i, id := range ids {
		out[i] = of(id)
	}
	return out
}

// claimsAt gives the selected claims about a relation or an attribute, weighed.
func (s *sight) claimsAt(at about) []graph.Assessed {
	if at.relation != "" {
		if r := s.relation(at.relation); r != nil {
			return r.selected
		}
		return nil
	}
	if a := s.attribute(at.attribute); a != nil {
		return a.selected
	}
	return nil
}

// answer shows a claim that the filter selected.
func (s *sight) answer(c graph.Assessed, at about) *graph.ClaimAnswer {
	a := &graph.ClaimAnswer{Claim: *c.Claim, Relation: at.relation, Known: c.KnownDay, Superseded: c.Superseded, Where: s.where.ClaimsOnly()}
	if at.relation == "" {
		a.Attribute = &at.attribute
	}
	return a
}

// MeetingStates implements graph.MeetingReader.
func (m *Model) MeetingStates(ctx context.Context, ids []string, where *graph.Filter) ([]graph.MeetingState, error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	s, err := v.under(where)
	if err != nil {
		return nil, err
	}
	out := make([]graph.MeetingState, len(ids))
	for i, id := range ids {
		if e := v.entities[v.Canonical(id)]; e != nil && e.Kind == graph.KindMeeting {
			out[i] = s.state(e.ID)
		}
	}
	return out, nil
}

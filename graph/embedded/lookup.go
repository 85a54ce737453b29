package embedded

import (
	"context"

	"dragoman/graph"
)

// Entities implements graph.EntityReader.
func (s *Store) Entities(ctx context.Context, ids []string) ([]*graph.Entity, error) {
	return look(ctx, s, func(v *view) ([]*graph.Entity, error) {
		v.kept.approach(ids)
		return together(ctx, ids, func(id string, e *graph.Entity) (bool, error) { return v.entityTo(v.Of(id), e) })
	})
}

// Documents implements graph.DocumentReader.
func (s *Store) Documents(ctx context.Context, ids []string) ([]*graph.Document, error) {
	return look(ctx, s, func(v *view) ([]*graph.Document, error) {
		v.papers.approach(ids)
		return together(ctx, ids, v.documentTo)
	})
}

// together reads records into one piece of memory, in one state.
func together[T any](ctx context.Context, ids []string, read func(id string, to *T) (there bool, err error)) ([]*T, error) {
	out, room := make([]*T, len(ids)), make([]T, len(ids))
	for i, id := range ids { // what is looked up is kept: a repeated id costs little
		if i%64 == 0 {
			if err := inTime(ctx); err != nil {
				return nil, err
			}
		}
		there, err := read(id, &room[i])
		if err != nil {
			return nil, err
		}
		if there {
			out[i] = &room[i]
		}
	}
	return out, nil
}

// Relations implements graph.RelationReader. The topology has them.
func (s *Store) Relations(ctx context.Context, ids []string, where *graph.Filter) ([]*graph.Relation, error) {
	return look(ctx, s, func(v *view) ([]*graph.Relation, error) {
		seen, err := v.under(ctx, where)
		if err != nil {
			return nil, err
		}
		canonical := make([]string, len(ids))
		for i, id := range ids {
			canonical[i] = v.Of(id)
		}
		return v.g.Relations(ctx, canonical, seen.where)
	})
}

// Claims implements graph.ClaimReader.
func (s *Store) Claims(ctx context.Context, ids []string) ([]*graph.ClaimAnswer, error) {
	return read(ctx, s, func(v *view) ([]*graph.ClaimAnswer, error) {
		seen, err := v.under(ctx, nil)
		if err != nil {
			return nil, err
		}
		return aligned(ctx, ids, seen.claimByID)
	})
}

func (s *sight) claimByID(id string) (*graph.ClaimAnswer, error) {
	about, err := s.c.one("SELECT about FROM fact WHERE id_key = ? AND id = ?", keyOf(id), id)
	if err != nil || about == nil {
		return nil, err
	}
	x, ok, err := s.subjectOf(str(about))
	if err != nil || !ok {
		return nil, err
	}
	for _, c := range x.selected() {
		if c.ID == id {
			return s.answer(c, x.relation, x.attribute), nil
		}
	}
	return nil, nil
}

// MeetingStates implements graph.MeetingReader.
func (s *Store) MeetingStates(ctx context.Context, ids []string, where *graph.Filter) ([]graph.MeetingState, error) {
	return read(ctx, s, func(v *view) ([]graph.MeetingState, error) {
		seen, err := v.under(ctx, where)
		if err != nil {
			return nil, err
		}
		var (
			meetings []string
			at       []int
		)
		for i, id := range ids {
			if kind, _, _ := v.g.Entity(v.Of(id)); kind == graph.KindMeeting {
				meetings, at = append(meetings, v.Of(id)), append(at, i)
			}
		}
		states, err := v.g.MeetingStates(ctx, meetings, seen.where.ClaimsOnly())
		if err != nil {
			return nil, err
		}
		out := make([]graph.MeetingState, len(ids))
		for i, state := range states {
			out[at[i]] = state
		}
		return out, nil
	})
}

// aligned looks ids up one by one, in one state; a repeated id is looked up once.
func aligned[T any](ctx context.Context, ids []string, find func(string) (*T, error)) ([]*T, error) {
	out := make([]*T, len(ids))
	found := make(map[string]*T, len(ids))
	for i, id := range ids {
		if x, ok := found[id]; ok {
			out[i] = x
			continue
		}
		if i%64 == 0 {
			if err := inTime(ctx); err != nil {
				return nil, err
			}
		}
		var err error
		if out[i], err = find(id); err != nil {
			return nil, err
		}
		found[id] = out[i]
	}
	return out, nil
}

package resolvers

import (
	"context"
	"errors"

	"dragoman/graph"
)

// occasion is a meeting or an incident: something that actors take part in.
type occasion interface {
	comparable
	graph.AnyEntity
}

func (r meeting) When(ctx context.Context, obj *graph.Meeting, where *graph.Filter) (*graph.When, error) {
	return whenOf(ctx, r.Resolver, obj, where)
}

func (r incident) When(ctx context.Context, obj *graph.Incident, where *graph.Filter) (*graph.When, error) {
	return whenOf(ctx, r.Resolver, obj, where)
}

// whenOf is the date of the attribute "occurred" or, where that has none, of the
// strongest dated participation other than INVITED.
func whenOf[E occasion](ctx context.Context, r *Resolver, obj E, where *graph.Filter) (*graph.When, error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	where = where.ClaimsOnly()
	return each(ctx, obj, leaf, func(ctx context.Context, es []E) ([]*graph.When, error) {
		occurred, err := wholes(ctx, es, "when", func(e E, s graph.Slice) graph.AttributeQuery {
			return graph.AttributeQuery{Of: []string{e.NodeID()}, Names: []string{"occurred"}, Where: where, Slice: s}
		}, r.store.ListAttributes)
		if firstOf(err) != nil {
			return nil, err
		}
		out := make([]*graph.When, len(es))
		var open []E // without a date so far
		var at []int // of es
		for i, e := range es {
			if out[i] = dateOf(occurred[i]); out[i] == nil {
				open, at = append(open, e), append(at, i)
			}
		}
		if len(open) == 0 {
			return out, nil
		}
		attended, err := wholes(ctx, open, "when", participations[E](where), r.store.ListRelations)
		if firstOf(err) != nil {
			return nil, err
		}
		for i, rels := range attended {
			out[at[i]] = strongestDate(rels)
		}
		return out, nil
	})
}

// dateOf is the date of the first attribute that is dated.
func dateOf(as []*graph.Attribute) *graph.When {
	for _, a := range as {
		if !a.When.IsZero() {
			return &a.When
		}
	}
	return nil
}

// strongestDate is the date of the strongest relation that is dated; of equal
// ones the first.
func strongestDate(rels []*graph.Relation) *graph.When {
	var best *graph.Relation
	for _, rel := range rels {
		if rel.Role != graph.Invited && !rel.When.IsZero() && (best == nil || rel.Status < best.Status) {
			best = rel
		}
	}
	if best == nil {
		return nil
	}
	return &best.When
}

func participations[E occasion](where *graph.Filter) func(E, graph.Slice) graph.RelationQuery {
	return func(e E, s graph.Slice) graph.RelationQuery {
		return graph.RelationQuery{
			Of: []string{e.NodeID()}, Types: []graph.RelationType{graph.ParticipatedIn}, Direction: graph.In,
			Lens: graph.LensEverything, Where: where, Slice: s,
		}
	}
}

// firstOf is the first error of a load: of all parents, or of one.
func firstOf(err error) error {
	errs, some := errors.AsType[perParent](err)
	if !some {
		return err
	}
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}

func (r meeting) State(ctx context.Context, obj *graph.Meeting, where *graph.Filter) (graph.MeetingState, error) {
	where, err := evidence(where)
	if err != nil {
		return 0, err
	}
	return each(ctx, obj, leaf, func(ctx context.Context, ms []*graph.Meeting) ([]graph.MeetingState, error) {
		ids := make([]string, len(ms))
		for i, m := range ms {
			ids[i] = m.ID
		}
		return r.store.MeetingStates(ctx, ids, where.ClaimsOnly())
	})
}

// Topics are the attributes named topic.
func (r meeting) Topics(ctx context.Context, obj *graph.Meeting, where *graph.Filter) ([]*graph.Attribute, error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return each(ctx, obj, many[*graph.Attribute], func(ctx context.Context, ms []*graph.Meeting) ([][]*graph.Attribute, error) {
		return wholes(ctx, ms, "topics", func(m *graph.Meeting, s graph.Slice) graph.AttributeQuery {
			return graph.AttributeQuery{Of: []string{m.ID}, Names: []string{"topic"}, Where: where, Slice: s}
		}, r.store.ListAttributes)
	})
}

func (r meeting) Participants(ctx context.Context, obj *graph.Meeting, where *graph.Filter) ([]*graph.Relation, error) {
	return participantsOf(ctx, r.Resolver, obj, where)
}

func (r incident) Participants(ctx context.Context, obj *graph.Incident, where *graph.Filter) ([]*graph.Relation, error) {
	return participantsOf(ctx, r.Resolver, obj, where)
}

func participantsOf[E occasion](ctx context.Context, r *Resolver, obj E, where *graph.Filter) ([]*graph.Relation, error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return each(ctx, obj, many[*graph.Relation], func(ctx context.Context, es []E) ([][]*graph.Relation, error) {
		return wholes(ctx, es, "participants", participations[E](where), r.store.ListRelations)
	})
}

// participant is a participation seen from the occasion.
type participant struct{ *Resolver }

func (r participant) Entity(ctx context.Context, obj *graph.Relation) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(p *graph.Relation) string { return p.From })
}

func (r participant) Relation(ctx context.Context, obj *graph.Relation) (*graph.Relation, error) {
	return partOf(ctx, obj, same[*graph.Relation])
}

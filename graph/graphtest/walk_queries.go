package graphtest

import (
	"context"
	"fmt"

	"dragoman/graph"
)

// touched reads what an operation is about, exactly.
func (w *walker) touched(op operation) []query {
	var entities, documents, relations, claims []string
	for _, r := range op.records {
		switch {
		case r.Document != nil:
			documents = append(documents, r.Document.ID)
		case r.Entity != nil:
			entities = append(entities, r.Entity.ID)
		case r.Relation != nil:
			entities = append(entities, r.Relation.From, r.Relation.To)
			relations = append(relations, r.Relation.Identity())
		case r.Judgement != nil && isRelation(r.Judgement.A):
			relations = append(relations, r.Judgement.A, r.Judgement.B)
		case r.Judgement != nil:
			entities = append(entities, r.Judgement.A, r.Judgement.B)
		}
	}
	for _, r := range op.batch.Retract {
		claims = append(claims, r.Claim)
	}
	entities = append(entities, op.batch.Split...)
	claims = append(claims, w.claimID(), w.claimID())
	relations = append(relations, w.relationID())
	where := w.filter()
	meetings := []string{"m1", "m2", "m3", "p1", "nothing"}
	return []query{
		{fmt.Sprintf("Entities %q", entities), nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Entities(ctx, entities) }},
		{fmt.Sprintf("Documents %q", documents), nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Documents(ctx, documents) }},
		{fmt.Sprintf("Relations %q", relations), nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Relations(ctx, relations, nil) }},
		{fmt.Sprintf("Relations %q where %s", relations, show(where)), nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Relations(ctx, relations, where) }},
		{fmt.Sprintf("Claims %q", claims), nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Claims(ctx, claims) }},
		{fmt.Sprintf("MeetingStates %q where %s", meetings, show(where)), nil, func(ctx context.Context, s graph.Store) (any, error) { return s.MeetingStates(ctx, meetings, where) }},
	}
}

// whole compares everything.
func whole() []query {
	return []query{
		{"Export", nil, exported},
		{"Stats", nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Stats(ctx) }},
		{"Info", nil, func(ctx context.Context, s graph.Store) (any, error) {
			i, err := s.Info(ctx)
			return []int{i.Entities, i.Relations, i.Claims}, err
		}},
		{"Check", nil, checked},
		entityList(graph.EntityQuery{}, 1000),
		relationList(graph.RelationQuery{}, 1000),
		claimList(graph.ClaimQuery{}, 1000),
		documentList(graph.DocumentQuery{}, 1000),
		attributeList(graph.AttributeQuery{}, 1000),
		timelineList(graph.TimelineQuery{}, 1000),
		disputeList(graph.DisputeQuery{}, 1000),
		search(graph.SearchQuery{}, 1000),
	}
}

// checked asks a store that can to verify itself.
func checked(ctx context.Context, s graph.Store) (any, error) {
	c, ok := s.(graph.Checker)
	if !ok {
		return []string{}, nil
	}
	wrong := []string{}
	for what, err := range c.Check(ctx) {
		if err != nil {
			return nil, err
		}
		wrong = append(wrong, what)
	}
	return wrong, nil
}

func entityList(q graph.EntityQuery, first int) query {
	return paged("ListEntities", q, first, func(s graph.Store) func(context.Context, []graph.EntityQuery) ([]graph.Page[*graph.Entity], error) {
		return s.ListEntities
	}, func(q *graph.EntityQuery) *graph.Slice { return &q.Slice })
}

func relationList(q graph.RelationQuery, first int) query {
	return paged("ListRelations", q, first, func(s graph.Store) func(context.Context, []graph.RelationQuery) ([]graph.Page[*graph.Relation], error) {
		return s.ListRelations
	}, func(q *graph.RelationQuery) *graph.Slice { return &q.Slice })
}

func claimList(q graph.ClaimQuery, first int) query {
	return paged("ListClaims", q, first, func(s graph.Store) func(context.Context, []graph.ClaimQuery) ([]graph.Page[*graph.ClaimAnswer], error) {
		return s.ListClaims
	}, func(q *graph.ClaimQuery) *graph.Slice { return &q.Slice })
}

func documentList(q graph.DocumentQuery, first int) query {
	return paged("ListDocuments", q, first, func(s graph.Store) func(context.Context, []graph.DocumentQuery) ([]graph.Page[*graph.Document], error) {
		return s.ListDocuments
	}, func(q *graph.DocumentQuery) *graph.Slice { return &q.Slice })
}

func attributeList(q graph.AttributeQuery, first int) query {
	return paged("ListAttributes", q, first, func(s graph.Store) func(context.Context, []graph.AttributeQuery) ([]graph.Page[*graph.Attribute], error) {
		return s.ListAttributes
	}, func(q *graph.AttributeQuery) *graph.Slice { return &q.Slice })
}

func timelineList(q graph.TimelineQuery, first int) query {
	return paged("ListTimeline", q, first, func(s graph.Store) func(context.Context, []graph.TimelineQuery) ([]graph.Page[graph.TimelineRow], error) {
		return s.ListTimeline
	}, func(q *graph.TimelineQuery) *graph.Slice { return &q.Slice })
}

func disputeList(q graph.DisputeQuery, first int) query {
	return paged("ListDisputes", q, first, func(s graph.Store) func(context.Context, []graph.DisputeQuery) ([]graph.Page[graph.Dispute], error) {
		return s.ListDisputes
	}, func(q *graph.DisputeQuery) *graph.Slice { return &q.Slice })
}

func search(q graph.SearchQuery, first int) query {
	return paged("Search", q, first, func(s graph.Store) func(context.Context, []graph.SearchQuery) ([]graph.Page[graph.SearchHit], error) {
		return oneByOne(s.Search)
	}, func(q *graph.SearchQuery) *graph.Slice { return &q.Slice })
}

func common(q graph.CommonQuery, first int) query {
	return paged("Common", q, first, func(s graph.Store) func(context.Context, []graph.CommonQuery) ([]graph.Page[graph.CommonNode], error) {
		return oneByOne(s.Common)
	}, func(q *graph.CommonQuery) *graph.Slice { return &q.Slice })
}

func oneByOne[Q, T any](one func(context.Context, Q) (graph.Page[T], error)) func(context.Context, []Q) ([]graph.Page[T], error) {
	return func(ctx context.Context, qs []Q) ([]graph.Page[T], error) {
		p, err := one(ctx, qs[0])
		return []graph.Page[T]{p}, err
	}
}

func paths(q graph.PathQuery) query {
	return query{"Paths " + show(q), q, func(ctx context.Context, s graph.Store) (any, error) { return s.Paths(ctx, q) }}
}

func changeList(q graph.ChangeQuery, first int) query {
	return paged("Changes", q, first, func(s graph.Store) func(context.Context, []graph.ChangeQuery) ([]graph.Page[graph.Change], error) {
		return oneByOne(s.Changes)
	}, func(q *graph.ChangeQuery) *graph.Slice { return &q.Slice })
}

func pathChanges(q graph.PathChangeQuery) query {
	return query{"PathChanges " + show(q), q, func(ctx context.Context, s graph.Store) (any, error) { return s.PathChanges(ctx, q) }}
}

// basisOf asks what the last of some paths rests on, if one is found.
func basisOf(q graph.BasisQuery, find *graph.PathQuery) query {
	words := "Basis " + show(q)
	if find != nil {
		words += " of the last path of " + show(*find)
	}
	return query{words, q, func(ctx context.Context, s graph.Store) (any, error) {
		if find != nil {
			r, err := s.Paths(ctx, *find)
			if err != nil || len(r.Paths) == 0 {
				return nil, err
			}
			q.Of = nil
			for _, step := range r.Paths[len(r.Paths)-1].Steps {
				q.Of = append(q.Of, step.Relation.ID)
			}
		}
		return s.Basis(ctx, q)
	}}
}

func ego(q graph.EgoQuery) query {
	return query{"Ego " + show(q), q, func(ctx context.Context, s graph.Store) (any, error) { return s.Ego(ctx, q) }}
}

func connect(q graph.ConnectQuery) query {
	return query{"Connect " + show(q), q, func(ctx context.Context, s graph.Store) (any, error) { return s.Connect(ctx, q) }}
}

func neighbours(q graph.NeighbourQuery) query {
	return query{"NeighbourCounts " + show(q), q, func(ctx context.Context, s graph.Store) (any, error) {
		return s.NeighbourCounts(ctx, []graph.NeighbourQuery{q})
	}}
}

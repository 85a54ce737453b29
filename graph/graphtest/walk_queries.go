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
		{fmt.Sprintf("Entities %q", entities), func(ctx context.Context, s graph.Store) (any, error) { return s.Entities(ctx, entities) }},
		{fmt.Sprintf("Documents %q", documents), func(ctx context.Context, s graph.Store) (any, error) { return s.Documents(ctx, documents) }},
		{fmt.Sprintf("Relations %q", relations), func(ctx context.Context, s graph.Store) (any, error) { return s.Relations(ctx, relations, nil) }},
		{fmt.Sprintf("Relations %q where %s", relations, show(where)), func(ctx context.Context, s graph.Store) (any, error) { return s.Relations(ctx, relations, where) }},
		{fmt.Sprintf("Claims %q", claims), func(ctx context.Context, s graph.Store) (any, error) { return s.Claims(ctx, claims) }},
		{fmt.Sprintf("MeetingStates %q where %s", meetings, show(where)), func(ctx context.Context, s graph.Store) (any, error) { return s.MeetingStates(ctx, meetings, where) }},
	}
}

// whole compares everything.
func whole() []query {
	return []query{
		{"Export", exported},
		{"Stats", func(ctx context.Context, s graph.Store) (any, error) { return s.Stats(ctx) }},
		{"Info", func(ctx context.Context, s graph.Store) (any, error) {
			i, err := s.Info(ctx)
			return []int{i.Entities, i.Relations, i.Claims}, err
		}},
		{"Check", checked},
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
	return query{"Paths " + show(q), func(ctx context.Context, s graph.Store) (any, error) { return s.Paths(ctx, q) }}
}

func ego(q graph.EgoQuery) query {
	return query{"Ego " + show(q), func(ctx context.Context, s graph.Store) (any, error) { return s.Ego(ctx, q) }}
}

func neighbours(q graph.NeighbourQuery) query {
	return query{"NeighbourCounts " + show(q), func(ctx context.Context, s graph.Store) (any, error) {
		return s.NeighbourCounts(ctx, []graph.NeighbourQuery{q})
	}}
}

// query draws a question.
func (w *walker) query() query {
	first := pick(w.rng, []int{0, 1, 3, 1000, 1000})
	where := w.filter()
	switch w.rng.IntN(16) {
	case 0, 1, 2:
		return paths(w.pathQuery(where))
	case 3, 4, 5:
		return ego(w.egoQuery(where))
	case 6:
		return common(graph.CommonQuery{Of: append([]string{universe[0], universe[5]}, w.actors(2)...), MaxHops: 1 + w.rng.IntN(3), Lens: w.lens(), Where: where}, first)
	case 7:
		return neighbours(graph.NeighbourQuery{Of: w.actor(), Lens: w.lens(), Where: where})
	case 8:
		return relationList(graph.RelationQuery{Of: w.maybe(2), Between: w.maybe(8), Direction: graph.Direction(w.rng.IntN(4)), Lens: w.lens(), Where: where}, first)
	case 9:
		return claimList(graph.ClaimQuery{Of: w.things(), Document: pick(w.rng, []string{"", "d1"}), Source: pick(w.rng, []string{"", "", w.actor()}), Where: where}, first)
	case 10:
		return documentList(graph.DocumentQuery{Of: w.things(), Where: where}, first)
	case 11:
		return attributeList(graph.AttributeQuery{Of: w.things(), Names: pick(w.rng, [][]string{nil, {"size"}, {}}), Where: where}, first)
	case 12:
		return timelineList(graph.TimelineQuery{Of: w.maybe(2), Where: where}, first)
	case 13:
		return disputeList(graph.DisputeQuery{Of: w.things(), Where: where}, first)
	case 14:
		return search(graph.SearchQuery{Text: pick(w.rng, []string{"", "khan", "Amir Khan", "rah", "?", "???", "lu mi", "李", "khan a"}), Kinds: w.kinds(), Where: where}, first)
	default:
		return entityList(w.entityQuery(where), first)
	}
}

func (w *walker) entityQuery(where *graph.Filter) graph.EntityQuery {
	q := graph.EntityQuery{Where: where}
	switch w.rng.IntN(5) {
	case 0:
		q.Officials, q.OfficialsOf = true, w.maybe(3)
	case 1:
		q.Participant = w.actors(2)
	case 2:
		q.Between = w.maybe(4)
	case 3:
		q.State = graph.MeetingState(1 + w.rng.IntN(4))
	default:
		q.Kinds = w.kinds()
	}
	return q
}

func (w *walker) pathQuery(where *graph.Filter) graph.PathQuery {
	q := graph.PathQuery{
		From: []string{w.actor()}, To: []string{w.actor()}, Mode: graph.PathMode(w.rng.IntN(5)), Lens: w.lens(), Where: where,
		First: pick(w.rng, []int{0, 1, 3, 10, 100}), MaxHops: w.rng.IntN(5), DegreeCap: pick(w.rng, []int{0, 3, 6, 1000, 1000}), ListHubs: w.chance(70),
	}
	if w.chance(30) {
		q.From, q.To = append(q.From, w.actors(2)...), append(q.To, w.actors(2)...)
	}
	if w.chance(20) {
		q.Avoid = append(w.actors(2), w.relationID())
	}
	return q
}

func (w *walker) egoQuery(where *graph.Filter) graph.EgoQuery {
	return graph.EgoQuery{
		Of: append([]string{w.actor()}, w.actors(1)...), Depth: w.rng.IntN(4), First: pick(w.rng, []int{0, 1, 4, 50}), PerNode: pick(w.rng, []int{0, 1, 3, 50}),
		Known: w.actors(4), Lens: w.lens(), Rank: graph.Rank(w.rng.IntN(4)), DegreeCap: pick(w.rng, []int{0, 3, 6, 1000}), Where: where, ListHubs: w.chance(70),
	}
}

func (w *walker) lens() graph.Lens { return graph.Lens(w.rng.IntN(5)) }

func (w *walker) actors(n int) []string { return some(w.rng, n, universe[:w.broad]) }

// maybe gives a list of entities, or none.
func (w *walker) maybe(n int) []string {
	switch {
	case w.chance(30):
		return nil
	case w.chance(5):
		return []string{}
	}
	return append(w.actors(n-1), w.actor())
}

// things gives entities and relations, or none.
func (w *walker) things() []string {
	ids := w.maybe(3)
	if ids != nil && w.chance(40) {
		ids = append(ids, w.relationID())
	}
	return ids
}

func (w *walker) kinds() []graph.EntityKind {
	if w.chance(60) {
		return nil
	}
	return append(some(w.rng, 4, graph.EntityKinds()), graph.KindPerson, graph.KindMeeting)
}

// filter draws a filter; most have one or two fields.
func (w *walker) filter() *graph.Filter {
	if w.chance(35) {
		return nil
	}
	f := &graph.Filter{}
	for range 1 + w.rng.IntN(2) {
		switch w.rng.IntN(12) {
		case 0, 1:
			f.AsOf = day(pick(w.rng, []string{"2025-02-15", "2025-10-05", "2025-11-01", "2025-12-31"}))
		case 2:
			f.Documents = append(some(w.rng, 4, papers[:4]), "d1")
		case 3:
			f.ExcludeDocuments = some(w.rng, 3, papers[:4])
		case 4:
			f.Sources = append(w.actors(4), w.actor())
		case 5:
			f.ExcludeSources = w.actors(3)
		case 6:
			f.MinReliability = graph.Reliability(1 + w.rng.IntN(5))
		case 7:
			f.Statuses = append(some(w.rng, 5, graph.Statuses()), graph.Planned)
		case 8:
			f.Kinds = append(w.kinds(), graph.KindOrganization)
		case 9:
			f.At = edtf(pick(w.rng, []string{"2025-10-05", "2025", "2024-06", "2025-10-XX"}))
			f.Overlap = graph.Overlap(w.rng.IntN(2))
		case 10:
			f.During, f.Overlap = edtf("2024-12/2025-09"), graph.Overlap(w.rng.IntN(2))
		default:
			f.MinIndependentSources = w.rng.IntN(3)
		}
	}
	return f
}

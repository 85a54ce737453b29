package neo4jstore

import (
	"context"
	"time"

	"dragoman/graph"
)

// warm asks one of each question, so that the database has planned the fixed
// statements before somebody waits for them: that takes it 0.2 to 1.1 s each when
// it is cold. The answers, and that nothing has these ids, do not matter.
func (s *Store) warm() {
	ctx, cancel := s.lifetime(2 * time.Minute)
	defer cancel()
	ids, slice := []string{"-"}, graph.Slice{First: 1}
	filter := &graph.Filter{Statuses: graph.Statuses()}
	questions := []func(context.Context) error{
		func(ctx context.Context) error { _, err := s.Entities(ctx, ids); return err },
		func(ctx context.Context) error { _, err := s.Documents(ctx, ids); return err },
		func(ctx context.Context) error { _, err := s.Relations(ctx, ids, nil); return err },
		func(ctx context.Context) error { _, err := s.Claims(ctx, ids); return err },
		func(ctx context.Context) error { _, err := s.MeetingStates(ctx, ids, nil); return err },
		func(ctx context.Context) error {
			_, err := s.Search(ctx, graph.SearchQuery{Text: "a", Slice: slice})
			return err
		},
		func(ctx context.Context) error {
			_, err := s.ListEntities(ctx, []graph.EntityQuery{{Slice: slice}})
			return err
		},
		func(ctx context.Context) error {
			_, err := s.ListRelations(ctx, []graph.RelationQuery{{Slice: slice}})
			return err
		},
		func(ctx context.Context) error { // weighs claims, so that it gathers them
			_, err := s.ListRelations(ctx, []graph.RelationQuery{{Of: ids, Where: &graph.Filter{MinReliability: graph.ReliabilityA}, Slice: slice}})
			return err
		},
		func(ctx context.Context) error {
			_, err := s.ListClaims(ctx, []graph.ClaimQuery{{Slice: slice}})
			return err
		},
		func(ctx context.Context) error {
			_, err := s.ListDocuments(ctx, []graph.DocumentQuery{{Slice: slice}})
			return err
		},
		func(ctx context.Context) error { _, err := s.Info(ctx); return err },
	}
	one := anyEntity(ctx, s)
	if one != nil {
		questions = append(questions,
			func(ctx context.Context) error {
				_, err := s.ListRelations(ctx, []graph.RelationQuery{{Of: one, Where: filter, Slice: slice}})
				return err
			},
			func(ctx context.Context) error {
				_, err := s.Paths(ctx, graph.PathQuery{From: one, To: ids, First: 1, MaxHops: 1, Lens: graph.LensRelations, DegreeCap: 1})
				return err
			},
		)
	}
	for depth := 1; one != nil && depth <= warmDepth; depth++ {
		questions = append(questions, func(ctx context.Context) error {
			_, err := s.Ego(ctx, graph.EgoQuery{Of: one, Depth: depth, First: 1, PerNode: 1, Lens: graph.LensRelations, DegreeCap: 1})
			return err
		})
	}
	for _, ask := range questions {
		short, done := context.WithTimeout(ctx, 20*time.Second)
		_ = ask(short) // as above
		done()
		if ctx.Err() != nil {
			return
		}
	}
}

// warmDepth is that of the ego networks which pages ask for; each depth is a
// statement of its own.
const warmDepth = 2

// anyEntity gives the id of some entity, nil where there is none.
func anyEntity(ctx context.Context, list graph.Lister) []string {
	page, err := list.ListEntities(ctx, []graph.EntityQuery{{Slice: graph.Slice{First: 1}}})
	if err != nil || len(page) == 0 || len(page[0].Items) == 0 {
		return nil
	}
	return []string{page[0].Items[0].ID}
}

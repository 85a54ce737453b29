package embedded_test

import (
	"context"
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/graph/graphtest"
)

type shadowed struct {
	*embedded.Store
	m *graphtest.Model
}

func (s *shadowed) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	if b.Records != nil {
		type it struct {
			r graph.Record
			e error
		}
		var all []it
		for r, e := range b.Records {
			all = append(all, it{r, e})
		}
		b.Records = func(y func(graph.Record, error) bool) {
			for _, x := range all {
				if !y(x.r, x.e) {
					return
				}
			}
		}
	}
	_, _ = s.m.Apply(ctx, b)
	return s.Store.Apply(ctx, b)
}
func (s *shadowed) Paths(ctx context.Context, q graph.PathQuery) (*graph.PathResult, error) {
	_, _ = s.Store.Paths(ctx, q)
	return s.m.Paths(ctx, q)
}
func (s *shadowed) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	_, _ = s.Store.Ego(ctx, q)
	return s.m.Ego(ctx, q)
}
func (s *shadowed) Common(ctx context.Context, q graph.CommonQuery) (graph.Page[graph.CommonNode], error) {
	return s.m.Common(ctx, q)
}
func (s *shadowed) NeighbourCounts(ctx context.Context, qs []graph.NeighbourQuery) ([][]graph.NeighbourCount, error) {
	return s.m.NeighbourCounts(ctx, qs)
}

func TestShadow(t *testing.T) {
	graphtest.RunWith(t, func(t *testing.T) graph.Store {
		return &shadowed{openDir(t, t.TempDir()), graphtest.NewModel()}
	}, graphtest.Options{Steps: 2000})
}

func (s *shadowed) MeetingStates(ctx context.Context, ids []string, where *graph.Filter) ([]graph.MeetingState, error) {
	return s.m.MeetingStates(ctx, ids, where)
}

func (s *shadowed) ListEntities(ctx context.Context, qs []graph.EntityQuery) ([]graph.Page[*graph.Entity], error) {
	for _, q := range qs {
		if q.Officials || q.OfficialsOf != nil || q.Participant != nil || q.Between != nil || q.State != 0 {
			return s.m.ListEntities(ctx, qs)
		}
	}
	return s.Store.ListEntities(ctx, qs)
}

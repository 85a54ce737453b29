package neo4jstore

import (
	"context"
	"testing"

	"dragoman/graph"
	"dragoman/graph/graphtest"
)

func TestEgoLikeTheModel(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world, m *graphtest.Model, f *finder) {
		for range rounds() {
			q := graph.EgoQuery{
				Of: w.some(2), Depth: w.rng.IntN(5), First: []int{50, 50, 5, 2, 0}[w.rng.IntN(5)], PerNode: []int{50, 50, 3, 1}[w.rng.IntN(4)],
				Lens: w.lens(), Rank: graph.Rank(w.rng.IntN(4)), DegreeCap: w.degreeCap(), Where: w.filter(), ListHubs: w.rng.IntN(2) == 0,
			}
			if w.rng.IntN(3) == 0 {
				q.Known = w.some(6)
			}
			checked := q
			if err := checkEgo(&checked); err != nil {
				t.Fatal(err)
			}
			before := f.statements.Load()
			got, err := f.view(context.Background()).ego(checked)
			want, wantErr := m.Ego(context.Background(), q)
			compare(t, q, got, want, err, wantErr)
			if n := f.statements.Load() - before; n > 1 {
				t.Fatalf("%+v took %d statements", q, n)
			}
			if q.Where == nil { // again, with the totals that are known now
				got, err = f.view(context.Background()).ego(checked)
				compare(t, q, got, want, err, wantErr)
			}
		}
	})
}

func TestCommonLikeTheModel(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world, m *graphtest.Model, f *finder) {
		for range rounds() {
			q := graph.CommonQuery{Of: append(w.some(2), w.ids[0], w.ids[1]), MaxHops: w.rng.IntN(4), Lens: w.lens(), Where: w.filter(), Slice: graph.Slice{First: 5, Count: true}}
			got, err := f.view(context.Background()).common(q)
			want, wantErr := m.Common(context.Background(), q)
			compare(t, q, got, want, err, wantErr)
		}
	})
}

func TestNeighbourCountsLikeTheModel(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world, m *graphtest.Model, f *finder) {
		for range rounds() {
			lens, where := w.lens(), w.filter()
			qs := []graph.NeighbourQuery{{Of: w.entity(), Lens: lens, Where: where}, {Of: w.entity(), Lens: lens, Where: where}}
			got, err := f.view(context.Background()).neighbours(qs)
			want, wantErr := m.NeighbourCounts(context.Background(), qs)
			compare(t, qs, got, want, err, wantErr)
		}
	})
}

// claims adds claim-selecting fields to a filter now and then.
func (w *world) selecting(f *graph.Filter) *graph.Filter {
	if w.rng.IntN(3) > 0 {
		return f
	}
	if f == nil {
		f = &graph.Filter{}
	}
	switch w.rng.IntN(4) {
	case 0:
		day, _ := graph.ParseDay("2025-11-03")
		f.AsOf = &day
	case 1:
		f.Documents = []string{"doc1", "doc2", "doc4"}
	case 2:
		f.ExcludeSources = w.some(2)
	default:
		f.MinReliability = graph.ReliabilityC
	}
	return f
}

func TestRelationListsLikeTheModel(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world, m *graphtest.Model, f *finder) {
		for range rounds() {
			q := graph.RelationQuery{Direction: graph.Direction(w.rng.IntN(4)), Lens: w.lens(), Where: w.selecting(w.filter()), Slice: graph.Slice{First: 1 + w.rng.IntN(9)}}
			if w.rng.IntN(5) > 0 {
				q.Of = w.some(2)
			}
			if w.rng.IntN(4) == 0 {
				q.Between = w.some(8)
			}
			if w.rng.IntN(4) == 0 {
				q.Types = []graph.RelationType{graph.Consult, graph.ParticipatedIn, graph.Of}
			}
			for range 5 {
				got, err := f.view(context.Background()).relationLists([]graph.RelationQuery{q, q})
				want, wantErr := m.ListRelations(context.Background(), []graph.RelationQuery{q, q})
				compare(t, q, got, want, err, wantErr)
				if err != nil || !want[0].More {
					break
				}
				q.Slice.After = want[0].Keys[len(want[0].Keys)-1]
			}
		}
	})
}

func TestEntityListsLikeTheModel(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world, m *graphtest.Model, f *finder) {
		for range rounds() {
			q := graph.EntityQuery{Where: w.selecting(w.filter()), Officials: w.rng.IntN(4) == 0, Slice: graph.Slice{First: 1 + w.rng.IntN(9), Count: w.rng.IntN(2) == 0}}
			switch w.rng.IntN(5) {
			case 0:
				q.OfficialsOf = w.some(3)
			case 1:
				q.Participant = w.some(2)
			case 2:
				q.Between = w.some(4)
			case 3:
				q.State = graph.MeetingState(1 + w.rng.IntN(4))
			}
			if w.rng.IntN(3) == 0 {
				q.Kinds = []graph.EntityKind{graph.KindPerson, graph.KindMeeting}
			}
			for range 5 {
				got, err := f.view(context.Background()).entityLists([]graph.EntityQuery{q})
				want, wantErr := m.ListEntities(context.Background(), []graph.EntityQuery{q})
				compare(t, q, got, want, err, wantErr)
				if err != nil || !want[0].More {
					break
				}
				q.Slice.After = want[0].Keys[len(want[0].Keys)-1]
			}
		}
	})
}

func TestMeetingStatesLikeTheModel(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world, m *graphtest.Model, f *finder) {
		for range rounds() / 4 {
			where := w.selecting(w.filter())
			v := f.view(context.Background())
			states := v.statesWeighed
			if !where.SelectsClaims() {
				states = func(ids []string, _ *graph.Filter) ([]graph.MeetingState, error) { return v.statesStored(ids) }
			}
			got, err := states(w.ids, where)
			want, wantErr := m.MeetingStates(context.Background(), w.ids, where)
			compare(t, where, got, want, err, wantErr)
		}
	})
}

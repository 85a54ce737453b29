package neo4jstore

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dragoman/graph"
	"dragoman/graph/graphtest"
	"dragoman/graph/neo4jstore/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var sameAnswer = cmp.Options{
	cmp.Comparer(func(a, b graph.EDTF) bool { return a.String() == b.String() }),
	cmpopts.IgnoreFields(graph.PathResult{}, "Explored"),
	cmpopts.EquateEmpty(),
}

// filter draws the relation-selecting part of a filter.
func (w *world) filter() *graph.Filter {
	if w.rng.IntN(2) == 0 {
		return nil
	}
	f := &graph.Filter{}
	chance := func() bool { return w.rng.IntN(5) == 0 }
	if chance() {
		f.Statuses = []graph.Status{graph.Confirmed, graph.Reported, graph.Planned, graph.Denied, graph.Unconfirmed, graph.Status(1 + w.rng.IntN(11))}[w.rng.IntN(6):]
	}
	if chance() {
		f.Types = []graph.RelationType{graph.ParticipatedIn, graph.Consult, graph.Holds, graph.Of, graph.SpokeTo, graph.HasTies, graph.Represents}
	}
	if chance() {
		f.Kinds = []graph.EntityKind{graph.KindPerson, graph.KindMeeting, graph.KindGovernment}
	}
	if chance() {
		f.MinIndependentSources = 1 + w.rng.IntN(2)
	}
	if chance() {
		f.At = w.date([]string{"2025-10-05", "2025", "2025-03", "2025-11-10", "2025-12-01"}[w.rng.IntN(5)]).EDTF
		f.Overlap = graph.Overlap(w.rng.IntN(2))
	}
	if chance() {
		f.During = w.date("2025-01/2025-11").EDTF
	}
	return f
}

func (w *world) some(n int) (ids []string) {
	for range 1 + w.rng.IntN(n) {
		ids = append(ids, w.entity())
	}
	return ids
}

func (w *world) lens() graph.Lens { return graph.Lens(w.rng.IntN(5)) }

func (w *world) degreeCap() int { return []int{1000, 1000, 3, 6, 10}[w.rng.IntN(5)] }

func (w *world) pathQuery() graph.PathQuery {
	q := graph.PathQuery{
		From: w.some(2), To: w.some(2), Mode: graph.PathMode(1 + w.rng.IntN(3)), Lens: w.lens(), First: []int{10, 10, 1, 0, 3}[w.rng.IntN(5)],
		MaxHops: []int{6, 4, 3, 2, 1, 0, 5}[w.rng.IntN(7)], DegreeCap: w.degreeCap(), Where: w.filter(), ListHubs: w.rng.IntN(2) == 0,
	}
	if w.rng.IntN(4) == 0 {
		q.Avoid = w.some(2)
		for id := range w.relations {
			q.Avoid = append(q.Avoid, id)
			break
		}
	}
	return q
}

// worlds are the sizes that the searches are compared on: sparse, dense with
// parallel relations, and in between.
var worlds = [][2]int{{30, 60}, {12, 60}, {60, 110}, {20, 200}}

func eachWorld(t *testing.T, check func(t *testing.T, w *world, m *graphtest.Model, f *finder)) {
	d := findersDriver(t)
	sizes := worlds
	if testing.Short() {
		sizes = sizes[:2]
	}
	for i, size := range sizes {
		seed := worldSeed() + uint64(i)
		t.Run(fmt.Sprintf("seed %d, %d entities, %d relations", seed, size[0], size[1]), func(t *testing.T) {
			w := newWorld(seed, size[0], size[1])
			w.write(t, d)
			f := newFinder(t, d)
			if err := f.view(t.Context()).gatherDocuments([]string{"doc0", "doc1", "doc2", "doc3", "doc4", "doc5"}); err != nil {
				t.Fatal(err)
			}
			check(t, w, w.model(t), f)
		})
	}
}

// compare says what differs; queries that the database way does not answer pass.
func compare(t *testing.T, q, got, want any, err, wantErr error) (supported bool) {
	t.Helper()
	if graph.CodeOf(err) == graph.Unsupported {
		return false
	}
	if graph.CodeOf(err) != graph.CodeOf(wantErr) {
		t.Fatalf("%+v\nerror is %v, want %v", q, err, wantErr)
	}
	if err != nil {
		return true
	}
	if diff := cmp.Diff(want, got, sameAnswer); diff != "" {
		t.Fatalf("%+v\n(-model +database)\n%s", q, diff)
	}
	return true
}

func rounds() int {
	n := 5
	if testing.Short() {
		n = 4
	}
	_, _ = fmt.Sscan(os.Getenv("FIND_ROUNDS"), &n)
	return n
}

func TestPathsLikeTheModel(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world, m *graphtest.Model, f *finder) {
		unsupported := 0
		for range rounds() {
			q := w.pathQuery()
			checked := q
			if err := checkPaths(&checked); err != nil {
				t.Fatal(err)
			}
			before := f.statements.Load()
			got, err := f.view(context.Background()).paths(checked)
			if n := f.statements.Load() - before; n > 1 && q.Mode != graph.KShortest && !q.ListHubs && !timed(q.Where) {
				t.Fatalf("%+v took %d statements", q, n)
			}
			want, wantErr := m.Paths(context.Background(), q)
			if !compare(t, q, got, want, err, wantErr) {
				unsupported++
			}
		}
		t.Logf("%d of %d queries were not supported, %d statements", unsupported, rounds(), f.statements.Load())
	})
}

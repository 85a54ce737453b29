package graphtest_test

import (
	"context"
	"iter"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/graphtest"
)

// mutant is a store with one fault, and where the suite must find it.
type mutant struct {
	fault   string
	foundBy string // part of the name of a rule; any rule where empty
	breaks  func(*graphtest.Model) graph.Store
}

var mutants = []mutant{
	{"loses every ninth batch", "", func(m *graphtest.Model) graph.Store { return &forgetful{Model: m} }},
	{"lists relations in another order", "lists/relations_order", func(m *graphtest.Model) graph.Store { return disorderly{m} }},
	{"ignores asOf", "filter/asOf", func(m *graphtest.Model) graph.Store { return timeless{m} }},
	{"hides that a hub was skipped", "paths/hubs", func(m *graphtest.Model) graph.Store { return discreet{m} }},
	{"repeats the last item of a page", "pages/any_length", func(m *graphtest.Model) graph.Store { return stuttering{m} }},
	{"says that there is no more", "pages/", func(m *graphtest.Model) graph.Store { return curt{m} }},
	{"does not know case", "identity/case", func(m *graphtest.Model) graph.Store { return caseless{m} }},
	{"applies a keyed batch again", "batch/keys", func(m *graphtest.Model) graph.Store { return keyless{m} }},
	{"keeps half of a bad batch", "batch/REFUSE_ALL", func(m *graphtest.Model) graph.Store { return sloppy{m} }},
	{"takes the worst path first", "paths/", func(m *graphtest.Model) graph.Store { return backward{m} }},
	{"ignores the filter of ego networks", "walk", func(m *graphtest.Model) graph.Store { return indiscriminate{m} }},
	{"takes each document of an origin for one", "basis/origins", func(m *graphtest.Model) graph.Store { return duplicating{m} }},
	{"forgets that denials are left out too", "basis/statuses", func(m *graphtest.Model) graph.Store { return affirmative{m} }},
	{"proves a set of documents small that is not", "basis/origins", func(m *graphtest.Model) graph.Store { return wasteful{m} }},
	{"takes the day itself for later", "changes/causes", func(m *graphtest.Model) graph.Store { return early{m} }},
	{"tells new paths only", "changes/paths", func(m *graphtest.Model) graph.Store { return forwardLooking{m} }},
	{"joins by whatever network it finds", "connect/network", func(m *graphtest.Model) graph.Store { return roundabout{m} }},
	{"ignores cancelled contexts", "life/cancelled", func(m *graphtest.Model) graph.Store { return stubborn{m} }},
}

// TestMutants shows that the suite finds faults: it runs itself again for each
// broken store, in a process that must fail.
func TestMutants(t *testing.T) {
	for _, m := range mutants {
		t.Run(m.fault, func(t *testing.T) {
			t.Parallel()
			c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMutant$", "-test.short", "-test.v")
			c.Env = append(os.Environ(), "DRAGOMAN_MUTANT="+m.fault, "DRAGOMAN_SEED=1")
			out, err := c.CombinedOutput()
			if err == nil {
				t.Fatalf("no rule noticed a store that %s", m.fault)
			}
			if !slices.ContainsFunc(strings.Split(string(out), "\n"), func(line string) bool {
				return strings.Contains(line, "--- FAIL: ") && strings.Contains(line, m.foundBy)
			}) {
				t.Fatalf("%s did not notice a store that %s:\n%s", m.foundBy, m.fault, out)
			}
			if !strings.Contains(string(out), "violated: ") {
				t.Errorf("the failure names no rule:\n%s", out)
			}
		})
	}
}

// TestMutant is what TestMutants runs; by itself it does nothing.
func TestMutant(t *testing.T) {
	fault := os.Getenv("DRAGOMAN_MUTANT")
	i := slices.IndexFunc(mutants, func(m mutant) bool { return m.fault == fault })
	if i < 0 {
		t.Skip("runs for TestMutants only")
	}
	graphtest.RunWith(t, func(*testing.T) graph.Store { return mutants[i].breaks(graphtest.NewModel()) }, graphtest.Options{Steps: 120})
}

type forgetful struct {
	*graphtest.Model
	n int
}

func (s *forgetful) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	if s.n++; s.n%9 != 0 {
		return s.Model.Apply(ctx, b)
	}
	return graph.Receipt{Revision: s.Revision()}, nil
}

type disorderly struct{ *graphtest.Model }

func (s disorderly) ListRelations(ctx context.Context, qs []graph.RelationQuery) ([]graph.Page[*graph.Relation], error) {
	ps, err := s.Model.ListRelations(ctx, qs)
	for _, p := range ps {
		slices.SortFunc(p.Items, func(a, b *graph.Relation) int { return strings.Compare(a.ID, b.ID) })
	}
	return ps, err
}

type timeless struct{ *graphtest.Model }

func (s timeless) Relations(ctx context.Context, ids []string, where *graph.Filter) ([]*graph.Relation, error) {
	if where != nil {
		other := *where
		other.AsOf = nil
		where = &other
	}
	return s.Model.Relations(ctx, ids, where)
}

type discreet struct{ *graphtest.Model }

func (s discreet) Paths(ctx context.Context, q graph.PathQuery) (*graph.PathResult, error) {
	r, err := s.Model.Paths(ctx, q)
	if r != nil {
		r.Complete, r.Policy.HubsSkipped = r.StoppedBy == 0, nil
	}
	return r, err
}

type stuttering struct{ *graphtest.Model }

func (s stuttering) ListClaims(ctx context.Context, qs []graph.ClaimQuery) ([]graph.Page[*graph.ClaimAnswer], error) {
	ps, err := s.Model.ListClaims(ctx, qs)
	for _, p := range ps {
		if n := len(p.Keys); n > 1 && p.More {
			p.Keys[n-1] = p.Keys[n-2]
		}
	}
	return ps, err
}

type curt struct{ *graphtest.Model }

func (s curt) Search(ctx context.Context, q graph.SearchQuery) (graph.Page[graph.SearchHit], error) {
	p, err := s.Model.Search(ctx, q)
	p.More = false
	return p, err
}

type caseless struct{ *graphtest.Model }

func (s caseless) Entities(ctx context.Context, ids []string) ([]*graph.Entity, error) {
	lower := make([]string, len(ids))
	for i, id := range ids {
		lower[i] = strings.ToLower(id)
	}
	return s.Model.Entities(ctx, lower)
}

type keyless struct{ *graphtest.Model }

func (s keyless) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	b.Key, b.Digest = "", ""
	return s.Model.Apply(ctx, b)
}

type sloppy struct{ *graphtest.Model }

func (s sloppy) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	var records []graph.Record
	if b.OnError != graph.Skip && b.Records != nil {
		for r, err := range b.Records {
			if err == nil {
				records = append(records, r)
			}
		}
		b.Records = all(records)
	}
	r, err := s.Model.Apply(ctx, b)
	if err != nil && records != nil {
		_, _ = s.Model.Apply(ctx, graph.Batch{Records: all(records), OnError: graph.Skip})
	}
	return r, err
}

func all(records []graph.Record) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

type backward struct{ *graphtest.Model }

func (s backward) Paths(ctx context.Context, q graph.PathQuery) (*graph.PathResult, error) {
	r, err := s.Model.Paths(ctx, q)
	if r != nil {
		slices.Reverse(r.Paths)
	}
	return r, err
}

type indiscriminate struct{ *graphtest.Model }

func (s indiscriminate) Ego(ctx context.Context, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	if err := q.Where.Check(); err != nil {
		return nil, err
	}
	q.Where = nil
	return s.Model.Ego(ctx, q)
}

// roundabout joins the first of the entities with each of the others.
type roundabout struct{ *graphtest.Model }

func (s roundabout) Connect(ctx context.Context, q graph.ConnectQuery) (*graph.ConnectResult, error) {
	r, err := s.Model.Connect(ctx, q)
	if r == nil || len(q.Of) > graph.MaxExact {
		return r, err
	}
	for i, g := range r.Groups {
		if len(g.Members) < 3 {
			continue
		}
		var steps []graph.Step
		for _, to := range g.Members[1:] {
			p, err := s.Paths(ctx, graph.PathQuery{From: g.Members[:1], To: []string{to}, Lens: q.Lens, First: 1, MaxHops: graph.MaxHops, DegreeCap: q.DegreeCap, Where: q.Where, Avoid: q.Avoid})
			if err != nil {
				return nil, err
			}
			for _, x := range p.Paths {
				for _, s := range x.Steps {
					if !slices.ContainsFunc(steps, func(o graph.Step) bool { return o.To == s.To || o.From == s.To }) {
						steps = append(steps, s)
					}
				}
			}
		}
		r.Groups[i].Steps = steps
	}
	return r, nil
}

type stubborn struct{ *graphtest.Model }

func (s stubborn) ListTimeline(ctx context.Context, qs []graph.TimelineQuery) ([]graph.Page[graph.TimelineRow], error) {
	return s.Model.ListTimeline(context.WithoutCancel(ctx), qs)
}

type duplicating struct{ *graphtest.Model }

func (s duplicating) Basis(ctx context.Context, q graph.BasisQuery) (*graph.Basis, error) {
	b, err := s.Model.Basis(ctx, q)
	if b != nil {
		for i := range b.Families {
			b.Families[i].Without = b.Documents[0].Without
		}
	}
	return b, err
}

type affirmative struct{ *graphtest.Model }

func (s affirmative) Basis(ctx context.Context, q graph.BasisQuery) (*graph.Basis, error) {
	b, err := s.Model.Basis(ctx, q)
	if b != nil {
		for i := range b.Documents {
			if x := &b.Documents[i].Without; x.Next != nil {
				x.Next = b.Best
			}
		}
	}
	return b, err
}

type wasteful struct{ *graphtest.Model }

func (s wasteful) Basis(ctx context.Context, q graph.BasisQuery) (*graph.Basis, error) {
	b, err := s.Model.Basis(ctx, q)
	if b != nil && b.Cut != nil && len(b.Cut.Documents) > 1 {
		b.Cut.Documents = append(b.Cut.Documents, "d9")
	}
	return b, err
}

type early struct{ *graphtest.Model }

func (s early) Changes(ctx context.Context, q graph.ChangeQuery) (graph.Page[graph.Change], error) {
	q.Since--
	return s.Model.Changes(ctx, q)
}

type forwardLooking struct{ *graphtest.Model }

func (s forwardLooking) PathChanges(ctx context.Context, q graph.PathChangeQuery) (*graph.PathChanges, error) {
	p, err := s.Model.PathChanges(ctx, q)
	if p != nil {
		p.Ceased = nil
	}
	return p, err
}

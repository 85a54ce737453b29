package graphtest

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"dragoman/graph"
)

// Compare asks two stores that hold the same graph the same random questions,
// cursors and ties included, and fails where an answer differs from that of want.
// The graph needs six entities, four documents and a relation at least. Of o,
// Seed and Unsupported count.
func Compare(t *testing.T, got, want graph.Store, questions int, o Options) {
	t.Helper()
	seed := o.seed(t)
	t.Logf("DRAGOMAN_SEED=%d", seed)
	d := drawFrom(t, want, rand.New(rand.NewPCG(seed, 0)))
	refused := 0
	for range questions {
		q := d.query()
		if o.unsupported(q, got) {
			refused++
			continue
		}
		if diff := q.differs(got, want); diff != "" {
			t.Errorf("seed %d: %s", seed, diff)
			return
		}
	}
	t.Logf("%d questions, %d of them not supported", questions, refused)
}

// drawFrom makes a drawer of questions about what a store holds.
func drawFrom(t *testing.T, s graph.Store, rng *rand.Rand) *drawer {
	t.Helper()
	d := &drawer{rng: rng, searched: []string{"", "?"}}
	var relations []string
	entities, err1 := s.ListEntities(t.Context(), []graph.EntityQuery{{Slice: graph.Slice{First: graph.MaxFirst}}})
	documents, err2 := s.ListDocuments(t.Context(), []graph.DocumentQuery{{Slice: graph.Slice{First: graph.MaxFirst}}})
	edges, err3 := s.ListRelations(t.Context(), []graph.RelationQuery{{Slice: graph.Slice{First: graph.MaxFirst}}})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for _, e := range entities[0].Items {
		d.names = append(d.names, e.ID)
		d.searched = append(d.searched, e.Name, strings.ToUpper(strings.Fields(e.Name + " x")[0]))
	}
	for _, p := range documents[0].Items {
		d.papers = append(d.papers, p.ID)
	}
	for _, r := range edges[0].Items {
		relations = append(relations, r.ID)
		d.names = append(d.names, r.From, r.To) // what is connected is asked about more often
	}
	if len(d.names) < 6 || len(d.papers) < 4 || len(relations) == 0 {
		t.Fatalf("%d entities, %d documents and %d relations are too few to ask about", len(d.names), len(d.papers), len(relations))
	}
	d.relation = func() string { return pick(rng, relations) }
	return d
}

// unsupported says that a store may leave a question out, and does.
func (o Options) unsupported(q query, s graph.Store) bool {
	if q.of == nil || o.Unsupported == nil || !o.Unsupported(q.of) {
		return false
	}
	_, err := q.ask(context.Background(), s)
	return graph.CodeOf(err) == graph.Unsupported
}

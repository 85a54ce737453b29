package merge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

func same(a, b string) *graph.Judgement { return &graph.Judgement{A: a, B: b, Same: true} }

// The smallest id of a class stands for it, over any number of judgements, and a
// relation moves with its ends.
func TestView(t *testing.T) {
	i := topology.Identity{From: "cem", Type: graph.ParticipatedIn, To: "talks"}
	js := []*graph.Judgement{same("bora", "cem"), same("ayla", "bora")}
	v := merge.Entities(js)
	v.Complete(js, map[string]topology.Identity{i.ID(): i})

	moved := i
	moved.From = "ayla"
	got := []any{v.Of("cem"), v.Of("talks"), v.Raws("ayla"), v.Of(i.ID()), v.All([]string{"cem", "talks", "bora"}), v.Identity(i)}
	want := []any{"ayla", "talks", []string{"ayla", "bora", "cem"}, moved.ID(), []string{"ayla", "talks"}, moved}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if to, unsaid := v.Stands(i.ID(), i); to != moved.ID() || unsaid {
		t.Errorf("the relation stands as %s, unsaid %v", to, unsaid)
	}
	if diff := cmp.Diff([]string{"ayla", "bora", "cem"}, merge.Moved(merge.None, v)); diff != "" {
		t.Error(diff)
	}
}

// Judgements on relations pool them under the smaller id.
func TestPooledRelations(t *testing.T) {
	i := topology.Identity{From: "a", Type: graph.Accuse, To: "b", Key: "x"}
	k := i
	k.Key = "y"
	ids := []string{i.ID(), k.ID()}
	js := []*graph.Judgement{same(min(ids[0], ids[1]), max(ids[0], ids[1]))}
	v := merge.Entities(js)
	v.Complete(js, map[string]topology.Identity{ids[0]: i, ids[1]: k})
	if small := min(ids[0], ids[1]); v.Of(ids[0]) != small || v.Of(ids[1]) != small || !v.Pooled(small) {
		t.Errorf("%v is not pooled", ids)
	}
}

// "Not the same" holds against the closure of the others, in either order.
func TestContradiction(t *testing.T) {
	not := &graph.Judgement{A: "a", B: "c"}
	for _, js := range [][]*graph.Judgement{{same("a", "b"), same("b", "c"), not}, {not, same("b", "c"), same("a", "b")}} {
		if why := merge.Contradiction(js, nil); !strings.Contains(why, "a and c") {
			t.Errorf("says %q", why)
		}
	}
	if why := merge.Contradiction([]*graph.Judgement{same("a", "b"), not}, nil); why != "" {
		t.Errorf("says %q", why)
	}
}

// The survivor keeps its own words; what it does not say comes from the others.
func TestEntity(t *testing.T) {
	e, err := merge.Entity(&graph.Entity{ID: "a", Name: "Ayla"}, []*graph.Entity{{ID: "b", Name: "Ayla Kaya", Type: "envoy", Named: true}, {ID: "c", Name: "Ayla", Type: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	want := &graph.Entity{ID: "a", Name: "Ayla", Type: "envoy", Named: true, FormerIDs: []string{"b", "c"}, Names: []graph.Name{{Text: "Ayla Kaya"}}}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Error(diff)
	}
}

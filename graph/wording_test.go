package graph_test

import (
	"testing"

	"dragoman/graph"
)

func TestPathTextIsASentenceToQuote(t *testing.T) {
	names := map[string]string{"a": "Ada", "m": "the talks", "b": "Ben", "g": "the Government"}
	naming := graph.Naming{
		Entity:   func(id string) string { return names[id] },
		Document: func(id string) string { return map[string]string{"one": "First report"}[id] },
	}
	step := func(from, to string, typ graph.RelationType, forward bool, e graph.Evidence, more ...func(*graph.Relation)) graph.Step {
		r := &graph.Relation{From: from, To: to, Type: typ, Evidence: e}
		for _, m := range more {
			m(r)
		}
		return graph.Step{From: from, To: to, Relation: r, Forward: forward}
	}
	role := func(x graph.Role) func(*graph.Relation) { return func(r *graph.Relation) { r.Role = x } }
	key := func(k string) func(*graph.Relation) { return func(r *graph.Relation) { r.Key = k } }
	written := graph.WhenOf(graph.Date{Text: "10 October", EDTF: edtf(t, "2025-10-10")})
	inferred := graph.WhenOf(graph.Date{Text: "on Monday", Resolved: edtf(t, "2025-10-13"), Basis: "the week of the report"})

	cases := []struct {
		reason string
		path   graph.Path
		want   string
	}{
		{"two steps by a meeting, the second against its relation", graph.Path{Nodes: []string{"a", "m", "b"}, Steps: []graph.Step{
			step("a", "m", graph.ParticipatedIn, true, graph.Evidence{Status: graph.Corroborated, Independent: 2, When: written, Documents: []string{"one", "two"}}, role(graph.Host)),
			step("m", "b", graph.ParticipatedIn, false, graph.Evidence{Status: graph.Reported, Independent: 1, Documents: []string{"one"}}),
		}}, "Ada hosted the talks (10 October; corroborated by 2 independent sources; “First report”; “two”); the talks was attended by Ben (undated; reported, single source; “First report”)."},
		{"warnings: alleged without a source", graph.Path{Nodes: []string{"g", "b"}, Steps: []graph.Step{
			step("g", "b", graph.Accuse, true, graph.Evidence{Status: graph.Alleged, When: inferred}, key("harboring-rebels")),
		}}, "the Government accused Ben (harboring rebels; on Monday, inferred to be 13 October 2025; alleged only, no independent source)."},
		{"warnings: disputed", graph.Path{Nodes: []string{"b", "g"}, Steps: []graph.Step{
			step("b", "g", graph.Backs, false, graph.Evidence{Status: graph.Disputed, Independent: 3}),
		}}, "Ben is backed by the Government (undated; disputed: the documents contradict each other, 3 independent sources)."},
		{"what is denied says no more", graph.Path{Nodes: []string{"b", "g"}, Steps: []graph.Step{
			step("b", "g", graph.Recognizes, true, graph.Evidence{Status: graph.Denied}),
		}}, "Ben recognizes the Government (undated; denied)."},
		{"no step", graph.Path{Nodes: []string{"a"}}, "Ada is both the start and the end."},
		{"a name that is not known", graph.Path{Nodes: []string{"x"}}, "x is both the start and the end."},
		{"nothing", graph.Path{}, ""},
	}
	for _, tc := range cases {
		if got := graph.PathText(&tc.path, naming); got != tc.want {
			t.Errorf("%s\n got %s\nwant %s", tc.reason, got, tc.want)
		}
	}
}

func TestEveryTypeHasWordsBothWays(t *testing.T) {
	for _, typ := range graph.RelationTypes() {
		r := graph.Relation{Type: typ}
		if r.Words(true) == "" || r.Words(false) == "" {
			t.Errorf("%s has no words", typ)
		}
		if same := r.Words(true) == r.Words(false); same != typ.Symmetric() {
			t.Errorf("%s: the same words both ways is %v, symmetric is %v", typ, same, typ.Symmetric())
		}
	}
	for x := graph.Host; x <= graph.Victim; x++ {
		r := graph.Relation{Type: graph.ParticipatedIn, Role: x}
		if r.Words(true) == "" || r.Words(false) == "" {
			t.Errorf("%s has no words", x)
		}
	}
	for _, s := range graph.Statuses() {
		if (&graph.Evidence{Status: s}).Words() == "" {
			t.Errorf("%s has no words", s)
		}
	}
}

func TestPathIDIsOfItsRelations(t *testing.T) {
	path := func(ids ...string) *graph.Path {
		p := &graph.Path{}
		for _, id := range ids {
			p.Steps = append(p.Steps, graph.Step{Relation: &graph.Relation{ID: id}})
		}
		return p
	}
	first, again := path("r:a", "r:b"), path("r:a", "r:b")
	if first.PathID() != again.PathID() {
		t.Error("equal paths have different ids")
	}
	if path("r:a", "r:b").PathID() == path("r:b", "r:a").PathID() {
		t.Error("the order of the steps does not show in the id")
	}
}

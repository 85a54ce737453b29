package graph_test

import (
	"testing"

	"dragoman/graph"
)

func TestPathTextIsASentenceToQuote(t *testing.T) {
	nouns := map[string]graph.Noun{
		"a": {Name: "Ada", Kind: graph.KindPerson}, "m": {Name: "the talks", Kind: graph.KindMeeting}, "b": {Name: "Ben", Kind: graph.KindPerson},
		"g": {Name: "the Government", Kind: graph.KindGovernment}, "t": {Name: "Taliban", Kind: graph.KindGovernment},
	}
	naming := graph.Naming{
		Entity: func(id string) graph.Noun { return nouns[id] },
		Document: func(id string) *graph.Document {
			return map[string]*graph.Document{"one": {Title: "First report"}, "bad": {Title: "Hearsay", Reliability: graph.ReliabilityE}}[id]
		},
	}
	step := func(from, to string, typ graph.RelationType, forward bool, e graph.Evidence, more ...func(*graph.Relation)) graph.Step {
		e.FirstKnown = graph.DayMax
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
		}}, "Ada hosted the talks (10 October; corroborated by 2 independent sources; “First report”; “two”); the talks were attended by Ben (undated; reported, single source; “First report”)."},
		{"an allegation is told as one", graph.Path{Nodes: []string{"g", "b"}, Steps: []graph.Step{
			step("g", "b", graph.Accuse, true, graph.Evidence{Status: graph.Alleged, When: inferred}, key("harboring-rebels")),
		}}, "the Government is alleged to have accused Ben (harboring rebels; on Monday, inferred to be 13 October 2025; alleged only, no independent source)."},
		{"a day of the key that the date gives", graph.Path{Nodes: []string{"g", "t"}, Steps: []graph.Step{
			step("g", "t", graph.Consult, true, graph.Evidence{Status: graph.Reported, Independent: 1, When: graph.WhenOf(graph.Date{EDTF: edtf(t, "2010-04-29")})}, key("2010-04-29-host-a-visit")),
			step("t", "b", graph.Consult, true, graph.Evidence{Status: graph.Reported, Independent: 1, When: graph.WhenOf(graph.Date{EDTF: edtf(t, "2010-04-29")})}, key("2010-04-29")),
		}}, "the Government consulted with Taliban (host a visit; 29 April 2010; reported, single source); Taliban consulted with Ben (29 April 2010; reported, single source)."},
		{"a day of the key that the date does not give", graph.Path{Nodes: []string{"g", "t"}, Steps: []graph.Step{
			step("g", "t", graph.Consult, true, graph.Evidence{Status: graph.Reported, Independent: 1, When: written}, key("2025-10-10-visit")),
			step("t", "b", graph.Consult, true, graph.Evidence{Status: graph.Reported, Independent: 1, When: graph.WhenOf(graph.Date{EDTF: edtf(t, "2025-10")})}, key("2025-10-10-visit")),
		}}, "the Government consulted with Taliban (2025 10 10 visit; 10 October; reported, single source); Taliban consulted with Ben (2025 10 10 visit; October 2025; reported, single source)."},
		{"a dispute is told as one, from either end", graph.Path{Nodes: []string{"b", "g"}, Steps: []graph.Step{
			step("b", "g", graph.Backs, false, graph.Evidence{Status: graph.Disputed, Independent: 3}),
		}}, "Ben by disputed accounts is backed by the Government (undated; disputed: the documents contradict each other, 3 independent sources)."},
		{"a denial is told as one", graph.Path{Nodes: []string{"b", "g"}, Steps: []graph.Step{
			step("b", "g", graph.Recognizes, true, graph.Evidence{Status: graph.Denied}),
		}}, "Ben is said not to recognize the Government (undated; denied)."},
		{"a name in the plural", graph.Path{Nodes: []string{"t", "m"}, Steps: []graph.Step{
			step("t", "m", graph.ParticipatedIn, true, graph.Evidence{Status: graph.Planned}),
		}}, "Taliban were announced or expected to take part in the talks (undated; planned, not known to have happened)."},
		{"a rating that warns", graph.Path{Nodes: []string{"t", "g"}, Steps: []graph.Step{
			step("t", "g", graph.HasTies, true, graph.Evidence{Status: graph.Reported, Independent: 1, Reliability: graph.ReliabilityE, Documents: []string{"bad"}}),
		}}, "Taliban have ties with the Government (undated; reported, single source; rests on no document rated better than E, unreliable; “Hearsay”)."},
		{"a bad rating beside an unknown one does not warn", graph.Path{Nodes: []string{"t", "g"}, Steps: []graph.Step{
			step("t", "g", graph.HasTies, true, graph.Evidence{Status: graph.Reported, Independent: 1, Reliability: graph.ReliabilityE, Documents: []string{"bad", "one"}}),
		}}, "Taliban have ties with the Government (undated; reported, single source; “Hearsay”; “First report”)."},
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

func TestNamesInThePlural(t *testing.T) {
	for _, tc := range []struct {
		kind graph.EntityKind
		name string
		want bool
	}{
		{graph.KindGovernment, "Taliban", true},
		{graph.KindGovernment, "former Afghan government", false},
		{graph.KindGovernment, "United States", false},
		{graph.KindGroup, "Central Asian states", true},
		{graph.KindGroup, "National Resistance Front", false},
		{graph.KindGroup, "special representatives of the four Central Asian countries", true},
		{graph.KindGroup, "Foreign Ministry officials in the Tajik delegation (unnamed)", true},
		{graph.KindGroup, "armed groups hostile to the Taliban (unnamed)", true},
		{graph.KindGroup, "Afghan people", true},
		{graph.KindGroup, "Afghan media (unnamed outlets)", true},
		{graph.KindGroup, "Pashtuns", true},
		{graph.KindGroup, "ISIS", false},
		{graph.KindGroup, "Hamas", false},
		{graph.KindOrganization, "Border Troops of Tajikistan", true},
		{graph.KindOrganization, "Ministry of Foreign Affairs of Tajikistan", false},
		{graph.KindOrganization, "TOLOnews", false},
		{graph.KindOrganization, "United Nations", false},
		{graph.KindDelegation, "Taliban delegation led by Yusuf Wafa, October", false},
		{graph.KindMeeting, "talks of the Tajik delegation with Muttaqi, November", true},
		{graph.KindMeeting, "meeting of Kabulov and Haqqani", false},
		{graph.KindIncident, "skirmishes at the border", true},
		{graph.KindAgreement, "agreements signed on the visit", true},
		{graph.KindPerson, "commander of the forces", false},
		{graph.KindOffice, "commander of forces", false},
		{graph.KindPlace, "the Pamir mountains", false},
		{0, "border forces, northern", true},
		{0, "", false},
	} {
		if got := (graph.Noun{Name: tc.name, Kind: tc.kind}).Plural(); got != tc.want {
			t.Errorf("%s %q is plural: %v, want %v", tc.kind, tc.name, got, tc.want)
		}
	}
}

func TestEveryTypeHasWordsBothWays(t *testing.T) {
	words := func(typ graph.RelationType, role graph.Role, forward bool) string {
		r := graph.Relation{Type: typ, Role: role, Evidence: graph.Evidence{Status: graph.Confirmed, FirstKnown: graph.DayMax}}
		return r.Words(graph.Noun{}, graph.Noun{}, forward)
	}
	for _, typ := range graph.RelationTypes() {
		if words(typ, 0, true) == "" || words(typ, 0, false) == "" {
			t.Errorf("%s has no words", typ)
		}
		if same := words(typ, 0, true) == words(typ, 0, false); same != typ.Symmetric() {
			t.Errorf("%s: the same words both ways is %v, symmetric is %v", typ, same, typ.Symmetric())
		}
	}
	for x := graph.Host; x <= graph.Victim; x++ {
		if words(graph.ParticipatedIn, x, true) == "" || words(graph.ParticipatedIn, x, false) == "" {
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

package graph_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"

	"github.com/google/go-cmp/cmp"
)

// shelf is a docket of a few documents; documents of one family share the first
// letter of their id.
type shelf map[string]*graph.Document

func (s shelf) Document(id string) *graph.Document { return s[id] }
func (s shelf) Family(document string) string      { return document[:1] }
func (s shelf) Named(entity string) bool           { return entity != "media" }
func (s shelf) Canonical(id string) string         { return strings.TrimPrefix(id, "old-") }

func aShelf(t *testing.T) shelf {
	return shelf{
		"a1": {ID: "a1", Outlet: "old-agency", Published: graph.Date{EDTF: edtf(t, "2025-10-12")}, Reliability: graph.ReliabilityB},
		"a2": {ID: "a2", Outlet: "paper", Published: graph.Date{EDTF: edtf(t, "2025-10")}, Reliability: graph.ReliabilityF},
		"b1": {ID: "b1", Retrieved: edtf(t, "2025-09-01")},
		"c1": {ID: "c1", Outlet: "media", Reliability: graph.ReliabilityD},
	}
}

func claimsOf(t *testing.T) []graph.Claim {
	return []graph.Claim{
		{ID: "5", Document: "c1", Stance: graph.Alleges, RecordedAt: "2025-11-05T10:00:00Z"},
		{ID: "4", Document: "b1", Stance: graph.Asserts, Date: graph.Date{EDTF: edtf(t, "2025-08")}},
		{ID: "3", Document: "a2", Stance: graph.Reports, Sources: []graph.Source{{Entity: "spokesman"}, {Entity: "old-ministry"}}, Date: graph.Date{EDTF: edtf(t, "2025-08")}},
		{ID: "2", Document: "a1", Stance: graph.Reports, Sources: []graph.Source{{Entity: "ministry"}, {Text: "an official"}}},
		{ID: "1", Document: "a1", Stance: graph.Asserts, Date: graph.Date{EDTF: edtf(t, "2025-07-01")}},
		{ID: "6", Document: "unknown", Stance: graph.NoComment, Sources: []graph.Source{{Entity: "media"}}, Date: graph.Date{EDTF: edtf(t, "1999")}},
	}
}

func TestSelect(t *testing.T) {
	asOf := func(s string) *graph.Day { d := day(t, s); return &d }
	cases := []struct {
		reason string
		filter *graph.Filter
		want   string
	}{
		{"no filter, in order of id", nil, "123456"},
		{"the zero filter", &graph.Filter{}, "123456"},
		{"known on the day", &graph.Filter{AsOf: asOf("2025-10-12")}, "124"},
		{"known by the end of the month", &graph.Filter{AsOf: asOf("2025-10-31")}, "1234"},
		{"the day before", &graph.Filter{AsOf: asOf("2025-10-11")}, "4"},
		{"known by its record", &graph.Filter{AsOf: asOf("2025-11-05")}, "12345"},
		{"some documents", &graph.Filter{Documents: []string{"a1", "b1"}}, "124"},
		{"no document", &graph.Filter{Documents: []string{}}, ""},
		{"without a document", &graph.Filter{ExcludeDocuments: []string{"a1"}}, "3456"},
		{"a source anywhere in the chain", &graph.Filter{Sources: []string{"ministry"}}, "23"},
		{"a source at its outer link", &graph.Filter{Sources: []string{"spokesman"}}, "3"},
		{"an outlet, of its own voice only", &graph.Filter{Sources: []string{"agency", "paper"}}, "1"},
		{"no source", &graph.Filter{Sources: []string{}}, ""},
		{"without a source", &graph.Filter{ExcludeSources: []string{"ministry", "agency"}}, "456"},
		{"at least B", &graph.Filter{MinReliability: graph.ReliabilityB}, "12"},
		{"at least D drops F and what has no letter", &graph.Filter{MinReliability: graph.ReliabilityD}, "125"},
	}
	for _, c := range cases {
		got := ""
		for _, a := range graph.Select(claimsOf(t), c.filter, aShelf(t)) {
			got += a.ID
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestAssess(t *testing.T) {
	s := aShelf(t)
	e, w := graph.Assess(graph.Select(claimsOf(t), nil, s), true, s)
	want := graph.Evidence{
		Status:      graph.Corroborated,
		When:        graph.WhenOf(graph.Date{EDTF: edtf(t, "2025-07-01")}),
		Dates:       []graph.When{graph.WhenOf(graph.Date{EDTF: edtf(t, "2025-07-01")}), graph.WhenOf(graph.Date{EDTF: edtf(t, "2025-08")})},
		Stances:     []graph.StanceCount{{Stance: graph.Alleges, Count: 1}, {Stance: graph.Reports, Count: 2}, {Stance: graph.Asserts, Count: 2}, {Stance: graph.NoComment, Count: 1}},
		Sources:     []graph.Source{{Entity: "agency"}, {Entity: "media"}, {Entity: "ministry"}, {Text: "an official"}},
		Documents:   []string{"a1", "a2", "b1", "c1", "unknown"},
		Independent: 2, // a1's family by agency or ministry, and b1 itself
		FirstKnown:  day(t, "2025-09-01"),
		Reliability: graph.ReliabilityB,
	}
	slices.SortFunc(want.Stances, func(a, b graph.StanceCount) int { return int(a.Stance) - int(b.Stance) })
	slices.SortFunc(e.Stances, func(a, b graph.StanceCount) int { return int(a.Stance) - int(b.Stance) })
	if diff := cmp.Diff(want, e, sameEDTF); diff != "" {
		t.Errorf("the evidence of six claims (-want +got):\n%s", diff)
	}
	if !w.Affirmed {
		t.Error("affirmed")
	}
	turned := []graph.Claim{{ID: "1", Document: "a1", Stance: graph.Plans}, {ID: "2", Document: "a1", Stance: graph.Plans, Against: true}, {ID: "3", Document: "a1", Stance: graph.Plans}}
	e, _ = graph.Assess(graph.Select(turned, nil, s), true, s)
	if diff := cmp.Diff([]graph.StanceCount{{graph.Plans, false, 2}, {graph.Plans, true, 1}}, e.Stances); diff != "" {
		t.Errorf("stances count for and against apart:\n%s", diff)
	}
	if e, w := graph.Assess(nil, true, s); e.Status != 0 || w.When != -1 {
		t.Errorf("without claims there is nothing: %+v", e)
	}
	history := []graph.Claim{{ID: "1", Document: "a1", Stance: graph.Denies, Date: graph.Date{EDTF: edtf(t, "2024")}}, {ID: "2", Document: "a2", Stance: graph.Reports, Date: graph.Date{EDTF: edtf(t, "2025")}}}
	selected := graph.Select(history, nil, s)
	e, _ = graph.Assess(selected, true, s)
	if !selected[0].Superseded || selected[1].Superseded || e.Status != graph.Reported || len(e.Documents) != 2 || len(e.Dates) != 1 {
		t.Errorf("history is marked, and its document still listed: %+v", e)
	}
}

func TestRivals(t *testing.T) {
	size := func(n string) graph.AttributeKey {
		return graph.AttributeKey{Of: "m", Name: "size", Number: n, Unit: "people"}
	}
	other := func(change func(*graph.AttributeKey)) graph.AttributeKey { k := size("6"); change(&k); return k }
	for _, c := range []struct {
		reason string
		a, b   graph.AttributeKey
		want   bool
	}{
		{"two sizes", size("5"), size("6"), true},
		{"the same size", size("5"), size("5"), false},
		{"of different things", size("5"), other(func(k *graph.AttributeKey) { k.Of = "n" }), false},
		{"in different units", size("5"), other(func(k *graph.AttributeKey) { k.Unit = "delegations" }), false},
		{"a size and a length", size("5"), other(func(k *graph.AttributeKey) { k.Name = "length" }), false},
		{"two lengths", graph.AttributeKey{Of: "m", Name: "length", Value: "x"}, graph.AttributeKey{Of: "m", Name: "length", Value: "y"}, true},
		{"two amounts", graph.AttributeKey{Of: "m", Name: "amount", Number: "1"}, graph.AttributeKey{Of: "m", Name: "amount", Number: "2"}, true},
		{"two topics", graph.AttributeKey{Of: "m", Name: "topic", Value: "x"}, graph.AttributeKey{Of: "m", Name: "topic", Value: "y"}, false},
	} {
		if got := graph.Rivals(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.reason, got)
		}
	}
}

func TestContest(t *testing.T) {
	s := aShelf(t)
	for _, c := range []struct {
		reason string
		x, y   string // stance and date
		want   [2]graph.Status
	}{
		{"one time", "REPORTS @2025-10", "REPORTS @2025-10-11", [2]graph.Status{graph.Disputed, graph.Disputed}},
		{"different times", "REPORTS @2024", "REPORTS @2025", [2]graph.Status{graph.Reported, graph.Reported}},
		{"undated may be any time", "REPORTS", "ALLEGES @2025", [2]graph.Status{graph.Disputed, graph.Disputed}},
		{"a confirmed one is disputed too", "CONFIRMS", "REPORTS", [2]graph.Status{graph.Disputed, graph.Disputed}},
		{"a plan contests nothing", "PLANS", "REPORTS", [2]graph.Status{graph.Planned, graph.Reported}},
		{"nor is it contested", "REPORTS", "SUGGESTS", [2]graph.Status{graph.Reported, graph.Unconfirmed}},
		{"nor by what was retracted", "REPORTS", "REPORTS retracted", [2]graph.Status{graph.Reported, graph.Retracted}},
	} {
		var selected [][]graph.Assessed
		var status []graph.Status
		for i, text := range []string{c.x, c.y} {
			x := testimony(t, text)[0]
			claim := graph.Claim{ID: fmt.Sprint(i), Document: "a1", Stance: x.Stance}
			if _, at, ok := strings.Cut(text, "@"); ok {
				claim.Date.EDTF = edtf(t, at)
			}
			if x.Retracted {
				claim.Retracted = &graph.Retraction{Kind: graph.RetractedError}
			}
			picked := graph.Select([]graph.Claim{claim}, nil, s)
			e, _ := graph.Assess(picked, false, s)
			selected, status = append(selected, picked), append(status, e.Status)
		}
		graph.Contest([]graph.AttributeKey{{Of: "m", Name: "size", Number: "5"}, {Of: "m", Name: "size", Number: "6"}}, selected, status)
		if status[0] != c.want[0] || status[1] != c.want[1] {
			t.Errorf("%s: %v, want %v", c.reason, status, c.want)
		}
	}
}

func TestFilter(t *testing.T) {
	d := day(t, "2025-11-01")
	var none *graph.Filter
	t.Run("which fields are given", func(t *testing.T) {
		for i, f := range []*graph.Filter{{AsOf: &d}, {Documents: []string{}}, {ExcludeDocuments: []string{}}, {Sources: []string{}}, {ExcludeSources: []string{}}, {MinReliability: graph.ReliabilityC}} {
			if !f.SelectsClaims() || f.SelectsRelations() || f.ClaimsOnly() == nil {
				t.Errorf("%d selects claims only", i)
			}
		}
		for i, f := range []*graph.Filter{{Types: []graph.RelationType{}}, {Statuses: []graph.Status{}}, {Kinds: []graph.EntityKind{}}, {At: edtf(t, "2025")}, {During: edtf(t, "2025")}, {MinIndependentSources: 1}} {
			if f.SelectsClaims() || !f.SelectsRelations() || f.ClaimsOnly() != nil {
				t.Errorf("%d selects relations only", i)
			}
		}
		if none.SelectsClaims() || none.SelectsRelations() || none.ClaimsOnly() != nil {
			t.Error("nil selects everything")
		}
		both := &graph.Filter{AsOf: &d, Sources: []string{"a"}, Types: []graph.RelationType{graph.Backs}}
		if c := both.ClaimsOnly(); c.Types != nil || c.AsOf == nil || c.Sources == nil {
			t.Errorf("%+v", c)
		}
	})
	t.Run("view", func(t *testing.T) {
		if none.View() != "all" || (&graph.Filter{Types: []graph.RelationType{graph.Backs}}).View() != "all" {
			t.Error("without a selection of claims the view is all")
		}
		views := map[string]int{}
		for i, f := range []*graph.Filter{{Documents: []string{"a", "b"}}, {Documents: []string{"a"}}, {Documents: []string{}}, {ExcludeDocuments: []string{"a"}}, {Sources: []string{"a"}}, {ExcludeSources: []string{"a"}}, {AsOf: &d}, {MinReliability: graph.ReliabilityB}, {MinReliability: graph.ReliabilityC}} {
			if j, seen := views[f.View()]; seen {
				t.Errorf("%d and %d have one view", i, j)
			}
			views[f.View()] = i
		}
		if (&graph.Filter{Documents: []string{"b", "a", "b"}}).View() != (&graph.Filter{Documents: []string{"a", "b"}}).View() {
			t.Error("order and repetition do not matter")
		}
		if r := (graph.Relation{ID: "r:x"}); r.View() != "r:x@all" {
			t.Error(r.View())
		}
	})
	t.Run("sets", func(t *testing.T) {
		if none.StatusSet(graph.Walked) != graph.Walked || (&graph.Filter{Statuses: []graph.Status{}}).StatusSet(graph.Walked) != 0 {
			t.Error("nil is the default, an empty list nothing")
		}
		f := &graph.Filter{Types: []graph.RelationType{graph.Backs}, Kinds: []graph.EntityKind{graph.KindPerson}, Documents: []string{"d"}, ExcludeDocuments: []string{"e"}, Sources: []string{"s"}, ExcludeSources: []string{"t"}}
		if f.TypeSet() != 1<<graph.Backs || none.TypeSet() != graph.LensEverything.Types() {
			t.Error("types")
		}
		if !f.HasKind(graph.KindPerson) || f.HasKind(graph.KindPlace) || !none.HasKind(graph.KindPlace) {
			t.Error("kinds")
		}
	})
	t.Run("retractions", func(t *testing.T) {
		for _, c := range []struct {
			reason string
			f      *graph.Filter
			r      *graph.Retraction
			want   bool
		}{
			{"none", none, nil, false},
			{"an error counts on every day", &graph.Filter{AsOf: &d}, &graph.Retraction{Kind: graph.RetractedError, At: "2026-01-01"}, true},
			{"a withdrawal from its day on", &graph.Filter{AsOf: &d}, &graph.Retraction{Kind: graph.RetractedWithdrawn, At: "2025-11-01"}, true},
			{"not before", &graph.Filter{AsOf: &d}, &graph.Retraction{Kind: graph.RetractedWithdrawn, At: "2025-11-02"}, false},
			{"always without a day asked", none, &graph.Retraction{Kind: graph.RetractedWithdrawn, At: "2026-01-01"}, true},
			{"always without a day stated", &graph.Filter{AsOf: &d}, &graph.Retraction{Kind: graph.RetractedWithdrawn}, true},
		} {
			if got := c.f.RetractedUnder(c.r); got != c.want {
				t.Errorf("%s: %v", c.reason, got)
			}
		}
	})
	t.Run("relations", func(t *testing.T) {
		when := graph.Date{EDTF: edtf(t, "2025-10")}
		for _, c := range []struct {
			reason string
			f      *graph.Filter
			status graph.Status
			dated  bool
			want   bool
		}{
			{"nil passes what is walked", none, graph.Disputed, true, true},
			{"and no more", none, graph.Planned, true, false},
			{"named statuses", &graph.Filter{Statuses: []graph.Status{graph.Planned}}, graph.Planned, true, true},
			{"other types", &graph.Filter{Types: []graph.RelationType{graph.Aid}}, graph.Reported, true, false},
			{"enough sources", &graph.Filter{MinIndependentSources: 2}, graph.Reported, true, true},
			{"too few sources", &graph.Filter{MinIndependentSources: 3}, graph.Reported, true, false},
			{"a day within the month may be it", &graph.Filter{At: edtf(t, "2025-10-11")}, graph.Reported, true, true},
			{"but is not certain", &graph.Filter{At: edtf(t, "2025-10-11"), Overlap: graph.OverlapCertain}, graph.Reported, true, false},
			{"a year is certain", &graph.Filter{During: edtf(t, "2025"), Overlap: graph.OverlapCertain}, graph.Reported, true, true},
			{"another year", &graph.Filter{During: edtf(t, "2024")}, graph.Reported, true, false},
			{"both must be met", &graph.Filter{At: edtf(t, "2025-10"), During: edtf(t, "2024")}, graph.Reported, true, false},
			{"undated may be any time", &graph.Filter{During: edtf(t, "2024")}, graph.Reported, false, true},
			{"but is never certain", &graph.Filter{During: edtf(t, "2024"), Overlap: graph.OverlapCertain}, graph.Reported, false, false},
			{"an open year asks for nothing", &graph.Filter{At: edtf(t, "XXXX-01")}, graph.Reported, true, true},
		} {
			if got := c.f.Passes(graph.Backs, c.status, 2, when, c.dated, graph.Walked); got != c.want {
				t.Errorf("%s: %v", c.reason, got)
			}
		}
		if !none.PassesTime(when, true) {
			t.Error("nil asks for no time")
		}
		inferred := graph.Date{EDTF: edtf(t, "2025"), Resolved: edtf(t, "2025-10-11"), Basis: "b"}
		if (&graph.Filter{At: edtf(t, "2025-10-11"), Overlap: graph.OverlapCertain}).PassesTime(inferred, true) || !(&graph.Filter{At: edtf(t, "2025-10-11")}).PassesTime(inferred, true) || (&graph.Filter{At: edtf(t, "2025-10-12")}).PassesTime(inferred, true) {
			t.Error("an inferred date has the inferred bounds and is possible at most")
		}
	})
	t.Run("check", func(t *testing.T) {
		if none.Check() != nil || (&graph.Filter{At: edtf(t, "2025")}).Check() != nil {
			t.Error("sound filters")
		}
		for field, f := range map[string]*graph.Filter{"minIndependentSources": {MinIndependentSources: -1}, "at": {At: edtf(t, "XXXX-10-25")}, "during": {During: edtf(t, "XXXX")}} {
			err := f.Check()
			if e, ok := errors.AsType[*graph.Error](err); !ok || e.Code != graph.Invalid || e.Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestMeetingState(t *testing.T) {
	want := map[graph.Status]graph.MeetingState{
		0: graph.StateUnconfirmed, graph.Confirmed: graph.Held, graph.Corroborated: graph.Held, graph.Reported: graph.Held, graph.Alleged: graph.Held, graph.Disputed: graph.Held,
		graph.Unconfirmed: graph.StateUnconfirmed, graph.Planned: graph.StatePlanned, graph.Opinion: graph.StateUnconfirmed, graph.Doubted: graph.StateUnconfirmed, graph.Denied: graph.NotHeld, graph.Retracted: graph.StateUnconfirmed,
	}
	for _, s := range append(graph.Statuses(), 0) {
		if graph.StateOf(s) != want[s] {
			t.Errorf("%s gives %s, want %s", s, graph.StateOf(s), want[s])
		}
	}
	if got := fmt.Sprint(graph.Statuses()); got != "[CONFIRMED CORROBORATED REPORTED ALLEGED DISPUTED UNCONFIRMED PLANNED OPINION DOUBTED DENIED RETRACTED]" {
		t.Errorf("strength, strongest first: %s", got)
	}
	for _, s := range graph.Statuses() {
		if graph.Walked.Has(s) != (s <= graph.Disputed) || graph.Listed.Has(s) != (s != graph.Retracted) {
			t.Errorf("%s: traversals walk the first five, lists show all but RETRACTED", s)
		}
	}
}

func TestLenses(t *testing.T) {
	const (
		contact, formal, relations, everything = 1, 2, 4, 8
	)
	p, g, m, d, i, pl := graph.KindPerson, graph.KindGovernment, graph.KindMeeting, graph.KindDelegation, graph.KindIncident, graph.KindPlace
	for _, c := range []struct {
		reason   string
		typ      graph.RelationType
		role     graph.Role
		from, to graph.EntityKind
		want     int
	}{
		{"taking part in a meeting", graph.ParticipatedIn, graph.Visitor, p, m, contact | relations | everything},
		{"a government's part too", graph.ParticipatedIn, 0, g, m, contact | relations | everything},
		{"being invited", graph.ParticipatedIn, graph.Invited, p, m, relations | everything},
		{"being a victim", graph.ParticipatedIn, graph.Victim, p, m, relations | everything},
		{"an incident", graph.ParticipatedIn, graph.Participant, p, i, relations | everything},
		{"leading a delegation", graph.Led, 0, p, d, contact | relations | everything},
		{"speaking", graph.SpokeTo, 0, p, p, contact | relations | everything},
		{"consulting", graph.Consult, 0, g, g, contact | relations | everything},
		{"agreeing", graph.Agree, 0, g, g, relations | everything},
		{"members of a delegation", graph.MemberOf, 0, p, d, contact | formal | relations | everything},
		{"members of a body", graph.MemberOf, 0, p, g, formal | relations | everything},
		{"a delegation represents", graph.Represents, 0, d, g, contact | formal | relations | everything},
		{"a person represents", graph.Represents, 0, p, g, formal | relations | everything},
		{"holding an office", graph.Holds, 0, p, graph.KindOffice, formal | relations | everything},
		{"accreditation", graph.AccreditedTo, 0, graph.KindMission, g, formal | relations | everything},
		{"recognition", graph.Recognizes, 0, g, g, relations | everything},
		{"kinship", graph.RelatedTo, 0, p, p, relations | everything},
		{"a series of meetings", graph.SameSeriesAs, 0, m, m, everything},
		{"on the sidelines", graph.SidelinesOf, 0, m, m, everything},
		{"a talk within a visit", graph.PartOf, 0, m, m, formal | everything},
		{"a ministry of a government", graph.PartOf, 0, graph.KindOrganization, g, formal | relations | everything},
		{"a place", graph.LocatedIn, 0, m, pl, everything},
		{"a border", graph.Borders, 0, pl, pl, everything},
		{"a capital", graph.CapitalOf, 0, pl, pl, everything},
		{"a territory", graph.Governs, 0, g, pl, everything},
	} {
		got := 0
		for bit, lens := range map[int]graph.Lens{contact: graph.LensContact, formal: graph.LensFormal, relations: graph.LensRelations, everything: graph.LensEverything} {
			if lens.Walks(c.typ, c.role, c.from, c.to) {
				got |= bit
			}
			if got&bit != 0 && lens.Types()>>c.typ&1 == 0 {
				t.Errorf("%s walks %s, which is none of its types", lens, c.typ)
			}
		}
		if got != c.want {
			t.Errorf("%s: %s gives lenses %04b, want %04b", c.reason, c.typ, got, c.want)
		}
	}
	for _, k := range graph.EntityKinds() {
		if inner := k == p || k == d || k == m; graph.LensContact.Through(k) != inner || !graph.LensRelations.Through(k) {
			t.Errorf("contact runs through people, delegations and meetings only: %s", k)
		}
	}
	if graph.Lens(99).Walks(graph.Backs, 0, p, p) {
		t.Error("what is no lens walks nothing")
	}
}

func TestRelationTypes(t *testing.T) {
	families := []struct {
		family  graph.Family
		types   string
		lasting string // those of them that last: all, none, or all but one
	}{
		{graph.FamilyOffice, "HOLDS OF APPOINTED HEADS", "-APPOINTED"},
		{graph.FamilyStructure, "PART_OF MEMBER_OF REPRESENTS EMPLOYED_BY SUCCEEDED", "-SUCCEEDED"},
		{graph.FamilyMission, "OPERATES CONTROLS ACCREDITED_TO", "all"},
		{graph.FamilyContact, "PARTICIPATED_IN LED SPOKE_TO", "none"},
		{graph.FamilyRecognition, "RECOGNIZES", "all"},
		{graph.FamilyInteraction, "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT", "none"},
		{graph.FamilyTies, "HAS_TIES SUPPLIES OPPOSES BACKS SYMPATHIZES_WITH", "all"},
		{graph.FamilyPaper, "SIGNED PRODUCED BASED_ON", "none"},
		{graph.FamilyKin, "RELATED_TO SAME_SERIES_AS SIDELINES_OF", "all"},
		{graph.FamilyGeography, "LOCATED_IN BORDERS CAPITAL_OF GOVERNS", "all"},
	}
	symmetric := strings.Fields("AGREE CONSULT COOPERATE SPOKE_TO HAS_TIES BORDERS RELATED_TO SAME_SERIES_AS")
	all := graph.RelationTypes()
	for _, f := range families {
		for _, name := range strings.Fields(f.types) {
			x := all[0]
			all = all[1:]
			lasting := f.lasting == "all" || f.lasting[0] == '-' && f.lasting[1:] != name
			if x.String() != name || x.Family() != f.family || x.Lasting() != lasting || x.Symmetric() != slices.Contains(symmetric, name) || x.NeedsKey() != (f.family == graph.FamilyInteraction) {
				t.Errorf("%s: want %s of family %d, lasting %v", x, name, f.family, lasting)
			}
		}
	}
	if len(all) != 0 {
		t.Errorf("more types than the contract has: %v", all)
	}
	if none := graph.RelationType(200); none.Family() != 0 || none.Lasting() || none.CheckEnds(graph.KindPerson, graph.KindPerson) == nil {
		t.Error("what is no type has no rule")
	}
}

func TestEnds(t *testing.T) {
	const actors = "PERSON GOVERNMENT ORGANIZATION GROUP MISSION DELEGATION OFFICE"
	const things = actors + " MEETING INCIDENT AGREEMENT PLACE"
	const bodies = "GOVERNMENT ORGANIZATION GROUP MISSION DELEGATION"
	ends := map[string][2]string{
		"HOLDS": {"PERSON", "OFFICE"}, "OF": {"OFFICE", bodies}, "APPOINTED": {actors, "PERSON"}, "HEADS": {"PERSON", bodies},
		"PART_OF": {strings.TrimPrefix(things, "PERSON "), strings.TrimPrefix(things, "PERSON ")}, "MEMBER_OF": {actors, "GOVERNMENT ORGANIZATION GROUP DELEGATION"},
		"REPRESENTS": {actors, actors}, "EMPLOYED_BY": {"PERSON", bodies}, "SUCCEEDED": {things, things},
		"OPERATES": {actors, "MISSION"}, "CONTROLS": {actors, "MISSION"}, "ACCREDITED_TO": {"PERSON MISSION OFFICE", "GOVERNMENT ORGANIZATION GROUP"},
		"PARTICIPATED_IN": {actors, "MEETING INCIDENT"}, "LED": {"PERSON", "DELEGATION"}, "RECOGNIZES": {"GOVERNMENT GROUP", "GOVERNMENT"},
		"SIGNED": {actors, "AGREEMENT"}, "PRODUCED": {"MEETING", "ORGANIZATION AGREEMENT"}, "BASED_ON": {things, things},
		"RELATED_TO": {"PERSON", "PERSON"}, "SAME_SERIES_AS": {"MEETING", "MEETING"}, "SIDELINES_OF": {"MEETING", "MEETING"},
		"LOCATED_IN": {things, "PLACE"}, "BORDERS": {"PLACE", "PLACE"}, "CAPITAL_OF": {"PLACE", "PLACE"}, "GOVERNS": {actors, "PLACE"},
	}
	for _, x := range graph.RelationTypes() {
		want, ok := ends[x.String()]
		if !ok {
			want = [2]string{actors, actors}
		}
		for _, from := range graph.EntityKinds() {
			for _, to := range graph.EntityKinds() {
				err := x.CheckEnds(from, to)
				allowed := slices.Contains(strings.Fields(want[0]), from.String()) && slices.Contains(strings.Fields(want[1]), to.String())
				if (err == nil) != allowed {
					t.Errorf("%s from %s to %s: %v, want allowed %v", x, from, to, err, allowed)
				}
			}
		}
	}
	if err := graph.Holds.CheckEnds(graph.KindPlace, graph.KindOffice); err == nil || err.Error() != "INVALID: HOLDS cannot start at a PLACE; it starts at PERSON" {
		t.Error(err)
	}
	for _, k := range graph.EntityKinds() {
		if k.IsActor() != slices.Contains(strings.Fields(actors), k.String()) {
			t.Errorf("%s", k)
		}
	}
}

// The ids were computed apart from this program:
//
//	printf 'tajikistan\0RECOGNIZES\0taliban\0\0' | sha256sum | cut -d' ' -f1 | xxd -r -p | base32 | tr A-Z a-z | cut -c1-26
func TestComputedIDs(t *testing.T) {
	e := edtf(t, "2025-10-12")
	relation := "r:kat"
	claim := &graph.Claim{Document: "d1", Locator: 3, Stance: graph.Suggests, Against: true, Sources: []graph.Source{{Entity: "spokesman"}, {Text: "an official"}}, Date: graph.Date{EDTF: e, Text: "Sunday"}, Note: "perhaps not"}
	attribute := graph.AttributeKey{Of: "m", Name: "size", Number: "12.5", Unit: "people"}
	cases := []struct{ reason, got, parts, prefix string }{
		{"a relation", graph.RelationID("tajikistan", graph.Recognizes, "taliban", 0, ""), "tajikistan|RECOGNIZES|taliban||", "r:"},
		{"with role and key", graph.RelationID("amir-khan-muttaqi", graph.ParticipatedIn, "visit-1", graph.Visitor, "first"), "amir-khan-muttaqi|PARTICIPATED_IN|visit-1|VISITOR|first", "r:"},
		{"a symmetric one, smaller id first", graph.RelationID("b", graph.HasTies, "a", 0, "trade"), "a|HAS_TIES|b||trade", "r:"},
		{"one that is not symmetric", graph.RelationID("b", graph.Backs, "a", 0, ""), "b|BACKS|a||", "r:"},
		{"a claim of a relation", graph.RelationClaimID(relation, claim), "r:kat|d1|3|SUGGESTS|true|spokesman|||an official|2025-10-12|Sunday|perhaps not", "c:"},
		{"a bare claim", graph.RelationClaimID(relation, &graph.Claim{Document: "d1", Stance: graph.Asserts}), "r:kat|d1||ASSERTS||||", "c:"},
		{"a claim of an attribute", graph.AttributeClaimID(attribute, &graph.Claim{Document: "d1", Stance: graph.Asserts}), "m|size|||12.5|people|d1||ASSERTS||||", "c:"},
		{"an attribute", attribute.ID(), "m|size|||12.5|people", "a:"},
	}
	known := map[string]string{ // parts joined by NUL, shown as |
		"tajikistan|RECOGNIZES|taliban||":                         "o2jtgvpbsuvv52ztzerxicv56j",
		"amir-khan-muttaqi|PARTICIPATED_IN|visit-1|VISITOR|first": "nu4jx5jf5bjjbyhiqfksnbf2ub",
		"a|HAS_TIES|b||trade":                                     "zlr6adeb2xnb3ge6olvcanfr5a",
		"b|BACKS|a||":                                             "kvvelzayi2m27ksvskvowljopk",
		"r:kat|d1|3|SUGGESTS|true|spokesman|||an official|2025-10-12|Sunday|perhaps not": "z5gdda4h6bs5z23jgnlijoxjlm",
		"r:kat|d1||ASSERTS||||":                "42pkmuochknynxamoo5mjy3bvf",
		"m|size|||12.5|people|d1||ASSERTS||||": "jlueiix6kekjmvs45ex3rv2umr",
		"m|size|||12.5|people":                 "fqpqcmk7wlwydhwid2scfcevop",
	}
	for _, c := range cases {
		if want := c.prefix + known[c.parts]; c.got != want {
			t.Errorf("%s: %s, want %s", c.reason, c.got, want)
		}
	}
}

func TestCheckID(t *testing.T) {
	for _, good := range []string{"a", "9", "wd:Q889", "ofac:12345", "amir-khan-muttaqi", "A.b_c", "rx:1", strings.Repeat("a", 128)} {
		if err := graph.CheckID(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "-a", ".a", "_a", ":a", "a b", "é", "a/b", "r:x", "c:x", "a\x00", strings.Repeat("a", 129)} {
		if err := graph.CheckID(bad); graph.CodeOf(err) != graph.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestRelevance(t *testing.T) {
	ref := day(t, "2025-11-01")
	for _, c := range []struct {
		reason      string
		status      graph.Status
		independent int
		days        int // before the reference; -1 is undated
		degree      int
		want        int
	}{
		{"the best there is", graph.Confirmed, 5, 0, 0, 1000 + 300 + 400},
		{"more than five sources count as five", graph.Confirmed, 50, 0, 0, 1700},
		{"retracted, undated", graph.Retracted, 0, -1, 0, 0},
		{"a month ago", graph.Reported, 1, 30, 0, 800 + 60 + 350},
		{"two months ago", graph.Reported, 1, 60, 0, 800 + 60 + 300},
		{"ten years ago", graph.Reported, 1, 3650, 0, 800 + 60 + 50},
		{"fifty years ago", graph.Reported, 1, 18250, 0, 800 + 60},
		{"later than the reference", graph.Planned, 0, -30, 0, 400 + 400},
		{"a hub says less", graph.Confirmed, 0, -1, 1023, 1000 - 400},
		{"a leaf", graph.Confirmed, 0, -1, 1, 1000 - 40},
	} {
		when := ref - graph.Day(c.days)
		if c.days == -1 {
			when = graph.DayMax
		}
		if got := graph.Relevance(c.status, c.independent, when, ref, c.degree); got != c.want {
			t.Errorf("%s: %d, want %d", c.reason, got, c.want)
		}
	}
	if got := graph.Relevance(graph.Confirmed, 0, ref, graph.DayMax, 0); got != 1000 {
		t.Errorf("without a reference day nothing is recent: %d", got)
	}
}

func TestKnownDay(t *testing.T) {
	s := aShelf(t)
	for _, c := range []struct {
		reason   string
		document *graph.Document
		recorded string
		want     string
	}{
		{"the day of publication", s["a1"], "2025-12-01", "2025-10-12"},
		{"its latest", s["a2"], "", "2025-10-31"},
		{"else the day of retrieval", s["b1"], "", "2025-09-01"},
		{"else the day of recording", s["c1"], "2025-12-01", "2025-12-01"},
		{"of its time, the day as written", s["c1"], "2025-12-01T23:30:00-05:00", "2025-12-01"},
		{"else unknown", s["c1"], "", ""},
		{"of no document", nil, "2025-12-01", "2025-12-01"},
		{"not even a day", nil, "soon", ""},
		{"an open publication is no day", &graph.Document{Published: graph.Date{EDTF: edtf(t, "2025/..")}, Retrieved: edtf(t, "2025-09-01")}, "", "2025-09-01"},
		{"what is inferred is", &graph.Document{Published: graph.Date{EDTF: edtf(t, "XXXX-10-12"), Resolved: edtf(t, "2025-10-12"), Basis: "b"}}, "", "2025-10-12"},
	} {
		got := ""
		if d, ok := (&graph.Claim{RecordedAt: c.recorded}).KnownDay(c.document); ok {
			got = d.String()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

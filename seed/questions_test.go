package seed_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/graphtest"
)

// demo is a store that holds the demo graph.
func demo(t *testing.T) graph.Store {
	t.Helper()
	s := graphtest.NewModel()
	load(t, s, "demo")
	return s
}

func asOf(t *testing.T, day string) *graph.Filter {
	t.Helper()
	d, err := graph.ParseDay(day)
	if err != nil {
		t.Fatal(err)
	}
	return &graph.Filter{AsOf: &d}
}

func TestHowAreTheyConnected(t *testing.T) {
	s := demo(t)
	const (
		haqqani   = "sirajuddin-haqqani"
		muttaqi   = "amir-khan-muttaqi"
		kabulov   = "zamir-kabulov"
		deputy    = "first-deputy-head-border-troops"
		consulate = "afghan-consulate-khorog"
	)
	tests := []struct {
		name     string
		from, to string
		lens     graph.Lens
		maxHops  int
		where    *graph.Filter
		avoid    []string
		outcome  graph.Outcome
		nodes    string // of the shortest path
		contacts int
		status   graph.Status
		reason   string
	}{
		{
			"Jaishankar and Haqqani", "s-jaishankar", haqqani, graph.LensContact, 6, nil, nil, graph.Found,
			"s-jaishankar muttaqi-jaishankar-meeting " + muttaqi + " kabulov-muttaqi-meeting " + kabulov + " kabulov-haqqani-meeting " + haqqani, 3, graph.Reported,
			"three meetings, two men between them",
		},
		{
			"Jaishankar and Haqqani as known on 1 November", "s-jaishankar", haqqani, graph.LensContact, 12, asOf(t, "2025-11-01"), nil, graph.NoPath, "", 0, 0,
			"the article on Kabulov is undated, so that nobody can say whether it was known then",
		},
		{
			"Jaishankar and Muttaqi as known on 1 November", "s-jaishankar", muttaqi, graph.LensContact, 6, asOf(t, "2025-11-01"), nil, graph.Found,
			"s-jaishankar muttaqi-jaishankar-meeting " + muttaqi, 1, graph.Reported,
			"the article on their meeting came out on 11 October",
		},
		{
			"Jaishankar and Muttaqi as known on 10 October", "s-jaishankar", muttaqi, graph.LensContact, 6, asOf(t, "2025-10-10"), nil, graph.NoPath, "", 0, 0,
			"a day before the article came out",
		},
		{
			"first deputy head of the Border Troops and Haqqani", deputy, haqqani, graph.LensContact, 8, nil, nil, graph.Found,
			deputy + " tajik-delegation-november tajik-delegation-muttaqi-talks " + muttaqi + " kabulov-muttaqi-meeting " + kabulov + " kabulov-haqqani-meeting " + haqqani, 3, graph.Reported,
			"by the delegation that he was in",
		},
		{"the same within six hops", deputy, haqqani, graph.LensContact, 6, nil, nil, graph.NoPath, "", 0, 0, "it takes seven"},
		{"Jaishankar and Yatimov", "s-jaishankar", "saimumin-yatimov", graph.LensContact, 12, nil, nil, graph.NoPath, "", 0, 0, "one city and one host are no contact"},
		{"Kabulov and Yatimov", kabulov, "saimumin-yatimov", graph.LensContact, 12, nil, nil, graph.NoPath, "", 0, 0, "two visits to one city are no contact"},
		{
			"Jaishankar and the first deputy head", "s-jaishankar", deputy, graph.LensContact, 12, nil, nil, graph.Found,
			"s-jaishankar muttaqi-jaishankar-meeting " + muttaqi + " tajik-delegation-muttaqi-talks tajik-delegation-november " + deputy, 2, graph.Reported, "both sides met Muttaqi",
		},
		{"Akhund and the delegation", "mohammad-hassan-akhund", "tajik-delegation-november", graph.LensContact, 12, nil, nil, graph.NoPath, "", 0, 0, "their meeting was only ahead"},
		{
			"Akhund and the delegation, plans included", "mohammad-hassan-akhund", "tajik-delegation-november", graph.LensContact, 12, &graph.Filter{Statuses: []graph.Status{graph.Planned}}, nil, graph.Found,
			"mohammad-hassan-akhund tajik-delegation-akhund-meeting tajik-delegation-november", 1, graph.Planned, "plans are walked when asked for",
		},
		{"Wafa and Haqqani", "yusuf-wafa", haqqani, graph.LensRelations, 6, nil, nil, graph.Found, "yusuf-wafa taliban taliban-interior-minister " + haqqani, 0, graph.Reported, "both act for the Taliban"},
		{
			"NRF and the Afghan Embassy in Dushanbe", "nrf", "afghan-embassy-dushanbe", graph.LensRelations, 6, nil, nil, graph.Found, "nrf tajikistan afghan-embassy-dushanbe", 0, graph.Disputed,
			"Tajikistan is accused of backing the one and hosts the other",
		},
		{
			"consulate in Khorog and Jamaat Ansarullah", consulate, "jamaat-ansarullah", graph.LensRelations, 6, nil, nil, graph.Found, consulate + " tajikistan jamaat-ansarullah", 0, graph.Reported,
			"the one is in the country that the other opposes",
		},
		{
			"the same, not by Tajikistan", consulate, "jamaat-ansarullah", graph.LensRelations, 6, nil,
			[]string{"tajikistan"},
			graph.Found, consulate + " taliban jamaat-ansarullah", 0, graph.Alleged,
			"the Taliban control the one and are accused of backing the other",
		},
		{
			"Muttaqi and Russia", muttaqi, "russia", graph.LensRelations, 6, nil, nil, graph.Found, muttaqi + " kabulov-muttaqi-meeting " + kabulov + " russia", 1, graph.Reported,
			"he met its envoy; his thanks are no tie of their own",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got, err := s.Paths(t.Context(), graph.PathQuery{From: []string{tc.from}, To: []string{tc.to}, Lens: tc.lens, First: 10, MaxHops: tc.maxHops, DegreeCap: 1000, Where: tc.where, Avoid: tc.avoid})
			if err != nil {
				t.Fatal(err)
			}
			if got.Outcome != tc.outcome || !got.Complete {
				t.Fatalf("%s, complete %t; want %s: %s", got.Outcome, got.Complete, tc.outcome, tc.reason)
			}
			if tc.outcome != graph.Found {
				return
			}
			p := got.Paths[0]
			if nodes := strings.Join(p.Nodes, " "); nodes != tc.nodes {
				t.Errorf("path %s\nwant %s: %s", nodes, tc.nodes, tc.reason)
			}
			if p.Contacts != tc.contacts || p.Status != tc.status {
				t.Errorf("%d contacts, %s; want %d, %s: %s", p.Contacts, p.Status, tc.contacts, tc.status, tc.reason)
			}
		})
	}
}

// relations lists what passes a query, each as "from TYPE to STATUS".
func relations(t *testing.T, s graph.Store, q graph.RelationQuery) (lines []string) {
	t.Helper()
	for _, r := range relationsOf(t, s, q) {
		lines = append(lines, r.From+" "+r.Type.String()+" "+r.To+" "+r.Status.String())
	}
	slices.Sort(lines)
	return lines
}

func relationsOf(t *testing.T, s graph.Store, q graph.RelationQuery) []*graph.Relation {
	t.Helper()
	q.Slice.First = graph.MaxFirst
	pages, err := s.ListRelations(t.Context(), []graph.RelationQuery{q})
	if err != nil {
		t.Fatal(err)
	}
	return pages[0].Items
}

func meetings(t *testing.T, s graph.Store, q graph.EntityQuery) (ids []string) {
	t.Helper()
	q.Slice.First = graph.MaxFirst
	pages, err := s.ListEntities(t.Context(), []graph.EntityQuery{q})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range pages[0].Items {
		ids = append(ids, e.ID)
	}
	return ids
}

// company lists the persons who take part in meetings.
func company(t *testing.T, s graph.Store, of []string) []string {
	t.Helper()
	persons := map[string]bool{}
	for _, r := range relationsOf(t, s, graph.RelationQuery{Of: of, Types: []graph.RelationType{graph.ParticipatedIn}, Where: &graph.Filter{Kinds: []graph.EntityKind{graph.KindPerson}}}) {
		persons[r.From] = true
	}
	return slices.Sorted(maps.Keys(persons))
}

func TestWhomHadTheNovemberDelegationMet(t *testing.T) {
	s, delegation := demo(t), []string{"tajik-delegation-november"}
	held := meetings(t, s, graph.EntityQuery{Participant: delegation, State: graph.Held})
	ahead := meetings(t, s, graph.EntityQuery{Participant: delegation, State: graph.StatePlanned})
	if d := cmp.Diff([]string{"tajik-delegation-muttaqi-talks", "tajik-taliban-talks-november", "tajik-visit-kabul-november"}, held); d != "" {
		t.Errorf("held (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"tajik-delegation-akhund-meeting", "tajik-delegation-wasiq-meeting"}, ahead); d != "" {
		t.Errorf("only ahead (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"amir-khan-muttaqi"}, company(t, s, held)); d != "" {
		t.Errorf("persons met (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"abdul-haq-wasiq", "mohammad-hassan-akhund"}, company(t, s, ahead)); d != "" {
		t.Errorf("persons yet to be met (-want +got):\n%s", d)
	}
}

func TestWhereMuttaqiAndJaishankarMet(t *testing.T) {
	s := demo(t)
	met := meetings(t, s, graph.EntityQuery{Between: []string{"amir-khan-muttaqi", "s-jaishankar"}})
	got := relations(t, s, graph.RelationQuery{Of: met, Direction: graph.Out, Types: []graph.RelationType{graph.LocatedIn}})
	if d := cmp.Diff([]string{"muttaqi-jaishankar-meeting LOCATED_IN dushanbe REPORTED"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestWhoControlsEachMission(t *testing.T) {
	got := relations(t, demo(t), graph.RelationQuery{Types: []graph.RelationType{graph.Controls, graph.Operates, graph.Heads}})
	want := []string{
		"ambassador-at-afghan-embassy-dushanbe CONTROLS afghan-embassy-dushanbe REPORTED",
		"ambassador-at-afghan-embassy-dushanbe HEADS afghan-embassy-dushanbe REPORTED",
		"kazakhstan CONTROLS kazakh-embassy-kabul REPORTED",
		"kazakhstan OPERATES kazakh-embassy-kabul REPORTED",
		"taliban CONTROLS afghan-consulate-khorog REPORTED",
		"taliban CONTROLS afghan-embassy-dushanbe DOUBTED",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestWhoRecognizesTheTaliban(t *testing.T) {
	got := relations(t, demo(t), graph.RelationQuery{Types: []graph.RelationType{graph.Recognizes}})
	want := []string{
		"central-asian-states RECOGNIZES taliban DENIED",
		"india RECOGNIZES taliban DENIED",
		"international-community RECOGNIZES taliban DOUBTED",
		"kazakhstan RECOGNIZES taliban DENIED",
		"kyrgyzstan RECOGNIZES taliban DENIED",
		"russia RECOGNIZES taliban DENIED",
		"tajikistan RECOGNIZES taliban DENIED",
		"uzbekistan RECOGNIZES taliban DENIED",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestTiesOfTajikistanStayApart keeps the official denial of relations and the
// working relations side by side.
func TestTiesOfTajikistanStayApart(t *testing.T) {
	got := map[string]graph.Status{}
	for _, r := range relationsOf(t, demo(t), graph.RelationQuery{Between: []string{"tajikistan", "taliban"}, Types: []graph.RelationType{graph.HasTies}}) {
		got[r.Key] = r.Status
	}
	if d := cmp.Diff(map[string]graph.Status{"diplomatic": graph.Denied, "working": graph.Reported}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestTheOneDispute(t *testing.T) {
	pages, err := demo(t).ListDisputes(t.Context(), []graph.DisputeQuery{{Slice: graph.Slice{First: 10}}})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(pages[0].Items); n != 1 {
		t.Fatalf("%d disputes, want 1", n)
	}
	got := pages[0].Items[0]
	if r := got.Relation; r == nil || r.From != "tajikistan" || r.Type != graph.Backs || r.To != "nrf" {
		t.Errorf("the dispute is about %+v", r)
	}
	if len(got.For) != 1 || len(got.Against) != 1 || got.Overlap != graph.OverlapPossible {
		t.Errorf("%d for, %d against, overlap %s", len(got.For), len(got.Against), got.Overlap)
	}
}

// TestBorderFireOrWafaFirst: the articles do not tell. 25 October has no year,
// and neither has the trip in late October.
func TestBorderFireOrWafaFirst(t *testing.T) {
	pages, err := demo(t).ListTimeline(t.Context(), []graph.TimelineQuery{{
		Of:    []string{"border-clash-october-25", "wafa-visit-dushanbe", "wafa-yatimov-meeting", "wafa-visit-kabul"},
		Slice: graph.Slice{First: 100},
	}})
	if err != nil {
		t.Fatal(err)
	}
	spans := map[string][]graph.Span{}
	for _, row := range pages[0].Items {
		a := row.Attribute
		if a == nil || a.Name != "occurred" {
			continue
		}
		span := row.When.Span
		if !row.When.Dated {
			span = graph.Span{StartEarliest: graph.DayMin, StartLatest: graph.DayMax, EndEarliest: graph.DayMin, EndLatest: graph.DayMax, Interval: true}
		}
		spans[a.Of] = append(spans[a.Of], span)
	}
	fire := spans["border-clash-october-25"]
	if len(fire) != 1 {
		t.Fatalf("the fire stands in %d rows, want 1", len(fire))
	}
	for _, visit := range []string{"wafa-visit-dushanbe", "wafa-yatimov-meeting", "wafa-visit-kabul"} {
		if len(spans[visit]) != 1 {
			t.Fatalf("%s stands in %d rows, want 1", visit, len(spans[visit]))
		}
		if got := fire[0].Compare(spans[visit][0]); got != graph.OrderUndetermined {
			t.Errorf("the fire of 25 October is %s %s; want UNDETERMINED", got, visit)
		}
	}
	for i, row := range pages[0].Items {
		undated := !row.When.Dated
		if undated && i > 0 && row.Order != graph.OrderUndetermined {
			t.Errorf("row %d is undated, yet %s the row before", i, row.Order)
		}
	}
}

// TestWhatWasKnownOnTheFirstOfNovember: only the article of 11 October counts;
// that of 18 November came later, and the others are undated.
func TestWhatWasKnownOnTheFirstOfNovember(t *testing.T) {
	s := demo(t)
	pages, err := s.ListDocuments(t.Context(), []graph.DocumentQuery{{Where: asOf(t, "2025-11-01"), Slice: graph.Slice{First: 10}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range pages[0].Items {
		got = append(got, d.ID)
	}
	if d := cmp.Diff([]string{"muttaqi-jaishankar-handshake"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	result, err := s.Paths(t.Context(), graph.PathQuery{From: []string{"nrf"}, To: []string{"tajikistan"}, Lens: graph.LensRelations, First: 1, MaxHops: 6, DegreeCap: 1000, Where: asOf(t, "2025-11-01")})
	if err != nil {
		t.Fatal(err)
	}
	if result.Outcome != graph.NoPath || result.Policy.UndatedClaims != 407 {
		t.Errorf("%s, %d undated claims; want NO_PATH and 407, those of the three undated articles", result.Outcome, result.Policy.UndatedClaims)
	}
}

// TestWhatNoArticleTells: knowledge of the world stays out.
func TestWhatNoArticleTells(t *testing.T) {
	for _, r := range records(t) {
		if r.Entity == nil {
			continue
		}
		for _, stranger := range []string{"turkmen", "mayor"} {
			if strings.Contains(strings.ToLower(r.Entity.ID+" "+r.Entity.Name), stranger) {
				t.Errorf("%s has no place in the demo graph", r.Entity.ID)
			}
		}
		if id := r.Entity.ID; (strings.Contains(id, "ambassador") || strings.HasSuffix(id, "-president")) && r.Entity.Kind == graph.KindPerson && (r.Entity.Named || len(r.Entity.Names) > 0) {
			t.Errorf("%s is given a name that no article gives", id)
		}
	}
}

// TestTwoNamesOneMan finds Wafa by both spellings, and keeps the two security
// officials of Tajikistan apart.
func TestTwoNamesOneMan(t *testing.T) {
	s := demo(t)
	for name, want := range map[string]string{"Yusuf Wafa": "yusuf-wafa", "Mohammad Yousaf Wafa": "yusuf-wafa", "Saimumin Yatimov": "saimumin-yatimov"} {
		page, err := s.Search(t.Context(), graph.SearchQuery{Text: name, Slice: graph.Slice{First: 1}})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) != 1 || page.Items[0].Entity.ID != want {
			t.Errorf("%q finds %+v, want %s", name, page.Items, want)
		}
	}
	got := relations(t, s, graph.RelationQuery{Of: []string{"saimumin-yatimov", "first-deputy-head-border-troops"}, Types: []graph.RelationType{graph.Holds}})
	want := []string{"first-deputy-head-border-troops HOLDS border-troops-first-deputy-head REPORTED", "saimumin-yatimov HOLDS scns-head CORROBORATED"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

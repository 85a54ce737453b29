package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"

	"pgregory.net/rapid"
)

// testimony reads claims written as, for example,
//
//	REPORTS f1 s2 @2025-10; DENIES published=2025-11-01
//
// f is the family of documents, s the innermost source (each claim has its own
// where none is given), @ the date, and the rest flags: against, retracted,
// unnamed, inferred, known=day, published=day, reliability letters.
func testimony(t testing.TB, claims string) []graph.Testimony {
	var out []graph.Testimony
	for i, c := range strings.Split(claims, ";") {
		if strings.TrimSpace(c) == "" {
			continue
		}
		x := graph.Testimony{Named: true, Family: uint32(100 + i), Origin: uint32(100 + i), Published: graph.DayMax, Known: graph.DayMax}
		for _, word := range strings.Fields(c) {
			name, value, _ := strings.Cut(word, "=")
			switch {
			case name == "against":
				x.Against = true
			case name == "retracted":
				x.Retracted = true
			case name == "unnamed":
				x.Named = false
			case name == "inferred":
				x.Inferred = true
			case name == "known":
				x.Known = day(t, value)
			case name == "published":
				x.Published = day(t, value)
			case len(word) == 1:
				r, err := graph.ParseReliability(word)
				must(t, err)
				x.Reliability = r
			case word[0] == 'f':
				must(t, scan(word[1:], &x.Family))
			case word[0] == 's':
				must(t, scan(word[1:], &x.Origin))
			case word[0] == '@':
				x.Span, x.Dated = edtf(t, word[1:]).Span()
			default:
				s, err := graph.ParseStance(word)
				must(t, err)
				x.Stance = s
			}
		}
		out = append(out, x)
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func scan(s string, n *uint32) error {
	_, err := fmt.Sscan(s, n)
	return err
}

func day(t testing.TB, s string) graph.Day {
	t.Helper()
	d, err := graph.ParseDay(s)
	must(t, err)
	return d
}

func edtf(t testing.TB, s string) graph.EDTF {
	t.Helper()
	e, err := graph.ParseEDTF(s)
	must(t, err)
	return e
}

func TestStatus(t *testing.T) {
	cases := []struct {
		reason string
		claims string
		want   graph.Status
	}{
		{"no claims, no status", "", 0},
		{"none live, one retracted", "REPORTS retracted", graph.Retracted},
		{"one live is enough not to be retracted", "REPORTS retracted; ALLEGES", graph.Alleged},
		{"a denial alone", "DENIES", graph.Denied},
		{"a denial and hedges", "DENIES; SUGGESTS; PLANS; OPINES", graph.Denied},
		{"a denial and claims against", "DENIES; SUGGESTS against", graph.Denied},
		{"a denial and silence", "DENIES; NO_COMMENT", graph.Denied},
		{"a denial against a confirmation", "DENIES; CONFIRMS", graph.Disputed},
		{"a denial against an assertion", "DENIES; ASSERTS", graph.Disputed},
		{"a denial against a report", "DENIES; REPORTS", graph.Disputed},
		{"a denial against an accusation", "DENIES; ALLEGES", graph.Disputed},
		{"a retracted denial disputes nothing", "DENIES retracted; REPORTS", graph.Reported},
		{"a denial of what was retracted", "DENIES; REPORTS retracted", graph.Denied},
		{"only against", "SUGGESTS against", graph.Doubted},
		{"only against, with silence", "OPINES against; NO_COMMENT", graph.Doubted},
		{"against beside a hedge for it", "PLANS against; OPINES", graph.Opinion},
		{"against beside a report", "SUGGESTS against; REPORTS", graph.Reported},
		{"a confirmation", "CONFIRMS; REPORTS; ALLEGES", graph.Confirmed},
		{"two independent reports", "REPORTS; REPORTS", graph.Corroborated},
		{"a report and an assertion", "REPORTS; ASSERTS", graph.Corroborated},
		{"two reports of one source", "REPORTS s1; REPORTS s1", graph.Reported},
		{"two reports of one family", "REPORTS f1; REPORTS f1", graph.Reported},
		{"two unnamed sources", "REPORTS unnamed; REPORTS unnamed", graph.Reported},
		{"a single assertion", "ASSERTS", graph.Reported},
		{"an accusation before a hedge", "ALLEGES; SUGGESTS", graph.Alleged},
		{"a hedge before a plan", "SUGGESTS; PLANS", graph.Unconfirmed},
		{"nothing but silence", "NO_COMMENT; NO_COMMENT", graph.Unconfirmed},
		{"a plan before an opinion", "PLANS; OPINES", graph.Planned},
		{"an opinion", "OPINES; NO_COMMENT", graph.Opinion},
	}
	for _, c := range cases {
		if got := graph.Weigh(testimony(t, c.claims), true).Status; got != c.want {
			t.Errorf("%s: %s gives %s, want %s", c.reason, c.claims, got, c.want)
		}
	}
}

func TestIndependentSources(t *testing.T) {
	cases := []struct {
		reason string
		claims string
		want   int
	}{
		{"nothing vouches", "ALLEGES; SUGGESTS; DENIES; NO_COMMENT; PLANS; OPINES", 0},
		{"one named", "REPORTS", 1},
		{"one unnamed", "REPORTS unnamed", 1},
		{"many unnamed are one", "REPORTS unnamed; ASSERTS unnamed", 1},
		{"an unnamed one adds nothing to a named one", "REPORTS; REPORTS unnamed", 1},
		{"retracted ones do not count", "REPORTS; REPORTS retracted", 1},
		{"all three stances count", "REPORTS; ASSERTS; CONFIRMS", 3},
		{"a reprint is no second source", "REPORTS f1 s1; REPORTS f1 s2", 1},
		{"one ministry in two papers is one source", "REPORTS f1 s1; REPORTS f2 s1", 1},
		{"families and sources are matched, not counted", "REPORTS f1 s1; REPORTS f1 s2; REPORTS f2 s1", 2},
		{"a chain that needs moving", "REPORTS f1 s1; REPORTS f2 s1; REPORTS f2 s2; REPORTS f3 s2; REPORTS f3 s3", 3},
		{"three families share two sources", "REPORTS f1 s1; REPORTS f2 s2; REPORTS f3 s1; REPORTS f3 s2", 2},
		{"superseded ones do not count", "REPORTS @2023; REPORTS @2024; DENIES @2025", 0},
	}
	for _, c := range cases {
		if got := graph.Weigh(testimony(t, c.claims), true).Independent; got != c.want {
			t.Errorf("%s: %s gives %d, want %d", c.reason, c.claims, got, c.want)
		}
	}
}

func TestSuperseded(t *testing.T) {
	cases := []struct {
		reason string
		claims string
		want   string // a letter for each claim: . live, x superseded
		status graph.Status
	}{
		{"had not recognized, then recognized", "DENIES @2024; REPORTS @2025", "x.", graph.Reported},
		{"recognized, then withdrawn", "CONFIRMS @2024; DENIES @2025", "x.", graph.Denied},
		{"at the same time is a dispute", "CONFIRMS @2025; DENIES @2025-06", "..", graph.Disputed},
		{"a shared day is not wholly before", "DENIES @2024/2025-01-01; REPORTS @2025-01-01", "..", graph.Disputed},
		{"it must lie before every live claim of the other side", "DENIES @2024; REPORTS @2024-06; REPORTS @2025", "...", graph.Disputed},
		{"unless the earlier ones are history themselves", "DENIES @2024; REPORTS @2023; REPORTS @2025", "xx.", graph.Reported},
		{"an undated claim reaches everywhere", "DENIES @2024; REPORTS", "..", graph.Disputed},
		{"an undated denial ends with its document", "DENIES published=2024-05-01; REPORTS @2025", "x.", graph.Reported},
		{"but begins at the beginning", "DENIES published=2024-05-01; REPORTS @2020", "..", graph.Disputed},
		{"an undated denial of an unknown day is unbounded", "DENIES; REPORTS @2025", "..", graph.Disputed},
		{"an undated report is unbounded, published or not", "REPORTS published=2020-01-01; DENIES @2025", "..", graph.Disputed},
		{"hedges neither supersede", "DENIES @2024; SUGGESTS @2025; PLANS @2025; OPINES @2025; NO_COMMENT @2025", ".....", graph.Denied},
		{"nor are superseded", "SUGGESTS @2020; DENIES @2025", "..", graph.Denied},
		{"retracted claims supersede nothing", "DENIES @2024; REPORTS @2025 retracted", "..", graph.Denied},
		{"one side alone has no history", "REPORTS @2020; REPORTS @2025", "..", graph.Corroborated},
		{"round by round", "DENIES @2022; REPORTS @2021; REPORTS @2023; DENIES @2024", "xxx.", graph.Denied},
		{"an open end never ends", "DENIES @2020/..; REPORTS @2025", "..", graph.Disputed},
	}
	for _, c := range cases {
		ts := testimony(t, c.claims)
		w := graph.Weigh(ts, true)
		got := ""
		for _, x := range ts {
			got += map[bool]string{true: "x", false: "."}[x.Superseded]
		}
		if w.Status != c.status {
			t.Errorf("%s: %s gives %s, want %s", c.reason, c.claims, w.Status, c.status)
		}
		if got != c.want {
			t.Errorf("%s: %s gives %s, want %s", c.reason, c.claims, got, c.want)
		}
		if w := graph.Weigh(ts, false); slices.ContainsFunc(ts, func(x graph.Testimony) bool { return x.Superseded }) {
			t.Errorf("%s: what does not last is not superseded: %v", c.reason, w)
		}
	}
}

func TestWeightOfTheRest(t *testing.T) {
	cases := []struct {
		reason string
		claims string
		when   int
		known  string
		letter graph.Reliability
	}{
		{"nothing", "", -1, "", 0},
		{"dated before undated", "CONFIRMS; DENIES @2025", 1, "", graph.ReliabilityF},
		{"then the stance", "DENIES @2025; OPINES @2025; PLANS @2025; SUGGESTS @2025; ALLEGES @2025; REPORTS @2025; ASSERTS @2025; CONFIRMS @2025", 7, "", graph.ReliabilityF},
		{"plans before opinions", "DENIES @2025; OPINES @2025; PLANS @2025", 2, "", graph.ReliabilityF},
		{"for before against", "PLANS against @2025; PLANS @2025", 1, "", graph.ReliabilityF},
		{"then the narrowest", "REPORTS @2025; REPORTS @2025-10; REPORTS @2025-11-01; REPORTS @2024/..", 2, "", graph.ReliabilityF},
		{"then the first", "REPORTS @2025; REPORTS @2022-01-01/2022-12-30; REPORTS @2023-01-01/2023-12-30", 1, "", graph.ReliabilityF},
		{"undated at last", "REPORTS; REPORTS", 0, "", graph.ReliabilityF},
		{"only of live claims", "CONFIRMS @2025 retracted known=2020-01-01 A; REPORTS known=2025-01-01 C", 1, "2025-01-01", graph.ReliabilityC},
		{"silence is shown, never counted", "NO_COMMENT @2025 known=2020-01-01 A; REPORTS known=2025-01-01 C", 1, "2025-01-01", graph.ReliabilityC},
		{"silence alone gives no date", "NO_COMMENT @2025 known=2020-01-01 A", -1, "", 0},
		{"the earliest known day, of denials too", "DENIES known=2024-01-01; REPORTS known=2025-01-01", 1, "2024-01-01", graph.ReliabilityF},
		{"the best letter of those for it", "DENIES A; REPORTS D; PLANS B; SUGGESTS A against", 1, "", graph.ReliabilityB},
		{"unknown is not worst, but is no letter", "REPORTS F; REPORTS E; REPORTS", 0, "", graph.ReliabilityE},
		{"no letter from those against it", "DENIES A", 0, "", 0},
	}
	for _, c := range cases {
		w := graph.Weigh(testimony(t, c.claims), false)
		known := ""
		if w.FirstKnown != graph.DayMax {
			known = w.FirstKnown.String()
		}
		if w.When != c.when || known != c.known || w.Reliability != c.letter {
			t.Errorf("%s: %s gives when %d, known %q, %s, want %d, %q, %s", c.reason, c.claims, w.When, known, w.Reliability, c.when, c.known, c.letter)
		}
	}
}

func TestDisputeOverlap(t *testing.T) {
	cases := []struct {
		reason  string
		claims  string
		lasting bool
		want    graph.Overlap
	}{
		{"one day on both sides", "REPORTS @2025-10-11; DENIES @2025-10-11", false, graph.OverlapCertain},
		{"a month may be two days", "REPORTS @2025-10; DENIES @2025-10", false, graph.OverlapPossible},
		{"two periods that share a day", "REPORTS @2024-01-01/2025-01-01; DENIES @2025-01-01/2026-01-01", false, graph.OverlapCertain},
		{"inferred is possible at most", "REPORTS @2025-10-11 inferred; DENIES @2025-10-11", false, graph.OverlapPossible},
		{"inferred on the other side too", "REPORTS @2025-10-11; DENIES @2025-10-11 inferred", false, graph.OverlapPossible},
		{"undated is unbounded", "REPORTS; DENIES @2025-10-11", false, graph.OverlapPossible},
		{"an undated denial of what does not last", "REPORTS @2025-10-11; DENIES published=2025-11-01", false, graph.OverlapPossible},
		{"an undated denial of what lasts reaches to its document", "REPORTS @2025-10-11; DENIES published=2025-11-01", true, graph.OverlapCertain},
		{"retracted claims are no side", "REPORTS @2025-10-11; DENIES @2025-10-11 retracted; DENIES", false, graph.OverlapPossible},
		{"one certain pair is enough", "REPORTS; REPORTS @2025-10-11; DENIES; DENIES @2025-10-11", false, graph.OverlapCertain},
	}
	for _, c := range cases {
		ts := testimony(t, c.claims)
		graph.Weigh(ts, c.lasting)
		if got := graph.DisputeOverlap(ts, c.lasting); got != c.want {
			t.Errorf("%s: %s gives %s, want %s", c.reason, c.claims, got, c.want)
		}
	}
}

var someTestimony = rapid.Custom(func(t *rapid.T) graph.Testimony {
	x := graph.Testimony{
		Stance:    graph.Stance(rapid.IntRange(1, int(graph.NoComment)).Draw(t, "stance")),
		Named:     rapid.IntRange(0, 4).Draw(t, "named") > 0,
		Retracted: rapid.IntRange(0, 6).Draw(t, "retracted") == 0,
		Origin:    rapid.Uint32Range(1, 4).Draw(t, "origin"),
		Family:    rapid.Uint32Range(1, 4).Draw(t, "family"),
		Published: graph.Day(rapid.IntRange(0, 9).Draw(t, "published")),
		Known:     graph.DayMax,
		Dated:     rapid.IntRange(0, 5).Draw(t, "dated") > 0,
	}
	if rapid.IntRange(0, 5).Draw(t, "unpublished") == 0 {
		x.Published = graph.DayMax
	}
	x.Against = x.Stance.CanTurn() && rapid.Bool().Draw(t, "against")
	if x.Dated {
		from := graph.Day(rapid.IntRange(0, 9).Draw(t, "from"))
		to := from + graph.Day(rapid.IntRange(0, 4).Draw(t, "days"))
		x.Span = graph.Span{StartEarliest: from, StartLatest: to, EndEarliest: from, EndLatest: to}
	}
	return x
})

// Whatever is claimed: there is a status; status, sources, known day and
// reliability do not depend on the order; not everything is history; and taking
// away a claim for a relation never adds a source.
func TestWeighLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ts := rapid.SliceOfN(someTestimony, 1, 8).Draw(t, "claims")
		lasting := rapid.Bool().Draw(t, "lasting")
		w := graph.Weigh(slices.Clone(ts), lasting)
		if w.Status < graph.Confirmed || w.Status > graph.Retracted || w.Independent < 0 || w.Independent > len(ts) {
			t.Fatalf("%+v", w)
		}
		shuffled := rapid.Permutation(ts).Draw(t, "shuffled")
		s := graph.Weigh(shuffled, lasting)
		s.When, w.When = 0, 0
		if s != w {
			t.Fatalf("%+v, in another order %+v", w, s)
		}
		if retracted := !slices.ContainsFunc(ts, func(x graph.Testimony) bool { return !x.Retracted }); retracted != (w.Status == graph.Retracted) {
			t.Fatalf("%s, though all retracted is %v", w.Status, retracted)
		}
		if (w.Status == graph.Corroborated || w.Status == graph.Reported) && (w.Status == graph.Corroborated) != (w.Independent >= 2) {
			t.Fatalf("%s with %d", w.Status, w.Independent)
		}
		for i, x := range ts {
			if x.Stance == graph.Denies || x.Stance == graph.NoComment || x.Against {
				continue
			}
			if less := graph.Weigh(slices.Delete(slices.Clone(ts), i, i+1), lasting); less.Independent > w.Independent {
				t.Fatalf("without claim %d there are %d sources, with it %d", i, less.Independent, w.Independent)
			}
		}
	})
}

// The matching agrees with trying every selection of claims.
func TestMatchingIsTheLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ts := rapid.SliceOfN(someTestimony, 1, 8).Draw(t, "claims")
		best, unnamed := 0, 0
		for set := range 1 << len(ts) {
			families, origins, n := map[uint32]bool{}, map[uint32]bool{}, 0
			for i, x := range ts {
				if set>>i&1 == 0 {
					continue
				}
				if !x.Stance.Vouches() || x.Retracted || !x.Named || families[x.Family] || origins[x.Origin] {
					n = -len(ts)
				}
				families[x.Family], origins[x.Origin] = true, true
				n++
			}
			best = max(best, n)
		}
		for _, x := range ts {
			if x.Stance.Vouches() && !x.Retracted {
				unnamed = 1
			}
		}
		if got := graph.Weigh(ts, false).Independent; got != max(best, unnamed) {
			t.Fatalf("%d, want %d", got, max(best, unnamed))
		}
	})
}

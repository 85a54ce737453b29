package graph_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/graph"
)

// checkEDTF holds for every expression that is accepted.
func checkEDTF(t rapid.TB, e graph.EDTF) {
	t.Helper()
	s, ok := e.Span()
	rs := e.Readings()
	if !ok {
		if s != (graph.Span{}) || rs != nil {
			t.Fatalf("%q: without bounds, but %v %v", e, s, rs)
		}
		if q := (graph.Span{}); !e.Overlaps(q, graph.OverlapPossible) || e.Overlaps(q, graph.OverlapCertain) {
			t.Fatalf("%q: undated passes POSSIBLE and fails CERTAIN", e)
		}
		return
	}
	if s.StartEarliest > s.StartLatest || s.EndEarliest > s.EndLatest || s.StartEarliest > s.EndEarliest || s.StartLatest > s.EndLatest {
		t.Fatalf("%q: bounds out of order: %+v", e, s)
	}
	if s.Interval != e.Interval() {
		t.Fatalf("%q: interval %v in the span, %v in the expression", e, s.Interval, e.Interval())
	}
	if !s.Interval && (s.StartLatest != s.Latest() || s.EndEarliest != s.Earliest()) {
		t.Fatalf("%q: no interval, but %+v", e, s)
	}
	if n := len(rs); n == 0 || n > 4096 || rs[0].Earliest() != s.Earliest() || rs[n-1].Latest() != s.Latest() {
		t.Fatalf("%q: %d readings do not fill the span %+v", e, n, s)
	}
	if !edtfRunsApart(rs) {
		t.Fatalf("%q: readings touch or are out of order: %v", e, rs)
	}
	for i, r := range rs {
		if !e.Overlaps(r, graph.OverlapPossible) {
			t.Fatalf("%q: does not meet its own reading %v", e, r)
		}
		if i > 0 && i < 4 {
			gap := graph.Span{StartEarliest: rs[i-1].Latest() + 1, EndLatest: r.Earliest() - 1}
			if e.Overlaps(gap, graph.OverlapPossible) {
				t.Fatalf("%q: meets the gap %v", e, gap)
			}
		}
	}
	if !e.Overlaps(s, graph.OverlapCertain) {
		t.Fatalf("%q: not certain to lie within its own hull", e)
	}
}

func FuzzParseEDTF(f *testing.F) {
	for _, c := range acceptedEDTF {
		f.Add(c.in)
	}
	for _, c := range refusedEDTF {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		e, err := graph.ParseEDTF(in)
		if err != nil {
			var bad *graph.EDTFError
			if !errors.As(err, &bad) || bad.Reason == "" || bad.Offset < 0 || bad.Offset > len(in) || bad.Input != in {
				t.Fatalf("%q: bad error %#v", in, err)
			}
			return
		}
		if e.String() != in || len(in) > 256 {
			t.Fatalf("%q: comes back as %q", in, e)
		}
		if again, err := graph.ParseEDTF(e.String()); err != nil || again != e {
			t.Fatalf("%q: read again: %+v, %v", in, again, err)
		}
		for _, c := range []byte(in) {
			if c >= 0x80 || c <= ' ' {
				t.Fatalf("%q: byte 0x%02X accepted", in, c)
			}
		}
		checkEDTF(t, e)
	})
}

// drawEDTF writes expressions of every supported form; some are refused for what
// they say (no such day, end before start).
func drawEDTF(t *rapid.T) string {
	switch rapid.IntRange(0, 5).Draw(t, "form") {
	case 0:
		return drawEDTFSide(t) + "/" + drawEDTFSide(t)
	case 1:
		return drawEDTFSet(t)
	default:
		return drawEDTFDate(t)
	}
}

func drawEDTFSide(t *rapid.T) string {
	return rapid.OneOf(rapid.Just(".."), rapid.Just(""), rapid.Custom(drawEDTFDate)).Draw(t, "side")
}

func drawEDTFSet(t *rapid.T) string {
	members := rapid.SliceOfN(rapid.Custom(drawEDTFDate), 1, 5).Draw(t, "members")
	if rapid.Bool().Draw(t, "open start") {
		members[0] = ".." + members[0]
	} else if rapid.Bool().Draw(t, "open end") {
		members[len(members)-1] += ".."
	}
	if rapid.Bool().Draw(t, "all") {
		return "{" + strings.Join(members, ",") + "}"
	}
	return "[" + strings.Join(members, ",") + "]"
}

func drawEDTFDate(t *rapid.T) string {
	q := func(label string) string {
		return rapid.SampledFrom([]string{"", "", "", "", "?", "~", "%"}).Draw(t, label)
	}
	mask := func(s, label string) string {
		b := []byte(s)
		for i := range b {
			if rapid.IntRange(0, 5).Draw(t, label) == 0 {
				b[i] = 'X'
			}
		}
		return string(b)
	}
	if rapid.IntRange(0, 15).Draw(t, "long") == 0 {
		return fmt.Sprintf("Y%d", rapid.Int64Range(10000, 1e10).Draw(t, "year"))
	}
	s := rapid.SampledFrom([]string{"", "", "", "-"}).Draw(t, "sign")
	s = q("q") + s + mask(fmt.Sprintf("%04d", rapid.IntRange(1, 9999).Draw(t, "year")), "mask") + q("q")
	precision := rapid.IntRange(0, 3).Draw(t, "precision")
	if precision == 1 {
		return s + "-" + fmt.Sprint(rapid.IntRange(21, 24).Draw(t, "season"))
	}
	if precision > 1 {
		s += "-" + q("q") + mask(fmt.Sprintf("%02d", rapid.IntRange(1, 12).Draw(t, "month")), "mask") + q("q")
	}
	if precision > 2 {
		s += "-" + q("q") + mask(fmt.Sprintf("%02d", rapid.IntRange(1, 28).Draw(t, "day")), "mask") + q("q")
	}
	return s
}

func drawParsedEDTF(t *rapid.T) graph.EDTF {
	s := rapid.Custom(drawEDTF).Filter(func(s string) bool {
		_, err := graph.ParseEDTF(s)
		return err == nil
	}).Draw(t, "edtf")
	e, _ := graph.ParseEDTF(s)
	return e
}

// drawSpan draws ordered bounds, near each other and at the ends of time.
func drawSpan(t *rapid.T, label string) graph.Span {
	day := rapid.OneOf(
		rapid.Int32Range(-20, 20),
		rapid.SampledFrom([]int32{int32(graph.DayMin), int32(graph.DayMax)}),
	)
	a, b := day.Draw(t, label), day.Draw(t, label)
	c, d := day.Draw(t, label), day.Draw(t, label)
	a, b, c, d = min(a, b), max(a, b), min(c, d), max(c, d)
	if !rapid.Bool().Draw(t, label+" interval") {
		lo, hi := graph.Day(min(a, c)), graph.Day(max(b, d))
		return graph.Span{StartEarliest: lo, StartLatest: hi, EndEarliest: lo, EndLatest: hi}
	}
	return graph.Span{
		StartEarliest: graph.Day(min(a, c)), StartLatest: graph.Day(min(b, d)),
		EndEarliest: graph.Day(max(a, c)), EndLatest: graph.Day(max(b, d)), Interval: true,
	}
}

func TestEDTFProperties(t *testing.T) {
	t.Run("every accepted expression keeps the invariants", rapid.MakeCheck(func(t *rapid.T) {
		checkEDTF(t, drawParsedEDTF(t))
	}))
	t.Run("what is drawn as a date is refused only for what it says", rapid.MakeCheck(func(t *rapid.T) {
		in := drawEDTFDate(t)
		if _, err := graph.ParseEDTF(in); err != nil && !strings.Contains(err.Error(), "there is no") {
			t.Fatalf("%q: %v", in, err)
		}
	}))
	t.Run("Compare is antisymmetric, and BEFORE means that nothing is shared", rapid.MakeCheck(func(t *rapid.T) {
		a, b := drawSpan(t, "a"), drawSpan(t, "b")
		opposite := map[graph.Order]graph.Order{
			graph.OrderBefore: graph.OrderAfter, graph.OrderAfter: graph.OrderBefore, graph.OrderUndetermined: graph.OrderUndetermined,
		}
		if a.Compare(b) != opposite[b.Compare(a)] {
			t.Fatalf("%v %v: %v and %v", a, b, a.Compare(b), b.Compare(a))
		}
		if (a.Compare(b) == graph.OrderUndetermined) != a.Overlaps(b, graph.OverlapPossible) {
			t.Fatalf("%v %v: %v, overlap %v", a, b, a.Compare(b), a.Overlaps(b, graph.OverlapPossible))
		}
	}))
	t.Run("CERTAIN implies POSSIBLE", rapid.MakeCheck(func(t *rapid.T) {
		e, q := drawParsedEDTF(t), drawSpan(t, "query")
		if rapid.Bool().Draw(t, "near") {
			q, _ = drawParsedEDTF(t).Span()
		}
		if e.Overlaps(q, graph.OverlapCertain) && !e.Overlaps(q, graph.OverlapPossible) {
			t.Fatalf("%q: certain but not possible in %v", e, q)
		}
	}))
	t.Run("Overlaps agrees with counting readings one by one", rapid.MakeCheck(func(t *rapid.T) {
		s, q := drawSpan(t, "date"), drawSpan(t, "query")
		possible, certain := countEDTFReadings(s, q)
		if s.Overlaps(q, graph.OverlapPossible) != possible || s.Overlaps(q, graph.OverlapCertain) != certain {
			t.Fatalf("%+v in %+v: POSSIBLE %v, CERTAIN %v by counting", s, q, possible, certain)
		}
	}))
}

// countEDTFReadings is the slow definition on a small axis, of which the ends stand
// for the ends of time: a reading of an interval is a pair start ≤ end within
// the bounds, which meets the query when they share a day; any other date may be
// any day of its hull.
func countEDTFReadings(s, q graph.Span) (some, every bool) {
	axis := func(d graph.Day) int { return int(max(-25, min(25, d))) }
	from, to := axis(q.Earliest()), axis(q.Latest())
	every = true
	see := func(meets bool) { some, every = some || meets, every && meets }
	if !s.Interval {
		for d := axis(s.Earliest()); d <= axis(s.Latest()); d++ {
			see(from <= d && d <= to)
		}
		return some, every
	}
	for a := axis(s.StartEarliest); a <= axis(s.StartLatest); a++ {
		for b := max(a, axis(s.EndEarliest)); b <= axis(s.EndLatest); b++ {
			see(a <= to && b >= from)
		}
	}
	return some, every
}

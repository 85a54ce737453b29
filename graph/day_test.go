package graph_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dragoman/graph"
)

func TestDayAgreesWithTime(t *testing.T) {
	epoch := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-800_000, 2_900_000).Draw(t, "day") // about the years -221 to 9909
		want := epoch.AddDate(0, 0, n)
		d := graph.DayOf(want.Year(), int(want.Month()), want.Day())
		if int(d) != n {
			t.Fatalf("DayOf(%v) = %d, want %d", want, d, n)
		}
		if want.Year() < 0 {
			return
		}
		if got := d.String(); got != want.Format(time.DateOnly) {
			t.Fatalf("String() = %s, want %s", got, want.Format(time.DateOnly))
		}
		if back, err := graph.ParseDay(d.String()); err != nil || back != d {
			t.Fatalf("ParseDay(%s) = %d, %v, want %d", d, back, err, d)
		}
	})
}

func TestDayString(t *testing.T) {
	for _, c := range []struct {
		reason string
		day    graph.Day
		want   string
	}{
		{"the epoch is day 0", 0, "1970-01-01"},
		{"first four-digit year", graph.DayOf(0, 1, 1), "0000-01-01"},
		{"last four-digit year", graph.DayOf(9999, 12, 31), "9999-12-31"},
		{"expanded", graph.DayOf(10000, 1, 1), "+10000-01-01"},
		{"expanded and negative", graph.DayOf(-1, 12, 31), "-00001-12-31"},
		{"the last day", graph.DayMax - 1, "+5881580-07-10"},
		{"the first day", graph.DayMin + 1, "-5877641-06-24"},
		{"unbounded past", graph.DayMin, ""},
		{"unbounded future", graph.DayMax, ""},
		{"years beyond are cut off", graph.DayOf(math.MaxInt, 1, 1), ""},
		{"years before are cut off", graph.DayOf(math.MinInt, 12, 31), ""},
	} {
		if got := c.day.String(); got != c.want {
			t.Errorf("%s: %d is %q, want %q", c.reason, int32(c.day), got, c.want)
		}
		if c.day.Bounded() != (c.want != "") {
			t.Errorf("%s: Bounded() = %v", c.reason, c.day.Bounded())
		}
	}
}

func TestParseDayRefuses(t *testing.T) {
	for _, c := range []struct{ reason, in, want string }{
		{"empty", "", "YYYY-MM-DD"},
		{"month only", "2025-10", "YYYY-MM-DD"},
		{"slashes", "2025/10/11", "YYYY-MM-DD"},
		{"letters", "2025-1O-11", "YYYY-MM-DD"},
		{"unspecified digits", "2025-10-XX", "YYYY-MM-DD"},
		{"white space", "2025-10-11 ", "YYYY-MM-DD"},
		{"a time", "2025-10-11T00:00:00Z", "YYYY-MM-DD"},
		{"sign", "+025-10-11", "YYYY-MM-DD"},
		{"digits beyond ASCII", "２025-10-1", "YYYY-MM-DD"},
		{"month 13", "2025-13-01", "no month 13"},
		{"month 00", "2025-00-01", "no month 00"},
		{"day 00", "2025-01-00", "no day 00"},
		{"day 31 of a short month", "2025-11-31", "no day 31 in a month of 30 days"},
		{"no leap year", "2025-02-29", "no day 29 in a month of 28 days"},
		{"huge", strings.Repeat("9", 1<<20), "YYYY-MM-DD"},
	} {
		_, err := graph.ParseDay(c.in)
		if err == nil || !strings.Contains(err.Error(), c.want) || !errors.Is(err, graph.ErrInvalid) || len(err.Error()) > 512 {
			t.Errorf("%s: %.40q gives %v, want an ErrInvalid with %q", c.reason, c.in, err, c.want)
		}
	}
}

func TestOverlapNames(t *testing.T) {
	for _, o := range []graph.Overlap{graph.OverlapPossible, graph.OverlapCertain} {
		for _, s := range []string{o.String(), strings.ToLower(o.String())} {
			if got, err := graph.ParseOverlap(s); err != nil || got != o {
				t.Errorf("ParseOverlap(%q) = %v, %v", s, got, err)
			}
		}
	}
	for _, s := range []string{"", "MAYBE"} {
		if _, err := graph.ParseOverlap(s); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("ParseOverlap(%q) gives %v", s, err)
		}
	}
	if s := graph.Overlap(7).String(); s != "" {
		t.Errorf("Overlap(7) has the name %q", s)
	}
}

func TestOrderNames(t *testing.T) {
	for o, want := range map[graph.Order]string{
		graph.OrderUndetermined: "UNDETERMINED", graph.OrderBefore: "BEFORE", graph.OrderAfter: "AFTER", 7: "Order(7)",
	} {
		if o.String() != want {
			t.Errorf("%d is %q, want %q", int8(o), o, want)
		}
	}
}

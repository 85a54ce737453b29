package graph_test

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/sfomuseum/go-edtf/parser"
	"pgregory.net/rapid"

	"dragoman/graph"
)

// edtfOracle asks go-edtf for the first and last day. ok is false where it refuses,
// panics (it does on some inputs) or gives no bounds.
func edtfOracle(in string) (first, last graph.Day, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	d, err := parser.ParseString(in)
	if err != nil {
		return 0, 0, false
	}
	lower, err1 := d.Lower()
	upper, err2 := d.Upper()
	if err1 != nil || err2 != nil || lower == nil || upper == nil {
		return 0, 0, false
	}
	day := func(t time.Time) graph.Day { return graph.DayOf(t.Year(), int(t.Month()), t.Day()) }
	return day(*lower), day(*upper), true
}

// edtfDifferences are the inputs on which go-edtf v1.2.0 is deliberately not
// followed. Each has an example that must go on differing, so that the list
// stays true.
var edtfDifferences = []struct{ reason, pattern, example, ours, theirs string }{
	{
		"a season does not say which hemisphere; go-edtf takes the northern one",
		`-2[1-4]$`, "2001-22", "2001-06-01 2002-02-28", "2001-06-01 2001-08-31",
	},
	{
		"a date with a time is the day as written; go-edtf converts to UTC",
		`T.*[+-]\d\d(:\d\d)?$`, "1985-04-12T23:20:30-04", "1985-04-12 1985-04-12", "1985-04-13 1985-04-13",
	},
	{
		"month 0X is 01 to 09; go-edtf reads 1X",
		`-[?~%]?0X`, "1984-0X", "1984-01-01 1984-09-30", "1984-10-01 1984-12-31",
	},
	{
		"a day with one X is one of ten days or fewer; go-edtf takes the month",
		`-\d\d-(\dX|X\d)$`, "2025-10-2X", "2025-10-20 2025-10-29", "2025-10-01 2025-10-31",
	},
	{
		"a qualified day is a day; go-edtf takes the month",
		`-\d\d-\d\d[?~%]$`, "2004-06-11%", "2004-06-11 2004-06-11", "2004-06-01 2004-06-30",
	},
	{
		"an open or unknown end has no bound; go-edtf ends with the month of the start",
		`-\d\d/(\.\.)?$`, "1985-04-12/..", "1985-04-12 future", "1985-04-01 1985-04-30",
	},
	{
		"a range of negative years runs towards zero; go-edtf mixes up its ends",
		`^[\[{]-`, "[-0010..-0005]", "-00010-01-01 -00005-12-31", "-00005-01-01 -00010-12-31",
	},
}

func TestEDTFOracle(t *testing.T) {
	var known []*regexp.Regexp
	for _, d := range edtfDifferences {
		re := regexp.MustCompile(d.pattern)
		known = append(known, re)
		first, last, ok := edtfOracle(d.example)
		theirs := showEDTFDay(first) + " " + showEDTFDay(last)
		ours := showEDTFDays(mustSpan(t, d.example))
		if !ok || theirs != d.theirs || ours != d.ours || !re.MatchString(d.example) {
			t.Errorf("%s: %s: ours %s, theirs %s", d.reason, d.example, ours, theirs)
		}
	}

	var inputs []string
	for _, c := range acceptedEDTF {
		inputs = append(inputs, c.in)
	}
	for seed := range 20_000 { // the same in every run: go-edtf is not to fail ours at random
		inputs = append(inputs, rapid.Custom(drawEDTF).Example(seed))
	}
	compared := 0
	for _, in := range inputs {
		e, err := graph.ParseEDTF(in)
		s, bounded := e.Span()
		if err != nil || !bounded || slices.ContainsFunc(known, func(re *regexp.Regexp) bool { return re.MatchString(in) }) {
			continue
		}
		first, last, ok := edtfOracle(in)
		if !ok {
			continue
		}
		compared++
		if s.Earliest() != first || s.Latest() != last {
			t.Errorf("%s: ours %s, theirs %s %s", in, showEDTFDays(s), first, last)
		}
	}
	if compared < 1000 {
		t.Errorf("only %d inputs were compared", compared)
	}
	t.Logf("%d inputs compared", compared)
}

package graph_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"
)

// show writes the bounds of an expression, as "a b" for a date and "a b | c d"
// for an interval: earliest and latest start, earliest and latest end.
func showEDTF(e graph.EDTF) string {
	s, ok := e.Span()
	if !ok {
		return "none"
	}
	if s.Interval {
		name := showEDTFDay
		return fmt.Sprintf("%s %s | %s %s", name(s.StartEarliest), name(s.StartLatest), name(s.EndEarliest), name(s.EndLatest))
	}
	return showEDTFDays(s)
}

func showEDTFDays(s graph.Span) string {
	return showEDTFDay(s.Earliest()) + " " + showEDTFDay(s.Latest())
}

func showEDTFDay(d graph.Day) string {
	switch d {
	case graph.DayMin:
		return "past"
	case graph.DayMax:
		return "future"
	}
	return d.String()
}

func mustEDTF(t testing.TB, s string) graph.EDTF {
	t.Helper()
	e, err := graph.ParseEDTF(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustSpan(t testing.TB, s string) graph.Span {
	t.Helper()
	span, ok := mustEDTF(t, s).Span()
	if !ok {
		t.Fatalf("%s has no span", s)
	}
	return span
}

var acceptedEDTF = []struct{ reason, in, want string }{
	{"no date", "", "none"},
	// Level 0
	{"day", "1985-04-12", "1985-04-12 1985-04-12"},
	{"month", "1985-04", "1985-04-01 1985-04-30"},
	{"year", "1985", "1985-01-01 1985-12-31"},
	{"leap day", "2024-02-29", "2024-02-29 2024-02-29"},
	{"leap February", "2000-02", "2000-02-01 2000-02-29"},
	{"1900 is no leap year", "1900-02", "1900-02-01 1900-02-28"},
	{"year zero exists and is a leap year", "0000-02", "0000-02-01 0000-02-29"},
	{"last four-digit day", "9999-12-31", "9999-12-31 9999-12-31"},
	{"local time", "1985-04-12T23:20:30", "1985-04-12 1985-04-12"},
	{"time in UTC", "1985-04-12T23:20:30Z", "1985-04-12 1985-04-12"},
	{"offset in hours: the day as written", "1985-04-12T23:20:30-04", "1985-04-12 1985-04-12"},
	{"offset with minutes: the day as written", "1985-04-12T23:20:30+04:30", "1985-04-12 1985-04-12"},
	{"leap second", "2016-12-31T23:59:60Z", "2016-12-31 2016-12-31"},
	{"interval of years", "1964/2008", "1964-01-01 1964-12-31 | 2008-01-01 2008-12-31"},
	{"interval of months", "2004-06/2006-08", "2004-06-01 2004-06-30 | 2006-08-01 2006-08-31"},
	{"interval of days", "2004-02-01/2005-02-08", "2004-02-01 2004-02-01 | 2005-02-08 2005-02-08"},
	{"mixed precision", "2004-02-01/2005-02", "2004-02-01 2004-02-01 | 2005-02-01 2005-02-28"},
	{"one day", "2005/2005-02-08", "2005-01-01 2005-02-08 | 2005-02-08 2005-02-08"},
	{"the end is no sooner than the start", "2021-06/2021", "2021-06-01 2021-06-30 | 2021-06-01 2021-12-31"},
	{"the start is no later than the end", "2021/2021-03", "2021-01-01 2021-03-31 | 2021-03-01 2021-03-31"},
	// Level 1
	{"long year", "Y17000", "+17000-01-01 +17000-12-31"},
	{"long negative year", "Y-17000", "-17000-01-01 -17000-12-31"},
	{"year beyond Day", "Y170000002", "none"},
	{"negative year beyond Day", "Y-170000002", "none"},
	{"year beyond 64 bits", "Y" + strings.Repeat("9", 200), "none"},
	{"long year qualified", "Y17000?", "+17000-01-01 +17000-12-31"},
	{"spring of both hemispheres", "2001-21", "2001-03-01 2001-11-30"},
	{"summer of both hemispheres", "2001-22", "2001-06-01 2002-02-28"},
	{"autumn of both hemispheres", "2001-23", "2001-03-01 2001-11-30"},
	{"winter of both hemispheres, to a leap day", "2003-24", "2003-06-01 2004-02-29"},
	{"season qualified", "2001-21~", "2001-03-01 2001-11-30"},
	{"uncertain year does not move", "1984?", "1984-01-01 1984-12-31"},
	{"approximate month does not move", "2004-06~", "2004-06-01 2004-06-30"},
	{"uncertain and approximate day", "2004-06-11%", "2004-06-11 2004-06-11"},
	{"decade", "201X", "2010-01-01 2019-12-31"},
	{"century", "20XX", "2000-01-01 2099-12-31"},
	{"millennium", "1XXX", "1000-01-01 1999-12-31"},
	{"some month", "2004-XX", "2004-01-01 2004-12-31"},
	{"some day of a month", "1985-04-XX", "1985-04-01 1985-04-30"},
	{"some day of a year", "1985-XX-XX", "1985-01-01 1985-12-31"},
	{"open end", "2021/..", "2021-01-01 2021-12-31 | future future"},
	{"open start", "../2021", "past past | 2021-01-01 2021-12-31"},
	{"unknown end", "2021/", "2021-01-01 2021-12-31 | 2021-01-01 future"},
	{"unknown start", "/2021", "past 2021-12-31 | 2021-01-01 2021-12-31"},
	{"open end of a day", "1985-04-12/..", "1985-04-12 1985-04-12 | future future"},
	{"unknown start of a month", "/1985-04", "past 1985-04-30 | 1985-04-01 1985-04-30"},
	{"qualified ends", "1984~/2004-06?", "1984-01-01 1984-12-31 | 2004-06-01 2004-06-30"},
	{"season as an end", "2001-21/2003-24", "2001-03-01 2001-11-30 | 2003-06-01 2004-02-29"},
	{"negative year", "-1985", "-01985-01-01 -01985-12-31"},
	{"negative year with a day", "-0044-03-15", "-00044-03-15 -00044-03-15"},
	{"negative decade runs towards zero", "-004X", "-00049-01-01 -00040-12-31"},
	{"there is no year -0000 in a decade", "-000X", "-00009-01-01 -00001-12-31"},
	// Level 2, the part that is read
	{"digit in the middle", "15XX-12-25", "1500-12-25 1599-12-25"},
	{"decade of a day", "156X-12-25", "1560-12-25 1569-12-25"},
	{"month of a millennium", "1XXX-12", "1000-12-01 1999-12-31"},
	{"some month of a millennium", "1XXX-XX", "1000-01-01 1999-12-31"},
	{"first digit", "X025", "0025-01-01 9025-12-31"},
	{"some month, known day", "2025-XX-25", "2025-01-25 2025-12-25"},
	{"months 10 to 12", "1984-1X", "1984-10-01 1984-12-31"},
	{"months 01 to 09", "1984-0X", "1984-01-01 1984-09-30"},
	{"months 01 and 11", "1984-X1", "1984-01-01 1984-11-30"},
	{"month 05", "1984-X5", "1984-05-01 1984-05-31"},
	{"twenties of a month", "2025-10-2X", "2025-10-20 2025-10-29"},
	{"twenties of a short month", "2025-02-2X", "2025-02-20 2025-02-28"},
	{"twenties of a leap month", "2024-02-2X", "2024-02-20 2024-02-29"},
	{"days 30 and 31", "2025-10-3X", "2025-10-30 2025-10-31"},
	{"only the 30th", "2025-11-3X", "2025-11-30 2025-11-30"},
	{"units digit", "2025-10-X1", "2025-10-01 2025-10-31"},
	{"leap days only", "19XX-02-29", "1904-02-29 1996-02-29"},
	{"31st of some month", "2025-XX-31", "2025-01-31 2025-12-31"},
	{"season of a decade", "201X-22", "2010-06-01 2020-02-29"},
	{"open year", "XXXX", "none"},
	{"open year with a day", "XXXX-10-25", "none"},
	{"open year with part of a day", "XXXX-10-2X", "none"},
	{"open year has leap days", "XXXX-02-29", "none"},
	{"open year with all open", "XXXX-XX-XX", "none"},
	{"open negative year", "-XXXX-10-25", "none"},
	{"open season", "XXXX-21", "none"},
	{"open year as a start counts as unknown", "XXXX-10-25/2020", "past 2020-12-31 | 2020-01-01 2020-12-31"},
	{"open year as an end counts as unknown", "2020-10-25/XXXX-10-27", "2020-10-25 2020-10-25 | 2020-10-25 future"},
	{"both ends of an open year", "XXXX-10-25/XXXX-10-27", "none"},
	{"nothing known of either end", "XXXX-10-25/..", "none"},
	{"end beyond Day", "2000/Y170000002", "none"},
	{"one of a set", "[1667,1668,1670..1672]", "1667-01-01 1672-12-31"},
	{"one of months, open to the future", "[1760-01,1760-02,1760-12..]", "1760-01-01 future"},
	{"mixed precision in a set", "[1667,1760-12]", "1667-01-01 1760-12-31"},
	{"before or on", "[..2025-10-11]", "past 2025-10-11"},
	{"in or after", "[2020-01..]", "2020-01-01 future"},
	{"all of a set", "{1960,1961-12}", "1960-01-01 1961-12-31"},
	{"all up to", "{..1984}", "past 1984-12-31"},
	{"open at both sides, by two members", "[..1980,1990..]", "past future"},
	{"set of one", "[1960]", "1960-01-01 1960-12-31"},
	{"set out of order", "[2021,2019]", "2019-01-01 2021-12-31"},
	{"range of different precision", "[1760..1762-05]", "1760-01-01 1762-05-31"},
	{"negative years in a range", "[-0010..-0005]", "-00010-01-01 -00005-12-31"},
	{"unspecified digits in a set", "{2025-XX-25,2027}", "2025-01-25 2027-12-31"},
	{"qualifier in a set", "[1667?,1668~]", "1667-01-01 1668-12-31"},
	{"open year takes the bounds from a set", "[2020,XXXX-10-25]", "none"},
	{"open year in a range", "[XXXX-10..2020]", "none"},
	{"member beyond Day", "[2020,Y170000002]", "none"},
	{"group qualifier", "2004-06~-11", "2004-06-11 2004-06-11"},
	{"group qualifier on the year", "2004?-06-11", "2004-06-11 2004-06-11"},
	{"qualifiers of single parts", "?2004-06-~11", "2004-06-11 2004-06-11"},
	{"qualifier of a month", "2004-%06-11", "2004-06-11 2004-06-11"},
	{"qualifiers at both sides of a part", "2004-?06~-11", "2004-06-11 2004-06-11"},
	{"qualified negative years", "~-0100/~2020", "-00100-01-01 -00100-12-31 | 2020-01-01 2020-12-31"},
	{"parts qualified in an interval", "2004-06-~01/2004-06-~20", "2004-06-01 2004-06-01 | 2004-06-20 2004-06-20"},
	{"unspecified digits in an interval", "2004-06-XX/2004-07-03", "2004-06-01 2004-06-30 | 2004-07-03 2004-07-03"},
	{"digits and qualifiers at once", "201X-?0X~", "2010-01-01 2019-09-30"},
}

func TestParseEDTFAccepts(t *testing.T) {
	for _, c := range acceptedEDTF {
		t.Run(c.reason, func(t *testing.T) {
			e := mustEDTF(t, c.in)
			if got := showEDTF(e); got != c.want {
				t.Errorf("%s: %s: bounds %q, want %q", c.reason, c.in, got, c.want)
			}
			if e.String() != c.in {
				t.Errorf("String() = %q, want it as written: %q", e.String(), c.in)
			}
			if e.IsZero() != (c.in == "") {
				t.Errorf("IsZero() = %v for %q", e.IsZero(), c.in)
			}
			if want := strings.Contains(c.in, "/"); e.Interval() != want {
				t.Errorf("Interval() = %v, want %v", e.Interval(), want)
			}
			if want := strings.ContainsAny(c.in, "?%"); e.Uncertain() != want {
				t.Errorf("Uncertain() = %v, want %v", e.Uncertain(), want)
			}
			if want := strings.ContainsAny(c.in, "~%"); e.Approximate() != want {
				t.Errorf("Approximate() = %v, want %v", e.Approximate(), want)
			}
			checkEDTF(t, e)
		})
	}
}

var refusedEDTF = []struct {
	reason, in string
	offset     int
	want       string // part of the reason given
}{
	{"no such day", "2025-02-30", 8, "no day 30 in 2025-02"},
	{"no leap year", "1900-02-29", 8, "no day 29"},
	{"day zero", "2025-01-00", 8, "no day 00"},
	{"no reading in the calendar", "2025-02-3X", 8, "no day 3X"},
	{"no such tens", "2025-01-4X", 8, "no day 4X"},
	{"no leap year ends with 1", "1XX1-02-29", 8, "no day 29"},
	{"not even in an open year", "XXXX-02-30", 8, "no day 30"},
	{"month 13", "2025-13", 5, "no month 13"},
	{"month 00", "2025-00", 5, "no month 00"},
	{"month 42", "2025-42", 5, "no month 42"},
	{"season with an unspecified digit", "2025-2X", 5, "no month 2X"},
	{"month digit with no reading", "2025-3X", 5, "no month 3X"},
	{"quarter", "2001-34", 5, "sub-year groupings"},
	{"located season", "2001-25", 5, "sub-year groupings"},
	{"semester", "2001-41", 5, "sub-year groupings"},
	{"season with a day", "2001-21-01", 7, "season has no days"},
	{"exponential year", "Y-17E7", 4, "exponential"},
	{"exponential year without Y", "17E7", 2, "exponential"},
	{"significant digits", "1950S2", 4, "significant digits"},
	{"significant digits of a long year", "Y171010000S3", 10, "significant digits"},
	{"Y with four digits", "Y1700", 1, "more than four digits"},
	{"Y with a leading zero", "Y01700", 1, "more than four digits"},
	{"Y alone", "Y", 1, "ends where a digit"},
	{"Y with X", "Y1700X", 5, "unspecified digits"},
	{"Y with a month", "Y17000-01", 6, "no months"},
	{"lower-case y", "y17000", 0, "written with Y"},
	{"minus zero", "-0000", 0, "written 0000"},
	{"plus sign", "+2025", 0, "no sign +"},
	{"year of three digits", "202", 3, "year of four digits"},
	{"basic format", "20251025", 4, "too many digits for a year"},
	{"month of one digit", "2025-1", 6, "month of two digits"},
	{"month of three digits", "2025-101", 7, "too many digits for a month"},
	{"day of one digit", "2025-10-1", 9, "day of two digits"},
	{"day of three digits", "2025-10-101", 10, "too many digits for a day"},
	{"trailing hyphen", "2025-", 5, "month of two digits"},
	{"fourth part", "2025-10-11-12", 10, "'-' where the end"},
	{"old draft's u", "19uu", 2, "written X"},
	{"lower-case x", "201x", 3, "written X"},
	{"week date", "2025-W10", 5, "week dates"},
	{"duration", "P1Y", 0, "durations"},
	{"white space", "2025 ", 4, "white space"},
	{"letters", "next May", 0, "'n' where a year"},
	{"doubled qualifier", "2025??", 5, "one qualifier"},
	{"two qualifiers", "2025?~", 5, "one qualifier"},
	{"qualifier alone", "?", 1, "ends where a year"},
	{"time without a day", "2025-10T10:00:00", 7, "time of day"},
	{"time of a qualified date", "2025-10-11?T10:00:00", 11, "time of day"},
	{"time of a date with X", "2025-10-1XT10:00:00", 10, "time of day"},
	{"time of an open year", "XXXX-10-11T10:00:00", 10, "time of day"},
	{"time in an interval", "2025-10-11T10:00:00/2025-10-12", 10, "time of day"},
	{"time in a set", "[2025-10-11T10:00:00]", 11, "time of day"},
	{"hour 24", "2025-10-11T24:00:00", 11, "hour 00–23"},
	{"minute 60", "2025-10-11T10:60:00", 14, "minute 00–59"},
	{"second 61", "2025-10-11T10:00:61", 17, "second 00–60"},
	{"time without seconds", "2025-10-11T10:00", 16, "a colon"},
	{"time cut off", "2025-10-11T1", 12, "an hour"},
	{"fraction of a second", "2025-10-11T10:00:00.5Z", 19, "the end"},
	{"lower-case z", "2025-10-11T10:00:00z", 19, "the end"},
	{"bad offset", "2025-10-11T10:00:00+25", 20, "offset in hours"},
	{"bad offset minutes", "2025-10-11T10:00:00+05:60", 23, "offset in minutes"},
	{"end before start", "2021/2020", 5, "ends before it starts"},
	{"end before start by a day", "2021-10-12/2021-10-11", 11, "ends before it starts"},
	{"end before start, both beyond Day", "Y170000003/Y170000002", 11, "ends before it starts"},
	{"end before every reading of the start", "2025-XX-25/2025-01-24", 11, "ends before it starts"},
	{"interval of nothing", "/", 0, "a date at one end"},
	{"interval of open ends", "../..", 0, "a date at one end"},
	{"interval, unknown to open", "/..", 0, "a date at one end"},
	{"three parts", "2020/2021/2022", 9, "one /"},
	{"open side of an end", "2004-06-01../2004-06-20", 10, ".. stands alone"},
	{"open side of a start", "..2004-06-01/2004-06-20", 2, ".. stands alone"},
	{"qualified open end", "2004/..?", 7, ".. stands alone"},
	{"single dot", "2004/.", 5, "'.' where a year"},
	{"old draft's word", "2004/open", 5, "'o' where a year"},
	{"garbage before the slash", "2004!/2005", 4, "'!' where /"},
	{"garbage after the end", "2004/2005!", 9, "'!' where the end"},
	{"empty set", "[]", 1, "']' where a year"},
	{"set without end", "[2020", 5, "a comma or ]"},
	{"set with the wrong bracket", "[2020}", 5, "a comma or ]"},
	{"set of all with the wrong bracket", "{2020]", 5, "a comma or }"},
	{"empty member", "[2020,,2021]", 6, "a list of dates"},
	{"trailing comma", "[2020,]", 6, "']' where a year"},
	{"white space in a set", "[2020, 2021]", 6, "white space"},
	{"range alone", "[..]", 3, "']' where a year"},
	{"open start not first", "[2020,..2021]", 6, "only the first"},
	{"open end not last", "[2020..,2021]", 7, "only the last"},
	{"open at both sides", "[..2020..]", 7, "both sides"},
	{"range back in time", "[2021..2020]", 1, "ends before it starts"},
	{"range to nonsense", "[2021..20a0]", 9, "'a' where a year"},
	{"range of three", "[2020..2021..2022]", 11, "'.' where a comma"},
	{"set in a set", "[[2020],2021]", 1, "a set stands alone"},
	{"set in an interval", "2020/[2021,2022]", 5, "a set stands alone"},
	{"interval in a set", "[2020/2021]", 5, "sets hold no intervals"},
	{"set qualified", "[2020]?", 6, "nothing may follow"},
	{"list without brackets", "2020,2021", 4, "written in [ ]"},
	{"range without brackets", "2020..2021", 4, "'.' where the end"},
	{"full-width digits", "２０２５", 0, "U+FF12 is not ASCII"},
	{"Arabic-Indic digits", "٢٠٢٥", 0, "U+0662 is not ASCII"},
	{"en dash", "2025–10", 4, "U+2013 is not ASCII"},
	{"Cyrillic Х", "201Х", 3, "U+0425 is not ASCII"},
	{"zero-width space", "2025\u200b", 4, "U+200B is not ASCII"},
	{"invalid UTF-8", "2025\xff", 4, "0xFF is not ASCII"},
	{"NUL", "2025\x00", 4, `'\x00' where the end`},
	{"too long", strings.Repeat("2", 257), 256, "longer than 256 bytes"},
}

func TestParseEDTFRefuses(t *testing.T) {
	for _, c := range refusedEDTF {
		t.Run(c.reason, func(t *testing.T) {
			e, err := graph.ParseEDTF(c.in)
			var bad *graph.EDTFError
			if !errors.As(err, &bad) {
				t.Fatalf("%s: %q gives %v and %v, want an *EDTFError", c.reason, c.in, showEDTF(e), err)
			}
			if bad.Offset != c.offset || !strings.Contains(bad.Reason, c.want) || bad.Input != c.in {
				t.Errorf("%s: %q\n got %d %q\nwant %d %q", c.reason, c.in, bad.Offset, bad.Reason, c.offset, c.want)
			}
			if !errors.Is(err, graph.ErrInvalid) {
				t.Error("an EDTFError is an ErrInvalid")
			}
			if !e.IsZero() {
				t.Error("what comes with an error is the zero value")
			}
			if n := len(err.Error()); n > 512 {
				t.Errorf("the message has %d bytes; it must not repeat a huge input", n)
			}
		})
	}
}

func TestReadings(t *testing.T) {
	for _, c := range []struct {
		reason, in string
		n          int
		first      string // the first reading's days
	}{
		{"undated has none", "", 0, ""},
		{"open year has none", "XXXX-10-25", 0, ""},
		{"a plain date is one", "2025-10", 1, "2025-10-01 2025-10-31"},
		{"a decade has no gaps", "201X", 1, "2010-01-01 2019-12-31"},
		{"nor a decade before year 0", "-001X", 1, "-00019-01-01 -00010-12-31"},
		{"the 25th of some month", "2025-XX-25", 12, "2025-01-25 2025-01-25"},
		{"the 31st: short months have none", "2025-XX-31", 7, "2025-01-31 2025-01-31"},
		{"January and November", "2025-X1", 2, "2025-01-01 2025-01-31"},
		{"the twenties of a month", "2025-10-2X", 1, "2025-10-20 2025-10-29"},
		{"1st, 11th, 21st, 31st", "2025-10-X1", 4, "2025-10-01 2025-10-01"},
		{"ten Decembers before year 0", "-001X-12", 10, "-00019-12-01 -00019-12-31"},
		{"leap days of a century", "19XX-02-29", 24, "1904-02-29 1904-02-29"},
		{"a day of each of 1,000 years", "1XXX-12-25", 1000, "1000-12-25 1000-12-25"},
		{"years and months run together", "201X-XX-XX", 1, "2010-01-01 2019-12-31"},
		{"12,000 readings are given as the hull", "1XXX-XX-25", 1, "1000-01-25 1999-12-25"},
		{"the members of a set unite", "[2021,2019,2020-05,2022..2023]", 3, "2019-01-01 2019-12-31"},
		{"two members that touch", "{2020,2021}", 1, "2020-01-01 2021-12-31"},
		{"digits within a set", "[2025-XX-25,2024-12]", 13, "2024-12-01 2024-12-31"},
		{"an open end swallows later members", "[2020,2030,2019..]", 1, "2019-01-01 future"},
		{"a gap between open ends", "[..1980,1990..]", 2, "past 1980-12-31"},
		{"an interval is one, whatever its ends", "2025-XX-25/2027", 1, "2025-01-25 2027-12-31"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			rs := mustEDTF(t, c.in).Readings()
			if len(rs) != c.n {
				t.Fatalf("%s: %s has %d readings, want %d", c.reason, c.in, len(rs), c.n)
			}
			if c.n == 0 {
				return
			}
			if first := showEDTFDays(rs[0]); first != c.first {
				t.Errorf("%s: first reading %s, want %s", c.reason, first, c.first)
			}
		})
	}
}

func TestOverlaps(t *testing.T) {
	for _, c := range []struct {
		reason, date, query string
		possible, certain   bool
	}{
		{"undated passes POSSIBLE only", "", "2025", true, false},
		{"an open year is undated", "XXXX-10-25", "2025-10-25", true, false},
		{"inside", "2025-10-11", "2025-10", true, true},
		{"the same", "2025-10", "2025-10", true, true},
		{"sticks out", "2025-10", "2025-10-11", true, false},
		{"shares one day", "2025-10", "2025-10-31/2026", true, false},
		{"outside", "2025-10", "2025-11", false, false},
		{"interval around the query is certain", "2020/2024", "2022", true, true},
		{"interval that may have ended before", "2020/2022", "2022-05", true, false},
		{"interval that may start after", "2022/2024", "2022-05", true, false},
		{"interval that ends at the earliest in the query", "2020/2022", "2022", true, true},
		{"still open", "2021/..", "2030", true, true},
		{"unknown end", "2021/", "2030", true, false},
		{"unknown end: it held while it started", "2021/", "2021", true, true},
		{"open start", "../2021", "1900", true, true},
		{"unknown start", "/2021", "1900", true, false},
		{"the end narrows the start", "2021/2021-03", "2021-01/2021-03", true, true},
		{"the gap of a set", "[2019,2021]", "2020", false, false},
		{"a member of a set", "[2019,2021]", "2021", true, false},
		{"all members of a set", "[2019,2021]", "2018/2022", true, true},
		{"before the open start", "[..2025-10-11]", "1900", true, false},
		{"an open query", "[..2025-10-11]", "../2026", true, true},
		{"the gap of unspecified digits", "2025-XX-25", "2025-03-01/2025-03-24", false, false},
		{"hit of unspecified digits", "2025-XX-25", "2025-03", true, false},
		{"all of unspecified digits", "2025-XX-25", "2025", true, true},
		{"too many readings are judged by the hull", "1XXX-XX-25", "1500-01-01", true, false},
		{"a query is judged by its hull", "2020", "[2019,2021]", true, true},
		{"qualifiers do not move bounds", "2024~", "2023", false, false},
	} {
		t.Run(c.reason, func(t *testing.T) {
			e, q := mustEDTF(t, c.date), mustSpan(t, c.query)
			if got := e.Overlaps(q, graph.OverlapPossible); got != c.possible {
				t.Errorf("%s: %q possibly overlaps %s: %v, want %v", c.reason, c.date, c.query, got, c.possible)
			}
			if got := e.Overlaps(q, graph.OverlapCertain); got != c.certain {
				t.Errorf("%s: %q certainly overlaps %s: %v, want %v", c.reason, c.date, c.query, got, c.certain)
			}
		})
	}
}

func TestEDTFComparable(t *testing.T) {
	a, b := mustEDTF(t, "[2019,2021]"), mustEDTF(t, "[2019,2021]")
	if a != b {
		t.Error("the same text gives equal values")
	}
	if (graph.EDTF{}) != mustEDTF(t, "") {
		t.Error("the zero value is no date")
	}
}

func BenchmarkParseEDTF(b *testing.B) {
	for _, in := range []string{"2025-10-11", "2025-10", "2025", "2025-10-11/2025-11", "201X", "2025-XX-25", "1XXX", "[..2025-10-11]"} {
		b.Run(strings.ReplaceAll(in, "/", "to"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := graph.ParseEDTF(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func edtfRunsApart(rs []graph.Span) bool {
	return slices.IsSortedFunc(rs, func(a, b graph.Span) int {
		if int64(a.Latest())+1 < int64(b.Earliest()) {
			return -1
		}
		return 1
	})
}

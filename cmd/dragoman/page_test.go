package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestReadableDates(t *testing.T) {
	for in, want := range map[string]string{
		"2025-10-10":              "10 October 2025",
		"2025-10":                 "October 2025",
		"2021":                    "2021",
		"2025-10-10?":             "10 October 2025 (uncertain)",
		"2025-10~":                "October 2025 (about)",
		"2021/..":                 "since 2021",
		"../2021-08":              "until August 2021",
		"2025-10-01/2025-10-05":   "1 October 2025 to 5 October 2025",
		"[..2025-10-11]":          "on or before 11 October 2025",
		"[2025-10-11..]":          "on or after 11 October 2025",
		"[2025-10-01..2025-10-5]": "[2025-10-01..2025-10-5]",
		"[2025-10-01,2025-10-03]": "[2025-10-01,2025-10-03]",
		"XXXX-10-25":              "25 October of an unstated year",
		"XXXX-10-2X":              "XXXX-10-2X",
		"202X":                    "202X",
		"":                        "",
	} {
		if got := readable(in); got != want {
			t.Errorf("readable(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDatesNeverSayMoreThanTheDocument(t *testing.T) {
	for _, c := range []struct {
		when *whenView
		want string
	}{
		{nil, "undated"},
		{&whenView{}, "undated"},
		{&whenView{Text: "last Thursday"}, "“last Thursday”"},
		{&whenView{Text: "10 October", EDTF: "XXXX-10-10"}, "10 October of an unstated year"},
		{&whenView{Text: "last Thursday", Resolved: "2025-10-09", Inferred: true}, "“last Thursday”, inferred to be 9 October 2025"},
		{&whenView{Resolved: "2025-10-09", Inferred: true}, "9 October 2025, inferred"},
	} {
		if got := c.when.words(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.when, got, c.want)
		}
	}
}

func TestNothingSteersTheTerminal(t *testing.T) {
	var out bytes.Buffer
	p := &page{w: &out, width: pageWidth}
	p.line("", "", bold, "name\x1b[31m\x07 with \u202eorders")
	p.table("", []column{{}}, [][]string{{"\x1b]0;title\x07"}})
	if strings.ContainsAny(out.String(), "\x1b\x07\u202e") {
		t.Errorf("%q", out.String())
	}
}

func TestColour(t *testing.T) {
	var out bytes.Buffer
	(&page{w: &out, width: pageWidth, colour: true}).line("", "", bold, "x")
	if out.String() != "\x1b[1mx\x1b[0m\n" {
		t.Errorf("%q", out.String())
	}
}

func TestTablesKeepToThePage(t *testing.T) {
	var out bytes.Buffer
	p := &page{w: &out, width: 40}
	p.table("  ", []column{{max: 6}, {}, {max: 8, right: true}}, [][]string{{"a", strings.Repeat("word ", 20), "1"}, {"bb", "x", "1,000"}})
	for line := range strings.Lines(out.String()) {
		if len(line) > 41 {
			t.Errorf("%d: %q", len(line), line)
		}
	}
}

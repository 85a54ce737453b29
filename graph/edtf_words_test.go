package graph_test

import (
	"testing"

	"dragoman/graph"
)

func TestEDTFWords(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"2025-10-11":               "11 October 2025",
		"2025-10":                  "October 2025",
		"2025":                     "2025",
		"2025~":                    "2025 (about)",
		"2025-10-11?":              "11 October 2025 (uncertain)",
		"2025-10%":                 "October 2025 (about, uncertain)",
		"XXXX-10-25":               "25 October of an unstated year",
		"XXXX-10":                  "October of an unstated year",
		"[..2025-10-11]":           "on or before 11 October 2025",
		"[2021-08..]":              "on or after August 2021",
		"[2025-11-01..2025-11-18]": "some time from 1 November 2025 to 18 November 2025",
		"2021-08/..":               "since August 2021",
		"2021-08/":                 "from August 2021",
		"../2021":                  "until 2021",
		"/2021":                    "until 2021",
		"2021/2023-05":             "2021 to May 2023",
		"[2020,2022]":              "[2020,2022]",
		"XXXX-10-2X":               "XXXX-10-2X",
		"201X":                     "201X",
		"2001-21":                  "2001-21",
	} {
		e, err := graph.ParseEDTF(in)
		if err != nil {
			t.Fatalf("%q: %v", in, err)
		}
		if got := e.Words(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

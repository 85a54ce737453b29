package graph

import (
	"strings"
	"time"
)

// Words writes the date for a reader, and never says more than it does:
//
//	2025-10-11       11 October 2025
//	[..2025-10-11]   on or before 11 October 2025
//	2021-08/..       since August 2021
//	XXXX-10-25       25 October of an unstated year
//	2025-10~         October 2025 (about)
//
// Forms without plain words (several alternatives, digits left open) stay as
// EDTF. The zero value gives "".
func (e EDTF) Words() string { return dateWords(e.String()) }

func dateWords(edtf string) string {
	if set, ok := strings.CutPrefix(edtf, "["); ok && strings.HasSuffix(set, "]") && !strings.Contains(set, ",") {
		a, b, ok := strings.Cut(strings.TrimSuffix(set, "]"), "..")
		switch {
		case !ok:
			return dateWords(a)
		case a == "":
			return "on or before " + dateWords(b)
		case b == "":
			return "on or after " + dateWords(a)
		}
		return "some time from " + dateWords(a) + " to " + dateWords(b)
	}
	if a, b, ok := strings.Cut(edtf, "/"); ok {
		switch {
		case a == ".." || a == "":
			return "until " + dateWords(b)
		case b == "..":
			return "since " + dateWords(a)
		case b == "":
			return "from " + dateWords(a)
		}
		return dateWords(a) + " to " + dateWords(b)
	}
	return simpleDateWords(edtf)
}

func simpleDateWords(edtf string) string {
	date, doubt := edtf, ""
	for sign, words := range map[string]string{"?": " (uncertain)", "~": " (about)", "%": " (about, uncertain)"} {
		if d, ok := strings.CutSuffix(edtf, sign); ok {
			date, doubt = d, words
		}
	}
	for _, form := range []struct{ prefix, layout, words, after string }{
		{"XXXX-", "01-02", "2 January", " of an unstated year"},
		{"XXXX-", "01", "January", " of an unstated year"},
		{"", "2006-01-02", "2 January 2006", ""},
		{"", "2006-01", "January 2006", ""},
		{"", "2006", "2006", ""},
	} {
		if rest, ok := strings.CutPrefix(date, form.prefix); ok {
			if t, err := time.Parse(form.layout, rest); err == nil {
				return t.Format(form.words) + form.after + doubt
			}
		}
	}
	return edtf
}

package main

import (
	"strings"
	"time"
)

type whenView struct {
	Text     string `json:"text"`
	EDTF     string `json:"edtf"`
	Earliest string `json:"earliest"`
	Latest   string `json:"latest"`
	Resolved string `json:"resolved"`
	Inferred bool   `json:"inferred"`
	Basis    string `json:"basis"`
}

// words is the date for a reader: what the document says where that stands
// alone, never more than it says.
//
//	10 October 2025            the document gives the day
//	“last Thursday”            it gives words that no day follows from
//	“last Thursday”, inferred to be 9 October 2025
func (w *whenView) words() string {
	if w == nil {
		return "undated"
	}
	stated := readable(w.EDTF)
	if stated == "" && w.Text != "" {
		stated = "“" + w.Text + "”"
	}
	switch {
	case w.Inferred && stated == "":
		return readable(w.Resolved) + ", inferred"
	case w.Inferred:
		return stated + ", inferred to be " + readable(w.Resolved)
	case stated == "":
		return "undated"
	}
	return stated
}

// brief is the date for a table.
func (w *whenView) brief() string {
	if w != nil && w.Inferred {
		return readable(w.Resolved) + " (inferred)"
	}
	return w.words()
}

// uncertain says that the document gives the date with a doubt, or not wholly.
func (w *whenView) uncertain() bool { return strings.ContainsAny(w.EDTF, "?~%X[{") }

// readable writes the plain forms of EDTF in words; others stay as they are.
func readable(edtf string) string {
	if set, ok := strings.CutPrefix(edtf, "["); ok && strings.HasSuffix(set, "]") && !strings.Contains(set, ",") {
		switch a, b, ok := strings.Cut(strings.TrimSuffix(set, "]"), ".."); {
		case !ok:
			return readable(a)
		case a == "":
			return "on or before " + readable(b)
		case b == "":
			return "on or after " + readable(a)
		default:
			return "some time from " + readable(a) + " to " + readable(b)
		}
	}
	if a, b, ok := strings.Cut(edtf, "/"); ok {
		switch {
		case (a == ".." || a == "") && b != "":
			return "until " + readable(b)
		case b == ".." || b == "":
			return "since " + readable(a)
		}
		return readable(a) + " to " + readable(b)
	}
	date, doubt := edtf, ""
	if n := len(edtf); n > 0 {
		switch edtf[n-1] {
		case '?':
			date, doubt = edtf[:n-1], " (uncertain)"
		case '~':
			date, doubt = edtf[:n-1], " (about)"
		case '%':
			date, doubt = edtf[:n-1], " (about, uncertain)"
		}
	}
	if day, ok := strings.CutPrefix(date, "XXXX-"); ok {
		for layout, form := range map[string]string{"01-02": "2 January", "01": "January"} {
			if t, err := time.Parse(layout, day); err == nil {
				return t.Format(form) + " of an unstated year" + doubt
			}
		}
	}
	for layout, form := range map[string]string{"2006-01-02": "2 January 2006", "2006-01": "January 2006", "2006": "2006"} {
		if t, err := time.Parse(layout, date); err == nil {
			return t.Format(form) + doubt
		}
	}
	return edtf
}

package main

import (
	"strings"

	"dragoman/graph"
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
	e, err := graph.ParseEDTF(edtf)
	if err != nil {
		return edtf
	}
	return e.Words()
}

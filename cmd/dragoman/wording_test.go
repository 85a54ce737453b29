package main

import (
	"strings"
	"testing"
)

// A day of a key is not told beside the same date; where none is told, it is.
func TestADayIsSaidOnce(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	p.want(exitOK, "load", "testdata/coded.yaml", "--data", dir)
	for _, args := range [][]string{
		{"path", "utopia", "ladonia", "--types", "consult"},
		{"path", "utopia", "ladonia", "--types", "consult", "--format", "markdown"},
		{"ego", "utopia"},
		{"entity", "utopia"},
		{"timeline", "utopia"},
	} {
		out := strings.Join(strings.Fields(p.want(exitOK, append(args, "--data", dir)...).out), " ")
		if !strings.Contains(out, "(host a visit)") || !strings.Contains(out, "29 April 2031") || strings.Contains(out, "2031 04 29") {
			t.Errorf("%v: %s", args, out)
		}
	}
	if out := p.want(exitOK, "path", "utopia", "ladonia", "--types", "accuse", "--data", dir).out; !strings.Contains(out, "Ladonia (accuse)") || !strings.Contains(out, "30 April 2031") {
		t.Errorf("the document has words of its own for the day: %s", out)
	}
	if out := p.want(exitOK, "changes", "utopia", "--since", "2031-04-01", "--data", dir).out; !strings.Contains(out, "(2031 04 29 host a visit)") {
		t.Errorf("no date beside it: %s", out)
	}
}

package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dragoman/graph"
)

// A quoted text reads back as it was, with U+FFFD for what is no UTF-8, and only what
// JSON forbids in a text is escaped.
func TestAppendQuoted(t *testing.T) {
	check := func(t interface {
		Errorf(format string, args ...any)
	}, s string,
	) {
		got := string(graph.AppendQuoted([]byte("x"), s))
		var back string
		if err := json.Unmarshal([]byte(got[1:]), &back); err != nil || back != replaced(s) {
			t.Errorf("%q became %s, which reads as %q (%v)", s, got, back, err)
		}
		if must := strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' }); !must && got[1:] != `"`+replaced(s)+`"` {
			t.Errorf("%q became %s: nothing in it needs an escape", s, got)
		}
	}
	for _, s := range []string{"", "plain", `a "b" \c`, "tab\tline\nreturn\r", "\x00\x1f\x7f\b\f\v", "<&>", "ü 阿富汗 😀 \u2028\u2029", "\xff\xfe half", "\xe2\x80"} {
		check(t, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text"))
	})
}

func replaced(s string) string { return string([]rune(s)) } // each such byte alone

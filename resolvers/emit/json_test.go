package emit_test

import (
	"bytes"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"dragoman/resolvers/emit"
)

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "plain", `"quoted" \ back`, "tab\t, line\n, return\r, bell\a, \x00 and \x1f", "Ана Петрова", "<b>&amp;</b>", "\u2028\u2029", "not UTF-8: \xff\xc3(", "\x7f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want bytes.Buffer
		graphql.MarshalString(s).MarshalGQL(&want)
		if got := emit.AppendString([]byte("x"), s); string(got) != "x"+want.String() {
			t.Errorf("%q: %s, by the executor %s", s, got, want.String())
		}
	})
}

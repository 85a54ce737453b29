package emit_test

import (
	"bytes"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"dragoman/resolvers/emit"
)

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "plain", `"quoted" \ back`, "tab\t, line\n, return\r, bell\a, \x00 and \x1f", "Ана Петрова", "<b>&amp;</b>", "\u2028\u2029", "seven..\"", "eight...\\and more of it\x1f", "Ана Петрова \"и\" другие", "r:ji2mv5xojjnq3y7lfazrfuiz7v", "\x80\x9f\xa0\xff\xa2\xdc\x22\x5c", "not UTF-8: \xff\xc3(", "\x7f"} {
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

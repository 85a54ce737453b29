package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Texts are written as the standard library's encoders write them.
func TestTextsAsTheEncodersWriteThem(t *testing.T) {
	for _, s := range []string{
		"", " ", "plain", `a "b" \c`, "tab\tline\nreturn\r", "\x00\x1f\x7f\b\f\v", "<a href='x'>&amp;</a>", "ü 阿富汗 😀 \u2028\u2029\u00a0x", "\xff\xfe half", "\xe2\x80", "\ufffd\uffff",
		`\.`, "a,b", `"`, "\u00a0begins with a space", "ends in one ", "]]>", "=1+1", ";",
	} {
		sameText(t, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		sameText(t, rapid.OneOf(rapid.String(), rapid.StringMatching("[ -~\t\n\r]*"), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text"))
	})
}

type failing interface {
	Errorf(format string, args ...any)
}

func sameText(t failing, s string) {
	var want bytes.Buffer
	_ = xml.EscapeText(&want, []byte(s)) // the buffer takes everything
	if got := string(appendXML(nil, s)); got != want.String() {
		t.Errorf("%q as XML: %s, want %s", s, got, want.String())
	}
	want.Reset()
	w := csv.NewWriter(&want)
	_ = w.Write([]string{"", s, ""}) // nor does this
	w.Flush()
	if got := "," + string(appendCSV(nil, []byte(s))) + ",\n"; got != want.String() {
		t.Errorf("%q as CSV: %q, want %q", s, got, want.String())
	}
}

// Pages come in order; an error on either side ends both, and reading has ended when
// ahead returns.
func TestAhead(t *testing.T) {
	broken, full := errors.New("broken"), errors.New("full")
	for _, tc := range []struct {
		reason      string
		pages       int
		read, visit error
		seen        string
		want        error
	}{
		{"nothing", 0, nil, nil, "", nil},
		{"some pages", 5, nil, nil, "01234", nil},
		{"reading fails at once", 0, broken, nil, "", broken},
		{"reading fails later", 4, broken, nil, "0123", broken},
		{"writing fails", 9, nil, full, "0", full},
		{"both fail", 1, broken, full, "0", full},
	} {
		ended := false
		var seen strings.Builder
		err := ahead(func(give func(int) error) error {
			defer func() { ended = true }()
			for i := range tc.pages {
				if err := give(i); err != nil {
					return err
				}
			}
			return tc.read
		}, func(page int) error {
			seen.WriteByte(byte('0' + page))
			return tc.visit
		})
		if seen.String() != tc.seen || !errors.Is(err, tc.want) || !ended {
			t.Errorf("%s: saw %q, error %v, ended %v; want %q, %v", tc.reason, seen.String(), err, ended, tc.seen, tc.want)
		}
	}
}

package names_test

import (
	"testing"
	"unicode"

	"dragoman/names"
)

func TestScript(t *testing.T) {
	for _, c := range []struct{ in, want, reason string }{
		{"", "", "nothing"},
		{"12 — ٣ 🙂", "", "digits, punctuation and emoji have none"},
		{"\xFF\xFE", "", "invalid UTF-8"},
		{"Muttaqi", "Latn", "Latin"},
		{"Ｍ", "Latn", "full-width Latin"},
		{"Рахмон (Rahmon)", "Cyrl", "of two equally frequent, the first"},
		{"Rahmon (Рахмон)", "Latn", "of two equally frequent, the first"},
		{"Dr. Рахмонов", "Cyrl", "the more frequent"},
		{"متقی", "Arab", "Persian is in Arabic script"},
		{"习近平", "Hani", "Chinese"},
		{"김정은", "Hang", "Korean"},
		{"バラク・オバマ", "Kana", "katakana"},
		{"नरेन्द्र", "Deva", "Devanagari"},
		{"ބޮޑު", "Thaa", "a script outside the frequent ones"},
		{"ʻ", "", "a letter of no script"},
	} {
		if got := names.Script(c.in); got != c.want {
			t.Errorf("%s: Script(%q) = %q, want %q", c.reason, c.in, got, c.want)
		}
	}
}

func TestScriptKnowsEveryScript(t *testing.T) {
	seen := map[string]string{}
	for name, table := range unicode.Scripts {
		if name == "Common" || name == "Inherited" {
			continue
		}
		r, ok := firstLetter(table)
		if !ok {
			continue
		}
		code := names.Script(string(r))
		if len(code) != 4 {
			t.Errorf("%s (%U): code %q", name, r, code)
		}
		if other, ok := seen[code]; ok {
			t.Errorf("%s and %s share the code %s", name, other, code)
		}
		seen[code] = name
	}
}

func firstLetter(table *unicode.RangeTable) (rune, bool) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.Is(table, r) && unicode.IsLetter(r) {
			return r, true
		}
	}
	return 0, false
}

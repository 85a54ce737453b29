package names_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"dragoman/names"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want, reason string }{
		{"", "", "nothing"},
		{"amir khan muttaqi", "amir khan muttaqi", "already folded"},
		{"Amir  KHAN\tMuttaqi\n", "amir khan muttaqi", "case and runs of space"},
		{"  a  ", "a", "no space at the ends"},
		{"a ", "a", "one space at the end"},
		{"...!?", "", "punctuation only"},
		{"—…«»", "", "punctuation only, not ASCII"},
		{"S. Jaishankar", "s jaishankar", "an initial loses its dot"},
		{"S.Jaishankar", "s jaishankar", "a dot without a space still separates"},
		{"U.S.", "u s", "no acronym guessing: dots separate"},
		{"AT&T", "at t", "a symbol separates"},
		{"Kim_Jong/un", "kim jong un", "underscore and slash separate"},
		{"Boeing 737-800", "boeing 737 800", "digits stay"},

		{"O'Brien", "obrien", "typewriter apostrophe"},
		{"O’Brien", "obrien", "typographic apostrophe"},
		{"O´Brien", "obrien", "acute accent used as apostrophe"},
		{"O`Brien", "obrien", "grave accent used as apostrophe"},
		{"O＇Brien", "obrien", "full-width apostrophe"},
		{"G'ulom", "gulom", "Uzbek on a typewriter"},
		{"Gʻulom", "gulom", "Uzbek with the turned comma of its alphabet"},
		{"G‘ulom", "gulom", "Uzbek with a quotation mark"},
		{"Ғулом", "gulom", "Uzbek Cyrillic agrees with Uzbek Latin"},
		{"Qurʾān", "quran", "hamza half ring, macron"},
		{"ʿUmar", "umar", "ain half ring"},
		{"'Ndrangheta", "ndrangheta", "a leading apostrophe too"},
		{"the 'Quad' group", "the quad group", "single quotation marks"},
		{`ООО"БАЗО"`, "ooo bazo", "double quotation marks separate"},

		{"Gorno-Badakhshan", "gorno badakhshan", "hyphen-minus"},
		{"Gorno‐Badakhshan", "gorno badakhshan", "hyphen"},
		{"Gorno‑Badakhshan", "gorno badakhshan", "non-breaking hyphen"},
		{"Gorno–Badakhshan", "gorno badakhshan", "en dash"},
		{"Gorno\u00ADBadakhshan", "gornobadakhshan", "a soft hyphen is only a place to break"},
		{"a\u00A0b\u2003c\u3000d", "a b c d", "spaces of several widths"},
		{"a\u200Bb", "a b", "a zero-width space ends a word"},
		{"\uFEFFAn\u200Dna\u2060\u200F", "anna", "other zero-width characters do not"},

		{"José Peña", "jose pena", "composed accents"},
		{"Jose\u0301 Pen\u0303a", "jose pena", "combining accents"},
		{"Z\u0351\u036B\u0343algo", "zalgo", "a pile of marks"},
		{"Nguyễn Phú Trọng", "nguyen phu trong", "two marks on a letter"},
		{"Dương Đình", "duong dinh", "stroke and horn"},
		{"Müller", "muller", "umlaut is dropped, not spelt ue"},
		{"Straße STRASSE STRAẞE", "strasse strasse strasse", "sharp s, both cases"},
		{"Łódź Ærø Þór", "lodz aero thor", "letters without a decomposition"},
		{"Erdoğan", "erdogan", "breve"},
		{"IŞIK Işık ışık", "isik isik isik", "dotless i, upper and lower"},
		{"İSTANBUL istanbul", "istanbul istanbul", "dotted capital I"},
		{"İlham Əliyev", "ilham aliyev", "schwa: the library has @"},
		{"Ｘｉ　Ｊｉｎｐｉｎｇ", "xi jinping", "full-width forms"},
		{"ﬁﬃ №５ Ⅳ ½", "fiffi no5 iv 1 2", "compatibility forms"},
		{"ᎠᏂ ꭰꮒ", "ani ani", "Cherokee, both cases: its capitals are the older letters"},
		{"ᏽ Ᏽ", "Ᏽ Ᏽ", "a Cherokee letter outside the tables"},
		{"Acme™", "acme", "a trade mark is no letter"},

		{"Рахмон", "rakhmon", "Russian spelling"},
		{"РАХМОН", "rakhmon", "Cyrillic case"},
		{"Раҳмон", "rahmon", "Tajik h"},
		{"Қаҳҳор", "qahhor", "Tajik q"},
		{"Ҷумҳурӣ", "jumhuri", "Tajik j and long i"},
		{"Токаев Қасым-Жомарт", "tokaev qasym zhomart", "Kazakh"},
		{"Горбачёв", "gorbachev", "yo without its dots"},
		{"Горбачев", "gorbachev", "as most people type it"},
		{"Сергей Ильич", "sergei ilich", "short i, soft sign"},
		{"Янукович Юлия", "yanukovich yuliya", "ya, yu"},
		{"Κυριάκος ΟΔΥΣΣΕΥΣ Οδυσσεύς", "kuriakos odusseus odusseus", "Greek, final sigma"},
		{"ბარაკ ობამა ᲑᲐᲠᲐᲙ", "barak obama barak", "Georgian, both cases"},
		{"Հայաստան", "hayastan", "Armenian"},

		{"متقی", "mtqy", "Persian yeh; vowels that are not written are not invented"},
		{"متقي", "mtqy", "Arabic yeh"},
		{"متقى", "mtqy", "alef maksura"},
		{"مُتَّقِي", "mtqy", "vowel points dropped"},
		{"متّـــقی", "mtqy", "tatweel dropped"},
		{"ﻣﺘﻘﻲ", "mtqy", "presentation forms"},
		{"کرزی كرزى", "krzy krzy", "Persian and Arabic kaf"},
		{"علی", "aly", "ain is kept as a letter"},
		{"أحمد احمد", "ahmd ahmd", "hamza on alef"},
		{"علی\u200Cرضا", "alyrda", "ZWNJ joins parts of one name: here, in full"},
		{"علیرضا", "alyrda", "and written joined"},
		{"۱۴۰۴ ١٤٤٧", "1404 1447", "Persian and Arabic digits"},
		{"בִּנְיָמִין נתניהו", "bnymyn ntnyhv", "Hebrew points dropped"},
		{"צה״ל", "tshl", "gershayim"},

		{"习近平", "xi jin ping", "each ideograph is a word"},
		{"Xi习A", "xi xi a", "also beside Latin letters"},
		{"弗拉基米尔·普京", "fu la ji mi er pu jing", "middle dot separates"},
		{"佐々木", "zuo zuo mu", "the repetition mark repeats"},
		{"々", "々", "a repetition mark with nothing to repeat"},
		{"𠮷野", "𠮷 ye", "an ideograph outside the tables stays"},
		{"バラク・オバマ", "baraku obama", "katakana keeps its voicing"},
		{"ﾊﾞﾗｸ", "baraku", "half-width katakana"},
		{"あ\u3099", "a", "a voicing mark without its syllable"},
		{"サーバー", "saba", "long vowel mark"},
		{"김정은", "gimjeongeun", "Hangul syllables"},
		{norm.NFD.String("김정은"), "gimjeongeun", "Hangul in jamo"},
		{"नरेन्द्र मोदी", "nrendr modii", "Devanagari: virama dropped, vowel signs kept"},
		{"ज़रदारी", "jrdaarii", "nukta dropped"},
		{"മോഹൻ", "moohn", "Malayalam chillu"},
		{"จันทร์", "cchanthr", "Thai silencer dropped, vowel kept"},
		{"မြန်မာ", "mrnmaa", "Burmese medial"},
		{"ኢትዮጵያ", "iteyopheyaa", "Ethiopic"},

		{"𐓏𐓘", "𐓷𐓘" /* lower case */, "Osage: nobody transcribes it; case still folds"},
		{"🙂", "", "emoji only"},
		{"Anna 🙂 Lindh", "anna lindh", "emoji between words"},
		{"👩\u200D👩\u200D👧 1\uFE0F⃣", "1", "emoji sequences"},
		{"Jos\xE9 P", "jos p", "invalid UTF-8 separates"},
		{"a\xFFb", "a b", "invalid UTF-8 invents no word"},
		{"a\uFFFDb", "a b", "the replacement character likewise"},
		{"a\x00b\x1Bc", "a b c", "control characters"},
		{"\uE000", "", "private use"},
	} {
		if got := names.Fold(c.in); got != c.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", c.reason, c.in, got, c.want)
		}
	}
}

func TestFoldOfEveryRune(t *testing.T) {
	var vanish []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		for _, s := range []string{string(r), "a" + string(r) + "b"} {
			once := names.Fold(s)
			if twice := names.Fold(once); twice != once {
				t.Fatalf("%U: Fold(%q) = %q, but folded again %q", r, s, once, twice)
			}
			checkShape(t, once)
		}
		if unicode.IsLetter(r) && names.Fold(string(r)) == "" {
			vanish = append(vanish, r)
		}
	}
	if diff := cmp.Diff(silentLetters, strings.Map(visible, string(vanish))); diff != "" {
		t.Errorf("a letter vanishes only by decision (-want +got):\n%s", diff)
	}
}

// silentLetters: see silentRunes; all else that is a letter leaves a trace.
const silentLetters = "ɁɂʔʕЪЬъьӀӏءٴއऽঽઽଽఽಽഽའ\u115F\u1160ᲆꞋꞌ"

// visible leaves out modifier letters, many of which are apostrophes, and
// compatibility forms, many of which are bare Arabic vowel points.
func visible(r rune) rune {
	if unicode.Is(unicode.Lm, r) || !norm.NFKD.IsNormalString(string(r)) {
		return -1
	}
	return r
}

// checkShape: words without separators inside, joined by single spaces.
func checkShape(t interface{ Fatalf(string, ...any) }, folded string) {
	if !utf8.ValidString(folded) || strings.Join(names.Words(folded), " ") != folded {
		t.Fatalf("%q is not words joined by single spaces", folded)
	}
	for _, r := range folded {
		switch {
		case r == ' ', 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		case r < utf8.RuneSelf, !unicode.In(r, unicode.L, unicode.M, unicode.N):
			t.Fatalf("%q holds %U, which no folded text does", folded, r)
		}
	}
}

// anyName draws text with everything that folding treats specially close together.
func anyName() *rapid.Generator[string] {
	special := []rune("aAzé'’ʻ-. \t\u00AD\u200B\u200C\u200D\uFEFF\u0301\u0327\u0345\u0654\u3099\u309A\u034F" +
		"ßẞſıİΣςǅŉﬁＡ™´ьәҚёйあかヽゝ々〻习𠮷김\u1112\u1161\u11AB\u110B한ᄋعىءأةـ\u064Eשּׁ" +
		"ज\u093C\u094Dिक\u09C7\u09BE\u0CC6\u0CD5ກิ\u0E38ุ์ြ🙂\uFE0F½Ⅳ٣𞤀𞥄𑂙\U000110BA𑄱\U00011127\U00011347\U0001133E\uFFFD\uE000\u115F")
	return rapid.OneOf(
		rapid.String(),
		rapid.StringOfN(rapid.SampledFrom(special), 0, 12, -1),
		rapid.StringOfN(rapid.RuneFrom([]rune("abAB '-"), unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.M, unicode.Han, unicode.Cf), 0, 10, -1),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 16), func(b []byte) string { return string(b) }),
	)
}

func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyName().Draw(t, "s")
		folded := names.Fold(s)
		checkShape(t, folded)
		if again := names.Fold(folded); again != folded {
			t.Fatalf("not idempotent: %q, then %q", folded, again)
		}
		if other := names.Fold(norm.NFD.String(s)); other != folded {
			t.Fatalf("the decomposed text folds to %q, not %q", other, folded)
		}
		if other := names.Fold(norm.NFC.String(s)); other != folded {
			t.Fatalf("the composed text folds to %q, not %q", other, folded)
		}
		if padded := names.Fold(" (" + s + ") "); padded != folded {
			t.Fatalf("in brackets it folds to %q, not %q", padded, folded)
		}
	})
}

func TestFoldOfJoinedWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyName().Draw(t, "a"), anyName().Draw(t, "b")
		want := append(names.Words(names.Fold(a)), names.Words(names.Fold(b))...)
		if diff := cmp.Diff(want, names.Words(names.Fold(a+" "+b))); diff != "" {
			t.Fatalf("words of two texts are not the words of both (-apart +together):\n%s", diff)
		}
	})
}

func TestWordsAndTokens(t *testing.T) {
	if got := names.Words(""); got != nil {
		t.Errorf("Words of nothing = %q, want nil", got)
	}
	if got := names.Tokens("?!"); len(got) != 0 {
		t.Errorf("Tokens of punctuation = %q, want none", got)
	}
	if diff := cmp.Diff([]string{"boutros", "boutros", "ghali"}, names.Words("boutros boutros ghali")); diff != "" {
		t.Errorf("Words keeps repetitions (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"boutros", "ghali"}, names.Tokens("Boutros Boutros-Ghali")); diff != "" {
		t.Errorf("Tokens are distinct, in order (-want +got):\n%s", diff)
	}
}

func TestFoldedASCIIDoesNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { names.Fold("amir khan muttaqi") }); n != 0 {
		t.Errorf("Fold of a folded name allocates %v times", n)
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Gʻulom", "متقی", "习近平", "\xff\xfe", "々𠮷々", "a\u200D\u0301", "İI", "\U00011347'\U0001133E", "\U00011347\u200D\U0001133E", "ゝ\u3099", "\U00011131\u3099\U00011127"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := names.Fold(s)
		checkShape(t, once)
		if twice := names.Fold(once); twice != once {
			t.Fatalf("Fold(%q) = %q, then %q", s, once, twice)
		}
		if names.Match(s, s) != names.TierExact {
			t.Fatalf("%q does not match itself", s)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"folded", "amir khan muttaqi"},
		{"ascii", "Amir Khan Muttaqi"},
		{"latin", "Recep Tayyip Erdoğan"},
		{"cyrillic", "Эмомали Рахмон"},
		{"arabic", "امیر خان متقی"},
		{"han", "习近平"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				names.Fold(c.text)
			}
		})
	}
}

func BenchmarkMatchFolded(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	words := []string{"amir", "khan", "muttaqi", "rakhmon", "gorno", "badakhshan", "xi", "jin", "ping"}
	texts := make([]string, 1024)
	for i := range texts {
		texts[i] = words[rng.IntN(len(words))] + " " + words[rng.IntN(len(words))] + " " + words[rng.IntN(len(words))]
	}
	q := names.Prepare("Muttaqi, Am")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q.MatchFolded(texts[i%len(texts)], texts[i%len(texts)])
	}
}

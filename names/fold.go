package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form of s that FOLDED, WORDS and PREFIX compare: words of
// lower-case Latin letters and digits, separated by single spaces, without
// space at the ends. Letters that nobody transcribes stay in their own script.
// The package comment says what becomes of each character.
//
// Fold is idempotent and deterministic, takes any bytes, and returns "" when s
// holds no letter and no digit. It returns s itself, without allocating, when
// s is already folded ASCII.
func Fold(s string) string {
	switch shapeOf(s) {
	case foldedASCII:
		return s
	case plainASCII:
		return foldASCII(s)
	}
	return foldUnicode(s)
}

// Words returns the words of a folded text in their order, repetitions
// included; nil when there are none.
func Words(folded string) []string {
	if folded == "" {
		return nil
	}
	return strings.Fields(folded)
}

// Tokens returns the distinct folded words of name in order of first
// appearance: what an index should hold so that it yields a superset of all
// matches. If Match(query, name) is TierPrefix or better, then every word of
// Fold(query) is a prefix of some token of name, or query and name have the
// same NFC form. Tokens is nil for a name without letters and digits.
func Tokens(name string) []string {
	return distinct(Words(Fold(name)))
}

// NFC returns s in Unicode normalization form C, the form in which EXACT
// compares; a store looks names without [Tokens] up by it.
func NFC(s string) string { return norm.NFC.String(s) }

func distinct(words []string) []string {
	seen := make(map[string]bool, len(words))
	kept := words[:0]
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			kept = append(kept, w)
		}
	}
	return kept
}

type shape uint8

const (
	foldedASCII shape = iota // Fold would return it unchanged
	plainASCII
	beyondASCII
)

func shapeOf(s string) shape {
	shape, inWord := foldedASCII, false
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf:
			return beyondASCII
		case isLowerOrDigit(c):
			inWord = true
		case c == ' ' && inWord:
			inWord = false
		default:
			shape = plainASCII
		}
	}
	if !inWord && s != "" { // a space at the end
		return plainASCII
	}
	return shape
}

func isLowerOrDigit(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

func foldASCII(s string) string {
	var w wordWriter
	w.Grow(len(s))
	for i := range len(s) {
		w.latin(s[i])
	}
	return w.String()
}

// foldUnicode drops before it composes and composes before it transcribes:
// dropping first lets NFC see every pair of neighbours that the result will
// have, which makes folding idempotent; composing gives kana and Hangul back
// the syllables that the tables know.
func foldUnicode(s string) string {
	s = norm.NFKD.String(strings.Map(beforeDecomposition, s))
	before := ' '
	s = norm.NFC.String(strings.Map(func(r rune) rune {
		r = keepSpelling(r)
		if isKanaVoicing(r) && !unicode.In(before, unicode.Hiragana, unicode.Katakana) {
			return -1
		}
		if r >= 0 {
			before = r
		}
		return r
	}, s))
	var w wordWriter
	w.Grow(len(s) + len(s)/2)
	before = ' '
	for _, r := range s {
		if r == '々' && unicode.Is(unicode.Han, before) {
			r = before // the mark repeats the ideograph before it
		}
		w.transcribe(r)
		before = r
	}
	return w.String()
}

// foldCase is simple case folding; what folds to several letters is already
// decomposed, or in the tables (ß). Cherokee folds upwards, as in Unicode's
// CaseFolding.txt: its capitals are the older letters and the ones in the
// tables. x/text/cases.Fold is not used because it swaps the two Cherokee
// cases, which is not idempotent.
func foldCase(r rune) rune {
	if unicode.Is(unicode.Cherokee, r) {
		return unicode.ToUpper(r)
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// beforeDecomposition treats what decomposes into something misleading: spacing
// accents become a space and a mark, though people type them as apostrophes, and
// trade marks become letters.
func beforeDecomposition(r rune) rune {
	switch {
	case strings.ContainsRune(spacingAccents, r), 0x2D8 <= r && r <= 0x2DD:
		return -1
	case r == '™', r == '℠', r == utf8.RuneError:
		return ' '
	}
	return r
}

// keepSpelling keeps what spells a word and folds its case, drops what only
// decorates a word, and turns all else into a space.
func keepSpelling(r rune) rune {
	if r == '\'' || r == '`' {
		return -1
	}
	if r < utf8.RuneSelf {
		return r // for latin to judge
	}
	if unicode.IsMark(r) { // before case: U+0345 has a capital letter
		if isDiacritic(r) {
			return -1
		}
		return r
	}
	r = foldCase(r)
	switch {
	case unicode.Is(silent, r):
		return -1
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return r
	case unicode.Is(unicode.Cf, r) && r != zeroWidthSpace:
		return -1
	}
	return ' '
}

const (
	zeroWidthSpace = '\u200B'
	firstIdeograph = '\u2E80'
	// Acute, and the Greek tonos, koronis, oxia, and psili and dasia with their pairs.
	spacingAccents = "\u00B4\u0384\u1FBD\u1FFD\u1FBF\u1FCD\u1FCE\u1FCF\u1FFE\u1FDD\u1FDE\u1FDF"
)

func isASCIIAlnum(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// isDiacritic reports whether a mark adorns a letter rather than spelling a
// vowel of its own: accents of all scripts, the points of the consonant
// scripts, and, elsewhere, what has a combining class and no transcription
// (nukta, virama, tones). The voicing marks of kana wait for composition.
func isDiacritic(r rune) bool {
	switch {
	case isKanaVoicing(r):
		return false
	case unicode.Is(silent, r), unicode.In(r, unicode.Inherited, unicode.Arabic, unicode.Hebrew, unicode.Syriac):
		return true
	}
	return latinOf(r) == "" && norm.NFD.PropertiesString(string(r)).CCC() != 0
}

func isKanaVoicing(r rune) bool { return r == '\u3099' || r == '\u309A' }

// wordWriter collects folded words and puts one space between them.
type wordWriter struct {
	strings.Builder
	gap bool // a separator has been seen since the last letter
}

func (w *wordWriter) separate() { w.gap = true }

func (w *wordWriter) beginLetter() {
	if w.gap && w.Len() > 0 {
		w.WriteByte(' ')
	}
	w.gap = false
}

// latin writes one byte of ASCII.
func (w *wordWriter) latin(c byte) {
	switch {
	case 'A' <= c && c <= 'Z':
		c += 'a' - 'A'
	case isLowerOrDigit(c):
	case c == '\'' || c == '`':
		return
	default:
		w.separate()
		return
	}
	w.beginLetter()
	w.WriteByte(c)
}

// transcribe writes one composed, case-folded character.
func (w *wordWriter) transcribe(r rune) {
	if r < utf8.RuneSelf {
		w.latin(byte(r))
		return
	}
	if isKanaVoicing(r) { // it found no syllable to voice
		return
	}
	ideograph := r >= firstIdeograph && unicode.In(r, unicode.Han, unicode.Yi)
	if ideograph {
		w.separate()
	}
	w.beginLetter()
	if latin := latinOf(r); latin != "" {
		w.WriteString(latin)
	} else {
		w.WriteRune(r)
	}
	if ideograph {
		w.separate()
	}
}

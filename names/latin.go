package names

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode/table"
	"golang.org/x/text/unicode/rangetable"
)

// latinOf returns the transcription of a letter, digit or mark in lower-case
// ASCII letters and digits, or "" if there is none.
func latinOf(r rune) string {
	if latin, ok := mended[r]; ok {
		return latin
	}
	if unicode.Is(unicode.Nd, r) {
		return digit(r)
	}
	section := table.Tables[r>>8]
	if i := int(r & 0xFF); i < len(section) {
		return strings.Map(lowerAlnum, section[i])
	}
	return ""
}

func lowerAlnum(r rune) rune {
	if isASCIIAlnum(r) {
		return unicode.ToLower(r)
	}
	return -1
}

// digit relies on Unicode's promise that decimal digits stand in runs of ten
// from zero (UAX 44, Numeric_Type=Decimal).
func digit(r rune) string {
	zero := r
	for r-zero < 9 && unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	return string('0' + (r - zero))
}

// mended replaces entries of the table that are missing, that lose a consonant,
// or that contradict the official Latin alphabet of a language of the region.
var mended = map[rune]string{
	// Azerbaijani: the table has "@"; Əliyev is Aliyev in English.
	'ə': "a", 'ә': "a",
	// Tajik, Uzbek, Kazakh Cyrillic, as their Latin alphabets spell it.
	'қ': "q", 'ҳ': "h", 'ҷ': "j", 'ҹ': "j", 'ӷ': "g",
	// BGN/PCGN, which governments and news agencies use in English.
	'ю': "yu", 'я': "ya",
	// Arabic: the table drops alef and ain, so that علی and لی would be one name.
	'ا': "a", 'ٱ': "a", 'ٲ': "a", 'ٳ': "a", 'ع': "a",
	'ة': "h", 'ۃ': "h",
	'ى': "y", // written for ي in Egypt and Iran; the same letter to a reader
	'ک': "k", // Persian kaf: the table has "kh" here and "k" for Arabic kaf
	'ې': "e", 'ګ': "g", 'ښ': "sh", 'ږ': "zh",
	'ע': "a", 'ܐ': "a", 'ܥ': "a",
	// Thai and Lao vowel carriers.
	'อ': "o", 'ອ': "o",
	// Newer than the table.
	'ኢ': "i",
	'ൺ': "n", 'ൻ': "n", 'ർ': "r", 'ൽ': "l", 'ൾ': "l", 'ൿ': "k",
	'ৎ': "t", 'ஶ': "sh",
	'ါ': "aa", 'ျ': "y", 'ြ': "r", 'ွ': "w", 'ှ': "h", 'ဿ': "ss",
}

// silent holds what is dropped inside a word besides diacritics: apostrophes
// and letters that transcribe to one, stretching marks, fillers.
var silent = rangetable.Merge(rangetable.New([]rune(silentRunes)...), &unicode.RangeTable{
	R16: []unicode.Range16{ // modifier apostrophes, accents and tones
		{Lo: 0x2B9, Hi: 0x2DF, Stride: 1}, {Lo: 0x2E5, Hi: 0x2FF, Stride: 1},
	},
})

const silentRunes = "‘’‛′‵ꞌ՚" + // apostrophes and primes
	"׳״" + // Hebrew geresh, gershayim
	"ьъӏ" + // soft and hard sign, palochka
	"ʔʕɂ" + // glottal letters
	"ءٴـ" + // hamza on the line, high hamza, tatweel
	"އའՙ" + // silent carriers: Thaana, Tibetan; Armenian half ring
	"ऽঽઽଽఽಽഽ" + // avagraha, the Indic apostrophe
	"ー" + // long vowel of kana
	"\u115F\u1160\u3164\uFFA0" + // Hangul fillers, invisible
	"\u180B\u180C\u180D\u180F" + // Mongolian variation selectors
	"\u0E47\u0E4C\u0E4E\u0ECC" + // Thai and Lao shorteners and silencers
	"\u17C9\u17CA\u17CB\u17CC\u17CD\u17CE\u17CF\u17D0\u17D1\u17D3" + // Khmer shifters and silencers
	"\u1038" // Myanmar tone

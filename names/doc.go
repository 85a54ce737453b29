// Package names decides how well a typed name fits a written one, whatever
// scripts the two are in, so that every store gives the same answer.
//
// The one idea: a name is kept as written, and beside it stands one folded
// form of lower-case Latin words. A query is folded in the same way, and the
// two are compared in four tiers, the best that fits:
//
//	query            name                  tier
//	Amir Muttaqi     Amir Muttaqi          EXACT   the same text (after NFC)
//	РАХМОН           Rakhmon               FOLDED  the same folded form
//	jaishankar s     S. Jaishankar         WORDS   every query word is a word of the name
//	gorno bad        Gorno-Badakhshan      PREFIX  every query word begins its own word of the name
//	Mottaki          Muttaqi               NONE
//
// Folding never guesses: it knows no nicknames, no spelling variants, no edit
// distance. Two texts that fold alike are candidates for the same name, not
// the same person; that judgement is a human's. Transliteration is letter by
// letter, so it can neither supply the vowels that Arabic and Hebrew leave out
// (متقی folds to "mtqy", not "muttaqi") nor read Japanese kanji other than as
// Chinese, and homophones in Chinese fold alike. Names in several scripts
// should be stored in each of them.
//
// What becomes of each character:
//
//	case                        folded (ß = ss, final sigma = sigma)
//	diacritics, vowel points    dropped (é = e, ü = u, ё = e, harakat, niqqud, nukta)
//	compatibility forms         their plain form (Ａ = a, ﬁ = fi, Ⅳ = iv, № = no)
//	other scripts               Latin letters; each ideograph is a word of its own
//	letters nobody transcribes  kept as they are (Adlam, Osage, rare ideographs)
//	digits of any script        0 to 9
//	apostrophes and their kin   dropped: O'Brien = OBrien, Gʻulom = G'ulom = Gulom
//	letters for a mere catch    dropped like apostrophes: hamza, ь, ъ, ʔ, palochka
//	hyphens, dots, other marks  separate words: Gorno-Badakhshan, S.Jaishankar, U.S. = "u s"
//	quotation marks, symbols    separate words; emoji therefore vanish
//	ZWNJ, ZWJ, bidi marks, BOM  dropped: they shape a word, they do not end it
//	zero-width space            separates words, as Unicode defines it
//	soft hyphen, tatweel, ー    dropped: they only stretch or break a word
//	invalid UTF-8, U+FFFD       separates words
//
// # Candidates from an index
//
// A store indexes [Tokens] of each name and asks it for names in which every
// word of [Query.Words] begins some token. That is a superset of all names at
// TierPrefix or above, with one exception that the store must look up as text:
// names and queries without any word ("???"), which match only as the same
// [NFC] text. The index must split tokens at spaces only and change nothing
// else, since a letter kept from its own script counts as part of a word.
package names

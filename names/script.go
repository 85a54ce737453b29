package names

import "unicode"

// Script returns the ISO 15924 code of the script that most letters of s are
// in ("Latn", "Cyrl", "Arab", "Hani", "Hang", …); of two equally frequent
// ones, the one that comes first. It is "" when s has no letter, or none whose
// script is known. Japanese text gives Hani, Hira or Kana, whichever prevails.
func Script(s string) string {
	var seen []tally // in order of appearance; seldom more than two
	for _, r := range s {
		if unicode.IsLetter(r) {
			seen = count(seen, r)
		}
	}
	var best tally
	for _, t := range seen {
		if t.letters > best.letters {
			best = t
		}
	}
	return best.code
}

type tally struct {
	script
	letters int
}

func count(seen []tally, r rune) []tally {
	for i := range seen {
		if unicode.Is(seen[i].table, r) {
			seen[i].letters++
			return seen
		}
	}
	if of, ok := scriptOf(r); ok {
		return append(seen, tally{of, 1})
	}
	return seen
}

type script struct {
	code  string
	table *unicode.RangeTable
}

func scriptOf(r rune) (script, bool) {
	for _, s := range frequentScripts {
		if unicode.Is(s.table, r) {
			return s, true
		}
	}
	for name, table := range unicode.Scripts { // disjoint: the order does not matter
		if code := scriptCodes[name]; code != "" && unicode.Is(table, r) {
			return script{code, table}, true
		}
	}
	return script{}, false
}

// frequentScripts saves walking all scripts for nearly every name.
var frequentScripts = []script{
	{"Latn", unicode.Latin},
	{"Cyrl", unicode.Cyrillic},
	{"Arab", unicode.Arabic},
	{"Hani", unicode.Han},
	{"Deva", unicode.Devanagari},
	{"Hang", unicode.Hangul},
	{"Kana", unicode.Katakana},
	{"Hira", unicode.Hiragana},
	{"Grek", unicode.Greek},
	{"Hebr", unicode.Hebrew},
}

// scriptCodes gives the ISO 15924 code (Unicode's PropertyValueAliases.txt) for
// each script that package unicode names, and for those of Unicode 16 and 17
// that newer versions of it will.
var scriptCodes = map[string]string{
	"Adlam": "Adlm", "Ahom": "Ahom", "Anatolian_Hieroglyphs": "Hluw", "Arabic": "Arab",
	"Armenian": "Armn", "Avestan": "Avst", "Balinese": "Bali", "Bamum": "Bamu",
	"Bassa_Vah": "Bass", "Batak": "Batk", "Bengali": "Beng", "Beria_Erfe": "Berf",
	"Bhaiksuki": "Bhks", "Bopomofo": "Bopo", "Brahmi": "Brah", "Braille": "Brai",
	"Buginese": "Bugi", "Buhid": "Buhd", "Canadian_Aboriginal": "Cans", "Carian": "Cari",
	"Caucasian_Albanian": "Aghb", "Chakma": "Cakm", "Cham": "Cham", "Cherokee": "Cher",
	"Chorasmian": "Chrs", "Coptic": "Copt", "Cuneiform": "Xsux", "Cypriot": "Cprt",
	"Cypro_Minoan": "Cpmn", "Cyrillic": "Cyrl", "Deseret": "Dsrt", "Devanagari": "Deva",
	"Dives_Akuru": "Diak", "Dogra": "Dogr", "Duployan": "Dupl", "Egyptian_Hieroglyphs": "Egyp",
	"Elbasan": "Elba", "Elymaic": "Elym", "Ethiopic": "Ethi", "Garay": "Gara",
	"Georgian": "Geor", "Glagolitic": "Glag", "Gothic": "Goth", "Grantha": "Gran",
	"Greek": "Grek", "Gujarati": "Gujr", "Gunjala_Gondi": "Gong", "Gurmukhi": "Guru",
	"Gurung_Khema": "Gukh", "Han": "Hani", "Hangul": "Hang", "Hanifi_Rohingya": "Rohg",
	"Hanunoo": "Hano", "Hatran": "Hatr", "Hebrew": "Hebr", "Hiragana": "Hira",
	"Imperial_Aramaic": "Armi", "Inscriptional_Pahlavi": "Phli", "Inscriptional_Parthian": "Prti", "Javanese": "Java",
	"Kaithi": "Kthi", "Kannada": "Knda", "Katakana": "Kana", "Kawi": "Kawi",
	"Kayah_Li": "Kali", "Kharoshthi": "Khar", "Khitan_Small_Script": "Kits", "Khmer": "Khmr",
	"Khojki": "Khoj", "Khudawadi": "Sind", "Kirat_Rai": "Krai", "Lao": "Laoo",
	"Latin": "Latn", "Lepcha": "Lepc", "Limbu": "Limb", "Linear_A": "Lina",
	"Linear_B": "Linb", "Lisu": "Lisu", "Lycian": "Lyci", "Lydian": "Lydi",
	"Mahajani": "Mahj", "Makasar": "Maka", "Malayalam": "Mlym", "Mandaic": "Mand",
	"Manichaean": "Mani", "Marchen": "Marc", "Masaram_Gondi": "Gonm", "Medefaidrin": "Medf",
	"Meetei_Mayek": "Mtei", "Mende_Kikakui": "Mend", "Meroitic_Cursive": "Merc", "Meroitic_Hieroglyphs": "Mero",
	"Miao": "Plrd", "Modi": "Modi", "Mongolian": "Mong", "Mro": "Mroo",
	"Multani": "Mult", "Myanmar": "Mymr", "Nabataean": "Nbat", "Nag_Mundari": "Nagm",
	"Nandinagari": "Nand", "New_Tai_Lue": "Talu", "Newa": "Newa", "Nko": "Nkoo",
	"Nushu": "Nshu", "Nyiakeng_Puachue_Hmong": "Hmnp", "Ogham": "Ogam", "Ol_Chiki": "Olck",
	"Ol_Onal": "Onao", "Old_Hungarian": "Hung", "Old_Italic": "Ital", "Old_North_Arabian": "Narb",
	"Old_Permic": "Perm", "Old_Persian": "Xpeo", "Old_Sogdian": "Sogo", "Old_South_Arabian": "Sarb",
	"Old_Turkic": "Orkh", "Old_Uyghur": "Ougr", "Oriya": "Orya", "Osage": "Osge",
	"Osmanya": "Osma", "Pahawh_Hmong": "Hmng", "Palmyrene": "Palm", "Pau_Cin_Hau": "Pauc",
	"Phags_Pa": "Phag", "Phoenician": "Phnx", "Psalter_Pahlavi": "Phlp", "Rejang": "Rjng",
	"Runic": "Runr", "Samaritan": "Samr", "Saurashtra": "Saur", "Sharada": "Shrd",
	"Shavian": "Shaw", "Siddham": "Sidd", "Sidetic": "Sidt", "SignWriting": "Sgnw",
	"Sinhala": "Sinh", "Sogdian": "Sogd", "Sora_Sompeng": "Sora", "Soyombo": "Soyo",
	"Sundanese": "Sund", "Sunuwar": "Sunu", "Syloti_Nagri": "Sylo", "Syriac": "Syrc",
	"Tagalog": "Tglg", "Tagbanwa": "Tagb", "Tai_Le": "Tale", "Tai_Tham": "Lana",
	"Tai_Viet": "Tavt", "Tai_Yo": "Tayo", "Takri": "Takr", "Tamil": "Taml",
	"Tangsa": "Tnsa", "Tangut": "Tang", "Telugu": "Telu", "Thaana": "Thaa",
	"Thai": "Thai", "Tibetan": "Tibt", "Tifinagh": "Tfng", "Tirhuta": "Tirh",
	"Todhri": "Todr", "Tolong_Siki": "Tols", "Toto": "Toto", "Tulu_Tigalari": "Tutg",
	"Ugaritic": "Ugar", "Vai": "Vaii", "Vithkuqi": "Vith", "Wancho": "Wcho",
	"Warang_Citi": "Wara", "Yezidi": "Yezi", "Yi": "Yiii", "Zanabazar_Square": "Zanb",
}

package graph

import "strings"

// Noun is an entity as a sentence names it.
type Noun struct {
	Name string
	Kind EntityKind // 0 where it is not known
}

// Noun gives the name and kind of the entity, for sentences.
func (e *Entity) Noun() Noun { return Noun{Name: e.Name, Kind: e.Kind} }

// Plural says whether the name is followed by "are": "Central Asian states",
// "Taliban", "talks of the two delegations". It goes by the last word before the
// first "of", "in", "(" and the like: a word in small letters that ends in s, a
// people or movement that does, or a word that is a plural without one. Records
// say nothing about it.
func (n Noun) Plural() bool {
	if n.Kind == KindPerson || n.Kind == KindOffice || n.Kind == KindPlace {
		return false
	}
	head := ""
	for i, word := range strings.Fields(n.Name) {
		if i > 0 && (strings.HasPrefix(word, "(") || listed(afterHead, word)) {
			break
		}
		head = strings.TrimSuffix(word, ",")
		if head != word {
			break
		}
	}
	small := strings.ToLower(head)
	switch {
	case listed(plurals, small):
		return true
	case !strings.HasSuffix(small, "s") || listed(singulars, small):
		return false
	case strings.HasSuffix(small, "ss") || strings.HasSuffix(small, "us") || strings.HasSuffix(small, "is"):
		return false
	}
	return head == small || n.Kind == KindGroup && head != strings.ToUpper(head)
}

// Lists of words, each between spaces.
const (
	afterHead = " of in from at on for between with to against near by about before after during who whom that which held led signed made hostile loyal opposed "
	plurals   = " taliban forces troops guards talks people police mujahideen media personnel children men women "
	singulars = " news series hamas "
)

func listed(words, word string) bool { return strings.Contains(words, " "+word+" ") }

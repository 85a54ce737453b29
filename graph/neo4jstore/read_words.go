package neo4jstore

import (
	"slices"
	"strings"
	"unicode"

	"dragoman/graph"
	"dragoman/names"
)

// wordsOf is the text by which the full-text index finds an entity: the folded
// words of all its names, each once, joined by blanks; for a name without words
// a token of its own (see nameToken). The index takes the text apart at blanks
// and changes nothing else.
func wordsOf(e *graph.Entity) string {
	var words []string
	add := func(name string) {
		tokens := names.Tokens(name)
		if tokens == nil {
			tokens = []string{nameToken(name)}
		}
		for _, t := range tokens {
			words = append(words, clip(t))
		}
	}
	add(e.Name)
	for _, n := range e.Names {
		add(n.Text)
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// nameToken stands for a name without words: "=", which no folded word has, and
// the name with its blanks made visible. Unlike names may share a token.
func nameToken(name string) string {
	return "=" + strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return '_'
		}
		return r
	}, names.NFC(name))
}

// longestWord is in characters. Lucene cuts words at 255 UTF-16 units, of which a
// character takes at most two.
const longestWord = 120

func clip(word string) string {
	n := 0
	for i := range word {
		if n == longestWord {
			return word[:i]
		}
		n++
	}
	return word
}

// namesakes asks the index for the entities of which every word of a query begins
// a word; for a query without words, for those with its token.
func namesakes(asked names.Query) string {
	words := asked.Words()
	if len(words) == 0 {
		return "+" + literal(clip(nameToken(asked.NFC())))
	}
	slices.Sort(words)
	var b strings.Builder
	for _, w := range slices.Compact(words) {
		b.WriteString("+" + literal(clip(w)) + "* ")
	}
	return b.String()
}

// literal takes every meaning that Lucene's query syntax knows from a word.
func literal(word string) string {
	var b strings.Builder
	for _, r := range word {
		if r < unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

package names

import (
	"slices"
	"strings"
)

// Query is a prepared query: folded once, matched against many names. It is
// immutable and safe for concurrent use. The zero Query is Prepare("").
type Query struct {
	composed string   // NFC, for EXACT
	folded   string   // for FOLDED
	words    []string // of folded, in order
	longest  []string // the same, longest first, for PREFIX
}

// Prepare folds a query. Any text is a query; one without letters and digits
// matches only a name with the same NFC form.
func Prepare(query string) Query {
	q := Query{composed: NFC(query), folded: Fold(query)}
	q.words = Words(q.folded)
	q.longest = slices.Clone(q.words)
	slices.SortStableFunc(q.longest, func(a, b string) int { return len(b) - len(a) })
	return q
}

// Match is Prepare(query).Match(name).
func Match(query, name string) Tier { return Prepare(query).Match(name) }

// Folded returns the folded form of the query.
func (q Query) Folded() string { return q.folded }

// Words returns a copy of the folded words of the query in their order, for
// asking an index of [Tokens]; nil when only EXACT can match.
func (q Query) Words() []string { return slices.Clone(q.words) }

// NFC returns the form of the query that EXACT compares.
func (q Query) NFC() string { return q.composed }

// Match returns the best tier at which name fits the query.
func (q Query) Match(name string) Tier { return q.MatchFolded(name, Fold(name)) }

// MatchFolded is [Query.Match] for a caller that has stored folded = Fold(name).
// With any other folded text its answer means nothing.
func (q Query) MatchFolded(name, folded string) Tier {
	switch {
	case NFC(name) == q.composed:
		return TierExact
	case q.folded == "" || folded == "":
		return TierNone
	case folded == q.folded:
		return TierFolded
	case q.areWordsOf(folded):
		return TierWords
	case q.arePrefixesOf(folded):
		return TierPrefix
	}
	return TierNone
}

func (q Query) areWordsOf(folded string) bool {
	for _, w := range q.longest {
		if !anyWord(folded, func(of string) bool { return of == w }) {
			return false
		}
	}
	return true
}

// arePrefixesOf gives each query word a different word of the name. Taking the
// longest query word first and any name word that it begins is exact, not a
// heuristic: the sets of name words that two query words begin are nested or
// disjoint, so a later, shorter word loses the same choice whichever is taken.
func (q Query) arePrefixesOf(folded string) bool {
	for _, w := range q.longest { // rejects most names without allocating
		if !anyWord(folded, func(of string) bool { return strings.HasPrefix(of, w) }) {
			return false
		}
	}
	free := Words(folded)
	for _, w := range q.longest {
		i := slices.IndexFunc(free, func(of string) bool { return strings.HasPrefix(of, w) })
		if i < 0 {
			return false
		}
		free = slices.Delete(free, i, i+1)
	}
	return true
}

func anyWord(folded string, fits func(string) bool) bool {
	for w := range strings.SplitSeq(folded, " ") {
		if fits(w) {
			return true
		}
	}
	return false
}

package graph

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
)

// Filter is the EvidenceFilter of every query. Its first group of fields
// selects claims; status, date, sources and every other computed field follow
// from the claims that are left, and a relation with none left does not exist
// in the answer. The second group then selects relations.
//
// nil and the zero value select everything; in lists that have a default
// (Statuses) nil means the default. A list that is not nil and empty selects
// nothing.
type Filter struct {
	AsOf             *Day        // known on that day, the day included
	Documents        []string    // only claims of these documents
	ExcludeDocuments []string    // no claims of these
	Sources          []string    // only claims with one of these at any link of their chain, or as outlet of a document's own voice
	ExcludeSources   []string    // no such claims
	ExcludeTexts     []string    // no claims with a source at any link of their chain that is these words and no entity; set by a [Basis], no argument of a query
	MinReliability   Reliability // A to E: documents at least that reliable; drops F, which is unknown. 0 is no bound

	Types                 []RelationType
	Statuses              []Status     // nil: Walked in traversals, Listed in lists
	Kinds                 []EntityKind // kinds of both entities of a relation; the ends of a path, the centres of an ego network and the entities of an `of` are exempt
	At, During            EDTF         // when it held; a query's own date is taken by its outer bounds
	Overlap               Overlap      // how At and During are to be met
	MinIndependentSources int          // 0 and 1 are different: a relation that is only alleged has 0
}

// SelectsClaims says whether any claim-selecting field is given.
func (f *Filter) SelectsClaims() bool {
	return f != nil && (f.AsOf != nil || f.Documents != nil || f.ExcludeDocuments != nil || f.Sources != nil || f.ExcludeSources != nil || f.ExcludeTexts != nil || f.MinReliability != 0)
}

// SelectsRelations says whether any relation-selecting field is given.
func (f *Filter) SelectsRelations() bool {
	return f != nil && (f.Types != nil || f.Statuses != nil || f.Kinds != nil || !f.At.IsZero() || !f.During.IsZero() || f.MinIndependentSources != 0)
}

// ClaimsOnly is the filter without its relation-selecting fields: the evidence
// context in which nested fields of an answer are computed. It is nil where
// nothing is selected.
func (f *Filter) ClaimsOnly() *Filter {
	if !f.SelectsClaims() {
		return nil
	}
	return &Filter{
		AsOf: f.AsOf, Documents: f.Documents, ExcludeDocuments: f.ExcludeDocuments, Sources: f.Sources, ExcludeSources: f.ExcludeSources,
		ExcludeTexts: f.ExcludeTexts, MinReliability: f.MinReliability,
	}
}

// View is a short digest of the claim-selecting fields. Two answers about one
// relation with the same view rest on the same selection of claims; the order
// and repetition of ids in the filter do not matter.
func (f *Filter) View() string {
	if !f.SelectsClaims() {
		return "all"
	}
	set := func(ids []string) []string {
		if ids == nil {
			return nil
		}
		s := slices.Clone(ids)
		slices.Sort(s)
		return append([]string{}, slices.Compact(s)...)
	}
	parts := []any{f.AsOf, set(f.Documents), set(f.ExcludeDocuments), set(f.Sources), set(f.ExcludeSources), f.MinReliability}
	if f.ExcludeTexts != nil {
		parts = append(parts, set(f.ExcludeTexts))
	}
	b, _ := json.Marshal(parts)
	sum := sha256.Sum256(b)
	return base32Lower.EncodeToString(sum[:10])
}

// StatusSet gives the statuses that pass; def applies where none are named.
func (f *Filter) StatusSet(def StatusSet) StatusSet {
	if f == nil || f.Statuses == nil {
		return def
	}
	return StatusesOf(f.Statuses...)
}

// TypeSet gives the relation types that pass as bits, all where none are named.
func (f *Filter) TypeSet() uint64 {
	if f == nil || f.Types == nil {
		return lensTypes[LensEverything]
	}
	set := uint64(0)
	for _, t := range f.Types {
		set |= 1 << t
	}
	return set
}

// HasKind says whether entities of the kind pass.
func (f *Filter) HasKind(k EntityKind) bool {
	return f == nil || f.Kinds == nil || slices.Contains(f.Kinds, k)
}

// Admits says whether the filter selects a claim: known from the day known (ok
// false where the day is not known), of document d, with these links of its
// chain. For a document's own voice, links is its outlet, or nothing.
func (f *Filter) Admits(document string, r Reliability, links []string, known Day, ok bool) bool {
	if f == nil {
		return true
	}
	if f.AsOf != nil && (!ok || known > *f.AsOf) {
		return false
	}
	if f.Documents != nil && !slices.Contains(f.Documents, document) || slices.Contains(f.ExcludeDocuments, document) {
		return false
	}
	if f.MinReliability != 0 && (r == 0 || r == ReliabilityF || r > f.MinReliability) {
		return false
	}
	named := func(ids []string) bool {
		return slices.ContainsFunc(links, func(l string) bool { return slices.Contains(ids, l) })
	}
	return (f.Sources == nil || named(f.Sources)) && !named(f.ExcludeSources)
}

// admitsWords says whether ExcludeTexts lets a chain of sources pass.
func (f *Filter) admitsWords(chain []Source) bool {
	return f == nil || f.ExcludeTexts == nil || !slices.ContainsFunc(chain, func(s Source) bool {
		return s.Entity == "" && slices.Contains(f.ExcludeTexts, s.Text)
	})
}

// RetractedUnder says whether a retraction counts under the filter: an ERROR on
// every day, a withdrawal from its day on (and always where no day is asked for
// or none is stated).
func (f *Filter) RetractedUnder(r *Retraction) bool {
	if r == nil {
		return false
	}
	if r.Kind != RetractedWithdrawn || f == nil || f.AsOf == nil || len(r.At) < 10 {
		return true
	}
	day, err := ParseDay(r.At[:10])
	return err != nil || day <= *f.AsOf
}

// Passes says whether a relation passes the relation-selecting fields, except
// for Kinds, which depends on which of its ends are exempt. def are the statuses
// that pass where none are named.
func (f *Filter) Passes(t RelationType, s Status, independent int, when Date, dated bool, def StatusSet) bool {
	if !f.StatusSet(def).Has(s) {
		return false
	}
	if f == nil {
		return true
	}
	return f.TypeSet()>>t&1 == 1 && independent >= f.MinIndependentSources && f.PassesTime(when, dated)
}

// PassesTime says whether a date meets At and During. dated is false where there
// is no claim that bears a date.
func (f *Filter) PassesTime(when Date, dated bool) bool {
	if f == nil {
		return true
	}
	for _, q := range []EDTF{f.At, f.During} {
		if q.IsZero() {
			continue
		}
		span, ok := q.Span()
		if !ok {
			continue
		}
		if !dated {
			when = Date{}
		}
		if !when.Overlaps(span, f.Overlap) {
			return false
		}
	}
	return true
}

// Check refuses values that no store should have to think about.
func (f *Filter) Check() error {
	if f == nil {
		return nil
	}
	if f.MinIndependentSources < 0 {
		return &Error{Code: Invalid, Field: "minIndependentSources", Message: "minIndependentSources must not be negative"}
	}
	for field, q := range map[string]EDTF{"at": f.At, "during": f.During} {
		if q.IsZero() {
			continue
		}
		if _, ok := q.Span(); !ok {
			return &Error{Code: Invalid, Field: field, Message: field + ": " + q.String() + " has an open year, so it names no period to compare with; give a year"}
		}
	}
	return nil
}

package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"dragoman/graph"
)

// filterText is the EvidenceFilter of the API as JSON: {"asOf": "2025-11-01"}.
type filterText struct {
	AsOf                  *string              `json:"asOf"`
	Documents             []string             `json:"documents"`
	ExcludeDocuments      []string             `json:"excludeDocuments"`
	Sources               []string             `json:"sources"`
	ExcludeSources        []string             `json:"excludeSources"`
	MinReliability        *graph.Reliability   `json:"minReliability"`
	Types                 []graph.RelationType `json:"types"`
	Statuses              []graph.Status       `json:"statuses"`
	Kinds                 []graph.EntityKind   `json:"kinds"`
	At                    *graph.EDTF          `json:"at"`
	During                *graph.EDTF          `json:"during"`
	Overlap               *string              `json:"overlap"`
	MinIndependentSources *int                 `json:"minIndependentSources"`
}

// ParseFilter reads a filter written as the API's EvidenceFilter in JSON. An empty
// text is no filter; what is wrong is INVALID.
func ParseFilter(text []byte) (*graph.Filter, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, nil
	}
	var t filterText
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return nil, badFilter(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, badFilter(errors.New("something follows the object"))
	}
	f := &graph.Filter{
		Documents: t.Documents, ExcludeDocuments: t.ExcludeDocuments, Sources: t.Sources, ExcludeSources: t.ExcludeSources,
		Types: t.Types, Statuses: t.Statuses, Kinds: t.Kinds,
	}
	if t.AsOf != nil {
		day, err := graph.ParseDay(*t.AsOf)
		if err != nil {
			return nil, badFilter(fmt.Errorf("asOf: %w", err))
		}
		f.AsOf = &day
	}
	if t.Overlap != nil {
		overlap, err := graph.ParseOverlap(*t.Overlap)
		if err != nil {
			return nil, badFilter(fmt.Errorf("overlap: %w", err))
		}
		f.Overlap = overlap
	}
	if t.MinReliability != nil {
		f.MinReliability = *t.MinReliability
	}
	if t.At != nil {
		f.At = *t.At
	}
	if t.During != nil {
		f.During = *t.During
	}
	if t.MinIndependentSources != nil {
		f.MinIndependentSources = *t.MinIndependentSources
	}
	return f, f.Check()
}

// FilterText writes a filter as [ParseFilter] reads it: a list that is empty and
// not nil, which selects nothing, stays one.
func FilterText(f *graph.Filter) []byte {
	var o object
	texts := func(name string, list []string) {
		if list != nil {
			o.key(name)
			o.list(list)
		}
	}
	o.open()
	if f.AsOf != nil {
		o.key("asOf")
		o.b = graph.AppendQuoted(o.b, f.AsOf.String())
	}
	texts("documents", f.Documents)
	texts("excludeDocuments", f.ExcludeDocuments)
	texts("sources", f.Sources)
	texts("excludeSources", f.ExcludeSources)
	o.text("minReliability", f.MinReliability.String())
	texts("types", words(f.Types))
	texts("statuses", words(f.Statuses))
	texts("kinds", words(f.Kinds))
	o.text("at", f.At.String())
	o.text("during", f.During.String())
	if f.Overlap != 0 { // whose zero has a name, too
		o.text("overlap", f.Overlap.String())
	}
	o.positive("minIndependentSources", f.MinIndependentSources)
	o.close()
	return o.b
}

// words are nil only for nil.
func words[T fmt.Stringer](list []T) []string {
	if list == nil {
		return nil
	}
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.String()
	}
	return out
}

func badFilter(err error) error {
	return &graph.Error{Code: graph.Invalid, Field: "where", Message: "the filter (where) cannot be read: " + err.Error() + `; it is an EvidenceFilter as JSON, such as {"statuses": ["CONFIRMED"]}`, Err: err}
}

package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"dragoman/graph"
)

// filterField reads the value of one key of a filter.
type filterField struct {
	name string
	read func(*graph.Filter, json.RawMessage) error
}

// filterFields are the keys of the API's EvidenceFilter, in its order.
var filterFields = []filterField{
	{"asOf", one("a day in quotes, as \"2025-11-01\"", graph.ParseDay, func(f *graph.Filter, d graph.Day) { f.AsOf = &d })},
	{"documents", some(someIDs, asItIs, func(f *graph.Filter, ids []string) { f.Documents = ids })},
	{"excludeDocuments", some(someIDs, asItIs, func(f *graph.Filter, ids []string) { f.ExcludeDocuments = ids })},
	{"sources", some(someIDs, asItIs, func(f *graph.Filter, ids []string) { f.Sources = ids })},
	{"excludeSources", some(someIDs, asItIs, func(f *graph.Filter, ids []string) { f.ExcludeSources = ids })},
	{"minReliability", one("a letter in quotes, as \"C\"", graph.ParseReliability, func(f *graph.Filter, r graph.Reliability) { f.MinReliability = r })},
	{"types", some(`a list of words in quotes, as ["HOLDS"]`, graph.ParseRelationType, func(f *graph.Filter, ts []graph.RelationType) { f.Types = ts })},
	{"statuses", some(`a list of words in quotes, as ["CONFIRMED"]`, graph.ParseStatus, func(f *graph.Filter, ss []graph.Status) { f.Statuses = ss })},
	{"kinds", some(`a list of words in quotes, as ["PERSON"]`, graph.ParseEntityKind, func(f *graph.Filter, ks []graph.EntityKind) { f.Kinds = ks })},
	{"at", one(aDate, graph.ParseEDTF, func(f *graph.Filter, d graph.EDTF) { f.At = d })},
	{"during", one(aDate, graph.ParseEDTF, func(f *graph.Filter, d graph.EDTF) { f.During = d })},
	{"overlap", one(`"POSSIBLE" or "CERTAIN"`, graph.ParseOverlap, func(f *graph.Filter, o graph.Overlap) { f.Overlap = o })},
	{"minIndependentSources", func(f *graph.Filter, text json.RawMessage) error {
		if json.Unmarshal(text, &f.MinIndependentSources) != nil {
			return errors.New("is a whole number, as 2")
		}
		return nil
	}},
}

const (
	someIDs = `a list of ids in quotes, as ["nrf"]`
	aDate   = `a date of EDTF in quotes, as "2025-10"`
)

func asItIs(s string) (string, error) { return s, nil }

func one[T any](form string, parse func(string) (T, error), set func(*graph.Filter, T)) func(*graph.Filter, json.RawMessage) error {
	return func(f *graph.Filter, text json.RawMessage) error {
		var word string
		if json.Unmarshal(text, &word) != nil {
			return errors.New("is " + form)
		}
		x, err := parse(word)
		if err == nil {
			set(f, x)
		}
		return err
	}
}

func some[T any](form string, parse func(string) (T, error), set func(*graph.Filter, []T)) func(*graph.Filter, json.RawMessage) error {
	return func(f *graph.Filter, text json.RawMessage) error {
		var words []*string
		if json.Unmarshal(text, &words) != nil || slices.Contains(words, nil) {
			return errors.New("is " + form)
		}
		out := make([]T, len(words))
		for i, word := range words {
			var err error
			if out[i], err = parse(*word); err != nil {
				return err
			}
		}
		set(f, out)
		return nil
	}
}

// ParseFilter reads a filter written as the API's EvidenceFilter in JSON, with its
// keys to the letter; null is a key that is left out. An empty text is no filter;
// what is wrong is INVALID.
func ParseFilter(text []byte) (*graph.Filter, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, nil
	}
	f := &graph.Filter{}
	d := json.NewDecoder(bytes.NewReader(text))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, badFilter("is no JSON object")
	}
	given := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return nil, brokenFilter(d)
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return nil, brokenFilter(d)
		}
		i := slices.IndexFunc(filterFields, func(x filterField) bool { return x.name == name })
		switch {
		case i < 0:
			return nil, badFilter(fmt.Sprintf("has no key %q%s", name, nearKey(name)))
		case given[name]:
			return nil, badFilter(fmt.Sprintf("has the key %q twice", name))
		case string(value) == "null":
			continue
		}
		given[name] = true
		if err := filterFields[i].read(f, value); err != nil {
			return nil, badFilter(name + ": " + reasonOf(err))
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, brokenFilter(d)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, badFilter("goes on behind its object")
	}
	return f, f.Check()
}

func brokenFilter(d *json.Decoder) error {
	return badFilter(fmt.Sprintf("is no JSON behind its byte %d", d.InputOffset()))
}

// reasonOf is an error of ours without its code.
func reasonOf(err error) string {
	var e *graph.Error
	if errors.As(err, &e) && e.Message != "" {
		return e.Message
	}
	return err.Error()
}

// nearKey proposes the key that begins like a mistyped one.
func nearKey(name string) string {
	const enough = 3
	best, most := "", enough-1
	for _, f := range filterFields {
		n := 0
		for n < min(len(name), len(f.name)) && strings.EqualFold(name[:n+1], f.name[:n+1]) {
			n++
		}
		if n > most {
			best, most = f.name, n
		}
	}
	if best == "" {
		return ""
	}
	return ", did you mean " + best + "?"
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

func badFilter(what string) error {
	return &graph.Error{Code: graph.Invalid, Field: "where", Message: "the filter (where) " + what + `; it is an EvidenceFilter as JSON, such as {"statuses": ["CONFIRMED"]}`}
}

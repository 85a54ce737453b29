package exchange

import (
	"encoding/json"
	"strconv"
	"strings"

	"dragoman/graph"
)

// A node and an edge of a drawing have columns, which each format writes in its own
// way. What is a list of ids is one in every format that has lists, and else its
// ids with a semicolon between, which no id contains. What has more structure than
// that is JSON as text, but for formats that are JSON themselves.

type columnType uint8

const (
	isString columnType = iota
	isInteger
	isBoolean
	isIDs  // a list of ids
	isTree // JSON
)

// column is one of them. of gives nil for what is not there.
type column[T any] struct {
	name string
	kind columnType
	of   func(T) any // string, int, bool, []string; for isTree what encoding/json takes
}

// node is an entity with its attributes.
type node struct {
	*graph.Entity
	attributes []*graph.Attribute
}

// edge is a relation with its attributes.
type edge struct {
	*graph.Relation
	attributes []*graph.Attribute
	citations  []citation
}

var nodeColumns = []column[*node]{
	{"name", isString, func(n *node) any { return n.Name }},
	{"kind", isString, func(n *node) any { return n.Kind.String() }},
	{"type", isString, func(n *node) any { return n.Type }},
	{"named", isBoolean, func(n *node) any { return n.Named }},
	{"degree", isInteger, func(n *node) any { return n.Degree }},
	{"names", isTree, func(n *node) any { return tree(names(n.Names)) }},
	{"summary", isString, func(n *node) any { return n.Summary }},
	{"externalIds", isTree, func(n *node) any { return tree(externalIDs(n.ExternalIDs)) }},
	{"formerIds", isIDs, func(n *node) any { return n.FormerIDs }},
	{"attributes", isTree, func(n *node) any { return tree(facts(n.attributes)) }},
}

var edgeColumns = []column[*edge]{
	{"type", isString, func(e *edge) any { return e.Type.String() }},
	{"role", isString, func(e *edge) any { return e.Role.String() }},
	{"relationKey", isString, func(e *edge) any { return e.Key }}, // readers take "key" for what tells parallel edges apart
	{"symmetric", isBoolean, func(e *edge) any { return e.Type.Symmetric() }},
	{"status", isString, func(e *edge) any { return e.Status.String() }},
	{"independentSources", isInteger, func(e *edge) any { return e.Independent }},
	{"claims", isInteger, func(e *edge) any { return live(&e.Evidence) }},
	{"stances", isTree, func(e *edge) any { return tree(stances(e.Stances)) }},
	{"when", isString, func(e *edge) any { return e.When.EDTF.String() }},
	{"whenText", isString, func(e *edge) any { return e.When.Text }},
	{"earliest", isString, func(e *edge) any { return bound(e.When, e.When.Span.Earliest()) }},
	{"latest", isString, func(e *edge) any { return bound(e.When, e.When.Span.Latest()) }},
	{"inferred", isBoolean, func(e *edge) any { return e.When.Inferred() }},
	{"dates", isTree, func(e *edge) any { return tree(dates(e.Dates)) }},
	{"firstKnown", isString, func(e *edge) any { return known(e.FirstKnown) }},
	{"reliability", isString, func(e *edge) any { return e.Reliability.String() }},
	{"sources", isIDs, func(e *edge) any { return sources(e.Sources, func(s graph.Source) string { return s.Entity }) }},
	{"sourceTexts", isTree, func(e *edge) any {
		return tree(sources(e.Sources, func(s graph.Source) string { return s.Text }))
	}},
	{"documents", isIDs, func(e *edge) any { return e.Documents }},
	{"citations", isTree, func(e *edge) any { return tree(e.citations) }},
	{"concerns", isIDs, func(e *edge) any { return e.Concerns }},
	{"attributes", isTree, func(e *edge) any { return tree(facts(e.attributes)) }},
}

// tree is nil for an empty list.
func tree[T any](list []T) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

// scalar gives a value as text and whether there is one: "" is none.
func (c *column[T]) scalar(x T) (text string, ok bool) {
	switch v := c.of(x).(type) {
	case nil:
		return "", false
	case string:
		return v, v != ""
	case int:
		return strconv.Itoa(v), true
	case bool:
		return strconv.FormatBool(v), true
	case []string:
		if c.kind == isIDs {
			return strings.Join(v, ";"), len(v) > 0
		}
		return jsonText(v), true
	default:
		return jsonText(v), true
	}
}

// jsonText writes JSON without escapes that it does not demand.
func jsonText(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // trees are made of strings, numbers and lists
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func quote(s string) string { return strconv.Quote(s) }

// live counts the claims that make the evidence up.
func live(e *graph.Evidence) int {
	n := 0
	for _, s := range e.Stances {
		n += s.Count
	}
	return n
}

type stanceCount struct {
	Stance  string `json:"stance"`
	Against bool   `json:"against,omitempty"`
	Count   int    `json:"count"`
}

func stances(list []graph.StanceCount) []stanceCount {
	out := make([]stanceCount, len(list))
	for i, s := range list {
		out[i] = stanceCount{s.Stance.String(), s.Against, s.Count}
	}
	return out
}

type dateText struct {
	Text     string `json:"text,omitempty"`
	EDTF     string `json:"edtf,omitempty"`
	Resolved string `json:"resolved,omitempty"`
	Basis    string `json:"basis,omitempty"`
}

func dateOf(d graph.Date) dateText {
	return dateText{d.Text, d.EDTF.String(), d.Resolved.String(), d.Basis}
}

func dates(list []graph.When) []dateText {
	out := make([]dateText, len(list))
	for i, d := range list {
		out[i] = dateOf(d.Date)
	}
	return out
}

// bound is a day of a date's bounds; "" where it is open or there are none.
func bound(w graph.When, d graph.Day) string {
	if !w.Dated || !d.Bounded() {
		return ""
	}
	return d.String()
}

func known(d graph.Day) string {
	if !d.Bounded() {
		return ""
	}
	return d.String()
}

func sources(list []graph.Source, part func(graph.Source) string) []string {
	var out []string
	for _, s := range list {
		if p := part(s); p != "" {
			out = append(out, p)
		}
	}
	return out
}

type nameText struct {
	Text      string   `json:"text"`
	Lang      string   `json:"lang,omitempty"`
	Script    string   `json:"script,omitempty"`
	Documents []string `json:"documents,omitempty"`
}

func names(list []graph.Name) []nameText {
	out := make([]nameText, len(list))
	for i, n := range list {
		out[i] = nameText(n)
	}
	return out
}

type externalID struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

func externalIDs(list []graph.ExternalID) []externalID {
	out := make([]externalID, len(list))
	for i, x := range list {
		out[i] = externalID(x)
	}
	return out
}

// fact is an attribute with what it is worth.
type fact struct {
	Name        string          `json:"name"`
	Value       string          `json:"value,omitempty"`
	Entity      string          `json:"entity,omitempty"`
	Number      json.RawMessage `json:"number,omitempty"`
	Unit        string          `json:"unit,omitempty"`
	Status      string          `json:"status"`
	Independent int             `json:"independentSources"`
	When        *dateText       `json:"when,omitempty"`
	Documents   []string        `json:"documents"`
}

func facts(list []*graph.Attribute) []fact {
	out := make([]fact, len(list))
	for i, a := range list {
		out[i] = fact{
			Name: a.Name, Value: a.Value, Entity: a.Entity, Number: json.RawMessage(a.Number), Unit: a.Unit,
			Status: a.Status.String(), Independent: a.Independent, Documents: a.Documents,
		}
		if d := a.When.Date; !d.IsZero() {
			t := dateOf(d)
			out[i].When = &t
		}
	}
	return out
}

// number reads an attribute's number back.
func number(canonical string) (*float64, error) {
	x, err := strconv.ParseFloat(canonical, 64)
	if err != nil {
		return nil, graph.Errorf(graph.Internal, "the number %q of an attribute cannot be read: %w", canonical, err)
	}
	return &x, nil
}

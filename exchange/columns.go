package exchange

import (
	"strconv"

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

// column is one of them. text appends what it holds: ids with semicolons between,
// trees as JSON; nothing where it holds nothing.
type column[T any] struct {
	name string
	kind columnType
	text func(b []byte, x T) []byte
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
	citations  []*citation
}

var nodeColumns = []column[*node]{
	{"name", isString, func(b []byte, n *node) []byte { return append(b, n.Name...) }},
	{"kind", isString, func(b []byte, n *node) []byte { return append(b, n.Kind.String()...) }},
	{"type", isString, func(b []byte, n *node) []byte { return append(b, n.Type...) }},
	{"named", isBoolean, func(b []byte, n *node) []byte { return strconv.AppendBool(b, n.Named) }},
	{"degree", isInteger, func(b []byte, n *node) []byte { return strconv.AppendInt(b, int64(n.Degree), 10) }},
	{"names", isTree, func(b []byte, n *node) []byte { return tree(b, n.Names, nameFields) }},
	{"summary", isString, func(b []byte, n *node) []byte { return append(b, n.Summary...) }},
	{"externalIds", isTree, func(b []byte, n *node) []byte { return tree(b, n.ExternalIDs, externalIDFields) }},
	{"formerIds", isIDs, func(b []byte, n *node) []byte { return appendIDs(b, n.FormerIDs) }},
	{"attributes", isTree, func(b []byte, n *node) []byte { return tree(b, n.attributes, attributeFields) }},
}

var edgeColumns = []column[*edge]{
	{"type", isString, func(b []byte, e *edge) []byte { return append(b, e.Type.String()...) }},
	{"role", isString, func(b []byte, e *edge) []byte { return append(b, e.Role.String()...) }},
	{"relationKey", isString, func(b []byte, e *edge) []byte { return append(b, e.Key...) }}, // readers take "key" for what tells parallel edges apart
	{"symmetric", isBoolean, func(b []byte, e *edge) []byte { return strconv.AppendBool(b, e.Type.Symmetric()) }},
	{"status", isString, func(b []byte, e *edge) []byte { return append(b, e.Status.String()...) }},
	{"independentSources", isInteger, func(b []byte, e *edge) []byte { return strconv.AppendInt(b, int64(e.Independent), 10) }},
	{"claims", isInteger, func(b []byte, e *edge) []byte { return strconv.AppendInt(b, int64(live(&e.Evidence)), 10) }},
	{"stances", isTree, func(b []byte, e *edge) []byte { return tree(b, e.Stances, stanceFields) }},
	{"when", isString, func(b []byte, e *edge) []byte { return append(b, e.When.EDTF.String()...) }},
	{"whenText", isString, func(b []byte, e *edge) []byte { return append(b, e.When.Text...) }},
	{"earliest", isString, func(b []byte, e *edge) []byte { return append(b, bound(e.When, e.When.Span.Earliest())...) }},
	{"latest", isString, func(b []byte, e *edge) []byte { return append(b, bound(e.When, e.When.Span.Latest())...) }},
	{"inferred", isBoolean, func(b []byte, e *edge) []byte { return strconv.AppendBool(b, e.When.Inferred()) }},
	{"dates", isTree, func(b []byte, e *edge) []byte { return tree(b, e.Dates, whenFields) }},
	{"firstKnown", isString, func(b []byte, e *edge) []byte { return append(b, e.FirstKnown.String()...) }},
	{"reliability", isString, func(b []byte, e *edge) []byte { return append(b, e.Reliability.String()...) }},
	{"sources", isIDs, func(b []byte, e *edge) []byte { return appendIDs(b, sources(e.Sources, sourceEntity)) }},
	{"sourceTexts", isTree, func(b []byte, e *edge) []byte { return textTree(b, sources(e.Sources, sourceText)) }},
	{"documents", isIDs, func(b []byte, e *edge) []byte { return appendIDs(b, e.Documents) }},
	{"citations", isTree, func(b []byte, e *edge) []byte { return tree(b, e.citations, citationFields) }},
	{"concerns", isIDs, func(b []byte, e *edge) []byte { return appendIDs(b, e.Concerns) }},
	{"attributes", isTree, func(b []byte, e *edge) []byte { return tree(b, e.attributes, attributeFields) }},
}

// tree writes a list of objects as JSON, and nothing for an empty list.
func tree[T any](b []byte, list []T, fields func(o *object, x *T)) []byte {
	if len(list) == 0 {
		return b
	}
	o := object{b: b}
	listed(&o, list, fields)
	return o.b
}

func textTree(b []byte, list []string) []byte {
	if len(list) == 0 {
		return b
	}
	o := object{b: b}
	o.list(list)
	return o.b
}

// live counts the claims that make the evidence up.
func live(e *graph.Evidence) int {
	n := 0
	for _, s := range e.Stances {
		n += s.Count
	}
	return n
}

// bound is a day of a date's bounds; "" where it is open or there are none.
func bound(w graph.When, d graph.Day) string {
	if !w.Dated {
		return ""
	}
	return d.String()
}

func sourceEntity(s graph.Source) string { return s.Entity }
func sourceText(s graph.Source) string   { return s.Text }

func sources(list []graph.Source, part func(graph.Source) string) []string {
	var out []string
	for _, s := range list {
		if p := part(s); p != "" {
			out = append(out, p)
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

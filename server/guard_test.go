package server

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"dragoman/graph"
)

// things is the smallest schema with lists in lists.
const things = `
type Query { thing(id: ID): Thing things(first: Int = 50, after: String): Things }
type Mutation { touch: Thing }
type Things { nodes: [Thing!]! }
type Thing { id: ID! name: String things(first: Int = 50): Things! }
`

var thingsSchema = gqlparser.MustLoadSchema(&ast.Source{Name: "things", Input: things})

func measure(t *testing.T, l Limits, query string, variables map[string]any) error {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		t.Fatal(err)
	}
	h := graphqlHandler{schema: thingsSchema, limits: l}
	if err := h.guard(doc, doc.Operations.ForName(""), variables); err != nil {
		return err
	}
	return h.guardUnused(doc)
}

func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func nested(n int) string {
	return "{" + strings.Repeat("thing{", n-1) + "id" + strings.Repeat("}", n)
}

func TestGuard(t *testing.T) {
	l := DefaultLimits()
	doubled := "{thing{...F0}}"
	for i := range 40 {
		doubled += fmt.Sprintf("fragment F%d on Thing{...F%d ...F%d}", i, i+1, i+1)
	}
	doubled += "fragment F40 on Thing{id}"
	for _, tt := range []struct {
		reason, query string
		variables     map[string]any
		limit         int // of the refusal; 0 passes
	}{
		{"an ordinary query passes", "{thing{id name things(first:3){nodes{id}}}}", nil, 0},
		{"as deep as allowed", nested(15), nil, 0},
		{"one level deeper", nested(16), nil, 15},
		{"as many root fields as allowed, aliased", "{" + repeat(20, "a%d:thing{id} ") + "}", nil, 0},
		{"one root field more", "{" + repeat(21, "thing(id:%d){id} ") + "}", nil, 20},
		{"as many aliases as allowed", "{thing{" + repeat(30, "a%d:id ") + "}}", nil, 0},
		{"one alias more", "{thing{" + repeat(31, "a%d:id ") + "}}", nil, 30},
		{"an alias that repeats the name is none", "{thing{" + strings.Repeat("id:id ", 40) + "}}", nil, 0},
		{"a set of fields as wide as allowed", "{thing{" + strings.Repeat("id ", 200) + "}}", nil, 0},
		{"one field wider", "{thing{" + strings.Repeat("id ", 201) + "}}", nil, 200},
		{"wide through a fragment used often", "{thing{" + strings.Repeat("...F ", 101) + "}} fragment F on Thing{id name}", nil, 200},
		{"many sets of moderate size", "{" + repeat(6, "a%d:thing{"+strings.Repeat("id ", 180)+"}") + "}", nil, 1000},
		{"fragments that double forty times", doubled, nil, 200},
		{"fragments in a circle are left to validation", "{thing{...A}} fragment A on Thing{...B} fragment B on Thing{...A}", nil, 0},
		{"the default of first counts", "{things{nodes{things{nodes{id}}}}}", nil, 0},
		{"three lists by default are ordinary", "{things{nodes{things{nodes{things{nodes{id}}}}}}}", nil, 0},
		{"four are not", "{things{nodes{things{nodes{things{nodes{things{nodes{id}}}}}}}}}", nil, 10_000},
		{"literals", "{things(first:100){nodes{things(first:100){nodes{id}}}}}", nil, 10_000},
		{"a variable", "query($n:Int){things(first:$n){nodes{things(first:$n){nodes{id}}}}}", map[string]any{"n": 100.0}, 10_000},
		{"a small variable", "query($n:Int){things(first:$n){nodes{things(first:$n){nodes{id}}}}}", map[string]any{"n": 10.0}, 0},
		{"the default of a variable", "query($n:Int=100){things(first:$n){nodes{things(first:$n){nodes{id}}}}}", nil, 10_000},
		{"a number too large for anything", "{things(first:999999999999999999999){nodes{things(first:99999999999999999999){nodes{id}}}}}", nil, 10_000},
		{"a fragment that nothing uses is measured too", "{thing{id}} fragment F on Thing{" + strings.Repeat("id ", 201) + "}", nil, 200},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			err := measure(t, l, tt.query, tt.variables)
			var e *graph.Error
			switch {
			case tt.limit == 0 && err != nil:
				t.Errorf("refused: %v", err)
			case tt.limit != 0 && (!errors.As(err, &e) || e.Code != graph.Limit || e.Limit != tt.limit):
				t.Errorf("got %v, want a LIMIT of %d", err, tt.limit)
			case tt.limit != 0 && !strings.Contains(e.Message, fmt.Sprint(tt.limit)):
				t.Errorf("the message does not name the limit: %s", e.Message)
			}
		})
	}
}

// Measuring must stay cheap on documents made to be expensive.
func TestGuardStopsEarly(t *testing.T) {
	query := "{" + strings.Repeat("thing{...A}", 19) + "}"
	for i := range 200 {
		query += fmt.Sprintf(" fragment F%d on Thing{%s}", i, strings.Repeat(fmt.Sprintf("...F%d ", i+1), 8))
	}
	query += " fragment A on Thing{...F0}" // F200 does not exist: no field is ever reached
	done := make(chan error, 1)
	go func() { done <- measure(t, DefaultLimits(), query, nil) }()
	select {
	case err := <-done:
		if graph.CodeOf(err) != graph.Limit {
			t.Errorf("got %v, want a LIMIT", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("measuring a small document did not end")
	}
}

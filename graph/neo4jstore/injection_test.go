package neo4jstore_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore"
	"dragoman/graph/neo4jstore/storetest"
	"dragoman/resolvers"
)

// attacks are texts that would do harm if any of them became part of a statement
// in Cypher or in Lucene's query language.
var attacks = []string{
	`'`, `"`, "`", `\`, `'})`, `'}) DETACH DELETE e //`, `"}) DETACH DELETE n //`, "`]->() DETACH DELETE a //", `x' OR 1=1 //`, `/* */`, `// `,
	`\u0027}) DETACH DELETE e //`, `\u0060`, `$id`, `{id: 1}`, `}) DETACH DELETE`, `' RETURN 1 UNION MATCH (n) DETACH DELETE n RETURN 1 //`,
	`CALL dbms.listConfig()`, `:Entity`, `*:*`, `words:*`, `a AND NOT`, `[a TO`, `/(a+)+$/`, `~~~~`, `\`, "\u2028\u2029", "\ufeff", strings.Repeat("'", 100), `%27%20OR`, "a\u0300\u0301", "null", "NaN",
}

// No text of a query or a mutation becomes part of a statement: every string
// argument, at any depth of an input, is given every attack; the answer is a
// typed error or a harmless one, and nothing that was there is gone.
func TestInjection(t *testing.T) {
	for _, search := range []neo4jstore.Search{neo4jstore.SearchMemory, neo4jstore.SearchDatabase} {
		t.Run(fmt.Sprint(search), func(t *testing.T) {
			server := neo4jtest.ForTests(t)
			storetest.Empty(t, server.URI, server.User, server.Password)
			s := openStore(t, search)
			load(t, s, generated(12, 40))
			schema := resolvers.NewExecutableSchema(s, resolvers.Options{})
			h := handler.New(schema)
			h.AddTransport(transport.POST{})
			h.SetErrorPresenter(resolvers.ErrorPresenter)
			h.SetRecoverFunc(resolvers.Recover)
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				h.ServeHTTP(w, r.WithContext(resolvers.WithRole(r.Context(), resolvers.Editor)))
			}))
			t.Cleanup(web.Close)
			before := storetest.Labels(t, server.URI, server.User, server.Password)
			asked := 0
			for _, op := range operations(schema.Schema(), ast.Query) {
				asked += op.attack(t, web.URL)
			}
			after := storetest.Labels(t, server.URI, server.User, server.Password)
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("queries changed what is in the database (-before +after):\n%s", diff)
			}
			for _, op := range operations(schema.Schema(), ast.Mutation) {
				asked += op.attack(t, web.URL)
			}
			for label, n := range storetest.Labels(t, server.URI, server.User, server.Password) {
				if _, ours := before[label]; !ours && !slices.Contains([]string{"Request", "Concern", "Attribute", "Judgement", "Alias", "Former"}, label) || n < before[label] {
					t.Errorf("after the mutations %d nodes are :%s, before %d", n, label, before[label])
				}
			}
			t.Logf("%d questions", asked)
		})
	}
}

// operation is a root field with arguments that are valid, each leaf of which can
// be replaced.
type operation struct {
	kind      ast.Operation
	field     *ast.FieldDefinition
	schema    *ast.Schema
	selection string
}

func operations(schema *ast.Schema, kind ast.Operation) (ops []operation) {
	def := schema.Query
	if kind == ast.Mutation {
		def = schema.Mutation
	}
	for _, f := range def.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		op := operation{kind: kind, field: f, schema: schema}
		switch schema.Types[f.Type.Name()].Kind {
		case ast.Object, ast.Interface, ast.Union:
			op.selection = "{ __typename }"
		}
		ops = append(ops, op)
	}
	return ops
}

// attack gives every leaf every text.
func (o operation) attack(t *testing.T, url string) (asked int) {
	var vars, uses []string
	for _, a := range o.field.Arguments {
		vars, uses = append(vars, "$"+a.Name+": "+a.Type.String()), append(uses, a.Name+": $"+a.Name)
	}
	if len(vars) == 0 {
		return 0
	}
	query := fmt.Sprintf("%s (%s) { %s(%s) %s }", o.kind, strings.Join(vars, ", "), o.field.Name, strings.Join(uses, ", "), o.selection)
	for _, a := range o.field.Arguments {
		for _, leaf := range o.leaves(a.Type, 0) {
			for _, text := range attacks {
				given := map[string]any{}
				for _, b := range o.field.Arguments {
					if b.Type.NonNull && b.DefaultValue == nil {
						given[b.Name] = o.value(b.Type, nil, "e1")
					}
				}
				given[a.Name] = o.value(a.Type, leaf, text)
				ask(t, url, query, given, text)
				asked++
			}
		}
	}
	return asked
}

// leaves lists the places of texts in an input, as field names.
func (o operation) leaves(t *ast.Type, depth int) (places [][]string) {
	def := o.schema.Types[t.Name()]
	switch {
	case def.Kind == ast.Scalar && !slices.Contains([]string{"Int", "Float", "Boolean"}, def.Name):
		return [][]string{{}}
	case def.Kind == ast.InputObject && depth < 4:
		for _, f := range def.Fields {
			for _, p := range o.leaves(f.Type, depth+1) {
				places = append(places, append([]string{f.Name}, p...))
			}
		}
	}
	return places
}

// value makes a valid value in which the leaf is text; other needed texts are e1.
func (o operation) value(t *ast.Type, leaf []string, text string) any {
	if t.Elem != nil {
		return []any{o.value(t.Elem, leaf, text)}
	}
	def := o.schema.Types[t.Name()]
	switch def.Kind {
	case ast.Enum:
		return def.EnumValues[0].Name
	case ast.InputObject:
		m := map[string]any{}
		for _, f := range def.Fields {
			if len(leaf) > 0 && f.Name == leaf[0] {
				m[f.Name] = o.value(f.Type, leaf[1:], text)
			} else if f.Type.NonNull && f.DefaultValue == nil {
				m[f.Name] = o.value(f.Type, nil, "e1")
			}
		}
		return m
	}
	switch def.Name {
	case "Int", "Float":
		return 1
	case "Boolean":
		return true
	}
	return text
}

// ask wants an answer whose errors, if any, are typed and show no statement.
func ask(t *testing.T, url, query string, vars map[string]any, attack string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code graph.Code }
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		t.Fatalf("%s %s: %v", query, body, err)
	}
	for _, e := range answer.Errors {
		switch e.Extensions.Code {
		case graph.Invalid, graph.NotFound, graph.Conflict, graph.Limit, graph.Unsupported, "GRAPHQL_VALIDATION_FAILED":
		default:
			t.Errorf("%s: %s %s", body, e.Extensions.Code, e.Message)
		}
		for _, leak := range []string{"MATCH (", "UNWIND", "Neo.", "neo4j", "Lucene", "goroutine"} {
			if strings.Contains(e.Message, leak) && !strings.Contains(attack, leak) { // the attack itself is quoted
				t.Errorf("%s: the error shows %q: %s", body, leak, e.Message)
			}
		}
	}
}

package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"dragoman/resolvers"
)

var exampleOf = regexp.MustCompile("(?s)Example: `(.+)`$")

// idWord is an id in an example.
var idWord = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._:-]*`)

// schemaExample is the example of one element of the schema.
type schemaExample struct {
	element, text string
	ofID          bool // of an id or ids
}

func schemaExamples(t *testing.T) (schema *ast.Schema, all []schemaExample) {
	t.Helper()
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err = gqlparser.LoadSchema(&ast.Source{Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	add := func(element, description string, of *ast.Type) {
		m := exampleOf.FindStringSubmatch(description)
		if m == nil {
			t.Errorf("%s has no example", element)
			return
		}
		all = append(all, schemaExample{element, m[1], of != nil && of.Name() == "ID"})
	}
	add("schema", schema.Description, nil)
	for _, def := range schema.Types {
		if def.BuiltIn {
			continue
		}
		add(def.Name, def.Description, nil)
		for _, v := range def.EnumValues {
			add(def.Name+"."+v.Name, v.Description, nil)
		}
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			add(def.Name+"."+f.Name, f.Description, f.Type)
			for _, a := range f.Arguments {
				add(def.Name+"."+f.Name+"("+a.Name+")", a.Description, a.Type)
			}
		}
	}
	return schema, all
}

// notOfNodes are ids that no node has.
var notOfNodes = map[string]string{
	"formerIds": "what was merged away, which the demo graph has none of",
	"view":      "a digest of a filter",
	"Path.id":   "made of the relations of a path",
}

// fits says whether a type has the fields that are selected.
func fits(schema *ast.Schema, def *ast.Definition, set ast.SelectionSet) bool {
	for _, s := range set {
		if on, ok := s.(*ast.InlineFragment); ok {
			if part := schema.Types[on.TypeCondition]; part == nil || !fits(schema, part, on.SelectionSet) {
				return false
			}
			continue
		}
		f, ok := s.(*ast.Field)
		if !ok {
			return false
		}
		if f.Name == "__typename" {
			continue
		}
		field := def.Fields.ForName(f.Name)
		if field == nil {
			return false
		}
		inner := schema.Types[field.Type.Name()]
		if inner.IsLeafType() != (len(f.SelectionSet) == 0) || !inner.IsLeafType() && !fits(schema, inner, f.SelectionSet) {
			return false
		}
	}
	return true
}

// Every example in the schema's descriptions that is an operation answers over the
// demo graph, without an error and with something in it; one that is a part of an answer
// selects fields that there are; every example of an id is an id there. What is left is
// a word, a value or a sentence.
func TestSchemaExamplesFitTheDemoGraph(t *testing.T) {
	b, err := openDemo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	ran, ids, parts := 0, 0, 0
	schema, all := schemaExamples(t)
	for _, e := range all {
		doc, bad := parser.ParseQuery(&ast.Source{Input: e.text})
		isOperation := bad == nil && len(doc.Operations) == 1
		_, member, _ := strings.Cut(e.element, ".")
		switch {
		case isOperation && (doc.Operations[0].Operation == ast.Mutation || fits(schema, schema.Query, doc.Operations[0].SelectionSet)):
			ran++
			fresh := b
			if doc.Operations[0].Operation == ast.Mutation { // which must not see what another left
				if fresh, err = openDemo(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			root, err := runExample(t, fresh, e.text, nil)
			if err != nil {
				t.Errorf("%s: %s: %v", e.element, e.text, err)
			}
			for name, value := range root {
				if hollow(value) {
					t.Errorf("%s: %s: %s is %.200s", e.element, e.text, name, value)
				}
			}
			if fresh != b {
				_ = fresh.Close()
			}
		case isOperation && strings.Contains(e.text, " ") && !strings.Contains(e.text, ":") || isOperation && strings.HasPrefix(e.text, "{ "):
			parts++
			some := false
			for _, def := range schema.Types {
				some = some || def.IsCompositeType() && fits(schema, def, doc.Operations[0].SelectionSet)
			}
			if !some {
				t.Errorf("%s: no type has the fields of %s", e.element, e.text)
			}
		case e.ofID && notOfNodes[member] == "" && notOfNodes[e.element] == "":
			for _, id := range idWord.FindAllString(e.text, -1) {
				ids++
				root, err := runExample(t, b, `query($id: ID!) { node(id: $id) { id } }`, variables{"id": id})
				if err != nil || string(root["node"]) == "null" {
					t.Errorf("%s: the demo graph has no %s (%s) %v", e.element, id, e.text, err)
				}
			}
		case strings.HasPrefix(e.text, "{ "):
			t.Errorf("%s: an example that is not run: %s", e.element, e.text)
		}
	}
	t.Logf("%d examples: %d operations, %d parts of answers, %d ids", len(all), ran, parts, ids)
	if ran < 50 || parts < 50 || ids < 50 {
		t.Error("are the examples still found?")
	}
}

// runExample runs an operation with an editor's rights.
func runExample(t *testing.T, l *local, text string, vars variables) (map[string]json.RawMessage, error) {
	ctx := resolvers.WithActor(resolvers.WithRole(graphql.StartOperationTrace(t.Context()), resolvers.Editor), "tester")
	oc, errs := l.exec.CreateOperationContext(ctx, &graphql.RawParams{Query: text, Variables: vars})
	if errs != nil {
		return decodeAnswer(l.exec.DispatchError(graphql.WithOperationContext(ctx, oc), errs))
	}
	responses, ctx := l.exec.DispatchOperation(ctx, oc)
	return decodeAnswer(responses(ctx))
}

// hollow says that an answer holds nothing: null, an empty list, or an object of
// such.
func hollow(value json.RawMessage) bool {
	var v any
	return json.Unmarshal(value, &v) != nil || hollowValue(v)
}

func hollowValue(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, x := range v {
			if !hollowValue(x) {
				return false
			}
		}
		return true
	}
	return false
}

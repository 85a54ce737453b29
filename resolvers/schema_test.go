package resolvers_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

const schemaFile = "../schema.graphqls"

// endsInExample is how every description of the schema ends.
var endsInExample = regexp.MustCompile("(?s)^(.*\\S)\\s+Example: `(.+)`$")

func loadSchema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: schemaFile, Input: string(text)})
	if err != nil {
		t.Fatalf("schema does not load: %v", err)
	}
	return schema
}

// element is anything of the schema that carries a description.
type element struct {
	name        string
	description string
	input       *ast.Type // of an argument or input field, else nil
	root        bool      // a field of Query or Mutation
}

func elements(schema *ast.Schema) []element {
	found := []element{{name: "schema", description: schema.Description}}
	for _, def := range schema.Types {
		if def.BuiltIn {
			continue
		}
		found = append(found, element{name: def.Name, description: def.Description})
		for _, value := range def.EnumValues {
			found = append(found, element{name: def.Name + "." + value.Name, description: value.Description})
		}
		for _, field := range ownFields(def) {
			found = append(found, fieldElements(schema, def, field)...)
		}
	}
	return found
}

func fieldElements(schema *ast.Schema, def *ast.Definition, field *ast.FieldDefinition) []element {
	name := def.Name + "." + field.Name
	e := element{name: name, description: field.Description, root: def == schema.Query || def == schema.Mutation}
	if def.Kind == ast.InputObject {
		e.input = field.Type
	}
	found := []element{e}
	for _, arg := range field.Arguments {
		found = append(found, element{name: name + "(" + arg.Name + ")", description: arg.Description, input: arg.Type})
	}
	return found
}

// ownFields leaves out __schema and __type, which the parser adds to Query.
func ownFields(def *ast.Definition) []*ast.FieldDefinition {
	var own []*ast.FieldDefinition
	for _, field := range def.Fields {
		if !strings.HasPrefix(field.Name, "__") {
			own = append(own, field)
		}
	}
	return own
}

func TestSchemaEveryElementIsDescribedWithAnExample(t *testing.T) {
	for _, e := range elements(loadSchema(t)) {
		if !endsInExample.MatchString(e.description) {
			t.Errorf("%s: description must be text that ends in Example: `…`, got %q", e.name, e.description)
		}
	}
}

func TestSchemaExamplesOfRootFieldsAreValidOperations(t *testing.T) {
	schema := loadSchema(t)
	for _, e := range elements(schema) {
		if e.root || e.name == "schema" {
			for _, problem := range problems(schema, example(e.description)) {
				t.Errorf("%s: example is no valid operation: %s", e.name, problem)
			}
		}
	}
}

func TestSchemaExamplesOfInputsAreValidValues(t *testing.T) {
	schema := loadSchema(t)
	for _, e := range elements(schema) {
		if e.input == nil {
			continue
		}
		value := example(e.description)
		operation := fmt.Sprintf("query($v: %s = %s) { __typename }", e.input, value)
		for _, problem := range problems(schema, operation) {
			t.Errorf("%s: example %s is no %s: %s", e.name, value, e.input, problem)
		}
	}
}

func example(description string) string {
	match := endsInExample.FindStringSubmatch(description)
	if match == nil {
		return ""
	}
	return match[2]
}

// problems validates an operation; a variable may stay unused, since examples of values are put into one.
func problems(schema *ast.Schema, operation string) []string {
	doc, err := parser.ParseQuery(&ast.Source{Input: operation})
	if err != nil {
		return []string{err.Error()}
	}
	checks := rules.NewDefaultRules()
	checks.RemoveRule(rules.NoUnusedVariablesRule.Name)
	var found []string
	for _, err := range validator.ValidateWithRules(schema, doc, checks) {
		found = append(found, err.Error())
	}
	return found
}

func TestSchemaRootFieldsAreNullable(t *testing.T) {
	schema := loadSchema(t)
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation} {
		for _, field := range ownFields(root) {
			if field.Type.NonNull {
				t.Errorf("%s.%s: %s: one failing root field must not take the others with it", root.Name, field.Name, field.Type)
			}
		}
	}
}

// Changes.rows goes by the arguments of Query.changes, which serve its paths too.
func TestSchemaListFieldsAreFilteredAndPaged(t *testing.T) {
	schema := loadSchema(t)
	for _, def := range schema.Types {
		for _, field := range def.Fields {
			if strings.HasSuffix(field.Type.Name(), "Connection") {
				if def.Name+"."+field.Name == "Changes.rows" {
					def, field = schema.Query, schema.Query.Fields.ForName("changes")
				}
				checkArgument(t, def, field, "where", "EvidenceFilter", "")
				checkArgument(t, def, field, "first", "Int", "50")
				checkArgument(t, def, field, "after", "String", "")
			}
		}
	}
}

func checkArgument(t *testing.T, def *ast.Definition, field *ast.FieldDefinition, name, typ, standard string) {
	t.Helper()
	where := def.Name + "." + field.Name
	arg := field.Arguments.ForName(name)
	if arg == nil {
		t.Errorf("%s: argument %s is missing", where, name)
		return
	}
	if arg.Type.String() != typ {
		t.Errorf("%s(%s): %s, want %s", where, name, arg.Type, typ)
	}
	got := ""
	if arg.DefaultValue != nil {
		got = arg.DefaultValue.String()
	}
	if got != standard {
		t.Errorf("%s(%s): default %q, want %q", where, name, got, standard)
	}
}

func TestSchemaConnectionsAreRelays(t *testing.T) {
	schema := loadSchema(t)
	for _, def := range schema.Types {
		base, is := strings.CutSuffix(def.Name, "Connection")
		if !is {
			continue
		}
		checkType(t, def, "edges", "["+base+"Edge!]!")
		checkType(t, def, "pageInfo", "PageInfo!")
		checkType(t, def, "totalCount", "Int")
		edge := schema.Types[base+"Edge"]
		if edge == nil {
			t.Errorf("%s: type %sEdge is missing", def.Name, base)
			continue
		}
		checkType(t, edge, "cursor", "String!")
		if node := edge.Fields.ForName("node"); node == nil {
			t.Errorf("%s.node is missing", edge.Name)
		} else {
			checkType(t, def, "nodes", "["+node.Type.String()+"]!")
		}
	}
}

func checkType(t *testing.T, def *ast.Definition, name, want string) {
	t.Helper()
	field := def.Fields.ForName(name)
	if field == nil {
		t.Errorf("%s.%s is missing", def.Name, name)
	} else if field.Type.String() != want {
		t.Errorf("%s.%s: %s, want %s", def.Name, name, field.Type, want)
	}
}

func TestSchemaHasOneTypeForEachEntityKind(t *testing.T) {
	schema := loadSchema(t)
	kinds := schema.Types["EntityKind"].EnumValues
	for _, kind := range kinds {
		name := string(kind.Name[0]) + strings.ToLower(kind.Name[1:])
		def := schema.Types[name]
		if def == nil || strings.Join(def.Interfaces, " & ") != "Node & Entity" {
			t.Errorf("kind %s: want type %s implements Node & Entity", kind.Name, name)
		}
	}
	if got := len(schema.PossibleTypes["Entity"]); got != len(kinds) {
		t.Errorf("%d types implement Entity, %d kinds", got, len(kinds))
	}
}

// The names below are the contract of design §2; outside clients rely on them.
func TestSchemaKeepsTheFixedNames(t *testing.T) {
	fixed := map[string]string{
		"Query": "node entity entities relation search officials governments groups organizations missions meetings incidents " +
			"agreements offices delegations places documents relations claims paths ego common timeline disputes changes sources stats store",
		"Mutation": "importRecords upsertEntity recordClaim retractClaim",
		"Entity": "id kind type name names named summary externalIds degree formerIds relations attributes claims documents " +
			"timeline neighbourCounts",
		"Relation": "id view type role key from to when dates status stances sources documents claims concerns " +
			"independentSources firstKnown reliability",
		"Claim": "id document locator stance against sources date spokenAt acting mode label credibility note recordedAt " +
			"recordedBy retracted relation attribute known superseded",
		"Document":             "id title outlet published retrieved url reliability basedOn note claims",
		"AttributeValue":       "of name value entity number unit when status claims",
		"When":                 "text edtf earliest latest resolved inferred basis",
		"Person":               "offices",
		"Office":               "holders",
		"Government":           "officials missions recognizes recognizedBy members backers",
		"Group":                "members backers",
		"Mission":              "sendingState operatedBy controlledBy receivingState head place",
		"Meeting":              "when place state topics participants",
		"PathResult":           "outcome paths total complete stoppedBy explored policy",
		"Path":                 "id hops contacts status independentSources weakest steps nodes text",
		"Step":                 "from relation parallel parallelCount to forward status independentSources",
		"Policy":               "lens statuses degreeCap hubsSkipped undatedClaims",
		"HubSkipped":           "entity degree",
		"EgoNetwork":           "centers nodes relations omitted complete stoppedBy policy",
		"EgoNode":              "entity distance rank hidden",
		"Omitted":              "kind type count",
		"NeighbourCount":       "type direction kind count capped",
		"SearchHit":            "entity matchedName score",
		"TimelineEntry":        "when order relation attribute",
		"Dispute":              "relation attribute for against overlap",
		"CommonNeighbour":      "entity distances rank",
		"Basis":                "nodes steps stands independentSources outcome best families documents sources cut complete stoppedBy explored policy",
		"Without":              "claims lost stands outcome next complete",
		"DocumentCut":          "documents smallest minimal atLeast complete stoppedBy",
		"Changes":              "rows paths",
		"Change":               "kind day relation attribute before after because",
		"PathChanges":          "then now appeared ceased complete stoppedBy explored policy",
		"Store":                "engine revision entities relations claims search behind",
		"ImportRecordsPayload": "documents entities relations attributes claims refused token",
		"EvidenceFilter": "asOf documents excludeDocuments sources excludeSources minReliability types statuses kinds at during " +
			"overlap minIndependentSources",
	}
	schema := loadSchema(t)
	for name, fields := range fixed {
		def := schema.Types[name]
		if def == nil {
			t.Errorf("type %s is missing", name)
			continue
		}
		for _, field := range strings.Fields(fields) {
			if def.Fields.ForName(field) == nil {
				t.Errorf("%s.%s is missing", name, field)
			}
		}
	}
}

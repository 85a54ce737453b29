package mapping_test

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"dragoman/mapping"
	"dragoman/mappings"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(mapping.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mapping.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("mapping.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fits asks the schema about a mapping as an editor does.
func fits(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(asJSON)))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

// The schema takes every mapping that comes with the program.
func TestSchemaTakesOurs(t *testing.T) {
	s := schema(t)
	for _, name := range mappings.Names() {
		text, err := mappings.Text(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := fits(t, s, string(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{
		person("{separator: tab, quotes: none, columns: [a, b], empty: '-', format: csv}"),
		"mapping: 1\nsources: {a: {match: a}, b: {match: [b], join: {column: x, to: y}}}\nrules: [{if: [a, b], each: [{x: a}, {y: x}], document: {id: d, basedOn: [a], published: {edtf: '2025'}}}]\n",
		"mapping: 1\ntables: {t: {file: t.csv, key: a, list: '|', fold: true}, u: {rows: {a: 1, b: {c: d}}}}\nrules: [{document: {id: d}}]\n",
	} {
		if err := fits(t, s, text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What the schema refuses, Parse refuses too.
func TestSchemaRefuses(t *testing.T) {
	s := schema(t)
	for _, c := range []struct{ reason, text string }{
		{"no version", "rules: [{document: {id: d}}]"},
		{"another version", "mapping: 2\nrules: [{document: {id: d}}]"},
		{"no rules", "mapping: 1"},
		{"a key that is none", "mapping: 1\nrulez: []\nrules: [{document: {id: d}}]"},
		{"source and sources", "mapping: 1\nsource: {}\nsources: {a: {match: a}}\nrules: [{document: {id: d}}]"},
		{"a format that is none", "mapping: 1\nsource: {format: xml}\nrules: [{document: {id: d}}]"},
		{"a long separator", "mapping: 1\nsource: {separator: '::'}\nrules: [{document: {id: d}}]"},
		{"a rule of two", "mapping: 1\nrules: [{document: {id: d}, entity: {id: a, kind: PERSON, name: n}}]"},
		{"a rule of none", "mapping: 1\nrules: [{if: a}]"},
		{"no id", "mapping: 1\nrules: [{entity: {kind: PERSON, name: n}}]"},
		{"a field that is none", "mapping: 1\nrules: [{entity: {id: a, kind: PERSON, name: n, colour: red}}]"},
		{"two values", "mapping: 1\nclaim: {document: d, stance: ASSERTS}\nrules: [{attribute: {of: a, name: b, value: c, number: 1}}]"},
		{"a table of both", "mapping: 1\ntables: {t: {file: a, rows: {}}}\nrules: [{document: {id: d}}]"},
		{"a skip without a reason", "mapping: 1\nskip: [{if: a}]\nrules: [{document: {id: d}}]"},
		{"a join without to", "mapping: 1\nsources: {a: {match: a}, b: {match: b, join: {column: x}}}\nrules: [{document: {id: d}}]"},
		{"an object where a text is wanted", "mapping: 1\nrules: [{entity: {id: {a: b}, kind: PERSON, name: n}}]"},
	} {
		if fits(t, s, c.text) == nil {
			t.Errorf("%s: the schema takes it", c.reason)
		}
		if _, err := mapping.Parse("m.yaml", []byte(c.text), nil); err == nil {
			t.Errorf("%s: Parse takes it", c.reason)
		}
	}
}

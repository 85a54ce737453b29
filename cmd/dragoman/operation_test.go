package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Every document that the commands send is one operation that the schema takes, with no
// fragment that it does not use.
func TestOperations(t *testing.T) {
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	files, err := filepath.Glob("queries/*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("%d queries", len(files))
	}
	used := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".graphql")
		if name == "fragments" {
			continue
		}
		document, errs := gqlparser.LoadQueryWithRules(schema, operation(name).text(), rules.NewDefaultRules())
		if len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
			continue
		}
		if len(document.Operations) != 1 || document.Operations[0].Name == "" {
			t.Errorf("%s: one operation with a name", name)
		}
		for _, f := range document.Fragments {
			used[f.Name] = true
		}
	}
	for name := range fragments() {
		if !used[name] {
			t.Errorf("nobody uses the fragment %s", name)
		}
	}
}

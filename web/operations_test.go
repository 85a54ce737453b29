package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

var needs = regexp.MustCompile(`^#needs (\w+)\.(\w+)\n`)

var condition = regexp.MustCompile(` #if (\w+)\.(\w+)(?:\((\w+)\))?$`)

// TestOperations holds every query of the explorer against the schema, with the lines that
// depend on the schema left out as the page leaves them out.
func TestOperations(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	fragments, err := os.ReadFile("src/explorer/queries/fragments.graphql")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("src/explorer/queries/*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("%d queries", len(files))
	}
	for _, file := range files {
		if strings.HasSuffix(file, "fragments.graphql") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if n := needs.FindStringSubmatch(string(query)); n != nil && schema.Types[n[1]].Fields.ForName(n[2]) == nil {
				t.Skipf("the schema has no %s.%s; the page does not ask then", n[1], n[2])
			}
			document, errs := gqlparser.LoadQueryWithRules(schema, able(schema, string(query))+used(string(query), string(fragments)), rules.NewDefaultRules())
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			if len(document.Operations) != 1 || document.Operations[0].Name == "" {
				t.Error("one operation with a name")
			}
		})
	}
}

// able leaves out the lines whose condition the schema does not meet.
func able(schema *ast.Schema, query string) string {
	var out []string
	for line := range strings.SplitSeq(query, "\n") {
		if c := condition.FindStringSubmatch(line); c != nil {
			t := schema.Types[c[1]]
			if t == nil || t.Fields.ForName(c[2]) == nil || c[3] != "" && t.Fields.ForName(c[2]).Arguments.ForName(c[3]) == nil {
				continue
			}
		}
		out = append(out, condition.ReplaceAllString(line, ""))
	}
	return strings.Join(out, "\n")
}

var spread = regexp.MustCompile(`\.\.\.(\w+)`)

// used gives the fragments that a query spreads, and those that they spread.
func used(query, fragments string) string {
	defined := map[string]string{}
	for fragment := range strings.SplitSeq(strings.TrimSpace(fragments), "\n\n") {
		defined[strings.Fields(fragment)[1]] = fragment
	}
	var out strings.Builder
	queue := []string{query}
	for len(queue) > 0 {
		text := queue[0]
		queue = queue[1:]
		for _, s := range spread.FindAllStringSubmatch(text, -1) {
			if fragment, found := defined[s[1]]; found {
				delete(defined, s[1])
				out.WriteString("\n" + fragment + "\n")
				queue = append(queue, fragment)
			}
		}
	}
	return out.String()
}

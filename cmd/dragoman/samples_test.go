package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/web"
)

// Every sample of the playground is answered by a server of the demo graph, without errors
// and not by nothing.
func TestSamples(t *testing.T) {
	questions, err := web.Questions()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	server := serveWith(t, "--memory")
	for _, question := range questions {
		t.Run(question.Title, func(t *testing.T) {
			if !shownBy(schema, question.Needs) {
				t.Skipf("the schema has no %s; the playground does not show it then", question.Needs)
			}
			answer := askSample(t, server+"/graphql", question)
			if len(answer.Errors) > 0 {
				t.Fatalf("%s", answer.Errors)
			}
			if !told.Match(answer.Data) {
				t.Errorf("it tells nothing: %s", answer.Data)
			}
		})
	}
}

// told matches an answer with a row in some list, one that counts something, and one of a change.
var told = regexp.MustCompile(`\[[^\]]|:[1-9]|"token":"`)

type sampleAnswer struct {
	Data, Errors json.RawMessage
}

func askSample(t *testing.T, endpoint string, question web.Question) (answer sampleAnswer) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": question.Query, "variables": question.Variables})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(endpoint, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

var needed = regexp.MustCompile(`^(\w+)\.(\w+)\((\w+)\)$`)

// shownBy tells whether a schema has "Type.field(argument)"; all have "".
func shownBy(schema *ast.Schema, needs string) bool {
	if needs == "" {
		return true
	}
	n := needed.FindStringSubmatch(needs)
	field := schema.Types[n[1]].Fields.ForName(n[2])
	return field != nil && field.Arguments.ForName(n[3]) != nil
}

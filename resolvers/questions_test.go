package resolvers_test

import (
	"encoding/json"
	"os"
	"testing"
)

// The questions that the playground offers must run as they are.
func TestQuestionsOfThePlaygroundRun(t *testing.T) {
	b, err := os.ReadFile("../web/src/questions.json")
	if err != nil {
		t.Fatal(err)
	}
	var questions []struct {
		Title, Query string
		Variables    vars
	}
	if err := json.Unmarshal(b, &questions); err != nil {
		t.Fatal(err)
	}
	c := serveFixture(t)
	for _, q := range questions {
		r := c.ask(q.Query, q.Variables)
		for _, e := range r.Errors {
			t.Errorf("%s: %v: %s %v", q.Title, e.Path, e.Message, e.Extensions)
		}
		for field, v := range r.Data {
			if v == nil {
				t.Errorf("%s: %s is null", q.Title, field)
			}
		}
	}
}

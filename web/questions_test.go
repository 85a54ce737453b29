package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"dragoman/web"
)

func TestQuestionsParse(t *testing.T) {
	questions, err := web.Questions()
	if err != nil {
		t.Fatal(err)
	}
	if len(questions) != 6 {
		t.Errorf("%d questions, want 6", len(questions))
	}
	for _, question := range questions {
		t.Run(question.Title, func(t *testing.T) {
			document, err := parser.ParseQuery(&ast.Source{Name: question.Title, Input: question.Query})
			if err != nil {
				t.Fatal(err)
			}
			if len(document.Operations) != 1 || document.Operations[0].Name == "" {
				t.Error("one operation with a name: the tab is called by it")
			}
			if question.About == "" {
				t.Error("the landing page shows a line about it")
			}
		})
	}
}

// TestHomeLinks follows what a reader clicks: the link's query and variables are the question's.
func TestHomeLinks(t *testing.T) {
	questions, err := web.Questions()
	if err != nil {
		t.Fatal(err)
	}
	page := string(body(t, request(t, web.Home(), http.MethodGet, "/")))
	var queries []string
	for _, match := range regexp.MustCompile(`href="\./playground\?([^"]*)"`).FindAllStringSubmatch(page, -1) {
		values, err := url.ParseQuery(html.UnescapeString(match[1]))
		if err != nil {
			t.Fatal(err)
		}
		queries = append(queries, values.Get("query"))
	}
	var want []string
	for _, question := range questions {
		want = append(want, question.Query)
	}
	if diff := cmp.Diff(want, queries); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, link := range []string{"./playground", "./schema.graphql", "./healthz", "./readyz", "./metrics"} {
		if !regexp.MustCompile(`href="` + regexp.QuoteMeta(link) + `"`).MatchString(page) {
			t.Errorf("no link to %s", link)
		}
	}
	if regexp.MustCompile(`<script|style=`).MatchString(page) {
		t.Error("the landing page has no script and one style sheet")
	}
}

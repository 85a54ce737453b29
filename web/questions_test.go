package web_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"dragoman/web"
)

func TestQuestionsParse(t *testing.T) {
	questions, err := web.Questions()
	if err != nil {
		t.Fatal(err)
	}
	tabs, titles := 0, map[string]bool{}
	for _, question := range questions {
		titles[question.Title] = true
		if question.Tab {
			tabs++
		}
	}
	if tabs != 6 || len(titles) != len(questions) {
		t.Errorf("%d tabs, %d titles of %d questions; want 6, and each title once", tabs, len(titles), len(questions))
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
			if question.About == "" || question.Task == "" {
				t.Error("a reader of the list sees a task and a line about it")
			}
		})
	}
}

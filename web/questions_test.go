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
				t.Error("a reader of the list sees a line about it")
			}
		})
	}
}

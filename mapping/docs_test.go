package mapping_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/mapping"
)

// block is a fenced block of a page: its words behind the fence, and its text.
var block = regexp.MustCompile("(?ms)^```(\\w+) ?([^\\n]*)\\n(.*?)^```$")

// The worked examples of docs/mapping.md do what the page says.
func TestExamples(t *testing.T) {
	page, err := os.ReadFile("../docs/mapping.md")
	if err != nil {
		t.Fatal(err)
	}
	var in mapping.Input
	var got []string
	shown := 0
	for _, b := range block.FindAllStringSubmatch(string(page), -1) {
		switch b[1] {
		case "csv", "json":
			in = file(b[2], b[3])
		case "yaml":
			m := parse(t, b[3], nil)
			if err := fits(t, schema(t), b[3]); err != nil {
				t.Error(err)
			}
			if b[2] == "" {
				got, _ = read(t, m, in)
			}
		case "jsonl":
			shown++
			text := strings.Join(got, "\n") + "\n"
			text = regexp.MustCompile(`"id":"[rc]:[a-z2-7]{26}",`).ReplaceAllString(text, "")
			if diff := cmp.Diff(b[3], text); diff != "" {
				t.Errorf("%s (-page +program):\n%s", in.Name, diff)
			}
		}
	}
	if shown != 3 {
		t.Errorf("%d examples, want 3", shown)
	}
}

// The page tells of every function.
func TestEveryFunctionIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/mapping.md")
	if err != nil {
		t.Fatal(err)
	}
	_, err = mapping.Parse("m.yaml", []byte("mapping: 1\nrules: [{document: {id: '{a | none}'}}]\n"), nil)
	_, list, _ := strings.Cut(err.Error(), "there are ")
	for name := range strings.FieldsSeq(list) {
		if !strings.Contains(string(page), "`"+name) {
			t.Errorf("docs/mapping.md does not tell of %s", name)
		}
	}
}

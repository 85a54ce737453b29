package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fence is a fenced block of a page: its language, a file's name, its text.
var fence = regexp.MustCompile("(?ms)^```(console|yaml) ?([^\\n]*)\\n(.*?)^```$")

// What docs/questions.md shows is what the program prints.
func TestWorkedQuestions(t *testing.T) {
	folder := os.Getenv("DRAGOMAN_PUBLIC_FILES")
	if folder == "" {
		t.Skip("DRAGOMAN_PUBLIC_FILES names no folder with the public files (docs/mapping.md says which): the questions of docs/questions.md were not asked")
	}
	name, err := filepath.Abs("../../docs/questions.md")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	p := newProgram(t)
	for _, args := range publicGraphs[len(publicGraphs)-1].loads {
		p.want(exitOK, append([]string{"load"}, below(folder, args)...)...)
	}
	asked := 0
	rewritten := fence.ReplaceAllStringFunc(string(page), func(block string) string {
		parts := fence.FindStringSubmatch(block)
		if parts[1] == "yaml" {
			if err := os.WriteFile(parts[2], []byte(parts[3]), 0o600); err != nil {
				t.Fatal(err)
			}
			return block
		}
		var b strings.Builder
		for line := range strings.Lines(parts[3]) {
			if command, ok := strings.CutPrefix(line, "$ dragoman "); ok {
				r := p.runIn("", strings.Fields(command)...)
				if r.code != exitOK && r.code != exitNotFound {
					t.Errorf("%s ends with %d: %s", line, r.code, r.err)
				}
				fmt.Fprintf(&b, "%s%s", line, r.out)
				asked++
			}
		}
		return "```console\n" + b.String() + "```"
	})
	if asked != 7 {
		t.Errorf("the page asks %d times, want 7", asked)
	}
	diff := cmp.Diff(string(page), rewritten)
	switch {
	case diff != "" && *update:
		if err := os.WriteFile(name, []byte(rewritten), 0o644); err != nil {
			t.Fatal(err)
		}
	case diff != "":
		t.Errorf("docs/questions.md (-page +program):\n%s", diff)
	}
}

// below puts the files among the arguments of a load into a folder.
func below(folder string, args []string) []string {
	full := append([]string(nil), args...)
	for i, a := range full {
		if strings.Contains(a, "/") {
			full[i] = filepath.Join(folder, a)
		}
	}
	return full
}

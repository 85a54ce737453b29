package neo4jstore

import (
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/names"
)

func TestWordsOf(t *testing.T) {
	for _, c := range []struct {
		reason string
		names  []string
		want   string
	}{
		{"folded words, each once, in order", []string{"Amir Khan", "khan"}, "amir khan"},
		{"a name without words is a token of its own", []string{"?!", "a"}, "=?! a"},
		{"blanks do not take such a token apart", []string{"? !"}, "=?_!"},
		{"what Lucene would cut is cut here", []string{strings.Repeat("x", 300)}, strings.Repeat("x", longestWord)},
	} {
		e := &graph.Entity{Name: c.names[0]}
		for _, n := range c.names[1:] {
			e.Names = append(e.Names, graph.Name{Text: n})
		}
		if got := wordsOf(e); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestNamesakes(t *testing.T) {
	for _, c := range []struct{ reason, text, want string }{
		{"every word begins a word", "Berg Anna", "+anna* +berg* "},
		{"nothing of the query's syntax gets through", `a" OR *:* b\`, "+a* +b* +or* "},
		{"a text without words is looked for as a token", `?"`, `+\=\?\"`},
	} {
		if got := namesakes(names.Prepare(c.text)); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestForemost(t *testing.T) {
	f := &foremost[int]{slice: graph.Slice{First: 2, After: graph.SortKey{"c"}}}
	for i, key := range strings.Split("q a z c b x d y e w", " ") {
		f.add(row[int]{graph.SortKey{key}, i})
	}
	p := f.page()
	if len(p.Keys) != 2 || p.Keys[0][0] != "d" || p.Keys[1][0] != "e" || !p.More || f.total != 10 || f.before.key[0] != "c" {
		t.Errorf("page %v, more %v, total %d, before %v", p.Keys, p.More, f.total, f.before)
	}
}

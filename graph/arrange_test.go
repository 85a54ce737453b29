package graph_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"
)

// links reads "ab cb": a relation ab from a to b, one cb from c to b.
func links(s string) (out []graph.Link) {
	for _, f := range strings.Fields(s) {
		out = append(out, graph.Link{ID: f, From: f[:1], To: f[1:2]})
	}
	return out
}

func TestArrangePath(t *testing.T) {
	for _, c := range []struct{ reason, links, want, refused string }{
		{"one relation, from its from", "ba", "ba", ""},
		{"in order", "ab bc cd", "abcd", ""},
		{"from the end nearer to the first named", "cd bc ab", "dcba", ""},
		{"whichever way the relations point", "ba cb cd", "abcd", ""},
		{"from the middle, which is nearer to the left end", "bc ab cd de", "abcde", ""},
		{"the middle itself: the side of its from", "bc ab cd", "abcd", ""},
		{"the middle itself, the other way", "cb ab cd", "dcba", ""},
		{"nothing", "", "", "names no relation"},
		{"a loop", "ab bb", "", "with itself"},
		{"parallel ones", "ab bc ba", "", "join the same two"},
		{"a ring", "ab bc ca", "", "ring"},
		{"a longer ring", "ab cd bc da", "", "ring"},
		{"a ring apart from the first", "ab cd de ec", "", "do not hang together"},
		{"a fork", "ab bc bd", "", "meet at b"},
		{"apart", "ab cd", "", "do not hang together"},
		{"a tail at a ring", "ab bc cd db", "", "meet at b"},
	} {
		ls := links(c.links)
		nodes, order, err := graph.ArrangePath(ls)
		if c.refused != "" {
			var e *graph.Error
			if !errors.As(err, &e) || e.Code != graph.Invalid || e.Field != "of" || !strings.Contains(e.Message, c.refused) {
				t.Errorf("%s: %v, want %q", c.reason, err, c.refused)
			}
			continue
		}
		if got := strings.Join(nodes, ""); got != c.want || err != nil {
			t.Errorf("%s: %s %v, want %s", c.reason, got, err, c.want)
			continue
		}
		for i, at := range order {
			l := ls[at]
			if ends := []string{nodes[i], nodes[i+1]}; !slices.Contains(ends, l.From) || !slices.Contains(ends, l.To) {
				t.Errorf("%s: step %d is %s, between %v", c.reason, i, l.ID, ends)
			}
		}
	}
}

// Whatever order and direction the relations of a path come in, it is found.
func TestArrangePathShuffled(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		n := 1 + rng.IntN(12)
		ls := make([]graph.Link, n)
		for i := range ls {
			ls[i] = graph.Link{ID: string(rune('a' + i)), From: string(rune('A' + i)), To: string(rune('B' + i))}
			if rng.IntN(2) == 0 {
				ls[i].From, ls[i].To = ls[i].To, ls[i].From
			}
		}
		rng.Shuffle(n, func(i, j int) { ls[i], ls[j] = ls[j], ls[i] })
		nodes, _, err := graph.ArrangePath(ls)
		want := "ABCDEFGHIJKLM"[:n+1]
		first := int(ls[0].ID[0] - 'a')
		if left, right := first, n-1-first; right < left || left == right && ls[0].From > ls[0].To {
			b := []byte(want)
			slices.Reverse(b)
			want = string(b)
		}
		if got := strings.Join(nodes, ""); err != nil || got != want {
			t.Fatalf("%v: %s %v, want %s", ls, got, err, want)
		}
	}
}

// Leaving words out is a view of its own, and one that leaves out nothing is as ever.
func TestFilterWithoutWords(t *testing.T) {
	var none *graph.Filter
	f := none.LeavingSource(graph.Source{Text: "a guard"})
	if !f.SelectsClaims() || f.View() == "all" || f.View() == none.LeavingSource(graph.Source{Text: "a clerk"}).View() || f.ClaimsOnly().View() != f.View() {
		t.Error("words are part of what a view is of")
	}
	if a, b := none.Leaving("d2", "d1").View(), (&graph.Filter{ExcludeDocuments: []string{"d1", "d2"}}).View(); a != b {
		t.Errorf("%s and %s leave out the same", a, b)
	}
	base := &graph.Filter{ExcludeDocuments: make([]string, 1, 8)}
	if base.Leaving("x"); len(base.ExcludeDocuments) != 1 || base.ExcludeDocuments[:2][1] != "" {
		t.Error("the filter itself was changed")
	}
}

package embedded_test

import (
	"context"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

func TestAwait(t *testing.T) {
	s, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	empty := s.Revision()
	receipt, err := s.Apply(t.Context(), graph.Batch{Records: func(yield func(graph.Record, error) bool) {
		yield(graph.Record{Document: &graph.Document{ID: "d"}}, nil)
	}})
	if err != nil {
		t.Fatal(err)
	}
	id, number, _ := strings.Cut(receipt.Revision, "-")
	for _, c := range []struct {
		reason, token string
		code          graph.Code
	}{
		{"the current one", receipt.Revision, ""},
		{"an earlier one", empty, ""},
		{"one that is still to come", id + "-9" + number, graph.Invalid},
		{"of another store", "other-" + number, graph.Invalid},
		{"the number in another way", id + "-0" + number, graph.Invalid},
		{"a negative number", id + "--1", graph.Invalid},
		{"no number", id + "-x", graph.Invalid},
		{"nothing", "", graph.Invalid},
		{"much", strings.Repeat("x", 1<<20), graph.Invalid},
	} {
		err := s.Await(t.Context(), c.token)
		if graph.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.reason, err, c.code)
		}
		if err != nil && len(err.Error()) > 400 {
			t.Errorf("%s: a message of %d bytes", c.reason, len(err.Error()))
		}
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Await(done, receipt.Revision); graph.CodeOf(err) != graph.Deadline {
		t.Errorf("a done context: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Await(t.Context(), receipt.Revision); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("a closed store: %v", err)
	}
}

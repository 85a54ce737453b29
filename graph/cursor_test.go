package graph_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"dragoman/graph"
)

func TestCursorHoldsItsKey(t *testing.T) {
	digest := graph.ListDigest("Query.relations", graph.RelationQuery{Of: []string{"a"}})
	for _, key := range []graph.SortKey{{"id"}, {"00", "other", "", "r:x"}, {"\x00\xff", "ü"}, {string(bytes.Repeat([]byte("x"), 300)), ""}} {
		got, err := graph.DecodeCursor(graph.EncodeCursor(digest, key), digest)
		if err != nil || !slices.Equal(got, key) {
			t.Errorf("%q came back as %q, %v", key, got, err)
		}
	}
}

func TestCursorsThatAreRefused(t *testing.T) {
	digest := graph.ListDigest("Query.relations", graph.RelationQuery{Of: []string{"a"}})
	cursor := graph.EncodeCursor(digest, graph.SortKey{"04", "b", "", "r:x"})
	for i := range len(cursor) { // every character matters
		damaged := []byte(cursor)
		damaged[i] = 'A' + (damaged[i]-'A'+1)%26
		if _, err := graph.DecodeCursor(string(damaged), digest); string(damaged) != cursor && !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("damaged at %d: %v", i, err)
		}
	}
	cases := []struct{ reason, cursor, field string }{
		{"empty", "", "Query.relations"},
		{"cut short", cursor[:len(cursor)-1], "Query.relations"},
		{"longer", cursor + "AAAA", "Query.relations"},
		{"not base64url", "++//==", "Query.relations"},
		{"far too long", string(bytes.Repeat([]byte("A"), 1<<20)), "Query.relations"},
		{"of another field", cursor, "Entity.relations"},
	}
	for _, tc := range cases {
		_, err := graph.DecodeCursor(tc.cursor, graph.ListDigest(tc.field, graph.RelationQuery{Of: []string{"a"}}))
		var e *graph.Error
		if !errors.As(err, &e) || e.Code != graph.Invalid || e.Field != "after" {
			t.Errorf("%s: %v", tc.reason, err)
		}
	}
}

func TestListDigestHeedsEveryArgument(t *testing.T) {
	day := graph.Day(7)
	seen := map[[8]byte]int{}
	for i, q := range []graph.RelationQuery{
		{},
		{Of: []string{}},
		{Of: []string{"a"}},
		{Between: []string{"a"}},
		{Direction: graph.In},
		{Lens: graph.LensContact},
		{Types: []graph.RelationType{graph.Holds}},
		{Where: &graph.Filter{}},
		{Where: &graph.Filter{AsOf: &day}},
		{Where: &graph.Filter{At: edtf(t, "2025")}},
		{Where: &graph.Filter{During: edtf(t, "2025")}},
		{Where: &graph.Filter{Overlap: graph.OverlapCertain}},
	} {
		d := graph.ListDigest("f", q)
		if j, has := seen[d]; has {
			t.Errorf("queries %d and %d have one digest", i, j)
		}
		seen[d] = i
	}
}

func FuzzDecodeCursor(f *testing.F) {
	digest := graph.ListDigest("f", nil)
	f.Add(graph.EncodeCursor(digest, graph.SortKey{"a", "b"}))
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		key, err := graph.DecodeCursor(s, digest)
		if err == nil && graph.EncodeCursor(digest, key) != s {
			t.Errorf("%q is a second cursor of %q", s, key)
		}
	})
}

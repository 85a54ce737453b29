package embedded

import (
	"fmt"
	"testing"

	"dragoman/graph/called"
)

func TestKeptIsGoodBetweenChanges(t *testing.T) {
	k := newKept(keptBytes, nil)
	k.note(set{"a": true}, false, 5)
	k.note(set{"b": true}, false, 9)
	for _, tc := range []struct {
		reason       string
		id           string
		read, reader int64
		want         bool
	}{
		{"read and asked after the change", "a", 6, 12, true},
		{"asked by a reader of an earlier state, still after the change", "a", 12, 6, true},
		{"read at the change itself", "a", 5, 7, true},
		{"read before, asked after", "a", 4, 6, false},
		{"read after, asked by a reader from before", "a", 6, 4, false},
		{"another record changed between", "a", 6, 10, true},
		{"never changed", "c", 1, 20, true},
		{"changed last", "b", 8, 9, false},
	} {
		if got := k.good(tc.id, tc.read, tc.reader); got != tc.want {
			t.Errorf("%s: %s read at %d for a reader of %d: %v", tc.reason, tc.id, tc.read, tc.reader, got)
		}
	}
	k.note(nil, true, 15)
	if k.good("c", 14, 16) || !k.good("c", 15, 16) {
		t.Error("a change of everything is one of each")
	}
	k.note(nil, false, 20)
	if !k.still(15, 30) {
		t.Error("a batch that changed no record counts as one")
	}
}

func TestKeptIsBounded(t *testing.T) {
	k := newKept(keptBytes, nil)
	many := set{}
	for i := range keptChanges + 1 {
		many[fmt.Sprint(i)] = true
	}
	k.note(set{"x": true}, false, 2)
	k.note(many, false, 3)
	if k.good("x", 2, 9) {
		t.Error("what was forgotten of changes is not good any more")
	}
}

func TestCallsAreBounded(t *testing.T) {
	var c calls
	for i := range 100 {
		c.put(fmt.Sprint(i), &foundBy{rows: make([]called.Row, keptCalls/10)})
	}
	rows := 0
	for _, l := range c.lists {
		rows += len(l.rows) + 1
	}
	if rows > keptCalls || rows != c.rows || rows == 0 {
		t.Errorf("%d rows in %d lists, counted as %d", rows, len(c.lists), c.rows)
	}
	if c.put("great", &foundBy{rows: make([]called.Row, keptCalls)}); c.get("great") != nil {
		t.Error("a list that leaves no room for others is kept")
	}
}

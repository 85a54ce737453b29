package neo4jstore

import (
	"fmt"
	"strings"
	"testing"

	"dragoman/graph"
)

// accusations are so many relations on the word of w that the batch counts as long.
func accusations(from int) string {
	var b strings.Builder
	for i := range closeRelations + 1 {
		fmt.Fprintf(&b, `{"relation":{"from":"a","type":"ACCUSE","to":"b","key":"m%d","claims":[{"document":"d1","stance":"REPORTS","sources":["w"]}]}}`+"\n", from+i)
	}
	return b.String()
}

// A long batch uses what the one before looked up, but not where somebody else
// wrote in between.
func TestRecall(t *testing.T) {
	o := emptied(t)
	s, other := opened(t, o), opened(t, o)
	grow(t, s, `
{"document":{"id":"d1","published":"2025-01-01","outlet":"w"}}
{"entity":{"id":"w","kind":"ORGANIZATION","name":"Wire"}}
{"entity":{"id":"a","kind":"PERSON","name":"Anna"}}
{"entity":{"id":"b","kind":"PERSON","name":"Berta"}}`)
	grow(t, s, accusations(0))
	if s.recalled == nil {
		t.Fatal("nothing is kept of a batch that only adds relations")
	}
	grow(t, s, accusations(1000))
	if s.recalled == nil || s.recalled.entities["w"] == nil {
		t.Fatal("what was kept is lost in the next batch")
	}
	if _, err := other.Apply(t.Context(), graph.Batch{Replace: true, Records: lines(`{"entity":{"id":"w","kind":"ORGANIZATION","name":"Wire","named":false}}`)}); err != nil {
		t.Fatal(err)
	}
	grow(t, s, accusations(2000))
	if w := s.recalled.entities["w"]; w == nil || w.entity.Named {
		t.Error("an entity that another process changed is remembered as it was")
	}
	grow(t, s, `{"entity":{"id":"c","kind":"PERSON","name":"Carla"}}`)
	grow(t, s, accusations(3000))
	for says, err := range s.Check(t.Context()) {
		t.Error(says, err)
	}
}

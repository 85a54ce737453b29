package neo4jstore_test

import (
	"testing"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore"
	"dragoman/graph/neo4jstore/storetest"
)

// Two relations that a judgement pools are one relationship, between the ends of
// the smaller id; a later claim about the other one is written to it.
func TestPooledRelationIsWrittenOnce(t *testing.T) {
	server := neo4jtest.ForTests(t)
	storetest.Empty(t, server.URI, server.User, server.Password)
	s := openStore(t, neo4jstore.SearchDatabase)
	ann, cid := accusation("y-ann", "one"), accusation("y-cid", "two")
	load(t, s, lines(`{"document":{"id":"y1"}}
{"entity":{"id":"y-gov","kind":"GOVERNMENT","name":"Government"}}
{"entity":{"id":"y-ann","kind":"PERSON","name":"Ann"}}
{"entity":{"id":"y-cid","kind":"PERSON","name":"Cid"}}
{"relation":{"from":"y-gov","type":"ACCUSE","to":"y-ann","key":"one","claims":[{"id":"k1","document":"y1","stance":"ASSERTS"}]}}
{"relation":{"from":"y-gov","type":"ACCUSE","to":"y-cid","key":"two","claims":[{"id":"k2","document":"y1","stance":"ASSERTS"}]}}
`+asOne(ann, cid)))
	for _, r := range []string{
		`{"relation":{"from":"y-gov","type":"ACCUSE","to":"y-ann","key":"one","claims":[{"id":"k3","document":"y1","stance":"DENIES"}]}}`,
		`{"relation":{"from":"y-gov","type":"ACCUSE","to":"y-cid","key":"two","claims":[{"id":"k4","document":"y1","stance":"DENIES"}]}}`,
	} {
		load(t, s, lines(r))
		for says, err := range s.(graph.Checker).Check(t.Context()) {
			t.Errorf("after %s: %s %v", r, says, err)
		}
	}
	got, err := s.Relations(t.Context(), []string{ann, cid}, nil)
	if err != nil || got[0] == nil || got[1] == nil || got[0].ID != min(ann, cid) || got[1].ID != got[0].ID || got[0].Status != graph.Disputed {
		t.Errorf("the relation: %+v, %v", got, err)
	}
}

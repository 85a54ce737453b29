package neo4jstore_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore"
	"dragoman/graph/neo4jstore/storetest"
)

// Three persons, two of whom are the same, at one meeting:
//
//	a ─▶ m ◀─ b = c      size of a: 2
const threePersons = `{"dragoman": 1}
{"document":{"id":"d1","published":"2025-01-01","outlet":"w","basedOn":["d2"]}}
{"document":{"id":"d2","published":"2025-01-02"}}
{"entity":{"id":"w","kind":"ORGANIZATION","name":"Wire"}}
{"entity":{"id":"a","kind":"PERSON","name":"Anna"}}
{"entity":{"id":"b","kind":"PERSON","name":"Berta"}}
{"entity":{"id":"c","kind":"PERSON","name":"Carla"}}
{"entity":{"id":"m","kind":"MEETING","name":"Talk"}}
{"relation":{"from":"a","type":"PARTICIPATED_IN","to":"m","concerns":["c"],"claims":[{"id":"k1","document":"d1","stance":"ASSERTS","date":"2025"},{"id":"k2","document":"d2","stance":"DENIES","sources":["b"]}]}}
{"relation":{"from":"c","type":"PARTICIPATED_IN","to":"m","claims":[{"id":"k3","document":"d2","stance":"ASSERTS"}]}}
{"attribute":{"of":"a","name":"size","number":2,"claims":[{"id":"k4","document":"d1","stance":"ASSERTS"}]}}
{"judgement":{"a":"b","b":"c","same":true}}
`

// Whatever is changed behind the store's back, Check tells it, and nothing else.
func TestCheckFinds(t *testing.T) {
	for _, c := range []struct{ reason, damage, want string }{
		{"nothing is wrong", "RETURN 1", ""},
		{"a status", "MATCH (:Entity {id: 'a'})-[r:PARTICIPATED_IN]->() SET r.status = 'CONFIRMED'", "stored as CONFIRMED"},
		{"a time", "MATCH (:Entity {id: 'a'})-[r:PARTICIPATED_IN]->() SET r.days = [1, 2, 3, 4]", "another time"},
		{"a lens", "MATCH (:Entity {id: 'a'})-[r:PARTICIPATED_IN]->() REMOVE r.contact", "lenses"},
		{"concerns", "MATCH (:Entity {id: 'a'})-[r:PARTICIPATED_IN]->() SET r.concerns = ['a']", "concerns"},
		{"a relationship", "MATCH (:Entity {id: 'a'})-[r:PARTICIPATED_IN]->() DELETE r", "is missing"},
		{"a claim", "MATCH (c:Claim {id: 'k1'}) DETACH DELETE c", "evidence"},
		{"a claim's document", "MATCH (:Claim {id: 'k1'})-[r:SAID_IN]->() DELETE r", "not joined to its document"},
		{"a claim's source", "MATCH (:Claim {id: 'k2'})-[r:ON_WORD_OF]->() DELETE r", "on whose word"},
		{"a claim's day", "MATCH (c:Claim {id: 'k1'}) SET c.known = 7", "another day or stance"},
		{"a degree", "MATCH (e:Entity {id: 'm'}) SET e.degree = 7", "degree is 7"},
		{"a magnitude", "MATCH (e:Entity {id: 'm'}) SET e.magnitude = 7", "magnitude"},
		{"words", "MATCH (e:Entity {id: 'a'}) SET e.words = 'zora'", "other names"},
		{"a record", "MATCH (e:Entity {id: 'a'}) SET e.record = e.words", "entity a"},
		{"a family", "MATCH (d:Document {id: 'd2'}) SET d.family = 'd2'", "family"},
		{"an alias", "MATCH (a:Alias {raw: 'c'}) DELETE a", "stand for"},
		{"evidence of an attribute", "MATCH (:Claim {id: 'k4'})-[r]->(d) MATCH (c:Claim {id: 'k4'}) DETACH DELETE c", "attribute"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			found := checkAfter(t, c.damage)
			switch {
			case c.want == "" && len(found) > 0:
				t.Errorf("a sound store: %q", found)
			case c.want != "" && !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, c.want) }):
				t.Errorf("%s: found %q, want something with %q", c.damage, found, c.want)
			}
		})
	}
}

func checkAfter(t *testing.T, damage string) (found []string) {
	t.Helper()
	server := neo4jtest.ForTests(t)
	storetest.Empty(t, server.URI, server.User, server.Password)
	s := openStore(t, neo4jstore.SearchDatabase)
	if _, err := s.Apply(t.Context(), graph.Batch{Records: graph.DecodeRecords("", strings.NewReader(threePersons))}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	auth := neo4j.NoAuth()
	if server.User != "" {
		auth = neo4j.BasicAuth(server.User, server.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(server.URI, auth)
	if err != nil {
		t.Fatal(err)
	}
	defer driver.Close(context.WithoutCancel(t.Context()))
	if _, err := neo4j.ExecuteQuery(t.Context(), driver, damage, nil, neo4j.EagerResultTransformer); err != nil {
		t.Fatal(err)
	}
	again := openStore(t, neo4jstore.SearchDatabase)
	for says, err := range again.(graph.Checker).Check(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, says)
	}
	return found
}

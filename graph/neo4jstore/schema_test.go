package neo4jstore

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"dragoman/graph"
)

func damage(t *testing.T, name string) {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)/2] ^= 1
	if err := os.WriteFile(name, body, 0o600); err != nil {
		t.Fatal(err)
	}
}

// bare takes the schema away as well.
func (w scribe) bare() {
	w.Helper()
	w.run("MATCH (g:Dragoman) DELETE g", nil)
	for _, r := range rules {
		make := strings.Fields(strings.ReplaceAll(r.make, "FULLTEXT ", ""))
		w.run("DROP "+make[1]+" "+make[2]+" IF EXISTS", nil)
	}
}

// Several servers that start at once on an empty database make one store.
func TestPrepareAtOnce(t *testing.T) {
	o := emptied(t)
	w := scribe{t, opened(t, o)}
	w.bare()
	ids := make([]string, 6)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			s, err := Open(t.Context(), o)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = s.id
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Errorf("stores of one database have the ids %q", ids)
			break
		}
	}
	if missing, filling, err := w.s.missingRules(t.Context()); err != nil || len(missing) > 0 || filling {
		t.Errorf("missing after all: %v, %v, %v", missing, filling, err)
	}
	if n := num(w.run("MATCH (g:Dragoman) RETURN count(g)", nil)[0]); n != 1 {
		t.Errorf("%d founding nodes", n)
	}
}

func TestPrepareRefuses(t *testing.T) {
	o := emptied(t)
	w := scribe{t, opened(t, o)}
	for _, c := range []struct {
		reason, before, after string
		code                  graph.Code
		message               string
	}{
		{"a later schema", "MATCH (g:Dragoman) SET g.schema = 2", "MATCH (g:Dragoman) SET g.schema = 1", graph.Conflict, "later version"},
		{"foreign nodes under a label of ours", "MATCH (g:Dragoman) DELETE g CREATE (:Document {title: 'theirs'})", "MATCH (n:Document) DELETE n", graph.Invalid, ":Document"},
		{"foreign relationships of a type of ours", "CREATE (:City)-[:LOCATED_IN]->(:Land)", "MATCH (n) WHERE n:City OR n:Land DETACH DELETE n", graph.Invalid, "[:LOCATED_IN]"},
	} {
		w.run(c.before, nil)
		_, err := Open(t.Context(), o)
		if graph.CodeOf(err) != c.code || err != nil && !strings.Contains(err.Error(), c.message) {
			t.Errorf("%s: %v", c.reason, err)
		}
		lazy := o
		lazy.Lazy = true
		if s, err := Open(t.Context(), lazy); err == nil {
			t.Errorf("%s: a lazy store opens", c.reason)
			_ = s.Close()
		}
		w.run(c.after, nil)
	}
	w.run("CREATE (:City)-[:NEAR]->(:Land)", nil)
	defer w.run("MATCH (n) WHERE n:City OR n:Land DETACH DELETE n", nil)
	s, err := Open(context.Background(), o)
	if err != nil {
		t.Fatalf("data under other names are in the way: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestVersions(t *testing.T) {
	s := &Store{where: "bolt://here"}
	for agent, fine := range map[string]bool{
		"Neo4j/5.26.0": true, "Neo4j/5.26.31": true, "Neo4j/5.27-aura": true, "Neo4j/2025.06.1": true, "Neo4j/6.0.0": true,
		"Neo4j/5.25.1": false, "Neo4j/5.9.0": false, "Neo4j/4.4.40": false, "Neo4j/3.5.0": false, "Memgraph": false, "": false,
		"Neo4j/v5.11.0 compatible graph database server - Memgraph": false,
	} {
		err := s.checkVersion(agent)
		if fine != (err == nil) || err != nil && graph.CodeOf(err) != graph.Unsupported {
			t.Errorf("%q: %v", agent, err)
		}
	}
	if err := s.checkVersion("Neo4j/5.19.0"); !strings.Contains(err.Error(), "SHORTEST") || strings.Contains(err.Error(), "quantified") {
		t.Errorf("what is missing: %v", err)
	}
}

package neo4jstore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore/storetest"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// BenchmarkFill measures how fast a topology is filled, in relations/s, on a graph
// with ten relations for each entity, some entities being hubs. The first fill is
// measured by itself: the database then plans the statements, compiles what runs
// them and reads its files. DRAGOMAN_RELATIONS is the number of relations, by
// default 100,000.
func BenchmarkFill(b *testing.B) {
	relations := 100_000
	if n, err := strconv.Atoi(os.Getenv("DRAGOMAN_RELATIONS")); err == nil {
		relations = n
	}
	server := neo4jtest.ForTests(b)
	storetest.Empty(b, server.URI, server.User, server.Password)
	s, err := Open(b.Context(), Options{URI: server.URI, User: server.User, Password: server.Password})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	strew(b, s, relations)
	fill := func() (g *topology.Graph, perSecond float64) {
		start := time.Now()
		g, _, err := s.fill(b.Context(), s.state.Load())
		if err != nil {
			b.Fatal(err)
		}
		return g, float64(g.Counts().Relations) / time.Since(start).Seconds()
	}
	_, first := fill()
	b.ResetTimer()
	for range b.N {
		g, perSecond := fill()
		b.ReportMetric(perSecond, "relations/s")
		b.ReportMetric(float64(g.Bytes())/float64(g.Counts().Relations), "B/relation")
	}
	b.StopTimer()
	b.ReportMetric(first, "first-relations/s")
	storetest.Empty(b, server.URI, server.User, server.Password)
}

// strew writes rows straight to the database: one document for each ten
// relations, one claim for each relation.
func strew(b *testing.B, s *Store, relations int) {
	b.Helper()
	session := s.session(b.Context(), neo4j.AccessModeWrite)
	defer session.Close(context.Background())
	run := func(text string, params map[string]any) {
		result, err := session.Run(b.Context(), text, params)
		if err == nil {
			_, err = result.Consume(b.Context())
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	entities := relations / 10
	for lo := 0; lo < entities; lo += 10_000 {
		run(`UNWIND range($lo, $hi - 1) AS i CREATE (:Entity {id: 'e' + i, kind: 'PERSON', named: true})`, map[string]any{"lo": lo, "hi": min(lo+10_000, entities)})
		var rows []any
		for i := lo; i < min(lo+10_000, entities); i++ {
			id := fmt.Sprint("d", i)
			var p pack.Packer
			rows = append(rows, []any{id, p.Document(&graph.Document{ID: id, Title: "t"})})
		}
		run(`UNWIND $rows AS row CREATE (:Document {id: row[0], family: row[0], record: row[1]})`, map[string]any{"rows": rows})
	}
	rng := rand.New(rand.NewPCG(1, 2))
	day, err := graph.ParseEDTF("2025-11-01")
	if err != nil {
		b.Fatal(err)
	}
	for lo := 0; lo < relations; lo += 10_000 {
		var rows []any
		for i := lo; i < min(lo+10_000, relations); i++ {
			from := rng.IntN(entities)
			if i%20 == 0 {
				from = 0
			}
			r := topology.Identity{From: fmt.Sprint("e", from), Type: graph.Accuse, To: fmt.Sprint("e", rng.IntN(entities)), Key: fmt.Sprint("k", i)}
			id := r.ID()
			var p pack.Packer
			body := p.Evidence(id, []graph.Claim{{ID: fmt.Sprint("c:", i), Document: fmt.Sprint("d", rng.IntN(entities)), Stance: graph.Reports, Date: graph.Date{EDTF: day}}})
			rows = append(rows, []any{r.From, r.To, r.Key, id, body})
		}
		run(`UNWIND $rows AS row MATCH (a:Entity {id: row[0]}) MATCH (b:Entity {id: row[1]})
CREATE (a)-[:ACCUSE {key: row[2], id: row[3], evidence: row[4]}]->(b)`, map[string]any{"rows": rows})
	}
}

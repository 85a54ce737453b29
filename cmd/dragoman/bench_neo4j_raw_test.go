package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// rawEnv makes this test binary a server of the raw driver instead: what our
// servers are measured against must be a process of its own too.
const rawEnv = "DRAGOMAN_BENCH_RAW_DRIVER"

func init() {
	if uri := os.Getenv(rawEnv); uri != "" {
		if err := serveRaw(uri); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// rawQueries are the statements that a server without GraphQL and without
// evidence would send for the same pages, each giving one packed record.
var rawQueries = map[string]string{
	"entity": `MATCH (e:Entity {id: $id})
		RETURN [e.id, e.kind, e.name, e.type, e.degree]`,
	"list": `MATCH (e:Entity) WHERE e.kind = $kind AND e.id > $after
		WITH e ORDER BY e.id LIMIT 100
		RETURN collect([e.id, e.kind, e.name, e.type, e.degree])`,
	"relations": `MATCH (e:Entity {id: $id})-[r]-(o:Entity) WHERE r.status <> 'RETRACTED'
		WITH e, r, o ORDER BY type(r), o.id, r.key, r.id LIMIT 20
		RETURN e.id, e.name, collect([r.id, type(r), r.status, r.independent, r.when, startNode(r).id, endNode(r).id, o.name, o.kind])`,
	"ego": `MATCH (c:Entity {id: $id})-[s]-(m:Entity) WHERE s.status IN $walked AND s.aside IS NULL
		WITH c, collect(DISTINCT m) AS near
		UNWIND near AS m
		WITH c, near, m ORDER BY m.degree LIMIT 200
		OPTIONAL MATCH (m)-[t]-(f:Entity) WHERE m.degree <= 1000 AND t.status IN $walked AND t.aside IS NULL
		WITH c, near, collect(DISTINCT f) AS far
		WITH [n IN near + [n IN far WHERE NOT n IN near AND n <> c] | n][..200] AS nodes, c
		UNWIND nodes AS a
		MATCH (a)-[r]-(b:Entity) WHERE (b IN nodes OR b = c) AND r.status IN $walked AND r.aside IS NULL
		WITH nodes, collect(DISTINCT [r.id, type(r), r.status, startNode(r).id, endNode(r).id]) AS relations
		RETURN [n IN nodes | [n.id, n.kind, n.name, n.degree]], relations`,
	"path": `MATCH (a:Entity {id: $id}), (b:Entity {id: $to})
		MATCH p = shortestPath((a)-[*..6]-(b))
		WHERE all(r IN relationships(p) WHERE r.status IN $walked AND r.aside IS NULL)
		AND all(n IN nodes(p) WHERE n.degree <= 1000 OR n.id = $id OR n.id = $to)
		RETURN [n IN nodes(p) | [n.id, n.kind, n.name]], [r IN relationships(p) | [r.id, type(r), r.status, r.when]]`,
	"search": `CALL db.index.fulltext.queryNodes('dragoman_entity_words', $text, {limit: 10}) YIELD node, score
		RETURN collect([node.id, node.kind, node.name, score])`,
	"write": `MATCH (a:Entity {id: $id})-[r]-(:Entity) WITH r LIMIT 1
		MATCH (d:Document) WITH r, d LIMIT 1
		CREATE (c:RawClaim {id: $key, about: r.id, stance: 'REPORTS'})-[:SAID_IN]->(d)
		SET r.claims = r.claims
		RETURN c.id`,
}

// serveRaw answers GET /name?id=…&to=… with the values of the statement as JSON.
func serveRaw(uri string) error {
	ctx := context.Background()
	driver, err := neo4j.NewDriverWithContext(uri, neo4j.NoAuth())
	if err != nil {
		return err
	}
	walked := []string{"CONFIRMED", "CORROBORATED", "REPORTED", "ALLEGED", "DISPUTED"}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		text, ok := rawQueries[r.URL.Path[1:]]
		if !ok {
			http.NotFound(w, r)
			return
		}
		params := map[string]any{"walked": walked}
		for name, values := range r.URL.Query() {
			params[name] = values[0]
		}
		mode := neo4j.AccessModeRead
		if r.URL.Path == "/write" {
			mode = neo4j.AccessModeWrite
		}
		session := driver.NewSession(r.Context(), neo4j.SessionConfig{AccessMode: mode, DatabaseName: "neo4j"})
		defer func() { _ = session.Close(ctx) }()
		result, err := session.Run(r.Context(), text, params)
		var values []any
		if err == nil && result.Next(r.Context()) {
			values = result.Record().Values
		}
		if err == nil {
			_, err = result.Consume(r.Context())
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(values) // the client went away
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("  start here  http://%s/\n", l.Addr())
	return (&http.Server{ReadHeaderTimeout: time.Minute}).Serve(l)
}

// Package storetest makes a database empty for a test, and keeps off databases
// that hold anything else.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

// foreign counts the nodes that have none of the store's labels, and those that
// have one, from the counters that Neo4j keeps. A node of the store has exactly
// one of them.
const foreign = `
CALL () { MATCH (n) RETURN count(n) AS all }
CALL () { MATCH ()-[r]->() RETURN count(r) AS links }
CALL () {
	MATCH (n:Entity) RETURN count(n) AS n UNION ALL MATCH (n:Former) RETURN count(n) AS n UNION ALL
	MATCH (n:Document) RETURN count(n) AS n UNION ALL MATCH (n:Claim) RETURN count(n) AS n UNION ALL
	MATCH (n:Attribute) RETURN count(n) AS n UNION ALL MATCH (n:Concern) RETURN count(n) AS n UNION ALL
	MATCH (n:Judgement) RETURN count(n) AS n UNION ALL MATCH (n:Alias) RETURN count(n) AS n UNION ALL
	MATCH (n:Commit) RETURN count(n) AS n UNION ALL MATCH (n:Request) RETURN count(n) AS n UNION ALL
	MATCH (n:Dragoman) RETURN count(n) AS n
}
WITH all, links, sum(n) AS ours
RETURN all - ours, ours, links`

// What is deleted goes in transactions that fit into the memory of a small heap,
// for which relationships count most; so those of a large graph go first. Each
// statement tells how many are gone.
const (
	cut = `
MATCH ()-[r]->()
WITH r LIMIT $most
DELETE r
RETURN count(*)`
	clear = `
MATCH (n) WHERE NOT n:Dragoman
WITH n LIMIT $most
DETACH DELETE n
RETURN count(*)`
	most = 10_000
)

// anew makes the founding node that of another store, and marks it as one of a
// test.
const anew = `
MERGE (d:Dragoman {id: 0})
SET d = {id: 0, test: true, schema: 1, store: replace(randomUUID(), '-', ''), revision: 0, viewRevision: 0}`

// Empty deletes everything of a store from a database and leaves its constraints
// and indexes, which take long to make. The test fails where the database holds
// nodes that are not of a store, or a store that no test has founded: somebody's
// graph is never deleted. "" as user sends no credentials.
func Empty(t testing.TB, uri, user, password string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	driver, err := neo4j.NewDriverWithContext(uri, auth(user, password), func(c *config.Config) { c.TelemetryDisabled = true })
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	defer driver.Close(ctx)
	session := driver.NewSession(ctx, neo4j.SessionConfig{})
	defer session.Close(ctx)
	row := run(ctx, t, session, foreign)
	if n, _ := row[0].(int64); n != 0 {
		t.Fatalf("storetest: the database at %s holds %d nodes that are not ours; it will not be emptied: use a server without data", uri, n)
	}
	if links, _ := row[2].(int64); links > most {
		repeat(ctx, t, session, cut)
	}
	if row[1] != int64(0) {
		repeat(ctx, t, session, clear)
	}
	run(ctx, t, session, anew)
}

// repeat runs a statement until it finds nothing more to do.
func repeat(ctx context.Context, t testing.TB, session neo4j.SessionWithContext, text string) {
	t.Helper()
	for {
		row := run(ctx, t, session, text, map[string]any{"most": most})
		if n, _ := row[0].(int64); n < most {
			return
		}
	}
}

// run gives the first record of a statement, nil where there is none.
func run(ctx context.Context, t testing.TB, session neo4j.SessionWithContext, text string, params ...map[string]any) []any {
	t.Helper()
	var given map[string]any
	if len(params) > 0 {
		given = params[0]
	}
	result, err := session.Run(ctx, text, given)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	records, err := result.Collect(ctx)
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	if len(records) == 0 {
		return nil
	}
	return records[0].Values
}

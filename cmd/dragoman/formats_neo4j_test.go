package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/dev/neo4j"
	"dragoman/dev/neo4j/neo4jtest"
)

// The pair of CSV files is read by Neo4j itself: as many nodes and relationships as
// the graph counts, with their texts, types, lists and numbers.
func TestCSVPairInNeo4j(t *testing.T) {
	s := neo4jtest.Start(t, neo4j.Options{Settings: map[string]string{"db.import.csv.legacy_quote_escaping": "false"}})
	p := newProgram(t)
	dir := filepath.Join(t.TempDir(), "graph")
	p.want(exitOK, "load", harbour, "../../dev/formats/odd.jsonl", "--data", dir)
	folder := filepath.Join(t.TempDir(), "pair")
	p.want(exitOK, "export", "--format", "csv", "-o", folder, "--data", dir)
	files := httptest.NewServer(http.FileServer(http.Dir(folder)))
	t.Cleanup(files.Close)

	d, err := driver.NewDriverWithContext(s.URI, driver.BasicAuth(s.User, s.Password, ""))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close(t.Context()) })
	run := func(cypher string, params map[string]any) []*driver.Record {
		t.Helper()
		r, err := driver.ExecuteQuery(t.Context(), d, cypher, params, driver.EagerResultTransformer)
		if err != nil {
			t.Fatalf("%s: %v", cypher, err)
		}
		return r.Records
	}
	run("LOAD CSV WITH HEADERS FROM $url AS row "+
		"CREATE (n:Imported {id: row.`id:ID`}) SET n.name = row.name, n.kind = row.kind, n.summary = row.summary, n.degree = toInteger(row.`degree:int`)",
		map[string]any{"url": files.URL + "/nodes.csv"})
	run("LOAD CSV WITH HEADERS FROM $url AS row "+
		"MATCH (a:Imported {id: row.`:START_ID`}), (b:Imported {id: row.`:END_ID`}) "+
		"CREATE (a)-[r:IMPORTED {id: row.id}]->(b) SET r.type = row.`:TYPE`, r.key = row.relationKey, r.status = row.status, "+
		"r.documents = split(row.`documents:string[]`, ';'), r.citations = row.citations",
		map[string]any{"url": files.URL + "/edges.csv"})

	var stats statsResult
	if err := json.Unmarshal([]byte(p.want(exitOK, "stats", "--json", "--data", dir).out), &stats); err != nil {
		t.Fatal(err)
	}
	counts := run("MATCH (n:Imported) WITH count(n) AS nodes OPTIONAL MATCH (:Imported)-[r:IMPORTED]->() RETURN nodes, count(r)", nil)[0].Values
	retracted := 1 // in the odd graph; lists leave it out
	if counts[0] != int64(stats.Entities) || counts[1] != int64(stats.Relations-retracted) {
		t.Errorf("%v, want %d nodes and %d relationships", counts, stats.Entities, stats.Relations-retracted)
	}
	for id, want := range map[string][2]string{
		"a": {`Ann <b>"O'Neil" & Söhne</b>`, "first line\n\"second\", line; \\ with a backslash\n=1+1"},
		"m": {"Visit\u2028with a line separator", ""},
	} {
		got := run("MATCH (n:Imported {id: $id}) RETURN n.name, coalesce(n.summary, '')", map[string]any{"id": id})[0].Values
		if got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	got := run("MATCH (:Imported {id: 'a'})-[r:IMPORTED {type: 'ACCUSE'}]->(:Imported {id: 'gov'}) RETURN r.key, r.status, r.documents, r.citations ORDER BY r.key", nil)
	if len(got) != 2 {
		t.Fatalf("%d accusations, want 2", len(got))
	}
	one := got[1].Values
	if one[0] != `one & <two>; "three"` || one[1] != "DISPUTED" || len(one[2].([]any)) != 2 {
		t.Errorf("%v", one)
	}
	var cited []struct{ ID, Title string }
	if err := json.Unmarshal([]byte(one[3].(string)), &cited); err != nil || len(cited) != 2 || !strings.Contains(cited[0].Title+cited[1].Title, `"Quotes", <tags> & ]]> signs`) {
		t.Errorf("citations %v: %v", one[3], err)
	}
}

// What a database is backed up to makes a folder, and a folder's backup a database;
// exports and reports are those of a folder with the same records.
func TestBackupAndExportsOverNeo4j(t *testing.T) {
	p := newProgram(t)
	dir := p.loaded()
	digest := p.want(exitOK, "digest", "--data", dir).out
	file := filepath.Join(t.TempDir(), "folder.backup")
	p.want(exitOK, "backup", "--data", dir, "-o", file)
	db := p.database(t)
	over := func(code int, args ...string) result {
		t.Helper()
		return p.want(code, append(args, db...)...)
	}
	over(exitOK, "restore", file)
	if got := over(exitOK, "digest").out; got != digest {
		t.Errorf("restored into Neo4j: %s, want %s", got, digest)
	}
	over(exitFailure, "restore", file)
	records := filepath.Join(t.TempDir(), "database.backup")
	if r := over(exitOK, "backup", "-o", records); !strings.Contains(r.out, "records of revision") {
		t.Errorf("%+v", r)
	}
	to := filepath.Join(t.TempDir(), "to")
	p.want(exitOK, "restore", records, "--data", to)
	p.same("from Neo4j", digest, to)
	if r := over(exitFailure, "compact"); !strings.Contains(r.err, "keeps its own files") {
		t.Errorf("%+v", r)
	}
	over(exitFailure, "check", "--repair")
	for _, args := range [][]string{
		{"export", "--format", "graphml"},
		{"export", "--format", "gexf"},
		{"export", "--format", "jsonld"},
		{"export", "--format", "ftm"},
		{"export", "--statuses", "disputed,alleged"},
	} {
		for _, way := range []string{"memory", "database"} {
			if got := over(exitOK, append(args, "--search", way)...); got.out != p.want(exitOK, append(args, "--data", dir)...).out {
				t.Errorf("%v by %s is another than over a folder:\n%s", args, way, got.out)
			}
		}
	}
	args := []string{"path", "ada-vern", "omar-dask", "--lens", "contact", "--format", "markdown", "--timeout", "1m"}
	if got, want := strip(p, over(exitOK, args...).out), strip(p, p.want(exitOK, append(args, "--data", dir)...).out); got != want {
		t.Errorf("the report is another:\n%s", got)
	}
}

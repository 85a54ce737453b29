package neo4jstore_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/dev/neo4j/neo4jtest"
	"dragoman/graph"
	"dragoman/graph/neo4jstore"
	"dragoman/graph/neo4jstore/storetest"
	"dragoman/seed"
)

const queriesPage = "../../docs/neo4j-queries.md"

// cypherBlock is a fenced block of the page, with the bold title above it.
var cypherBlock = regexp.MustCompile("(?s)\\*\\*([^*]+)\\*\\*[^`]*```cypher\n(.*?)```")

// The queries that the page offers read the demo graph and find something, as
// somebody would run them in Neo4j Browser.
func TestQueriesOfThePage(t *testing.T) {
	page, err := os.ReadFile(queriesPage)
	if err != nil {
		t.Fatal(err)
	}
	blocks := cypherBlock.FindAllStringSubmatch(string(page), -1)
	if len(blocks) != 10 || strings.Count(string(page), "```cypher") != len(blocks) {
		t.Fatalf("the page has %d queries with a title, want 10", len(blocks))
	}
	server := neo4jtest.ForTests(t)
	storetest.Empty(t, server.URI, server.User, server.Password)
	s := openStore(t, neo4jstore.SearchDatabase)
	if _, err := s.Apply(t.Context(), graph.Batch{Action: "seed", Records: seed.Records()}); err != nil {
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
	defer func() { _ = driver.Close(t.Context()) }()
	for _, b := range blocks {
		t.Run(b[1], func(t *testing.T) {
			session := driver.NewSession(t.Context(), neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead})
			defer func() { _ = session.Close(t.Context()) }()
			result, err := session.Run(t.Context(), b[2], nil)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := result.Collect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			summary, err := result.Consume(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) == 0 {
				t.Error("it finds nothing in the demo graph")
			}
			if summary.StatementType() != neo4j.StatementTypeReadOnly {
				t.Error("it does not only read")
			}
			for _, n := range summary.Notifications() {
				t.Errorf("the database remarks: %s %s", n.Title(), n.Description())
			}
			t.Logf("%d rows", len(rows))
		})
	}
}

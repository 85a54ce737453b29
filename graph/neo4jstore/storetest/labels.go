package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

// Labels counts the nodes of a database by their labels.
func Labels(t testing.TB, uri, user, password string) map[string]int {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	driver, err := neo4j.NewDriverWithContext(uri, auth(user, password), func(c *config.Config) { c.TelemetryDisabled = true })
	if err != nil {
		t.Fatalf("storetest: %v", err)
	}
	defer driver.Close(ctx)
	session := driver.NewSession(ctx, neo4j.SessionConfig{})
	defer session.Close(ctx)
	row := run(ctx, t, session, `MATCH (n) UNWIND labels(n) AS label WITH label, count(*) AS n RETURN collect([label, n])`)
	counts := map[string]int{}
	for _, pair := range row[0].([]any) {
		p := pair.([]any)
		counts[p[0].(string)] = int(p[1].(int64))
	}
	return counts
}

func auth(user, password string) neo4j.AuthToken {
	if user == "" {
		return neo4j.NoAuth()
	}
	return neo4j.BasicAuth(user, password, "")
}

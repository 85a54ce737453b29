package storetest

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

// Leave takes a store that tests founded out of somebody's database, with its
// constraints and indexes. It does nothing where the store is no test's.
func Leave(uri, user, password string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	driver, err := neo4j.NewDriverWithContext(uri, auth(user, password), func(c *config.Config) { c.TelemetryDisabled = true })
	if err != nil {
		return err
	}
	defer driver.Close(ctx)
	session := driver.NewSession(ctx, neo4j.SessionConfig{})
	defer session.Close(ctx)
	list := func(text string) ([]string, error) {
		result, err := session.Run(ctx, text, map[string]any{"most": most})
		if err != nil {
			return nil, err
		}
		records, err := result.Collect(ctx)
		var names []string
		for _, r := range records {
			names = append(names, fmt.Sprint(r.Values[0]))
		}
		return names, err
	}
	ours, err := list("MATCH (d:Dragoman {test: true}) RETURN d.id")
	if err != nil || len(ours) == 0 {
		return err
	}
	for gone := ""; gone != "0"; {
		counts, err := list(clear)
		if err != nil {
			return err
		}
		gone = counts[0]
	}
	statements := []string{"MATCH (d:Dragoman {test: true}) DELETE d"}
	for _, kind := range []struct{ one, many string }{{"CONSTRAINT", "CONSTRAINTS"}, {"INDEX", "INDEXES"}} { // an index of a constraint goes with it
		names, err := list("SHOW " + kind.many + " YIELD name WHERE name STARTS WITH 'dragoman_' RETURN name")
		if err != nil {
			return err
		}
		for _, name := range names {
			statements = append(statements, "DROP "+kind.one+" `"+name+"` IF EXISTS")
		}
	}
	for _, text := range statements {
		if _, err := list(text); err != nil {
			return err
		}
	}
	return nil
}

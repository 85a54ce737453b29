package neo4jstore

import (
	"context"
	"fmt"
	"strings"

	"dragoman/graph"
)

// ours are the labels of the data model, those of kinds apart: a node is ours
// by one of these. A store that has none of them yet may hold anything else.
var ours = []string{"Entity", "Former", "Document", "Claim", "Attribute", "Concern", "Judgement", "Alias", "Commit", "Request", "Dragoman"}

// relationTypes joins the types of relations for a pattern: HOLDS|OF|….
var relationTypes = func() string {
	var names []string
	for _, t := range graph.RelationTypes() {
		names = append(names, t.String())
	}
	return strings.Join(names, "|")
}()

// countOurs counts what has our labels or relationship types, from the counters
// that Neo4j keeps.
var countOurs = func() string {
	var b strings.Builder
	b.WriteString("CALL () {\n")
	for _, l := range ours {
		fmt.Fprintf(&b, "MATCH (n:%s) RETURN ':%s' AS what, count(n) AS n UNION ALL\n", l, l)
	}
	for i, t := range strings.Split(relationTypes, "|") {
		if i > 0 {
			b.WriteString(" UNION ALL\n")
		}
		fmt.Fprintf(&b, "MATCH ()-[r:%s]->() RETURN '[:%s]' AS what, count(r) AS n", t, t)
	}
	b.WriteString("\n} WITH what, n WHERE n > 0\nWITH collect([what, n]) AS rows\nOPTIONAL MATCH (dragoman:Dragoman {id: 0})\nRETURN rows, dragoman.store")
	return b.String()
}()

// refuseForeign fails where a database that is not ours uses our names.
func (s *Store) refuseForeign(ctx context.Context) error {
	row, err := direct{s}.one(ctx, countOurs, nil)
	if err != nil || str(row[1]) != "" { // another server has just founded it
		return err
	}
	rows, _ := row[0].([]any)
	if len(rows) == 0 {
		return nil
	}
	var names []string
	for _, r := range rows[:min(len(rows), 5)] {
		names = append(names, fmt.Sprintf("%v × %s", r.([]any)[1], str(r.([]any)[0])))
	}
	return &graph.Error{
		Code: graph.Invalid, Field: "neo4j-database",
		Message: fmt.Sprintf("%s: the database %s holds data that are not ours under names that we use (%s); name an empty database with --neo4j-database, or rename those labels and types", s.where, s.options.Database, strings.Join(names, ", ")),
	}
}

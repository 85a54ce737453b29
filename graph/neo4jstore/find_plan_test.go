package neo4jstore

import (
	"regexp"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// No search scans a label, a type or all nodes: each begins at a unique id or an
// index.
func TestSearchesDoNotScan(t *testing.T) {
	d := findersDriver(t)
	newWorld(worldSeed(), 30, 60).write(t, d)
	scan := regexp.MustCompile(`\+(\w*ByLabelScan|AllNodes\w*|\w*ByElementId\w*|\w*RelationshipTypeScan|\w*AllRelationshipsScan|\w*TypeScan)`)
	for _, s := range findStatements {
		r, err := neo4j.ExecuteQuery(t.Context(), d, "EXPLAIN "+s.text+head, bound(s.params), neo4j.EagerResultTransformer)
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		plan, _ := r.Summary.Plan().Arguments()["string-representation"].(string)
		if found := scan.FindString(plan); found != "" {
			t.Errorf("%s has %s\n%s", s.name, found, plan)
		}
	}
}

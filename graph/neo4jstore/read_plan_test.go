package neo4jstore

import (
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/dev/neo4j/neo4jtest"
)

// No statement that answers take looks through all nodes, or all of a label.
func TestReadPlans(t *testing.T) {
	server := neo4jtest.ForTests(t)
	s, err := Open(t.Context(), Options{URI: server.URI, User: server.User, Password: server.Password, Search: SearchDatabase})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for _, st := range readStatements {
		r, err := neo4j.ExecuteQuery(t.Context(), s.driver, "EXPLAIN "+strings.TrimSpace(st.text)+head, bound(st.params), neo4j.EagerResultTransformer)
		if err != nil {
			t.Errorf("%s: %v", st.name, err)
			continue
		}
		for _, scan := range scansOf(r.Summary.Plan()) {
			t.Errorf("%s: the plan has %s", st.name, scan)
		}
	}
}

func scansOf(p neo4j.Plan) (scans []string) {
	if strings.Contains(p.Operator(), "Scan") {
		details, _ := p.Arguments()["Details"].(string)
		scans = append(scans, p.Operator()+" "+details)
	}
	for _, child := range p.Children() {
		scans = append(scans, scansOf(child)...)
	}
	return scans
}

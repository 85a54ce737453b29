package neo4jstore

import (
	"fmt"
	"strings"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"dragoman/dev/neo4j/neo4jtest"
)

// No statement that writes looks through all nodes, or all of a label.
func TestWritePlans(t *testing.T) {
	server := neo4jtest.ForTests(t)
	s, err := Open(t.Context(), Options{URI: server.URI, User: server.User, Password: server.Password, Search: SearchDatabase})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	rows := map[string]any{"rows": []any{}}
	ids := map[string]any{"ids": []any{}}
	looked := map[string]any{}
	for _, name := range []string{"entities", "formers", "documents", "claims", "statements", "concerns", "judgements", "incident", "relations", "keys"} {
		looked[name] = []any{}
	}
	type statement struct {
		text   string
		params map[string]any
	}
	statements := []statement{
		{gather, looked},
		{opening, looked},
		{wasCommitted, map[string]any{"writer": "w"}},
		{sweeping, map[string]any{"prefix": "p", "before": ""}},
		{ending, map[string]any{"base": 1, "last": 2, "viewed": 1, "commits": []any{}, "requests": []any{}, "writer": "w", "token": "t", "at": ""}},
		{creatingEnding, map[string]any{
			"base": 1, "last": 2, "viewed": 1, "commits": []any{}, "requests": []any{}, "writer": "w", "token": "t", "at": "",
			"claims": map[string]any{"rows": []any{}, "documents": []any{}, "entities": []any{}, "formers": []any{}}, "relations": map[string]any{"rows": []any{}, "ends": []any{}},
		}},
		{documentsOfFamilies, ids},
		{namedOfEntities, ids},
		{namedOfFormers, ids},
		{concernsOfEntities, ids},
		{claimsOfDocuments, ids},
		{claimsOfRaws, ids},
		{attributesByIDs, ids},
		{createClaims, map[string]any{"rows": []any{}, "documents": []any{}, "entities": []any{}, "formers": []any{}}},
		{createRelations, map[string]any{"rows": []any{}, "ends": []any{}}},
	}
	for _, text := range []string{
		createEntities, reviveEntities, updateEntities, createFormers, retireEntities, updateFormers,
		createDocuments, updateDocuments, publish, drawOn, renameFamilies, renameOutlets,
		updateClaims, moveClaims, redate,
		updateRelations, deleteRelations, changeDegrees, holdMeetings,
		createAttributes, ownAttributes, updateAttributes, createConcerns,
		writeJudgements, deleteJudgements, writeAliases, deleteAliases,
	} {
		statements = append(statements, statement{text, rows})
	}
	for _, st := range statements {
		r, err := neo4j.ExecuteQuery(t.Context(), s.driver, "EXPLAIN "+st.text, bound(st.params), neo4j.EagerResultTransformer)
		if err != nil {
			t.Errorf("%v: %s", err, st.text)
			continue
		}
		for _, scan := range scanned(r.Summary.Plan()) {
			t.Errorf("the plan has %s: %s", scan, st.text)
		}
	}
}

func scanned(p neo4j.Plan) (scans []string) {
	switch name, _, _ := strings.Cut(p.Operator(), "@"); name {
	case "AllNodesScan", "NodeByLabelScan", "DirectedRelationshipTypeScan", "UndirectedRelationshipTypeScan", "NodeIndexScan":
		scans = append(scans, fmt.Sprint(name, " ", p.Arguments()["Details"]))
	}
	for _, child := range p.Children() {
		scans = append(scans, scanned(child)...)
	}
	return scans
}

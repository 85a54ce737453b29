package embedded

import (
	"strings"
	"testing"
)

// The queries that run for each id of an answer, or for each page of a long list,
// must be answered from an index.
func TestPlansUseAnIndex(t *testing.T) {
	s, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, query := range []string{
		factColumns + "WHERE id_key = 1 AND id = 'x'",
		factColumns + "WHERE about_key = 1 AND about = 'x'",
		factColumns + "WHERE document = 1",
		candidateColumns + "WHERE about_key = 1 AND about = 'x'",
		candidateColumns + "WHERE known >= 1 AND (known > 1 OR id > 'x') ORDER BY known, id",
		candidateColumns + "WHERE document = (SELECT num FROM document WHERE id = 'x')",
		candidateColumns + "WHERE num IN (SELECT fact FROM mention WHERE entity = (SELECT num FROM entity WHERE id = 'x'))",
		candidateColumns + "WHERE document IN (SELECT num FROM document WHERE outlet = 'x' AND outlet <> '')",
		factsOfMany, concernsOfMany, familiesOfMany,
		"SELECT num, id FROM document WHERE (day, id) > (1, 'x') ORDER BY day, id",
		"SELECT f.about FROM mention m JOIN fact f ON f.num = m.fact WHERE m.entity = 1",
		"SELECT entity FROM concern WHERE relation = 'x'",
		strings.ReplaceAll(concernsAfter, "?", "1"),
		"SELECT relation FROM concern WHERE entity = 'x'",
		"SELECT entity FROM token WHERE word >= 'a' AND word < 'b'",
		"SELECT id, body FROM attribute WHERE target = 'x'",
		"SELECT num, kind FROM entity WHERE id = 'x'",
		"SELECT body FROM document WHERE id = 'x'",
		"SELECT family FROM document WHERE id = 'x'",
		"UPDATE document SET family = 'a' WHERE family = 'b'",
		"SELECT count(*) FROM fact WHERE known = 2147483647",
	} {
		var plan []string
		err := s.writer.each(t.Context(), "EXPLAIN QUERY PLAN "+query, func(row []driverValue) error {
			plan = append(plan, str(row[3]))
			return nil
		}, make([]driverValue, strings.Count(query, "?"))...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for _, step := range plan {
			if strings.HasPrefix(step, "SCAN") && !strings.HasPrefix(step, "SCAN json_each") { // the list that is asked for
				t.Errorf("%s\nis answered by %s", query, strings.Join(plan, "; "))
			}
		}
	}
}

package neo4jstore

import (
	"context"
	"encoding/json"

	"dragoman/graph"
)

const commitsInOrder = `
MATCH (c:Commit)
WHERE c.revision > $p.after
WITH c ORDER BY c.revision LIMIT $p.limit
WITH collect([c.revision, c.at, c.actor, c.key, c.action, c.receipt]) AS rows`

// Audit implements graph.Auditor. Batches that changed nothing are not in it.
func (s *Store) Audit(ctx context.Context, after string, first int) (out []graph.AuditEntry, err error) {
	err = s.look(ctx, func(v *view) error {
		out = nil
		if err := within("first", first, graph.MaxFirst); err != nil {
			return err
		}
		from := int64(0)
		if after != "" {
			n, ok := s.number(after)
			if !ok || n > v.st.revision {
				return graph.Unknown("after", after)
			}
			from = n
		}
		rows, err := v.rows(commitsInOrder, map[string]any{"after": from, "limit": first})
		if err != nil {
			return err
		}
		for _, r := range rows {
			cols := r.([]any)
			e := graph.AuditEntry{Revision: s.name(num(cols[0])), At: str(cols[1]), Actor: str(cols[2]), Key: str(cols[3]), Action: str(cols[4])}
			if err := json.Unmarshal([]byte(str(cols[5])), &e.Receipt); err != nil {
				return v.damaged("commit "+e.Revision, err)
			}
			out = append(out, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

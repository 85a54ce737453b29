package neo4jstore

import (
	"dragoman/graph"
)

// entitiesInOrder goes along the index of ids.
const entitiesInOrder = `
MATCH (e:Entity)
WHERE e.id > $p.after
WITH e ORDER BY e.id
WHERE e.kind IN $p.kinds
WITH e LIMIT $p.limit
WITH collect([e.id, e.degree, coalesce(e.view, e.record)]) AS rows`

const countOfEntities = `
MATCH (e:Entity)
WITH count(e) AS n
WITH [n] AS rows`

// everyName lists entities by id.
func (s *sight) everyName(q graph.SearchQuery) (p graph.Page[graph.SearchHit], err error) {
	after, total := "", -1
	if len(q.Slice.After) > 0 {
		after = q.Slice.After[0]
	}
	kinds := s.kindNames(q.Kinds)
	if q.Slice.Count && !s.narrows() && len(kinds) == len(graph.EntityKinds()) {
		n, err := s.rows(countOfEntities, nil)
		if err != nil {
			return p, err
		}
		total = int(num(n[0]))
	}
	var rows []row[graph.SearchHit]
	for limit, last := q.Slice.First+1, false; !last && len(rows) <= q.Slice.First; limit = max(limit, firstChunk) {
		found, err := s.rows(entitiesInOrder, map[string]any{"after": after, "kinds": kinds, "limit": limit})
		if err != nil {
			return p, err
		}
		last = len(found) < limit
		chunk := make([]row[namesake], len(found))
		for i, f := range found {
			e, err := s.entityRow(f)
			if err != nil {
				return p, err
			}
			after = e.ID
			chunk[i] = row[namesake]{graph.IDKey(e.ID), namesake{id: e.ID, whole: e}}
		}
		if chunk, err = s.related(chunk); err != nil {
			return p, err
		}
		for _, r := range chunk {
			rows = append(rows, row[graph.SearchHit]{r.key, graph.SearchHit{Entity: r.item.whole, MatchedName: r.item.whole.Name}})
		}
	}
	return cut(q.Slice, rows, total), nil
}

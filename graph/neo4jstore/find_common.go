package neo4jstore

import (
	"context"
	"fmt"

	"dragoman/graph"
)

// commonText makes the balls around the entities, all at once, and reads what
// passes in them as far as ranks need it.
var commonText = newestTerm + fmt.Sprintf(`
CALL () { UNWIND $p.of AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS front, sum(e.degree) AS d }
WITH newest,
  reduce(s = {ball: front, front: front, d: d, found: [], explored: 0, over: false}, k IN range(1, $p.hops) |
    CASE
      WHEN s.over OR size(s.front) = 0 THEN s
      WHEN s.explored + s.d > $p.budget THEN s {.*, over: true}
      ELSE head([rs IN [COLLECT {
          UNWIND s.front AS x
          MATCH (x)-[r:%[1]s]-(y)
          WHERE %[2]s
            AND %[3]s
          RETURN DISTINCT r
        }] | head([new IN [COLLECT {
          UNWIND rs AS r
          UNWIND [startNode(r), endNode(r)] AS y
          WITH DISTINCT y WHERE NOT y IN s.ball
          RETURN y
        }] | head([next IN [[y IN new WHERE %[4]s]] |
          {ball: s.ball + new, front: next, d: reduce(n = 0, y IN next | n + y.degree), found: s.found + rs,
            explored: s.explored + s.d, over: false}])])])
    END) AS s
CALL (s) { UNWIND s.found AS r RETURN collect(DISTINCT r) AS found }
WITH [[e IN s.ball | %[5]s], [r IN found | %[6]s], newest, s.over] AS rows`,
	relationTypes, walkedTerm, ballKind, nodeTerm("y", `WHEN $p.contact THEN `+contactKinds, elseTrue), regionEntityColumns, lightColumns)

// Common implements graph.Traverser.
func (s *Store) Common(ctx context.Context, q graph.CommonQuery) (p graph.Page[graph.CommonNode], err error) {
	err = s.survey(ctx, func(v *view) error {
		p, err = v.common(q)
		return err
	})
	if err != nil {
		return graph.Page[graph.CommonNode]{}, err
	}
	return p, nil
}

func (v *view) common(q graph.CommonQuery) (p graph.Page[graph.CommonNode], err error) {
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	if err := firstError(knownLens(q.Lens), someone("of", q.Of), within("maxHops", q.MaxHops, graph.MaxHops), within("of", len(q.Of), graph.MaxCommon),
		within("first", q.Slice.First, graph.MaxFirst), q.Where.Check()); err != nil {
		return p, err
	}
	if g := v.st.graph; g != nil {
		return v.commonInMemory(g, q)
	}
	if err := v.searchable(q.Where); err != nil {
		return p, err
	}
	g, of := v.newRegion(q.Where), v.All(q.Of)
	params := terms(q.Lens, q.Where, graph.Walked)
	params["of"], params["exempt"], params["hops"], params["budget"] = of, of, q.MaxHops, v.s.explore()
	rows, err := v.rows(commonText, params)
	if err != nil {
		return p, err
	}
	if err := firstError(g.addEntities(rows[0]), g.addRelations(rows[1]), known("of", q.Of, g.isEntity)); err != nil {
		return p, err
	}
	if truth(rows[3]) {
		return p, &graph.Error{Code: graph.Limit, Field: "maxHops", Limit: v.s.explore(), Message: fmt.Sprintf("more than %d relations would have to be looked at; ask for fewer hops, narrow the filter, or start the server with --search memory", v.s.explore())}
	}
	newest := day(rows[2])
	g.newest = &newest
	t, err := g.topology(v.ctx, 0)
	if err != nil {
		return p, err
	}
	q.Of, q.Where = of, g.simple()
	return t.Common(v.ctx, q)
}

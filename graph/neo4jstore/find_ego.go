package neo4jstore

import (
	"context"
	"fmt"
	"iter"

	"dragoman/graph"
)

// newestTerm finds the newest known day, that ranks are measured against: of
// documents, and of claims that are known by a day of their own.
const newestTerm = `
CALL () {
  CALL () {
    MATCH (d:Document)
    USING INDEX d:Document(known)
    WHERE d.known < 2147483647
    WITH d ORDER BY d.known DESC LIMIT 1
    RETURN d.known AS day
  UNION ALL
    RETURN -2147483648 AS day
  }
  WITH max(day) AS published
  CALL (published) {
    MATCH (c:Claim)
    USING INDEX c:Claim(known, id)
    WHERE c.known > published AND c.known < 2147483647 AND c.id IS NOT NULL
    WITH c ORDER BY c.known DESC
    WHERE c.type IS NOT NULL OR EXISTS { MATCH (a:Attribute {id: c.about}) WHERE a.name = 'occurred' }
    RETURN c.known AS day LIMIT 1
  UNION ALL
    RETURN published AS day
  }
  RETURN max(day) AS newest
}`

// egoText makes a ball of $rounds rounds around the centres and reads all that
// passes between what is in it, or known; of what leads out of it, only to how
// many entities from each. Which nodes are shown is decided afterwards, so the ball
// holds all that might be.
var egoText = newestTerm + fmt.Sprintf(`
CALL () { UNWIND $of AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS front, sum(e.degree) AS d }
CALL () { UNWIND $named AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS named }
WITH newest, named,
  reduce(s = {ball: front, front: front, d: d, expanded: [], explored: 0, rounds: 0, over: false}, k IN range(1, $rounds) |
    CASE
      WHEN s.over THEN s
      WHEN s.explored + s.d > $budget THEN s {.*, over: true}
      ELSE head([ys IN [COLLECT {
          UNWIND s.front AS x
          MATCH (x)-[r:%[1]s]-(y)
          WHERE %[2]s
            AND %[3]s
          RETURN DISTINCT y
        }] | head([new IN [[y IN ys WHERE NOT y IN s.ball]] | head([next IN [[y IN new WHERE %[4]s]] |
          {ball: s.ball + new, front: next, d: reduce(n = 0, y IN next | n + y.degree), expanded: s.expanded + s.front,
            explored: s.explored + s.d, rounds: s.rounds + 1, over: false}])])])
    END) AS s
WITH newest, named, s, s.over OR s.explored + reduce(n = 0, y IN s.ball | n + y.degree) > $budget AS short
CALL (short, s) {
  UNWIND CASE WHEN short THEN s.expanded ELSE s.ball END AS x
  MATCH (x)-[r:%[1]s]-(y)
  WHERE %[2]s
    AND %[3]s
  WITH r, count(*) AS n, head(collect(x)) AS x, head(collect(y)) AS y
  WITH r, x, y, short OR n > 1 OR x = y OR $timed OR y.id IN $known AS inside
  RETURN collect(CASE WHEN inside THEN r END) AS found, collect(CASE WHEN NOT inside THEN [x, y] END) AS leading
}
CALL (leading) {
  UNWIND leading AS pair
  WITH pair[0] AS x, count(DISTINCT pair[1]) AS n
  RETURN collect([x.id, n]) AS outside
}
CALL (found, named, s) {
  CALL (found, named, s) {
    UNWIND found AS r
    UNWIND [startNode(r), endNode(r)] AS e
    RETURN e
  UNION
    UNWIND named + s.ball AS e
    RETURN e
  }
  RETURN collect(%[5]s) AS entities
}
WITH [entities, [r IN found | %[6]s], outside, newest, s.rounds, short, s.explored] AS rows`,
	relationTypes, walkedTerm, ballKind, ballFront, regionEntityColumns, regionRelationColumns)

// Tests of nodes that are reached, and of those that are walked on from.
var (
	ballKind  = nodeTerm("y", `WHEN $anyKind THEN true`, whenExempt, `ELSE y.kind IN $kinds`)
	ballFront = nodeTerm("y", `WHEN y.degree > $cap THEN false`, elseThrough)
)

// Ego implements graph.Traverser.
func (s *Store) Ego(ctx context.Context, q graph.EgoQuery) (n *graph.EgoNetwork, err error) {
	if err := checkEgo(&q); err != nil {
		return nil, s.orClosed(err)
	}
	err = s.survey(ctx, func(v *view) error {
		n, err = v.ego(q)
		return err
	})
	if graph.CodeOf(err) == graph.Deadline {
		return &graph.EgoNetwork{StoppedBy: graph.StopDeadline, Policy: policyOf(q.Lens, q.Where, q.DegreeCap)}, nil
	}
	if err != nil {
		return nil, err
	}
	return n, nil
}

func checkEgo(q *graph.EgoQuery) error {
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	if q.Rank > graph.RankID {
		return &graph.Error{Code: graph.Invalid, Field: "rank", Message: fmt.Sprintf("rank %d is none; one of RELEVANCE DEGREE ID", q.Rank)}
	}
	return firstError(knownLens(q.Lens), someone("of", q.Of), within("depth", q.Depth, graph.MaxDepth), within("first", q.First, graph.MaxFirst),
		within("perNode", q.PerNode, graph.MaxFirst), within("known", len(q.Known), graph.MaxKnown), within("degreeCap", q.DegreeCap, mostDegree), q.Where.Check())
}

func (v *view) ego(q graph.EgoQuery) (*graph.EgoNetwork, error) {
	if g := v.st.graph; g != nil {
		return v.egoInMemory(g, q)
	}
	if err := v.searchable(q.Where); err != nil {
		return nil, err
	}
	g, of := v.newRegion(q.Where), v.All(q.Of)
	p := terms(q.Lens, q.Where, graph.Walked)
	p["of"], p["exempt"], p["named"], p["known"] = of, of, gathered(of, v.All(q.Known)), orEmpty(v.All(q.Known))
	p["cap"], p["budget"], p["rounds"] = q.DegreeCap, v.s.explore(), q.Depth
	rows, err := v.rows(egoText, p)
	if err != nil {
		return nil, err
	}
	if err := firstError(g.addEntities(rows[0]), g.addRelations(rows[1])); err != nil {
		return nil, err
	}
	if err := firstError(known("of", q.Of, g.isEntity), known("known", q.Known, g.isEntity)); err != nil {
		return nil, err
	}
	newest := day(rows[3])
	g.newest = &newest
	return g.ego(q, rows[2], int(num(rows[4])), truth(rows[5]))
}

// ego finds the network in the region. outside counts the neighbours of entities
// that lie beyond it; short says that the budget cut the region, after so many
// rounds.
func (g *region) ego(q graph.EgoQuery, outside any, rounds int, short bool) (*graph.EgoNetwork, error) {
	t, err := g.topology(g.v.ctx, 0)
	if err != nil {
		return nil, err
	}
	asked := q
	asked.Of, asked.Known, asked.Where = g.v.All(q.Of), g.v.All(q.Known), g.simple()
	if short {
		asked.Depth = min(q.Depth, rounds)
	}
	n, err := t.Ego(g.v.ctx, asked)
	if err != nil {
		return nil, err
	}
	beyond := map[string]int{}
	list, _ := outside.([]any)
	for _, row := range list {
		cols := row.([]any)
		beyond[str(cols[0])] = int(num(cols[1]))
	}
	for i := range n.Nodes {
		n.Nodes[i].Hidden += beyond[n.Nodes[i].Entity]
	}
	if short && q.Depth > 0 && n.StoppedBy == 0 {
		n.StoppedBy, n.Complete = graph.StopBudget, false
	}
	return n, g.fill(relationsOf(n.Relations))
}

// relationsOf visits the places of a list.
func relationsOf(list []*graph.Relation) iter.Seq[**graph.Relation] {
	return func(yield func(**graph.Relation) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
	}
}

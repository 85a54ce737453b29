package neo4jstore

import (
	"cmp"
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

// ballText makes a ball of $rounds rounds around the centres and reads all that
// passes between what is in it, or known; of what leads out of it, only to how
// many entities from each. Which nodes are shown is decided afterwards, so the ball
// holds all that might be.
var ballText = newestTerm + fmt.Sprintf(`
CALL () { UNWIND $p.of AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS front, sum(e.degree) AS d }
CALL () { UNWIND $p.named AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS named }
WITH newest, named,
  reduce(s = {ball: front, front: front, d: d, expanded: [], explored: 0, rounds: 0, over: false}, k IN range(1, $p.rounds) |
    CASE
      WHEN s.over THEN s
      WHEN s.explored + s.d > $p.budget THEN s {.*, over: true}
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
WITH newest, named, s, s.over OR s.explored + reduce(n = 0, y IN s.ball | n + y.degree) > $p.budget AS short
CALL (short, s) {
  UNWIND CASE WHEN short THEN s.expanded ELSE s.ball END AS x
  MATCH (x)-[r:%[1]s]-(y)
  WHERE %[2]s
    AND %[3]s
  WITH x, y, r, short OR $p.timed OR y IN s.ball OR y.id IN $p.known AS inside
  WITH x, collect(CASE WHEN inside THEN r END) AS rs, count(DISTINCT CASE WHEN NOT inside THEN y END) AS n
  RETURN collect(rs) AS lists, collect([x.id, n]) AS outside
}
CALL (lists) { UNWIND lists AS rs UNWIND rs AS r RETURN collect(DISTINCT r) AS found }
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
	ballKind  = nodeTerm("y", `WHEN $p.anyKind THEN true`, whenExempt, `ELSE y.kind IN $p.kinds`)
	ballFront = nodeTerm("y", `WHEN y.degree > $p.cap THEN false`, elseThrough)
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
	f := v.newEgoFinder(q)
	if !timed(q.Where) {
		n, err := f.ranked()
		if n != nil || err != nil {
			return n, err
		}
	}
	return v.newEgoFinder(q).ball()
}

// egoFinder is an EgoQuery under way in the database.
type egoFinder struct {
	*region
	q      graph.EgoQuery
	params map[string]any
}

func (v *view) newEgoFinder(q graph.EgoQuery) *egoFinder {
	q.Rank = cmp.Or(q.Rank, graph.RankRelevance)
	f := &egoFinder{region: v.newRegion(q.Where), q: q}
	of, known := v.All(q.Of), orEmpty(v.All(q.Known))
	p := terms(q.Lens, q.Where, graph.Walked)
	p["of"], p["exempt"], p["named"], p["known"] = of, of, gathered(of, known), known
	p["cap"], p["budget"], p["rounds"], p["first"], p["perNode"] = q.DegreeCap, v.s.explore(), q.Depth, q.First, q.PerNode
	p["rank"], p["strength"], p["powers"] = int(q.Rank), strength, powers
	f.params = p
	return f
}

// gather reads what both statements begin with.
func (f *egoFinder) gather(text string) ([]any, error) {
	rows, err := f.v.rows(text, f.params)
	if err != nil {
		return nil, err
	}
	newest := day(rows[3])
	f.newest = &newest
	return rows, firstError(f.addEntities(rows[0]), f.addRelations(rows[1]), known("of", f.q.Of, f.isEntity), known("known", f.q.Known, f.isEntity))
}

// ranked lets the database cut by rank. nil where the topology's own cut was
// another.
func (f *egoFinder) ranked() (*graph.EgoNetwork, error) {
	var counted map[string]total
	if f.q.Where == nil {
		counted = f.v.s.totals.at(f.v.st.revision, f.q.Lens)
	}
	f.params["counted"] = countedIDs(counted)
	rows, err := f.gather(egoTexts[f.q.Depth])
	if err != nil {
		return nil, err
	}
	rounds, short := int(num(rows[4])), truth(rows[5])
	n, err := f.search(rounds, short)
	if err != nil {
		return nil, err
	}
	hidden := f.hidden(rows[2], counted)
	for i := range n.Nodes {
		count, shown := hidden[n.Nodes[i].Entity]
		if !shown {
			return nil, nil
		}
		n.Nodes[i].Hidden = count
	}
	if len(n.Nodes) != len(hidden) {
		return nil, nil
	}
	return n, f.fill(relationsOf(n.Relations))
}

// ball finds the network in a ball that holds all that might be shown.
func (f *egoFinder) ball() (*graph.EgoNetwork, error) {
	rows, err := f.gather(ballText)
	if err != nil {
		return nil, err
	}
	n, err := f.search(int(num(rows[4])), truth(rows[5]))
	if err != nil {
		return nil, err
	}
	beyond := counts(rows[2])
	for i := range n.Nodes {
		n.Nodes[i].Hidden += beyond[n.Nodes[i].Entity]
	}
	return n, f.fill(relationsOf(n.Relations))
}

// hidden reads how many neighbours of what is shown are not in the answer. Of what
// was counted before, the row has only those that are.
func (f *egoFinder) hidden(rows any, counted map[string]total) map[string]int {
	list, _ := rows.([]any)
	out, found := make(map[string]int, len(list)), map[string]total{}
	for _, row := range list {
		cols := row.([]any)
		id, n, among, degree := str(cols[0]), int(num(cols[1])), int(num(cols[2])), int(num(cols[3]))
		if before, ok := counted[id]; ok {
			n = before.neighbours
		} else {
			found[id] = total{n, degree}
		}
		out[id] = n - among
	}
	if f.q.Where == nil {
		f.v.s.totals.add(f.v.st.revision, f.q.Lens, found)
	}
	return out
}

// counts reads rows of an id and a number.
func counts(rows any) map[string]int {
	list, _ := rows.([]any)
	out := make(map[string]int, len(list))
	for _, row := range list {
		cols := row.([]any)
		out[str(cols[0])] = int(num(cols[1]))
	}
	return out
}

// search finds the network in the region. short says that the budget cut the
// region, after so many rounds.
func (f *egoFinder) search(rounds int, short bool) (*graph.EgoNetwork, error) {
	t, err := f.topology(f.v.ctx, 0)
	if err != nil {
		return nil, err
	}
	q := f.q
	q.Of, q.Known, q.Where = f.v.All(q.Of), f.v.All(q.Known), f.simple()
	if short {
		q.Depth = min(q.Depth, rounds)
	}
	n, err := t.Ego(f.v.ctx, q)
	if err == nil && short && f.q.Depth > 0 && n.StoppedBy == 0 {
		n.StoppedBy, n.Complete = graph.StopBudget, false
	}
	return n, err
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

package neo4jstore

import (
	"fmt"
	"strings"

	"dragoman/graph"
)

// relevanceTerm is graph.Relevance of a relationship r, without what the degree
// takes off it: that is dampingTerm.
const relevanceTerm = `100 * (11 - $p.strength[r.status]) + 60 * CASE WHEN r.independent > 5 THEN 5 ELSE r.independent END + CASE
      WHEN r.days IS NULL OR newest = -2147483648 OR r.days[0] = 2147483647 OR r.days[0] = -2147483648 THEN 0
      WHEN newest - r.days[0] < 30 THEN 400
      WHEN newest - r.days[0] < 60 THEN 350
      WHEN newest - r.days[0] < 120 THEN 300
      WHEN newest - r.days[0] < 240 THEN 250
      WHEN newest - r.days[0] < 480 THEN 200
      WHEN newest - r.days[0] < 960 THEN 150
      WHEN newest - r.days[0] < 1920 THEN 100
      WHEN newest - r.days[0] < 3840 THEN 50
      ELSE 0 END`

const dampingTerm = `40 * size([p IN $p.powers WHERE p <= 1 + y.degree])`

// powers are those of two.
var powers = func() (list []int64) {
	for p := int64(2); p < 1<<32; p *= 2 {
		list = append(list, p)
	}
	return list
}()

// egoRound makes one round of an ego network as graph.EgoQuery has it: the new
// neighbours of the front, the first $perNode of each in order of rank, of these
// the first that there is room for. It keeps how each was reached.
var egoRound = fmt.Sprintf(`
WITH *, over OR explored + d > $p.budget AS stop, %[7]s AS behind
CALL (newest, stop, front, behind) {
  UNWIND CASE WHEN stop THEN [] ELSE front END AS x
  MATCH (x)-[r:%[1]s]-(y)
  WHERE %[2]s
    AND %[3]s
  WITH y, max(%[4]s) AS best, collect(r) AS rs, collect(DISTINCT x) AS parents
  WITH y, rs, parents, CASE $p.rank WHEN 1 THEN best - %[5]s WHEN 2 THEN y.degree ELSE 0 END AS rank
  ORDER BY rank DESC, y.id
  RETURN collect(y) AS ys, collect(rs) AS how,
    collect(CASE WHEN y.id IN $p.known THEN y END) AS met,
    collect(CASE WHEN NOT y.id IN $p.known THEN {y: y, parents: parents} END) AS fresh
}
CALL (fresh) {
  UNWIND range(0, size(fresh) - 1) AS at
  UNWIND fresh[at].parents AS x
  WITH x, at ORDER BY at
  WITH x, collect(at)[0..$p.perNode] AS mine
  UNWIND mine AS at
  WITH DISTINCT at ORDER BY at
  RETURN collect(at) AS kept
}
WITH newest, named, how, stop, met, ys, reached, shown, light, rounds, explored, d, front,
  [at IN kept | fresh[at].y][0..($p.first - size(shown))] AS new
WITH newest, named, shown + new AS shown, reached + ys AS reached, light + how AS light, stop AS over,
  CASE WHEN stop THEN explored ELSE explored + d END AS explored, CASE WHEN stop THEN rounds ELSE rounds + 1 END AS rounds,
  [y IN new + met WHERE %[6]s] AS front
WITH *, reduce(n = 0, y IN front | n + y.degree) AS d`, relationTypes, walkedUnless("y IN behind"), ballKind, relevanceTerm, dampingTerm, ballFront, hashed("reached"))

// egoText finds what an ego network shows, and of that alone reads what passes:
// whole where it leads to what is shown, known or a centre, else only to how many.
// What the rounds walked comes without evidence, so that they can be gone over
// again by the topology, which has the last word. Of entities whose neighbours were
// counted before ($counted), only relations to what is inside are looked at.
func egoText(depth int) string {
	return newestTerm + `
CALL () { UNWIND $p.of AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS front, sum(e.degree) AS d }
CALL () { UNWIND $p.named AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS named }
WITH newest, named, front, d, front AS reached, [] AS shown, [] AS light, 0 AS explored, 0 AS rounds, false AS over` +
		strings.Repeat(egoRound, depth) + fmt.Sprintf(`
WITH *, shown + named AS seen
WITH *, %[8]s AS inner
CALL (shown, inner) {
  UNWIND shown AS x
  WITH x, inner, x.id IN $p.counted AS counted
  OPTIONAL MATCH (x)-[r:%[1]s]-(y)
  WHERE %[7]s
    AND %[3]s
  WITH x, y, CASE WHEN y IN inner THEN r END AS r, CASE WHEN y IN inner THEN y END AS inside
  WITH x, collect(r) AS rs, count(DISTINCT y) AS n, count(DISTINCT inside) AS among
  RETURN collect(rs) AS lists, collect([x.id, n, among, x.degree]) AS hidden
}
CALL (lists) { UNWIND lists AS rs UNWIND rs AS r RETURN collect(DISTINCT r) AS found }
CALL (light) { UNWIND light AS rs UNWIND rs AS r RETURN collect(DISTINCT r) AS way }
CALL (reached, named) {
  UNWIND reached + named AS e
  WITH DISTINCT e
  RETURN collect(%[4]s) AS entities
}
WITH [entities, [r IN found | %[5]s] + [r IN way | %[6]s], hidden, newest, rounds, over, explored] AS rows`,
		relationTypes, walkedTerm, ballKind, regionEntityColumns, regionRelationColumns, lightColumns,
		walkedUnless("counted AND NOT y IN inner"), hashed("seen"))
}

// egoTexts are by depth.
var egoTexts = func() (texts [graph.MaxDepth + 1]string) {
	for depth := range texts {
		texts[depth] = egoText(depth)
	}
	return texts
}()

package neo4jstore

import (
	"fmt"
	"slices"

	"dragoman/graph"
)

// hubText finds entities of too great a degree within so many steps of an end, as
// they are met by walking from it through no other such entity. A pruned
// expansion goes breadth first and visits each entity once; the last step, onto
// the hub, stands apart. With $sure, dates with gaps do not count as passing. $most
// is how many are wanted: with 1 the expansion ends at the first.
func hubText(steps int, list bool) string {
	inner, outer := `WITH DISTINCT x`, `WITH y LIMIT 1`
	if list {
		inner, outer = `WITH x, min(length(p)) AS before`, `WITH y, min(before) AS before ORDER BY before, y.id LIMIT $p.most`
	}
	return fmt.Sprintf(`
CALL () {
  UNWIND $p.ends AS id
  MATCH (s:Entity {id: id})
  MATCH p = (s)-[:%[1]s*0..%[2]d]-(x)
  WHERE all(r IN relationships(p) WHERE %[3]s AND (NOT $p.sure OR r.gaps IS NULL))
    AND all(n IN nodes(p) WHERE %[4]s)
  %[6]s
  MATCH (x)-[r:%[1]s]-(y)
  WHERE y.degree > $p.cap AND %[5]s AND %[3]s AND (NOT $p.sure OR r.gaps IS NULL)
  %[7]s
  RETURN collect([y.id, y.degree]) AS rows
}`, relationTypes, steps-1, walkedTerm, hubInner, hubItself, inner, outer)
}

// Tests of the nodes on the way to a hub, in an expansion and in a fold, and of the
// hub.
var (
	hubInner  = nodeTerm("n", `WHEN n = s THEN true`, whenHub, whenOpen, whenAvoided, whenWall, whenExempt, whenKind, elseTrue)
	hubWay    = nodeTerm("y", whenHub, whenOpen, whenAvoided, whenWall, whenExempt, whenKind, elseTrue)
	hubItself = nodeTerm("y", `WHEN y.id IN $p.exempt THEN false`, whenOpen, whenAvoided, whenKind, elseThrough)
)

// hubTexts are by steps: those that list, and those that end at the first.
var hubTexts = func() (texts [2][graph.MaxHops]string) {
	for steps := 1; steps < graph.MaxHops; steps++ {
		texts[0][steps], texts[1][steps] = hubText(steps, false), hubText(steps, true)
	}
	return texts
}()

// skipped finds out whether a hub was nearer than the answer is long, and lists
// such hubs if the query wants them.
func (f *pathFinder) skipped(r *graph.PathResult) error {
	hops := f.q.MaxHops
	if r.Outcome == graph.Found {
		hops = 0
		for i := range r.Paths {
			hops = max(hops, r.Paths[i].Hops)
		}
	}
	if hops < 2 {
		return nil
	}
	if f.heedsHubs() {
		if r.Complete = !f.near && !f.lost; f.lost {
			r.StoppedBy = graph.StopBudget
		}
		return nil
	}
	found, err := f.hubsWithin(hops-1, false)
	if err != nil || len(found) == 0 {
		return err
	}
	if timed(f.where) {
		sure, err := f.hubsWithin(hops-1, true)
		if err != nil {
			return err
		}
		if !slices.Equal(found, sure) && (f.q.ListHubs || len(sure) == 0) {
			return unsupported("a search by dates with gaps among hubs")
		}
	}
	r.Complete = false
	if f.q.ListHubs {
		r.Policy.HubsSkipped = found
	}
	return nil
}

func (f *pathFinder) hubsWithin(steps int, sure bool) ([]graph.Hub, error) {
	texts := &hubTexts[0]
	if f.q.ListHubs {
		texts = &hubTexts[1]
	}
	f.params["ends"], f.params["sure"], f.params["most"] = gathered(f.from, f.to), sure, graph.MaxHubsSkipped
	rows, err := f.v.rows(texts[steps], f.params)
	if err != nil {
		return nil, err
	}
	var out []graph.Hub
	for _, row := range rows {
		cols := row.([]any)
		out = append(out, graph.Hub{Entity: str(cols[0]), Degree: int(num(cols[1]))})
	}
	return out, nil
}

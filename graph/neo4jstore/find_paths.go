package neo4jstore

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// pathText searches from both ends, step by step, always from the side whose next
// step is shorter, until relations of the two sides meet after $least steps or
// more; then it goes back over the layers, so that only relations on ways of that
// many steps come out. Ties are never listed: a layer holds each entity once.
//
//	from ○─[layer]─[layer]─ found ─[layer]─○ to      F grows from the left, B from the right
//
// A side is {layers, degrees}: what each step reached, and how many relations
// those have. Before a layer is made, its relations are tried on the other side's
// last one: the last layer, by far the longest, then has only what lies on a way.
// The way back expands what has fewer relations, the layer or what is on a way
// above it: entities in the middle are often hubs, and the layer's relations were
// paid for before. Membership of a list is tested before anything is read of a
// relation. Entities of too great a degree, or of a kind that the lens does not
// pass, are not walked through. What repeats is folded (reduce), so that the text
// has each pattern once, whatever $hops is.
var pathText = fmt.Sprintf(`
CALL () { UNWIND $p.from AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS fs, sum(e.degree) AS df }
CALL () { UNWIND $p.to AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS bs, sum(e.degree) AS db }
CALL () { UNWIND $p.named AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS named }
CALL () {
  UNWIND $p.shunned AS raw
  WITH raw WHERE EXISTS { MATCH (:Claim {about: raw}) }
  RETURN collect(raw) AS known
}
WITH named, known, EXISTS { MATCH (e:Entity) USING INDEX e:Entity(magnitude) WHERE e.magnitude >= size(toString($p.cap)) AND e.degree > $p.cap } AS hubs,
  reduce(s = {F: [fs], DF: [df], B: [bs], DB: [db], met: 0, found: [], explored: 0, over: false}, k IN range(1, $p.hops) |
    head([forth IN [s.DF[-1] <= s.DB[-1]] |
    head([xs IN [CASE WHEN forth THEN s.F[-1] ELSE s.B[-1] END] |
    head([zs IN [CASE WHEN forth THEN s.B[-1] ELSE s.F[-1] END] |
    head([ys IN [%[10]s] |
    head([explored IN [s.explored + CASE WHEN forth THEN s.DF[-1] ELSE s.DB[-1] END] | CASE
      WHEN s.met > 0 OR s.over OR size(xs) = 0 OR size(ys) = 0 THEN s
      WHEN explored > $p.budget THEN s {.*, over: true}
      ELSE head([meet IN [CASE WHEN k < $p.least THEN [] ELSE COLLECT {
          UNWIND xs AS x
          MATCH (x)-[r:%[1]s]-(y)
          WHERE %[8]s
          RETURN DISTINCT r
        } END] | CASE
          WHEN size(meet) > 0 THEN s {.*, found: meet, explored: explored, met: k}
          WHEN k = $p.hops THEN s {.*, explored: explored}
          ELSE head([zs IN [COLLECT {
              UNWIND xs AS x
              MATCH (x)-[r:%[1]s]-(y)
              WHERE %[2]s
              WITH DISTINCT y
              WHERE %[3]s
              RETURN y
            }] | head([d IN [reduce(n = 0, z IN zs | n + z.degree)] | CASE
              WHEN forth THEN s {.*, F: s.F + [zs], DF: s.DF + d, explored: explored}
              ELSE s {.*, B: s.B + [zs], DB: s.DB + d, explored: explored}
            END])])
        END])
    END])])])])])) AS s
CALL (s) { UNWIND s.found AS r UNWIND [startNode(r), endNode(r)] AS e RETURN collect(DISTINCT e) AS ends }
WITH named, known, hubs, s,
  reduce(t = {from: [], found: s.found},
      step IN CASE WHEN s.met = 0 THEN [] ELSE
        [i IN range(2, size(s.F)) | {layer: s.F[-i], d: s.DF[-i], above: CASE WHEN i = 2 THEN s.F[-1] END}] +
        [i IN range(2, size(s.B)) | {layer: s.B[-i], d: s.DB[-i], above: CASE WHEN i = 2 THEN s.B[-1] END}] END |
    head([from IN [CASE WHEN step.above IS NULL THEN t.from ELSE [e IN step.above WHERE e IN ends] END] |
    head([back IN [reduce(n = 0, e IN from | n + e.degree) < step.d] |
    head([xs IN [CASE WHEN back THEN from ELSE step.layer END] |
    head([zs IN [CASE WHEN back THEN step.layer ELSE from END] |
    head([ys IN [%[10]s] |
    head([rs IN [COLLECT {
        UNWIND xs AS x
        MATCH (x)-[r:%[1]s]-(y)
        WHERE %[8]s
        RETURN DISTINCT r
      }] | head([on IN [[r IN rs | startNode(r)] + [r IN rs | endNode(r)]] |
        {from: [e IN step.layer WHERE e IN on], found: t.found + rs}])])])])])])])).found AS found
CALL (hubs, s) {
  WITH reduce(h = {front: s.F[0] + s.B[0], ball: s.F[0] + s.B[0], near: false, explored: 0, over: false},
      k IN range(2, CASE WHEN NOT $p.heedHubs OR NOT hubs OR s.over THEN 0 WHEN s.met > 0 THEN s.met ELSE $p.hops END) |
    CASE
      WHEN h.near OR h.over OR size(h.front) = 0 THEN h
      WHEN EXISTS {
        UNWIND h.front AS x
        MATCH (x)-[r:%[1]s]-(y)
        WHERE y.degree > $p.cap AND %[6]s AND %[2]s
      } THEN h {.*, near: true}
      WHEN h.explored + reduce(n = 0, x IN h.front | n + x.degree) > $p.budget THEN h {.*, over: true}
      ELSE head([ys IN [COLLECT {
          UNWIND h.front AS x
          MATCH (x)-[r:%[1]s]-(y)
          WHERE %[2]s AND %[7]s AND NOT y IN h.ball
          RETURN DISTINCT y
        }] | h {.*, front: ys, ball: h.ball + ys, explored: h.explored + reduce(n = 0, x IN h.front | n + x.degree)}])
    END) AS h
  RETURN h.near AS near, h.over AS lost
}
CALL (found, named) {
  CALL (found, named) {
    UNWIND found AS r
    UNWIND [startNode(r), endNode(r)] AS e
    RETURN e
  UNION
    UNWIND named AS e
    RETURN e
  }
  RETURN collect(%[4]s) AS entities
}
CALL (found) {
  UNWIND CASE WHEN size(found) > 200 THEN [] ELSE found END AS r
  UNWIND r.documents AS id
  WITH DISTINCT id
  MATCH (d:Document {id: id})
  RETURN collect(%[9]s) AS documents
}
WITH [entities, [r IN found | %[5]s], s.met, s.explored, s.over, hubs, known, near, lost, documents] AS rows`,
	relationTypes, walkedTerm, passable, regionEntityColumns, regionRelationColumns, hubItself, hubWay, walkedUnless("NOT y IN ys"), documentColumns, hashed("zs"))

// passable is the test of a node y that a path may pass, or end at.
var passable = nodeTerm("y", whenHub, whenOpen, whenAvoided, whenExempt, whenKind, elseThrough)

// Paths implements graph.Traverser.
func (s *Store) Paths(ctx context.Context, q graph.PathQuery) (r *graph.PathResult, err error) {
	if err := checkPaths(&q); err != nil {
		return nil, s.orClosed(err)
	}
	err = s.survey(ctx, func(v *view) error {
		r, err = v.paths(q)
		return err
	})
	if graph.CodeOf(err) == graph.Deadline {
		return &graph.PathResult{Outcome: graph.Stopped, StoppedBy: graph.StopDeadline, Policy: policyOf(q.Lens, q.Where, q.DegreeCap)}, nil
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

func checkPaths(q *graph.PathQuery) error {
	if q.Mode == 0 {
		q.Mode = graph.Shortest
	}
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	return firstError(q.Mode.Check(), graph.CheckVia(q.Via, nil, nil), knownLens(q.Lens), someone("from", q.From), someone("to", q.To), within("first", q.First, graph.MaxFirst),
		within("maxHops", q.MaxHops, graph.MaxHops), within("degreeCap", q.DegreeCap, mostDegree), q.Where.Check())
}

const mostDegree = 1<<31 - 1

func knownLens(l graph.Lens) error {
	if l > graph.LensEverything {
		return &graph.Error{Code: graph.Invalid, Field: "lens", Message: fmt.Sprintf("lens %d is none; one of CONTACT FORMAL RELATIONS EVERYTHING", l)}
	}
	return nil
}

// someone refuses a list without an entity in it.
func someone(field string, ids []string) error {
	if len(ids) == 0 {
		return &graph.Error{Code: graph.Invalid, Field: field, Message: field + " is empty; name at least one entity"}
	}
	return nil
}

// orClosed prefers to say that the store is closed.
func (s *Store) orClosed(err error) error {
	if closed := s.enter(context.Background()); closed != nil {
		return closed
	}
	s.leave()
	return err
}

// policyOf is what a traversal tells of itself before it has begun.
func policyOf(l graph.Lens, f *graph.Filter, degreeCap int) graph.Policy {
	p := graph.Policy{Lens: l, Statuses: []graph.Status{}, DegreeCap: degreeCap}
	for _, s := range graph.Statuses() {
		if f.StatusSet(graph.Walked).Has(s) {
			p.Statuses = append(p.Statuses, s)
		}
	}
	return p
}

func (v *view) paths(q graph.PathQuery) (*graph.PathResult, error) {
	if g := v.st.graph; g != nil {
		return v.pathsInMemory(g, q)
	}
	if q.Mode >= graph.Strongest {
		return nil, unsupported("mode " + q.Mode.String())
	}
	if len(q.Via) > 0 {
		return nil, unsupported("via")
	}
	if err := v.searchable(q.Where); err != nil {
		return nil, err
	}
	r, err := v.newPathFinder(q).find()
	if err == nil && q.Relax && r.Outcome == graph.NoPath {
		q.From, q.To, q.Avoid = v.All(q.From), v.All(q.To), v.All(q.Avoid)
		r.Relaxations, err = v.relaxations(q, &r.Explored)
	}
	return r, err
}

// relaxations looks for what else the query could say to find something. Each
// search has what those before have left of the budget.
func (v *view) relaxations(q graph.PathQuery, explored *int) ([]graph.Relaxation, error) {
	var f *pathFinder
	return graph.Relaxations(q, func(q graph.PathQuery) (*graph.PathResult, error) {
		f = v.newPathFinder(q)
		left := v.s.explore() - *explored
		if left <= 0 {
			return &graph.PathResult{Outcome: graph.Stopped, StoppedBy: graph.StopBudget}, nil
		}
		f.params["budget"] = left
		r, err := f.find()
		switch {
		case graph.CodeOf(err) == graph.Deadline:
			return &graph.PathResult{Outcome: graph.Stopped, StoppedBy: graph.StopDeadline}, nil
		case err == nil:
			*explored += r.Explored
		}
		return r, err
	}, func(id string) (int, error) { return f.entities[id].degree, nil })
}

// pathFinder is a PathQuery under way in the database.
type pathFinder struct {
	*region
	q        graph.PathQuery
	from, to []string // canonical, without avoided ones
	avoid    []string // entities
	shun     []string // relations
	params   map[string]any
	explored int
	over     bool
	hubs     bool // some entity has a degree beyond the cap
	met      int  // length of the last ways that were found
	near     bool // a hub is nearer than that, where the statement was to look for one
	lost     bool // the budget ended that look
}

func (v *view) newPathFinder(q graph.PathQuery) *pathFinder {
	f := &pathFinder{region: v.newRegion(q.Where), q: q}
	f.from, f.to = v.All(q.From), v.All(q.To)
	ends := gathered(f.from, f.to)
	for _, id := range v.All(q.Avoid) {
		if merge.IsRelation(id) {
			f.shun = append(f.shun, id)
		} else {
			f.avoid = append(f.avoid, id)
		}
	}
	avoided := func(id string) bool { return slices.Contains(f.avoid, id) }
	f.from, f.to = slices.DeleteFunc(slices.Clone(f.from), avoided), slices.DeleteFunc(slices.Clone(f.to), avoided)
	p := terms(q.Lens, q.Where, graph.Walked)
	p["from"], p["to"], p["named"], p["exempt"] = orEmpty(f.from), orEmpty(f.to), gathered(ends, f.avoid), ends
	p["avoid"], p["shun"], p["shunned"] = orEmpty(f.avoid), orEmpty(f.shun), v.raws(f.shun)
	if len(f.avoid) > 0 {
		p["open"] = false
	}
	if len(f.shun) > 0 {
		p["plain"] = false
	}
	p["cap"], p["budget"], p["least"], p["heedHubs"] = q.DegreeCap, v.s.explore(), 1, f.heedsHubs()
	f.params = p
	return f
}

func orEmpty(ids []string) []string {
	if ids == nil {
		return []string{}
	}
	return ids
}

// heedsHubs says whether the statement that finds a way also looks for a hub near
// it: not where hubs are to be listed, or more is to be asked before the length of
// the answer is known.
func (f *pathFinder) heedsHubs() bool {
	return !f.q.ListHubs && f.q.Mode != graph.KShortest && !timed(f.where)
}

// find asks for ways of the least number of steps, and for longer ones where the
// topology of what came has not enough paths: with a mode that wants more, or
// with dates whose gaps the database does not see.
func (f *pathFinder) find() (*graph.PathResult, error) {
	hops := f.q.MaxHops
	if slices.ContainsFunc(f.from, func(id string) bool { return slices.Contains(f.to, id) }) {
		hops = 0 // a start is an end
	}
	for least := 1; ; least++ {
		f.params["least"] = least
		met, err := f.gather(hops)
		if err != nil {
			return nil, err
		}
		q := f.q
		if least == 1 {
			if err := f.known(); err != nil {
				return nil, err
			}
		}
		if met > 0 {
			q.MaxHops, least = met, met
		} else if hops > 0 && f.over {
			q.MaxHops = least - 1
		}
		r, err := f.answer(q)
		if err != nil || f.over || met == 0 || met == hops || f.enough(r) {
			if err == nil {
				err = f.close(r)
			}
			return r, err
		}
	}
}

// enough says that longer ways would change nothing.
func (f *pathFinder) enough(r *graph.PathResult) bool {
	return r.Outcome == graph.Found && (f.q.Mode != graph.KShortest || len(r.Paths) >= f.q.First)
}

// gather adds to the region what lies on ways of the least number of steps.
func (f *pathFinder) gather(hops int) (met int, err error) {
	f.params["hops"] = hops
	rows, err := f.v.rows(pathText, f.params)
	if err != nil {
		return 0, err
	}
	if err := firstError(f.addEntities(rows[0]), f.addRelations(rows[1])); err != nil {
		return 0, err
	}
	f.explored += int(num(rows[3]))
	f.over, f.hubs = truth(rows[4]), truth(rows[5])
	f.shun, f.near, f.lost = texts(rows[6]), truth(rows[7]), truth(rows[8])
	f.met = int(num(rows[2]))
	documents, _ := rows[9].([]any)
	if err := f.v.addDocuments(documents); err != nil {
		return 0, err
	}
	return f.met, nil
}

// known refuses ids that there are not.
func (f *pathFinder) known() error {
	isThing := func(id string) bool {
		if !merge.IsRelation(id) {
			return f.isEntity(id)
		}
		return slices.ContainsFunc(f.v.Raws(f.v.Of(id)), func(raw string) bool { return slices.Contains(f.shun, raw) })
	}
	return firstError(known("from", f.q.From, f.isEntity), known("to", f.q.To, f.isEntity), known("avoid", f.q.Avoid, isThing))
}

// answer searches the region.
func (f *pathFinder) answer(q graph.PathQuery) (*graph.PathResult, error) {
	t, err := f.topology(f.v.ctx, f.v.s.explore())
	if err != nil {
		return nil, err
	}
	q.From, q.To, q.Avoid, q.Where, q.ListHubs = f.v.All(q.From), f.v.All(q.To), f.avoid, f.simple(), false
	q.First = max(q.First, 1) // its length says which hubs are near
	return t.Paths(f.v.ctx, q, nil)
}

// close tells of the search itself and gives what is shown its evidence.
func (f *pathFinder) close(r *graph.PathResult) error {
	r.Explored = f.explored
	if f.over && (r.Outcome != graph.Found || f.q.Mode == graph.KShortest) && r.StoppedBy == 0 {
		r.StoppedBy = graph.StopBudget
		if r.Outcome != graph.Found {
			r.Outcome = graph.Stopped
		}
	}
	r.Complete = r.StoppedBy == 0
	if r.Outcome != graph.Same && r.StoppedBy == 0 && f.hubs {
		if err := f.skipped(r); err != nil {
			return err
		}
	}
	switch {
	case !r.Complete:
		r.Total = nil
	case r.Total == nil && f.q.Mode == graph.AllShortest:
		r.Total = new(int)
	}
	r.Paths = r.Paths[:min(len(r.Paths), f.q.First)]
	return f.fill(stepsOf(r))
}

// stepsOf visits the relations of paths.
func stepsOf(r *graph.PathResult) iter.Seq[**graph.Relation] {
	return func(yield func(**graph.Relation) bool) {
		for i := range r.Paths {
			for j := range r.Paths[i].Steps {
				if !yield(&r.Paths[i].Steps[j].Relation) {
					return
				}
			}
		}
	}
}

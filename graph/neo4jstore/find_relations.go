package neo4jstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// relationPages lists relations at entities, for a batch of queries that differ
// only by entities and place: in each page ordered, after its key and cut. Where
// $of is false the seeds are those of between.
var relationPages = fmt.Sprintf(`
UNWIND $p.asks AS q
CALL (q) {
  UNWIND q.seeds AS id
  MATCH (e:Entity {id: id})-[r:%[1]s]-()
  WITH DISTINCT r, q, startNode(r) AS a, endNode(r) AS b
  WHERE %[2]s
    AND ($p.anyKind OR (a.kind IN $p.kinds OR a.id IN q.of) AND (b.kind IN $p.kinds OR b.id IN q.of))
    AND ($p.direction = 0 OR a.id IN q.of AND b.id IN q.of OR type(r) IN $p.symmetric
      OR $p.direction = 1 AND a.id IN q.of OR $p.direction = 2 AND b.id IN q.of)
    AND (NOT $p.among OR a.id IN $p.between AND b.id IN $p.between)
  WITH r, q, $p.order[type(r)] AS t, coalesce(r.key, '') AS key,
    CASE WHEN b.id IN q.of AND NOT a.id IN q.of THEN a.id ELSE b.id END AS other
  WHERE q.type < t OR q.type = t AND (other > q.other OR other = q.other AND (key > q.key OR key = q.key AND r.id > q.id))
  WITH r, t, key, other ORDER BY t, other, key, r.id LIMIT $p.limit
  RETURN collect(%[3]s) AS page
}
CALL (q) {
  UNWIND q.seeds AS id
  MATCH (e:Entity {id: id})
  RETURN collect(e.id) AS known
}
WITH collect([page, known]) AS pages
CALL () { UNWIND $p.between AS id MATCH (e:Entity {id: id}) RETURN collect(e.id) AS known }
WITH [pages, known] AS rows`, relationTypes, heldTerm, relationColumns)

// relationsOfType lists all relations of one type in the order of where they
// end.
func relationsOfType(t graph.RelationType) string {
	return fmt.Sprintf(`
MATCH (b:Entity)
USING INDEX b:Entity(id)
WHERE b.id >= $p.other
WITH b ORDER BY b.id
MATCH (b)<-[r:%s]-(a)
WHERE %s
  AND ($p.anyKind OR a.kind IN $p.kinds AND b.kind IN $p.kinds)
  AND (b.id > $p.other OR coalesce(r.key, '') > $p.key OR coalesce(r.key, '') = $p.key AND r.id > $p.id)
WITH r, b ORDER BY b.id, coalesce(r.key, ''), r.id LIMIT $p.limit
WITH collect(%s) AS rows`, t, heldTerm, relationColumns)
}

var allOfType = func() map[graph.RelationType]string {
	m := map[graph.RelationType]string{}
	for _, t := range graph.RelationTypes() {
		m[t] = relationsOfType(t)
	}
	return m
}()

// relationCounts tells how many relationships there are of each type, which the
// database keeps count of.
var relationCounts = func() string {
	text := "WITH [0"
	for _, t := range graph.RelationTypes() {
		text += fmt.Sprintf(",\n  COUNT { ()-[:%s]->() }", t)
	}
	return text + "] AS rows"
}()

// order numbers types as lists of relations have them.
var order = func() map[string]any {
	m := map[string]any{}
	for _, t := range graph.RelationTypes() {
		m[t.String()] = int(t)
	}
	return m
}()

// ListRelations implements graph.Lister.
func (s *Store) ListRelations(ctx context.Context, qs []graph.RelationQuery) (out []graph.Page[*graph.Relation], err error) {
	err = s.survey(ctx, func(v *view) error {
		for i := range qs {
			if err := checkRelations(&qs[i]); err != nil {
				return err
			}
		}
		out, err = v.relationLists(qs)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func checkRelations(q *graph.RelationQuery) error {
	if err := firstError(knownLens(q.Lens), within("first", q.Slice.First, graph.MaxFirst), q.Where.Check(), keyParts(q.Slice.After, 4)); err != nil {
		return err
	}
	if q.Slice.After != nil {
		if t, err := strconv.Atoi(q.Slice.After[0]); err != nil || t < 0 || t > 63 {
			return &graph.Error{Code: graph.Invalid, Field: "after", Message: fmt.Sprintf("after starts with %q where a relation type of two digits belongs; use the cursor of a page of the same list", q.Slice.After[0])}
		}
	}
	return nil
}

// keyParts refuses a sort key of another list.
func keyParts(key graph.SortKey, parts int) error {
	if key == nil || len(key) == parts {
		return nil
	}
	return &graph.Error{Code: graph.Invalid, Field: "after", Message: fmt.Sprintf("after has %d parts where the keys of this list have %d; use the cursor of a page of the same list", len(key), parts)}
}

// relationLists answers each query in the way that suits it; those that one
// statement can take together go together.
func (v *view) relationLists(qs []graph.RelationQuery) ([]graph.Page[*graph.Relation], error) {
	out := make([]graph.Page[*graph.Relation], len(qs))
	groups := map[string][]int{}
	var err error
	for i, q := range qs {
		switch {
		case v.st.graph != nil:
			out[i], err = v.relationsInMemory(v.st.graph, q)
		case q.Of == nil && q.Between == nil:
			out[i], err = v.allRelations(q)
		case q.Where.SelectsClaims() || timed(q.Where) || q.Slice.Count:
			out[i], err = v.relationsWeighed(q)
		default:
			like := fmt.Sprintf("%p %d %d %v %d %t %q", q.Where, q.Lens, q.Direction, q.Types, q.Slice.First, q.Of == nil, q.Between)
			groups[like] = append(groups[like], i)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, places := range groups {
		if err := v.relationsTogether(qs, places, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (v *view) relationsInMemory(g *topology.Graph, q graph.RelationQuery) (p graph.Page[*graph.Relation], err error) {
	where, err := v.seenFrom(g, q.Where)
	isEntity := v.inTopology(g)
	if err := firstError(err, known("of", q.Of, isEntity), known("between", q.Between, isEntity)); err != nil {
		return p, err
	}
	q.Where, q.Of, q.Between = where, v.All(q.Of), v.All(q.Between)
	return g.RelationPage(v.ctx, q)
}

// listTerms are the parameters of the lens, types and filter of a list.
func listTerms(q *graph.RelationQuery) map[string]any {
	f := graph.Filter{}
	if q.Where != nil {
		f = *q.Where
	}
	if q.Types != nil {
		types := f.TypeSet() & (&graph.Filter{Types: q.Types}).TypeSet()
		f.Types = []graph.RelationType{}
		for _, t := range graph.RelationTypes() {
			if types>>t&1 == 1 {
				f.Types = append(f.Types, t)
			}
		}
	}
	return terms(cmp.Or(q.Lens, graph.LensEverything), &f, graph.Listed)
}

// relationsTogether answers queries that differ only by Of and After with one
// statement.
func (v *view) relationsTogether(qs []graph.RelationQuery, places []int, out []graph.Page[*graph.Relation]) error {
	like := &qs[places[0]]
	p, between := listTerms(like), orEmpty(v.All(like.Between))
	p["order"], p["symmetric"], p["between"], p["among"] = order, symmetric, between, like.Between != nil
	p["direction"], p["limit"] = 0, like.Slice.First+1
	if d := like.Direction; like.Of != nil && (d == graph.Out || d == graph.In) {
		p["direction"] = int(d)
	}
	asks := make([]any, len(places))
	for i, at := range places {
		of := v.All(qs[at].Of)
		seeds := of
		if of == nil {
			of, seeds = []string{}, between
		}
		ask := map[string]any{"of": of, "seeds": seeds, "type": 0, "other": "", "key": "", "id": ""}
		if after := qs[at].Slice.After; after != nil {
			t, _ := strconv.Atoi(after[0])
			ask["type"], ask["other"], ask["key"], ask["id"] = t, after[1], after[2], after[3]
		}
		asks[i] = ask
	}
	p["asks"] = asks
	rows, err := v.rows(relationPages, p)
	if err != nil {
		return err
	}
	pages, _ := rows[0].([]any)
	among := setOf(texts(rows[1]))
	var rs []relationRow
	ends := make([]int, len(places))
	for i, page := range pages {
		cols := page.([]any)
		is := setOf(texts(cols[1]))
		if err := firstError(
			known("of", qs[places[i]].Of, func(id string) bool { return is[v.Of(id)] }),
			known("between", like.Between, func(id string) bool { return among[v.Of(id)] }),
		); err != nil {
			return err
		}
		list, _ := cols[0].([]any)
		for _, row := range list {
			r, err := v.relationRow(row)
			if err != nil {
				return err
			}
			rs = append(rs, r)
		}
		ends[i] = len(rs)
	}
	if err := v.gatherDocuments(documentsOf(rs)); err != nil {
		return err
	}
	start := 0
	for i, at := range places {
		of := setOf(v.All(qs[at].Of))
		var page []row[*graph.Relation]
		for j := range rs[start:ends[i]] {
			r := v.unfiltered(&rs[start+j])
			page = append(page, row[*graph.Relation]{relationKey(r, of), r})
		}
		start = ends[i]
		out[at] = cut(qs[at].Slice, page, -1)
	}
	return nil
}

func documentsOf(rs []relationRow) (ids []string) {
	for i := range rs {
		ids = append(ids, rs[i].documentIDs()...)
	}
	return ids
}

// relationKey is the place of a relation in a list about some entities.
func relationKey(r *graph.Relation, of map[string]bool) graph.SortKey {
	other := r.To
	if of[r.To] && !of[r.From] {
		other = r.From
	}
	return graph.RelationKey(r.Type, other, r.Key, r.ID)
}

// relationsWeighed gathers all relations of the entities and weighs their claims
// under the filter.
func (v *view) relationsWeighed(q graph.RelationQuery) (p graph.Page[*graph.Relation], err error) {
	seeds := q.Of
	if seeds == nil {
		seeds = q.Between
	}
	a := ask{slice: q.Slice, where: q.Where, of: seeds, entities: true}
	w := wanted{exist: v.All(q.Between), entities: v.All(seeds)}
	w.exist = append(w.exist, w.entities...)
	w.filterIDs(v, q.Where)
	pool := v.newPool()
	if err := firstError(a.check(), pool.fill(w)); err != nil {
		return p, err
	}
	if err := firstError(pool.filterKnown(q.Where), known("of", q.Of, pool.isEntity), known("between", q.Between, pool.isEntity)); err != nil {
		return p, err
	}
	s, of, between := pool.under(q.Where), setOf(v.All(q.Of)), setOf(v.All(q.Between))
	var rows []row[*graph.Relation]
	for id, r := range pool.relations {
		if q.Between != nil && !(between[r.From] && between[r.To]) || q.Of != nil && !(of[r.From] || of[r.To]) || !asksFor(&q, r, of) {
			continue
		}
		if seen := s.relation(id); seen != nil && s.passes(seen, graph.Listed, of) {
			rows = append(rows, row[*graph.Relation]{relationKey(seen.Relation, of), seen.Relation})
		}
	}
	return page(q.Slice, rows), nil
}

// asksFor says whether a relation has the lens, type and direction of a query.
func asksFor(q *graph.RelationQuery, r *pooled, of map[string]bool) bool {
	if q.Types != nil && !slices.Contains(q.Types, r.Type) || !cmp.Or(q.Lens, graph.LensEverything).Walks(r.Type, r.Role, r.fromKind, r.toKind) {
		return false
	}
	switch {
	case q.Of == nil, r.Type.Symmetric(), of[r.From] && of[r.To]:
		return true
	case q.Direction == graph.Out:
		return of[r.From]
	case q.Direction == graph.In:
		return of[r.To]
	}
	return true
}

// allRelations lists over everything: type by type, in chunks in the order of the
// list.
func (v *view) allRelations(q graph.RelationQuery) (p graph.Page[*graph.Relation], err error) {
	w := wanted{}
	w.filterIDs(v, q.Where)
	pool := v.newPool()
	if err := pool.fill(w); err != nil {
		return p, err
	}
	if err := pool.filterKnown(q.Where); err != nil {
		return p, err
	}
	counts, err := v.rows(relationCounts, nil)
	if err != nil {
		return p, err
	}
	l := relationLister{v: v, q: &q, seen: pool.under(q.Where), params: listTerms(&q)}
	if q.Where.SelectsClaims() { // what is stored says nothing then
		every := *q.Where
		every.Statuses, every.At, every.During, every.MinIndependentSources = graph.Statuses(), graph.EDTF{}, graph.EDTF{}, 0
		stored := q
		stored.Where = &every
		l.params = listTerms(&stored)
	}
	l.params["limit"] = max(q.Slice.First+1, leastChunk)
	types := cmp.Or(q.Lens, graph.LensEverything).Types() & q.Where.TypeSet() & (&graph.Filter{Types: q.Types}).TypeSet()
	for _, t := range graph.RelationTypes() {
		if num(counts[t]) == 0 || types>>t&1 == 0 {
			continue
		}
		if done, err := l.ofType(t); done || err != nil {
			return cut(q.Slice, l.rows, -1), err
		}
	}
	return cut(q.Slice, l.rows, -1), nil
}

const leastChunk = 100

// relationLister is a list over everything under way.
type relationLister struct {
	v      *view
	q      *graph.RelationQuery
	seen   *sight
	params map[string]any
	rows   []row[*graph.Relation]
}

// ofType adds the relations of a type; done when there is one more than asked for.
func (l *relationLister) ofType(t graph.RelationType) (done bool, err error) {
	at := graph.SortKey{"", "", "", ""}
	if after := l.q.Slice.After; after != nil {
		switch n, _ := strconv.Atoi(after[0]); {
		case n > int(t):
			return false, nil
		case n == int(t):
			at = after
		}
	}
	for {
		l.params["other"], l.params["key"], l.params["id"] = at[1], at[2], at[3]
		list, err := l.v.rows(allOfType[t], l.params)
		if err != nil {
			return false, err
		}
		rs := make([]relationRow, len(list))
		for i, row := range list {
			if rs[i], err = l.v.relationRow(row); err != nil {
				return false, err
			}
		}
		if err := l.v.gatherDocuments(documentsOf(rs)); err != nil {
			return false, err
		}
		for i := range rs {
			if l.take(&rs[i]); len(l.rows) > l.q.Slice.First {
				return true, nil
			}
		}
		if len(list) < l.params["limit"].(int) {
			return false, nil
		}
		last := &rs[len(rs)-1]
		at = graph.RelationKey(last.Type, last.To, last.Key, last.ID)
	}
}

// take weighs a relation, kinds and lens of which were tested, under the filter.
func (l *relationLister) take(r *relationRow) {
	selected := graph.Select(r.Claims, l.seen.where, l.v)
	if len(selected) == 0 {
		return
	}
	evidence, _ := graph.Assess(selected, r.Type.Lasting(), l.v)
	if !l.q.Where.Passes(r.Type, evidence.Status, evidence.Independent, evidence.When.Date, evidence.When.Dated, graph.Listed) {
		return
	}
	shown := &graph.Relation{
		ID: r.ID, From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key, Concerns: r.Concerns, Evidence: evidence, Where: l.seen.where.ClaimsOnly(),
	}
	l.rows = append(l.rows, row[*graph.Relation]{relationKey(shown, nil), shown})
}

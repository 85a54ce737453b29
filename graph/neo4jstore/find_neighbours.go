package neo4jstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
)

// neighbourCounts counts, for each of some entities, distinct neighbours by type,
// direction and kind.
var neighbourCounts = fmt.Sprintf(`
UNWIND $p.of AS id
MATCH (e:Entity {id: id})
CALL (e) {
  MATCH (e)-[r:%s]-(y)
  WHERE y <> e
    AND %s
    AND %s
  WITH type(r) AS type, CASE WHEN type(r) IN $p.symmetric THEN 3 WHEN startNode(r) = e THEN 1 ELSE 2 END AS direction, y.kind AS kind, count(DISTINCT y) AS n
  RETURN collect([type, direction, kind, n]) AS counts
}
WITH collect([id, counts]) AS rows`, relationTypes, walkedTerm, ballKind)

// neighbourRows reads what is counted, where dates with gaps need a second look.
var neighbourRows = fmt.Sprintf(`
CALL () { UNWIND $p.of AS id MATCH (e:Entity {id: id}) RETURN collect(e) AS named }
CALL (named) {
  UNWIND named AS e
  MATCH (e)-[r:%s]-(y)
  WHERE %s
    AND %s
  RETURN collect(DISTINCT r) AS found, collect(DISTINCT y) AS ys
}
CALL (named, ys) { UNWIND named + ys AS e WITH DISTINCT e RETURN collect(%s) AS entities }
WITH [entities, [r IN found | %s]] AS rows`, relationTypes, walkedTerm, ballKind, regionEntityColumns, lightColumns)

// symmetric are the names of the types that have no direction.
var symmetric = func() (names []string) {
	for _, t := range graph.RelationTypes() {
		if t.Symmetric() {
			names = append(names, t.String())
		}
	}
	return names
}()

// NeighbourCounts implements graph.Traverser.
func (s *Store) NeighbourCounts(ctx context.Context, qs []graph.NeighbourQuery) (out [][]graph.NeighbourCount, err error) {
	err = s.survey(ctx, func(v *view) error {
		for _, q := range qs {
			if err := firstError(knownLens(q.Lens), q.Where.Check()); err != nil {
				return err
			}
		}
		if g := v.st.graph; g != nil {
			out, err = v.neighboursInMemory(g, qs)
		} else {
			out, err = v.neighbours(qs)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// neighbours takes queries that differ only by entity in one statement.
func (v *view) neighbours(qs []graph.NeighbourQuery) ([][]graph.NeighbourCount, error) {
	type like struct {
		lens  graph.Lens
		where *graph.Filter
	}
	groups := map[like][]int{}
	for i, q := range qs {
		k := like{cmp.Or(q.Lens, graph.LensRelations), q.Where}
		groups[k] = append(groups[k], i)
	}
	out := make([][]graph.NeighbourCount, len(qs))
	for k, places := range groups {
		if err := v.searchable(k.where); err != nil {
			return nil, err
		}
		of := make([]string, len(places))
		for i, at := range places {
			of[i] = qs[at].Of
		}
		counts, err := v.countNeighbours(k.lens, k.where, of)
		if err != nil {
			return nil, err
		}
		for _, at := range places {
			out[at] = slices.Clone(counts[v.Of(qs[at].Of)])
		}
	}
	return out, nil
}

// countNeighbours gives counts by canonical id. Kinds of what is asked about do
// not matter, since an entity is no neighbour of its own.
func (v *view) countNeighbours(l graph.Lens, f *graph.Filter, of []string) (map[string][]graph.NeighbourCount, error) {
	p := terms(l, f, graph.Walked)
	p["of"], p["symmetric"] = v.All(of), symmetric
	out := map[string][]graph.NeighbourCount{}
	if timed(f) {
		return out, v.countRows(l, f, of, p, out)
	}
	rows, err := v.rows(neighbourCounts, p)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		cols := row.([]any)
		list, _ := cols[1].([]any)
		counts := make([]graph.NeighbourCount, len(list))
		for i, c := range list {
			if counts[i], err = v.neighbourCount(c.([]any)); err != nil {
				return nil, err
			}
		}
		slices.SortFunc(counts, func(a, b graph.NeighbourCount) int {
			return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Direction, b.Direction), cmp.Compare(a.Kind, b.Kind))
		})
		out[str(cols[0])] = counts
	}
	return out, known("of", of, func(id string) bool { _, ok := out[v.Of(id)]; return ok })
}

func (v *view) neighbourCount(cols []any) (c graph.NeighbourCount, err error) {
	if c.Type, err = graph.ParseRelationType(str(cols[0])); err != nil {
		return c, v.damaged("relationship of type "+str(cols[0]), err)
	}
	c.Direction, c.Count = graph.Direction(num(cols[1])), int(num(cols[3]))
	c.Kind, err = v.kind(str(cols[2]))
	return c, err
}

func (v *view) countRows(l graph.Lens, f *graph.Filter, of []string, p map[string]any, out map[string][]graph.NeighbourCount) error {
	rows, err := v.rows(neighbourRows, p)
	if err != nil {
		return err
	}
	g := v.newRegion(f)
	if err := firstError(g.addEntities(rows[0]), g.addRelations(rows[1]), known("of", of, g.isEntity)); err != nil {
		return err
	}
	t, err := g.topology(v.ctx, 0)
	if err != nil {
		return err
	}
	ids := v.All(of)
	qs := make([]graph.NeighbourQuery, len(ids))
	for i, id := range ids {
		qs[i] = graph.NeighbourQuery{Of: id, Lens: l, Where: g.simple()}
	}
	counts, err := t.NeighbourCounts(v.ctx, qs)
	for i, id := range ids {
		if err == nil {
			out[id] = counts[i]
		}
	}
	return err
}

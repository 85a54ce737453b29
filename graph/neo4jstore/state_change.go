package neo4jstore

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// collected is what touched things are now.
type collected struct {
	documents map[string]*graph.Document
	entities  map[string]*graph.Entity
	relations map[topology.Identity]*graph.RelationRecord
	occurred  map[string]*graph.AttributeRecord // by meeting
}

// collectedAtOnce are read with one statement.
const collectedAtOnce = 1000

const entitiesByID = `
UNWIND $p.ids AS id
MATCH (e:Entity {id: id})
WITH collect([e.id, e.kind, e.named]) AS rows`

// relationsBetween finds both ends first, so that the shorter of their chains is
// gone through.
var relationsBetween = `
UNWIND $p.pairs AS pair
MATCH (a:Entity {id: pair[0]})
MATCH (b:Entity {id: pair[1]})
WITH a, b
MATCH (a)-[r:` + relationTypes + `]->(b)
WITH collect(` + relationColumns + `) AS rows`

const occurredOf = `
UNWIND $p.ids AS of
MATCH (x:Attribute {of: of}) WHERE x.name = 'occurred'
WITH collect([x.of, x.id, x.record, x.evidence]) AS rows`

// collect reads what was touched, as it is now, and says which revision the
// database was at: that of st where all of it is of that state.
func (s *Store) collect(ctx context.Context, c *collected, t *touched, st *state) (seen int64, err error) {
	r := &reading{s: s, ctx: ctx, v: s.newView(ctx, st, direct{s}), seen: st.revision}
	c.make()
	for ids := range slices.Chunk(distinct(t.Documents), collectedAtOnce) {
		if err := r.documents(c, ids); err != nil {
			return 0, err
		}
	}
	for ids := range slices.Chunk(distinct(slices.Concat(t.Entities, t.GoneEntities)), collectedAtOnce) {
		if err := r.entities(c, ids); err != nil {
			return 0, err
		}
	}
	for is := range slices.Chunk(distinct(slices.Concat(t.Relations, t.GoneRelations)), collectedAtOnce) {
		if err := r.relations(c, is); err != nil {
			return 0, err
		}
	}
	for ids := range slices.Chunk(distinct(slices.Concat(t.Occurred, t.GoneOccurred)), collectedAtOnce) {
		if err := r.occurred(c, ids); err != nil {
			return 0, err
		}
	}
	return r.seen, nil
}

func (c *collected) make() {
	if c.documents == nil {
		c.documents, c.entities = map[string]*graph.Document{}, map[string]*graph.Entity{}
		c.relations, c.occurred = map[topology.Identity]*graph.RelationRecord{}, map[string]*graph.AttributeRecord{}
	}
}

// reading is a run of statements that may come to lie in different revisions.
type reading struct {
	s    *Store
	ctx  context.Context
	v    *view
	seen int64 // the latest revision
}

// rows runs a statement without an end and gives what it collects.
func (r *reading) rows(text string, params map[string]any) ([]any, error) {
	if err := inTime(r.ctx); err != nil {
		return nil, err
	}
	row, err := r.v.run.one(r.ctx, text+head, params)
	if err != nil {
		return nil, r.s.failure(r.ctx, err)
	}
	r.seen = max(r.seen, num(row[1]))
	rows, _ := row[0].([]any)
	return rows, nil
}

func (r *reading) documents(c *collected, ids []string) error {
	for _, id := range ids {
		delete(c.documents, id)
	}
	rows, err := r.rows(documentsByID, map[string]any{"ids": ids})
	for _, row := range rows {
		cols := row.([]any)
		id := str(cols[0])
		d, err := pack.OpenDocument(id, blob(cols[3]))
		if err != nil {
			return r.v.damaged("document "+id, err)
		}
		d.Outlet = r.v.Of(d.Outlet)
		c.documents[id] = d
	}
	return err
}

func (r *reading) entities(c *collected, ids []string) error {
	for _, id := range ids {
		delete(c.entities, id)
	}
	rows, err := r.rows(entitiesByID, map[string]any{"ids": ids})
	for _, row := range rows {
		e, err := r.entity(row.([]any))
		if err != nil {
			return err
		}
		c.entities[e.ID] = e
	}
	return err
}

// entity reads as much of an entity as the topology has.
func (r *reading) entity(cols []any) (*graph.Entity, error) {
	kind, err := graph.ParseEntityKind(str(cols[1]))
	if err != nil {
		return nil, r.v.damaged("entity "+str(cols[0]), err)
	}
	return &graph.Entity{ID: str(cols[0]), Kind: kind, Named: truth(cols[2])}, nil
}

func (r *reading) relations(c *collected, is []topology.Identity) error {
	pairs := map[[2]string]bool{}
	for _, i := range is {
		delete(c.relations, i)
		pairs[[2]string{i.From, i.To}] = true
	}
	var list []any
	for p := range pairs {
		list = append(list, []any{p[0], p[1]})
	}
	rows, err := r.rows(relationsBetween, map[string]any{"pairs": list})
	if err != nil {
		return err
	}
	wanted := make(map[topology.Identity]bool, len(is))
	for _, i := range is {
		wanted[i] = true
	}
	for _, row := range rows {
		found, err := r.v.relationRow(row)
		if err != nil {
			return err
		}
		rel := found.RelationRecord
		if i := (topology.Identity{From: rel.From, Type: rel.Type, To: rel.To, Role: rel.Role, Key: rel.Key}); wanted[i] {
			c.relations[i] = &rel
		}
	}
	return nil
}

func (r *reading) occurred(c *collected, meetings []string) error {
	var raws []string
	for _, id := range meetings {
		delete(c.occurred, id)
		raws = append(raws, r.v.Raws(id)...)
	}
	rows, err := r.rows(occurredOf, map[string]any{"ids": raws})
	if err != nil {
		return err
	}
	return r.pool(rows, c.occurred)
}

// pool joins rows of the attribute "occurred" by the meeting in the view.
func (r *reading) pool(rows []any, into map[string]*graph.AttributeRecord) error {
	for _, row := range rows {
		cols := row.([]any)
		of, id := r.v.Of(str(cols[0])), str(cols[1])
		if merge.IsRelation(of) {
			continue
		}
		a := into[of]
		if a == nil {
			var err error
			if a, err = pack.OpenAttribute(id, blob(cols[2])); err != nil {
				return r.v.damaged("attribute "+id, err)
			}
			a.Of, a.Claims = of, nil
			into[of] = a
		}
		claims, err := pack.OpenEvidence(id, blob(cols[3]), nil, &r.v.dates)
		if err != nil {
			return r.v.damaged("attribute "+id, err)
		}
		for _, claim := range claims {
			a.Claims = append(a.Claims, r.v.Claim(claim))
		}
		slices.SortFunc(a.Claims, func(a, b graph.Claim) int { return strings.Compare(a.ID, b.ID) })
	}
	return nil
}

// change says to the topology what the touched things are now. What was not
// found is gone.
func (c *collected) change(st *state, t *touched, revision string) topology.Change {
	c.make()
	out := topology.Change{
		Revision:  revision,
		Documents: slices.Collect(maps.Values(c.documents)),
		Entities:  slices.Collect(maps.Values(c.entities)),
	}
	for _, id := range distinct(slices.Concat(t.Entities, t.GoneEntities)) {
		if c.entities[id] == nil && st.view.Of(id) != id {
			out.RemovedEntities = append(out.RemovedEntities, id)
		}
	}
	for _, i := range distinct(slices.Concat(t.Relations, t.GoneRelations)) {
		if r := c.relations[i]; r != nil {
			out.Relations = append(out.Relations, r)
		} else {
			out.RemovedRelations = append(out.RemovedRelations, i)
		}
	}
	for _, id := range distinct(slices.Concat(t.Occurred, t.GoneOccurred)) {
		if a := c.occurred[id]; a != nil && st.view.Of(id) == id {
			out.Occurred = append(out.Occurred, a)
		} else {
			out.RemovedOccurred = append(out.RemovedOccurred, id)
		}
	}
	return out
}

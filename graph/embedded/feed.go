package embedded

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// Only the attribute of this name is part of the topology: off it the state of a
// meeting is read.
const occurred = "occurred"

// build makes the topology of all rows that the view sees.
func (s *Store) build(ctx context.Context, v *view, revision string) (*topology.Graph, error) {
	shared, err := v.manyClaims(ctx)
	if err != nil {
		return nil, err
	}
	g, err := topology.Build(ctx, topology.Feed{
		Revision: revision, Documents: v.feedDocuments(ctx), Entities: v.feedEntities(ctx),
		Relations: v.feedRelations(ctx, shared), Occurred: v.feedOccurred(ctx),
	})
	if err != nil {
		return nil, err
	}
	return s.tune(g), nil
}

func (s *Store) tune(g *topology.Graph) *topology.Graph {
	if s.set.budget == 0 {
		return g
	}
	return g.WithOptions(topology.Options{Budget: s.set.budget})
}

// stream makes a sequence of a query's rows.
func stream[T any](ctx context.Context, c *conn, query string, read func(row []driverValue) (T, bool, error), args ...driverValue) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := c.each(ctx, query, func(row []driverValue) error {
			x, ok, err := read(row)
			if err == nil && ok && !yield(x, nil) {
				err = errStopped
			}
			return err
		}, args...)
		if err != nil && !errors.Is(err, errStopped) {
			var none T
			yield(none, err)
		}
	}
}

func (v *view) feedDocuments(ctx context.Context) iter.Seq2[*graph.Document, error] {
	return stream(ctx, v.c, "SELECT id, body FROM document ORDER BY id", func(row []driverValue) (*graph.Document, bool, error) {
		d, err := unpackDocument(str(row[0]), blob(row[1]))
		if err != nil {
			return nil, false, v.damaged("document "+str(row[0]), err)
		}
		d.Outlet = v.of(d.Outlet)
		return d, true, nil
	})
}

func (v *view) feedEntities(ctx context.Context) iter.Seq2[*graph.Entity, error] {
	return stream(ctx, v.c, "SELECT id, body FROM entity ORDER BY id", func(row []driverValue) (*graph.Entity, bool, error) {
		id := str(row[0])
		if v.of(id) != id {
			return nil, false, nil
		}
		if _, merged := v.members[id]; merged {
			e, err := v.entity(id)
			return e, true, err
		}
		e, err := unpackEntity(id, blob(row[1]))
		if err != nil {
			err = v.damaged("entity "+id, err)
		}
		return e, true, err
	})
}

// manyClaims finds what has more than one claim, which is read by itself, so that
// all else can be read in the order of the file.
func (v *view) manyClaims(ctx context.Context) (map[string]bool, error) {
	many := map[string]bool{}
	err := v.c.each(ctx, "SELECT about FROM fact WHERE about >= 'r:' AND about < 'r;' GROUP BY about HAVING count(*) > 1", func(row []driverValue) error {
		many[str(row[0])] = true
		return nil
	})
	return many, err
}

// feedRelations gives each relation once: those with one claim and no part in a
// merge straight from their row.
func (v *view) feedRelations(ctx context.Context, many map[string]bool) iter.Seq2[*graph.RelationRecord, error] {
	return func(yield func(*graph.RelationRecord, error) bool) {
		concerned := map[string]bool{}
		err := v.c.each(ctx, "SELECT DISTINCT relation FROM concern", func(row []driverValue) error {
			concerned[str(row[0])] = true
			return nil
		})
		var (
			one  graph.RelationRecord
			list [1]graph.Claim
		)
		if err == nil {
			err = v.c.each(ctx, factColumns+"WHERE +about >= 'r:' AND +about < 'r;' ORDER BY num", func(row []driverValue) error {
				about := str(row[2])
				if many[about] || concerned[about] || v.inView(about) {
					return nil
				}
				f, err := v.readFact(row)
				if err != nil {
					return err
				}
				i := f.identity
				list[0] = v.claim(f.claim)
				one = graph.RelationRecord{ID: about, From: i.From, Type: i.Type, To: i.To, Role: i.Role, Key: i.Key, Claims: list[:]}
				if !yield(&one, nil) {
					return errStopped
				}
				return nil
			})
		}
		if err == nil {
			err = v.feedOthers(ctx, many, concerned, yield)
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

func (v *view) inView(relation string) bool {
	if _, ok := v.members[relation]; ok {
		return true
	}
	_, ok := v.aliases.canonical[relation]
	return ok
}

// feedOthers gives the relations that take more than one row.
func (v *view) feedOthers(ctx context.Context, many, concerned map[string]bool, yield func(*graph.RelationRecord, error) bool) error {
	done := map[string]bool{}
	give := func(raw string) error {
		id := v.of(raw)
		if done[id] || !isRelationID(id) {
			return nil
		}
		done[id] = true
		if err := inTime(ctx); err != nil {
			return err
		}
		r, err := v.relation(id)
		if err == nil && r != nil && !yield(r, nil) {
			err = errStopped
		}
		return err
	}
	for _, ids := range []map[string]bool{many, concerned} {
		for id := range ids {
			if err := give(id); err != nil {
				return err
			}
		}
	}
	for id := range v.members {
		if err := give(id); err != nil {
			return err
		}
	}
	return nil
}

func (v *view) feedOccurred(ctx context.Context) iter.Seq2[*graph.AttributeRecord, error] {
	done := map[string]bool{}
	return stream(ctx, v.c, "SELECT id, body FROM attribute ORDER BY id", func(row []driverValue) (*graph.AttributeRecord, bool, error) {
		a, err := unpackAttribute(str(row[0]), blob(row[1]))
		if err != nil {
			return nil, false, v.damaged("attribute "+str(row[0]), err)
		}
		of := v.of(a.Of)
		if a.Name != occurred || done[of] || isRelationID(of) {
			return nil, false, nil
		}
		done[of] = true
		a, err = v.occurredOf(of)
		return a, a != nil, err
	})
}

// occurredOf gives the attribute "occurred" of a meeting; nil where there is none.
func (v *view) occurredOf(meeting string) (*graph.AttributeRecord, error) {
	of, err := v.attributesOf(meeting)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(of, func(a *graph.AttributeRecord) bool { return a.Name == occurred })
	if i < 0 {
		return nil, nil
	}
	return of[i], nil
}

// change tells the topology what was touched, in the state that the rows have
// now. before is the view of the topology that it is applied to.
func (v *view) change(t *touched, before *aliases, revision string) (topology.Change, error) {
	c := topology.Change{Revision: revision}
	for _, id := range sortedSet(t.Documents) {
		if d := v.Document(id); d != nil {
			c.Documents = append(c.Documents, d)
		}
	}
	for _, id := range v.canonicals(t.Entities) {
		e, err := v.entity(id)
		if err != nil {
			return c, err
		}
		if e != nil {
			c.Entities = append(c.Entities, e)
		}
	}
	for _, id := range sortedSet(t.GoneEntities) {
		if v.of(id) != id && before.of(id) == id {
			c.RemovedEntities = append(c.RemovedEntities, id)
		}
	}
	if err := v.changedRelations(&c, t); err != nil {
		return c, err
	}
	if err := v.changedOccurred(&c, t); err != nil {
		return c, err
	}
	return c, v.err
}

func (v *view) changedRelations(c *topology.Change, t *touched) error {
	relations := set{}
	for raw := range t.Abouts {
		if isRelationID(raw) {
			relations[v.of(raw)] = true
		}
	}
	current := map[topology.Identity]bool{}
	for _, id := range sortedSet(relations) {
		r, err := v.relation(id)
		if err != nil {
			return err
		}
		if r != nil {
			c.Relations = append(c.Relations, r)
			current[topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key}] = true
		}
	}
	for _, i := range t.GoneRelations {
		if !current[i] {
			current[i] = true
			r, err := v.relation(i.ID())
			if err != nil {
				return err
			}
			if r == nil || v.of(r.ID) != r.ID || r.ID != i.ID() {
				c.RemovedRelations = append(c.RemovedRelations, i)
			}
		}
	}
	return nil
}

func (v *view) changedOccurred(c *topology.Change, t *touched) error {
	meetings := set{}
	for raw := range t.Abouts {
		if isRelationID(raw) {
			continue
		}
		a, err := v.rawAttribute(raw)
		if err != nil {
			return err
		}
		if a != nil && a.Name == occurred {
			meetings[v.of(a.Of)] = true
		}
	}
	for id := range t.GoneOccurred {
		if v.of(id) == id {
			meetings[id] = true
		} else {
			c.RemovedOccurred = append(c.RemovedOccurred, id)
		}
	}
	slices.Sort(c.RemovedOccurred)
	for _, id := range sortedSet(meetings) {
		a, err := v.occurredOf(id)
		switch {
		case err != nil:
			return err
		case a != nil:
			c.Occurred = append(c.Occurred, a)
		default:
			c.RemovedOccurred = append(c.RemovedOccurred, id)
		}
	}
	return nil
}

func sortedSet(s set) []string {
	out := make([]string, 0, len(s))
	for id := range s {
		out = append(out, id)
	}
	slices.SortFunc(out, cmp.Compare[string])
	return out
}

// canonicals resolves a set of ids.
func (v *view) canonicals(s set) []string {
	out := set{}
	for id := range s {
		out[v.of(id)] = true
	}
	return sortedSet(out)
}

// relationsOf shows the canonical ids of all relations of some entities.
func relationsOf(ctx context.Context, st *state, ids []string, visit func(id string) error) error {
	q := graph.RelationQuery{Where: &graph.Filter{Statuses: graph.Statuses()}, Slice: graph.Slice{First: graph.MaxFirst}}
	for _, id := range st.aliases.all(ids) {
		if _, _, ok := st.graph.Entity(id); ok {
			q.Of = append(q.Of, id)
		}
	}
	for len(q.Of) > 0 {
		page, err := st.graph.RelationPage(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range page.Items {
			if err := visit(r.ID); err != nil {
				return err
			}
		}
		if !page.More {
			break
		}
		q.Slice.After = page.Keys[len(page.Keys)-1]
	}
	return nil
}

package embedded

import (
	"cmp"
	"context"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// change tells the topology what was touched, in the state that the rows have
// now. before is the view of the topology that it is applied to.
func (v *view) change(t *touched, before *merge.View, revision string) (topology.Change, error) {
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
		if v.Of(id) != id && before.Of(id) == id {
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
		if merge.IsRelation(raw) {
			relations[v.Of(raw)] = true
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
			if r == nil || v.Of(r.ID) != r.ID || r.ID != i.ID() {
				c.RemovedRelations = append(c.RemovedRelations, i)
			}
		}
	}
	return nil
}

func (v *view) changedOccurred(c *topology.Change, t *touched) error {
	meetings := set{}
	for raw := range t.Abouts {
		if merge.IsRelation(raw) {
			continue
		}
		a, err := v.rawAttribute(raw)
		if err != nil {
			return err
		}
		if a != nil && a.Name == occurred {
			meetings[v.Of(a.Of)] = true
		}
	}
	for id := range t.GoneOccurred {
		if v.Of(id) == id {
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
		out[v.Of(id)] = true
	}
	return sortedSet(out)
}

// relationsOf shows the canonical ids of all relations of some entities.
func relationsOf(ctx context.Context, st *state, ids []string, visit func(id string) error) error {
	q := graph.RelationQuery{Where: &graph.Filter{Statuses: graph.Statuses()}, Slice: graph.Slice{First: graph.MaxFirst}}
	for _, id := range st.merges.All(ids) {
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

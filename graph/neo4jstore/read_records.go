package neo4jstore

import (
	"context"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
)

// Entities implements graph.EntityReader.
func (s *Store) Entities(ctx context.Context, ids []string) (out []*graph.Entity, err error) {
	err = s.look(ctx, func(v *view) error {
		found, err := v.entities(v.All(ids))
		out = make([]*graph.Entity, len(ids))
		for i, id := range ids {
			out[i] = found[v.Of(id)]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// wholeEntities gives entities: id, degree, record as the view shows it.
const wholeEntities = `
UNWIND $p.ids AS id
MATCH (e:Entity {id: id})
WITH collect([e.id, e.degree, coalesce(e.view, e.record)]) AS rows`

// entities reads entities by canonical ids in one statement, or in none where all
// are kept. Unknown ids are left out.
func (v *view) entities(ids []string) (map[string]*graph.Entity, error) {
	found := make(map[string]*graph.Entity, len(ids))
	missing := v.st.entities.fill(v.st.revision, ids, found)
	if len(missing) == 0 {
		return found, nil
	}
	rows, err := v.rows(wholeEntities, map[string]any{"ids": missing})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		e, err := v.entityRow(row)
		if err != nil {
			return nil, err
		}
		found[e.ID] = e
		v.st.entities.put(v.st.revision, e)
	}
	return found, nil
}

// entityRow reads [id, degree, record].
func (v *view) entityRow(row any) (*graph.Entity, error) {
	cols := row.([]any)
	id := str(cols[0])
	e, err := pack.OpenEntity(id, blob(cols[2]))
	if err != nil {
		return nil, v.damaged("entity "+id, err)
	}
	e.Degree = int(num(cols[1]))
	if v.Pooled(id) {
		for _, raw := range v.Raws(id) {
			if raw != id {
				e.FormerIDs = append(e.FormerIDs, raw)
			}
		}
	}
	return e, nil
}

// Documents implements graph.DocumentReader.
func (s *Store) Documents(ctx context.Context, ids []string) (out []*graph.Document, err error) {
	err = s.look(ctx, func(v *view) error {
		if err := v.gatherDocuments(gathered(ids)); err != nil {
			return err
		}
		out = make([]*graph.Document, len(ids))
		for i, id := range ids {
			out[i] = v.Document(id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Relations implements graph.RelationReader. A topology answers it by itself.
func (s *Store) Relations(ctx context.Context, ids []string, where *graph.Filter) (out []*graph.Relation, err error) {
	err = s.look(ctx, func(v *view) error {
		if err := where.Check(); err != nil {
			return err
		}
		w := wanted{}
		w.filterIDs(v, where)
		g := v.atHand()
		if g == nil {
			w.relations = v.relationIDs(ids)
		}
		p := v.newPool()
		if err := p.fill(w); err != nil {
			return err
		}
		if err := p.filterKnown(where); err != nil {
			return err
		}
		seen := p.under(where)
		if g != nil {
			canonical := make([]string, len(ids))
			for i, id := range ids {
				canonical[i] = v.Of(id)
			}
			out, err = g.Relations(ctx, canonical, seen.where.ClaimsOnly())
			return err
		}
		out = make([]*graph.Relation, len(ids))
		for i, id := range ids {
			if r := seen.relation(v.Of(id)); r != nil {
				out[i] = r.Relation
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// relationIDs are the canonical ids among some that may be of relations.
func (v *view) relationIDs(ids []string) (out []string) {
	for _, id := range v.All(ids) {
		if merge.IsRelation(id) {
			out = append(out, id)
		}
	}
	return out
}

// Claims implements graph.ClaimReader.
func (s *Store) Claims(ctx context.Context, ids []string) (out []*graph.ClaimAnswer, err error) {
	err = s.look(ctx, func(v *view) error {
		full, err := v.fullClaims(ids)
		if err != nil {
			return err
		}
		p, w := v.newPool(), wanted{}
		for _, c := range full {
			w.subject(v, c.about)
		}
		if err := p.fill(w); err != nil {
			return err
		}
		seen, answers := p.under(nil), make(map[string]*graph.ClaimAnswer, len(full))
		for id, c := range full {
			if x, ok := seen.subjectOf(c.about); ok {
				if a, ok := seen.find(x, id); ok {
					a.Claim = c.Claim
					answers[id] = a
				}
			}
		}
		out = make([]*graph.ClaimAnswer, len(ids))
		for i, id := range ids {
			out[i] = answers[id]
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// subject wants what a claim is about, by the id that it is kept under.
func (w *wanted) subject(v *view, about string) {
	if merge.IsRelation(about) {
		w.relations = append(w.relations, v.Of(about))
	} else {
		w.abouts = append(w.abouts, about)
	}
}

// find gives the answer about one claim of a subject.
func (s *sight) find(x subject, id string) (*graph.ClaimAnswer, bool) {
	selected := x.selected()
	i := slices.IndexFunc(selected, func(c graph.Assessed) bool { return c.ID == id })
	if i < 0 {
		return nil, false
	}
	return s.answer(selected[i], x), true
}

package embedded

import (
	"context"
	"slices"

	"dragoman/graph"
)

// row is an item of a list and its place.
type row[T any] struct {
	key  graph.SortKey
	item T
}

// cut makes a page of rows in order, all of which come after slice.After but for
// the first before, and of which there may be one more than asked for.
func cut[T any](slice graph.Slice, rows []row[T], total int) graph.Page[T] {
	var p graph.Page[T]
	for _, r := range rows[:min(slice.First, len(rows))] {
		p.Items, p.Keys = append(p.Items, r.item), append(p.Keys, r.key)
	}
	p.More = len(rows) > slice.First
	if slice.Count && total >= 0 {
		p.Total = &total
	}
	return p
}

// page cuts a slice out of a whole list in any order.
func page[T any](slice graph.Slice, rows []row[T]) graph.Page[T] {
	slices.SortFunc(rows, func(a, b row[T]) int { return slices.Compare(a.key, b.key) })
	total := len(rows)
	return cut(slice, rows[skipped(slice, rows):], total)
}

// skipped is the number of rows up to and with slice.After.
func skipped[T any](slice graph.Slice, rows []row[T]) int {
	if slice.After == nil {
		return 0
	}
	at, found := slices.BinarySearchFunc(rows, slice.After, func(r row[T], key graph.SortKey) int { return slices.Compare(r.key, key) })
	if found {
		at++
	}
	return at
}

// ListEntities implements graph.Lister.
func (s *Store) ListEntities(ctx context.Context, qs []graph.EntityQuery) ([]graph.Page[*graph.Entity], error) {
	return pages(ctx, s, qs, func(v *view, q graph.EntityQuery) (p graph.Page[*graph.Entity], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = v.known("of", slices.Concat(q.OfficialsOf, q.Participant, q.Between), v.isEntity)
		}
		if err != nil {
			return p, err
		}
		q.Where, q.OfficialsOf, q.Participant, q.Between = seen.where, v.all(q.OfficialsOf), v.all(q.Participant), v.all(q.Between)
		ids, err := v.g.EntityPage(ctx, q)
		if err != nil {
			return p, err
		}
		p = graph.Page[*graph.Entity]{Keys: ids.Keys, More: ids.More, Total: ids.Total}
		p.Items, err = aligned(ctx, ids.Items, v.entity)
		return p, err
	})
}

// ListRelations implements graph.Lister. The topology finds them; their evidence
// is that of their claims.
func (s *Store) ListRelations(ctx context.Context, qs []graph.RelationQuery) ([]graph.Page[*graph.Relation], error) {
	return pages(ctx, s, qs, func(v *view, q graph.RelationQuery) (p graph.Page[*graph.Relation], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = v.known("of", slices.Concat(q.Of, q.Between), v.isEntity)
		}
		if err != nil {
			return p, err
		}
		q.Where, q.Of, q.Between = seen.where, v.all(q.Of), v.all(q.Between)
		if p, err = v.g.RelationPage(ctx, q); err != nil {
			return p, err
		}
		return p, seen.fill(p.Items)
	})
}

// fill puts the whole relations in the place of those of the topology.
func (s *sight) fill(rs []*graph.Relation) error {
	for i, r := range rs {
		if i%64 == 63 {
			if err := inTime(s.ctx); err != nil {
				return err
			}
		}
		whole, err := s.relation(r.ID)
		if err != nil {
			return err
		}
		if whole == nil {
			return s.damaged("relation "+r.ID+" is in the topology only", nil)
		}
		rs[i] = whole.Relation
	}
	return nil
}

// scope is what a query's Of selects: the canonical ids, or everything.
type scope struct {
	of       []string // nil is everything
	exempt   map[string]bool
	concerns bool // a relation is also about what it concerns
}

func (s *sight) scope(of []string, concerns bool) scope {
	of = s.all(of)
	return scope{of: of, exempt: setOf(of), concerns: concerns}
}

// relationIDs shows the canonical ids of the relations that a scope is about,
// each once, and of those that pass def at least the ones that do.
func (s *sight) relationIDs(x scope, def graph.StatusSet, visit func(id string) error) error {
	done := map[string]bool{}
	give := func(id string) error {
		if done[id] {
			return nil
		}
		done[id] = true
		return visit(id)
	}
	var entities []string
	for _, id := range x.of {
		if isRelationID(id) {
			if err := give(id); err != nil {
				return err
			}
			continue
		}
		entities = append(entities, id)
		if !x.concerns {
			continue
		}
		for _, raw := range s.raws(id) {
			err := s.c.each(s.ctx, "SELECT relation FROM concern WHERE entity = ?", func(row []driverValue) error {
				return give(s.of(str(row[0])))
			}, raw)
			if err != nil {
				return err
			}
		}
	}
	if x.of == nil {
		return s.pagesOf(nil, def, visit)
	}
	if len(entities) == 0 {
		return nil
	}
	return s.pagesOf(entities, def, give)
}

// pagesOf asks the topology for all relations that pass, page by page.
func (s *sight) pagesOf(of []string, def graph.StatusSet, visit func(id string) error) error {
	where := graph.Filter{}
	if s.where != nil {
		where = *s.where
	}
	if where.Statuses == nil {
		for _, status := range graph.Statuses() {
			if def.Has(status) {
				where.Statuses = append(where.Statuses, status)
			}
		}
	}
	q := graph.RelationQuery{Of: of, Where: &where, Slice: graph.Slice{First: graph.MaxFirst}}
	for {
		p, err := s.g.RelationPage(s.ctx, q)
		if err != nil {
			return err
		}
		for _, r := range p.Items {
			if err := visit(r.ID); err != nil {
				return err
			}
		}
		if !p.More {
			return nil
		}
		q.Slice.After = p.Keys[len(p.Keys)-1]
	}
}

// attributeOwners gives, in order, the canonical ids of what a scope's attributes
// are of.
func (s *sight) attributeOwners(x scope) ([]string, error) {
	if x.of != nil {
		return slices.Sorted(slices.Values(x.of)), nil
	}
	var owners []string
	err := s.c.each(s.ctx, "SELECT DISTINCT target FROM attribute", func(row []driverValue) error {
		owners = append(owners, s.of(str(row[0])))
		return nil
	})
	slices.Sort(owners)
	return slices.Compact(owners), err
}

// subjects shows everything that a scope is about and that passes.
func (s *sight) subjects(x scope, def graph.StatusSet, visit func(subject) error) error {
	n := 0
	err := s.relationIDs(x, def, func(id string) error {
		if n++; n%64 == 0 {
			if err := inTime(s.ctx); err != nil {
				return err
			}
		}
		r, err := s.relation(id)
		if x.of == nil {
			delete(s.relations, id) // each comes once; keeping all would fill the memory
		}
		if err != nil || r == nil || !s.passes(r, def, x.exempt) {
			return err
		}
		return visit(subject{relation: r})
	})
	if err != nil {
		return err
	}
	owners, err := s.attributeOwners(x)
	if err != nil {
		return err
	}
	for _, of := range owners {
		if err := inTime(s.ctx); err != nil {
			return err
		}
		as, err := s.attributesOf(of)
		if x.of == nil {
			delete(s.attributes, of)
		}
		if err != nil {
			return err
		}
		for _, a := range as {
			if !s.passesAttribute(a, def) {
				continue
			}
			if err := visit(subject{attribute: a}); err != nil {
				return err
			}
		}
	}
	return nil
}

package embedded

import (
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// scope is what a query's Of selects: the canonical ids, or everything.
type scope struct {
	of       []string // nil is everything
	exempt   map[string]bool
	concerns bool // a relation is also about what it concerns
}

func (s *sight) scope(of []string, concerns bool) scope {
	of = s.All(of)
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
		if merge.IsRelation(id) {
			if err := give(id); err != nil {
				return err
			}
			continue
		}
		entities = append(entities, id)
		if !x.concerns {
			continue
		}
		for _, raw := range s.Raws(id) {
			err := s.c.each(s.ctx, "SELECT relation FROM concern WHERE entity = ?", func(row []driverValue) error {
				return give(s.Of(str(row[0])))
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
		owners = append(owners, s.Of(str(row[0])))
		return nil
	})
	slices.Sort(owners)
	return slices.Compact(owners), err
}

// subjects shows everything that a scope is about and that passes.
func (s *sight) subjects(x scope, def graph.StatusSet, visit func(subject) error) error {
	if err := s.relationSubjects(x, def, visit); err != nil {
		return err
	}
	return s.attributeSubjects(x, def, visit)
}

func (s *sight) relationSubjects(x scope, def graph.StatusSet, visit func(subject) error) error {
	n := 0
	return s.relationIDs(x, def, func(id string) error {
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
}

func (s *sight) attributeSubjects(x scope, def graph.StatusSet, visit func(subject) error) error {
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

package neo4jstore

import (
	"dragoman/graph"
)

// eachSubject shows everything that passes, in no order, a chunk of the store at
// a time. A subject is good until visit returns.
func (s *sight) eachSubject(def graph.StatusSet, visit func(subject)) error {
	err := s.eachChunk(s.stored(def), func(p *pool) error {
		seen := s.over(p)
		for id := range p.relations {
			if r := seen.relation(id); r != nil && seen.passes(r, def, nil) {
				visit(subject{relation: r, in: seen})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.eachOwner("", nextChunk, func(seen *sight, owners []string) bool {
		for _, of := range owners {
			for _, a := range seen.attributesOf(of) {
				if seen.passesAttribute(a, def) {
					visit(subject{attribute: a, in: seen})
				}
			}
		}
		return true
	})
}

// stored names the statuses that relations which pass have in the database; nil
// where a filter selects claims, so that any may come to pass.
func (s *sight) stored(def graph.StatusSet) []string {
	if s.where.SelectsClaims() {
		return nil
	}
	set, names := s.where.StatusSet(def), []string{}
	for _, status := range graph.Statuses() {
		if set.Has(status) {
			names = append(names, status.String())
		}
	}
	return names
}

const degreesInOrder = `
MATCH (e:Entity)
WHERE e.id > $p.after
WITH e ORDER BY e.id LIMIT $p.limit
WITH collect([e.id, e.degree]) AS rows`

var relationsFrom = `
UNWIND $p.ids AS id
MATCH (:Entity {id: id})-[r:` + anyType + `]->(:Entity)
WHERE $p.statuses IS NULL OR r.status IN $p.statuses
WITH collect(` + pooledColumns + `) AS rows`

// rangeSize are about as many as one statement gives while everything is
// read; a hub may have more.
const rangeSize = 5000

// eachChunk shows all relations, in chunks of entities in the order of ids.
func (v *view) eachChunk(statuses []string, visit func(*pool) error) error {
	return v.eachRange(func(ids []string) error {
		params := map[string]any{"ids": ids, "statuses": nil}
		if statuses != nil {
			params["statuses"] = statuses
		}
		rows, err := v.rows(relationsFrom, params)
		if err != nil {
			return err
		}
		p := v.newPool()
		for _, r := range rows {
			if err := p.addRelation(r); err != nil {
				return err
			}
		}
		if err := p.fill(wanted{}); err != nil {
			return err
		}
		return visit(p)
	})
}

// eachRange shows the ids of all entities in order, as many at a time as have
// about rangeSize relations.
func (v *view) eachRange(visit func(ids []string) error) error {
	var (
		ids   []string
		total int64
	)
	flush := func() error {
		if len(ids) == 0 {
			return nil
		}
		err := visit(ids)
		ids, total = nil, 0
		return err
	}
	after := ""
	for {
		rows, err := v.rows(degreesInOrder, map[string]any{"after": after, "limit": nextChunk})
		if err != nil {
			return err
		}
		for _, r := range rows {
			cols := r.([]any)
			degree := num(cols[1])
			if total+degree > rangeSize {
				if err := flush(); err != nil {
					return err
				}
			}
			after = str(cols[0])
			ids, total = append(ids, after), total+degree
		}
		if len(rows) < nextChunk {
			return flush()
		}
	}
}

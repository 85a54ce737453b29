package embedded

import (
	"context"
	"encoding/json"

	"dragoman/graph/merge"
)

const (
	factsOfMany    = factColumns + "WHERE about_key IN (SELECT value FROM json_each(?))"
	concernsOfMany = "SELECT relation, entity FROM concern WHERE relation IN (SELECT value FROM json_each(?))"
	familiesOfMany = "SELECT id, family FROM document WHERE id IN (SELECT value FROM json_each(?))"
)

// fetch reads those of some ids that are relations, for who will look at all of them:
// three statements, where each relation and document would take some.
func (s *sight) fetch(ids []string) error {
	var canonical, raws []string
	for _, id := range ids {
		if id = s.Of(id); merge.IsRelation(id) && s.relations[id] == nil && s.records[id] == nil {
			canonical, raws = append(canonical, id), append(raws, s.Raws(id)...)
		}
	}
	if len(canonical) < 2 {
		return nil
	}
	facts, err := s.factsOfMany(raws)
	if err != nil {
		return err
	}
	concerns := map[string][]string{}
	err = s.c.each(s.ctx, concernsOfMany, func(row []driverValue) error {
		concerns[str(row[0])] = append(concerns[str(row[0])], str(row[1]))
		return nil
	}, list(raws))
	if err != nil {
		return err
	}
	var weighed []string // documents whose families will be asked for
	for _, id := range canonical {
		s.records[id], err = s.relationOf(id,
			func(raw string) ([]fact, error) { return facts[raw], nil },
			func(raw string) ([]string, error) { return concerns[raw], nil })
		if err != nil {
			return err
		}
		if r := s.records[id]; r != nil && len(r.Claims) > 1 {
			for i := range r.Claims {
				weighed = append(weighed, r.Claims[i].Document)
			}
		}
	}
	return s.c.each(s.ctx, familiesOfMany, func(row []driverValue) error {
		s.familyOf[str(row[0])] = str(row[1])
		return nil
	}, list(weighed))
}

// factsOfMany gives the claims about relations by raw id.
func (v *view) factsOfMany(raws []string) (map[string][]fact, error) {
	keys := make([]int64, len(raws))
	for i, raw := range raws {
		keys[i] = keyOf(raw)
	}
	facts := make(map[string][]fact, len(raws))
	return facts, v.c.each(context.Background(), factsOfMany, func(row []driverValue) error {
		f, err := v.readFact(row)
		facts[f.about] = append(facts[f.about], f)
		return err
	}, list(keys))
}

// list is one as SQLite's json_each reads it.
func list[T int64 | string](items []T) string {
	b, _ := json.Marshal(items) // of these nothing can fail
	return string(b)
}

package neo4jstore

import (
	"context"
	"slices"

	"dragoman/graph"
)

// ListAttributes implements graph.Lister.
func (s *Store) ListAttributes(ctx context.Context, qs []graph.AttributeQuery) ([]graph.Page[*graph.Attribute], error) {
	return pages(ctx, s, qs, func(q graph.AttributeQuery) ask {
		return ask{slice: q.Slice, where: q.Where, of: q.Of, kept: true}
	}, func(v *view, asks []ask, seen []*sight) (out []graph.Page[*graph.Attribute], err error) {
		out = make([]graph.Page[*graph.Attribute], len(qs))
		for i, q := range qs {
			if q.Of == nil {
				if out[i], err = seen[i].allAttributes(q); err != nil {
					return nil, err
				}
				continue
			}
			var rows []row[*graph.Attribute]
			for _, of := range seen[i].All(q.Of) {
				rows = seen[i].appendAttributes(rows, q, of)
			}
			out[i] = page(q.Slice, rows)
		}
		return out, nil
	})
}

// appendAttributes adds those of a canonical id that the query wants.
func (s *sight) appendAttributes(rows []row[*graph.Attribute], q graph.AttributeQuery, of string) []row[*graph.Attribute] {
	for _, a := range s.attributesOf(of) {
		if (q.Names == nil || slices.Contains(q.Names, a.Name)) && s.passesAttribute(a, graph.Listed) {
			rows = append(rows, row[*graph.Attribute]{graph.AttributeSortKey(a.AttributeKey), a.Attribute})
		}
	}
	return rows
}

// allAttributes goes through the owners in order until the page is full.
func (s *sight) allAttributes(q graph.AttributeQuery) (graph.Page[*graph.Attribute], error) {
	f := foremost[*graph.Attribute]{slice: q.Slice}
	from := ""
	if len(q.Slice.After) > 0 {
		from = q.Slice.After[0]
	}
	err := s.eachOwner(from, firstChunk, func(seen *sight, owners []string) bool {
		for _, of := range owners {
			for _, r := range seen.appendAttributes(nil, q, of) {
				f.add(r)
			}
		}
		return len(f.rows) <= q.Slice.First
	})
	f.sort()
	return cut(q.Slice, f.rows, -1), err
}

// ownersInOrder goes along the index of what attributes are of, as loaded.
const ownersInOrder = `
MATCH (a:Attribute)
WHERE a.of >= $p.from
WITH DISTINCT a.of AS of ORDER BY of LIMIT $p.limit
WITH collect(of) AS rows`

// eachOwner shows the canonical ids that attributes are of, in order, from one
// on, in chunks that were gathered; it goes on while visit says so. Ids as loaded
// that another stands for are passed over, and what merges made stands where its
// own id is in the order.
func (s *sight) eachOwner(from string, limit int, visit func(seen *sight, owners []string) bool) error {
	merged := s.mergedIDs(from)
	for last := false; !last; {
		ids, err := s.rows(ownersInOrder, map[string]any{"from": from, "limit": limit})
		if err != nil {
			return err
		}
		var owners []string
		for _, id := range texts(ids) {
			if from = id + " "; s.Of(id) == id && !s.Pooled(id) { // a blank is before all that ids are made of
				owners = append(owners, id)
			}
		}
		last = len(ids) < limit
		for len(merged) > 0 && (last || merged[0] < from) {
			owners, merged = append(owners, merged[0]), merged[1:]
		}
		slices.Sort(owners)
		p := s.newPool()
		if err := p.fill(wanted{owners: owners}); err != nil {
			return err
		}
		if !visit(s.over(p), owners) {
			return nil
		}
		limit = max(limit, firstChunk)
	}
	return nil
}

// mergedIDs lists, in order, the canonical ids from one on that stand for others.
func (v *view) mergedIDs(from string) (out []string) {
	v.Members(func(canonical string, _ []string) {
		if canonical >= from {
			out = append(out, canonical)
		}
	})
	slices.Sort(out)
	return out
}

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
	return lookups(ctx, s, qs, func(v *view, q graph.EntityQuery) (p graph.Page[*graph.Entity], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = firstError(v.known("of", q.OfficialsOf, v.isEntity), v.known("participant", q.Participant, v.isEntity), v.known("between", q.Between, v.isEntity))
		}
		if err != nil {
			return p, err
		}
		q.Where, q.OfficialsOf, q.Participant, q.Between = seen.where, v.All(q.OfficialsOf), v.All(q.Participant), v.All(q.Between)
		ids, err := v.g.EntityPage(ctx, q)
		if err != nil {
			return p, err
		}
		p = graph.Page[*graph.Entity]{Keys: ids.Keys, More: ids.More, Total: ids.Total}
		p.Items, err = aligned(ctx, ids.Items, v.entity)
		return p, err
	})
}

// ListRelations implements graph.Lister. The topology has all that they show.
func (s *Store) ListRelations(ctx context.Context, qs []graph.RelationQuery) ([]graph.Page[*graph.Relation], error) {
	return lookups(ctx, s, qs, func(v *view, q graph.RelationQuery) (p graph.Page[*graph.Relation], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = firstError(v.known("of", q.Of, v.isEntity), v.known("between", q.Between, v.isEntity))
		}
		if err != nil {
			return p, err
		}
		q.Where, q.Of, q.Between = seen.where, v.All(q.Of), v.All(q.Between)
		return v.g.RelationPage(ctx, q)
	})
}

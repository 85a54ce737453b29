package graphtest

import (
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
)

// row is an item of a list and its place.
type row[T any] struct {
	key  graph.SortKey
	item T
}

// page cuts a slice out of a list in any order.
func page[T any](s graph.Slice, rows []row[T]) graph.Page[T] {
	slices.SortFunc(rows, func(a, b row[T]) int { return slices.Compare(a.key, b.key) })
	return cut(s, rows)
}

// cut cuts a slice out of a list in order.
func cut[T any](s graph.Slice, rows []row[T]) graph.Page[T] {
	var p graph.Page[T]
	if s.Count {
		n := len(rows)
		p.Total = &n
	}
	if s.After != nil {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r row[T]) bool { return slices.Compare(r.key, s.After) <= 0 })
	}
	for _, r := range rows[:min(s.First, len(rows))] {
		p.Items, p.Keys = append(p.Items, r.item), append(p.Keys, r.key)
	}
	p.More = len(rows) > s.First
	return p
}

// pages answers a batch of list queries from one state.
func pages[Q, T any](ctx context.Context, m *Model, qs []Q, slice func(Q) graph.Slice, where func(Q) *graph.Filter,
	rows func(s *sight, q Q) ([]row[T], error),
) ([]graph.Page[T], error) {
	v, done, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	out := make([]graph.Page[T], len(qs))
	for i, q := range qs {
		if err := within("first", slice(q).First, graph.MaxFirst); err != nil {
			return nil, err
		}
		s, err := v.under(where(q))
		if err != nil {
			return nil, err
		}
		all, err := rows(s, q)
		if err != nil {
			return nil, err
		}
		out[i] = page(slice(q), all)
	}
	return out, nil
}

// within refuses a number below 0 or above a limit.
func within(field string, n, limit int) error {
	switch {
	case n < 0:
		return &graph.Error{Code: graph.Invalid, Field: field, Message: fmt.Sprintf("%s is %d; it is 0 or more", field, n)}
	case n > limit:
		return &graph.Error{Code: graph.Limit, Field: field, Limit: limit, Message: fmt.Sprintf("%s is %d; at most %d are allowed", field, n, limit)}
	}
	return nil
}

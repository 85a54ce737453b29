package neo4jstore

import (
	"fmt"
	"slices"

	"dragoman/graph"
)

// row is an item of a list and its place.
type row[T any] struct {
	key  graph.SortKey
	item T
}

func compareRows[T any](a, b row[T]) int { return slices.Compare(a.key, b.key) }

// cut makes a page of rows in order, all of which come after slice.After, and of
// which there may be one more than asked for. A negative total is not known.
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
	slices.SortFunc(rows, compareRows)
	at := 0
	if slice.After != nil {
		found := false
		if at, found = slices.BinarySearchFunc(rows, slice.After, func(r row[T], key graph.SortKey) int { return slices.Compare(r.key, key) }); found {
			at++
		}
	}
	return cut(slice, rows[at:], len(rows))
}

// foremost keeps the first rows of a list that comes in any order and may be
// long: those after slice.After, one more than asked for, and the last one
// before.
type foremost[T any] struct {
	slice  graph.Slice
	rows   []row[T]
	before *row[T]
	total  int
}

func (f *foremost[T]) add(r row[T]) {
	f.total++
	if f.slice.After != nil && slices.Compare(r.key, f.slice.After) <= 0 {
		if f.before == nil || slices.Compare(r.key, f.before.key) > 0 {
			f.before = &r
		}
		return
	}
	if f.rows = append(f.rows, r); len(f.rows) > 4*(f.slice.First+2) {
		f.sort()
	}
}

func (f *foremost[T]) sort() {
	slices.SortFunc(f.rows, compareRows)
	f.rows = f.rows[:min(len(f.rows), f.slice.First+1)]
}

func (f *foremost[T]) page() graph.Page[T] {
	f.sort()
	return cut(f.slice, f.rows, f.total)
}

// within refuses a number below 0 or above a limit.
func within(field string, n, limit int) error {
	switch {
	case n < 0:
		return &graph.Error{Code: graph.Invalid, Field: field, Message: fmt.Sprintf("%s is %d; it must be 0 or more", field, n)}
	case n > limit:
		return &graph.Error{Code: graph.Limit, Field: field, Limit: limit, Message: fmt.Sprintf("%s is %d; at most %d are given at once, ask for the rest with after", field, n, limit)}
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func setOf(ids []string) map[string]bool {
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out
}

package graphtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
)

// query is a question to a store.
type query struct {
	words string
	of    any // the query, where the store may say that it does not support it
	ask   func(ctx context.Context, s graph.Store) (any, error)
}

// differs asks both.
func (q query) differs(store, model graph.Store) string {
	got, gotErr := q.ask(context.Background(), store)
	want, wantErr := q.ask(context.Background(), model)
	if diff := sameError(gotErr, wantErr); diff != "" {
		return q.words + ": " + diff
	}
	if wantErr != nil {
		return ""
	}
	return differ(q.words, got, want)
}

// notCheap lets a store leave the total of a page out.
var notCheap = cmp.FilterPath(func(p cmp.Path) bool {
	f, ok := p.Last().(cmp.StructField)
	return ok && f.Name() == "Total" && strings.HasPrefix(p.Index(-2).Type().Name(), "Page[")
}, cmp.Comparer(func(a, b *int) bool { return a == nil || b == nil || *a == *b }))

func differ(what string, got, want any) string {
	if same(got, want) {
		return ""
	}
	if diff := cmp.Diff(want, got, alike, notCheap); diff != "" {
		return fmt.Sprintf("%s (-model +store):\n%s", what, diff)
	}
	return ""
}

// sameError compares classes of errors and, for unknown ids, the ids.
func sameError(got, want error) string {
	if bothBatches(got, want) {
		if sameBatch(got, want) {
			return ""
		}
	} else if graph.CodeOf(got) == graph.CodeOf(want) {
		var g, w *graph.Error
		if errors.As(got, &g) && errors.As(want, &w) && w.Code == graph.NotFound && !slices.Equal(sortedIDs(g.IDs), sortedIDs(w.IDs)) {
			return fmt.Sprintf("unknown ids are %q, want %q", g.IDs, w.IDs)
		}
		return ""
	}
	return fmt.Sprintf("error is %v, want %v", got, want)
}

func bothBatches(got, want error) bool {
	var g, w *graph.BatchError
	return errors.As(got, &g) && errors.As(want, &w)
}

// sameBatch compares which records were refused. Where there are several, stores
// may stop looking after the first.
func sameBatch(got, want error) bool {
	var g, w *graph.BatchError
	if !errors.As(got, &g) || !errors.As(want, &w) || len(g.Refused) == 0 {
		return false
	}
	return len(w.Refused) > 1 || len(g.Refused) == 1 && g.Refused[0].Line == w.Refused[0].Line
}

func sortedIDs(ids []string) []string {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

// paged reads a whole list in slices of some length.
func paged[Q, T any](what string, q Q, first int, list func(graph.Store) func(context.Context, []Q) ([]graph.Page[T], error), at func(*Q) *graph.Slice) query {
	return query{
		words: fmt.Sprintf("%s %s by %d", what, show(q), first), of: q,
		ask: func(ctx context.Context, s graph.Store) (any, error) {
			var all []graph.Page[T]
			*at(&q) = graph.Slice{First: first, Count: first == 3}
			for len(all) < 500 {
				pages, err := list(s)(ctx, []Q{q})
				if err != nil {
					return nil, err
				}
				if len(pages) != 1 {
					return nil, fmt.Errorf("%d pages for one query", len(pages))
				}
				all = append(all, pages[0])
				if len(pages[0].Keys) == 0 || !pages[0].More {
					break
				}
				at(&q).After = pages[0].Keys[len(pages[0].Keys)-1]
			}
			return all, nil
		},
	}
}

// show prints a query's fields that are set.
func show(v any) string {
	r := reflect.Indirect(reflect.ValueOf(v))
	if r.Kind() != reflect.Struct {
		return fmt.Sprintf("%v", v)
	}
	if s, ok := r.Interface().(fmt.Stringer); ok {
		return s.String()
	}
	var parts []string
	for i := range r.NumField() {
		f := r.Field(i)
		if f.IsZero() || !f.CanInterface() {
			continue
		}
		value := fmt.Sprintf("%v", f.Interface())
		switch {
		case f.Kind() == reflect.Pointer && f.Elem().Kind() == reflect.Struct, f.Kind() == reflect.Struct:
			value = "{" + show(f.Interface()) + "}"
		case f.Kind() == reflect.Pointer:
			value = fmt.Sprintf("%v", f.Elem().Interface())
		}
		parts = append(parts, r.Type().Field(i).Name+":"+value)
	}
	return strings.Join(parts, " ")
}

// exported collects everything that a store exports.
func exported(ctx context.Context, s graph.Store) (any, error) {
	e, ok := s.(graph.Exporter)
	if !ok {
		return nil, nil
	}
	var all []graph.Record
	for r, err := range e.Export(ctx) {
		if err != nil {
			return nil, err
		}
		all = append(all, copyRecord(r))
	}
	return all, nil
}

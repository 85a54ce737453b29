package resolvers

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/graph"
)

// root stands for the parent that a field of Query does not have.
type root struct{}

// connect answers a field that is a connection, for all parents of its level.
// query says what to ask for a parent; list is the store's method; show turns a
// row into the object that is shown.
func connect[P comparable, Q, T any, N comparable](
	ctx context.Context, parent P, first *int, after *string,
	query func(P, graph.Slice) Q,
	list func(context.Context, []Q) ([]graph.Page[T], error),
	show func(T) N,
) (*graph.Connection[N], error) {
	return each(ctx, parent, page[N], func(ctx context.Context, parents []P) ([]*graph.Connection[N], error) {
		return connections(ctx, parents, listing{fieldName(ctx), selected(ctx, "totalCount"), first, after}, query, list, show)
	})
}

// listing is a connection as it is asked for.
type listing struct {
	field string // type and name
	count bool   // totalCount is selected
	first *int
	after *string
}

// connections gives a connection for each parent; the error may be perParent.
func connections[P, Q, T, N any](
	ctx context.Context, parents []P, l listing,
	query func(P, graph.Slice) Q,
	list func(context.Context, []Q) ([]graph.Page[T], error),
	show func(T) N,
) ([]*graph.Connection[N], error) {
	n, err := within("first", l.first, defaultFirst, graph.MaxFirst)
	if err != nil {
		return nil, err
	}
	digests, errs := make([][8]byte, len(parents)), make(perParent, len(parents))
	var qs []Q
	var asked []int // of parents: those with a sound cursor
	for i, p := range parents {
		slice := graph.Slice{First: n, Count: l.count}
		digests[i] = graph.ListDigest(l.field, query(p, graph.Slice{}))
		if l.after != nil {
			if slice.After, errs[i] = graph.DecodeCursor(*l.after, digests[i]); errs[i] != nil {
				continue
			}
		}
		qs, asked = append(qs, query(p, slice)), append(asked, i)
	}
	out := make([]*graph.Connection[N], len(parents))
	if len(qs) == 0 {
		return out, errs
	}
	pages, err := list(ctx, qs)
	if err != nil {
		return nil, err
	}
	for i, page := range pages {
		out[asked[i]] = graph.Connect(page, digests[asked[i]], l.after != nil, show)
	}
	return out, errs
}

// fieldName is the type and name of the field that is being resolved.
func fieldName(ctx context.Context) string {
	fc := graphql.GetFieldContext(ctx)
	return objectOf(fc) + "." + fc.Field.Name
}

// selected says whether the query asks for a field of the object that is being
// resolved, and for a field of that, and so on.
func selected(ctx context.Context, names ...string) bool {
	fields, _ := selection(ctx, names...)
	return len(fields) > 0
}

// onlyOf says that of the object at the end of a way of fields nothing is selected
// but some fields.
func onlyOf(ctx context.Context, some []string, names ...string) bool {
	fields, object := selection(ctx, names...)
	for _, f := range graphql.CollectFields(graphql.GetOperationContext(ctx), selectionsOf(fields), []string{object}) {
		if !slices.Contains(some, f.Name) {
			return false
		}
	}
	return true
}

// selection gives the fields at the end of a way of them, none where it is not
// selected, and the type that they have.
func selection(ctx context.Context, names ...string) (fields []graphql.CollectedField, object string) {
	fc := graphql.GetFieldContext(ctx)
	fields = graphql.CollectFieldsCtx(ctx, []string{fc.Field.Definition.Type.Name()})
	for depth, name := range names {
		if depth > 0 {
			fields = graphql.CollectFields(graphql.GetOperationContext(ctx), selectionsOf(fields), []string{object})
		}
		var found []graphql.CollectedField
		for _, f := range fields {
			if f.Name == name {
				found, object = append(found, f), f.Definition.Type.Name()
			}
		}
		if fields = found; len(found) == 0 {
			break
		}
	}
	return fields, object
}

func selectionsOf(fields []graphql.CollectedField) (all ast.SelectionSet) {
	for _, f := range fields {
		all = append(all, f.Selections...)
	}
	return all
}

// only asks a store's method that answers one query at a time; it is for fields
// of the root, which have one.
func only[Q, T any](ask func(context.Context, Q) (graph.Page[T], error)) func(context.Context, []Q) ([]graph.Page[T], error) {
	return func(ctx context.Context, qs []Q) ([]graph.Page[T], error) {
		pages := make([]graph.Page[T], len(qs))
		for i, q := range qs {
			var err error
			if pages[i], err = ask(ctx, q); err != nil {
				return nil, err
			}
		}
		return pages, nil
	}
}

// same shows a row as it is.
func same[T any](t T) T { return t }

// pointer shows a row by its address.
func pointer[T any](t T) *T { return &t }

// typed shows an entity in the type of its kind.
func typed[N graph.AnyEntity](e *graph.Entity) N {
	n, _ := graph.Typed(e).(N)
	return n
}

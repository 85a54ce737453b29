package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"dragoman/graph"
	"dragoman/resolvers/emit"
)

// Objects by their ids, for all parents of a level in one call.

// entityOf answers a field that is one entity; "" is none.
func entityOf[P comparable](ctx context.Context, r *Resolver, parent P, id func(P) string) (graph.AnyEntity, error) {
	return each(ctx, parent, single[graph.AnyEntity], func(ctx context.Context, ps []P) ([]graph.AnyEntity, error) {
		return one(ctx, ps, id, r.entities)
	})
}

// endOf is entityOf for an end of a relation, which there is: where nothing is
// selected but its id, that is the answer. Its kind then shows nowhere.
func endOf[P comparable](ctx context.Context, r *Resolver, parent P, id func(P) string) (graph.AnyEntity, error) {
	if emit.IDAlone(graphql.GetFieldContext(ctx).Field.Selections) {
		return graph.Typed(&graph.Entity{ID: id(parent), Kind: graph.KindPerson}), nil
	}
	return entityOf(ctx, r, parent, id)
}

// entitiesOf answers a field that is a list of entities. Ids that the store does
// not have are left out.
func entitiesOf[P comparable](ctx context.Context, r *Resolver, parent P, ids func(P) []string) ([]graph.AnyEntity, error) {
	return each(ctx, parent, many[graph.AnyEntity], func(ctx context.Context, ps []P) ([][]graph.AnyEntity, error) {
		return several(ctx, ps, ids, r.entities)
	})
}

// documentOf answers a field that is one document; "" is none.
func documentOf[P comparable](ctx context.Context, r *Resolver, parent P, id func(P) string) (*graph.Document, error) {
	return each(ctx, parent, single[*graph.Document], func(ctx context.Context, ps []P) ([]*graph.Document, error) {
		return one(ctx, ps, id, r.documents)
	})
}

// documentsOf answers a field that is a list of documents.
func documentsOf[P comparable](ctx context.Context, r *Resolver, parent P, ids func(P) []string) ([]*graph.Document, error) {
	return each(ctx, parent, many[*graph.Document], func(ctx context.Context, ps []P) ([][]*graph.Document, error) {
		return several(ctx, ps, ids, r.documents)
	})
}

// partsOf shows parts of an object that are at hand, so that they stand together
// as a level.
func partsOf[P, R comparable](ctx context.Context, parent P, parts func(P) []R) ([]R, error) {
	return each(ctx, parent, many[R], func(_ context.Context, ps []P) ([][]R, error) {
		out := make([][]R, len(ps))
		for i, p := range ps {
			out[i] = parts(p)
		}
		return out, nil
	})
}

// partOf is partsOf for one part, which may be nil.
func partOf[P, R comparable](ctx context.Context, parent P, part func(P) R) (R, error) {
	return each(ctx, parent, single[R], func(_ context.Context, ps []P) ([]R, error) {
		out := make([]R, len(ps))
		for i, p := range ps {
			out[i] = part(p)
		}
		return out, nil
	})
}

// pointers gives the addresses of the elements of a list.
func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

type loader[R any] func(context.Context, []string) ([]R, error)

// entities are typed by kind; one object for each id, aligned.
func (r *Resolver) entities(ctx context.Context, ids []string) ([]graph.AnyEntity, error) {
	found, err := r.store.Entities(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]graph.AnyEntity, len(found))
	for i, e := range found {
		out[i] = graph.Typed(e)
	}
	return out, nil
}

func (r *Resolver) documents(ctx context.Context, ids []string) ([]*graph.Document, error) {
	return r.store.Documents(ctx, ids)
}

// byID loads distinct ids in one call, none where there are none.
func byID[R comparable](ctx context.Context, ids []string, load loader[R]) (map[string]R, error) {
	found, distinct := make(map[string]R, len(ids)), make([]string, 0, len(ids))
	for _, id := range ids {
		if _, has := found[id]; !has && id != "" {
			var none R
			found[id] = none
			distinct = append(distinct, id)
		}
	}
	if len(distinct) == 0 {
		return found, nil
	}
	values, err := load(ctx, distinct)
	if err != nil {
		return nil, err
	}
	for i, id := range distinct {
		found[id] = values[i]
	}
	return found, nil
}

func one[P, R comparable](ctx context.Context, ps []P, id func(P) string, load loader[R]) ([]R, error) {
	ids := make([]string, len(ps))
	for i, p := range ps {
		ids[i] = id(p)
	}
	found, err := byID(ctx, ids, load)
	if err != nil {
		return nil, err
	}
	out := make([]R, len(ps))
	for i := range ps {
		out[i] = found[ids[i]]
	}
	return out, nil
}

func several[P, R comparable](ctx context.Context, ps []P, ids func(P) []string, load loader[R]) ([][]R, error) {
	var all []string
	for _, p := range ps {
		all = append(all, ids(p)...)
	}
	found, err := byID(ctx, all, load)
	if err != nil {
		return nil, err
	}
	var none R
	out := make([][]R, len(ps))
	for i, p := range ps {
		out[i] = make([]R, 0)
		for _, id := range ids(p) {
			if v := found[id]; v != none {
				out[i] = append(out[i], v)
			}
		}
	}
	return out, nil
}

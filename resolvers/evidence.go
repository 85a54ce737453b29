package resolvers

import (
	"context"
	"strings"

	"dragoman/graph"
)

// relation answers the fields of Relation that are not plain.
type relation struct{ *Resolver }

func (r relation) From(ctx context.Context, obj *graph.Relation) (graph.AnyEntity, error) {
	return endOf(ctx, r.Resolver, obj, func(x *graph.Relation) string { return x.From })
}

func (r relation) To(ctx context.Context, obj *graph.Relation) (graph.AnyEntity, error) {
	return endOf(ctx, r.Resolver, obj, func(x *graph.Relation) string { return x.To })
}

func (r relation) Sources(ctx context.Context, obj *graph.Relation) ([]*graph.Source, error) {
	return partsOf(ctx, obj, func(x *graph.Relation) []*graph.Source { return pointers(x.Sources) })
}

func (r relation) Documents(ctx context.Context, obj *graph.Relation) ([]*graph.Document, error) {
	return documentsOf(ctx, r.Resolver, obj, func(x *graph.Relation) []string { return x.Documents })
}

func (r relation) Concerns(ctx context.Context, obj *graph.Relation) ([]graph.AnyEntity, error) {
	return entitiesOf(ctx, r.Resolver, obj, func(x *graph.Relation) []string { return x.Concerns })
}

func (r relation) Claims(ctx context.Context, obj *graph.Relation, stances []graph.Stance, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.ClaimAnswer], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, obj, first, after, func(x *graph.Relation, s graph.Slice) graph.ClaimQuery {
		return graph.ClaimQuery{Of: []string{x.ID}, Stances: stances, Where: under(where, x.Where), Slice: s}
	}, r.store.ListClaims, same)
}

func (r relation) Attributes(ctx context.Context, obj *graph.Relation, names []string, where *graph.Filter) ([]*graph.Attribute, error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return each(ctx, obj, many[*graph.Attribute], func(ctx context.Context, xs []*graph.Relation) ([][]*graph.Attribute, error) {
		return wholes(ctx, xs, "attributes", func(x *graph.Relation, s graph.Slice) graph.AttributeQuery {
			return graph.AttributeQuery{Of: []string{x.ID}, Names: names, Where: under(where, x.Where), Slice: s}
		}, r.store.ListAttributes)
	})
}

// attribute answers the fields of AttributeValue that are not plain.
type attribute struct{ *Resolver }

// Of is an entity or a relation.
func (r attribute) Of(ctx context.Context, obj *graph.Attribute) (graph.Node, error) {
	return each(ctx, obj, single[graph.Node], func(ctx context.Context, as []*graph.Attribute) ([]graph.Node, error) {
		entities, err := one(ctx, as, func(a *graph.Attribute) string { return unless(isRelation(a.Of), a.Of) }, r.entities)
		if err != nil {
			return nil, err
		}
		relations, err := relationsUnder(ctx, r.Resolver, as,
			func(a *graph.Attribute) string { return unless(!isRelation(a.Of), a.Of) },
			func(a *graph.Attribute) *graph.Filter { return a.Where })
		out := make([]graph.Node, len(as))
		for i := range as {
			if entities[i] != nil {
				out[i] = entities[i]
			} else if err == nil && relations[i] != nil {
				out[i] = relations[i]
			}
		}
		return out, err
	})
}

func isRelation(id string) bool { return strings.HasPrefix(id, "r:") }

func unless(not bool, id string) string {
	if not {
		return ""
	}
	return id
}

func (r attribute) Entity(ctx context.Context, obj *graph.Attribute) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(a *graph.Attribute) string { return a.AttributeKey.Entity })
}

func (r attribute) Claims(ctx context.Context, obj *graph.Attribute) ([]*graph.ClaimAnswer, error) {
	return each(ctx, obj, many[*graph.ClaimAnswer], func(ctx context.Context, as []*graph.Attribute) ([][]*graph.ClaimAnswer, error) {
		return wholes(ctx, as, "claims", func(a *graph.Attribute, s graph.Slice) graph.ClaimQuery {
			return graph.ClaimQuery{Of: []string{}, Attribute: []graph.AttributeKey{a.AttributeKey}, Where: a.Where.ClaimsOnly(), Slice: s}
		}, r.store.ListClaims)
	})
}

// claim answers the fields of Claim that are not plain.
type claim struct{ *Resolver }

func (r claim) Relation(ctx context.Context, obj *graph.ClaimAnswer) (*graph.Relation, error) {
	return each(ctx, obj, single[*graph.Relation], func(ctx context.Context, cs []*graph.ClaimAnswer) ([]*graph.Relation, error) {
		return relationsUnder(ctx, r.Resolver, cs,
			func(c *graph.ClaimAnswer) string { return c.Relation },
			func(c *graph.ClaimAnswer) *graph.Filter { return c.Where })
	})
}

// Attribute is found among those of the same name.
func (r claim) Attribute(ctx context.Context, obj *graph.ClaimAnswer) (*graph.Attribute, error) {
	return each(ctx, obj, single[*graph.Attribute], func(ctx context.Context, cs []*graph.ClaimAnswer) ([]*graph.Attribute, error) {
		var about []*graph.ClaimAnswer
		var at []int // of cs
		for i, c := range cs {
			if c.Attribute != nil {
				about, at = append(about, c), append(at, i)
			}
		}
		out := make([]*graph.Attribute, len(cs))
		if len(about) == 0 {
			return out, nil
		}
		pages, err := r.store.ListAttributes(ctx, attributeQueries(about))
		if err != nil {
			return nil, err
		}
		for i, p := range pages {
			for _, a := range p.Items {
				if a.AttributeKey == *about[i].Attribute {
					out[at[i]] = a
				}
			}
		}
		return out, nil
	})
}

// attributeQueries ask for the attributes of the name of each claim's.
func attributeQueries(cs []*graph.ClaimAnswer) []graph.AttributeQuery {
	qs := make([]graph.AttributeQuery, len(cs))
	for i, c := range cs {
		where := graph.Filter{Statuses: graph.Statuses()} // also one that was retracted
		if claims := c.Where.ClaimsOnly(); claims != nil {
			where = *claims
			where.Statuses = graph.Statuses()
		}
		qs[i] = graph.AttributeQuery{Of: []string{c.Attribute.Of}, Names: []string{c.Attribute.Name}, Where: &where, Slice: graph.Slice{First: graph.MaxFirst}}
	}
	return qs
}

func (r claim) Document(ctx context.Context, obj *graph.ClaimAnswer) (*graph.Document, error) {
	return documentOf(ctx, r.Resolver, obj, func(c *graph.ClaimAnswer) string { return c.Document })
}

func (r claim) Sources(ctx context.Context, obj *graph.ClaimAnswer) ([]*graph.Source, error) {
	return partsOf(ctx, obj, func(c *graph.ClaimAnswer) []*graph.Source { return pointers(c.Sources) })
}

// relationsUnder loads relations by id, each under the filter of the answer that
// names it: one call for each filter, and an answer has one.
func relationsUnder[P comparable](ctx context.Context, r *Resolver, ps []P, id func(P) string, where func(P) *graph.Filter) ([]*graph.Relation, error) {
	found, err := relationListsUnder(ctx, r, ps, func(p P) []string { return []string{id(p)} }, where)
	if err != nil {
		return nil, err
	}
	out := make([]*graph.Relation, len(ps))
	for i, rels := range found {
		if len(rels) > 0 {
			out[i] = rels[0]
		}
	}
	return out, nil
}

func relationListsUnder[P comparable](ctx context.Context, r *Resolver, ps []P, ids func(P) []string, where func(P) *graph.Filter) ([][]*graph.Relation, error) {
	views := map[string][]int{} // of ps
	var order []string
	for i, p := range ps {
		v := where(p).View()
		if views[v] == nil {
			order = append(order, v)
		}
		views[v] = append(views[v], i)
	}
	out := make([][]*graph.Relation, len(ps))
	for _, v := range order {
		group := make([]P, len(views[v]))
		for i, at := range views[v] {
			group[i] = ps[at]
		}
		found, err := several(ctx, group, ids, func(ctx context.Context, ids []string) ([]*graph.Relation, error) {
			return r.store.Relations(ctx, ids, where(group[0]).ClaimsOnly())
		})
		if err != nil {
			return nil, err
		}
		for i, at := range views[v] {
			out[at] = found[i]
		}
	}
	return out, nil
}

// source answers Source.entity.
type source struct{ *Resolver }

func (r source) Entity(ctx context.Context, obj *graph.Source) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(s *graph.Source) string { return s.Entity })
}

// name answers Name.documents.
type name struct{ *Resolver }

func (r name) Documents(ctx context.Context, obj *graph.Name) ([]*graph.Document, error) {
	return documentsOf(ctx, r.Resolver, obj, func(n *graph.Name) []string { return n.Documents })
}

// document answers the fields of Document that are not plain.
type document struct{ *Resolver }

func (r document) Outlet(ctx context.Context, obj *graph.Document) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(d *graph.Document) string { return d.Outlet })
}

func (r document) BasedOn(ctx context.Context, obj *graph.Document) ([]*graph.Document, error) {
	return documentsOf(ctx, r.Resolver, obj, func(d *graph.Document) []string { return d.BasedOn })
}

func (r document) Claims(ctx context.Context, obj *graph.Document, stances []graph.Stance, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.ClaimAnswer], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, obj, first, after, func(d *graph.Document, s graph.Slice) graph.ClaimQuery {
		return graph.ClaimQuery{Document: d.ID, Stances: stances, Where: where, Slice: s}
	}, r.store.ListClaims, same)
}

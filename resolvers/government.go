package resolvers

import (
	"context"
	"slices"

	"dragoman/graph"
)

// Missions are those in its name, and those that it runs or decides over.
func (r government) Missions(ctx context.Context, obj *graph.Government, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	missions := graph.Filter{}
	if where != nil {
		missions = *where
	}
	missions.Kinds = []graph.EntityKind{} // the government itself is exempt
	if where.HasKind(graph.KindMission) {
		missions.Kinds = append(missions.Kinds, graph.KindMission)
	}
	return connect(ctx, obj, first, after, func(g *graph.Government, s graph.Slice) graph.RelationQuery {
		return graph.RelationQuery{
			Of: []string{g.ID}, Direction: graph.Both, Lens: graph.LensEverything, Where: &missions, Slice: s,
			Types: []graph.RelationType{graph.Represents, graph.Operates, graph.Controls},
		}
	}, r.store.ListRelations, same)
}

// Officials are the holdings of its offices and of those of its bodies.
func (r government) Officials(ctx context.Context, obj *graph.Government, where *graph.Filter, first *int, after *string) (*graph.Connection[*graph.Relation], error) {
	where, err := evidence(where)
	if err != nil {
		return nil, err
	}
	return connect(ctx, obj, first, after, func(g *graph.Government, s graph.Slice) graph.RelationQuery {
		return graph.RelationQuery{Of: []string{g.ID}, Types: []graph.RelationType{graph.Holds}, Direction: graph.In, Lens: graph.LensEverything, Where: where, Slice: s}
	}, r.holdings, same)
}

// holdings answers queries about the holders of the offices of bodies: it puts
// in the place of each body the offices OF it and of all that is PART_OF it.
// These ties count where a traversal would walk them.
func (r government) holdings(ctx context.Context, qs []graph.RelationQuery) ([]graph.Page[*graph.Relation], error) {
	walked := graph.Filter{}
	if claims := qs[0].Where.ClaimsOnly(); claims != nil {
		walked = *claims
	}
	walked.Statuses = []graph.Status{graph.Confirmed, graph.Corroborated, graph.Reported, graph.Alleged, graph.Disputed}
	bodies := make([][]string, len(qs))
	for i, q := range qs {
		bodies[i] = q.Of
	}
	whole, err := r.withParts(ctx, bodies, &walked)
	if err != nil {
		return nil, err
	}
	offices, err := r.starts(ctx, whole, graph.Of, &walked)
	if err != nil {
		return nil, err
	}
	qs = slices.Clone(qs)
	for i := range qs {
		qs[i].Of = append([]string{}, offices[i]...) // never nil, which would be all
	}
	return r.store.ListRelations(ctx, qs)
}

// withParts adds to each list of bodies all that is PART_OF them, step by step:
// one call for each further step that any of them has.
func (r *Resolver) withParts(ctx context.Context, bodies [][]string, where *graph.Filter) ([][]string, error) {
	whole, news := make([][]string, len(bodies)), bodies
	for found := true; found; {
		for i := range whole {
			whole[i] = slices.Concat(whole[i], news[i])
		}
		parts, err := r.starts(ctx, news, graph.PartOf, where)
		if err != nil {
			return nil, err
		}
		found = false
		for i := range parts {
			parts[i] = slices.DeleteFunc(parts[i], func(id string) bool { return slices.Contains(whole[i], id) })
			found = found || len(parts[i]) > 0
		}
		news = parts
	}
	return whole, nil
}

// starts gives, for each list of ends, where the relations of a type to them
// start: distinct ids in order.
func (r *Resolver) starts(ctx context.Context, ends [][]string, t graph.RelationType, where *graph.Filter) ([][]string, error) {
	out := make([][]string, len(ends))
	var qs []graph.RelationQuery
	var of []int // which of ends a query is about
	for i, ids := range ends {
		if len(ids) > 0 {
			qs = append(qs, graph.RelationQuery{
				Of: ids, Types: []graph.RelationType{t}, Direction: graph.In, Lens: graph.LensEverything, Where: where,
				Slice: graph.Slice{First: graph.MaxFirst},
			})
			of = append(of, i)
		}
	}
	for len(qs) > 0 {
		pages, err := r.store.ListRelations(ctx, qs)
		if err != nil {
			return nil, err
		}
		var rest []graph.RelationQuery
		var restOf []int
		for i, p := range pages {
			for _, rel := range p.Items {
				out[of[i]] = append(out[of[i]], rel.From)
			}
			if n := len(p.Keys); p.More && n > 0 {
				qs[i].Slice.After = p.Keys[n-1]
				rest, restOf = append(rest, qs[i]), append(restOf, of[i])
			}
		}
		qs, of = rest, restOf
	}
	for i := range out {
		slices.Sort(out[i])
		out[i] = slices.Compact(out[i])
	}
	return out, nil
}

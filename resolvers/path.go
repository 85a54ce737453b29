package resolvers

import (
	"context"

	"dragoman/graph"
)

type pathResult struct{ *Resolver }

func (r pathResult) Paths(ctx context.Context, obj *graph.PathResult) ([]*graph.Path, error) {
	return partsOf(ctx, obj, func(p *graph.PathResult) []*graph.Path { return pointers(p.Paths) })
}

func (r pathResult) Policy(ctx context.Context, obj *graph.PathResult) (*graph.Policy, error) {
	return partOf(ctx, obj, func(p *graph.PathResult) *graph.Policy { return &p.Policy })
}

func (r pathResult) Relaxations(ctx context.Context, obj *graph.PathResult) ([]*graph.Relaxation, error) {
	return partsOf(ctx, obj, func(p *graph.PathResult) []*graph.Relaxation { return pointers(p.Relaxations) })
}

// relaxation answers the fields of Relaxation.
type relaxation struct{ *Resolver }

// To is null where the condition has to go.
func (relaxation) To(_ context.Context, obj *graph.Relaxation) (*string, error) {
	if obj.To == "" {
		return nil, nil
	}
	return &obj.To, nil
}

func (r relaxation) Example(ctx context.Context, obj *graph.Relaxation) (*graph.Path, error) {
	return partOf(ctx, obj, func(x *graph.Relaxation) *graph.Path { return x.Example })
}

type path struct{ *Resolver }

func (r path) Weakest(ctx context.Context, obj *graph.Path) (*graph.Step, error) {
	return partOf(ctx, obj, weakestOf)
}

func weakestOf(p *graph.Path) *graph.Step {
	if p.Weakest < 0 || p.Weakest >= len(p.Steps) {
		return nil
	}
	return &p.Steps[p.Weakest]
}

func (r path) Steps(ctx context.Context, obj *graph.Path) ([]*graph.Step, error) {
	return partsOf(ctx, obj, func(p *graph.Path) []*graph.Step { return pointers(p.Steps) })
}

func (r path) Nodes(ctx context.Context, obj *graph.Path) ([]graph.AnyEntity, error) {
	return entitiesOf(ctx, r.Resolver, obj, func(p *graph.Path) []string { return p.Nodes })
}

// Text needs the names of all entities and the titles of all documents.
func (r path) Text(ctx context.Context, obj *graph.Path) (string, error) {
	return textOf(ctx, r.Resolver, obj, func(p *graph.Path) *graph.Path { return p })
}

// textOf tells the steps of an object as a path is told.
func textOf[P comparable](ctx context.Context, r *Resolver, parent P, as func(P) *graph.Path) (string, error) {
	return each(ctx, parent, leaf, func(ctx context.Context, parents []P) ([]string, error) {
		ps := make([]*graph.Path, len(parents))
		var entityIDs, documentIDs []string
		for i, parent := range parents {
			ps[i] = as(parent)
			entityIDs = append(entityIDs, ps[i].Nodes...)
			for _, s := range ps[i].Steps {
				documentIDs = append(documentIDs, s.Relation.Documents...)
			}
		}
		entities, err := byID(ctx, entityIDs, r.store.Entities)
		if err != nil {
			return nil, err
		}
		documents, err := byID(ctx, documentIDs, r.store.Documents)
		if err != nil {
			return nil, err
		}
		texts := make([]string, len(ps))
		for i, p := range ps {
			texts[i] = graph.PathText(p, naming(entities, documents))
		}
		return texts, nil
	})
}

func naming(entities map[string]*graph.Entity, documents map[string]*graph.Document) graph.Naming {
	return graph.Naming{
		Entity: func(id string) graph.Noun {
			if e := entities[id]; e != nil {
				return e.Noun()
			}
			return graph.Noun{}
		},
		Document: func(id string) *graph.Document { return documents[id] },
	}
}

type step struct{ *Resolver }

func (r step) From(ctx context.Context, obj *graph.Step) (graph.AnyEntity, error) {
	return endOf(ctx, r.Resolver, obj, func(s *graph.Step) string { return s.From })
}

func (r step) To(ctx context.Context, obj *graph.Step) (graph.AnyEntity, error) {
	return endOf(ctx, r.Resolver, obj, func(s *graph.Step) string { return s.To })
}

func (r step) Relation(ctx context.Context, obj *graph.Step) (*graph.Relation, error) {
	return partOf(ctx, obj, func(s *graph.Step) *graph.Relation { return s.Relation })
}

func (r step) Parallel(ctx context.Context, obj *graph.Step) ([]*graph.Relation, error) {
	return each(ctx, obj, many[*graph.Relation], func(ctx context.Context, ss []*graph.Step) ([][]*graph.Relation, error) {
		return parallels(ctx, r.Resolver, ss)
	})
}

func parallels(ctx context.Context, r *Resolver, ss []*graph.Step) ([][]*graph.Relation, error) {
	return relationListsUnder(ctx, r, ss,
		func(s *graph.Step) []string { return s.Parallel },
		func(s *graph.Step) *graph.Filter { return s.Relation.Where })
}

type policy struct{ *Resolver }

func (r policy) HubsSkipped(ctx context.Context, obj *graph.Policy) ([]*graph.Hub, error) {
	return partsOf(ctx, obj, func(p *graph.Policy) []*graph.Hub { return pointers(p.HubsSkipped) })
}

type hubSkipped struct{ *Resolver }

func (r hubSkipped) Entity(ctx context.Context, obj *graph.Hub) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(h *graph.Hub) string { return h.Entity })
}

type egoNetwork struct{ *Resolver }

func (r egoNetwork) Centers(ctx context.Context, obj *graph.EgoNetwork) ([]graph.AnyEntity, error) {
	return entitiesOf(ctx, r.Resolver, obj, func(n *graph.EgoNetwork) []string { return n.Centers })
}

func (r egoNetwork) Nodes(ctx context.Context, obj *graph.EgoNetwork) ([]*graph.EgoNode, error) {
	return partsOf(ctx, obj, func(n *graph.EgoNetwork) []*graph.EgoNode { return pointers(n.Nodes) })
}

func (r egoNetwork) Relations(ctx context.Context, obj *graph.EgoNetwork) ([]*graph.Relation, error) {
	return partsOf(ctx, obj, func(n *graph.EgoNetwork) []*graph.Relation { return n.Relations })
}

func (r egoNetwork) Policy(ctx context.Context, obj *graph.EgoNetwork) (*graph.Policy, error) {
	return partOf(ctx, obj, func(n *graph.EgoNetwork) *graph.Policy { return &n.Policy })
}

type egoNode struct{ *Resolver }

func (r egoNode) Entity(ctx context.Context, obj *graph.EgoNode) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(n *graph.EgoNode) string { return n.Entity })
}

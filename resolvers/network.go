package resolvers

import (
	"context"

	"dragoman/graph"
)

type connectResult struct{ *Resolver }

func (r connectResult) Groups(ctx context.Context, obj *graph.ConnectResult) ([]*graph.ConnectGroup, error) {
	return partsOf(ctx, obj, func(c *graph.ConnectResult) []*graph.ConnectGroup { return pointers(c.Groups) })
}

func (r connectResult) Pairs(ctx context.Context, obj *graph.ConnectResult) ([]*graph.ConnectPair, error) {
	return partsOf(ctx, obj, func(c *graph.ConnectResult) []*graph.ConnectPair { return pointers(c.Pairs) })
}

func (r connectResult) Policy(ctx context.Context, obj *graph.ConnectResult) (*graph.Policy, error) {
	return partOf(ctx, obj, func(c *graph.ConnectResult) *graph.Policy { return &c.Policy })
}

type connectGroup struct{ *Resolver }

func (r connectGroup) Members(ctx context.Context, obj *graph.ConnectGroup) ([]graph.AnyEntity, error) {
	return entitiesOf(ctx, r.Resolver, obj, func(g *graph.ConnectGroup) []string { return g.Members })
}

func (r connectGroup) Nodes(ctx context.Context, obj *graph.ConnectGroup) ([]graph.AnyEntity, error) {
	return entitiesOf(ctx, r.Resolver, obj, func(g *graph.ConnectGroup) []string { return g.Nodes })
}

func (r connectGroup) Steps(ctx context.Context, obj *graph.ConnectGroup) ([]*graph.Step, error) {
	return partsOf(ctx, obj, func(g *graph.ConnectGroup) []*graph.Step { return pointers(g.Steps) })
}

// Text tells the steps; without any there is nothing to tell.
func (r connectGroup) Text(ctx context.Context, obj *graph.ConnectGroup) (string, error) {
	return textOf(ctx, r.Resolver, obj, func(g *graph.ConnectGroup) *graph.Path {
		if len(g.Steps) == 0 {
			return &graph.Path{}
		}
		return &graph.Path{Nodes: g.Nodes, Steps: g.Steps}
	})
}

type connectPair struct{ *Resolver }

func (r connectPair) From(ctx context.Context, obj *graph.ConnectPair) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(p *graph.ConnectPair) string { return p.From })
}

func (r connectPair) To(ctx context.Context, obj *graph.ConnectPair) (graph.AnyEntity, error) {
	return entityOf(ctx, r.Resolver, obj, func(p *graph.ConnectPair) string { return p.To })
}

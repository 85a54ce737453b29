package topology

import (
	"context"

	"dragoman/graph"
)

// relaxations looks for what else the query could say to find something. Each
// search has what those before have left of the budget.
func (g *Graph) relaxations(ctx context.Context, q graph.PathQuery, avoid []Identity, explored *int) ([]graph.Relaxation, error) {
	budget := g.opt.Budget
	if budget <= 0 {
		budget = DefaultBudget
	}
	ask := func(q graph.PathQuery) (*graph.PathResult, error) {
		left := budget - *explored
		if left <= 0 || ctx.Err() != nil {
			return &graph.PathResult{Outcome: graph.Stopped, StoppedBy: stopReason(ctx)}, nil
		}
		relations := avoid
		if q.Avoid == nil {
			relations = nil
		}
		r, err := g.WithOptions(Options{Budget: left}).paths(ctx, q, relations)
		if err == nil {
			*explored += r.Explored
		}
		return r, err
	}
	degree := func(id string) (int, error) {
		_, n, _ := g.Entity(id)
		return n, nil
	}
	return graph.Relaxations(q, ask, degree)
}

func stopReason(ctx context.Context) graph.StopReason {
	if ctx.Err() != nil {
		return graph.StopDeadline
	}
	return graph.StopBudget
}

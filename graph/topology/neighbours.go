package topology

import (
	"context"
	"slices"

	"dragoman/graph"
)

// NeighbourCounts counts the distinct neighbours of entities, aligned with qs,
// each in the order (type, direction, kind). An entity is not its own neighbour.
// Without statuses in the filter those that traversals walk count; a lens of 0 is
// RELATIONS. Nothing is capped. Unknown ids are ErrNotFound, a done context is
// ErrDeadline.
func (g *Graph) NeighbourCounts(ctx context.Context, qs []graph.NeighbourQuery) ([][]graph.NeighbourCount, error) {
	out := make([][]graph.NeighbourCount, len(qs))
	for i, q := range qs {
		if ctx.Err() != nil {
			return nil, deadline(ctx)
		}
		if q.Lens == 0 {
			q.Lens = graph.LensRelations
		}
		if err := knownLens(q.Lens); err != nil {
			return nil, err
		}
		of, err := g.numbers("of", []string{q.Of})
		if err != nil {
			return nil, err
		}
		s, err := g.newSieve(q.Lens, q.Where, graph.Walked, true)
		if err != nil {
			return nil, err
		}
		out[i] = s.neighbourCounts(of[0])
	}
	return out, nil
}

func (s *sieve) neighbourCounts(v uint32) []graph.NeighbourCount {
	var buf []cell
	row := s.g.row(v, &buf)
	// One number per neighbour, type, direction and kind, in the order of the answer.
	seen := make([]uint64, 0, len(row))
	for i := range row {
		c := &row[i]
		if c.nbr == v || !s.pass(v, c) || !s.hasKind(c.nbr) {
			continue
		}
		direction := graph.Out
		switch {
		case c.typ().Symmetric():
			direction = graph.Both
		case c.in():
			direction = graph.In
		}
		seen = append(seen, uint64(c.typ())<<44|uint64(direction)<<40|uint64(s.g.kind(c.nbr))<<36|uint64(c.nbr))
	}
	slices.Sort(seen)
	seen = slices.Compact(seen)
	var out []graph.NeighbourCount
	for i, x := range seen {
		if i == 0 || x>>36 != seen[i-1]>>36 {
			out = append(out, graph.NeighbourCount{Type: graph.RelationType(x >> 44), Direction: graph.Direction(x >> 40 & 15), Kind: graph.EntityKind(x >> 36 & 15)})
		}
		out[len(out)-1].Count++
	}
	return out
}

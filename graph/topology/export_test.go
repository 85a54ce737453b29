package topology

import (
	"context"

	"dragoman/graph"
)

// Tune sets from where on rows are long and searches look for bridges, so that
// small graphs have both.
func Tune(long, few, row int) { longRow, fewRelations, rowCost = long, few, row }

// Of lists the entities of a kind by id.
func (g *Graph) Of(k graph.EntityKind) (ids []string) {
	for v := range uint32(g.nVerts) {
		if g.kind(v) == k {
			ids = append(ids, g.id(v))
		}
	}
	return ids
}

// Sizes visits the parts of the base and the bytes that each takes.
func (g *Graph) Sizes(visit func(name string, bytes int64)) {
	for _, c := range g.base.sizes() {
		visit(c.name, c.bytes)
	}
}

// EgoSearch finds the nodes of an ego network, in their order, and the relations
// among them, and counts what is left out, without putting that into an answer.
func (g *Graph) EgoSearch(ctx context.Context, q graph.EgoQuery) (nodes, relations int, err error) {
	e, err := g.newEgoSearch(ctx, q)
	if err != nil {
		return 0, 0, err
	}
	defer e.release()
	e.spread()
	e.join()
	return len(e.shown), len(e.links), nil
}

// EachWalked visits the ends of the relations that lens RELATIONS walks where
// nothing is filtered, by their places in the order of ids, and tells how many
// entities there are.
func (g *Graph) EachWalked(visit func(from, to uint32)) (entities int) {
	var buf []cell
	for v := range uint32(g.nVerts) {
		for _, c := range g.row(v, &buf) {
			if !c.in() && c.meta&metaRelations != 0 && graph.Walked.Has(c.status()) {
				visit(v, c.nbr)
			}
		}
	}
	return g.nVerts
}

// IDAt is the id of the entity at a place.
func (g *Graph) IDAt(place uint32) string { return g.id(place) }

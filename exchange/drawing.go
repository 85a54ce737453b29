package exchange

import "dragoman/graph"

// drawing is a format of nodes and edges.
type drawing interface {
	begin(w *out)
	node(w *out, n *node)
	between(w *out) // after the last node, before the first edge
	edge(w *out, e *edge)
	end(w *out)
}

func writeDrawing(w *out, k *walk, d drawing) error {
	d.begin(w)
	if err := k.nodes(func(n *node) error {
		d.node(w, n)
		return w.flush(pieceSize)
	}); err != nil {
		return err
	}
	d.between(w)
	if err := k.edges(func(e *edge) error {
		d.edge(w, e)
		return w.flush(pieceSize)
	}); err != nil {
		return err
	}
	d.end(w)
	return nil
}

// nodes shows all entities.
func (k *walk) nodes(visit func(*node) error) error {
	return ahead(func(give func([]node) error) error {
		return k.entities(func(es []*graph.Entity) error {
			as, err := k.attributesOf(entityIDs(es))
			if err != nil {
				return err
			}
			ns := make([]node, len(es))
			for i, e := range es {
				ns[i] = node{e, as[e.ID]}
			}
			return give(ns)
		})
	}, each(visit))
}

// edges shows all relations.
func (k *walk) edges(visit func(*edge) error) error {
	return ahead(func(give func([]edge) error) error {
		return k.relations(&graph.RelationQuery{}, func(rs []*graph.Relation) error {
			as, err := k.attributesOfRelations(rs)
			if err != nil {
				return err
			}
			documents := make([][]string, len(rs))
			for i, r := range rs {
				documents[i] = r.Documents
			}
			if err := k.cite(documents...); err != nil {
				return err
			}
			es := make([]edge, len(rs))
			for i, r := range rs {
				es[i] = edge{r, as[r.ID], k.citations(r.Documents)}
			}
			return give(es)
		})
	}, each(visit))
}

// each visits the items of a page.
func each[T any](visit func(*T) error) func([]T) error {
	return func(page []T) error {
		for i := range page {
			if err := visit(&page[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

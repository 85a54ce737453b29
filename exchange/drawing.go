package exchange

import (
	"bufio"

	"dragoman/graph"
)

// drawing is a format of nodes and edges. What it writes fails, if at all, at the
// end: a bufio.Writer keeps its first error.
type drawing interface {
	begin(w *bufio.Writer)
	node(w *bufio.Writer, n *node)
	between(w *bufio.Writer) // after the last node, before the first edge
	edge(w *bufio.Writer, e *edge)
	end(w *bufio.Writer)
}

func writeDrawing(w *bufio.Writer, k *walk, d drawing) error {
	d.begin(w)
	if err := k.nodes(func(n *node) error {
		d.node(w, n)
		return nil
	}); err != nil {
		return err
	}
	d.between(w)
	if err := k.edges(func(e *edge) error {
		d.edge(w, e)
		return nil
	}); err != nil {
		return err
	}
	d.end(w)
	return nil
}

// nodes shows all entities.
func (k *walk) nodes(visit func(*node) error) error {
	return k.entities(func(es []*graph.Entity) error {
		ids := make([]string, len(es))
		for i, e := range es {
			ids[i] = e.ID
		}
		as, err := k.attributesOf(ids)
		if err != nil {
			return err
		}
		for _, e := range es {
			if err := visit(&node{e, as[e.ID]}); err != nil {
				return err
			}
		}
		return nil
	})
}

// edges shows all relations.
func (k *walk) edges(visit func(*edge) error) error {
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
		for _, r := range rs {
			if err := visit(&edge{r, as[r.ID], k.citations(r.Documents)}); err != nil {
				return err
			}
		}
		return nil
	})
}

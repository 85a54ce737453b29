package embedded

import (
	"fmt"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// node is what must be known of an entity or document that something refers to.
type node struct {
	id      string
	num     int64
	at      int              // from 1: place among what a first load has in memory
	fed     uint32           // place among the entities, or documents, of the topology that is made meanwhile
	known   graph.Day        // of a document's claims; DayMax where it does not say
	kind    graph.EntityKind // 0 is a document
	counted bool             // in the receipt
}

// node finds an entity or document; nil for an unknown id.
func (w *session) node(id string) (*node, error) {
	if n := w.nodes.find(id); n != nil || w.virgin || has(w.absent, id) {
		return n, nil
	}
	var found *node
	err := w.c.each(w.ctx, "SELECT num, kind FROM entity WHERE id = ?", func(row []driverValue) error {
		found = &node{num: num(row[0]), kind: graph.EntityKind(num(row[1]))}
		return errStop
	}, id)
	if err == nil && found == nil {
		found, err = w.documentNode(id)
	}
	if err != nil {
		return nil, err
	}
	if found == nil {
		w.absent[id] = struct{}{}
		return nil, nil
	}
	n := w.nodes.add(id)
	found.id = id
	*n = *found
	return n, nil
}

func (w *session) documentNode(id string) (n *node, err error) {
	err = w.c.each(w.ctx, "SELECT num, body FROM document WHERE id = ?", func(row []driverValue) error {
		d, err := pack.OpenDocument(id, blob(row[1]))
		if err != nil {
			return w.damaged("document "+id, err)
		}
		n = &node{num: num(row[0]), known: knownOf(d)}
		return errStop
	}, id)
	return n, err
}

func knownOf(d *graph.Document) graph.Day {
	if day, ok := d.Known(); ok {
		return day
	}
	return graph.DayMax
}

// settle writes the waiting documents and entities that refer only to what is
// there or comes with them. At the end, what is left is bad.
func (w *session) settle(end bool) error {
	good, sorts, err := w.consistent()
	if err != nil {
		return err
	}
	var left []waiting
	for i, r := range w.pending {
		switch {
		case good[i]:
			if err := w.writeNode(r); err != nil {
				return err
			}
		case end:
			if err := w.refuseOpen(r, sorts); err != nil {
				return err
			}
		default:
			left = append(left, r)
		}
	}
	w.pending, w.settled = left, len(left)
	based := w.based // families are joined when all of their documents are there
	w.based = nil
	for _, d := range based {
		if err := w.joinFamilies(d); err != nil {
			return err
		}
	}
	return nil
}

// consistent finds the greatest set of waiting records that refer only to each
// other and to what is there. sorts tells what each id of the set would be.
func (w *session) consistent() (good []bool, sorts map[string]bool, err error) {
	good = make([]bool, len(w.pending))
	for i := range good {
		good[i] = true
	}
	for {
		sorts = map[string]bool{} // true is a document
		for i := range w.pending {
			id := w.pending[i].record.ID()
			if _, taken := sorts[id]; good[i] && !taken {
				sorts[id] = w.pending[i].record.Document != nil
			}
		}
		removed := false
		for i := range w.pending {
			if !good[i] {
				continue
			}
			missing, _, err := w.missing(&w.pending[i], sorts)
			if err != nil {
				return nil, nil, err
			}
			if missing != "" {
				good[i], removed = false, true
			}
		}
		if !removed {
			return good, sorts, nil
		}
	}
}

// missing gives the first field of a document or entity that refers to nothing.
func (w *session) missing(r *waiting, sorts map[string]bool) (field, id string, err error) {
	r.record.References(func(f, ref string, document bool) bool {
		n, e := w.node(ref)
		is, comes := sorts[ref]
		if err = e; e == nil && (n != nil && (n.kind == 0) == document || n == nil && comes && is == document) {
			return true
		}
		field, id = f, ref
		return false
	})
	return field, id, err
}

// refuseOpen refuses a record that refers to nothing; what would be wrong with it
// anyhow is said first.
func (w *session) refuseOpen(r waiting, sorts map[string]bool) error {
	n, err := w.node(r.record.ID())
	if err != nil {
		return err
	}
	if _, _, ok, err := w.mergeNode(r, n); !ok {
		return err
	}
	field, id, err := w.missing(&r, sorts)
	if err != nil {
		return err
	}
	what := "document"
	if field == "document.outlet" {
		what = "entity"
	}
	return w.refuseOpenEnd(r, field, what, id)
}

func noSuch(what, id string) string {
	return fmt.Sprintf("there is no %s %q, neither stored nor in what was sent; correct the id, or add a record of it", what, id)
}

package embedded

import (
	"fmt"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// node is what must be known of an entity or document that something refers to.
type node struct {
	num     int64
	kind    graph.EntityKind // 0 is a document
	known   graph.Day        // of a document's claims; DayMax where it does not say
	counted bool             // in the receipt
	at      int              // from 1: place among what a first load has in memory
}

// node finds an entity or document; nil for an unknown id.
func (w *session) node(id string) (*node, error) {
	for i := range w.recent {
		if r := &w.recent[i]; r.node != nil && r.id == id {
			return r.node, nil
		}
	}
	n, err := w.findNode(id)
	if n != nil {
		w.recent[w.turn%len(w.recent)] = recent{id, n}
		w.turn++
	}
	return n, err
}

// recent is one of the nodes that were asked for last: a record is looked at several
// times, and a map of many ids answers from far memory each time.
type recent struct {
	id   string
	node *node
}

func (w *session) findNode(id string) (*node, error) {
	n, ok := w.nodes[id]
	if ok || w.virgin {
		return n, nil
	}
	err := w.c.each(w.ctx, "SELECT num, kind FROM entity WHERE id = ?", func(row []driverValue) error {
		n = &node{num: num(row[0]), kind: graph.EntityKind(num(row[1]))}
		return errStop
	}, id)
	if err == nil && n == nil {
		n, err = w.documentNode(id)
	}
	if err == nil {
		w.nodes[id] = n
	}
	return n, err
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

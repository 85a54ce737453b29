package embedded

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/pack"
	"dragoman/names"
)

// merged is an entity or document before and after a record of it.
type merged struct {
	oldEntity, entity     *graph.Entity
	oldDocument, document *graph.Document
}

// mergeNode merges a record with what is stored under its id. ok is false where
// that refused the record.
func (w *session) mergeNode(r waiting, n *node) (m merged, changed, ok bool, err error) {
	if r.record.Document != nil {
		return w.mergeDocument(r, n)
	}
	return w.mergeEntity(r, n)
}

func (w *session) writeNode(r waiting) error {
	n, err := w.node(r.record.ID())
	if err != nil {
		return err
	}
	m, changed, ok, err := w.mergeNode(r, n)
	switch {
	case err != nil || !ok || !changed:
		return err
	case m.document != nil:
		return w.writeDocument(n, m.oldDocument, m.document)
	}
	return w.writeEntity(n, m.oldEntity, m.entity)
}

func (w *session) mergeEntity(r waiting, n *node) (m merged, changed, ok bool, err error) {
	given := r.record.Entity
	if n != nil {
		if n.kind == 0 {
			return m, false, false, w.refuse(r, graph.Conflict, "entity.id", fmt.Sprintf("%q is the id of a document; entities and documents share ids, choose another", given.ID))
		}
		if n.kind != given.Kind {
			return m, false, false, w.refuse(r, graph.Conflict, "entity.kind", fmt.Sprintf("entity %q is a %s and cannot become a %s; give the other thing an id of its own", given.ID, n.kind, given.Kind))
		}
		if m.oldEntity, err = w.recordedEntity(given.ID, n); err != nil {
			return m, false, false, err
		}
	}
	m.entity, changed, err = graph.MergeEntity(m.oldEntity, given, w.batch.Replace)
	if err != nil {
		return m, false, false, w.refuseFor(r, "entity", err)
	}
	return m, changed, true, nil
}

func (w *session) writeEntity(n *node, old, e *graph.Entity) (err error) {
	if n == nil {
		if n, err = w.newNode("SELECT max(num) FROM entity", e.ID, e.Kind); err != nil {
			return err
		}
	}
	if w.first != nil {
		w.first.putEntity(n, e)
		if old == nil {
			for _, word := range tokensOf(e) {
				w.tokens = append(w.tokens, token{word, n.num})
			}
		}
		w.ahead.entity(n, e, old == nil)
		w.count(n, &w.receipt.Entities)
		return nil
	}
	var p pack.Packer
	if err := w.c.exec("INSERT INTO entity VALUES (?, ?, ?, ?) ON CONFLICT (num) DO UPDATE SET body = excluded.body", n.num, e.ID, int64(e.Kind), p.Entity(e)); err != nil {
		return err
	}
	if err := w.writeTokens(n.num, old, e); err != nil {
		return err
	}
	clear(w.named)
	w.ahead.entity(n, e, old == nil)
	w.touched.entity(e.ID)
	if old != nil && old.Named != e.Named {
		if err := w.touchSource(n.num); err != nil {
			return err
		}
	}
	w.count(n, &w.receipt.Entities)
	return nil
}

// newNode gives a new entity or document its number.
func (w *session) newNode(last, id string, kind graph.EntityKind) (*node, error) {
	num := w.lastNum + 1
	if w.virgin {
		w.lastNum = num
	} else {
		top, err := w.c.integer(last)
		if err != nil {
			return nil, err
		}
		num = top + 1
	}
	n := w.nodes.add(id)
	n.num, n.kind = num, kind
	return n, nil
}

func (w *session) count(n *node, in *int) {
	w.changed = true
	if !n.counted {
		n.counted = true
		*in++
	}
}

// writeTokens indexes the words of an entity's names. Words of names that were
// replaced go.
func (w *session) writeTokens(num int64, old, e *graph.Entity) error {
	was, is := tokensOf(old), tokensOf(e)
	if old == nil && w.virgin {
		for _, word := range is {
			w.tokens = append(w.tokens, token{word, num})
		}
		return nil
	}
	if err := w.flushTokens(); err != nil {
		return err
	}
	for _, word := range was {
		if !slices.Contains(is, word) {
			if err := w.c.exec("DELETE FROM token WHERE word = ? AND entity = ?", word, num); err != nil {
				return err
			}
		}
	}
	for _, word := range is {
		if !slices.Contains(was, word) {
			if err := w.c.exec(insertToken, word, num); err != nil {
				return err
			}
		}
	}
	return nil
}

// token is a row of the index of words.
type token struct {
	word   string
	entity int64
}

const insertToken = "INSERT INTO token VALUES (?, ?)"

var insertTokens = insertToken + strings.Repeat(", (?, ?)", rowsAtOnce-1)

// flushTokens writes the words of a first load in the order of the table.
func (w *session) flushTokens() error {
	slices.SortFunc(w.tokens, func(a, b token) int {
		return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.entity, b.entity))
	})
	for ts := range slices.Chunk(w.tokens, rowsAtOnce) {
		args := make([]driverValue, 0, 2*rowsAtOnce)
		for _, t := range ts {
			args = append(args, t.word, t.entity)
		}
		var err error
		if len(ts) == rowsAtOnce {
			err = w.c.execLater(insertTokens, args)
		} else {
			for i := 0; i < len(args) && err == nil; i += 2 {
				err = w.c.exec(insertToken, args[i:i+2]...)
			}
		}
		if err != nil {
			return err
		}
	}
	w.tokens = nil
	return nil
}

// tokensOf lists what an entity is found by: the folded words of its names; for
// a name without words "=" and its NFC form, which is no folded word.
func tokensOf(e *graph.Entity) []string {
	if e == nil {
		return nil
	}
	var words []string
	add := func(name string) {
		ws := names.Tokens(name)
		if ws == nil {
			ws = []string{"=" + names.NFC(name)}
		}
		words = append(words, ws...)
	}
	add(e.Name)
	for _, n := range e.Names {
		add(n.Text)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func (w *session) mergeDocument(r waiting, n *node) (m merged, changed, ok bool, err error) {
	given := r.record.Document
	if n != nil {
		if n.kind != 0 {
			return m, false, false, w.refuse(r, graph.Conflict, "document.id", fmt.Sprintf("%q is the id of an entity; entities and documents share ids, choose another", given.ID))
		}
		if m.oldDocument, err = w.rawDocument(given.ID, n); err != nil {
			return m, false, false, err
		}
	}
	m.document, changed, err = graph.MergeDocument(m.oldDocument, given, w.batch.Replace)
	if err != nil {
		return m, false, false, w.refuseFor(r, "document", err)
	}
	return m, changed, true, nil
}

// recordedEntity reads the record of an entity that is there.
func (w *session) recordedEntity(id string, n *node) (*graph.Entity, error) {
	if w.first != nil {
		return pack.OpenEntity(id, w.first.entities[n.at-1].body)
	}
	return w.rawEntity(id)
}

// rawDocument is recordedEntity for a document.
func (w *session) rawDocument(id string, n *node) (d *graph.Document, err error) {
	if w.first != nil {
		return pack.OpenDocument(id, w.first.documents[n.at-1].body)
	}
	err = w.c.each(w.ctx, "SELECT body FROM document WHERE id = ?", func(row []driverValue) (err error) {
		if d, err = pack.OpenDocument(id, blob(row[0])); err != nil {
			err = w.damaged("document "+id, err)
		}
		return err
	}, id)
	return d, err
}

func (w *session) writeDocument(n *node, old, d *graph.Document) (err error) {
	if n == nil {
		if n, err = w.newNode("SELECT max(num) FROM document", d.ID, 0); err != nil {
			return err
		}
	}
	n.known = knownOf(d)
	if w.first != nil {
		w.first.putDocument(n, d)
		if old != nil && knownOf(old) != n.known {
			if err := w.first.redate(n); err != nil {
				return err
			}
		}
		if len(d.BasedOn) > 0 {
			w.based = append(w.based, d)
		}
		w.ahead.document(n, d, old == nil)
		w.count(n, &w.receipt.Documents)
		return nil
	}
	var p pack.Packer
	err = w.c.exec("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (num) DO UPDATE SET day = excluded.day, outlet = excluded.outlet, body = excluded.body",
		n.num, d.ID, int64(graph.DocumentSortDay(d)), d.ID, d.Outlet, p.Document(d))
	if err != nil {
		return err
	}
	if old != nil && knownOf(old) != n.known {
		if err := w.facts.redate(w, n); err != nil {
			return err
		}
	}
	if len(d.BasedOn) > 0 {
		w.based = append(w.based, d)
	}
	delete(w.documents, d.ID)
	delete(w.familyOf, d.ID)
	w.ahead.document(n, d, old == nil)
	w.touched.document(d.ID)
	w.count(n, &w.receipt.Documents)
	return nil
}

// joinFamilies makes a document and what it is based on one family, named by the
// smallest id in it.
func (w *session) joinFamilies(d *graph.Document) error {
	for _, base := range d.BasedOn {
		if w.first != nil {
			w.first.joinFamilies(w.nodes.find(d.ID), w.nodes.find(base))
			continue
		}
		a, err := w.c.one("SELECT family FROM document WHERE id = ?", d.ID)
		if err != nil {
			return err
		}
		b, err := w.c.one("SELECT family FROM document WHERE id = ?", base)
		if err != nil {
			return err
		}
		keep, drop := min(str(a), str(b)), max(str(a), str(b))
		if keep == drop {
			continue
		}
		if err := w.c.exec("UPDATE document SET family = ? WHERE family = ?", keep, drop); err != nil {
			return err
		}
		clear(w.familyOf)
	}
	return nil
}

// touchSource notes everything said on the word of an entity, or by an outlet.
func (w *session) touchSource(entity int64) error {
	return w.c.each(w.ctx, "SELECT f.about FROM mention m JOIN fact f ON f.num = m.fact WHERE m.entity = ?", func(row []driverValue) error {
		w.touched.about(str(row[0]))
		return nil
	}, entity)
}

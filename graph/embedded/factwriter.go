package embedded

import (
	"cmp"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// factWriter stores claims. Into a store without any it writes in bulk: many
// rows a statement, known ids in memory, and, when it gets long, indexes made at
// the end, which is several times faster than keeping them up.
type factWriter struct {
	bulk     bool
	first    int64            // number of the last fact before the batch
	last     int64            // number of the last fact
	unsorted bool             // the indexes are gone
	claims   map[int64]uint32 // by key: number
	abouts   map[short]struct{}
	row      pack.Packer   // bodies of the rows that wait
	args     []driverValue // of the rows that wait
	spare    pack.Packer   // bodies of the rows that are being written
	mentions []mention
}

type mention struct{ entity, fact int64 }

const (
	rowsAtOnce  = 64
	factWidth   = 9    // columns
	indexesFrom = 4096 // facts from which indexes are made at the end
)

var (
	insertFact  = "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
	insertFacts = insertFact + strings.Repeat(", (?, ?, ?, ?, ?, ?, ?, ?, ?)", rowsAtOnce-1)

	insertMention  = "INSERT OR IGNORE INTO mention VALUES (?, ?)"
	insertMentions = insertMention + strings.Repeat(", (?, ?)", rowsAtOnce-1)
)

func (f *factWriter) prepare(c *conn) (err error) {
	f.last, err = c.integer("SELECT max(num) FROM fact")
	f.first = f.last
	if f.bulk = f.last == 0; f.bulk {
		f.claims, f.abouts = map[int64]uint32{}, map[short]struct{}{}
	}
	return err
}

// knows says whether claims about a raw id are stored.
func (f *factWriter) knows(w *session, about string) (bool, error) {
	if w.first != nil && f.bulk {
		return w.first.knows(shorten(about)), nil
	}
	if f.bulk {
		_, ok := f.abouts[shorten(about)]
		return ok, nil
	}
	n, err := w.c.integer("SELECT EXISTS (SELECT 1 FROM fact WHERE about_key = ? AND about = ?)", keyOf(about), about)
	return n == 1, err
}

// find gives a stored claim; nil where there is none.
func (f *factWriter) find(w *session, id string) (found *fact, err error) {
	if w.first != nil && f.bulk {
		if found, err = w.first.find(keyOf(id)); found != nil {
			err = sameClaim(found, id, err)
		}
		return found, err
	}
	query, args := factColumns+"WHERE id_key = ? AND id = ?", []driverValue{keyOf(id), id}
	if f.bulk {
		n, ok := f.claims[keyOf(id)]
		if !ok {
			return nil, nil
		}
		if err := f.flush(w.c); err != nil {
			return nil, err
		}
		query, args = factColumns+"WHERE num = ?", []driverValue{int64(n)}
	}
	err = w.c.each(w.ctx, query, func(row []driverValue) error {
		x, err := w.readFact(row)
		found = &x
		return err
	}, args...)
	if err == nil && found != nil {
		err = sameClaim(found, id, err)
	}
	return found, err
}

// sameClaim refuses a claim that was found by its number and has another id.
func sameClaim(found *fact, id string, err error) error {
	if err == nil && found.claim.ID != id {
		return graph.Errorf(graph.Internal, "claims %s and %s have the same digest; load one of them by itself", id, found.claim.ID)
	}
	return err
}

// put stores one claim, new or changed.
func (f *factWriter) put(w *session, st *statement, x *claimWrite) error {
	c := &x.claim
	doc := x.document
	if doc == nil {
		var err error
		if doc, err = w.node(c.Document); err != nil {
			return err
		}
	}
	known := doc.known
	if known == graph.DayMax {
		if day, ok := c.KnownDay(nil); ok {
			known = day
		}
	}
	w.changed = true
	if x.old == nil || x.old.num <= f.first { // not one that this batch brought
		w.once(c.ID, &w.receipt.Claims)
	}
	if x.old != nil {
		return f.replace(w, x, doc.num, known)
	}
	f.last++
	if err := f.mention(w, c, f.last); err != nil {
		return err
	}
	if w.first != nil && f.bulk {
		return w.first.put(f.last, c, st.about, st.identity, doc.num, known)
	}
	body := f.row.Claim(c, st.about, st.identity)
	if !f.bulk {
		f.row.B = f.row.B[:0]
		return w.c.exec(insertFact, f.last, keyOf(c.ID), c.ID, keyOf(st.about), st.about, doc.num, int64(known), int64(c.Stance), body)
	}
	key := keyOf(c.ID)
	f.claims[key], f.abouts[shorten(st.about)] = uint32(f.last), struct{}{}
	f.args = append(f.args, f.last, key, c.ID, keyOf(st.about), st.about, doc.num, int64(known), int64(c.Stance), body)
	if len(f.args) < rowsAtOnce*factWidth {
		return nil
	}
	if err := f.flush(w.c); err != nil {
		return err
	}
	if f.last >= indexesFrom && !f.unsorted {
		f.unsorted = true
		return w.c.exec(dropFactIndexes)
	}
	return nil
}

func (f *factWriter) replace(w *session, x *claimWrite, document int64, known graph.Day) error {
	if err := f.flush(w.c); err != nil {
		return err
	}
	if err := f.mention(w, &x.claim, x.old.num); err != nil {
		return err
	}
	w.ahead.abandon()
	if w.first != nil && f.bulk {
		changed := factChange{fact: *x.old, document: document, known: known}
		changed.claim = x.claim
		w.first.changed[x.old.num] = &changed
		w.first.marks.change(x.old.num)
		return nil
	}
	w.touched.about(x.old.about)
	var p pack.Packer
	body := p.Claim(&x.claim, x.old.about, x.old.identity)
	return w.c.exec("UPDATE fact SET document = ?, known = ?, stance = ?, body = ? WHERE num = ?", document, int64(known), int64(x.claim.Stance), body, x.old.num)
}

// mention notes the sources of a claim, so that what was said on their word is
// found. One that was replaced stays noted: who reads looks at the claim itself.
func (f *factWriter) mention(w *session, c *graph.Claim, num int64) error {
	for _, s := range c.Sources {
		if s.Entity == "" {
			continue
		}
		n, err := w.node(s.Entity)
		if err != nil {
			return err
		}
		if f.bulk {
			f.mentions = append(f.mentions, mention{n.num, num})
		} else if err := w.c.exec(insertMention, n.num, num); err != nil {
			return err
		}
	}
	return nil
}

// flush writes the rows that wait; a whole lot of them by itself.
func (f *factWriter) flush(c *conn) (err error) {
	if len(f.args) == rowsAtOnce*factWidth {
		err = c.execLater(insertFacts, f.args)
	} else {
		for i := 0; i < len(f.args) && err == nil; i += factWidth {
			err = c.exec(insertFact, f.args[i:i+factWidth]...)
		}
	}
	clear(f.args)
	f.args = f.args[:0]
	f.row, f.spare = pack.Packer{B: f.spare.B[:0]}, f.row // whoever used the spare one is done: the connection was waited for
	return err
}

// writeMentions writes in the order of the table.
func (f *factWriter) writeMentions(c *conn) error {
	slices.SortFunc(f.mentions, func(a, b mention) int {
		return cmp.Or(cmp.Compare(a.entity, b.entity), cmp.Compare(a.fact, b.fact))
	})
	var args []driverValue
	for ms := range slices.Chunk(f.mentions, rowsAtOnce) {
		args = args[:0]
		for _, m := range ms {
			args = append(args, m.entity, m.fact)
		}
		if len(ms) == rowsAtOnce {
			if err := c.exec(insertMentions, args...); err != nil {
				return err
			}
			continue
		}
		for _, m := range ms {
			if err := c.exec(insertMention, m.entity, m.fact); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish ends a bulk load; later claims of the same batch are written singly.
func (f *factWriter) finish(w *session) error {
	if !f.bulk {
		return nil
	}
	if err := f.flush(w.c); err != nil {
		return err
	}
	if f.unsorted {
		if err := w.c.execContext(w.ctx, factIndexes); err != nil {
			return err
		}
	}
	if err := f.writeMentions(w.c); err != nil {
		return err
	}
	f.bulk, f.claims, f.abouts, f.mentions = false, nil, nil, nil
	return nil
}

// redate computes anew from when the claims of a document are known.
func (f *factWriter) redate(w *session, doc *node) error {
	if err := f.flush(w.c); err != nil {
		return err
	}
	var of []fact
	err := w.c.each(w.ctx, factColumns+"WHERE document = ?", func(row []driverValue) error {
		x, err := w.readFact(row)
		of = append(of, x)
		return err
	}, doc.num)
	if err != nil {
		return err
	}
	for _, x := range of {
		known := doc.known
		if day, ok := x.claim.KnownDay(nil); ok && known == graph.DayMax {
			known = day
		}
		if err := w.c.exec("UPDATE fact SET known = ? WHERE num = ?", int64(known), x.num); err != nil {
			return err
		}
	}
	return nil
}

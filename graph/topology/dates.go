package topology

import (
	"strings"

	"dragoman/graph"
)

// dateRow is a date as far as comparing it needs: what a search reads. Row 0 is
// no date at all. An undated one, be it that words were written, has no bounds.
type dateRow struct {
	span            graph.Span
	dated, inferred bool
	gaps            *graph.EDTF // nil where the span tells all
}

// newDate is a date of the overlay.
type newDate struct {
	dateRow
	written [1]graph.When
}

// dateKey is what makes two dates the same row: all that is written.
type dateKey struct{ text, edtf, resolved, basis string }

func keyOf(d *graph.Date) dateKey {
	return dateKey{d.Text, d.EDTF.String(), d.Resolved.String(), d.Basis}
}

var unbounded = graph.Span{StartEarliest: graph.DayMin, StartLatest: graph.DayMax, EndEarliest: graph.DayMin, EndLatest: graph.DayMax}

// rowOf makes the row of a date.
func rowOf(w *graph.When) dateRow {
	if !w.Dated {
		return dateRow{span: unbounded}
	}
	e := w.EDTF
	if w.Inferred() {
		e = w.Resolved
	}
	r := dateRow{span: w.Span, dated: true, inferred: w.Inferred()}
	if rs := e.Readings(); len(rs) != 1 || rs[0] != w.Span {
		r.gaps = &e
	}
	return r
}

// parse makes the date that the key is of.
func (k *dateKey) parse() (w graph.When, err error) {
	d := graph.Date{Text: k.text, Basis: k.basis}
	if d.EDTF, err = graph.ParseEDTF(k.edtf); err == nil {
		d.Resolved, err = graph.ParseEDTF(k.resolved)
	}
	return graph.WhenOf(d), err
}

// keep gives the key and the date in memory of their own: who fed them may use
// again what they point into.
func keep(d *graph.Date) (dateKey, graph.When) {
	k := keyOf(d)
	for _, s := range []*string{&k.text, &k.edtf, &k.resolved, &k.basis} {
		*s = strings.Clone(*s)
	}
	w, err := k.parse()
	if err != nil { // no EDTF comes about but by parsing
		w = graph.WhenOf(*d)
	}
	return k, w
}

// date reads a row of the table of dates, of base or overlay.
func (g *Graph) date(i uint32) *dateRow {
	if int(i) < len(g.base.dates) {
		return &g.base.dates[i]
	}
	return &g.dates.get(i).dateRow
}

// written gives a date as it was written, in a list of one that answers share.
func (g *Graph) written(i uint32) []graph.When {
	if int(i) < len(g.base.written) {
		return g.base.written[i : i+1 : i+1]
	}
	return g.dates.get(i).written[:]
}

// date numbers a date of what a base is built from.
func (t *tables) date(d *graph.Date) uint32 {
	if d.IsZero() {
		return 0
	}
	if n, ok := t.dateNo[keyOf(d)]; ok {
		return n
	}
	k, w := keep(d)
	n := uint32(len(t.dates))
	t.dates, t.written = append(t.dates, rowOf(&w)), append(t.written, w)
	t.dateNo[k] = n
	return n
}

// dateOrdinal numbers a date of a change.
func (w *writer) dateOrdinal(d *graph.Date) uint32 {
	if d.IsZero() {
		return 0
	}
	if n, ok := w.dateNo[keyOf(d)]; ok {
		return n
	}
	k, when := keep(d)
	n := uint32(w.g.nDates)
	w.g.dates = w.g.dates.set(n, &newDate{rowOf(&when), [1]graph.When{when}})
	w.g.nDates++
	if w.dateNo == nil {
		w.dateNo = map[dateKey]uint32{}
	}
	w.dateNo[k] = n
	return n
}

// dates keeps of each date the four texts that it consists of.
func (f *file) dates(b *base) {
	const parts = 4
	texts := idTable{off: []uint32{0}}
	if f.w != nil {
		var all []string
		for i := range b.written {
			k := keyOf(&b.written[i].Date)
			all = append(all, k.text, k.edtf, k.resolved, k.basis)
		}
		texts = newIDTable(all)
	} else {
		texts.off = nil
	}
	f.table(&texts)
	if f.w != nil || f.err != nil {
		return
	}
	n := texts.len()
	if !texts.sound(n) || n%parts != 0 {
		f.fail("the table of dates is damaged")
		return
	}
	b.dates, b.written = make([]dateRow, n/parts), make([]graph.When, n/parts)
	for i := range b.dates {
		at := uint32(i * parts)
		k := dateKey{texts.at(at), texts.at(at + 1), texts.at(at + 2), texts.at(at + 3)}
		w, err := k.parse()
		if err != nil {
			f.fail("a date is damaged")
			return
		}
		b.dates[i], b.written[i] = rowOf(&w), w
	}
}

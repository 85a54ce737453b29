package topology

import (
	"encoding/binary"

	"dragoman/graph"
)

// dateKey is what makes two dates the same row.
type dateKey struct {
	edtf     string
	inferred bool
}

// rowOf makes the row of a date; ok is false for an undated one.
func rowOf(d graph.Date) (r dateRow, key dateKey, ok bool) {
	span, ok := d.Span()
	if !ok {
		return r, key, false
	}
	e := d.EDTF
	if d.Inferred() {
		e = d.Resolved
	}
	r = dateRow{span: span, inferred: d.Inferred()}
	if rs := e.Readings(); len(rs) != 1 || rs[0] != span {
		r.gaps = &e
	}
	return r, dateKey{e.String(), r.inferred}, true
}

// tables number what repeats while a base is built: dates, chains of sources,
// keys of relations.
type tables struct {
	dates    []dateRow
	dateNo   map[dateKey]uint32
	chainOff []uint32
	links    []uint32
	chainNo  map[string]uint32
	keys     []string
	keyNo    map[string]uint32
	scratch  []byte
}

func newTables() *tables {
	return &tables{
		dates: make([]dateRow, 1), dateNo: map[dateKey]uint32{},
		chainOff: []uint32{0, 0}, chainNo: map[string]uint32{"": 0},
		keys: []string{""}, keyNo: map[string]uint32{"": 0},
	}
}

func (t *tables) date(d graph.Date) uint32 {
	e := d.EDTF
	if d.Inferred() {
		e = d.Resolved
	}
	if e.IsZero() {
		return 0
	}
	if n, ok := t.dateNo[dateKey{e.String(), d.Inferred()}]; ok {
		return n
	}
	row, key, ok := rowOf(d)
	if !ok {
		return 0
	}
	return t.addDate(row, key)
}

func (t *tables) addDate(row dateRow, key dateKey) uint32 {
	n := uint32(len(t.dates))
	t.dates = append(t.dates, row)
	t.dateNo[key] = n
	return n
}

func (t *tables) chain(links []uint32) uint32 {
	if len(links) == 0 {
		return 0
	}
	t.scratch = t.scratch[:0]
	for _, l := range links {
		t.scratch = binary.LittleEndian.AppendUint32(t.scratch, l)
	}
	if n, ok := t.chainNo[string(t.scratch)]; ok {
		return n
	}
	n := uint32(len(t.chainOff) - 1)
	t.links = append(t.links, links...)
	t.chainOff = append(t.chainOff, uint32(len(t.links)))
	t.chainNo[string(t.scratch)] = n
	return n
}

func (t *tables) key(s string) uint32 {
	if s == "" {
		return 0
	}
	if n, ok := t.keyNo[s]; ok {
		return n
	}
	n := uint32(len(t.keys))
	// The producer may reuse what s points into.
	s = string(append([]byte(nil), s...))
	t.keys = append(t.keys, s)
	t.keyNo[s] = n
	return n
}

package mapping

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"dragoman/graph"
)

// MaxJoined bounds what is held of the files that are joined to the main one, in
// bytes of their cells.
const MaxJoined = 256 << 20

// held is a joined file in memory.
type held struct {
	rows map[string]*belonging // by the column of the join
	bad  []*graph.RecordError  // rows that cannot be read
}

// belonging are the rows that belong to one row of the main file.
type belonging struct {
	rows []any // of map[string]any
	line int   // of the first
	used bool
}

// hold reads the joined files, once for all readings.
func (l *Load) hold() error {
	if l.held != nil {
		for _, h := range l.held {
			for _, b := range h.rows {
				b.used = false
			}
		}
		return nil
	}
	size := 0
	for _, s := range l.m.sources {
		if s.join == "" {
			continue
		}
		h, err := l.holdOne(s, l.joined[s.number], &size)
		if err != nil {
			l.held = nil
			return err
		}
		l.held = append(l.held, h)
	}
	return nil
}

func (l *Load) holdOne(s *source, from Input, size *int) (*held, error) {
	in, err := from.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	rows, err := s.form.open(from.Name, in)
	if err != nil {
		return nil, err
	}
	h := &held{rows: map[string]*belonging{}}
	columns := rows.columns()
	for row, err := range rows.all() {
		if bad := (*graph.RecordError)(nil); errors.As(err, &bad) {
			h.bad = append(h.bad, bad)
			continue
		}
		if err != nil {
			return nil, err
		}
		object := row.object
		if columns != nil {
			object = make(map[string]any, len(columns))
			for i, name := range columns {
				object[name] = row.cell(i)
				*size += len(row.cell(i))
			}
		} else {
			*size += sizeOf(object)
		}
		if *size > MaxJoined {
			return nil, &graph.Error{Code: graph.Limit, Limit: MaxJoined, Message: fmt.Sprintf("%s:%d: the files that are joined to %s hold more than %d MiB; split them", from.Name, row.line, l.Name, MaxJoined>>20)}
		}
		key, err := textOf(object[s.join])
		if _, there := object[s.join]; !there || err != nil || key == "" {
			h.bad = append(h.bad, &graph.RecordError{File: from.Name, Line: row.line, Code: graph.Invalid, Reason: fmt.Sprintf("has no single value in column %s, by which the row is joined (mapping key %s.join, %s)", s.join, s.at.key, s.at)})
			continue
		}
		b := h.rows[key]
		if b == nil {
			b = &belonging{line: row.line}
			h.rows[key] = b
		}
		b.rows = append(b.rows, object)
	}
	return h, nil
}

// sizeOf is about how many bytes of text a JSON value holds.
func sizeOf(v any) (n int) {
	switch x := v.(type) {
	case string:
		return len(x)
	case []any:
		for _, item := range x {
			n += sizeOf(item)
		}
	case map[string]any:
		for key, item := range x {
			n += len(key) + sizeOf(item)
		}
	}
	return n + 8
}

// joinTo gives a row those that belong to it.
func (r *run) joinTo(s *scope) *fault {
	if len(r.load.held) == 0 {
		return nil
	}
	s.row.joined = s.row.joined[:0]
	for _, source := range r.m.sources {
		if source.join == "" {
			continue
		}
		v := s.row.value(r.slots[source.toSlot], source.to)
		key, err := textOf(v)
		if err != nil {
			return faultAt(source.at, "%s %s", source.to, err)
		}
		var rows []any
		if b := r.load.held[source.number].rows[key]; b != nil {
			b.used = true
			rows = b.rows
		}
		s.row.joined = append(s.row.joined, rows)
	}
	return nil
}

// leftOver tells of joined rows that cannot be read or belong to no row. false
// where it was stopped.
func (r *run) leftOver() bool {
	for _, source := range r.m.sources {
		if source.join == "" {
			continue
		}
		h, from := r.load.held[source.number], r.load.joined[source.number]
		bad := h.bad
		for key, b := range h.rows {
			if !b.used {
				bad = append(bad[:len(bad):len(bad)], &graph.RecordError{File: from.Name, Line: b.line, Code: graph.Invalid, Reason: fmt.Sprintf("%s %q is in no row of %s (column %s; mapping key %s.join, %s)", source.join, key, r.load.Name, source.to, source.at.key, source.at)})
			}
		}
		slices.SortStableFunc(bad, func(a, b *graph.RecordError) int { return cmp.Compare(a.Line, b.Line) })
		for _, e := range bad {
			r.load.tally.Refused++
			if !r.yield(graph.Record{}, e) {
				return false
			}
		}
	}
	return true
}

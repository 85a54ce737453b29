package mapping

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"dragoman/graph"
)

// Explain adds to what a store refused of this load, by its line, the column of
// the file and the key of the mapping. It reads the file once more, as far as it
// needs to.
func (l *Load) Explain(refused []graph.Refusal) {
	b := &blame{at: map[int][]*suspect{}}
	for i := range refused {
		if r := &refused[i]; r.File == l.Name && r.Line > 0 && !strings.Contains(r.Reason, "(mapping key") {
			b.at[r.Line] = append(b.at[r.Line], &suspect{refusal: r})
			b.last = max(b.last, r.Line)
		}
	}
	if len(b.at) == 0 {
		return
	}
	tally := l.Tally()
	for r := range l.records(b) {
		if r.Line > b.last {
			break
		}
	}
	l.whole = &tally
	for _, suspects := range b.at {
		for _, s := range suspects {
			s.tell()
		}
	}
}

// blame looks in a reading for the rules by which refused records were made.
type blame struct {
	at   map[int][]*suspect // by line
	last int
}

// suspect is a refusal and the keys that may be behind it.
type suspect struct {
	refusal *graph.Refusal
	keys    []string
	places  []place
	column  int
}

// compare asks whether a record may be one of those that were refused: of the same
// line and sort and, where an id was unknown, with that id.
func (b *blame) compare(r *run, row *row, rule *rule, rec *graph.Record) {
	suspects := b.at[rec.Line]
	if len(suspects) == 0 || row == nil {
		return
	}
	line := graph.AppendRecord(nil, rec, graph.EncodeOptions{})
	for _, s := range suspects {
		sort, _, _ := strings.Cut(s.refusal.Field, ".")
		if sort != rule.sort || s.refusal.Absent != "" && !bytes.Contains(line, fmt.Appendf(nil, "%q", s.refusal.Absent)) {
			continue
		}
		at, t := rule.behind(s.refusal.Field)
		if slices.Contains(s.keys, at.key) {
			continue
		}
		s.keys, s.places = append(s.keys, at.key), append(s.places, at)
		if i := slices.Index(r.m.columnNames, r.m.columnOf(t)); i >= 0 && r.slots[i] >= 0 {
			_, s.column = row.place(r.slots[i])
		}
	}
}

func (s *suspect) tell() {
	switch len(s.keys) {
	case 0:
	case 1:
		s.refusal.Reason += fmt.Sprintf(" (mapping key %s, %s)", s.keys[0], s.places[0])
		s.refusal.Column = max(s.refusal.Column, s.column)
	default:
		s.refusal.Reason += fmt.Sprintf(" (mapping keys %s, %s)", strings.Join(s.keys, " or "), s.places[0])
	}
}

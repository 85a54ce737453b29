package mapping

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"dragoman/graph"
)

// Input is a file to be read.
type Input struct {
	Name string // for messages, and to tell by which source it is read
	Open func() (io.ReadCloser, error)
}

// Load is one main file, with those that are joined to it, on its way into
// records. It is for one goroutine.
type Load struct {
	Input

	m         *Mapping
	constants []any
	joined    []Input // by source number
	held      []*held // what they hold; nil before the first reading
	tally     Tally   // of the reading that goes on
	whole     *Tally  // of the last one that came to its end
}

// Tally counts what a reading of a file gave.
type Tally struct {
	Rows       int // header aside
	Skipped    []Skipped
	Documents  int // records given out; one that is the same as one shortly before is given out once
	Entities   int
	Relations  int
	Attributes int
	Refused    int // rows and records that are bad
}

// Skipped counts the rows that the mapping does not want for one reason.
type Skipped struct {
	Reason string
	Rows   int
}

// Records is how many records were given out.
func (t *Tally) Records() int { return t.Documents + t.Entities + t.Relations + t.Attributes }

// Plan tells which files a mapping reads together. A mapping of one source reads
// each file for itself; one of several reads each of its sources from one file,
// found by match in the name, so the files make one load. set replaces values of
// constants. What does not fit is INVALID.
func (m *Mapping) Plan(inputs []Input, set map[string]string) ([]*Load, error) {
	constants, err := m.constants(set)
	if err != nil {
		return nil, err
	}
	if len(m.sources) == 1 {
		var out []*Load
		for _, in := range inputs {
			out = append(out, &Load{Input: in, m: m, constants: constants})
		}
		return out, nil
	}
	found := map[*source]Input{}
	for _, in := range inputs {
		s, err := m.sourceOf(in.Name)
		if err != nil {
			return nil, err
		}
		if other, twice := found[s]; twice {
			return nil, graph.Errorf(graph.Invalid, "%s and %s are both read as %s by %s; load them one after the other, each with the files that belong to it", other.Name, in.Name, s.name, m.Name)
		}
		found[s] = in
	}
	l := &Load{m: m, constants: constants}
	for _, s := range m.sources {
		in, ok := found[s]
		switch {
		case !ok:
			return nil, graph.Errorf(graph.Invalid, "%s also reads a file %s (%s), which is missing; name it with the others", m.Name, s.name, strings.Join(s.match, " or "))
		case s == m.main:
			l.Input = in
		default:
			l.joined = append(l.joined, in)
		}
	}
	return []*Load{l}, nil
}

// sourceOf finds the one source that reads a file of the name.
func (m *Mapping) sourceOf(name string) (*source, error) {
	base := path.Base(filepath.ToSlash(name))
	var out *source
	for _, s := range m.sources {
		for _, pattern := range s.match {
			if ok, _ := path.Match(pattern, base); !ok || out == s {
				continue
			}
			if out != nil {
				return nil, graph.Errorf(graph.Invalid, "%s may be %s or %s of %s; rename it, or make match in the mapping stricter", name, out.name, s.name, m.Name)
			}
			out = s
		}
	}
	if out == nil {
		var known []string
		for _, s := range m.sources {
			known = append(known, s.name+" ("+strings.Join(s.match, " or ")+")")
		}
		return nil, graph.Errorf(graph.Invalid, "%s is none of the files of %s: %s; rename it, or change match in the mapping", name, m.Name, strings.Join(known, ", "))
	}
	return out, nil
}

// Tally is that of the last reading that came to its end; without one, that of the
// last as far as it came.
func (l *Load) Tally() Tally {
	t := l.tally
	if l.whole != nil {
		t = *l.whole
	}
	t.Skipped = slices.Clone(t.Skipped)
	return t
}

// Records reads the files from their beginning. Its errors are those of
// [graph.DecodeRecords]: a *[graph.RecordError] for a bad row or record, after
// which reading goes on, with the place in the file and, where the mapping has a
// part in it, its key; any other ends it.
func (l *Load) Records() iter.Seq2[graph.Record, error] {
	return l.records(nil)
}

func (l *Load) records(looksFor *blame) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		l.tally = Tally{}
		for _, s := range l.m.skips {
			l.tally.Skipped = append(l.tally.Skipped, Skipped{Reason: s.because})
		}
		if err := l.hold(); err != nil {
			yield(graph.Record{}, err)
			return
		}
		in, err := l.Open()
		if err != nil {
			yield(graph.Record{}, err)
			return
		}
		defer func() { _ = in.Close() }() // it was only read
		rows, err := l.m.main.form.open(l.Name, in)
		if err != nil {
			yield(graph.Record{}, err)
			return
		}
		r := &run{m: l.m, load: l, rows: rows, constants: l.constants, yield: yield, seen: new([recent][sha256.Size]byte), blame: looksFor}
		if err := r.bind(); err != nil {
			yield(graph.Record{}, err)
			return
		}
		if r.all() {
			whole := l.tally
			l.whole = &whole
		}
	}
}

// run is one reading.
type run struct {
	m         *Mapping
	load      *Load
	rows      rows
	slots     []int // by slot of the mapping's columns
	constants []any
	yield     func(graph.Record, error) bool
	seen      *[recent][sha256.Size]byte
	line      []byte
	blame     *blame // of a reading that looks for what a store refused
}

// recent is how many records are remembered, so that one that many rows say is not
// sent for each of them: 2 MiB of sums.
const recent = 1 << 16

// bind finds the columns that the mapping reads.
func (r *run) bind() error {
	columns := r.rows.columns()
	var faults []*fault
	for i, name := range r.m.columnNames {
		at := slices.Index(columns, name)
		switch s := r.m.joined(name); {
		case s != nil:
			at = joinedSlot(s.number)
		case columns == nil:
			at = byName
		case at < 0:
			faults = append(faults, r.m.missing(i, columns, r.load.Name))
		}
		r.slots = append(r.slots, at)
	}
	if len(faults) == 0 {
		return nil
	}
	if len(columns) == 1 {
		if other := separatorIn(columns[0]); other != "" {
			return graph.Errorf(graph.Invalid, "%s:1: is read as one column, %s, since %q separates the cells; if another sign does, say separator: %s in the mapping (source)", r.load.Name, shortened(columns[0]), r.m.main.form.named(r.load.Name).separator, other)
		}
	}
	return refuseColumns(faults, columns, r.load.Name)
}

// separatorIn guesses which sign a line was meant to be cut at, as a mapping writes
// it; "" for none.
func separatorIn(line string) string {
	most, out := 0, ""
	for _, s := range [][2]string{{"\t", "tab"}, {";", `";"`}, {",", `","`}, {"|", `"|"`}} {
		if n := strings.Count(line, s[0]); n > most {
			most, out = n, s[1]
		}
	}
	return out
}

// shortened quotes a text that may be long.
func shortened(s string) string {
	const enough = 60
	if signs := []rune(s); len(signs) > enough {
		return strconv.Quote(string(signs[:enough])) + " …"
	}
	return strconv.Quote(s)
}

// maxColumns is how many columns a message lists, maxMissing how many of those that
// are not there.
const (
	maxColumns = 12
	maxMissing = 3
)

// refuseColumns makes one error of columns that are not there; what is there is
// said once.
func refuseColumns(faults []*fault, columns []string, name string) error {
	inOrder(faults)
	there := strings.Join(columns[:min(len(columns), maxColumns)], ", ")
	if n := len(columns) - maxColumns; n > 0 {
		there += fmt.Sprintf(" and %d more", n)
	}
	text := faults[0].Error() + "; it has " + there
	for _, f := range faults[1:min(len(faults), maxMissing)] {
		text += "\n" + f.Error()
	}
	if n := len(faults) - maxMissing; n > 0 {
		text += fmt.Sprintf("\nand %d more names that are no columns of %s; is it the right mapping?", n, name)
	}
	return &graph.Error{Code: graph.Invalid, Field: faults[0].at.key, Message: text}
}

// all reads everything; false where it was stopped.
func (r *run) all() bool {
	first := &scope{run: r, lets: make([]letValue, len(r.m.lets))}
	if !r.apply(first, r.m.once) {
		return false
	}
	s := &scope{run: r, lets: make([]letValue, len(r.m.lets))}
	for row, err := range r.rows.all() {
		r.load.tally.Rows++
		if err != nil {
			r.load.tally.Refused++
			if !r.yield(graph.Record{}, err) || !errors.As(err, new(*graph.RecordError)) {
				return false
			}
			continue
		}
		s.row = row
		clear(s.lets)
		if !r.one(s) {
			return false
		}
	}
	return r.leftOver()
}

// one makes the records of a row. false ends the reading.
func (r *run) one(s *scope) bool {
	if err := r.joinTo(s); err != nil {
		return r.refuse(s.row, err)
	}
	for i := range r.m.skips {
		ok, err := s.holds(r.m.skips[i].when)
		if err != nil {
			return r.refuse(s.row, err)
		}
		if ok {
			r.load.tally.Skipped[i].Rows++
			return true
		}
	}
	return r.apply(s, r.m.rules)
}

func (r *run) apply(s *scope, rules []*rule) bool {
	for _, rule := range rules {
		goOn, err := s.each(rule.loops, func() (bool, *fault) {
			if rule.when != nil {
				if ok, err := s.holds(rule.when); err != nil || !ok {
					return true, err
				}
			}
			b := build{scope: s, rule: rule}
			rec, err := b.record()
			if err != nil {
				return r.refuse(s.row, err), nil
			}
			if rec != nil && r.blame != nil {
				r.blame.compare(r, s.row, rule, rec)
			}
			return rec == nil || r.give(rec), nil
		})
		if err != nil {
			goOn = r.refuse(s.row, err)
		}
		if !goOn {
			return false
		}
	}
	return true
}

// each goes through loops, the first outermost; without any, do is called once.
// false ends it.
func (s *scope) each(loops []loop, do func() (bool, *fault)) (bool, *fault) {
	if len(loops) == 0 {
		return do()
	}
	l := &loops[0]
	lists := make([][]variable, len(l.values))
	longest := 0
	for i := range l.values {
		v, err := s.value(&l.values[i], l.at)
		if err != nil {
			return true, err
		}
		lists[i] = items(v)
		longest = max(longest, len(lists[i]))
	}
	depth := len(s.variables)
	defer func() { s.variables = s.variables[:depth] }()
	for step := range longest {
		s.variables = s.variables[:depth]
		for _, list := range lists {
			v := variable{}
			if step < len(list) {
				v = list[step]
			}
			s.variables = append(s.variables, v)
		}
		if goOn, err := s.each(loops[1:], do); err != nil || !goOn {
			return goOn, err
		}
	}
	return true, nil
}

// give hands a record out, unless the same was handed out shortly before.
func (r *run) give(rec *graph.Record) bool {
	r.line = graph.AppendRecord(r.line[:0], rec, graph.EncodeOptions{Audit: true})
	sum := sha256.Sum256(r.line)
	old := &r.seen[int(sum[0])<<8|int(sum[1])]
	if *old == sum {
		return true
	}
	*old = sum
	t := &r.load.tally
	switch {
	case rec.Document != nil:
		t.Documents++
	case rec.Entity != nil:
		t.Entities++
	case rec.Relation != nil:
		t.Relations++
	default:
		t.Attributes++
	}
	return r.yield(*rec, nil)
}

// refuse tells of a row or record that is bad: where in the file, and by which key
// of the mapping.
func (r *run) refuse(row *row, f *fault) bool {
	r.load.tally.Refused++
	bad := &graph.RecordError{File: r.load.Name, Field: f.field, Code: f.code, Reason: fmt.Sprintf("%s (mapping key %s, %s)", f.reason, f.at.key, f.at)}
	if row != nil {
		column := -1
		if i := slices.Index(r.m.columnNames, f.column); i >= 0 {
			column = r.slots[i]
		}
		bad.Line, bad.Column = row.place(column)
	}
	return r.yield(graph.Record{}, bad)
}

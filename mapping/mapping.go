package mapping

import (
	"bytes"
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/records"
)

// Mapping is a description of how rows become records. It does not change and may
// be used by several loads at once.
type Mapping struct {
	Name  string // of its file, for messages
	About string // what it is for, in the words of its author

	constantNames []string
	constantTexts []string
	constantSlot  map[string]int
	tables        map[string]*table
	tableNames    []string
	sources       []*source
	main          *source
	columnNames   []string // that are read
	columnPlaces  []place  // where first
	lets          []let
	skips         []skip
	once, rules   []*rule
}

// source is one file that a mapping reads.
type source struct {
	name   string
	at     place
	match  []string // patterns of names of files
	form   form
	join   string // its column whose value is that of to in a row of the main file; empty for the main one
	to     string
	toSlot int // in columnNames
	number int // among the joined ones
}

// let is a value that is computed once for a row and named.
type let struct {
	name  string
	value *template
}

// skip is a sort of row that the mapping does not want.
type skip struct {
	when    condition
	because string
}

// Parse reads a mapping. name says what it is, for messages; files is the folder
// that it lies in, where its tables are, nil for none. What is wrong is INVALID,
// with file:line:column, the key and how to mend it, a line for each of the first
// ten faults.
func Parse(name string, text []byte, files fs.FS) (*Mapping, error) {
	if _, err := records.Unpack(name, bytes.NewReader(text)); err != nil {
		return nil, err // no text at all
	}
	r := &reader{file: name}
	m := &Mapping{Name: name, constantSlot: map[string]int{}, tables: map[string]*table{}}
	if top, ok := r.parse(text); ok {
		m.read(top, files)
	}
	if err := refuse(r.faults); err != nil {
		return nil, err
	}
	return m, nil
}

// version is that of the format of mappings.
const version = "1"

func (m *Mapping) read(top node, files fs.FS) {
	f := top.fields("mapping", "about", "source", "sources", "constants", "tables", "let", "skip", "claim", "once", "rules")
	v, ok := f["mapping"]
	switch {
	case !ok:
		top.fail("does not say which version of the format it is in; it starts with \"mapping: %s\"", version)
	case v.text() != version:
		v.fail("is version %s; this program reads version %s", v.text(), version)
	}
	if n, ok := f["about"]; ok {
		m.About = n.text()
	}
	m.readConstants(f["constants"])
	m.readTables(f["tables"], files)
	m.readSources(top, f)
	names := scopeNames{m: m}
	for _, p := range f["let"].pairs() {
		if _, twice := m.constantSlot[p.name]; twice {
			p.keyNode.fail("%s is a constant already; take another name", p.name)
		}
		m.lets = append(m.lets, let{p.name, p.template(names)})
	}
	for _, n := range f["skip"].list() {
		sf := n.fields("if", "because")
		s := skip{because: "not wanted"}
		if when, ok := sf["if"]; ok {
			s.when = when.condition(names)
		} else {
			n.fail("needs an if: which rows are not wanted")
		}
		if because, ok := sf["because"]; ok {
			s.because = because.text()
		} else {
			n.fail("needs a because: why these rows are not wanted, which is told after the load")
		}
		m.skips = append(m.skips, s)
	}
	d := defaults{claim: f["claim"]}
	if f["claim"].r != nil {
		f["claim"].fields(claimKeys...)
	}
	m.once = m.readRules(f["once"], scopeNames{m: m, once: true}, d)
	m.rules = m.readRules(f["rules"], names, d)
	if len(m.rules) == 0 && len(top.r.faults) == 0 {
		top.fail("has no rules, so it makes no records")
	}
	m.checkColumns(top)
}

func (m *Mapping) readConstants(n node) {
	for _, p := range n.pairs() {
		m.constantSlot[p.name] = len(m.constantNames)
		m.constantNames = append(m.constantNames, p.name)
		m.constantTexts = append(m.constantTexts, p.text())
	}
}

var sourceKeys = []string{"format", "separator", "quotes", "header", "columns", "empty", "items"}

func (m *Mapping) readSources(top node, f map[string]node) {
	one, single := f["source"]
	several, multiple := f["sources"]
	switch {
	case single && multiple:
		several.fail("stands beside source; a mapping has one source, or several sources of which one is the main one")
	case multiple:
		for _, p := range several.pairs() {
			m.addSource(p.name, p.node, append(slices.Clone(sourceKeys), "match", "join"))
		}
		if m.main == nil && len(top.r.faults) == 0 {
			several.fail("all have a join; the main one, whose rows are gone through, has none")
		}
	default:
		if !single {
			one = top.r.node(nil, "source", top.at)
		}
		m.addSource("", one, sourceKeys)
	}
}

func (m *Mapping) addSource(name string, n node, keys []string) {
	s := &source{name: name, at: n.at, form: form{quotes: true, header: true}}
	f := n.fields(keys...)
	if v, ok := f["format"]; ok {
		if s.form.format = v.text(); !slices.Contains([]string{"csv", "tsv", "json", "jsonl"}, s.form.format) {
			v.fail("%q is no format; there are csv tsv json jsonl", s.form.format)
		}
	}
	if v, ok := f["separator"]; ok {
		s.form.separator = separatorOf(v)
	}
	if v, ok := f["quotes"]; ok {
		s.form.quotesSet = true
		if s.form.quotes = v.text() == "double"; !s.form.quotes && v.text() != "none" {
			v.fail("%q is not known; quotes are double (\") or none, where they mean nothing", v.text())
		}
	}
	if v, ok := f["columns"]; ok {
		s.form.header, s.form.names = false, v.texts()
		for i, name := range s.form.names {
			if slices.Contains(s.form.names[:i], name) {
				v.fail("name %q twice", name)
			}
		}
	}
	if v, ok := f["header"]; ok && v.flag() != s.form.header {
		if s.form.header {
			v.fail("is false, but columns does not name the columns; list them there, in their order")
		} else {
			v.fail("is true beside columns; leave out one of them, or leave the first line out of the file")
		}
	}
	if v, ok := f["empty"]; ok {
		s.form.empty = map[string]bool{}
		for _, text := range v.texts() {
			s.form.empty[strings.TrimSpace(text)] = true
		}
	}
	if v, ok := f["items"]; ok {
		s.form.items = strings.Split(v.text(), ".")
	}
	m.placeSource(s, n, f)
}

// placeSource reads what binds a file to the others.
func (m *Mapping) placeSource(s *source, n node, f map[string]node) {
	m.sources = append(m.sources, s)
	if v, ok := f["match"]; ok {
		s.match = v.texts()
		for _, pattern := range s.match {
			if _, err := path.Match(pattern, ""); err != nil {
				v.fail("%q is no pattern of names of files, such as *alt*.csv", pattern)
			}
		}
	}
	j, joined := f["join"]
	if !joined {
		if m.main != nil {
			n.fail("has no join, but neither has %s; one file is the main one, each other says in join to which of its rows a row belongs", m.main.at.key)
			return
		}
		m.main = s
		return
	}
	jf := j.fields("column", "to")
	for key, into := range map[string]*string{"column": &s.join, "to": &s.to} {
		if v, ok := jf[key]; ok {
			*into = v.text()
		} else {
			j.fail("needs %s: rows of this file belong to a row of the main one if their column is what to is there", key)
		}
	}
	for _, other := range m.sources {
		if other.join != "" && other != s {
			s.number++
		}
	}
	s.toSlot = m.column(s.to)
	m.readBy(s.toSlot, j.at)
}

// separatorOf reads one sign; tab may be written as a word.
func separatorOf(n node) rune {
	text := n.text()
	if text == "tab" || text == `\t` {
		return '\t'
	}
	signs := []rune(text)
	if len(signs) != 1 || strings.ContainsRune("\"\r\n\uFFFD", signs[0]) {
		n.fail("%q is no separator; it is one sign, or the word tab", text)
		return ','
	}
	return signs[0]
}

// column gives the slot of a column that is read.
func (m *Mapping) column(name string) int {
	if i := slices.Index(m.columnNames, name); i >= 0 {
		return i
	}
	m.columnNames = append(m.columnNames, name)
	m.columnPlaces = append(m.columnPlaces, place{})
	return len(m.columnNames) - 1
}

// readBy remembers where a column is read first.
func (m *Mapping) readBy(slot int, at place) {
	if m.columnPlaces[slot].line == 0 {
		m.columnPlaces[slot] = at
	}
}

func (m *Mapping) joined(name string) *source {
	for _, s := range m.sources {
		if s.name == name && s.join != "" {
			return s
		}
	}
	return nil
}

// checkColumns finds names that no column can bear, where the mapping lists the
// columns.
func (m *Mapping) checkColumns(top node) {
	if m.main == nil || m.main.form.names == nil {
		return
	}
	for i := range m.columnNames {
		if f := m.missing(i, m.main.form.names, "the mapping's list of columns"); f != nil {
			f.reason += "; it has " + strings.Join(m.main.form.names, ", ")
			top.r.faults = append(top.r.faults, f)
		}
	}
}

// missing is the fault of a column that is read but not there.
func (m *Mapping) missing(slot int, columns []string, where string) *fault {
	name := m.columnNames[slot]
	if slices.Contains(columns, name) || m.joined(name) != nil {
		return nil
	}
	known := append(slices.Clone(columns), m.constantNames...)
	for _, l := range m.lets {
		known = append(known, l.name)
	}
	return faultAt(m.columnPlaces[slot], "%q is no column of %s%s", name, where, didYouMean(name, known))
}

// Constants lists the names of the constants, which a load may set.
func (m *Mapping) Constants() []string { return slices.Clone(m.constantNames) }

// constants gives the values of the constants for a load.
func (m *Mapping) constants(set map[string]string) ([]any, error) {
	out := make([]any, len(m.constantTexts))
	for i, text := range m.constantTexts {
		out[i] = text
	}
	for name, text := range set {
		i, ok := m.constantSlot[name]
		if !ok {
			return nil, graph.Errorf(graph.Invalid, "%s has no constant %s to be set%s; %s", m.Name, name, didYouMean(name, m.constantNames), cmp.Or(prefixed("it has ", m.constantNames), "it has none"))
		}
		out[i] = text
	}
	return out, nil
}

func prefixed(before string, list []string) string {
	if len(list) == 0 {
		return ""
	}
	return before + strings.Join(list, " ")
}

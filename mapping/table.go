package mapping

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/names"
)

// table answers lookups: from keys to rows of columns.
type table struct {
	name    string
	at      place
	fold    bool // keys are compared folded
	columns []string
	answer  int // column that is given where a lookup names none, -1 where it must
	rows    map[string]entry
}

// entry is one row.
type entry struct {
	cells []string
	line  int
}

func (t *table) key(s string) string {
	if t.fold {
		return names.Fold(s)
	}
	return s
}

// add enters a row under a key.
func (t *table) add(key string, e entry) (clash entry, ok bool) {
	key = t.key(key)
	old, twice := t.rows[key]
	if twice {
		return old, slices.Equal(old.cells, e.cells)
	}
	t.rows[key] = e
	return entry{}, true
}

// wanted is what a lookup asks for.
type wanted struct {
	*table
	column int
}

func lookupOf(m *Mapping, args []string) (any, string) {
	t := m.tables[args[0]]
	if t == nil {
		return nil, fmt.Sprintf("there is no table %s%s; name it under tables", args[0], didYouMean(args[0], m.tableNames))
	}
	w := wanted{t, t.answer}
	if len(args) == 2 {
		w.column = slices.Index(t.columns, args[1])
		if w.column < 0 {
			return nil, fmt.Sprintf("table %s has no column %s; it has %s", t.name, args[1], strings.Join(t.columns, " "))
		}
	}
	if w.column < 0 {
		return nil, fmt.Sprintf("say which column of table %s is wanted: lookup(%s, column); it has %s", t.name, t.name, strings.Join(t.columns, " "))
	}
	return w, ""
}

// lookUp gives nothing where the table has no such key.
func lookUp(s string, _ []string, prep any) (string, error) {
	w := prep.(wanted)
	e, ok := w.rows[w.key(s)]
	if !ok {
		return "", nil
	}
	return e.cells[w.column], nil
}

// answerColumn is the name of the column of a table that only has words for words.
const answerColumn = "value"

// tables reads the tables of a mapping; their files lie in files.
func (m *Mapping) readTables(n node, files fs.FS) {
	for _, p := range n.pairs() {
		t := &table{name: p.name, at: p.at, answer: -1, rows: map[string]entry{}}
		m.tables[p.name] = t
		m.tableNames = append(m.tableNames, p.name)
		f := p.fields("file", "key", "separator", "list", "fold", "rows")
		if fold, ok := f["fold"]; ok {
			t.fold = fold.flag()
		}
		rows, inline := f["rows"]
		file, filed := f["file"]
		switch {
		case inline == filed:
			p.fail("a table has either rows, which stand here, or the file in which they stand")
		case inline:
			t.readRows(rows)
		default:
			t.readFile(file, f, files)
		}
	}
}

// readRows reads rows that stand in the mapping: a word for each key, or an
// object of columns.
func (t *table) readRows(n node) {
	for _, p := range n.pairs() {
		var e entry
		if p.isObject() {
			for _, c := range p.node.pairs() {
				e = t.cell(e, c.name, c.text())
			}
		} else {
			e = t.cell(e, answerColumn, p.text())
		}
		if _, ok := t.add(p.name, e); !ok {
			p.keyNode.fail("stands in the table twice, as fold compares keys; leave one out")
		}
	}
	for key, e := range t.rows { // rows that lack the last columns
		e.cells = append(e.cells, make([]string, len(t.columns)-len(e.cells))...)
		t.rows[key] = e
	}
	if len(t.columns) == 1 {
		t.answer = 0
	}
}

func (t *table) cell(e entry, column, text string) entry {
	i := slices.Index(t.columns, column)
	if i < 0 {
		i = len(t.columns)
		t.columns = append(t.columns, column)
	}
	for len(e.cells) <= i {
		e.cells = append(e.cells, "")
	}
	e.cells[i] = text
	return e
}

// readFile reads a CSV file beside the mapping. Its rows are found by each of the
// key columns; a cell of these may hold several keys with a sign between them.
func (t *table) readFile(n node, f map[string]node, files fs.FS) {
	name := n.text()
	var keys []string
	if k, ok := f["key"]; ok {
		keys = k.texts()
	}
	list := ""
	if l, ok := f["list"]; ok {
		list = l.text()
	}
	if !fs.ValidPath(name) || files == nil {
		n.fail("%q is no file beside the mapping; write its name, or the way down to it from the mapping's folder", name)
		return
	}
	form := form{format: "csv", header: true, separator: ',', quotes: true}
	if s, ok := f["separator"]; ok {
		form.separator = separatorOf(s)
	}
	in, err := files.Open(name)
	if err != nil {
		n.fail("%s cannot be read beside the mapping: %s", name, graph.Errorf(graph.Invalid, "%w", err).Message)
		return
	}
	defer in.Close()
	rows, err := form.open(path.Base(name), in)
	if err != nil {
		n.fail("%s", err)
		return
	}
	t.columns = rows.columns()
	if len(keys) == 0 {
		keys = t.columns[:min(1, len(t.columns))]
	}
	var at []int
	for _, key := range keys {
		i := slices.Index(t.columns, key)
		if i < 0 {
			n.fail("%s has no column %s for the key; it has %s", name, key, strings.Join(t.columns, " "))
			return
		}
		at = append(at, i)
	}
	if len(t.columns) == 2 && len(keys) == 1 {
		t.answer = 1 - at[0]
	}
	for row, err := range rows.all() {
		if err != nil {
			n.fail("%s", err)
			return
		}
		e := entry{cells: make([]string, len(t.columns)), line: row.line}
		for i := range t.columns {
			e.cells[i] = row.cell(i)
		}
		for _, i := range at {
			parts := []string{e.cells[i]}
			if list != "" {
				parts = strings.Split(e.cells[i], list)
			}
			for _, key := range parts {
				if key = strings.TrimSpace(key); key == "" {
					continue
				}
				if clash, ok := t.add(key, e); !ok {
					n.fail("%s:%d: the key %q stands for another row in line %d; leave it out of one", name, row.line, key, clash.line)
				}
			}
		}
	}
}

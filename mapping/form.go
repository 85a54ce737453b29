package mapping

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"dragoman/graph"
	"dragoman/records"
)

// form says how the rows of a file are written.
type form struct {
	format    string // csv, json or jsonl; empty leaves it to the file's name
	separator rune   // of csv; 0 leaves it to the file's name
	quotes    bool   // of csv: cells may stand in double quotes
	quotesSet bool
	header    bool            // of csv: the first line names the columns
	names     []string        // of the columns of csv without a header
	empty     map[string]bool // cells that mean nothing
	items     []string        // of json: the way to the list
}

// row is one row of a file.
type row struct {
	cells  []string       // of csv
	object map[string]any // of json and jsonl
	joined [][]any        // rows of the other files, by their number
	number int            // from 1, header aside
	line   int            // where it starts, from 1
	column int            // of json: where it starts; bytes, from 1
	places []cellPlace    // of csv, aligned to cells
}

type cellPlace struct{ line, column int }

// cell gives a cell of csv, "" where the row is shorter.
func (r *row) cell(i int) string {
	if i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

// value gives what a name stands for; slot is what run.bind found for it.
func (r *row) value(slot int, name string) any {
	switch {
	case slot >= 0:
		return r.cell(slot)
	case slot == byName:
		return r.object[name]
	}
	return r.joined[joinedSlot(slot)]
}

// byName is the slot of all names in rows that are objects. Slots below it are
// those of joined files.
const byName = -1

func joinedSlot(i int) int { return -2 - i }

// place is where a column of the row stands.
func (r *row) place(i int) (line, column int) {
	if i >= 0 && i < len(r.places) {
		return r.places[i].line, r.places[i].column
	}
	return r.line, r.column
}

// rows reads a file.
type rows interface {
	// columns names the columns of csv; nil for json.
	columns() []string
	// all gives each row once. A *graph.RecordError is that of one row, after which
	// reading goes on; any other ends it. A row is valid until the next.
	all() iter.Seq2[*row, error]
}

// MaxRow is the greatest length of a row in bytes.
const MaxRow = graph.MaxLine

// open starts to read a file, which may be gzipped.
func (f form) open(name string, in io.Reader) (rows, error) {
	r, err := unpack(name, in)
	if err != nil {
		return nil, err
	}
	if f.undecided(name) {
		start, _ := r.Peek(r.Buffered()) // unpack has filled it
		f.format = guessed(start)
	}
	f = f.named(name)
	switch f.format {
	case "jsonl":
		return newLines(name, r, f), nil
	case "json":
		return newTree(name, r, f), nil
	}
	if f.quotes {
		return f.withHeader(name, newQuoted(name, r, f))
	}
	return f.withHeader(name, newPlain(name, r, f))
}

// named fills in what the name of the file says: .csv .tsv .tab .txt .json
// .jsonl .ndjson.
func (f form) named(name string) form {
	base := strings.TrimSuffix(strings.ToLower(name), ".gz")
	tabs := strings.HasSuffix(base, ".tsv") || strings.HasSuffix(base, ".tab")
	switch {
	case f.format == "tsv":
		f.format, tabs = "csv", true
	case f.format != "":
	case strings.HasSuffix(base, ".jsonl"), strings.HasSuffix(base, ".ndjson"):
		f.format = "jsonl"
	case strings.HasSuffix(base, ".json"):
		f.format = "json"
	default:
		f.format = "csv"
	}
	if f.separator == 0 {
		f.separator = ','
		if tabs {
			f.separator = '\t'
		}
	}
	if !f.quotesSet && f.separator == '\t' {
		f.quotes = false // in tab-separated files a quote is a quote
	}
	return f
}

// undecided says that neither the mapping nor the name of the file tells its form, as
// of standard input.
func (f form) undecided(name string) bool {
	return f.format == "" && f.separator == 0 && !f.quotesSet && f.header && !strings.Contains(path.Base(name), ".")
}

// guessed is the format of a file that starts so; "" where it is not JSON.
func guessed(start []byte) string {
	line, _, ended := bytes.Cut(bytes.TrimLeft(start, " \t\r\n"), []byte("\n"))
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return ""
	}
	within := bytes.TrimLeft(line[1:], " \t")
	switch {
	case line[0] == '{' && bytes.HasPrefix(within, []byte(`"`)) && (!ended || bytes.HasSuffix(line, []byte("}"))):
		return "jsonl"
	case line[0] == '{' && (len(within) == 0 || within[0] == '"'), line[0] == '[' && (len(within) == 0 || within[0] == '{'):
		return "json"
	}
	return ""
}

// unpack gives the text of a file without its byte order mark.
func unpack(name string, in io.Reader) (*bufio.Reader, error) {
	r, err := records.Unpack(name, in)
	if err != nil {
		return nil, err
	}
	if mark, _ := r.Peek(3); string(mark) == "\xef\xbb\xbf" { // who reads on is told of an error
		_, _ = r.Discard(3) // it was seen
	}
	return r, nil
}

func unreadable(name string, line int, err error) error {
	return stoppedAt(fmt.Sprintf("%s:%d", name, line), err)
}

// stoppedAt is the error of a file that cannot be read on from a place.
func stoppedAt(place string, err error) error {
	if e := (*graph.Error)(nil); errors.As(err, &e) {
		placed := *e
		placed.Message = place + ": " + e.Message
		return &placed
	}
	return &graph.Error{Code: graph.Invalid, Err: err, Message: place + ": reading stopped here"}
}

// headed reads csv whose columns are known.
type headed struct {
	name string
	in   cells
	form form
	head []string
}

// cells reads the cells of one line after the other.
type cells interface {
	// next gives the cells, trimmed of spaces, and their places; io.EOF at the end.
	next() (cells []string, places []cellPlace, err error)
}

// withHeader finds out the names of the columns.
func (f form) withHeader(name string, in cells) (rows, error) {
	h := &headed{name: name, in: in, form: f, head: f.names}
	if !f.header {
		return h, nil
	}
	first, places, err := in.next()
	if errors.Is(err, io.EOF) {
		return nil, graph.Errorf(graph.Invalid, "%s: is empty; its first line should name the columns", name)
	}
	if err != nil {
		return nil, asError(err)
	}
	h.head = slices.Clone(first)
	for len(h.head) > 0 && h.head[len(h.head)-1] == "" {
		h.head = h.head[:len(h.head)-1]
	}
	for i, column := range h.head {
		if !utf8.ValidString(column) {
			return nil, graph.Errorf(graph.Invalid, "%s:1:%d: %s", name, places[i].column, notUTF8)
		}
		if column != "" && slices.Contains(h.head[:i], column) {
			return nil, graph.Errorf(graph.Invalid, "%s:1:%d: the column %q is named twice; rename one, or name the columns in the mapping (columns)", name, places[i].column, column)
		}
	}
	return h, nil
}

const notUTF8 = "is not valid UTF-8; convert the file, as with: iconv -f WINDOWS-1252 -t UTF-8"

// asError makes a bad line one that ends the reading.
func asError(err error) error {
	if bad := (*graph.RecordError)(nil); errors.As(err, &bad) {
		return &graph.Error{Code: bad.Code, Message: bad.Error()}
	}
	return err
}

func (h *headed) columns() []string { return h.head }

func (h *headed) all() iter.Seq2[*row, error] {
	return func(yield func(*row, error) bool) {
		r := &row{}
		for {
			cells, places, err := h.in.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && len(cells) == 1 && len(h.head) > 1 && cells[0] == "\x1a" {
				continue // the mark by which DOS ended a file
			}
			r.number++
			if bad := (*graph.RecordError)(nil); err != nil && !errors.As(err, &bad) {
				yield(nil, err)
				return
			}
			if err == nil {
				err = h.check(cells, places)
			}
			if err != nil {
				if !yield(nil, err) {
					return
				}
				continue
			}
			r.cells, r.places = cells, places
			r.line, r.column = places[0].line, places[0].column
			if !yield(r, nil) {
				return
			}
		}
	}
}

// check sees to it that a row has the cells that its file has, and drops those
// that mean nothing.
func (h *headed) check(cells []string, places []cellPlace) error {
	bad := func(i int, format string, args ...any) error {
		return &graph.RecordError{File: h.name, Line: places[i].line, Column: places[i].column, Code: graph.Invalid, Reason: fmt.Sprintf(format, args...)}
	}
	for i, c := range cells {
		switch {
		case !utf8.ValidString(c):
			return bad(i, notUTF8)
		case i >= len(h.head) && c != "":
			return bad(i, "the row has %d cells, the file %d columns; is the separator %q right, and is a quote missing?", len(cells), len(h.head), h.form.separator)
		case h.form.empty[c]:
			cells[i] = ""
		}
	}
	if len(cells) < len(h.head) {
		return bad(len(cells)-1, "the row has %d cells, the file %d columns; is the separator %q right, and is the row whole?", len(cells), len(h.head), h.form.separator)
	}
	return nil
}

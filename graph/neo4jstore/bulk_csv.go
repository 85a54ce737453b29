package neo4jstore

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"dragoman/graph"
)

// bulkFile is one CSV file, or rows for it that are still to be written.
type bulkFile struct {
	name, is string   // its name, and what it is to neo4j-admin
	types    []string // of the columns; "" is a text
	file     *os.File // nil where rows are only kept
	rows     []byte   // not written yet
	size     int64    // of what was written
	longest  int      // row, in bytes
	lines    bool     // some text has a line feed
}

// rowsKept are written at once.
const rowsKept = 256 << 10

// open makes the file, which must not be there.
func (x *bulkFile) open(dir string, columns []string) (err error) {
	for _, c := range columns {
		_, is, _ := strings.Cut(c, ":")
		switch is {
		case "ID", "START_ID", "END_ID":
			is = "long"
		case "TYPE":
			is = ""
		case "LABEL":
			is = "string[]"
		}
		x.types = append(x.types, is)
	}
	if x.file, err = os.OpenFile(filepath.Join(dir, x.name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644); err != nil {
		return cannotWriteBulk(err)
	}
	x.rows = append(x.rows, strings.Join(columns, ",")+"\n"...)
	return nil
}

// blank is a file of the same columns that only keeps rows.
func (x *bulkFile) blank() *bulkFile { return &bulkFile{name: x.name, types: x.types} }

// take writes the rows that another file of the same columns kept.
func (x *bulkFile) take(o *bulkFile) error {
	x.rows = append(x.rows, o.rows...)
	x.longest, x.lines = max(x.longest, o.longest), x.lines || o.lines
	o.rows = o.rows[:0]
	return x.flush(rowsKept)
}

// flush writes the rows if there are so many bytes of them.
func (x *bulkFile) flush(least int) error {
	if x.file == nil || len(x.rows) < least {
		return nil
	}
	n, err := x.file.Write(x.rows)
	x.size += int64(n)
	if x.rows = x.rows[:0]; err != nil {
		return cannotWriteBulk(err)
	}
	return nil
}

func (x *bulkFile) close() error {
	if err := errors.Join(x.flush(0), x.file.Close()); err != nil {
		return cannotWriteBulk(err)
	}
	return nil
}

func cannotWriteBulk(err error) error {
	return &graph.Error{Code: graph.Invalid, Message: "the files for neo4j-admin cannot be written: " + err.Error(), Err: err}
}

// put writes a row. nil leaves a property out.
func (x *bulkFile) put(row ...any) error {
	if len(row) != len(x.types) {
		return graph.Errorf(graph.Internal, "%s: a row of %d values for %d columns", x.name, len(row), len(x.types))
	}
	start := len(x.rows)
	for i, v := range row {
		if i > 0 {
			x.rows = append(x.rows, ',')
		}
		if v != nil && x.value(v) != x.types[i] {
			return graph.Errorf(graph.Internal, "%s: column %d takes %q, not a %T", x.name, i+1, x.types[i], v)
		}
	}
	x.rows = append(x.rows, '\n')
	x.longest = max(x.longest, len(x.rows)-start)
	return x.flush(rowsKept)
}

// node writes the row of a node.
func (x *bulkFile) node(number int, row []any) error { return x.put(append([]any{number}, row...)...) }

// between stands between the members of a list: no text has this character.
const between = '\x1f'

// value appends a value and tells its type.
func (x *bulkFile) value(v any) (is string) {
	switch v := v.(type) {
	case string:
		x.text(v)
		return ""
	case []string:
		x.text(strings.Join(v, string(between)))
		return "string[]"
	case bool:
		x.rows = strconv.AppendBool(x.rows, v)
		return "boolean"
	case int:
		x.rows = strconv.AppendInt(x.rows, int64(v), 10)
		return "long"
	case int64:
		x.rows = strconv.AppendInt(x.rows, v, 10)
		return "long"
	case float64:
		x.rows = strconv.AppendFloat(x.rows, v, 'g', -1, 64)
		return "double"
	case []int64:
		for i, n := range v {
			x.separate(i)
			x.rows = strconv.AppendInt(x.rows, n, 10)
		}
		return "long[]"
	case []byte:
		for i, n := range v {
			x.separate(i)
			x.rows = append(x.rows, signed[n]...)
		}
		return "byte[]"
	}
	return "?"
}

func (x *bulkFile) separate(i int) {
	if i > 0 {
		x.rows = append(x.rows, between)
	}
}

// signed are bytes as Java writes them.
var signed = func() (out [256]string) {
	for i := range out {
		out[i] = strconv.Itoa(int(int8(i)))
	}
	return out
}()

// text appends a text, in quotes unless it is a plain word: an empty one without
// quotes would be none.
func (x *bulkFile) text(s string) {
	plain := s != ""
	for i := range len(s) {
		if c := s[i]; c|0x20 < 'a' || c|0x20 > 'z' {
			plain = plain && (c >= '0' && c <= '9' || c == '-' || c == ':' || c == '.' || c == '_')
			x.lines = x.lines || c == '\n' || c == '\r'
		}
	}
	if plain {
		x.rows = append(x.rows, s...)
		return
	}
	x.rows = append(x.rows, '"')
	for {
		before, after, more := strings.Cut(s, `"`)
		if x.rows = append(x.rows, before...); !more {
			break
		}
		x.rows = append(x.rows, `""`...)
		s = after
	}
	x.rows = append(x.rows, '"')
}

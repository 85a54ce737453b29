package neo4jstore

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"dragoman/graph"
)

// bulkFile is one CSV file.
type bulkFile struct {
	name, is string   // its name, and what it is to neo4j-admin
	types    []string // of the columns; "" is a text
	file     *os.File
	w        *bufio.Writer
	row      []byte
	size     int64
	longest  int  // row, in bytes
	lines    bool // some text has a line feed
}

// open makes the file, which must not be there.
func (x *bulkFile) open(dir string, columns []string) (err error) {
	for _, c := range columns {
		_, is, _ := strings.Cut(c, ":")
		switch kind, _, _ := strings.Cut(is, "("); kind {
		case "ID", "START_ID", "END_ID", "TYPE":
			is = ""
		case "LABEL":
			is = "string[]"
		}
		x.types = append(x.types, is)
	}
	if x.file, err = os.OpenFile(filepath.Join(dir, x.name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644); err != nil {
		return cannotWriteBulk(err)
	}
	x.w = bufio.NewWriterSize(x.file, 256<<10)
	x.row = append(x.row[:0], strings.Join(columns, ",")...)
	return x.flush()
}

func (x *bulkFile) close() error {
	if err := errors.Join(x.w.Flush(), x.file.Close()); err != nil {
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
	x.row = x.row[:0]
	for i, v := range row {
		if i > 0 {
			x.row = append(x.row, ',')
		}
		if v != nil && x.value(v) != x.types[i] {
			return graph.Errorf(graph.Internal, "%s: column %d takes %q, not a %T", x.name, i+1, x.types[i], v)
		}
	}
	return x.flush()
}

func (x *bulkFile) flush() error {
	x.row = append(x.row, '\n')
	x.size += int64(len(x.row))
	x.longest = max(x.longest, len(x.row))
	if _, err := x.w.Write(x.row); err != nil {
		return cannotWriteBulk(err)
	}
	return nil
}

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
		x.row = strconv.AppendBool(x.row, v)
		return "boolean"
	case int:
		x.row = strconv.AppendInt(x.row, int64(v), 10)
		return "long"
	case int64:
		x.row = strconv.AppendInt(x.row, v, 10)
		return "long"
	case float64:
		x.row = strconv.AppendFloat(x.row, v, 'g', -1, 64)
		return "double"
	case []int64:
		for i, n := range v {
			x.separate(i)
			x.row = strconv.AppendInt(x.row, n, 10)
		}
		return "long[]"
	case []byte:
		for i, n := range v {
			x.separate(i)
			x.row = append(x.row, signed[n]...)
		}
		return "byte[]"
	}
	return "?"
}

func (x *bulkFile) separate(i int) {
	if i > 0 {
		x.row = append(x.row, between)
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
		x.row = append(x.row, s...)
		return
	}
	x.row = append(x.row, '"')
	for {
		before, after, more := strings.Cut(s, `"`)
		if x.row = append(x.row, before...); !more {
			break
		}
		x.row = append(x.row, `""`...)
		s = after
	}
	x.row = append(x.row, '"')
}

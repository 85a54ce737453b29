package records

import (
	"bytes"
	"encoding/json"
	"errors"
)

// lineReader reads the JSON that graph.AppendRecord writes, which has no spaces. A
// decoder of any JSON, token by token, takes most of the time of a whole export.
type lineReader struct {
	rest []byte
	bad  bool
}

// objectOf reads a record.
func objectOf(line []byte) (object, error) {
	r := &lineReader{rest: bytes.TrimRight(line, "\n")}
	// The header has a space, for people.
	if bytes.HasPrefix(r.rest, []byte(`{"dragoman": `)) {
		r.rest = bytes.Replace(r.rest, []byte(" "), nil, 1)
	}
	o, ok := r.value().(object)
	if !ok || r.bad || len(r.rest) > 0 {
		return nil, errors.New("a record is an object of JSON without spaces")
	}
	return o, nil
}

// take takes a sign if it is next.
func (r *lineReader) take(sign byte) bool {
	if len(r.rest) == 0 || r.rest[0] != sign {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

func (r *lineReader) value() any {
	switch {
	case r.take('{'):
		o := make(object, 0, 8)
		r.until('}', func() {
			name := r.text()
			r.bad = r.bad || !r.take(':')
			o = append(o, field{name, r.value()})
		})
		return o
	case r.take('['):
		list := []any{}
		r.until(']', func() { list = append(list, r.value()) })
		return list
	case len(r.rest) > 0 && r.rest[0] == '"':
		return r.text()
	}
	return r.word()
}

// until reads items with commas between, and the sign after the last.
func (r *lineReader) until(end byte, item func()) {
	for first := true; !r.bad && !r.take(end); first = false {
		if !first && !r.take(',') || len(r.rest) == 0 {
			r.bad = true
			return
		}
		item()
	}
}

// text reads one in quotes.
func (r *lineReader) text() (s string) {
	for i := 1; i < len(r.rest) && r.rest[0] == '"'; i++ {
		switch r.rest[i] {
		case '\\':
			i++
		case '"':
			quoted := r.rest[:i+1]
			r.rest = r.rest[i+1:]
			if bytes.IndexByte(quoted, '\\') < 0 {
				return string(quoted[1:i])
			}
			r.bad = r.bad || json.Unmarshal(quoted, &s) != nil
			return s
		}
	}
	r.bad = true
	return ""
}

// word reads a number, true or false.
func (r *lineReader) word() any {
	n := bytes.IndexAny(r.rest, ",]}")
	if n <= 0 {
		r.bad = true
		return nil
	}
	word := r.rest[:n]
	r.rest = r.rest[n:]
	r.bad = r.bad || !json.Valid(word)
	switch string(word) {
	case "true":
		return true
	case "false":
		return false
	}
	return json.Number(word)
}

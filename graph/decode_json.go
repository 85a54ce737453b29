package graph

import (
	"bytes"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decoder reads the JSON of one record. It knows what it expects everywhere, so
// it goes through the bytes once and builds nothing but the record. The first
// error sticks: after it every method does nothing and gives zero values, so
// that callers need not look.
type decoder struct {
	in    []byte
	pos   int
	bad   int // offset of the first byte that is no UTF-8, len(in) if none
	err   *RecordError
	depth int
	path  [maxDepth]frame // the objects and lists around pos, for field paths

	// Ids come again and again; one copy of each serves all records. A slot holds
	// the last string that fell into it, so that memory is bounded.
	cache [4096]string
	seed  maphash.Seed

	// Lists are collected here and then copied at their right size.
	claims    []Claim
	names     []Name
	externals []ExternalID
	sources   []Source
	ids       []string
}

const maxDepth = 8 // relation, claims, claim, sources, source are the deepest

// frame is an object or list that is being read.
type frame struct {
	shape *shape // of an object; nil is a list
	seen  uint32 // fields that were read, as bits
	at    int    // the field or entry that is being read, -1 before the first
}

// shape is the fields of an object, in canonical order.
type shape struct {
	what  string
	names []string
}

func (d *decoder) reset(in []byte) {
	if d.seed == (maphash.Seed{}) {
		d.seed = maphash.MakeSeed()
	}
	d.in, d.pos, d.depth, d.err, d.bad = in, 0, 0, nil, len(in)
	if !utf8.Valid(in) {
		for d.bad = 0; ; {
			r, size := utf8.DecodeRune(in[d.bad:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			d.bad += size
		}
	}
}

// fail notes the first error, at a byte of the line.
func (d *decoder) fail(pos int, format string, args ...any) {
	if d.err == nil {
		d.err = fault(d.field(), format, args...)
		d.err.Column = pos + 1
	}
}

// field is the path to what is being read.
func (d *decoder) field() string {
	var b strings.Builder
	for _, f := range d.path[:d.depth] {
		switch {
		case f.at < 0:
		case f.shape == nil:
			b.WriteString("[" + strconv.Itoa(f.at) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(f.shape.names[f.at])
		}
	}
	return b.String()
}

// peek gives the next byte that is no white space, 0 at the end.
func (d *decoder) peek() byte {
	for ; d.pos < len(d.in); d.pos++ {
		if c := d.in[d.pos]; c > ' ' || c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c
		}
	}
	return 0
}

func (d *decoder) open(bracket byte, shape *shape) {
	if d.err != nil {
		return
	}
	if d.peek() != bracket {
		if shape == nil {
			d.wrong("a list in [ ]")
		} else {
			d.wrong(shape.what + " in { }")
		}
		return
	}
	d.pos++
	d.path[d.depth] = frame{shape: shape, at: -1}
	d.depth++
}

// object enters an object; next then walks its fields.
func (d *decoder) object(s *shape) { d.open('{', s) }

// next moves to the next field and gives its name, "" at the end of the object
// or after an error.
func (d *decoder) next() string {
	if d.err != nil {
		return ""
	}
	f := &d.path[d.depth-1]
	if !d.separator(f, '}') {
		return ""
	}
	last := f.at
	start := d.pos
	f.at = -1
	key, escaped := d.token("a field name in quotes")
	if d.err != nil {
		return ""
	}
	if escaped {
		key = d.unescape(key, start+1)
	}
	f.at = f.shape.find(key, last)
	switch {
	case f.at < 0:
		d.unknown(string(key), start, f.shape)
		return ""
	case f.seen>>f.at&1 == 1:
		d.fail(start, "is given twice; leave one of them out")
		return ""
	}
	f.seen |= 1 << f.at
	if d.peek() != ':' {
		d.unexpected(`":" after the field name`)
		return ""
	}
	d.pos++
	return f.shape.names[f.at]
}

// find looks for a name, first right after the last one, where the canonical
// order has it.
func (s *shape) find(key []byte, last int) int {
	for i := last + 1; i < len(s.names); i++ {
		if string(key) == s.names[i] {
			return i
		}
	}
	for i := 0; i <= last && i < len(s.names); i++ {
		if string(key) == s.names[i] {
			return i
		}
	}
	return -1
}

func (d *decoder) unknown(key string, start int, s *shape) {
	d.fail(start, "there is no such field; %s has %s", s.what, strings.Join(s.names, ", "))
	if d.err.Field != "" {
		d.err.Field += "."
	}
	d.err.Field += strings.Trim(edtfQuote(key), `"`)
}

// entry moves to the next entry of a list; false at its end or after an error.
func (d *decoder) entry() bool {
	if d.err != nil {
		return false
	}
	f := &d.path[d.depth-1]
	if !d.separator(f, ']') {
		return false
	}
	f.at++
	return true
}

// separator reads what stands between fields or entries. It leaves the frame
// and gives false at the closing bracket.
func (d *decoder) separator(f *frame, closing byte) bool {
	first := f.at < 0
	switch c := d.peek(); {
	case c == closing:
		d.pos++
		d.depth--
		return false
	case first:
		return true
	case c != ',':
		d.unexpected(`"," or "` + string(rune(closing)) + `"`)
		return false
	}
	d.pos++
	if d.peek() == closing {
		d.unexpected("something after the comma")
		return false
	}
	return true
}

// unexpected is the error for broken JSON.
func (d *decoder) unexpected(wanted string) {
	if d.peek() == 0 && d.pos >= len(d.in) {
		d.fail(d.pos, "the line ends within the record, where %s should stand; a record is one line", wanted)
		return
	}
	r, _ := utf8.DecodeRune(d.in[d.pos:])
	if r == utf8.RuneError {
		d.fail(d.pos, "has a byte that is no UTF-8")
		return
	}
	d.fail(d.pos, "has %q where %s should stand", r, wanted)
}

// wrong is the error for a value of another type.
func (d *decoder) wrong(wanted string) {
	found := ""
	literal := func(s string) bool { return bytes.HasPrefix(d.in[min(d.pos, len(d.in)):], []byte(s)) }
	switch c := d.peek(); {
	case c == '"':
		found = "a text"
	case c == '{':
		found = "an object"
	case c == '[':
		found = "a list"
	case literal("true") || literal("false"):
		found = "a truth value"
	case c == '-' || c >= '0' && c <= '9':
		found = "a number"
	case literal("null"):
		d.fail(d.pos, "is null; leave the field out instead")
		return
	default:
		d.unexpected(wanted)
		return
	}
	d.fail(d.pos, "is %s; it must be %s", found, wanted)
}

// list reads a list whose entries read takes one at a time.
func list[T any](d *decoder, scratch *[]T, read func(*decoder, *T)) []T {
	d.open('[', nil)
	s := (*scratch)[:0]
	for d.entry() {
		var none T
		s = append(s, none)
		read(d, &s[len(s)-1])
	}
	*scratch = s
	if len(s) == 0 || d.err != nil {
		return nil
	}
	out := make([]T, len(s))
	copy(out, s)
	clear(s)
	if cap(s) > 1024 {
		*scratch = slices.Clip(s[:0])
	}
	return out
}

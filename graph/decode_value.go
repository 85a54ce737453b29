package graph

import (
	"errors"
	"hash/maphash"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// token reads a text in quotes and gives the bytes between them.
func (d *decoder) token(wanted string) (raw []byte, escaped bool) {
	if d.err != nil {
		return nil, false
	}
	if d.peek() != '"' {
		d.wrong(wanted)
		return nil, false
	}
	start := d.pos + 1
	for i := start; i < len(d.in); i++ {
		switch c := d.in[i]; {
		case c == '"':
			d.pos = i + 1
			if d.bad < i {
				d.fail(d.bad, "is not valid UTF-8 (byte 0x%02X)", d.in[d.bad])
				return nil, false
			}
			return d.in[start:i], escaped
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			d.pos = i
			d.fail(i, `has the raw control character 0x%02X; within quotes it is written \u%04x`, c, c)
			return nil, false
		}
	}
	d.pos = len(d.in)
	d.unexpected("the closing quote")
	return nil, false
}

const aText = "a text in quotes"

// text reads a text that is not expected to come again.
func (d *decoder) text() string {
	raw, escaped := d.token(aText)
	if escaped {
		raw = d.unescape(raw, d.pos-1-len(raw))
	}
	return string(raw)
}

// word reads a text that is likely to come again, such as an id.
func (d *decoder) word() string {
	raw, escaped := d.token(aText)
	if escaped {
		raw = d.unescape(raw, d.pos-1-len(raw))
	}
	if len(raw) == 0 || len(raw) > MaxID {
		return string(raw)
	}
	slot := &d.cache[maphash.Bytes(d.seed, raw)%uint64(len(d.cache))]
	if *slot != string(raw) {
		*slot = string(raw)
	}
	return *slot
}

// unescape resolves the escapes of a text that starts at byte start of the line.
func (d *decoder) unescape(raw []byte, start int) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		if raw[i] != '\\' {
			out = append(out, raw[i])
			i++
			continue
		}
		r, size := escape(raw[i:])
		if size == 0 {
			d.fail(start+i, `has the broken escape %s`, edtfQuote(string(raw[i:min(len(raw), i+6)])))
			return nil
		}
		out = utf8.AppendRune(out, r)
		i += size
	}
	return out
}

// escape reads one escape; size 0 is a broken one. A surrogate stands for a
// character only in a pair.
func escape(s []byte) (r rune, size int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case '"', '\\', '/':
		return rune(s[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r, ok := hex4(s[2:])
		switch {
		case !ok:
			return 0, 0
		case !utf16.IsSurrogate(r):
			return r, 6
		case len(s) < 12 || s[6] != '\\' || s[7] != 'u':
			return 0, 0
		}
		low, ok := hex4(s[8:])
		if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
			return 0, 0
		}
		return r, 12
	}
	return 0, 0
}

func hex4(s []byte) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(s[:4]), 16, 16)
	return rune(n), err == nil
}

// truth reads true or false.
func (d *decoder) truth() bool {
	if d.err != nil {
		return false
	}
	d.peek()
	for _, literal := range [...]string{"true", "false"} {
		if end := d.pos + len(literal); end <= len(d.in) && string(d.in[d.pos:end]) == literal {
			d.pos = end
			return literal == "true"
		}
	}
	d.wrong("true or false")
	return false
}

// number reads the text of a JSON number.
func (d *decoder) number(wanted string) string {
	if d.err != nil {
		return ""
	}
	if c := d.peek(); c != '-' && (c < '0' || c > '9') {
		d.wrong(wanted)
		return ""
	}
	start := d.pos
	for d.pos < len(d.in) {
		c := d.in[d.pos]
		if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			break
		}
		d.pos++
	}
	s := string(d.in[start:d.pos])
	if !isJSONNumber(s) {
		d.fail(start, "%s is not a number", edtfQuote(s))
		return ""
	}
	return s
}

// isJSONNumber checks -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?.
func isJSONNumber(s string) bool {
	digits := func() bool {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		s = s[n:]
		return n > 0
	}
	skip := func(set string) bool {
		for i := range len(set) {
			if s != "" && s[0] == set[i] {
				s = s[1:]
				return true
			}
		}
		return false
	}
	skip("-")
	if !skip("0") && !digits() {
		return false
	}
	if skip(".") && !digits() {
		return false
	}
	if skip("eE") {
		skip("+-")
		if !digits() {
			return false
		}
	}
	return s == ""
}

// integer reads a whole number.
func (d *decoder) integer() int {
	s := d.number("a whole number")
	if d.err != nil {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		d.fail(d.pos-len(s), "%s is not a whole number of at most %d", edtfQuote(s), math.MaxInt32)
	}
	return int(n)
}

// ordinal reads a number that counts from 1, so that a 0 is not taken for none.
func (d *decoder) ordinal() int {
	n := d.integer()
	if d.err == nil && n == 0 {
		d.fail(d.pos-1, "is 0; it counts from 1, and is left out where there is none")
	}
	return n
}

func (d *decoder) float() *float64 {
	s := d.number("a number")
	if d.err != nil {
		return nil
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		d.fail(d.pos-len(s), "%s is too large for a number", edtfQuote(s))
		return nil
	}
	return &x
}

// enum reads a word of a closed list.
func (d *decoder) enum(list enumNames, what string) uint8 {
	raw, _ := d.token(aText)
	if d.err != nil {
		return 0
	}
	for i := 1; i < len(list); i++ {
		if list[i] == string(raw) {
			return uint8(i)
		}
	}
	_, err := list.exact(what, string(raw))
	d.fail(d.pos-2-len(raw), "%s", reasonOf(err))
	return 0
}

// edtf reads a date expression; the column of an error is where in it the
// trouble lies.
func (d *decoder) edtf() EDTF {
	s := d.word()
	if d.err != nil {
		return EDTF{}
	}
	e, err := ParseEDTF(s)
	if err == nil {
		return e
	}
	column := d.pos - 2 - len(s)
	var why *EDTFError
	if errors.As(err, &why) {
		column += 1 + why.Offset
	}
	d.fail(max(column, 0), "%s", err.Error())
	return EDTF{}
}

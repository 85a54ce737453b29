package graph

import (
	"strconv"
	"unicode/utf8"
)

// encoder appends JSON without spaces. first says that no comma is due.
type encoder struct {
	out   []byte
	opts  EncodeOptions
	first bool
}

func (e *encoder) open() {
	e.out = append(e.out, '{')
	e.first = true
}

func (e *encoder) close() {
	e.out = append(e.out, '}')
	e.first = false
}

func (e *encoder) key(name string) {
	if !e.first {
		e.out = append(e.out, ',')
	}
	e.first = false
	e.out = append(e.out, '"')
	e.out = append(e.out, name...)
	e.out = append(e.out, '"', ':')
}

func (e *encoder) raw(name, value string) {
	e.key(name)
	e.out = append(e.out, value...)
}

// text writes a field unless it is empty.
func (e *encoder) text(name, s string) {
	if s != "" {
		e.key(name)
		e.quote(s)
	}
}

func (e *encoder) truth(name string, is bool) { e.raw(name, strconv.FormatBool(is)) }

// integer writes a field unless it is 0.
func (e *encoder) integer(name string, n int) {
	if n != 0 {
		e.key(name)
		e.out = strconv.AppendInt(e.out, int64(n), 10)
	}
}

func (e *encoder) texts(name string, list []string) {
	if len(list) > 0 {
		e.list(name, len(list), func(i int) { e.quote(list[i]) })
	}
}

func (e *encoder) list(name string, n int, write func(i int)) {
	e.key(name)
	for i := range n {
		e.out = append(e.out, "[,"[min(i, 1)])
		write(i)
	}
	e.out = append(e.out, ']')
	e.first = false
}

// date writes an expression alone as a text, anything more as an object.
func (e *encoder) date(name string, d Date) {
	switch {
	case d.IsZero():
		return
	case d.Text == "" && d.Resolved.IsZero() && d.Basis == "":
		e.text(name, d.EDTF.String())
		return
	}
	e.key(name)
	e.open()
	e.text("text", d.Text)
	e.text("edtf", d.EDTF.String())
	e.text("resolved", d.Resolved.String())
	e.text("basis", d.Basis)
	e.close()
}

func (e *encoder) quote(s string) { e.out = AppendQuoted(e.out, s) }

// AppendQuoted appends a text as a JSON string with the escapes that JSON demands and
// no others (RFC 8259, section 7): the canonical form of records. Bytes that are no
// UTF-8, which Check lets nobody store, become U+FFFD.
func AppendQuoted(out []byte, s string) []byte {
	out = append(out, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		size, instead := 1, ""
		switch {
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
				instead = "\uFFFD"
			}
		case c == '"' || c == '\\':
			instead = `\` + s[i:i+1]
		case c == '\n':
			instead = `\n`
		case c == '\t':
			instead = `\t`
		default:
			instead = string([]byte{'\\', 'u', '0', '0', '0' + c>>4, "0123456789abcdef"[c&15]})
		}
		if instead != "" {
			out = append(append(out, s[from:i]...), instead...)
			from = i + size
		}
		i += size
	}
	return append(append(out, s[from:]...), '"')
}

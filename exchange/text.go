package exchange

import (
	"encoding/xml"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The signs of the formats are written by hand: through reflection and a writer's
// many small calls an export takes several times as long. Tests hold these functions
// against encoding/json, encoding/xml and encoding/csv.

// appendXML writes what XML would take for markup as references; the control
// characters that XML has no way to write, which no record holds, become U+FFFD.
func appendXML[T string | []byte](b []byte, s T) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\'' || c == '&' || c == '<' || c == '>' || c >= utf8.RuneSelf {
			w := pieces{b}
			_ = xml.EscapeText(&w, []byte(s)) // pieces takes everything
			return w.b
		}
	}
	return append(b, s...)
}

// pieces is a writer that appends.
type pieces struct{ b []byte }

func (p *pieces) Write(s []byte) (int, error) {
	p.b = append(p.b, s...)
	return len(s), nil
}

// appendCSV writes a field, quoted where RFC 4180 or a reader's habits ask for it.
func appendCSV[T string | []byte](b []byte, s T) []byte {
	if !csvQuoted(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// csvQuoted: a field that is `\.` ends a COPY of PostgreSQL.
func csvQuoted[T string | []byte](s T) bool {
	if len(s) == 0 {
		return false
	}
	if string(s) == `\.` {
		return true
	}
	for i := range len(s) {
		if c := s[i]; c == ',' || c == '"' || c == '\n' || c == '\r' {
			return true
		}
	}
	first, _ := utf8.DecodeRuneInString(string(s[:min(len(s), utf8.UTFMax)]))
	return unicode.IsSpace(first)
}

// appendIDs writes ids with a semicolon between, which no id contains.
func appendIDs(b []byte, ids []string) []byte {
	for i, id := range ids {
		if i > 0 {
			b = append(b, ';')
		}
		b = append(b, id...)
	}
	return b
}

func suffix(sign, s string) string {
	if s == "" {
		return ""
	}
	return sign + s
}

// label is the kind as the Neo4j store names its labels: PERSON is Person.
func label(kind string) string { return kind[:1] + strings.ToLower(kind[1:]) }

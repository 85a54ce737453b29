package records

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"strings"
	"unicode"

	"dragoman/graph"
)

// WriteYAML writes records as a YAML list that [DecodeYAML] reads: the same
// objects as [graph.EncodeRecords] writes, with the same fields in the same
// order. It ends at the first error of the sequence or of w and gives it.
func WriteYAML(w io.Writer, records iter.Seq2[graph.Record, error], opts graph.EncodeOptions) error {
	return graph.EncodeRecords(&yamlWriter{to: w}, records, opts)
}

// yamlWriter turns lines of JSON into items of YAML. It is written whole lines.
type yamlWriter struct {
	to  io.Writer
	out bytes.Buffer
}

func (y *yamlWriter) Write(lines []byte) (int, error) {
	y.out.Reset()
	for line := range bytes.Lines(lines) {
		record, err := objectOf(line)
		if err != nil {
			return 0, err
		}
		y.out.WriteString("- ")
		y.fields(record, 2)
	}
	if _, err := y.to.Write(y.out.Bytes()); err != nil {
		return 0, err
	}
	return len(lines), nil
}

// object is a JSON object that keeps the order of its fields.
type object []field

type field struct {
	name  string
	value any
}

// fields writes an object in block form; the first line is indented already.
func (y *yamlWriter) fields(o object, indent int) {
	for i, f := range o {
		if i > 0 {
			y.indent(indent)
		}
		y.out.WriteString(f.name)
		y.out.WriteByte(':')
		switch v := f.value.(type) {
		case object:
			if indent > 2 && isFlat(v) { // the record itself is always in block form
				y.out.WriteByte(' ')
				y.flow(v)
				break
			}
			y.out.WriteByte('\n')
			y.indent(indent + 2)
			y.fields(v, indent+2)
			continue
		case []any:
			if f.name != "claims" && f.name != "names" && f.name != "externalIds" {
				y.out.WriteByte(' ')
				y.flow(v)
				break
			}
			y.out.WriteByte('\n')
			y.items(v, indent+2)
			continue
		default:
			y.out.WriteByte(' ')
			y.flow(v)
		}
		y.out.WriteByte('\n')
	}
}

func (y *yamlWriter) items(list []any, indent int) {
	for _, v := range list {
		y.indent(indent)
		y.out.WriteString("- ")
		if o, ok := v.(object); ok && !isFlat(o) {
			y.fields(o, indent+2)
			continue
		}
		y.flow(v)
		y.out.WriteByte('\n')
	}
}

// isFlat says that an object fits on a line: short, with no list but of ids.
func isFlat(o object) bool {
	length := 0
	for _, f := range o {
		switch v := f.value.(type) {
		case string:
			length += len(v)
		case []any:
			length += 20 * len(v)
		case object:
			return false
		}
		length += len(f.name) + 4
	}
	return length <= 100
}

func (y *yamlWriter) indent(n int) {
	for range n {
		y.out.WriteByte(' ')
	}
}

// flow writes a value within a line.
func (y *yamlWriter) flow(v any) {
	switch v := v.(type) {
	case object:
		for i, f := range v {
			y.out.WriteString([]string{"{", ", "}[min(i, 1)])
			y.out.WriteString(f.name)
			y.out.WriteString(": ")
			y.flow(f.value)
		}
		y.out.WriteByte('}')
	case []any:
		for i, x := range v {
			y.out.WriteString([]string{"[", ", "}[min(i, 1)])
			y.flow(x)
		}
		y.out.WriteByte(']')
	case string:
		y.text(v)
	case json.Number:
		y.out.WriteString(v.String())
	case bool:
		y.out.WriteString(map[bool]string{true: "true", false: "false"}[v])
	}
}

// text writes a text plain where no reader of YAML, of whatever version, takes
// it for anything else, and in quotes otherwise.
func (y *yamlWriter) text(s string) {
	if isPlain(s) {
		y.out.WriteString(s)
		return
	}
	y.out.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			y.out.WriteByte('\\')
			y.out.WriteRune(r)
		case r == '\n':
			y.out.WriteString(`\n`)
		case r == '\t':
			y.out.WriteString(`\t`)
		default:
			y.out.WriteRune(r)
		}
	}
	y.out.WriteByte('"')
}

// taken are words that some version of YAML reads as something else than text.
var taken = map[string]bool{"true": true, "false": true, "yes": true, "no": true, "on": true, "off": true, "y": true, "n": true, "null": true}

func isPlain(s string) bool {
	if s == "" || taken[strings.ToLower(s)] || strings.HasSuffix(s, " ") {
		return false
	}
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) && r < 0x3000:
		case i == 0:
			return false
		case r >= '0' && r <= '9' || strings.ContainsRune("-_./()'", r):
		case r == ' ' && s[i-1] != ' ':
		default:
			return false
		}
	}
	return true
}

package mapping

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"dragoman/graph"
)

// lines reads JSON Lines: an object in each.
type lines struct {
	name string
	in   *plain
	form form
}

func newLines(name string, r *bufio.Reader, f form) *lines {
	return &lines{name, newPlain(name, r, f), f}
}

func (l *lines) columns() []string { return nil }

func (l *lines) all() iter.Seq2[*row, error] {
	return func(yield func(*row, error) bool) {
		r := &row{column: 1}
		for {
			text, err := l.in.readLine()
			if errors.Is(err, io.EOF) {
				return
			}
			bad := (*graph.RecordError)(nil)
			if err != nil && !errors.As(err, &bad) {
				yield(nil, err)
				return
			}
			if err == nil && strings.TrimSpace(text) == "" {
				continue
			}
			r.number++
			r.line = l.in.line
			if err == nil {
				r.object, err = l.object(text)
			}
			if err != nil && !yield(nil, err) || err == nil && !yield(r, nil) {
				return
			}
		}
	}
}

func (l *lines) object(text string) (map[string]any, error) {
	bad := func(column int, format string, args ...any) error {
		return &graph.RecordError{File: l.name, Line: l.in.line, Column: column, Code: graph.Invalid, Reason: fmt.Sprintf(format, args...)}
	}
	if !utf8.ValidString(text) {
		return nil, bad(0, notUTF8)
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var object map[string]any
	if err := d.Decode(&object); err != nil {
		var syntax *json.SyntaxError
		column := 1
		if errors.As(err, &syntax) {
			column = int(syntax.Offset)
		}
		return nil, bad(column, "is no JSON object: %s", plainJSON(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, bad(int(d.InputOffset()), "something follows the object; one object stands in a line")
	}
	l.form.clear(object)
	return object, nil
}

// plainJSON words an error of encoding/json for people.
func plainJSON(err error) string {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return "it is JSON of the type " + kind.Value
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends too early"
	}
	return "it is broken here"
}

// clear takes out texts that mean nothing.
func (f form) clear(object map[string]any) {
	for key, v := range object {
		if s, ok := v.(string); ok {
			if s = strings.TrimSpace(s); f.empty[s] {
				s = ""
			}
			object[key] = s
		}
	}
}

// tree reads a JSON file with a list of objects, or an object of objects, whose
// keys are then the column @name.
type tree struct {
	name string
	form form
	in   *places
	d    *json.Decoder
}

func newTree(name string, r io.Reader, f form) *tree {
	in := &places{in: r, line: 1}
	d := json.NewDecoder(in)
	d.UseNumber()
	return &tree{name, f, in, d}
}

func (t *tree) columns() []string { return nil }

func (t *tree) all() iter.Seq2[*row, error] {
	return func(yield func(*row, error) bool) {
		for step := range t.form.items {
			if err := t.enter(t.form.items[step]); err != nil {
				yield(nil, err)
				return
			}
		}
		open, err := t.d.Token()
		if err != nil {
			yield(nil, t.broken(err))
			return
		}
		object := open == json.Delim('{')
		if open != json.Delim('[') && !object {
			yield(nil, t.wrong("is no list of objects; say the way to the list in the mapping, as items: data.countries"))
			return
		}
		r := &row{}
		for t.d.More() {
			key := any(nil)
			if object {
				if key, err = t.d.Token(); err != nil {
					yield(nil, t.broken(err))
					return
				}
			}
			r.number++
			t.in.from = t.d.InputOffset()
			r.line, r.column = t.in.next(t.d)
			var value any
			if err := t.d.Decode(&value); err != nil {
				yield(nil, t.broken(err))
				return
			}
			item, ok := value.(map[string]any)
			if !ok {
				bad := &graph.RecordError{File: t.name, Line: r.line, Column: r.column, Code: graph.Invalid, Reason: "is no object; each item of the list is one row, an object of columns"}
				if object {
					bad.Reason = fmt.Sprintf("%q holds no object; each key of the file holds one row. Say the way to the rows in the mapping, as items: data.countries", key)
				}
				if !yield(nil, bad) {
					return
				}
				continue
			}
			t.form.clear(item)
			if object {
				item["@name"] = key
			}
			r.object = item
			if !yield(r, nil) {
				return
			}
		}
		if _, err := t.d.Token(); err != nil {
			yield(nil, t.broken(err))
		}
	}
}

// enter goes to a key of the object that comes next, past what stands before it.
func (t *tree) enter(key string) error {
	open, err := t.d.Token()
	if err != nil {
		return t.broken(err)
	}
	if open != json.Delim('{') {
		return t.wrong("is no object, so it has no key %q, which items in the mapping names", key)
	}
	for t.d.More() {
		name, err := t.d.Token()
		if err != nil {
			return t.broken(err)
		}
		if name == key {
			return nil
		}
		t.in.from = t.d.InputOffset()
		var skipped json.RawMessage
		if err := t.d.Decode(&skipped); err != nil {
			return t.broken(err)
		}
	}
	return t.wrong("has no key %q, which items in the mapping names", key)
}

func (t *tree) wrong(format string, args ...any) error {
	line, column := t.in.at(t.d.InputOffset())
	return graph.Errorf(graph.Invalid, "%s:%d:%d: %s", t.name, line, column, fmt.Sprintf(format, args...))
}

func (t *tree) broken(err error) error {
	offset := t.d.InputOffset()
	if errors.As(err, new(*graph.Error)) {
		line, column := t.in.at(offset)
		return stoppedAt(fmt.Sprintf("%s:%d:%d", t.name, line, column), err)
	}
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		offset = syntax.Offset
	}
	line, column := t.in.at(offset)
	return graph.Errorf(graph.Invalid, "%s:%d:%d: is not JSON: %s", t.name, line, column, plainJSON(err))
}

// places remembers where lines start in what a decoder has read but not used yet.
type places struct {
	in     io.Reader
	read   int64
	from   int64   // where the item that is being read starts
	line   int     // of start
	start  int64   // offset at which that line starts
	breaks []int64 // offsets after further line feeds, in order
	tail   []byte  // of what was read: a letter that is not whole yet
}

func (p *places) Read(b []byte) (int, error) {
	if p.read-p.from > MaxRow+slack {
		return 0, graph.Errorf(graph.Limit, "an item is longer than %d MiB; say the way to the list of rows in the mapping, as items: data.countries", MaxRow>>20)
	}
	n, err := p.in.Read(b)
	text := b[:n]
	if !p.valid(text, err != nil) {
		return 0, graph.Errorf(graph.Invalid, "the JSON %s", notUTF8)
	}
	for i := 0; ; {
		j := bytes.IndexByte(text[i:], '\n')
		if j < 0 {
			break
		}
		i += j + 1
		p.breaks = append(p.breaks, p.read+int64(i))
	}
	p.read += int64(n)
	return n, err
}

// valid checks UTF-8 across the borders of what is read at a time.
func (p *places) valid(text []byte, last bool) bool {
	all := append(p.tail, text...)
	cut := len(all)
	if !last {
		for back := 1; back < utf8.UTFMax && back <= len(all); back++ {
			if c := all[len(all)-back]; utf8.RuneStart(c) {
				if !utf8.FullRune(all[len(all)-back:]) {
					cut = len(all) - back
				}
				break
			}
		}
	}
	ok := utf8.Valid(all[:cut])
	p.tail = append([]byte(nil), all[cut:]...)
	return ok
}

// at gives line and column of an offset. Offsets must not go back.
func (p *places) at(offset int64) (line, column int) {
	for len(p.breaks) > 0 && p.breaks[0] <= offset {
		p.start, p.breaks = p.breaks[0], p.breaks[1:]
		p.line++
	}
	return p.line, int(max(1, offset-p.start+1))
}

// next gives the place of the value that comes next: behind commas, colons and
// white space that the decoder has not used yet.
func (p *places) next(d *json.Decoder) (line, column int) {
	offset := d.InputOffset()
	ahead, _ := io.ReadAll(io.LimitReader(d.Buffered(), 4<<10))
	skip := len(ahead) - len(bytes.TrimLeft(ahead, ",: \t\r\n"))
	return p.at(offset + int64(skip))
}

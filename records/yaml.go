package records

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"dragoman/graph"
)

// MaxItem is the greatest length of one item of a YAML list in bytes. Larger
// records are for JSON Lines.
const MaxItem = 4 << 20

// DecodeYAML reads a YAML list of records, whose first item is the header:
//
//   - dragoman: 1
//   - entity: {id: tajikistan, kind: GOVERNMENT, name: Tajikistan}
//   - relation:
//     from: …
//
// It is as strict as [graph.DecodeRecords] and has the same errors, with the line
// and column (in characters) of the value at fault. Numbers, true and false are
// what JSON takes for them, everything else is text: dates need no quotes, years
// alone do. Anchors, aliases, tags and merge keys are refused, and so is an item
// of more than [MaxItem] bytes (ErrLimit). One item is in memory at a time, as
// long as items start with "-" on lines of their own.
func DecodeYAML(name string, r io.Reader) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		d := yamlDecoder{name: name, yield: yield}
		for item, err := range items(r) {
			if err != nil {
				yield(graph.Record{}, stopped(name, item.line, err))
				return
			}
			if !d.item(item) {
				return
			}
		}
		if !d.headed {
			yield(graph.Record{}, graph.DecodeHeader(name, 1, nil))
		}
	}
}

func stopped(name string, line int, err error) error {
	place := fmt.Sprintf("%s:%d: reading stopped here", name, line)
	if errors.As(err, new(*graph.Error)) {
		return at(place, err)
	}
	return &graph.Error{Code: graph.Invalid, Err: err, Message: place}
}

// yamlDecoder gives out the records of items; headed says that the header was
// among them.
type yamlDecoder struct {
	name   string
	yield  func(graph.Record, error) bool
	headed bool
}

// item gives out the records of one chunk: one, unless the list is written in
// brackets. false ends the reading.
func (d *yamlDecoder) item(c chunk) bool {
	nodes, bad := c.parse()
	if bad != nil {
		if !d.headed {
			d.yield(graph.Record{}, &graph.Error{Code: graph.Invalid, Field: "dragoman", Message: (&graph.RecordError{File: d.name, Line: bad.Line, Column: bad.Column, Reason: bad.Reason}).Error()})
			return false
		}
		bad.File = d.name
		return d.yield(graph.Record{}, bad)
	}
	for _, node := range nodes {
		if !d.node(c, node) {
			return false
		}
	}
	return true
}

func (d *yamlDecoder) node(c chunk, n yamlNode) bool {
	w := jsonWriter{above: c.line - 1}
	line := w.place(n).line
	bad := w.value(n, 0)
	if bad == nil && !d.headed {
		if err := graph.DecodeHeader(d.name, line, w.out); err != nil {
			d.yield(graph.Record{}, err)
			return false
		}
		d.headed = true
		return true
	}
	var rec graph.Record
	if bad == nil {
		rec, bad = w.decode(line)
	}
	if bad != nil {
		bad.File = d.name
		return d.yield(graph.Record{}, bad)
	}
	rec.File, rec.Line = d.name, line
	return d.yield(rec, nil)
}

// chunk is a part of the file that can be parsed on its own: an item of the
// list, or the whole list where it is not written item by item.
type chunk struct {
	text []byte
	line int // of its first line, from 1
	long bool
}

// items cuts a list before every line that starts an item. Such a line starts
// with "-" as far from the margin as the first item does; all lines within an
// item are further in.
func items(r io.Reader) iter.Seq2[chunk, error] {
	return func(yield func(chunk, error) bool) {
		in := bufio.NewReaderSize(r, readBuffer)
		var c chunk
		dash := ""
		for line := 1; ; line++ {
			text, long, err := readLine(in)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(chunk{line: line}, err)
				return
			}
			if line == 1 {
				text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
			}
			if dash == "" {
				dash = dashOf(text)
			}
			if dash != "" && startsItem(text, dash) || c.line == 0 {
				if !c.empty() && !yield(c, nil) {
					return
				}
				c = chunk{line: line}
			}
			if c.long = c.long || long || len(c.text)+len(text) > MaxItem; !c.long {
				c.text = append(c.text, text...)
			}
			if errors.Is(err, io.EOF) {
				if !c.empty() {
					yield(c, nil)
				}
				return
			}
		}
	}
}

// readLine reads a line with its line feed; of one that is too long, where it
// starts.
func readLine(in *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		long = long || len(line)+len(part) > MaxItem
		if !long {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if long {
			line = line[:min(len(line), readBuffer)]
		}
		return line, long, err
	}
}

// dashOf gives the indentation and dash with which the first item starts, ""
// for a line that starts none.
func dashOf(line []byte) string {
	trimmed := bytes.TrimLeft(line, " ")
	if len(trimmed) < 2 || trimmed[0] != '-' || trimmed[1] != ' ' && trimmed[1] != '\n' && trimmed[1] != '\r' {
		return ""
	}
	return strings.Repeat(" ", len(line)-len(trimmed)) + "-"
}

func startsItem(line []byte, dash string) bool {
	return bytes.HasPrefix(line, []byte(dash)) && (len(line) == len(dash) || strings.IndexByte(" \r\n", line[len(dash)]) >= 0)
}

// empty says that there are only comments, empty lines and the marks of the
// document's start and end.
func (c *chunk) empty() bool {
	if c.long {
		return false
	}
	for line := range bytes.Lines(c.text) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && string(line) != "---" && string(line) != "..." {
			return false
		}
	}
	return true
}

// check refuses what should not reach a parser.
func (c *chunk) check() *graph.RecordError {
	if c.long {
		return &graph.RecordError{Line: c.line, Code: graph.Limit, Reason: fmt.Sprintf("the item is longer than %d MiB; split the record into several that add to each other, or use JSON Lines", MaxItem>>20)}
	}
	number, depth := c.line-1, 0
	for line := range bytes.Lines(c.text) {
		number++
		if !utf8.Valid(line) {
			return &graph.RecordError{Line: number, Code: graph.Invalid, Reason: "the line is not valid UTF-8"}
		}
		if i := bytes.IndexByte(line, 0); i >= 0 {
			return &graph.RecordError{Line: number, Code: graph.Invalid, Reason: "the line has the control character U+0000"}
		}
		dashes := len(line) - len(bytes.TrimLeft(line, "-? \t"))
		depth = max(0, depth+bytes.Count(line, []byte("["))+bytes.Count(line, []byte("{"))-bytes.Count(line, []byte("]"))-bytes.Count(line, []byte("}")))
		if depth > maxBrackets || bytes.Count(line[:dashes], []byte("-"))+bytes.Count(line[:dashes], []byte("?")) > maxDashes || bytes.Contains(line, []byte(strings.Repeat("[", maxBrackets))) {
			return &graph.RecordError{Line: number, Code: graph.Invalid, Reason: "lists are nested too deeply for a record"}
		}
	}
	return nil
}

// Bounds on what a parser that recurses is given; records nest six deep.
const (
	maxBrackets = 1000
	maxDashes   = 100
)

package mapping

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"dragoman/graph"
)

// quoted reads csv by RFC 4180, with any separator.
type quoted struct {
	name   string
	budget *budget
	in     *csv.Reader
	places []cellPlace
	line   int // where the last row ended
}

func newQuoted(name string, r io.Reader, f form) *quoted {
	b := &budget{in: r}
	q := &quoted{name: name, budget: b, in: csv.NewReader(b)}
	q.in.Comma = f.separator
	q.in.FieldsPerRecord = -1
	q.in.ReuseRecord = true
	return q
}

func (q *quoted) next() ([]string, []cellPlace, error) {
	q.budget.start = q.in.InputOffset()
	cells, err := q.in.Read()
	var syntax *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil, io.EOF
	case errors.As(err, &syntax):
		return nil, nil, q.misquoted(cells, syntax)
	case err != nil:
		line := max(1, q.line)
		if graph.CodeOf(err) == graph.Limit {
			line = q.line + 1 // which is too long
		}
		return nil, nil, unreadable(q.name, line, err)
	}
	q.places = q.places[:0]
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
		line, column := q.in.FieldPos(i)
		q.places = append(q.places, cellPlace{line, column})
		q.line = line + strings.Count(cells[i], "\n")
	}
	return cells, q.places, nil
}

// misquoted tells of a row whose quotes do not fit; before are its cells before the
// one at fault.
func (q *quoted) misquoted(before []string, e *csv.ParseError) error {
	bad := &graph.RecordError{File: q.name, Line: e.Line, Column: e.Column, Code: graph.Invalid}
	if !errors.Is(e, csv.ErrQuote) {
		bad.Reason = "a quote stands where none may: a cell in quotes has a quote doubled; where quotes mean nothing, say quotes: none in the mapping"
		return bad
	}
	open := e.StartLine
	if n := len(before); n > 0 {
		line, _ := q.in.FieldPos(n - 1)
		open = line + strings.Count(before[n-1], "\n")
	}
	bad.Reason = "a cell that starts with a quote does not end with one before the separator; double quotes within it, or say quotes: none in the mapping where quotes mean nothing"
	if open != e.Line {
		bad.Line, bad.Column = open, 0
		bad.Reason = fmt.Sprintf("a quote opens a cell in this line and is not closed as far as line %d; close it, double quotes within the cell, or say quotes: none in the mapping where quotes mean nothing", e.Line)
	}
	return bad
}

// budget ends the reading of a row that never ends, as behind a quote that is not
// closed.
type budget struct {
	in    io.Reader
	start int64 // where the row starts
	read  int64
}

// slack is what a reader may have read ahead.
const slack = 1 << 20

func (b *budget) Read(p []byte) (int, error) {
	if b.read-b.start > MaxRow+slack {
		return 0, graph.Errorf(graph.Limit, "a row is longer than %d MiB: is a quote in it not closed? Where quotes mean nothing, say quotes: none in the mapping", MaxRow>>20)
	}
	n, err := b.in.Read(p)
	b.read += int64(n)
	return n, err
}

// plain reads lines with separators and nothing else.
type plain struct {
	name      string
	in        *bufio.Reader
	separator string
	line      int
	long      []byte
	cells     []string
	places    []cellPlace
}

func newPlain(name string, r *bufio.Reader, f form) *plain {
	return &plain{name: name, in: r, separator: string(f.separator)}
}

func (p *plain) next() ([]string, []cellPlace, error) {
	for {
		text, err := p.readLine()
		if err != nil {
			return nil, nil, err
		}
		if text != "" {
			return p.cut(text)
		}
	}
}

func (p *plain) cut(text string) ([]string, []cellPlace, error) {
	p.cells, p.places = p.cells[:0], p.places[:0]
	column := 1
	for cell := range strings.SplitSeq(text, p.separator) {
		p.cells = append(p.cells, strings.TrimSpace(cell))
		p.places = append(p.places, cellPlace{p.line, column})
		column += len(cell) + len(p.separator)
	}
	return p.cells, p.places, nil
}

// readLine gives a line without its end. A line that is too long is a bad row.
func (p *plain) readLine() (string, error) {
	p.line++
	p.long = p.long[:0]
	tooLong := false
	for {
		part, err := p.in.ReadSlice('\n')
		if tooLong = tooLong || len(p.long)+len(part) > MaxRow; !tooLong {
			p.long = append(p.long, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return "", unreadable(p.name, p.line, err)
		case err != nil && len(p.long) == 0 && !tooLong:
			return "", io.EOF
		case tooLong:
			return "", &graph.RecordError{File: p.name, Line: p.line, Code: graph.Limit, Reason: fmt.Sprintf("the row is longer than %d MiB", MaxRow>>20)}
		}
		return strings.TrimRight(string(p.long), "\r\n"), nil
	}
}

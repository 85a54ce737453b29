package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"
)

// page is text for people: as wide as the terminal allows, in colour only where
// somebody sees it.
type page struct {
	w      io.Writer
	width  int
	colour bool
	err    error // the first failure of w; nothing is written after it
}

// The widths of a page, in characters.
const (
	pageWidth = 80 // where the output is no terminal
	minWidth  = 40
	maxWidth  = 120
)

// page prepares the standard output.
func (m *Main) page() *page {
	p := &page{w: m.Stdout, width: pageWidth}
	f, ok := m.Stdout.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return p
	}
	if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
		p.width = min(max(w, minWidth), maxWidth)
	}
	off, _ := m.LookupEnv("NO_COLOR")
	kind, _ := m.LookupEnv("TERM")
	p.colour = off == "" && kind != "dumb"
	return p
}

func (p *page) write(s string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, s)
	}
}

// line writes words wrapped to the width, continuation lines indented.
func (p *page) line(first, rest string, style style, text string) {
	for i, l := range wrap(plain(text), p.width-utf8.RuneCountInString(first), p.width-utf8.RuneCountInString(rest)) {
		indent := rest
		if i == 0 {
			indent = first
		}
		p.write(indent + p.paint(style, l) + "\n")
	}
}

func (p *page) linef(format string, args ...any) {
	p.line("", "  ", normal, fmt.Sprintf(format, args...))
}

func (p *page) blank() { p.write("\n") }

// heading writes a title with a blank line before it.
func (p *page) heading(format string, args ...any) {
	p.blank()
	p.line("", "", bold, fmt.Sprintf(format, args...))
}

// style is how a text looks on a terminal: an SGR parameter (ECMA-48, 8.3.117).
type style string

const (
	normal  style = ""
	bold    style = "1"
	dim     style = "2"
	warning style = "33"
)

func (p *page) paint(s style, text string) string {
	if !p.colour || s == normal || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// wrap breaks text at spaces into lines of at most first and then rest
// characters; a longer word stays whole.
func wrap(text string, first, rest int) (lines []string) {
	room, line := first, ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= room:
			line += " " + word
		default:
			lines, line, room = append(lines, line), word, rest
		}
	}
	return append(lines, line)
}

// plain takes out what could steer a terminal: names and titles come from
// documents.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '\uFFFD'
		}
		return r
	}, s)
}

// column is one of a table.
type column struct {
	max   int // characters; longer text wraps. 0 is what the page leaves
	right bool
	style style
}

// gap is the space between columns.
const gap = "  "

// table writes rows below each other, each column as wide as its widest cell.
func (p *page) table(indent string, columns []column, rows [][]string) {
	widths := p.fit(indent, columns, rows)
	for _, row := range rows {
		cells, height := make([][]string, len(columns)), 1
		for i := range columns {
			cells[i] = wrap(plain(row[i]), widths[i], widths[i])
			height = max(height, len(cells[i]))
		}
		for y := range height {
			var b strings.Builder
			for i, c := range columns {
				cell := ""
				if y < len(cells[i]) {
					cell = cells[i][y]
				}
				pad := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
				if c.right {
					b.WriteString(pad)
				}
				b.WriteString(p.paint(c.style, cell))
				if !c.right && i < len(columns)-1 {
					b.WriteString(pad)
				}
				if i < len(columns)-1 {
					b.WriteString(gap)
				}
			}
			p.write(strings.TrimRight(indent+b.String(), " ") + "\n")
		}
	}
}

// fit gives the width of each column; the one without a maximum takes what is left.
func (p *page) fit(indent string, columns []column, rows [][]string) []int {
	widths, left, open := make([]int, len(columns)), p.width-utf8.RuneCountInString(indent)-len(gap)*(len(columns)-1), -1
	for i, c := range columns {
		for _, row := range rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(plain(row[i])))
		}
		if c.max == 0 {
			open = i
			continue
		}
		widths[i] = min(widths[i], c.max)
		left -= widths[i]
	}
	if open >= 0 {
		widths[open] = min(widths[open], max(left, 16))
	}
	return widths
}

package graph

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// edtfParser reads an expression from left to right. The first failure stays in
// err; methods that return a bool return false from then on.
type edtfParser struct {
	in    string
	pos   int // in bytes
	marks edtfFlags
	err   *EDTFError
}

func (p *edtfParser) fail(at int, reason string) bool {
	if p.err == nil {
		p.err = &EDTFError{Input: p.in, Offset: at, Reason: reason}
	}
	return false
}

// peek gives the byte at pos, 0 at the end.
func (p *edtfParser) peek() byte {
	if p.pos < len(p.in) {
		return p.in[p.pos]
	}
	return 0
}

func (p *edtfParser) take(token string) bool {
	if !strings.HasPrefix(p.in[p.pos:], token) {
		return false
	}
	p.pos += len(token)
	return true
}

func (p *edtfParser) atEnd() bool { return p.pos == len(p.in) }

// edtfRefusals explains the bytes that begin something that is not read here.
var edtfRefusals = map[byte]string{
	'E': "exponential years (level 2) are not supported",
	'S': "significant digits (level 2) are not supported",
	'T': "a time of day may follow only a single, complete and unqualified date",
	'P': "durations are not part of EDTF",
	'W': "week dates are not part of EDTF",
	'x': "an unspecified digit is written X",
	'u': "an unspecified digit is written X",
	'y': "a long year is written with Y",
	' ': "white space is not allowed",
	'+': "a year has no sign +",
	'[': "a set stands alone, not within an interval or a set",
	'{': "a set stands alone, not within an interval or a set",
	'/': "an interval has one /, and sets hold no intervals",
	',': "a list of dates is written in [ ] or { }",
	'?': "a date or a part of it takes one qualifier of ? ~ % at each side",
	'~': "a date or a part of it takes one qualifier of ? ~ % at each side",
	'%': "a date or a part of it takes one qualifier of ? ~ % at each side",
}

// unexpected fails at pos, where want should have been.
func (p *edtfParser) unexpected(want string) bool {
	c := p.peek()
	switch reason, refused := edtfRefusals[c]; {
	case p.atEnd():
		return p.fail(p.pos, "it ends where "+want+" is expected")
	case refused:
		return p.fail(p.pos, reason)
	case c >= utf8.RuneSelf:
		r, size := utf8.DecodeRuneInString(p.in[p.pos:])
		if r == utf8.RuneError && size == 1 {
			return p.fail(p.pos, fmt.Sprintf("byte 0x%02X is not ASCII", c))
		}
		return p.fail(p.pos, fmt.Sprintf("character %U is not ASCII", r))
	default:
		return p.fail(p.pos, fmt.Sprintf("%q where %s is expected", rune(c), want))
	}
}

// date reads [?~%]year[?~%], with -month and -day alike where present.
func (p *edtfParser) date() (d edtfDate, ok bool) {
	p.qualifier()
	if p.peek() == 'Y' {
		return p.longYear()
	}
	start := p.pos
	d.year.negative = p.take("-")
	if !p.digits(d.year.digits[:], "a year of four digits") {
		return d, false
	}
	if d.year.readings() == 0 {
		return d, p.fail(start, "the year 0 is written 0000")
	}
	p.qualifier()
	if !p.take("-") {
		return d, true
	}
	p.qualifier()
	if !p.month(&d) {
		return d, false
	}
	p.qualifier()
	if !p.take("-") {
		return d, true
	}
	if d.season() {
		return d, p.fail(p.pos-1, "a season has no days")
	}
	p.qualifier()
	if !p.day(&d) {
		return d, false
	}
	p.qualifier()
	return d, true
}

// qualifier reads one if there is one. A qualifier to the left of a part is for
// that part, one to the right for all so far; either way the date is marked.
func (p *edtfParser) qualifier() {
	switch p.peek() {
	case '?':
		p.marks |= edtfUncertain
	case '~':
		p.marks |= edtfApproximate
	case '%':
		p.marks |= edtfUncertain | edtfApproximate
	default:
		return
	}
	p.pos++
}

// digits fills to with digits or X, exactly as many.
func (p *edtfParser) digits(to []byte, want string) bool {
	for i := range to {
		c := p.peek()
		if !edtfDigit(c) && c != 'X' {
			return p.unexpected(want)
		}
		to[i] = c
		p.pos++
	}
	if c := p.peek(); edtfDigit(c) || c == 'X' {
		return p.fail(p.pos, "too many digits for "+want)
	}
	return true
}

func (p *edtfParser) month(d *edtfDate) bool {
	start := p.pos
	if !p.digits(d.month[:], "a month of two digits") {
		return false
	}
	if !d.month.masked() {
		switch n := d.month.value(); {
		case 21 <= n && n <= 24:
			return true
		case 25 <= n && n <= 41:
			return p.fail(start, "sub-year groupings 25–41 (level 2) are not supported")
		}
	}
	for month := 1; month <= 12; month++ {
		if d.month.matches(month) {
			return true
		}
	}
	return p.fail(start, "there is no month "+string(d.month[:]))
}

func (p *edtfParser) day(d *edtfDate) bool {
	start := p.pos
	if !p.digits(d.day[:], "a day of two digits") {
		return false
	}
	if !d.exists() {
		return p.fail(start, fmt.Sprintf("there is no day %s in %s-%s", d.day[:], d.year.digits[:], d.month[:]))
	}
	return true
}

// longYear reads Y and more than four digits (level 1): the whole date.
func (p *edtfParser) longYear() (d edtfDate, ok bool) {
	p.take("Y")
	negative := p.take("-")
	start, n := p.pos, int64(0)
	for edtfDigit(p.peek()) {
		n = min(n*10+int64(p.peek()-'0'), edtfYearLimit)
		p.pos++
	}
	switch c := p.peek(); {
	case c == 'X':
		return d, p.fail(p.pos, "unspecified digits in a year with Y are not supported")
	case c == 'E' || c == 'S' || p.pos == start:
		return d, p.unexpected("a digit")
	case p.pos-start <= 4 || p.in[start] == '0':
		return d, p.fail(start, "a year with Y has more than four digits, the first not 0")
	}
	if negative {
		n = -n
	}
	p.qualifier()
	if p.peek() == '-' {
		return d, p.fail(p.pos, "a year with Y has no months")
	}
	return edtfDate{year: edtfYear{long: n}}, true
}

package graph

import "strings"

// expression reads the whole input: a date, an interval or a set. What it
// returns is meaningless where p.err is set.
func (p *edtfParser) expression() EDTF {
	switch {
	case len(p.in) > edtfMaxLength:
		p.fail(edtfMaxLength, "it is longer than 256 bytes")
		return EDTF{}
	case strings.IndexByte("[{", p.peek()) < 0 && strings.IndexByte(p.in, '/') >= 0:
		return p.interval()
	default:
		return p.members()
	}
}

// members reads a date or a set and unites the bounds of what it finds.
func (p *edtfParser) members() EDTF {
	e := EDTF{text: p.in}
	hull, bounded, n := edtfRun{edtfFuture, edtfPast}, true, 0
	p.eachMember(func(m edtfMember) {
		n++
		h, ok := m.hull()
		hull = edtfRun{min(hull.lo, h.lo), max(hull.hi, h.hi)}
		bounded = bounded && ok
		if n > 1 || !m.ranged && m.from.gapped() {
			e.flags |= edtfGapped
		}
	})
	e.flags |= p.marks
	if s, fits := edtfSpan(hull.lo, hull.hi, hull.lo, hull.hi); bounded && fits {
		e.span = s
		e.flags |= edtfBounded
	}
	return e
}

// eachMember reads a set, or a date as its own one member.
func (p *edtfParser) eachMember(visit func(edtfMember)) {
	open := p.peek()
	if open != '[' && open != '{' {
		if d, ok := p.dateOrTime(); ok {
			visit(edtfMember{from: d})
		}
		return
	}
	p.pos++
	closing := string(open + 2) // ] and } follow two after [ and {
	for first := true; ; first = false {
		m, ok := p.member(first, closing[0])
		if !ok {
			return
		}
		visit(m)
		if p.take(closing) {
			break
		}
		if m.openTo {
			p.fail(p.pos, "only the last member of a set may have an open end")
			return
		}
		if p.peek() != ',' {
			p.unexpected("a comma or " + closing)
			return
		}
		p.pos++
	}
	if !p.atEnd() {
		p.fail(p.pos, "nothing may follow a set")
	}
}

// edtfMember is a member of a set: a date, or dates from one to another (..),
// of which one may be open.
type edtfMember struct {
	from, to         edtfDate // the open one is zero; to also where not ranged
	openFrom, openTo bool
	ranged           bool
}

// hull gives the bounds; ok is false where a year is open.
func (m edtfMember) hull() (h edtfRun, ok bool) {
	if m.from.year.open() || m.to.year.open() {
		return edtfRun{}, false
	}
	h = edtfRun{edtfPast, edtfFuture}
	if !m.openFrom {
		first, _ := m.from.hull()
		h.lo = first.lo
		if !m.ranged {
			h.hi = first.hi
		}
	}
	if m.ranged && !m.openTo {
		last, _ := m.to.hull()
		h.hi = last.hi
	}
	return h, true
}

func (p *edtfParser) member(first bool, closing byte) (m edtfMember, ok bool) {
	start := p.pos
	if p.take("..") {
		if !first {
			return m, p.fail(start, "only the first member of a set may have an open start")
		}
		m.openFrom, m.ranged = true, true
		m.to, ok = p.date()
		if ok && p.peek() == '.' {
			ok = p.fail(p.pos, "a member of a set cannot be open at both sides")
		}
		return m, ok
	}
	if m.from, ok = p.date(); !ok || !p.take("..") {
		return m, ok
	}
	m.ranged = true
	if c := p.peek(); c == closing || c == ',' {
		m.openTo = true
		return m, true
	}
	if m.to, ok = p.date(); !ok {
		return m, false
	}
	if h, bounded := m.hull(); bounded && h.lo > h.hi {
		return m, p.fail(start, "a range ends before it starts")
	}
	return m, true
}

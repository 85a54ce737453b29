package graph

// edtfSide is the start or the end of an interval.
type edtfSide struct {
	edtfRun      // of a dated side
	dated   bool // it has bounds
	open    bool // written ".."
	written bool // it is a date, if only of an open year
}

// interval reads A/B: level 0 and 1, and level 2 for the dates in it.
func (p *edtfParser) interval() EDTF {
	start, ok := p.side()
	if !ok {
		return EDTF{}
	}
	if !p.take("/") {
		p.unexpected("/")
		return EDTF{}
	}
	middle := p.pos
	end, ok := p.side()
	switch {
	case !ok:
	case !p.atEnd():
		p.unexpected("the end")
	case !start.written && !end.written:
		p.fail(0, "an interval needs a date at one end at least")
	case start.dated && end.dated && start.lo > end.hi:
		p.fail(middle, "the interval ends before it starts")
	}
	e := EDTF{text: p.in, flags: edtfInterval | p.marks}
	if s, bounded := edtfBounds(start, end); bounded {
		e.span = s
		e.flags |= edtfBounded
	}
	return e
}

// side reads up to the slash or the end: nothing (unknown), ".." (open), a date.
func (p *edtfParser) side() (s edtfSide, ok bool) {
	if p.atEnd() || p.peek() == '/' {
		return s, true
	}
	if p.take("..") {
		if !p.atEnd() && p.peek() != '/' {
			return s, p.fail(p.pos, "in an interval .. stands alone, in place of a date")
		}
		return edtfSide{open: true}, true
	}
	d, ok := p.date()
	if !ok {
		return s, false
	}
	if p.peek() == '.' {
		return s, p.fail(p.pos, "in an interval .. stands alone, in place of a date")
	}
	s.written = true
	if !d.year.open() {
		s.edtfRun, s.dated = d.hull()
	}
	return s, true
}

// edtfBounds gives the bounds of an interval. A side that is neither dated nor
// open is unknown: all that is known of it is that the end is no sooner than
// the start, which also narrows sides that overlap.
func edtfBounds(start, end edtfSide) (s Span, ok bool) {
	if !start.dated && !end.dated {
		return Span{}, false
	}
	switch {
	case start.open:
		start.edtfRun = edtfRun{edtfPast, edtfPast}
	case !start.dated:
		start.edtfRun = edtfRun{edtfPast, edtfFuture}
	}
	switch {
	case end.open:
		end.edtfRun = edtfRun{edtfFuture, edtfFuture}
	case !end.dated:
		end.edtfRun = edtfRun{edtfPast, edtfFuture}
	}
	s, ok = edtfSpan(start.lo, min(start.hi, end.hi), max(start.lo, end.lo), end.hi)
	s.Interval = true
	return s, ok
}

package graph

// dateOrTime reads a date that is the whole input, with a time of day or not.
func (p *edtfParser) dateOrTime() (d edtfDate, ok bool) {
	d, ok = p.date()
	if !ok {
		return d, false
	}
	if p.peek() == 'T' && d.day != (edtfPair{}) && !d.masked() && !d.year.open() && p.marks == 0 {
		p.pos++
		if !p.timeOfDay() {
			return d, false
		}
	}
	if !p.atEnd() {
		return d, p.unexpected("the end")
	}
	return d, true
}

// timeOfDay reads hh:mm:ss with Z, ±hh, ±hh:mm or nothing, and drops it.
// Second 60 is a leap second.
func (p *edtfParser) timeOfDay() bool {
	if !p.number(23, "an hour 00–23") || !p.colon() || !p.number(59, "a minute 00–59") ||
		!p.colon() || !p.number(60, "a second 00–60") {
		return false
	}
	switch {
	case p.take("Z"):
		return true
	case p.take("+"), p.take("-"):
		return p.number(23, "an offset in hours 00–23") &&
			(!p.take(":") || p.number(59, "an offset in minutes 00–59"))
	}
	return true
}

func (p *edtfParser) colon() bool { return p.take(":") || p.unexpected("a colon") }

// number reads two digits that make at most limit.
func (p *edtfParser) number(limit int, want string) bool {
	var n edtfPair
	start := p.pos
	for i := range n {
		if n[i] = p.peek(); !edtfDigit(n[i]) {
			return p.unexpected(want)
		}
		p.pos++
	}
	if n.value() > limit {
		return p.fail(start, "this is not "+want)
	}
	return true
}

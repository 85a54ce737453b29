package mapping

import (
	"regexp"
	"slices"
)

// condition is a list of tests, all of which must hold.
type condition []test

// test compares a value: with others, with a pattern, or with nothing.
type test struct {
	at      place
	not     bool
	left    expression
	among   []expression // = and != have one
	pattern *regexp.Regexp
}

// condition reads a text or a list of texts:
//
//	city
//	not city
//	type = "embassy"
//	type in ("embassy", "high commission")
//	operator != country
//	name matches "^Ministry"
func (n node) condition(names scopeNames) (out condition) {
	for _, item := range n.list() {
		p := exprParser{lexer: lexer{rest: item.text()}, names: names, n: item}
		if t, ok := p.test(); ok {
			out = append(out, t)
		}
	}
	if len(out) == 0 && len(n.r.faults) == 0 {
		n.fail("is empty; a condition is wanted, as: city, or type = \"embassy\"")
	}
	return out
}

func (p *exprParser) test() (t test, ok bool) {
	t.at = p.n.at
	t.not = p.takeWord("not")
	if t.left, ok = p.operand(); !ok {
		return t, false
	}
	switch {
	case p.take("="):
		ok = p.addOperand(&t)
	case p.take("!="):
		t.not = !t.not
		ok = p.addOperand(&t)
	case p.takeWord("in"):
		ok = p.list(&t)
	case p.takeWord("matches"):
		re := p.next()
		var err error
		if t.pattern, err = regexp.Compile(re.text); err != nil || re.kind != quotedToken {
			p.n.fail("a regular expression in quotes is wanted after matches")
			return t, false
		}
	}
	if rest := p.peek(); ok && rest.kind != endToken {
		p.n.fail("%s is too much; a condition is one of: x, not x, x = y, x != y, x in (y, z), x matches \"…\", and texts stand in quotes. Several conditions make a list", p.shown(rest))
		return t, false
	}
	return t, ok
}

// operand is an expression, with or without braces.
func (p *exprParser) operand() (expression, bool) {
	if !p.take("{") {
		return p.expression(false)
	}
	e, ok := p.expression(true)
	if ok && !p.take("}") {
		p.n.fail("a } is wanted after %s", e.reference)
		return e, false
	}
	return e, ok
}

func (p *exprParser) addOperand(t *test) bool {
	e, ok := p.operand()
	t.among = append(t.among, e)
	return ok
}

func (p *exprParser) list(t *test) bool {
	if !p.take("(") {
		p.n.fail("a list in brackets is wanted after in: type in (\"embassy\", \"consulate\")")
		return false
	}
	for !p.take(")") {
		if !p.addOperand(t) {
			return false
		}
		if next := p.peek(); !p.take(",") && (next.kind != signToken || next.text != ")") {
			p.n.fail("a comma or ) is wanted in the list")
			return false
		}
	}
	return true
}

// holds says whether all tests do.
func (s *scope) holds(c condition) (bool, *fault) {
	for i := range c {
		ok, err := s.passes(&c[i])
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

func (s *scope) passes(t *test) (bool, *fault) {
	v, err := s.value(&t.left, t.at)
	if err != nil {
		return false, err
	}
	if t.among == nil && t.pattern == nil {
		return isEmpty(v) == t.not, nil
	}
	left, err := s.textAt(v, &t.left, t.at)
	if err != nil {
		return false, err
	}
	if t.pattern != nil {
		return t.pattern.MatchString(left) != t.not, nil
	}
	var others []string
	for i := range t.among {
		other, err := s.expressionText(&t.among[i], t.at)
		if err != nil {
			return false, err
		}
		others = append(others, other)
	}
	return slices.Contains(others, left) != t.not, nil
}

package mapping

import "strings"

// template is a text with expressions in braces.
type template struct {
	at    place
	parts []part // empty for a template that was not given
	fixed bool   // has no expressions
	text  string // where it is fixed
}

// part is a piece of text, or an expression where it has one.
type part struct {
	text string
	expr *expression
}

// template reads one. A brace that is meant as such is doubled.
func (n node) template(names scopeNames) *template {
	t := &template{at: n.at}
	s := n.text()
	text := strings.Builder{}
	flush := func() {
		if text.Len() > 0 {
			t.parts = append(t.parts, part{text: text.String()})
			text.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '{' && s[i] != '}':
			text.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == s[i]:
			text.WriteByte(s[i])
			i++
		case s[i] == '}':
			n.fail("a } without {; double it where it is meant as such: }}")
			return nil
		default:
			inner, size := braced(s[i:])
			if size == 0 {
				n.fail("a { is not closed; double it where it is meant as such: {{")
				return nil
			}
			p := exprParser{lexer: lexer{rest: inner}, names: names, n: n}
			e, ok := p.expression(true)
			if ok && p.peek().kind != endToken {
				n.fail("in {%s}, %s is too much", inner, p.shown(p.peek()))
				ok = false
			}
			if !ok {
				return nil
			}
			flush()
			t.parts = append(t.parts, part{expr: &e})
			i += size - 1
		}
	}
	flush()
	t.fixed = true
	for _, p := range t.parts {
		t.fixed = t.fixed && p.expr == nil
	}
	if t.fixed && len(t.parts) > 0 {
		t.text = t.parts[0].text
	}
	return t
}

// braced finds the text between the brace that s starts with and its end, which
// may hold quoted braces. size is that of the whole, 0 where there is no end.
func braced(s string) (inner string, size int) {
	var quote byte
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '}':
			return s[1:i], i + 1
		}
	}
	return "", 0
}

// optionalTemplate reads a key that may be absent.
func optionalTemplate(fields map[string]node, key string, names scopeNames) *template {
	if n, ok := fields[key]; ok {
		return n.template(names)
	}
	return nil
}

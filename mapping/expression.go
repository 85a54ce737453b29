package mapping

import (
	"fmt"
	"slices"
	"strings"
)

// reference names a value: a column, something computed by let, a constant, the
// variable of an each, or one of the values about the row that start with @; and
// the way from there into it, where it is an object.
type reference struct {
	sort refSort
	name string
	slot int      // of a column, a let, a constant or a variable
	path []string // further keys
}

type refSort uint8

const (
	columnRef refSort = iota
	letRef
	constantRef
	variableRef
	aboutRef // one of aboutRow
)

func (r reference) String() string { return strings.Join(append([]string{r.name}, r.path...), ".") }

// expression is a value and what is done with it: country | lookup(states, id).
type expression struct {
	reference
	literal  string
	quoted   bool // a literal instead of a reference
	calls    []call
	optional bool // may be empty without emptying the template
}

// call is one function of a pipe.
type call struct {
	function
	args  []string
	prep  any         // what the function made of its arguments
	other *expression // of else and and
}

// aboutRow are the values about a row itself: its number, header aside, the line
// where it starts, the file, and the key that it stands under in a JSON object.
var aboutRow = []string{"@row", "@line", "@file", "@name"}

// scopeNames resolves names while a mapping is read.
type scopeNames struct {
	m         *Mapping
	variables []string // of the enclosing eaches, outermost first
	once      bool     // there is no row
}

// resolve finds what a name stands for: the nearest variable, a let, a constant,
// else a column.
func (s scopeNames) resolve(name string) (reference, string) {
	ref := reference{name: name}
	for i := len(s.variables) - 1; i >= 0; i-- {
		if s.variables[i] == name {
			ref.sort, ref.slot = variableRef, i
			return ref, ""
		}
	}
	if i, ok := s.m.constantSlot[name]; ok {
		ref.sort, ref.slot = constantRef, i
		return ref, ""
	}
	if strings.HasPrefix(name, "@") {
		if !slices.Contains(aboutRow, name) {
			return ref, fmt.Sprintf("%s is not known; there are %s, and @key of a variable", name, strings.Join(aboutRow, " "))
		}
		ref.sort = aboutRef
		if s.once {
			return ref, name + " belongs to a row, and there is none in once"
		}
		return ref, ""
	}
	if s.once {
		return ref, fmt.Sprintf("%s is no constant, and there are no columns in once%s", name, didYouMean(name, s.m.constantNames))
	}
	for i, l := range s.m.lets {
		if l.name == name {
			ref.sort, ref.slot = letRef, i
			return ref, ""
		}
	}
	ref.sort, ref.slot = columnRef, s.m.column(name)
	return ref, ""
}

// exprParser reads expressions at one place of a mapping.
type exprParser struct {
	lexer
	names scopeNames
	n     node
}

// expression reads one up to a sign that does not belong to it. quotesAreColumns
// says what a quoted text is.
func (p *exprParser) expression(quotesAreColumns bool) (e expression, ok bool) {
	t := p.next()
	switch {
	case t.kind == quotedToken && !quotesAreColumns:
		e.quoted, e.literal = true, t.text
	case t.kind == wordToken, t.kind == quotedToken:
		var wrong string
		if e.reference, wrong = p.names.resolve(t.text); wrong != "" {
			p.n.fail("%s", wrong)
			return e, false
		}
		if e.sort == columnRef {
			p.names.m.readBy(e.slot, p.n.at)
		}
		for p.take(".") {
			step := p.next()
			if step.kind != wordToken && step.kind != quotedToken {
				p.n.fail("a name is wanted after the dot in %s", e.reference)
				return e, false
			}
			e.path = append(e.path, step.text)
		}
	default:
		p.n.fail("a name is wanted where %s stands", p.shown(t))
		return e, false
	}
	for p.take("|") {
		c, ok := p.call()
		if !ok {
			return e, false
		}
		e.calls = append(e.calls, c)
	}
	e.optional = p.take("?")
	return e, true
}

// shown is a token for a message.
func (p *exprParser) shown(t token) string {
	if p.broken != "" {
		return "nothing (" + p.broken + ")"
	}
	if t.kind == endToken {
		return "the end"
	}
	return fmt.Sprintf("%q", t.text)
}

func (p *exprParser) call() (c call, ok bool) {
	t := p.next()
	f, known := functions[t.text]
	if t.kind != wordToken || !known {
		p.n.fail("%s is no function; there are %s%s", p.shown(t), strings.Join(functionNames, " "), didYouMean(t.text, functionNames))
		return c, false
	}
	c.function = f
	if f.other {
		ok := p.otherOf(&c)
		return c, ok
	}
	if p.take("(") {
		for !p.take(")") {
			a, ok := p.argument()
			if !ok {
				p.n.fail("an argument of %s is wanted where %s stands: %s", f.name, p.shown(p.peek()), f.use)
				return c, false
			}
			c.args = append(c.args, a)
			if next := p.peek(); !p.take(",") && (next.kind != signToken || next.text != ")") {
				p.n.fail("a comma or ) is wanted after the argument %q of %s", a, f.name)
				return c, false
			}
		}
	}
	if len(c.args) < f.min || len(c.args) > f.max {
		p.n.fail("%s has %d arguments, not %s: %s", f.name, len(c.args), f.arity(), f.use)
		return c, false
	}
	if f.prepare == nil {
		return c, true
	}
	prep, wrong := f.prepare(p.names.m, c.args)
	if wrong != "" {
		p.n.fail("%s: %s", f.name, wrong)
		return c, false
	}
	c.prep = prep
	return c, true
}

// otherOf reads the arguments of a function that takes another value: texts, as
// many as it needs, then the value.
func (p *exprParser) otherOf(c *call) bool {
	ok := p.take("(")
	for range c.min - 1 {
		t := p.next()
		ok = ok && t.kind == quotedToken && p.take(",")
		c.args = append(c.args, t.text)
	}
	if ok {
		var e expression
		if e, ok = p.expression(false); !ok {
			return false
		}
		c.other = &e
		ok = p.take(")")
	}
	if !ok {
		p.n.fail("%s is written otherwise: %s", c.name, c.use)
	}
	return ok
}

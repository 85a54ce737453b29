package mapping

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// scope is what expressions see: one row, what let computed of it, and the
// variables of the eaches around.
type scope struct {
	run       *run
	row       *row // nil in once
	lets      []letValue
	variables []variable
}

type letValue struct {
	value any
	done  bool
}

// variable is one step of an each.
type variable struct {
	value any
	key   string // of the entry of an object, else the number of the item from 1
}

// value evaluates an expression: a text, a json.Number, a bool, a []any, a
// map[string]any, or nil for nothing.
func (s *scope) value(e *expression, at place) (any, *fault) {
	var v any
	switch {
	case e.quoted:
		v = e.literal
	default:
		var err *fault
		if v, err = s.referred(&e.reference); err != nil {
			return nil, err
		}
	}
	for i := range e.calls {
		c := &e.calls[i]
		var err error
		if c.other != nil {
			var f *fault
			if v, f = s.combine(v, c, at); f != nil {
				return nil, f
			}
			continue
		}
		if c.value != nil {
			v, err = c.function.value(v, c.args, c.prep)
		} else {
			var text string
			if text, err = textOf(v); err == nil && (text != "" || c.takesEmpty) {
				text, err = c.function.text(text, c.args, c.prep)
			}
			v = text
		}
		if err != nil {
			return nil, s.blame(e, faultAt(at, "%s: %s", c.name, err))
		}
	}
	return v, nil
}

// combine does a function of two values: else takes the second where the first is
// empty, and puts both together.
func (s *scope) combine(v any, c *call, at place) (any, *fault) {
	if c.name == "else" && !isEmpty(v) {
		return v, nil
	}
	other, f := s.value(c.other, at)
	if f != nil || isEmpty(v) {
		return other, f
	}
	first, err := textOf(v)
	if err != nil {
		return nil, faultAt(at, "and: what stands before it %s", err)
	}
	second, f := s.textAt(other, c.other, at)
	if f != nil || second == "" {
		return first, f
	}
	return first + c.args[0] + second, nil
}

func (s *scope) referred(r *reference) (any, *fault) {
	var v any
	path := r.path
	switch r.sort {
	case columnRef:
		v = s.row.value(s.run.slots[r.slot], r.name)
	case letRef:
		var err *fault
		if v, err = s.let(r.slot); err != nil {
			return nil, err
		}
	case constantRef:
		v = s.run.constants[r.slot]
	case variableRef:
		if len(path) == 1 && path[0] == "@key" {
			return s.variables[r.slot].key, nil
		}
		v = s.variables[r.slot].value
	case aboutRef:
		switch r.name {
		case "@row":
			v = strconv.Itoa(s.row.number)
		case "@line":
			v = strconv.Itoa(s.row.line)
		case "@file":
			v = s.run.load.Name
		case "@name":
			v = s.row.object["@name"]
		}
	}
	for _, key := range path {
		object, ok := v.(map[string]any)
		if !ok {
			return nil, nil
		}
		v = object[key]
	}
	return v, nil
}

// let computes a value once for each row.
func (s *scope) let(i int) (any, *fault) {
	if l := &s.lets[i]; !l.done {
		v, err := s.templateValue(s.run.m.lets[i].value)
		if err != nil {
			return nil, err
		}
		*l = letValue{v, true}
	}
	return s.lets[i].value, nil
}

// templateValue is the value of a template that is one expression, else its text.
func (s *scope) templateValue(t *template) (any, *fault) {
	if len(t.parts) == 1 && t.parts[0].expr != nil {
		return s.value(t.parts[0].expr, t.at)
	}
	return s.text(t)
}

// text evaluates a template. It is empty as a whole where a part is that is not
// optional.
func (s *scope) text(t *template) (string, *fault) {
	if t == nil || t.fixed {
		if t == nil {
			return "", nil
		}
		return t.text, nil
	}
	if len(t.parts) == 1 {
		return s.expressionText(t.parts[0].expr, t.at)
	}
	var b strings.Builder
	for i := range t.parts {
		p := &t.parts[i]
		if p.expr == nil {
			b.WriteString(p.text)
			continue
		}
		text, err := s.expressionText(p.expr, t.at)
		if err != nil {
			return "", err
		}
		if text == "" && !p.expr.optional {
			return "", nil
		}
		b.WriteString(text)
	}
	return strings.TrimSpace(b.String()), nil
}

func (s *scope) expressionText(e *expression, at place) (string, *fault) {
	v, err := s.value(e, at)
	if err != nil {
		return "", err
	}
	return s.textAt(v, e, at)
}

func (s *scope) textAt(v any, e *expression, at place) (string, *fault) {
	text, err := textOf(v)
	if err != nil {
		return "", s.blame(e, faultAt(at, "%s %s", e.reference, err))
	}
	return text, nil
}

// blame names the column whose cell an expression starts from.
func (s *scope) blame(e *expression, f *fault) *fault {
	if f.column == "" && !e.quoted {
		f.column = s.run.m.origin(&e.reference)
	}
	return f
}

// columnOf names the column that a template starts from.
func (m *Mapping) columnOf(t *template) string {
	if t != nil {
		for i := range t.parts {
			if e := t.parts[i].expr; e != nil {
				if c := m.origin(&e.reference); c != "" {
					return c
				}
			}
		}
	}
	return ""
}

func (m *Mapping) origin(r *reference) string {
	switch r.sort {
	case columnRef:
		return r.name
	case letRef:
		return m.columnOf(m.lets[r.slot].value)
	}
	return ""
}

var (
	errIsList   = errors.New("is a list; go through it with each, or use join")
	errIsObject = errors.New("is an object; name the key that is wanted, as name.common, or go through it with each")
)

// textOf is the text of a single value.
func textOf(v any) (string, error) {
	switch x := v.(type) {
	case nil:
		return "", nil
	case string:
		return x, nil
	case json.Number:
		return x.String(), nil
	case bool:
		return strconv.FormatBool(x), nil
	case []any:
		if len(x) == 0 {
			return "", nil
		}
		return "", errIsList
	case map[string]any:
		if len(x) == 0 {
			return "", nil
		}
		return "", errIsObject
	}
	return "", fmt.Errorf("is a %T", v)
}

func isEmpty(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == ""
	case []any:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	}
	return false
}

// items are the steps of going through a value: the items of a list, the entries
// of an object in the order of their keys, a single value once, nothing never.
func items(v any) (out []variable) {
	switch x := v.(type) {
	case []any:
		for i, item := range x {
			out = append(out, variable{item, strconv.Itoa(i + 1)})
		}
	case map[string]any:
		keys := make([]string, 0, len(x))
		for key := range x {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		for _, key := range keys {
			out = append(out, variable{x[key], key})
		}
	default:
		if !isEmpty(v) {
			out = []variable{{v, "1"}}
		}
	}
	return out
}

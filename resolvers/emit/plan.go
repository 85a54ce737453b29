package emit

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Plan is a selection of a shape, looked at once. It never changes and may be run
// by many at a time.
type Plan struct {
	selection *selection
	loads     []*planned // fields that the store is asked for, by planned.link
}

// selection is what is selected of a shape.
type selection struct {
	shape  *Shape
	fields []*fields // by place in shape.types; nil where a type has a field that is not covered
	asks   bool      // some field below asks the store
}

type fields struct {
	list []planned
	asks []*planned // of list: those that ask the store, themselves or below
}

// planned is a field in a selection.
type planned struct {
	*Field
	key      []byte // what stands before the value: {"alias": or ,"alias":
	typename bool
	alone    bool // nothing is selected of it but its id, which is known to be good
	sub      *selection
	link     int // of a load: its place in Plan.loads
	collected
}

type collected = graphql.CollectedField

// New plans what is selected of a shape; nil where a field is not covered by the
// table. The types of the outermost shape are an exception: one with such a field
// is unusual only where an object of it comes.
func New(oc *graphql.OperationContext, shape *Shape, selected ast.SelectionSet) *Plan {
	p := &planner{oc: oc, plan: &Plan{}}
	p.plan.selection = p.shape(shape, selected)
	if p.plan.selection == nil || !slices.ContainsFunc(p.plan.selection.fields, func(f *fields) bool { return f != nil }) {
		return nil
	}
	return p.plan
}

type planner struct {
	oc    *graphql.OperationContext
	plan  *Plan
	depth int
}

// shape plans a selection of a shape, nil where it is not covered.
func (p *planner) shape(shape *Shape, selected ast.SelectionSet) *selection {
	p.depth++
	defer func() { p.depth-- }()
	s := &selection{shape: shape, fields: make([]*fields, len(shape.types))}
	loads := map[*Field][]*planned{} // shared by the types of the shape
	all := shape.alike && p.meansAll(shape, selected)
	for i, t := range shape.types {
		if all && i > 0 {
			s.fields[i] = s.fields[0]
			continue
		}
		s.fields[i] = p.fields(t, selected, loads)
		if s.fields[i] == nil && p.depth > 1 {
			return nil
		}
		s.asks = s.asks || s.fields[i] != nil && len(s.fields[i].asks) > 0
	}
	return s
}

// meansAll says whether a selection is the same for all types of a shape: no
// fragment in it is of some of them only.
func (p *planner) meansAll(shape *Shape, selected ast.SelectionSet) bool {
	every := func(condition string) bool {
		return condition == "" || !slices.ContainsFunc(shape.types, func(t *Type) bool { return !slices.Contains(t.Is, condition) })
	}
	for _, sel := range selected {
		switch sel := sel.(type) {
		case *ast.InlineFragment:
			if !every(sel.TypeCondition) || !p.meansAll(shape, sel.SelectionSet) {
				return false
			}
		case *ast.FragmentSpread:
			def := p.oc.Doc.Fragments.ForName(sel.Name)
			if def == nil || !every(def.TypeCondition) || !p.meansAll(shape, def.SelectionSet) {
				return false
			}
		}
	}
	return true
}

// fields plans a selection of a type, nil where it is not covered.
func (p *planner) fields(t *Type, selected ast.SelectionSet, loads map[*Field][]*planned) *fields {
	list := graphql.CollectFields(p.oc, selected, t.Is)
	out := &fields{list: make([]planned, len(list))}
	for i, c := range list {
		f := &out.list[i]
		f.collected, f.Field = c, t.Fields[c.Name]
		f.typename = c.Name == "__typename"
		if f.Field == nil && !f.typename || len(c.Deferrables) > 0 || named(list[:i], c.Alias) {
			return nil
		}
		if !f.typename && f.kind != load && len(c.Definition.Arguments) > 0 {
			return nil // arguments that the table knows nothing of
		}
		f.key = append(AppendString([]byte{"{,"[min(i, 1)]}, c.Alias), ':')
		if f.typename {
			f.Field = typename
			continue
		}
		if f.shape != nil {
			if f.sub = p.shape(f.shape, c.Selections); f.sub == nil {
				return nil
			}
		}
		if f.kind == load && !p.link(f, loads) {
			return nil
		}
		if f.alone = f.exists && IDAlone(c.Selections); f.alone {
			continue
		}
		if f.kind >= ref || f.kind == told || f.sub != nil && f.sub.asks {
			out.asks = append(out.asks, f)
		}
	}
	return out
}

var typename = &Field{kind: leaf}

// named finds a second field under one name, of which the executor shows the first.
func named(list []collected, alias string) bool {
	return slices.ContainsFunc(list, func(c collected) bool { return c.Alias == alias })
}

// link gives a load its place. Where another type of the shape has the same field
// under the same name, both are one, provided that they select the same.
func (p *planner) link(f *planned, loads map[*Field][]*planned) bool {
	for _, other := range loads[f.Field] {
		if other.collected.Field == f.collected.Field && slices.Equal(other.Selections, f.Selections) {
			f.link = other.link
			return true
		}
		if other.Alias == f.Alias {
			return false
		}
	}
	f.link = len(p.plan.loads)
	p.plan.loads, loads[f.Field] = append(p.plan.loads, f), append(loads[f.Field], f)
	return true
}

// Asked is a field as the query asks for it: its arguments, and what is selected
// of it.
type Asked struct {
	field     *planned
	variables map[string]any
}

// Name is the name of the field.
func (a Asked) Name() string { return a.field.Name }

// Arguments gives the arguments with the schema's defaults, as they came.
func (a Asked) Arguments() map[string]any { return a.field.ArgumentMap(a.variables) }

// Selects says whether a field of the object is selected.
func (a Asked) Selects(name string) bool {
	for _, fs := range a.field.sub.fields {
		if slices.ContainsFunc(fs.list, func(f planned) bool { return f.Name == name }) {
			return true
		}
	}
	return false
}

package server

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// A guard measures a query document before validation, so that a document made
// to be slow to validate is refused first. It works on the bare syntax tree;
// the schema only tells the defaults of `first`. Counts are taken with fragments
// expanded, and stop at the limit, so that nested fragments cannot make counting
// itself slow.
type guard struct {
	limits    Limits
	schema    *ast.Schema
	doc       *ast.QueryDocument
	variables map[string]any

	selections int
	expanded   int
	aliases    int
	cost       int
}

// check refuses an operation that passes a limit. nil means go on to validation;
// what is wrong in other ways (unknown fields, fragments that contain
// themselves) is validation's to say.
func (g *guard) check(op *ast.OperationDefinition) error {
	g.selections, g.expanded, g.aliases, g.cost = 0, 0, 0, 0
	return g.set(op.SelectionSet, g.root(op), 1, 1, nil)
}

func (g *guard) root(op *ast.OperationDefinition) *ast.Definition {
	switch op.Operation {
	case ast.Mutation:
		return g.schema.Mutation
	case ast.Subscription:
		return g.schema.Subscription
	}
	return g.schema.Query
}

// set walks one selection set at a depth; factor is the product of the `first`s
// above it.
func (g *guard) set(set ast.SelectionSet, parent *ast.Definition, depth, factor int, open []string) error {
	size := 0
	return g.fields(set, parent, open, func(f *ast.Field, parent *ast.Definition, open []string) error {
		size++
		g.selections++
		if f.Alias != "" && f.Alias != f.Name {
			g.aliases++
		}
		switch {
		case depth > g.limits.Depth:
			return exceeded("levels of nested fields", g.limits.Depth)
		case depth == 1 && size > g.limits.RootFields:
			return exceeded("root fields", g.limits.RootFields)
		case size > g.limits.SetSize:
			return exceeded("fields in one selection set", g.limits.SetSize)
		case g.selections > g.limits.Selections:
			return exceeded("fields in all, fragments expanded", g.limits.Selections)
		case g.aliases > g.limits.Aliases:
			return exceeded("aliases", g.limits.Aliases)
		}
		inner, below := factor, g.typeOf(parent, f.Name)
		if first, ok := g.first(parent, f, depth > 1); ok {
			inner = multiply(factor, first)
			if g.cost = add(g.cost, inner); g.cost > g.limits.Cost {
				return exceeded("objects to ask for (the products of `first` along each list, added up)", g.limits.Cost)
			}
		}
		if len(f.SelectionSet) == 0 {
			return nil
		}
		return g.set(f.SelectionSet, below, depth+1, inner, open)
	})
}

// fields visits the fields of a set with fragments expanded. open are the
// fragments being expanded, so that a circle ends.
func (g *guard) fields(set ast.SelectionSet, parent *ast.Definition, open []string, visit func(*ast.Field, *ast.Definition, []string) error) error {
	for _, s := range set {
		var err error
		switch s := s.(type) {
		case *ast.Field:
			err = visit(s, parent, open)
		case *ast.InlineFragment:
			err = g.fields(s.SelectionSet, g.narrow(parent, s.TypeCondition), open, visit)
		case *ast.FragmentSpread:
			def := g.doc.Fragments.ForName(s.Name)
			if def == nil || slices.Contains(open, s.Name) {
				continue
			}
			// Expanding is work even where it ends in no field (circles, unknown
			// fragments), so it has a count of its own.
			if g.expanded++; g.expanded > g.limits.Selections {
				return exceeded("fragments when expanded", g.limits.Selections)
			}
			err = g.fields(def.SelectionSet, g.narrow(parent, def.TypeCondition), append(open[:len(open):len(open)], s.Name), visit)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *guard) narrow(parent *ast.Definition, condition string) *ast.Definition {
	if condition == "" {
		return parent
	}
	return g.schema.Types[condition]
}

// typeOf is the type of a field, nil where the parent has no such field.
func (g *guard) typeOf(parent *ast.Definition, field string) *ast.Definition {
	if parent == nil {
		return nil
	}
	if def := parent.Fields.ForName(field); def != nil {
		return g.schema.Types[def.Type.Name()]
	}
	return nil
}

// presumed is what a list inside another counts where its `first` is left to the
// default: most nested lists (who controls a mission) are short, and counting
// fifty for each would refuse ordinary questions.
const presumed = 10

// first is the number of objects that a list field asks for: its argument
// `first`, else the schema's default, at most presumed for a nested list. ok is
// false for other fields.
func (g *guard) first(parent *ast.Definition, f *ast.Field, nested bool) (n int, ok bool) {
	if parent == nil {
		return 0, false
	}
	def := parent.Fields.ForName(f.Name)
	if def == nil {
		return 0, false
	}
	arg := def.Arguments.ForName("first")
	if arg == nil {
		return 0, false
	}
	n = number(arg.DefaultValue, 1)
	if nested {
		n = min(n, presumed)
	}
	given := f.Arguments.ForName("first")
	switch {
	case given == nil:
	case given.Value.Kind == ast.Variable:
		if v, present := g.variables[given.Value.Raw]; present {
			n = asInt(v, n)
		} else {
			n = g.variableDefault(given.Value.Raw, n)
		}
	default:
		n = number(given.Value, n)
	}
	return max(n, 1), true
}

func (g *guard) variableDefault(name string, otherwise int) int {
	for _, op := range g.doc.Operations {
		if v := op.VariableDefinitions.ForName(name); v != nil && v.DefaultValue != nil {
			return number(v.DefaultValue, otherwise)
		}
	}
	return otherwise
}

func number(v *ast.Value, otherwise int) int {
	if v == nil {
		return otherwise
	}
	return atoi(v.Raw, otherwise)
}

func asInt(v any, otherwise int) int {
	switch v := v.(type) {
	case json.Number:
		return atoi(v.String(), otherwise)
	case float64:
		return int(min(v, unaffordable))
	case int:
		return v
	}
	return otherwise
}

func atoi(s string, otherwise int) int {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return otherwise
	}
	return int(min(n, unaffordable))
}

// unaffordable is where sums and products stop growing; it is above any cost
// limit.
const unaffordable = 1 << 40

func multiply(a, b int) int {
	if a > unaffordable/b {
		return unaffordable
	}
	return a * b
}

func add(a, b int) int { return min(a+b, unaffordable) }

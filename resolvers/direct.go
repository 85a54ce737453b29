package resolvers

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/graph"
	"dragoman/resolvers/emit"
)

// direct writes the answers of root fields without the executor, where everything
// that is selected of them is covered by the shapes. Its resolvers run as ever; what
// one of them gives is the value that is written, or, where it cannot be, the value
// that the executor goes on with.
type direct struct {
	shapes  *shapes
	plans   *plans
	written atomic.Int64 // root fields that were written, for tests and benchmarks
}

func newDirect(r *Resolver) *direct { return &direct{shapes: newShapes(r), plans: &plans{}} }

// after is a graphql.FieldMiddleware that may give a graphql.Marshaler for a value;
// other runs inside of it.
func (d *direct) after(other graphql.FieldMiddleware) graphql.FieldMiddleware {
	return func(ctx context.Context, next graphql.Resolver) (any, error) {
		value, err := other(ctx, next)
		fc := graphql.GetFieldContext(ctx)
		if err != nil || value == nil || !fc.IsResolver || fc.Object != "Query" {
			return value, err
		}
		if answer, ok := d.write(ctx, fc, value); ok {
			d.written.Add(1)
			release(value)
			return answer, nil
		}
		return value, nil
	}
}

// release gives back what an answer no longer needs once it is bytes: the field that
// gave the value was its only reader.
func release(value any) {
	if n, ok := value.(*graph.EgoNetwork); ok && n.Release != nil {
		back := n.Release
		n.Nodes, n.Relations, n.Release = nil, nil, nil
		back()
	}
}

func (d *direct) write(ctx context.Context, fc *graphql.FieldContext, value any) (*emit.Answer, bool) {
	shape, obj, list := d.shapes.rootOf(value)
	if shape == nil {
		return nil, false
	}
	oc := graphql.GetOperationContext(ctx)
	plan := d.plans.of(oc, shape, fc.Field)
	switch {
	case plan == nil:
		return nil, false
	case list != nil:
		return plan.RunList(ctx, oc.Variables, list)
	}
	return plan.Run(ctx, oc.Variables, obj)
}

// rootOf gives the shape of what a root field gave, and the object, or the list of
// objects, of that shape; no shape for other values, and for nil ones.
func (s *shapes) rootOf(value any) (shape *emit.Shape, obj any, list []any) {
	switch v := value.(type) {
	case []graph.AnyEntity:
		list = make([]any, len(v))
		for i, e := range v {
			if e != nil {
				list[i] = e.Base()
			}
		}
		return s.entity, nil, list
	case graph.AnyEntity:
		e := v.Base()
		return s.object(typeNameOf(e.Kind)), e, nil
	}
	if shape = s.roots[reflect.TypeOf(value)]; shape == nil || reflect.ValueOf(value).IsNil() {
		return nil, nil, nil
	}
	return shape, value, nil
}

// plans keeps what was planned, for documents that are asked again: the server keeps
// them, so a field of one is the same field next time.
type plans struct {
	mu   sync.RWMutex // guards kept
	kept map[planKey]keptPlan
}

type planKey struct {
	operation *ast.OperationDefinition
	field     *ast.Field
	shape     *emit.Shape
}

type keptPlan struct {
	plan   *emit.Plan // nil where something is not covered
	varies bool       // what is selected depends on variables, so the plan is not kept
}

// maxPlans bounds what is kept; it is more than the server keeps documents.
const maxPlans = 4000

func (ps *plans) of(oc *graphql.OperationContext, shape *emit.Shape, field graphql.CollectedField) *emit.Plan {
	key := planKey{oc.Operation, field.Field, shape}
	ps.mu.RLock()
	kept, has := ps.kept[key]
	ps.mu.RUnlock()
	if has && !kept.varies {
		return kept.plan
	}
	plan := emit.New(oc, shape, field.Selections)
	if !has {
		kept = keptPlan{plan: plan}
		if varies(oc.Doc, oc.Operation.SelectionSet) {
			kept = keptPlan{varies: true}
		}
		ps.keep(key, kept)
	}
	return plan
}

func (ps *plans) keep(key planKey, kept keptPlan) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.kept == nil || len(ps.kept) >= maxPlans {
		ps.kept = map[planKey]keptPlan{}
	}
	ps.kept[key] = kept
}

// varies says whether directives stand in a selection, fragments expanded: it may
// then be another for other variables. The document is valid: no fragment contains
// itself.
func varies(doc *ast.QueryDocument, set ast.SelectionSet) bool {
	return slices.ContainsFunc(set, func(sel ast.Selection) bool {
		switch sel := sel.(type) {
		case *ast.Field:
			return len(sel.Directives) > 0 || varies(doc, sel.SelectionSet)
		case *ast.InlineFragment:
			return len(sel.Directives) > 0 || varies(doc, sel.SelectionSet)
		case *ast.FragmentSpread:
			def := doc.Fragments.ForName(sel.Name)
			return len(sel.Directives) > 0 || def == nil || varies(doc, def.SelectionSet)
		}
		return true
	})
}

// errNotCovered sends a field back to the executor.
var errNotCovered = errors.New("not covered")

// arguments reads the arguments of a nested field as the executor would. What it
// would refuse is errNotCovered.
type arguments struct {
	given map[string]any
	err   error
}

// notNull says whether an argument has a value.
func (a *arguments) notNull(name string) bool { return a.given[name] != nil }

// only says whether all arguments could be read, and there are no others than these.
func (a *arguments) only(names ...string) bool {
	for name := range a.given {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return a.err == nil
}

func (a *arguments) int(name string) *int {
	return read(a, name, graphql.UnmarshalInt)
}

func (a *arguments) string(name string) *string {
	return read(a, name, graphql.UnmarshalString)
}

// enum reads an argument of one of the domain's types.
func enum[E any, P interface {
	*E
	graphql.Unmarshaler
}](a *arguments, name string) *E {
	return read(a, name, func(v any) (e E, err error) { return e, P(&e).UnmarshalGQL(v) })
}

func read[T any](a *arguments, name string, unmarshal func(any) (T, error)) *T {
	v := a.given[name]
	if v == nil {
		return nil
	}
	t, err := unmarshal(v)
	if err != nil {
		a.err = errNotCovered
	}
	return &t
}

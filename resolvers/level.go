package resolvers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"dragoman/graph"
)

// levels holds, for one operation, what its fields have produced so far.
type levels struct {
	mu    sync.Mutex
	spots map[step2]*spot  // guarded by mu
	named map[string]*spot // guarded by mu; by what [spot] says of the name
}

// level is one field of the query, answered for all its parents at once.
type level struct {
	done    chan struct{} // closed when what follows is filled
	answers any           // map[P]answer[R]
	objects []any         // of all answers in order: the parents of the fields below

	mu      sync.Mutex
	members map[reflect.Type]any // guarded by mu; *members[P] by P
}

type answer[R any] struct {
	value R
	err   error
}

// perParent is the error of a load that failed for some parents only, aligned
// with them.
type perParent []error

func (perParent) Error() string { return "some rows failed" }

type levelsKey struct{}

func newLevels() *levels { return &levels{spots: map[step2]*spot{}, named: map[string]*spot{}} }

func withLevels(ctx context.Context, ls *levels) context.Context {
	return context.WithValue(ctx, levelsKey{}, ls)
}

// each answers a field for one parent by answering it for all parents of the
// level, once, whichever asks first; the others wait for that. load gets the
// distinct parents in the order of the answer and gives aligned results. spread
// lists the objects in a result, which become parents of the fields below:
// [single], [many] or [page].
//
// A field of the root has no level above it and is its own parent. A parent that
// belongs to no level (nobody spread it) is answered alone.
func each[P comparable, R any](ctx context.Context, parent P, spread func(R) []any, load func(context.Context, []P) ([]R, error)) (R, error) {
	ls, _ := ctx.Value(levelsKey{}).(*levels)
	if ls == nil {
		return alone(ctx, parent, load)
	}
	l, above, first := ls.enter(graphql.GetFieldContext(ctx), func(above *level) bool {
		return above == nil || membersOf[P](above).has[parent]
	})
	if l == nil {
		return alone(ctx, parent, load)
	}
	if first {
		parents := []P{parent}
		if above != nil {
			parents = membersOf[P](above).list
		}
		fill(ctx, l, parents, spread, load)
	}
	select {
	case <-l.done:
	case <-ctx.Done():
		var none R
		return none, deadline(ctx)
	}
	answers, _ := l.answers.(map[P]answer[R])
	a, ok := answers[parent]
	if !ok {
		return a.value, recovered{} // the panic was logged by whoever asked first
	}
	return a.value, a.err
}

func alone[P comparable, R any](ctx context.Context, parent P, load func(context.Context, []P) ([]R, error)) (R, error) {
	a := answersOf(ctx, []P{parent}, load)[parent]
	return a.value, a.err
}

// fill loads a level and opens it, also where load panics: then nobody finds an
// answer, and the panic goes on to whoever asked first.
func fill[P comparable, R any](ctx context.Context, l *level, parents []P, spread func(R) []any, load func(context.Context, []P) ([]R, error)) {
	defer close(l.done)
	answers := answersOf(ctx, parents, load)
	for _, p := range parents {
		if a := answers[p]; a.err == nil {
			l.objects = append(l.objects, spread(a.value)...)
		}
	}
	l.answers = answers
}

func answersOf[P comparable, R any](ctx context.Context, parents []P, load func(context.Context, []P) ([]R, error)) map[P]answer[R] {
	values, err := load(ctx, parents)
	errs, some := errors.AsType[perParent](err)
	if err != nil && !some && graph.CodeOf(err) == graph.Internal {
		err = &defect{error: err}
	}
	answers := make(map[P]answer[R], len(parents))
	for i, p := range parents {
		a := answer[R]{err: err}
		if some {
			a.err = errs[i]
		}
		if a.err == nil {
			a.value = values[i]
		}
		answers[p] = a
	}
	return answers
}

// enter gives the level at a place; first says that the caller has to fill it.
func (ls *levels) enter(place string) (l *level, first bool) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l = ls.fields[place]; l == nil {
		l, first = &level{done: make(chan struct{})}, true
		ls.fields[place] = l
	}
	return l, first
}

// at gives a level that is filled, nil where there is none.
func (ls *levels) at(place string) *level {
	ls.mu.Lock()
	l := ls.fields[place]
	ls.mu.Unlock()
	if l == nil {
		return nil
	}
	<-l.done // filled already: its field was resolved before those below it
	return l
}

// membersOf lists the distinct objects of a level that are of type P. An entity
// is looked at as what its kind is, and as a *graph.Entity.
func membersOf[P comparable](l *level) (parents []P) {
	if l == nil {
		return nil
	}
	seen := map[P]bool{}
	for _, o := range l.objects {
		p, ok := o.(P)
		if e, is := o.(graph.AnyEntity); !ok && is {
			p, ok = any(e.Base()).(P)
		}
		if ok && !seen[p] {
			seen[p] = true
			parents = append(parents, p)
		}
	}
	return parents
}

func contains[P comparable](ps []P, p P) bool {
	for _, q := range ps {
		if q == p {
			return true
		}
	}
	return false
}

// places names the field that is being resolved and the nearest one above it
// that was resolved by us ("" for a root field), by their places in the query:
// the way there without the indices of lists.
func places(ctx context.Context) (here, above string) {
	fc := graphql.GetFieldContext(ctx)
	here = placeOf(fc)
	for fc = fc.Parent; fc != nil; fc = fc.Parent {
		if fc.Index == nil && fc.IsResolver {
			return here, placeOf(fc)
		}
	}
	return here, ""
}

func placeOf(fc *graphql.FieldContext) string {
	var b strings.Builder
	for ; fc != nil; fc = fc.Parent {
		if fc.Index != nil || fc.Field.Field == nil {
			continue
		}
		fmt.Fprintf(&b, "%s.%s:%s(", objectOf(fc), fc.Field.Alias, fc.Field.Name)
		for _, arg := range fc.Field.Arguments {
			fmt.Fprintf(&b, "%s:%s,", arg.Name, arg.Value)
		}
		b.WriteString(")/")
	}
	return b.String()
}

// objectOf is the type to which a field belongs: the interface where all kinds
// of entities answer it alike, so that they are answered together.
func objectOf(fc *graphql.FieldContext) string {
	switch fc.Field.Name {
	case "names", "relations", "attributes", "claims", "documents", "timeline", "neighbourCounts":
		if kindTypes[fc.Object] {
			return "Entity"
		}
	}
	return fc.Object
}

var kindTypes = func() map[string]bool {
	names := map[string]bool{}
	for _, k := range graph.EntityKinds() {
		names[k.String()[:1]+strings.ToLower(k.String()[1:])] = true
	}
	return names
}()

// single spreads an object; a nil one is none.
func single[R comparable](r R) []any {
	var none R
	if r == none {
		return nil
	}
	return []any{r}
}

// many spreads a list.
func many[R comparable](rs []R) []any {
	out := make([]any, 0, len(rs))
	for _, r := range rs {
		out = append(out, single(r)...)
	}
	return out
}

// page spreads the rows of a connection.
func page[R comparable](c *graph.Connection[R]) []any {
	if c == nil {
		return nil
	}
	return many(c.Nodes())
}

// leaf spreads nothing: the answer has no fields that ask the store.
func leaf[R any](R) []any { return nil }

package resolvers

import (
	"context"
	"errors"
	"reflect"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"dragoman/graph"
)

// levels holds, for one operation, what its fields have produced so far.
type levels struct {
	mu    sync.Mutex
	spots map[turn]*spot   // guarded by mu
	named map[string]*spot // guarded by mu; by spot.name
}

// level is one field of the query, answered for all its parents at once.
type level struct {
	done    chan struct{} // closed when what follows is filled
	answers any           // map[P]answer[R]
	objects []any         // of all answers in order: the parents of the fields below

	mu      sync.Mutex
	members map[reflect.Type]any // guarded by mu; the *members[P] by P
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

func newLevels() *levels { return &levels{spots: map[turn]*spot{}, named: map[string]*spot{}} }

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
	here, above := ls.find(graphql.GetFieldContext(ctx))
	parents := []P{parent}
	if above != nil {
		all := membersOf[P](ls.at(above))
		if !all.has[parent] {
			return alone(ctx, parent, load)
		}
		parents = all.list
	}
	l, first := ls.enter(here)
	if first {
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

// enter gives the level at a spot; first says that the caller has to fill it.
func (ls *levels) enter(at *spot) (l *level, first bool) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if at.level == nil {
		at.level, first = &level{done: make(chan struct{})}, true
	}
	return at.level, first
}

// at gives a level that is filled, nil where there is none.
func (ls *levels) at(above *spot) *level {
	ls.mu.Lock()
	l := above.level
	ls.mu.Unlock()
	if l == nil {
		return nil
	}
	<-l.done // filled already: its field was resolved before those below it
	return l
}

// members are the distinct objects of a level that are of one type.
type members[P comparable] struct {
	list []P
	has  map[P]bool
}

// membersOf lists the objects of a level that are of type P, once for all who
// ask. An entity is looked at as what its kind is, and as a *graph.Entity.
func membersOf[P comparable](l *level) *members[P] {
	if l == nil {
		return &members[P]{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	of := reflect.TypeFor[P]()
	if m, ok := l.members[of].(*members[P]); ok {
		return m
	}
	m := &members[P]{has: make(map[P]bool, len(l.objects))}
	for _, o := range l.objects {
		p, ok := o.(P)
		if e, is := o.(graph.AnyEntity); !ok && is {
			p, ok = any(e.Base()).(P)
		}
		if ok && !m.has[p] {
			m.has[p] = true
			m.list = append(m.list, p)
		}
	}
	if l.members == nil {
		l.members = map[reflect.Type]any{}
	}
	l.members[of] = m
	return m
}

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

package resolvers

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"dragoman/graph"
	"dragoman/graph/gen"
)

// Options are what the resolvers need besides a store. The zero value works.
type Options struct {
	// Now is the clock that dates claims as they are recorded and retractions
	// without a day; nil is the wall clock. No query reads it.
	Now func() time.Time

	// Plain leaves the writing of every answer to the executor. The bytes are the
	// same; tests and benchmarks compare the two ways.
	Plain bool
}

// Resolver is the root of the GraphQL schema over one store.
type Resolver struct {
	store graph.Store
	now   func() time.Time
}

// New makes the root for a store.
func New(store graph.Store, o Options) *Resolver {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Resolver{store: store, now: o.Now}
}

// NewExecutableSchema makes the schema over a store, to be served with
// [ErrorPresenter] and [Recover].
func NewExecutableSchema(store graph.Store, o Options) graphql.ExecutableSchema {
	r := New(store, o)
	s := batching{ExecutableSchema: gen.NewExecutableSchema(gen.Config{Resolvers: r, Complexity: costs()}), root: r}
	if !o.Plain {
		s.direct = newDirect(r)
	}
	return s
}

// batching gives every operation levels of its own, and has queries answered
// directly where that can be.
type batching struct {
	graphql.ExecutableSchema
	root   *Resolver
	direct *direct // nil for never
}

func (s batching) Exec(ctx context.Context) graphql.ResponseHandler {
	if oc := graphql.GetOperationContext(ctx); s.direct != nil && oc.Operation.Operation == ast.Query {
		oc.ResolverMiddleware = s.direct.after(oc.ResolverMiddleware)
	}
	next, ls := s.ExecutableSchema.Exec(ctx), newLevels()
	return func(ctx context.Context) *graphql.Response { return next(withRecognizing(withLevels(ctx, ls), s.root)) }
}

package resolvers

import (
	"context"
	"slices"
	"sync"

	"dragoman/graph"
	"dragoman/resolvers/emit"
)

// Role is what a request may do.
type Role uint8

// The roles. 0 is a request whose sender is not known.
const (
	Reader Role = iota + 1 // may ask
	Editor                 // may also change
)

type (
	roleKey      struct{}
	actorKey     struct{}
	requestIDKey struct{}
	tokensKey    struct{}
)

// WithRole tells the resolvers what the request may do. A context without a role
// may ask, but not change anything.
func WithRole(ctx context.Context, r Role) context.Context {
	return context.WithValue(ctx, roleKey{}, r)
}

// WithActor tells who is asking; mutations record it.
func WithActor(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, actorKey{}, name)
}

// WithRequestID gives the request a name under which errors are shown and logged.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID is the name of the request, "" where it has none.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// RoleOf is what the request may do, 0 where that is not known.
func RoleOf(ctx context.Context) Role {
	role, _ := ctx.Value(roleKey{}).(Role)
	return role
}

// Actor is who is asking, "" where that is not known.
func Actor(ctx context.Context) string {
	name, _ := ctx.Value(actorKey{}).(string)
	return name
}

// Tokens gathers the consistency tokens of the changes that a request makes.
type Tokens struct {
	mu   sync.Mutex // guards list
	list []string
}

// WithTokens has the mutations of a request note their tokens.
func WithTokens(ctx context.Context, t *Tokens) context.Context {
	return context.WithValue(ctx, tokensKey{}, t)
}

// List gives the tokens in the order of the changes, each once.
func (t *Tokens) List() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.list)
}

// Loan is memory for the bytes of a response, lent until they are sent.
type Loan = emit.Loan

// WithLoan has the response of an operation written to memory that the loan takes
// back.
func WithLoan(ctx context.Context, l *Loan) context.Context { return emit.WithLoan(ctx, l) }

// noteToken notes a token where the request gathers them.
func noteToken(ctx context.Context, token string) {
	t, ok := ctx.Value(tokensKey{}).(*Tokens)
	if !ok || token == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !slices.Contains(t.list, token) {
		t.list = append(t.list, token)
	}
}

// mayChange refuses those who may not change the graph.
func mayChange(ctx context.Context) error {
	switch RoleOf(ctx) {
	case Editor:
		return nil
	case Reader:
		return &graph.Error{Code: graph.Forbidden, Message: "this token may read only; a change needs an editor's token"}
	default:
		return &graph.Error{Code: graph.Unauthenticated, Message: "a change needs an editor's token: Authorization: Bearer …"}
	}
}

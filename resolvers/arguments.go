package resolvers

import (
	"context"

	"dragoman/graph"
)

const defaultFirst = 50

// or gives what an argument points to; def where it is left out or null.
func or[T any](arg *T, def T) T {
	if arg == nil {
		return def
	}
	return *arg
}

// within gives a number that must lie from 0 to most.
func within(name string, arg *int, def, most int) (int, error) {
	n := or(arg, def)
	if n < 0 {
		return 0, &graph.Error{Code: graph.Invalid, Field: name, Message: name + " must not be negative"}
	}
	return n, atMost(name, n, most)
}

// atMost refuses more than most of something.
func atMost(name string, n, most int) error {
	if n <= most {
		return nil
	}
	e := graph.Errorf(graph.Limit, "%s is %d; at most %d are allowed", name, n, most)
	e.Field, e.Limit = name, most
	return e
}

// evidence checks a filter. One that selects nothing is none, so that both give
// the same cursors.
func evidence(where *graph.Filter) (*graph.Filter, error) {
	if err := where.Check(); err != nil {
		return nil, err
	}
	if !where.SelectsClaims() && !where.SelectsRelations() {
		return nil, nil
	}
	return where, nil
}

// under is the filter that a field of an answer goes by: its own, else that of
// the answer.
func under(own, answer *graph.Filter) *graph.Filter {
	if own != nil {
		return own
	}
	return answer.ClaimsOnly()
}

func deadline(ctx context.Context) error {
	return &graph.Error{Code: graph.Deadline, Message: "the request ran out of time or was cancelled; ask for less, or allow more time", Err: context.Cause(ctx)}
}

package embedded

import (
	"context"
	"strconv"

	"dragoman/graph"
)

var _ graph.Awaiter = (*Store)(nil)

// Await implements graph.Awaiter. This process is the only writer and a commit
// returns when readers see it, so there is nothing to wait for: INVALID for what
// is no revision of this store, or one that it has not come to.
func (s *Store) Await(ctx context.Context, revision string) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	n, ok := s.number(revision)
	if !ok || s.name(n) != revision {
		return &graph.Error{Code: graph.Invalid, IDs: []string{revision}, Message: "the token " + strconv.Quote(clipped(revision)) + " is of no change to this store; send one that a mutation of this store gave"}
	}
	if n > s.state.Load().revision {
		return &graph.Error{Code: graph.Invalid, IDs: []string{revision}, Message: "the token " + strconv.Quote(revision) + " is of a change that this store does not have: was it restored from an older copy?"}
	}
	return nil
}

// clipped keeps a long text from filling a message.
func clipped(s string) string {
	const most = 80
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

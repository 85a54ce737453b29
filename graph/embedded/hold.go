package embedded

import (
	"context"

	"dragoman/graph"
)

// held is a state that a reader of many answers keeps, as the value of its
// context.
type held struct{ view *view }

// heldBy is the key of that value: one store's state says nothing of another's.
type heldBy struct{ store *Store }

// holding gives the state that a context holds, nil where it holds none.
func (s *Store) holding(ctx context.Context) *held {
	h, _ := ctx.Value(heldBy{s}).(*held)
	return h
}

// begin starts a read of that state. Views remember what they have looked up, so
// each read has its own.
func (h *held) begin(ctx context.Context, s *Store) (v *view, end func(), err error) {
	if err := inTime(ctx); err != nil {
		return nil, nil, err
	}
	return s.viewOf(h.view.c, &state{revision: h.view.revision, graph: h.view.g, merges: h.view.View}, h.view.kept, h.view.papers), func() {}, nil
}

// Hold implements graph.Holder. Writers go on, but for those of a store in memory,
// which wait.
func (s *Store) Hold(ctx context.Context, f func(ctx context.Context) error) error {
	v, end, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	return f(context.WithValue(ctx, heldBy{s}, &held{v}))
}

var _ graph.Holder = (*Store)(nil)

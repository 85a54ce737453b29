package embedded

import (
	"context"
	"errors"
	"sync"
	"time"

	"dragoman/graph"
)

// readers keeps idle read connections. Their number is bounded by that of
// concurrent reads.
type readers struct {
	dsn, where string
	mu         sync.Mutex // guards idle
	idle       []*conn
}

// maxIdle connections are kept for later reads.
const maxIdle = 8

func newReaders(dsn, where string) *readers { return &readers{dsn: dsn, where: where} }

func (r *readers) take() (*conn, error) {
	r.mu.Lock()
	if n := len(r.idle); n > 0 {
		c := r.idle[n-1]
		r.idle = r.idle[:n-1]
		r.mu.Unlock()
		return c, nil
	}
	r.mu.Unlock()
	c, err := openConn(r.dsn, r.where)
	if err != nil {
		return nil, err
	}
	if err := c.exec("PRAGMA query_only = ON"); err != nil {
		_ = c.close() // the first error tells more
		return nil, err
	}
	return c, nil
}

func (r *readers) give(c *conn) {
	r.mu.Lock()
	if len(r.idle) < maxIdle {
		r.idle = append(r.idle, c)
		c = nil
	}
	r.mu.Unlock()
	if c != nil {
		_ = c.close() // read only: nothing can be lost
	}
}

func (r *readers) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var first error
	for _, c := range r.idle {
		if err := c.close(); first == nil {
			first = err
		}
	}
	r.idle = nil
	return first
}

// begin starts a read of one state: the topology, the merges and the rows that
// a transaction sees are of one revision. The caller calls end.
func (s *Store) begin(ctx context.Context) (v *view, end func(), err error) {
	if h := s.holding(ctx); h != nil {
		return h.begin(ctx, s)
	}
	if err := s.enter(ctx); err != nil {
		return nil, nil, err
	}
	if s.memory != nil {
		s.memory.RLock()
	}
	s.turn.RLock()
	leave := func() {
		s.turn.RUnlock()
		if s.memory != nil {
			s.memory.RUnlock()
		}
		s.leave()
	}
	c, err := s.readers.take()
	if err != nil {
		leave()
		return nil, nil, err
	}
	kept, papers := s.kept.Load(), s.papers.Load() // before the state
	st, err := s.pin(ctx, c)
	if err != nil {
		s.readers.give(c)
		leave()
		return nil, nil, err
	}
	end = func() {
		if c.exec("COMMIT") == nil {
			s.readers.give(c)
		} else {
			_ = c.close() // whatever is wrong with it goes with it
		}
		leave()
	}
	return s.viewOf(c, st, kept, papers), end, nil
}

func (s *Store) viewOf(c *conn, st *state, kept, papers *kept) *view {
	v := newView(c, st.graph, st.merges)
	v.kept, v.papers, v.calls, v.revision = kept, papers, &s.calls, st.revision
	return v
}

// look is read for what mostly needs no rows: the query is first run on the topology
// and what is kept of records, without a transaction; where it turns out to need
// rows, it is run again on a state with them.
func look[T any](ctx context.Context, s *Store, query func(*view) (T, error)) (T, error) {
	if s.holding(ctx) != nil {
		return read(ctx, s, query)
	}
	if err := s.enter(ctx); err != nil {
		var none T
		return none, err
	}
	kept, papers := s.kept.Load(), s.papers.Load() // before the state
	t, err := func() (T, error) {
		defer s.leave() // in a panic too, or Close would wait for ever
		return query(s.viewOf(nil, s.state.Load(), kept, papers))
	}()
	if errors.Is(err, errNoRows) {
		return read(ctx, s, query)
	}
	return t, err
}

// pin begins a transaction and finds the state that it sees. A later revision in
// the rows than in the state means that a commit is being published right now.
func (s *Store) pin(ctx context.Context, c *conn) (*state, error) {
	for {
		st := s.state.Load()
		if err := c.exec("BEGIN"); err != nil {
			return nil, err
		}
		seen, err := c.integer(lastRevision)
		if err == nil && seen == st.revision {
			return st, nil
		}
		if rollback := c.exec("ROLLBACK"); err == nil {
			err = rollback
		}
		if err == nil {
			err = inTime(ctx)
		}
		if broken := s.broken.Load(); err == nil && broken != nil { // it will not be published
			err = broken
		}
		if err != nil {
			return nil, err
		}
		time.Sleep(20 * time.Microsecond)
	}
}

const lastRevision = "SELECT max(revision) FROM log"

// read runs a query on one state.
func read[T any](ctx context.Context, s *Store, query func(*view) (T, error)) (T, error) {
	v, end, err := s.begin(ctx)
	if err != nil {
		var none T
		return none, err
	}
	defer end()
	return query(v)
}

// pages answers a batch of queries from one state.
func pages[Q, T any](ctx context.Context, s *Store, qs []Q, answer func(*view, Q) (graph.Page[T], error)) ([]graph.Page[T], error) {
	return answered(ctx, s, qs, read, answer)
}

// lookups is pages for what mostly needs no rows.
func lookups[Q, T any](ctx context.Context, s *Store, qs []Q, answer func(*view, Q) (graph.Page[T], error)) ([]graph.Page[T], error) {
	return answered(ctx, s, qs, look, answer)
}

func answered[Q, T any](
	ctx context.Context, s *Store, qs []Q,
	by func(context.Context, *Store, func(*view) ([]graph.Page[T], error)) ([]graph.Page[T], error),
	answer func(*view, Q) (graph.Page[T], error),
) ([]graph.Page[T], error) {
	return by(ctx, s, func(v *view) ([]graph.Page[T], error) {
		out := make([]graph.Page[T], len(qs))
		for i, q := range qs {
			var err error
			if out[i], err = answer(v, q); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

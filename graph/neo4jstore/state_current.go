package neo4jstore

import (
	"context"
	"sync"
	"time"

	"dragoman/graph"
)

// news is how this process learns of commits, its own and those of others.
type news struct {
	mu     sync.Mutex // guards all below
	flight *flight    // the catch-up that runs
	least  int64      // no read may answer from an earlier revision: it was acknowledged here
	newest int64      // greatest revision heard of
	since  time.Time  // when newest was first heard of
}

// flight is a catch-up that several callers wait for.
type flight struct {
	done chan struct{}
	err  error
}

// current gives the newest state that is known, which is never older than what
// was acknowledged here. UNAVAILABLE while there is none.
func (s *Store) current(ctx context.Context) (*state, error) {
	st := s.state.Load()
	if st == nil {
		if away := s.away.Load(); away != nil {
			return nil, away
		}
		return nil, &graph.Error{Code: graph.Unavailable, Message: s.where + ": not connected to the database yet; try again soon"}
	}
	s.news.mu.Lock()
	least := s.news.least
	s.news.mu.Unlock()
	if st.revision < least {
		if err := s.reach(ctx, least); err != nil {
			return nil, err
		}
		st = s.state.Load()
	}
	if shaped := s.shape.state.Load(); shaped != nil && shaped.revision == st.revision {
		return shaped, nil
	}
	return st, nil
}

// catchUp brings the state to the revision that the database has now, or a later
// one. Callers share the work.
func (s *Store) catchUp(ctx context.Context) error {
	running, err := s.fly(ctx)
	if err == nil && running {
		// What ran already may have looked before this call.
		_, err = s.fly(ctx)
	}
	return err
}

// reach brings the state to a revision that is committed.
func (s *Store) reach(ctx context.Context, revision int64) error {
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		if st := s.state.Load(); st != nil && st.revision >= revision {
			return nil
		}
		if err := s.catchUp(ctx); err != nil {
			return err
		}
		if st := s.state.Load(); st != nil && st.revision >= revision {
			return nil
		}
		if err := s.sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// committed makes later reads see a revision that was committed here; feed is what
// the revisions up to it touched, one after the other, as far as the caller knows.
// Where the database is lost meanwhile, later reads wait for it instead.
func (s *Store) committed(ctx context.Context, revision int64, feed ...*touched) {
	s.news.mu.Lock()
	s.news.least = max(s.news.least, revision)
	s.news.mu.Unlock()
	s.heard(revision)
	if !s.succeed(revision, feed) {
		_ = s.reach(ctx, revision) // as above
	}
}

// succeed makes the state of a revision without asking the database, where the
// feed begins at the state that there is and needs nothing else.
func (s *Store) succeed(revision int64, feed []*touched) bool {
	all := &touched{}
	for _, t := range feed {
		all.add(t)
	}
	if len(feed) == 0 || all.View || all.Everything {
		return false
	}
	n := &s.news
	n.mu.Lock()
	if n.flight != nil {
		n.mu.Unlock()
		return false
	}
	f := &flight{done: make(chan struct{})}
	n.flight = f
	n.mu.Unlock()
	defer s.land(f, nil)
	st := s.state.Load()
	if st.revision != revision-int64(len(feed)) {
		return st.revision >= revision
	}
	s.publish(&state{revision: revision, view: st.view, documents: st.documents.after(all)}, all)
	return true
}

// heard notes that the database has a revision.
func (s *Store) heard(revision int64) {
	s.news.mu.Lock()
	defer s.news.mu.Unlock()
	if revision > s.news.newest {
		s.news.newest, s.news.since = revision, time.Now()
	}
}

// fly waits for a catch-up: the one that runs already, or a new one, which goes
// on for the others when this caller's time is over.
func (s *Store) fly(ctx context.Context) (running bool, err error) {
	n := &s.news
	n.mu.Lock()
	f := n.flight
	if running = f != nil; !running {
		f = &flight{done: make(chan struct{})}
		n.flight = f
		s.background.Go(func() { s.advance(f) })
	}
	n.mu.Unlock()
	select {
	case <-f.done:
		return running, f.err
	case <-ctx.Done():
		return running, late(ctx.Err())
	}
}

// longestFlight is for how long a catch-up tries; whoever waits has limits of
// their own.
const longestFlight = 30 * time.Second

func (s *Store) advance(f *flight) {
	ctx, cancel := s.lifetime(longestFlight)
	defer cancel()
	s.land(f, s.follow(ctx))
}

func (s *Store) land(f *flight, err error) {
	f.err = err
	s.news.mu.Lock()
	s.news.flight = nil
	s.news.mu.Unlock()
	close(f.done)
}

// lifetime is a context for background work: it ends with the store. 0 is no
// other limit.
func (s *Store) lifetime(limit time.Duration) (context.Context, context.CancelFunc) {
	if limit == 0 {
		return context.WithCancel(s.life)
	}
	return context.WithTimeout(s.life, limit)
}

// sleep waits, within ctx.
func (s *Store) sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return late(ctx.Err())
	}
}

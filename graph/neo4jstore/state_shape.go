package neo4jstore

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// shape is the topology and how it follows the state: lazily, since a change of
// it costs more than that of the view and the caches.
//
//	commits ──▶ state ──▶ pending ──┬─ a reader wants it ──▶ shaped state
//	                                └─ a pause, or a second ──▶
type shape struct {
	state  atomic.Pointer[state] // with its topology; nil until filled
	inBase atomic.Bool           // connections are searched in the database; decided once

	mu      sync.Mutex // guards all below
	pending *touched   // by commits after the shaped state, up to the newest state
	since   time.Time  // when the first of them was heard of
	last    time.Time  // when the last was
	wanted  bool       // a reader waits
	moved   chan struct{}
	failed  error // why the topology does not follow

	wake chan struct{}
	keep keep
}

func (h *shape) init() {
	h.moved, h.wake = make(chan struct{}), make(chan struct{}, 1)
	h.pending = &touched{Everything: true}
}

// mostPending things are applied to a topology; with more it is made anew.
const mostPending = 4 * mostTouched

// touch notes what the topology has to follow, and publishes the state of it.
func (h *shape) touch(t *touched, publish func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now := time.Now(); t != nil {
		if h.pending == nil {
			h.pending, h.since = &touched{}, now
		}
		h.last = now
		if !h.inBase.Load() && !h.pending.Everything {
			if h.pending.add(t); h.pending.size() > mostPending {
				h.pending = &touched{Everything: true}
			}
		}
	}
	publish()
	if h.wanted {
		h.rouse()
	}
}

func (h *shape) rouse() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// inDatabase says whether connections are searched in the database.
func (s *Store) inDatabase() bool { return s.shape.inBase.Load() }

// shaped waits for a state with its topology at a revision or a later one.
func (s *Store) shaped(ctx context.Context, revision int64) (*state, error) {
	h := &s.shape
	for {
		if st := h.state.Load(); st != nil && st.revision >= revision {
			return st, nil
		}
		h.mu.Lock()
		moved := h.moved
		h.wanted = true
		h.rouse()
		h.mu.Unlock()
		if st := h.state.Load(); st != nil && st.revision >= revision {
			return st, nil
		}
		select {
		case <-moved:
			if err := h.failure(); err != nil {
				return nil, err
			}
		case <-ctx.Done():
			return nil, late(ctx.Err())
		case <-s.closed:
			return nil, &graph.Error{Code: graph.Unavailable, Message: s.where + ": the store is being closed; open it again"}
		}
	}
}

// failure says why the topology does not follow, nil where it does.
func (h *shape) failure() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.failed
}

// The topology follows when no commit came for a while, or it lags by much.
const (
	calm   = 300 * time.Millisecond
	lagged = time.Second
)

// due says whether the topology is to follow now, and else when to look again.
func (h *shape) due() (bool, time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.pending == nil:
		h.wanted = false
		return false, time.Hour
	case h.wanted || h.state.Load() == nil:
		return true, 0
	}
	wait := min(calm-time.Since(h.last), lagged-time.Since(h.since))
	return wait <= 0, max(wait, time.Millisecond)
}

// shapes makes the topology follow, until the store closes.
func (s *Store) shapes() {
	ctx, cancel := s.lifetime(0)
	defer cancel()
	h := &s.shape
	defer h.keep.stop()
	wait, failures := time.Duration(0), 0
	for {
		t := time.NewTimer(wait)
		select {
		case <-h.wake:
		case <-t.C:
		case g := <-h.keep.compacted:
			s.compacted(g)
		case <-ctx.Done():
		}
		t.Stop()
		if ctx.Err() != nil {
			return
		}
		var due bool
		if due, wait = h.due(); !due {
			continue
		}
		if err := s.reshape(ctx); err != nil {
			failures++
			h.tell(err, failures)
			wait = min(time.Duration(failures)*50*time.Millisecond, time.Second)
			continue
		}
		failures, wait = 0, 0
		h.tell(nil, 0)
		s.tend(ctx)
	}
}

// tell wakes those who wait. Of a failure they hear when trying again may take
// long.
func (h *shape) tell(err error, failures int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.failed = err; err != nil && graph.CodeOf(err) != graph.Unavailable && failures < 5 || errors.Is(err, errMoved) {
		h.failed = nil
		return
	}
	close(h.moved)
	h.moved = make(chan struct{})
}

// take gives what the topology has to follow and the state that it then is at.
func (h *shape) take(s *Store) (*touched, *state) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.pending
	if h.pending, h.wanted = nil, false; t == nil {
		t = &touched{}
	}
	return t, s.state.Load()
}

// giveBack is for what could not be followed.
func (h *shape) giveBack(t *touched) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.pending != nil {
		t.add(h.pending)
	} else {
		h.since = time.Now()
	}
	h.pending = t
}

// reshape brings the topology to the newest state. What it reads may be of a
// later revision than the state: then it reads again what was touched up to
// that one, until nothing was committed meanwhile.
func (s *Store) reshape(ctx context.Context) (err error) {
	h := &s.shape
	all, st := h.take(s)
	defer func() {
		if err != nil {
			h.giveBack(all)
		}
	}()
	c := &collected{}
	var seen int64
	g := s.base()
	anew := g == nil || all.Everything
	if anew {
		if g, seen, err = s.fill(ctx, st); err != nil {
			all.Everything = true
			return err
		}
		all = &touched{}
	} else if seen, err = s.collect(ctx, c, all, st); err != nil {
		return err
	}
	for seen != st.revision {
		if err := s.reach(ctx, seen); err != nil {
			all.Everything = all.Everything || anew
			return err
		}
		fresh, now := h.take(s)
		all.add(fresh)
		if st = now; fresh.Everything {
			return errMoved
		}
		if fresh.View { // ids that were read may stand for others now
			c, fresh = &collected{}, all
		}
		if seen, err = s.collect(ctx, c, fresh, st); err != nil {
			all.Everything = all.Everything || anew
			return err
		}
	}
	change := c.change(st, all, s.name(st.revision))
	next, err := g.Apply(change)
	if err != nil { // it is not what it should be
		all.Everything = true
		return err
	}
	if anew {
		h.keep.forget()
	} else {
		h.keep.applied(change)
	}
	h.state.Store(st.with(s.tuned(next)))
	return nil
}

// base is the topology that the next one is made from: that of the shaped
// state, or a saved one.
func (s *Store) base() *topology.Graph {
	if st := s.shape.state.Load(); st != nil {
		return st.graph
	}
	return s.shape.keep.takeLoaded()
}

// with is the state with its topology.
func (st *state) with(g *topology.Graph) *state {
	next := *st
	next.graph = g
	return &next
}

func (s *Store) tuned(g *topology.Graph) *topology.Graph {
	if s.options.Explore == 0 {
		return g
	}
	return g.WithOptions(topology.Options{Budget: s.options.Explore})
}

// distinct lists what is in several lists, each once.
func distinct[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool {
		if seen[x] {
			return true
		}
		seen[x] = true
		return false
	})
}

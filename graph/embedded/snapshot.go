package embedded

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// loadState finds the topology of the newest revision: from the snapshot and the
// log after it, else from the rows.
func (s *Store) loadState(ctx context.Context) error {
	revision, err := s.writer.integer(lastRevision)
	if err != nil {
		return err
	}
	merges, err := loadMerges(ctx, s.writer)
	if err != nil {
		return err
	}
	st := &state{revision: revision, merges: merges}
	g, at := s.readSnapshot(revision)
	if g != nil && at < revision {
		g, err = s.catchUp(ctx, g, at, st)
		if err != nil && ctx.Err() != nil {
			return inTime(ctx)
		}
	}
	rebuilt := g == nil
	if rebuilt {
		if g, err = s.build(ctx, newView(s.writer, nil, merges), s.name(revision)); err != nil {
			return err
		}
	}
	st.graph = s.tune(g)
	s.state.Store(st)
	s.tend(st, rebuilt && revision > 0)
	return nil
}

// readSnapshot gives the saved topology and its revision; nil where there is
// none, or none that can be used: it is only there to save time.
func (s *Store) readSnapshot(newest int64) (*topology.Graph, int64) {
	if s.dir == "" {
		return nil, 0
	}
	f, err := os.Open(filepath.Join(s.dir, snapshotName))
	if err != nil {
		return nil, 0
	}
	defer f.Close()
	g, err := topology.Load(bufio.NewReaderSize(f, 1<<20))
	if why := damageOf(err); why != "" {
		s.refused.Store(&why)
	}
	if err != nil {
		return nil, 0
	}
	at, ok := s.number(g.Revision())
	if !ok || at > newest {
		return nil, 0
	}
	s.saved.Store(at)
	return g, at
}

// damageOf says what is wrong with a snapshot that was not read; "" where it is only of
// another version.
func damageOf(err error) string {
	if err == nil || errors.Is(err, topology.ErrVersion) {
		return ""
	}
	var e *graph.Error
	if errors.As(err, &e) && e.Err != nil {
		err = e.Err
	}
	return err.Error()
}

// snapshotDamage is damageOf for the snapshot that is on the disk now.
func (s *Store) snapshotDamage() string {
	if s.dir == "" {
		return ""
	}
	f, err := os.Open(filepath.Join(s.dir, snapshotName))
	if err != nil {
		return ""
	}
	defer f.Close()
	_, err = topology.Load(bufio.NewReaderSize(f, 1<<20))
	return damageOf(err)
}

// catchUp applies what the log says was touched after a revision. nil where the
// log says that everything was, or where the topology does not take it.
func (s *Store) catchUp(ctx context.Context, g *topology.Graph, after int64, st *state) (*topology.Graph, error) {
	t := newTouched(2 * max(s.set.overlay, s.set.rebuild))
	err := s.writer.each(ctx, "SELECT touched FROM log WHERE revision > ? ORDER BY revision", func(row []driverValue) error {
		next := newTouched(t.limit)
		if err := json.Unmarshal(blob(row[0]), next); err != nil {
			return err
		}
		t.add(next)
		if t.Everything {
			return errStop
		}
		return nil
	}, after)
	if err != nil || t.Everything {
		return nil, err
	}
	// What the view before was is not known: every id that went may have been there.
	c, err := newView(s.writer, nil, st.merges).change(t, merge.None, s.name(st.revision))
	if err != nil {
		return nil, err
	}
	return g.Apply(c)
}

// saveSnapshot writes the topology beside the data file, whole or not at all.
func (s *Store) saveSnapshot(st *state) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	if st == nil || s.dir == "" || s.saved.Load() == st.revision {
		return nil
	}
	err := put(s.set.disk, filepath.Join(s.dir, snapshotName), func(f io.Writer) error {
		w := bufio.NewWriterSize(f, 1<<20)
		return errors.Join(st.graph.Save(w), w.Flush())
	})
	if err != nil {
		return unusable(s.dir, err)
	}
	s.saved.Store(st.revision)
	return nil
}

// tend compacts and saves the topology in the background, when it has grown by
// much or was made anew. Failing is no harm: the next start takes longer.
func (s *Store) tend(st *state, anew bool) {
	grown := st.graph.OverlaySize() > s.set.overlay
	if !grown && !anew || !s.tending.CompareAndSwap(false, true) {
		return
	}
	s.inBackground(func(ctx context.Context) {
		defer s.tending.Store(false)
		if grown {
			st = s.compact(ctx, st)
		}
		if st != nil && ctx.Err() == nil {
			_ = s.saveSnapshot(st)
		}
	})
}

// inBackground runs work beside everything else. Its context ends when the store is
// closed, which then waits for it.
func (s *Store) inBackground(work func(ctx context.Context)) {
	s.background.Go(func() {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		s.background.Go(func() {
			select {
			case <-s.closed:
				cancel()
			case <-ctx.Done():
			}
		})
		work(ctx)
	})
}

// compact puts a compacted topology in the place of the one it was made from. If
// batches were committed meanwhile, they are applied to it again; after so many
// that this fails, the next call tries once more.
func (s *Store) compact(ctx context.Context, st *state) *state {
	g, err := st.graph.Compact(ctx)
	if err != nil {
		return nil
	}
	select {
	case s.seat <- struct{}{}:
		defer func() { <-s.seat }()
	case <-ctx.Done():
		return nil
	}
	now := s.state.Load()
	next := &state{revision: now.revision, merges: now.merges, graph: g}
	if now.revision != st.revision {
		if next.graph, err = s.catchUp(ctx, g, st.revision, now); err != nil || next.graph == nil {
			return nil
		}
	}
	next.graph = s.tune(next.graph)
	s.state.Store(next)
	return next
}

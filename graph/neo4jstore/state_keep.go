package neo4jstore

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// keep looks after the topology: it compacts it when much was written, and saves
// it, so that the next start need not read the database whole. All of it belongs
// to the goroutine of shapes, but saved after the end of that.
type keep struct {
	loaded    *topology.Graph      // the saved one, until the first change is applied to it
	saved     string               // revision of the file
	at        time.Time            // when it was saved
	since     []topology.Change    // applied since compacting began
	compacted chan *topology.Graph // gives the result; nil while nothing is compacted
	cancel    context.CancelFunc
}

// Written topologies are compacted when a part of them is in the overlay, but
// not before it is large; saved, where changed, not more often than this.
const (
	overlayPart  = 8
	overlayLeast = 50_000
	saveEvery    = 5 * time.Minute
)

func (k *keep) takeLoaded() *topology.Graph {
	g := k.loaded
	k.loaded = nil
	return g
}

// applied notes a change that a topology being compacted lacks.
func (k *keep) applied(c topology.Change) {
	if k.compacted != nil {
		k.since = append(k.since, c)
	}
}

// forget drops what is being compacted: another topology took its place.
func (k *keep) forget() {
	if k.cancel != nil {
		k.cancel()
	}
	k.compacted, k.cancel, k.since = nil, nil, nil
}

func (k *keep) stop() { k.forget() }

// tend compacts or saves the topology in the background, when it is time to.
func (s *Store) tend(ctx context.Context) {
	k, st := &s.shape.keep, s.shape.state.Load()
	if k.compacted == nil && st.graph.OverlaySize() > cmp.Or(s.options.overlay, max(overlayLeast, st.graph.Counts().Relations/overlayPart)) {
		ctx, cancel := context.WithCancel(ctx)
		done := make(chan *topology.Graph, 1)
		k.compacted, k.cancel = done, cancel
		s.background.Go(func() {
			g, err := st.graph.Compact(ctx)
			if err != nil {
				g = nil // as it was is good too
			}
			done <- g
		})
	}
	if time.Since(k.at) > saveEvery {
		_ = s.save(st) // the next start takes longer
	}
}

// compacted puts a compacted topology in the place of the one it was made from,
// with what was written since.
func (s *Store) compacted(g *topology.Graph) {
	k := &s.shape.keep
	since := k.since
	k.forget()
	for _, c := range since {
		if g == nil {
			return
		}
		var err error
		if g, err = g.Apply(c); err != nil {
			return
		}
	}
	if st := s.shape.state.Load(); g != nil && g.Revision() == st.graph.Revision() {
		s.shape.state.Store(st.with(s.tuned(g)))
	}
}

func (s *Store) snapshotName() string {
	return filepath.Join(s.options.Folder, "neo4j-"+s.id+".snapshot")
}

// saveSnapshot is for the end, when nothing else runs.
func (s *Store) saveSnapshot() error {
	st := s.shape.state.Load()
	if st == nil {
		return nil
	}
	return s.save(st)
}

// save writes the topology to the folder, whole or not at all.
func (s *Store) save(st *state) error {
	k := &s.shape.keep
	k.at = time.Now()
	if s.options.Folder == "" || st.graph == nil || k.saved == st.graph.Revision() {
		return nil
	}
	unusable := func(err error) error {
		return &graph.Error{Code: graph.Unavailable, Message: s.options.Folder + ": the topology could not be saved there; give this user write access and space", Err: err}
	}
	if err := os.MkdirAll(s.options.Folder, 0o700); err != nil {
		return unusable(err)
	}
	f, err := os.CreateTemp(s.options.Folder, "neo4j-*.new")
	if err != nil {
		return unusable(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	err = errors.Join(st.graph.Save(w), w.Flush(), f.Sync())
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), s.snapshotName())
	}
	if err != nil {
		_ = os.Remove(f.Name()) // half a file is of no use
		return unusable(err)
	}
	k.saved = st.graph.Revision()
	return nil
}

// loadSnapshot takes the saved topology up, if it is of this store and the log
// still has all commits after it. One that is damaged or cannot be used is left:
// it is only there to save time.
func (s *Store) loadSnapshot(ctx context.Context, st *state) {
	if s.options.Folder == "" || s.inDatabase() {
		return
	}
	f, err := os.Open(s.snapshotName())
	if err != nil {
		return
	}
	defer f.Close()
	g, err := topology.Load(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		return
	}
	at, ok := s.number(g.Revision())
	if !ok || at > st.revision {
		return
	}
	t := &touched{}
	for from := at; from < st.revision; {
		row, err := direct{s}.one(ctx, commitsAfter, map[string]any{"after": from, "upto": min(from+commitsAtOnce, st.revision)})
		if err != nil {
			return
		}
		rows, _ := row[0].([]any)
		more, upto, err := readCommits(rows, from, st.revision)
		if err != nil || more.Everything {
			return
		}
		if t.add(more); t.size() > mostPending {
			return
		}
		from = upto
	}
	h := &s.shape
	h.keep.loaded, h.keep.saved, h.keep.at = s.tuned(g), g.Revision(), time.Now()
	h.mu.Lock()
	h.pending = t
	h.mu.Unlock()
}

package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// Store is a graph in a folder, or in memory only. See the package comment for
// its invariants.
type Store struct {
	dir   string // "" in memory
	where string // for messages
	id    string // random; part of every revision
	dsn   string
	set   settings
	lock  *folderLock
	mark  *mark // nil in memory; written by the holder of the seat

	state   atomic.Pointer[state]
	readers *readers
	writer  *conn         // used by the holder of the seat
	seat    chan struct{} // of size 1: full while somebody writes
	queue   queue
	kept    atomic.Pointer[kept] // entities by canonical id, whole
	papers  atomic.Pointer[kept] // documents
	calls   calls

	// memory is locked for writing by a commit and for reading by each read of a
	// store in memory, where SQLite has no snapshots.
	memory *sync.RWMutex

	// turn is locked for writing while another file takes the place of the store's, and
	// for reading by each read of rows.
	turn sync.RWMutex

	besides sync.Mutex // guards beside
	beside  *os.File   // the data file, once it was read beside SQLite

	use        sync.WaitGroup // running calls
	gate       sync.RWMutex   // guards closing against new calls
	closing    bool
	closed     chan struct{} // closed when closing begins, or opening has failed: background work ends
	background sync.WaitGroup
	tending    atomic.Bool  // a goroutine compacts or saves
	saving     sync.Mutex   // held while the snapshot is written
	saved      atomic.Int64 // revision of the snapshot
	stats      atomic.Pointer[keptStats]
	broken     atomic.Pointer[graph.Error] // why it must be opened again; nil while it need not
	refused    atomic.Pointer[string]      // what was wrong with the snapshot at the start; nil where nothing was
	doubted    bool                        // the last end was unclean
}

// state is what readers see: all of one revision.
type state struct {
	revision int64
	graph    *topology.Graph
	merges   *merge.View
}

var (
	_ graph.Store        = (*Store)(nil)
	_ graph.RestExporter = (*Store)(nil)
	_ graph.Auditor      = (*Store)(nil)
	_ graph.Checker      = (*Store)(nil)
)

// Open opens the store in a folder, which is made if it is missing. ErrLocked
// (UNAVAILABLE) where another process has it open, INVALID where the file is not
// ours, CONFLICT where a later version wrote it, ErrDamaged where it cannot be
// read. The topology is made from its snapshot and the log, or anew where there is
// none that fits. After a crash the data file is looked through in the background:
// where it proves damaged, every later call is refused with ErrDamaged, as a start is
// that comes upon the damage itself.
func Open(ctx context.Context, dir string, opts ...Option) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable(dir, err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	s := newStore(dir, dir, opts)
	s.lock = lock
	unclean, err := s.ready(ctx)
	if err == nil {
		s.mark, err = openMark(s.set.disk, dir)
	}
	if err == nil {
		err = s.start(ctx, s.dsnOf(filepath.Join(dir, fileName)), unclean)
	}
	if err != nil {
		return nil, errors.Join(err, s.abandon())
	}
	s.lookThrough()
	return s, nil
}

var memoryStores atomic.Int64

// OpenMemory opens an empty store that ends with Close.
func OpenMemory(ctx context.Context, opts ...Option) (*Store, error) {
	s := newStore("", "memory", opts)
	s.memory = new(sync.RWMutex)
	dsn := fmt.Sprintf("file:/dragoman-%d?vfs=memdb&_pragma=busy_timeout(0)&_pragma=cache_size(-16384)", memoryStores.Add(1))
	if err := s.start(ctx, dsn, false); err != nil {
		return nil, errors.Join(err, s.abandon())
	}
	return s, nil
}

func newStore(dir, where string, opts []Option) *Store {
	s := &Store{dir: dir, where: where, set: defaults(), seat: make(chan struct{}, 1), closed: make(chan struct{})}
	for _, o := range opts {
		o(&s.set)
	}
	s.keepAnew()
	return s
}

func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// dsnOf names the file with what every connection to it needs. Its pages have
// checksums by the VFS; the log keeps its own.
func (s *Store) dsnOf(path string) string { return fileDSN(path, s.set.vfs) }

// uri is a file's name for SQLite, with the VFS that it is opened by.
func uri(path, vfs string) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
	return "file:" + escaped + "?vfs=" + vfs
}

// looking names the file for a connection that leaves it and its log as they are.
func looking(path, vfs string) string {
	return uri(path, vfs) + "&mode=ro&_pragma=busy_timeout(5000)&_pragma=trusted_schema(OFF)"
}

func fileDSN(path, vfs string) string {
	return uri(path, vfs) + "&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=cache_size(-32768)&_pragma=journal_size_limit(67108864)" +
		"&_pragma=foreign_keys(OFF)&_pragma=trusted_schema(OFF)&_pragma=cell_size_check(ON)"
}

func (s *Store) start(ctx context.Context, dsn string, unclean bool) error {
	if err := s.openRows(dsn, unclean); err != nil {
		return err
	}
	if err := s.loadState(ctx); err != nil || s.dir == "" {
		return err
	}
	found, err := s.acknowledged()
	if err != nil {
		return err
	}
	s.mark.set(found)
	if s.state.Load().revision == 0 {
		if _, _, kept := Interrupted(s.dir); kept {
			return nil
		}
	}
	_ = removeFirst(s.set.disk, s.dir) // what is wrong is told by the next load
	return nil
}

// acknowledged gives the newest revision, and refuses one that comes before what was
// acknowledged.
func (s *Store) acknowledged() (string, error) {
	found := s.Revision()
	if marked := readMark(s.dir); behind(found, marked) { // compareLog has passed, or there is no log
		return "", lost(s.dir, fileName+"-wal is missing or empty", marked, found)
	}
	return found, nil
}

// openRows opens the data file.
func (s *Store) openRows(dsn string, unclean bool) (err error) {
	s.dsn = dsn
	if s.writer, err = openConn(dsn, s.where); err != nil {
		return err
	}
	if s.set.pageLimit > 0 {
		if err := s.writer.exec(fmt.Sprintf("PRAGMA max_page_count = %d", s.set.pageLimit)); err != nil {
			return err
		}
	}
	if s.id, err = prepareFile(s.writer); err != nil {
		return err
	}
	if unclean {
		s.doubt()
		// Pages that were being written when the power went are whole again after it.
		// Failing is no harm: the log has them.
		_ = s.writer.exec("PRAGMA wal_checkpoint(TRUNCATE)")
	}
	s.readers = newReaders(dsn, s.where)
	return nil
}

// name makes a revision a string; those of different stores differ.
func (s *Store) name(revision int64) string { return s.id + "-" + strconv.FormatInt(revision, 10) }

// number reads a revision of this store.
func (s *Store) number(revision string) (int64, bool) {
	digits, ok := strings.CutPrefix(revision, s.id+"-")
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, ok && err == nil && n >= 0
}

// Revision implements graph.Store.
func (s *Store) Revision() string { return s.name(s.state.Load().revision) }

// enter counts a call in; leave must follow. UNAVAILABLE after Close.
func (s *Store) enter(ctx context.Context) error { return s.admit(ctx, s.broken.Load()) }

// enterBroken is enter for what looks at the files, and answers nothing from the state.
func (s *Store) enterBroken(ctx context.Context) error { return s.admit(ctx, nil) }

func (s *Store) admit(ctx context.Context, broken *graph.Error) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closing {
		return closedError(s.where)
	}
	if broken != nil {
		return broken
	}
	if err := inTime(ctx); err != nil {
		return err
	}
	s.use.Add(1)
	return nil
}

func (s *Store) leave() { s.use.Done() }

// Close waits for running calls, saves the topology and gives the folder free.
func (s *Store) Close() error {
	s.gate.Lock()
	again := s.closing
	s.closing = true
	s.gate.Unlock()
	if again {
		s.use.Wait()
		s.background.Wait()
		return nil
	}
	close(s.closed)
	s.use.Wait()
	s.background.Wait()
	var errs []error
	if s.dir != "" {
		errs = append(errs, s.saveSnapshot(s.state.Load()))
		errs = append(errs, s.writer.exec("PRAGMA wal_checkpoint(TRUNCATE)"))
	}
	return untidied(s.where, errors.Join(append(errs, s.release())...))
}

// abandon ends a start that failed.
func (s *Store) abandon() error {
	close(s.closed)
	s.background.Wait()
	return s.release()
}

func (s *Store) release() error {
	var errs []error
	if s.readers != nil {
		errs = append(errs, s.readers.close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	return errors.Join(append(errs, s.closeDataFile(), s.mark.close(), s.lock.release())...)
}

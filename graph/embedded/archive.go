package embedded

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"

	"dragoman/graph"
	"dragoman/graph/embedded/pagesum"
	"dragoman/graph/merge"
)

// pagesAtOnce are copied between two looks at the context.
const pagesAtOnce = 4096

// Archive implements graph.Archiver. Writers go on, and the copy is of one revision.
// Where all of the log is in the data file, a read transaction keeps the file as it is,
// and its pages are copied as they lie there; where an older reader or a long load
// hinders that, and of a store in memory, SQLite writes the image page by page.
func (s *Store) Archive(ctx context.Context, path string, beside func(revision string, size int64) io.Writer) error {
	if s.memory != nil {
		revision, err := s.archiveMemory(ctx, path)
		if err != nil {
			return err
		}
		return readBack(ctx, path, revision, beside)
	}
	v, end, still, err := s.beginStill(ctx)
	if err != nil {
		return err
	}
	defer end()
	if still {
		return s.copyStill(ctx, v, path, beside)
	}
	if err := v.c.copyTo(ctx, path, s.set.vfs); err != nil {
		return err
	}
	return readBack(ctx, path, s.name(v.revision), beside)
}

// ArchiveFolder is Archive for a folder that nobody has open: of the store only its
// rows are opened, since an image is made of nothing else. It fails as Open does where
// the folder cannot be used, with ErrDamaged where a page of the file is damaged.
func ArchiveFolder(ctx context.Context, dir, path string, beside func(revision string, size int64) io.Writer) (err error) {
	lock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	s := newStore(dir, dir, nil)
	s.lock = lock
	defer func() { err = errors.Join(err, s.abandon()) }()
	unclean, err := s.ready(ctx)
	if err != nil {
		return err
	}
	if err := s.openRows(s.dsnOf(filepath.Join(dir, fileName)), unclean); err != nil {
		return err
	}
	revision, err := s.writer.integer(lastRevision)
	if err != nil {
		return err
	}
	s.state.Store(&state{revision: revision, merges: merge.None})
	if _, err := s.acknowledged(); err != nil {
		return err
	}
	return s.Archive(ctx, path, beside)
}

// beginStill is begin; still says that the data file by itself is the state, and stays
// so until end: while a transaction reads the file alone, SQLite brings nothing of the
// log into it (wal.c, WAL_READ_LOCK(0)).
func (s *Store) beginStill(ctx context.Context) (v *view, end func(), still bool, err error) {
	if s.holding(ctx) == nil { // else it is an older state
		select {
		case s.seat <- struct{}{}:
			defer func() { <-s.seat }()
			if still, err = s.writer.emptyLog(ctx); err != nil {
				return nil, nil, false, err
			}
		case <-time.After(seatWithin): // a long load has it
		case <-ctx.Done():
			return nil, nil, false, inTime(ctx)
		}
	}
	v, end, err = s.begin(ctx)
	return v, end, still, err
}

// seatWithin is how long a backup waits for the seat.
const seatWithin = time.Second

// emptyLog brings the log into the file as far as no reader hinders it, and says whether
// that was all of it.
func (c *conn) emptyLog(ctx context.Context) (all bool, err error) {
	err = c.each(ctx, "PRAGMA wal_checkpoint(PASSIVE)", func(row []driverValue) error {
		all = num(row[0]) == 0 && num(row[1]) == num(row[2]) && num(row[1]) >= 0
		return nil
	})
	return all, err
}

// A piece of a file is small enough for what handles it to find it in the
// processor's cache.
const (
	stillPiece  = 512 << 10
	stillPieces = 8 // in memory at once
)

// piece is read once, and used by several.
type piece struct {
	b     []byte
	users atomic.Int32 // how many have not done with it
}

// copyStill copies a data file that stays as it is, and looks at the sums of its pages.
// One goroutine reads, one writes, one does what is beside.
func (s *Store) copyStill(ctx context.Context, v *view, path string, beside func(revision string, size int64) io.Writer) error {
	size, err := v.c.size()
	if err != nil {
		return err
	}
	from, err := s.dataFile()
	if err != nil {
		return unusable(s.dir, err)
	}
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return unwritten(path, err)
	}
	free := make(chan *piece, stillPieces)
	for range stillPieces {
		free <- &piece{b: make([]byte, stillPiece)}
	}
	flushed := newFlusher(to)
	file, sum := newPipe(flushed, free), newPipe(beside(s.name(v.revision), size), free)
	for at := int64(0); at < size && err == nil; at += stillPiece {
		if err = inTime(ctx); err != nil {
			break
		}
		x := <-free
		x.b = x.b[:min(stillPiece, size-at)]
		if err = s.readStill(from, x.b, at); err != nil {
			break
		}
		x.users.Store(2)
		if !file.give(x) || !sum.give(x) {
			break // they say why
		}
	}
	return errors.Join(err, unwritten(path, file.end()), sum.end(), unwritten(path, flushed.end()), unwritten(path, to.Close()))
}

// readStill reads whole pages.
func (s *Store) readStill(from *os.File, b []byte, at int64) error {
	if _, err := from.ReadAt(b, at); err != nil {
		return unusable(s.dir, err)
	}
	for offset := at; len(b) > 0; offset, b = offset+pagesum.Size, b[pagesum.Size:] {
		if !pagesum.Whole(b[:pagesum.Size], uint32(offset/pagesum.Size)+1) {
			return damaged(s.where, pageAt(fileName, offset), nil)
		}
	}
	return nil
}

// pipe writes in a goroutine of its own. After a failure it only takes.
type pipe struct {
	pieces chan *piece
	done   chan struct{} // closed when err is final
	failed atomic.Bool
	err    error
}

func newPipe(w io.Writer, free chan<- *piece) *pipe {
	p := &pipe{pieces: make(chan *piece, stillPieces), done: make(chan struct{})}
	go func() {
		defer close(p.done)
		for x := range p.pieces {
			if p.err == nil {
				_, p.err = w.Write(x.b)
				p.failed.Store(p.err != nil)
			}
			if x.users.Add(-1) == 0 {
				x.b = x.b[:stillPiece]
				free <- x
			}
		}
	}()
	return p
}

// give is false where writing has failed.
func (p *pipe) give(x *piece) bool {
	p.pieces <- x
	return !p.failed.Load()
}

func (p *pipe) end() error {
	close(p.pieces)
	<-p.done
	return p.err
}

// flushEvery bytes what was written is sent to the disk, which is then at work while
// more is written.
const flushEvery = 32 << 20

// flusher writes to a file and syncs it now and then, in a goroutine of its own. The
// last part is left to whoever needs it on the disk.
type flusher struct {
	f       *os.File
	pending int
	due     chan struct{}
	done    chan struct{} // closed when err is final
	err     error
}

func newFlusher(f *os.File) *flusher {
	w := &flusher{f: f, due: make(chan struct{}, 1), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for range w.due {
			if err := f.Sync(); w.err == nil {
				w.err = err
			}
		}
	}()
	return w
}

func (w *flusher) Write(b []byte) (int, error) {
	n, err := w.f.Write(b)
	if w.pending += n; w.pending >= flushEvery {
		w.pending = 0
		select {
		case w.due <- struct{}{}:
		default: // one is due already
		}
	}
	return n, err
}

func (w *flusher) end() error {
	close(w.due)
	<-w.done
	return w.err
}

// readBack gives an image that was written to what is beside it.
func readBack(ctx context.Context, path, revision string, beside func(revision string, size int64) io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return unusable(path, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return unusable(path, err)
	}
	w := beside(revision, info.Size())
	for err == nil {
		if err = inTime(ctx); err == nil {
			_, err = io.CopyN(w, f, 64<<20)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// dataFile is the data file, to be read beside SQLite. It stays open as long as SQLite
// has it: the first descriptor of a file that a process closes takes all its locks away.
func (s *Store) dataFile() (*os.File, error) {
	s.besides.Lock()
	defer s.besides.Unlock()
	if s.beside != nil {
		return s.beside, nil
	}
	f, err := os.Open(filepath.Join(s.dir, fileName))
	s.beside = f
	return f, err
}

// closeDataFile closes it, once SQLite has.
func (s *Store) closeDataFile() error {
	s.besides.Lock()
	defer s.besides.Unlock()
	f := s.beside
	s.beside = nil
	if f == nil {
		return nil
	}
	return f.Close()
}

// archiveMemory writes rows, not pages: those of memory have no room for sums.
func (s *Store) archiveMemory(ctx context.Context, path string) (revision string, err error) {
	if err := s.enter(ctx); err != nil {
		return "", err
	}
	defer s.leave()
	err = s.alone(ctx, func() error {
		revision = s.Revision()
		return s.rewrite(ctx, s.dsn, path)
	})
	return revision, err
}

func (c *conn) copyTo(ctx context.Context, path, vfs string) error {
	copier, ok := c.raw.(interface {
		NewBackup(uri string) (*sqlite.Backup, error)
	})
	if !ok {
		return graph.Errorf(graph.Unsupported, "%s: this build of SQLite copies nothing", c.where)
	}
	b, err := copier.NewBackup(uri(path, vfs))
	if err != nil {
		return uncopied(path, err)
	}
	for more := true; more && err == nil; {
		if err = inTime(ctx); err == nil {
			more, err = b.Step(pagesAtOnce)
			err = uncopied(path, err)
		}
	}
	return errors.Join(err, uncopied(path, b.Finish()))
}

func uncopied(path string, err error) error {
	if err == nil {
		return nil
	}
	return failure(path, err)
}

// Replace puts an image that Archive wrote in the place of what a folder holds,
// which is made if it is missing. The folder must not be open; while it is being
// replaced nobody else can open it. Whatever happens, the folder holds the old data
// or the new. The store gets an id of its own, so that revisions and tokens of the
// one that the image is of say nothing about it. ErrDamaged where the image is none
// or is damaged.
func Replace(ctx context.Context, dir string, image io.Reader) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unusable(dir, err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	s := newStore(dir, dir, nil)
	if err := pagesum.Register(s.set.vfs, s.set.below, plainFile); err != nil {
		return unusable(dir, err)
	}
	path := filepath.Join(dir, fileName)
	coming := path + ".restored"
	defer func() { _ = os.Remove(coming) }() // it is not there any more where all went well
	if err := write(coming, image); err != nil {
		return unusable(dir, err)
	}
	if err := s.adopt(ctx, coming); err != nil {
		return err
	}
	settle(path, s.set.vfs)
	for _, rest := range []string{path + "-wal", path + "-shm", filepath.Join(dir, snapshotName), filepath.Join(dir, markName), filepath.Join(dir, doubtName)} {
		if err := os.Remove(rest); err != nil && !errors.Is(err, os.ErrNotExist) {
			return unusable(dir, err)
		}
	}
	if err := os.Rename(coming, path); err != nil {
		return unusable(dir, err)
	}
	if err := syncFolder(dir); err != nil {
		return unusable(dir, err)
	}
	return nil
}

func write(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Sync(), f.Close())
}

// adopt checks an image, of any format, and makes it a store of its own, in a file
// that is whole without a log beside it.
func (s *Store) adopt(ctx context.Context, path string) (err error) {
	s.where = path
	if err := s.upToDate(ctx, path); err != nil {
		return err
	}
	c, err := openConn(uri(path, s.set.vfs)+"&_pragma=journal_mode(DELETE)&_pragma=synchronous(FULL)&_pragma=trusted_schema(OFF)", path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if err := quickCheck(ctx, c); err != nil {
		return err
	}
	if _, err := prepareFile(c); err != nil {
		return err
	}
	return c.exec("UPDATE store SET id = ?", newStoreID())
}

// settle brings what is in the log of a data file into it, so that the file alone
// is the old data until it is replaced. One that cannot be read is replaced as it is.
func settle(path, vfs string) {
	if !exists(path) {
		return
	}
	c, err := openConn(fileDSN(path, vfs), path)
	if err != nil {
		return
	}
	_ = c.exec("PRAGMA wal_checkpoint(TRUNCATE)")
	_ = c.close()
}

// Compact implements graph.Compacter: SQLite's VACUUM, and the topology without
// what has been changed since it was made. Writers wait; readers go on, but for
// those of a store in memory.
func (s *Store) Compact(ctx context.Context) (before, after int64, err error) {
	if err := s.enter(ctx); err != nil {
		return 0, 0, err
	}
	defer s.leave()
	err = s.alone(ctx, func() error {
		if before, err = s.writer.size(); err != nil {
			return err
		}
		if err := s.writer.execContext(ctx, "VACUUM"); err != nil {
			return err
		}
		if s.dir != "" {
			if err := s.writer.exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
				return err
			}
		}
		after, err = s.writer.size()
		return err
	})
	if err != nil {
		return before, after, err
	}
	if st := s.compact(ctx, s.state.Load()); st != nil {
		err = s.saveSnapshot(st)
	}
	return before, after, errors.Join(err, inTime(ctx))
}

// size is that of the data file in bytes.
func (c *conn) size() (int64, error) {
	pages, err := c.integer("PRAGMA page_count")
	if err != nil {
		return 0, err
	}
	size, err := c.integer("PRAGMA page_size")
	return pages * size, err
}

// alone runs work while nobody else writes.
func (s *Store) alone(ctx context.Context, work func() error) error {
	select {
	case s.seat <- struct{}{}:
		defer func() { <-s.seat }()
	case <-ctx.Done():
		return inTime(ctx)
	}
	if s.memory != nil {
		s.memory.Lock()
		defer s.memory.Unlock()
	}
	return work()
}

var (
	_ graph.Archiver  = (*Store)(nil)
	_ graph.Compacter = (*Store)(nil)
	_ graph.Repairer  = (*Store)(nil)
)

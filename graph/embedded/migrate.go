package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dragoman/graph"
	"dragoman/graph/embedded/pagesum"
)

// Formats of a data folder:
//
//	1  pages without checksums
//	2  each page ends in checksums (see package pagesum); the tables are those of 1
//
// An older file is brought up to date by writing a new one beside it, which takes
// its place by a rename when it is complete and on the disk.

// steps[i] tells what is done from format i+1 to i+2.
var steps = [...]string{"the data file is written anew, with checksums in every page"}

// Migration tells what is between a folder and the newest format.
type Migration struct {
	From, To int
	Steps    []string // empty where there is nothing to do
	Size     int64    // of the data file in bytes, so much free space is needed
}

// Migrate brings a folder that nobody has open up to date; Open does so by itself.
// Whatever happens, the folder holds the old data or the new. dry only tells what
// would be done. UNAVAILABLE where the folder holds no data, INVALID where it holds
// another program's, CONFLICT where a later version wrote it, ErrDamaged where it
// cannot be read, ErrLocked.
func Migrate(ctx context.Context, dir string, dry bool) (m Migration, err error) {
	path := filepath.Join(dir, fileName)
	if !exists(path) {
		return m, graph.Errorf(graph.Unavailable, "%s: there is no %s; name the data folder (--data)", dir, fileName)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	s := newStore(dir, dir, nil)
	if err := pagesum.Register(s.set.vfs, s.set.below, plainFile); err != nil {
		return m, unusable(dir, err)
	}
	if m, err = s.migration(ctx, path); err != nil || dry {
		return m, err
	}
	return m, s.upToDate(ctx, path)
}

// migration reads of a file's first page what must be done.
func (s *Store) migration(ctx context.Context, path string) (m Migration, err error) {
	first, err := headerOf(path)
	if err != nil {
		return m, unusable(s.dir, err)
	}
	h := pagesum.ReadHeader(first)
	plain := plainFile(h)
	if !plain && (len(first) < pagesum.Size || !pagesum.Whole(first, 1)) {
		if exists(path + "-wal") { // which holds the page, if the power went while it was brought into the file
			return Migration{From: format, To: format}, nil
		}
		return m, damaged(s.where, pageAt(fileName, 0), nil)
	}
	if plain {
		if h, err = s.plainHeader(ctx, path, h); err != nil {
			return m, err
		}
	}
	m = Migration{From: int(h.Version), To: format}
	if err := readable(s.where, h.Program, int64(max(h.Version, format))); err != nil {
		return m, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return m, unusable(s.dir, err)
	}
	m.Size = info.Size()
	if !plain && m.Size < int64(h.Pages)*pagesum.Size && !exists(path+"-wal") {
		return m, damaged(s.where, fmt.Sprintf("%s ends at offset %d, and its header tells of %d pages", fileName, m.Size, h.Pages), nil)
	}
	m.Steps = steps[max(m.From, 1)-1:]
	return m, nil
}

// plainHeader asks SQLite for what a file without sums says of itself: a log that
// was not brought into it yet may say more than the file does. A file in which
// nothing is yet counts as ours, of format 0.
func (s *Store) plainHeader(ctx context.Context, path string, h pagesum.Header) (pagesum.Header, error) {
	c, err := openConn(looking(path, s.set.vfs), s.where)
	if err != nil {
		return h, err
	}
	defer func() { _ = c.close() }() // nothing was written
	for pragma, to := range map[string]*uint32{"PRAGMA application_id": &h.Program, "PRAGMA user_version": &h.Version} {
		n, err := c.integer(pragma)
		if err != nil {
			return h, err
		}
		*to = uint32(n)
	}
	made, err := c.integer("SELECT count(*) FROM sqlite_schema")
	switch {
	case err != nil:
		return h, err
	case made == 0 && h.Program == 0 && h.Version == 0:
		h.Program = applicationID
	case h.Program == applicationID && h.Version == 0:
		return h, damaged(s.where, fileName+" says that it has format 0, and holds something", nil)
	}
	return h, inTime(ctx)
}

// upToDate migrates a file where that is needed.
func (s *Store) upToDate(ctx context.Context, path string) error {
	m, err := s.migration(ctx, path)
	if err != nil || len(m.Steps) == 0 {
		return err
	}
	if l, err := examineLog(path + "-wal"); err == nil && l.damaged {
		return damaged(s.where, pageAt(fileName+"-wal", l.broken), nil)
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return unusable(s.dir, err)
	}
	coming := path + ".new"
	if m.From == 0 {
		err = putEmpty(s.set.disk, coming)
	} else {
		err = s.rewrite(ctx, s.dsnOf(path), coming)
	}
	if err != nil {
		_ = s.set.disk.Remove(coming)
		return err
	}
	return s.replaceBy(path, coming)
}

// rewrite makes a file of the newest format that holds what another one does.
func (s *Store) rewrite(ctx context.Context, from, coming string) (err error) {
	if err := pagesum.Register(s.set.vfs, s.set.below, plainFile); err != nil {
		return unusable(s.where, err)
	}
	_ = s.set.disk.Remove(coming + "-journal") // of one that was killed; it belongs to no file
	if err := putEmpty(s.set.disk, coming); err != nil {
		return unusable(s.where, err)
	}
	c, err := openConn(uri(coming, s.set.vfs)+"&_pragma=journal_mode(DELETE)&_pragma=synchronous(FULL)&_pragma=cache_size(-65536)", s.where)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if err := c.exec("ATTACH ? AS old", from); err != nil {
		return err
	}
	if err := sound(ctx, c, "PRAGMA old.quick_check(1)"); err != nil {
		return err
	}
	if err := c.transact(func() error { return copyTables(ctx, c) }); err != nil {
		return err
	}
	return sound(ctx, c, "PRAGMA main.integrity_check(1)")
}

// copied are the tables in the order in which they are written.
var copied = [...]string{
	"log", "request", "entity", "token", "document", "fact", "mention", "concern", "attribute", "judgement", "alias",
}

// copyTables takes over every row, and counts them.
func copyTables(ctx context.Context, c *conn) error {
	id, err := c.one("SELECT id FROM old.store")
	if err != nil {
		return err
	}
	if err := makeTables(c, str(id)); err != nil {
		return err
	}
	if err := c.exec(dropFactIndexes); err != nil {
		return err
	}
	for _, t := range copied {
		if err := c.execContext(ctx, "INSERT INTO main."+t+" SELECT * FROM old."+t); err != nil {
			return err
		}
		was, err := c.integer("SELECT count(*) FROM old." + t)
		if err != nil {
			return err
		}
		if is, err := c.integer("SELECT count(*) FROM main." + t); err != nil || is != was {
			return errors.Join(err, damaged(c.where, fmt.Sprintf("of %d rows of %s %d could be copied", was, t, is), nil))
		}
	}
	return c.exec(factIndexes)
}

// sound runs one of SQLite's checks; the end of ctx stops it.
func sound(ctx context.Context, c *conn, check string) error {
	return c.eachUntil(ctx, ctx, check, func(row []driverValue) error {
		s := str(row[0])
		if s == "ok" {
			return nil
		}
		if at, ok := damagedPage(c.where); ok {
			s = at
		}
		return damaged(c.where, s, nil)
	})
}

// replaceBy puts a complete file in the place of a data file, whose log is settled
// first: it would be taken for the new file's.
func (s *Store) replaceBy(path, coming string) error {
	settle(path, s.set.vfs)
	if exists(path + "-wal") {
		return graph.Errorf(graph.Unavailable, "%s: the log of %s cannot be brought into it; look whether another program has it open", s.where, fileName)
	}
	for _, rest := range []string{path + "-wal", path + "-shm"} {
		if err := s.set.disk.Remove(rest); err != nil && !errors.Is(err, os.ErrNotExist) {
			return unusable(s.where, err)
		}
	}
	if err := s.set.disk.Rename(coming, path); err != nil {
		return unusable(s.where, err)
	}
	if err := s.set.disk.SyncFolder(filepath.Dir(path)); err != nil {
		return unusable(s.where, err)
	}
	return nil
}

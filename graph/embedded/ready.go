package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"dragoman/graph/embedded/pagesum"
)

// ready looks at a folder's files before SQLite opens them and changes something: it
// makes a new one, brings one of an older format up to date, and refuses what lost
// acknowledged batches.
func (s *Store) ready(ctx context.Context) (unclean bool, err error) {
	if err := pagesum.Register(s.set.vfs, s.set.below, plainFile); err != nil {
		return false, unusable(s.dir, err)
	}
	path := filepath.Join(s.dir, fileName)
	pagesum.Forget(path)
	unclean = exists(path + "-wal")
	if !exists(path) {
		if unclean {
			return false, damaged(s.dir, fileName+" is missing or empty, and its log is there", errNoFile)
		}
		if marked := readMark(s.dir); behind("", marked) {
			return false, lost(s.dir, fileName+" is missing or empty", marked, "nothing")
		}
		if err := putEmpty(s.set.disk, path); err != nil {
			return false, unusable(s.dir, err)
		}
		return false, nil
	}
	if err := s.upToDate(ctx, path); err != nil || !unclean {
		return unclean, err
	}
	if unclean = exists(path + "-wal"); !unclean { // a migration settled it
		return false, nil
	}
	return true, s.compareLog(ctx, path)
}

// compareLog refuses a log in which what was acknowledged cannot be read. It leaves
// the files as they are.
func (s *Store) compareLog(ctx context.Context, path string) error {
	l, err := examineLog(path + "-wal")
	if err != nil {
		return unusable(s.dir, err)
	}
	name := fileName + "-wal"
	if l.damaged {
		return damaged(s.dir, fmt.Sprintf("%s at offset %d: its checksum does not fit, and batches come after it", name, l.broken), nil)
	}
	marked := readMark(s.dir)
	if marked == "" {
		return nil
	}
	found, err := revisionIn(ctx, looking(path, s.set.vfs), s.dir)
	if err != nil {
		return err
	}
	if behind(found, marked) {
		return lost(s.dir, fmt.Sprintf("%s cannot be read from offset %d on", name, l.broken), marked, found)
	}
	return nil
}

// revisionIn reads a file's newest revision; "" of one without tables.
func revisionIn(ctx context.Context, dsn, where string) (revision string, err error) {
	c, err := openConn(dsn, where)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if tables, err := c.integer("SELECT count(*) FROM sqlite_schema"); err != nil || tables == 0 {
		return "", err
	}
	err = c.each(ctx, "SELECT id || '-' || (SELECT coalesce(max(revision), 0) FROM log) FROM store", func(row []driverValue) error {
		revision = str(row[0])
		return nil
	})
	return revision, err
}

// headerOf reads the beginning of a file.
func headerOf(path string) (first []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	first = make([]byte, pagesum.Size)
	n, err := io.ReadFull(f, first)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil
	}
	return first[:n], errors.Join(err, f.Close())
}

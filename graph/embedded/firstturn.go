package embedded

import (
	"errors"
	"path/filepath"

	"dragoman/graph"
)

// take puts the new file in the place of the empty one. The order makes it safe to be
// killed, or to lose power, at any point:
//
//  0. remove the marks                        SQLite changes pages that they speak of
//  1. commit, log into the file, flush        the new file is whole by itself
//  2. close the old file, flush the folder    its log, which was empty, is gone for good
//  3. rename, flush the folder                from here on the store is the new one
//  4. open it
//
// Reads that are under way see the old file to their end; new ones wait meanwhile.
func (f *first) take() error {
	s := f.s
	if err := f.endMarks(); err != nil {
		return unwritten(s.dir, err)
	}
	err := f.c.exec("COMMIT")
	if err == nil {
		err = f.c.exec("PRAGMA wal_checkpoint(TRUNCATE)")
	}
	err = errors.Join(err, f.c.close())
	f.c = nil
	if err != nil {
		return failure(s.where, err)
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	path := filepath.Join(s.dir, fileName)
	err = errors.Join(s.readers.close(), s.writer.exec("ROLLBACK"), s.writer.exec("PRAGMA wal_checkpoint(TRUNCATE)"), s.writer.close(), s.closeDataFile())
	if err == nil && exists(path+"-wal") {
		err = &graph.Error{Code: graph.Unavailable, Message: s.where + ": the data file is in use by another program; close that and try again", Err: ErrLocked}
	}
	if err == nil {
		_, err = removeEnds(s.set.disk, path, "-wal", "-shm")
	}
	if err == nil {
		err = s.set.disk.SyncFolder(s.dir)
	}
	if err == nil {
		err = s.set.disk.Rename(f.path, path)
	}
	turned := err == nil
	if turned {
		err = s.set.disk.SyncFolder(s.dir)
	}
	c, failed := openConn(s.dsnOf(path), s.where)
	if s.writer = c; failed != nil { // there is no going on without a file; who comes next is told
		s.writer = &conn{where: s.where}
		err = errors.Join(err, failed)
	}
	switch {
	case err == nil:
		return nil
	case turned: // whoever reads on would see rows that the state does not know
		s.broken.Store(brokenError(s.where, err))
		return unknownOutcome(s.where, err)
	}
	return unwritten(s.dir, err)
}

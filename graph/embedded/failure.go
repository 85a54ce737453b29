package embedded

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"dragoman/graph"
	"dragoman/graph/embedded/pagesum"
)

// Causes that a caller may look for with errors.Is in the errors of a store.
var (
	ErrDamaged = graph.ErrDamaged
	ErrFull    = errors.New("the disk is full")
	ErrLocked  = errors.New("another process has the folder open")
)

var errDisk = errors.New("the disk failed")

// failure makes an error of SQLite one of ours, by its code. Errors of ours and
// nil pass through.
func failure(where string, err error) error {
	var ours *graph.Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return late(err)
	}
	var theirs *sqlite.Error
	if !errors.As(err, &theirs) {
		return &graph.Error{Code: graph.Unavailable, Message: where + ": the data file cannot be used; see the server's log", Err: err}
	}
	if theirs.Code() == sqlite3.SQLITE_IOERR_DATA {
		at, told := damagedPage(where)
		if told {
			err = nil // it says less
		}
		return damaged(where, at, err)
	}
	switch theirs.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fullDisk(where, err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return damaged(where, "SQLite finds it malformed", err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH:
		return &graph.Error{Code: graph.Unavailable, Message: where + ": the folder cannot be written; give this user write access, or name another folder", Err: err}
	case sqlite3.SQLITE_IOERR:
		return &graph.Error{Code: graph.Unavailable, Message: where + ": the disk fails; look at the machine, then start again", Err: errors.Join(errDisk, err)}
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return &graph.Error{Code: graph.Unavailable, Message: where + ": the data file is in use by another program; close that and try again", Err: errors.Join(ErrLocked, err)}
	case sqlite3.SQLITE_INTERRUPT:
		return late(err)
	}
	return &graph.Error{Code: graph.Internal, Message: where + ": the data file refused a statement", Err: err}
}

// damagedPage tells the page of a file, or of a folder's file, whose sums do not fit.
func damagedPage(where string) (at string, ok bool) {
	for _, path := range []string{filepath.Join(where, fileName), where} {
		if offset, ok := pagesum.Fault(path); ok {
			return pageAt(filepath.Base(path), offset), true
		}
	}
	return "a page's checksum does not fit", false
}

func pageAt(name string, offset int64) string {
	return fmt.Sprintf("%s, page %d at offset %d: its checksum does not fit", name, offset/pagesum.Size+1, offset)
}

// untidied is the error of a close: what was acknowledged is on the disk, and the
// next start makes up for what could not be written.
func untidied(where string, err error) error {
	if !errors.Is(err, ErrFull) {
		return err
	}
	return &graph.Error{
		Code: graph.Unavailable, Err: ErrFull,
		Message: where + ": the disk is full; what was stored is stored, but the folder could not be tidied up; free some space, and the next start does it",
	}
}

// unknownOutcome is the error of a commit of which nobody can tell whether the disk has it.
func unknownOutcome(where string, err error) error {
	return &graph.Error{Code: graph.OutcomeUnknown, Message: where + ": the disk failed while the batch was being committed; start again and send it under the same key", Err: err}
}

func fullDisk(where string, err error) error {
	return &graph.Error{Code: graph.Unavailable, Message: where + ": the disk is full, nothing was stored; free some space and send it again", Err: errors.Join(ErrFull, err)}
}

// unwritten is the error of a file that the system does not write.
func unwritten(where string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fullDisk(where, err)
	}
	return unusable(where, err)
}

// damaged is the error for contents that cannot be right.
func damaged(where, what string, cause error) error {
	return &graph.Error{
		Code: graph.Internal, Message: where + ": the data file is damaged (" + what + "); check lists all that is; restore a backup in its place (restore FILE --replace), or load an export into another folder",
		Err: errors.Join(ErrDamaged, cause),
	}
}

// inTime is the error of a context that has ended, as ours.
func inTime(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return late(err)
	}
	return nil
}

func late(err error) error {
	return &graph.Error{Code: graph.Deadline, Message: "out of time, or cancelled by the caller; ask for less, or allow more time", Err: err}
}

func closedError(where string) error {
	return &graph.Error{Code: graph.Unavailable, Message: where + ": the store is closed; open it again"}
}

func brokenError(where string, err error) *graph.Error {
	return &graph.Error{Code: graph.Unavailable, Message: where + ": the disk failed, and what is on it cannot be told; look at the machine, then open the store again", Err: errors.Join(errDisk, err)}
}

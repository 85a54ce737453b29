package embedded

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"dragoman/graph"
	"dragoman/graph/embedded/pagesum"
)

// After an unclean end the data file is in doubt until SQLite has gone through all of
// it. That takes seconds for each gigabyte, and what a start reads is looked at as it
// is read, as is everything later; so the store answers meanwhile.
//
//	SQLite's log; what it holds to what was acknowledged   before the store answers (log.go)
//	each page that is read, its sums                       when it is read (package pagesum)
//	all pages, and how they hang together                  in the background, at half a processor's pace
//
// A file in the folder says that there is doubt, so that where the store is closed
// before the end, or after damage was found, the next start begins again.

// doubtName is that of the file.
const doubtName = "unchecked"

// doubt says that the data file must be looked through. Without the file only the
// next start knows nothing of it.
func (s *Store) doubt() {
	s.doubted = true
	_ = put(s.set.disk, s.doubtPath(), func(w io.Writer) error {
		_, err := io.WriteString(w, "This folder was not closed well, and "+fileName+" was not gone through since.\n")
		return err
	})
}

func (s *Store) doubtPath() string { return filepath.Join(s.dir, doubtName) }

// believe takes the doubt back.
func (s *Store) believe() {
	if s.dir != "" && exists(s.doubtPath()) {
		_ = s.set.disk.Remove(s.doubtPath()) // else a later start looks once more
	}
}

// lookThrough goes through the data file in the background, if it is in doubt. One that
// is damaged, or that the disk cannot read, is answered from no more.
func (s *Store) lookThrough() {
	if !s.doubted && !exists(s.doubtPath()) {
		return
	}
	s.inBackground(func(ctx context.Context) {
		s.turn.RLock()
		defer s.turn.RUnlock()
		err := s.goThrough(ctx)
		var ours *graph.Error
		switch {
		case err == nil:
			s.believe()
		case (errors.Is(err, ErrDamaged) || errors.Is(err, errDisk)) && errors.As(err, &ours):
			s.broken.CompareAndSwap(nil, ours)
		}
	})
}

// goThrough reads the whole file as of one revision, by a connection of its own.
func (s *Store) goThrough(ctx context.Context) (err error) {
	vfs := s.set.vfs + "-slowly"
	if err := pagesum.RegisterSlow(vfs, s.set.below, plainFile); err != nil {
		return err
	}
	c, err := openConn(looking(filepath.Join(s.dir, fileName), vfs), s.where)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	return quickCheck(ctx, c)
}

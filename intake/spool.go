package intake

import (
	"errors"
	"io"
	"os"

	"dragoman/graph"
)

// Spool keeps a stream that can be read once in a temporary file, so that it can
// be read again.
type Spool struct {
	file *os.File
	left string // its name, where the system does not let go of it before Close
	size int64
}

// NewSpool reads r to its end. name says what it is, for messages. The file is the
// user's own, and has no name where the system allows that. INVALID where r fails,
// UNAVAILABLE where there is no room; an error of ours that r gives is given as it is.
func NewSpool(name string, r io.Reader) (*Spool, error) { return NewSpoolIn("", name, r) }

// NewSpoolIn is NewSpool in a folder; "" is the system's for temporary files.
func NewSpoolIn(dir, name string, r io.Reader) (*Spool, error) {
	f, err := os.CreateTemp(dir, "dragoman-*.records")
	if err != nil {
		return nil, noRoom(name, err)
	}
	s := &Spool{file: f}
	if os.Remove(f.Name()) != nil {
		s.left = f.Name()
	}
	in := &failing{Reader: r}
	if s.size, err = io.Copy(f, in); err != nil {
		_ = s.Close()
		if errors.As(in.err, new(*graph.Error)) {
			return nil, in.err
		}
		if in.err != nil {
			return nil, &graph.Error{Code: graph.Invalid, Err: in.err, Message: name + " ended early, nothing was loaded; send it again"}
		}
		return nil, noRoom(name, err)
	}
	return s, nil
}

func noRoom(name string, err error) error {
	return graph.Errorf(graph.Unavailable, "%s cannot be kept in a temporary file, which loading it in portions needs: %w; free some room, or name another folder with TMPDIR", name, err)
}

// failing remembers that reading failed, as opposed to writing.
type failing struct {
	io.Reader
	err error
}

func (f *failing) Read(b []byte) (int, error) {
	n, err := f.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}

// Reader reads the stream from its beginning. Readers do not disturb each other.
func (s *Spool) Reader() io.Reader { return io.NewSectionReader(s.file, 0, s.size) }

// Close gives the room free.
func (s *Spool) Close() error {
	err := s.file.Close()
	if s.left != "" {
		err = errors.Join(err, os.Remove(s.left))
	}
	return err
}

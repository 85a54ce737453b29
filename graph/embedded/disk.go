package embedded

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"dragoman/graph/embedded/pagesum"
	"dragoman/graph/embedded/tree"
)

// disk is what the store does with files of its own, beside SQLite's, so that tests
// can put one in its place that fails.
type disk interface {
	// Create makes a file for its owner alone, or empties one.
	Create(path string) (diskFile, error)
	// Reuse opens a file to go on with what is in it; it makes one that is missing.
	Reuse(path string) (diskFile, error)
	Rename(from, to string) error
	Remove(path string) error
	// SyncFolder brings what was renamed, made or removed in a folder onto the disk.
	SyncFolder(dir string) error
}

type diskFile interface {
	io.Writer
	tree.Storage
}

type systemDisk struct{}

func (systemDisk) Create(path string) (diskFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
}

func (systemDisk) Reuse(path string) (diskFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}
func (systemDisk) Rename(from, to string) error { return os.Rename(from, to) }
func (systemDisk) Remove(path string) error     { return os.Remove(path) }
func (systemDisk) SyncFolder(dir string) error  { return syncFolder(dir) }

// put replaces a file whole: after any failure there is the old one or the new.
func put(d disk, path string, write func(io.Writer) error) error {
	coming := path + ".new"
	f, err := d.Create(coming)
	if err != nil {
		return err
	}
	if err = errors.Join(write(f), f.Sync()); err != nil {
		err = errors.Join(err, f.Close())
	} else if err = f.Close(); err == nil {
		err = d.Rename(coming, path)
	}
	if err != nil {
		_ = d.Remove(coming) // half a file is of no use
		return err
	}
	return d.SyncFolder(filepath.Dir(path))
}

// vfsName is that of SQLite's files with sums, also in the DSN of whoever changes a
// data file by SQL.
const vfsName = "dragoman"

// plainFile says whether a file's pages have no sums: those of format 1, and those
// that are not ours. Two bits at least differ between one with sums and one without.
func plainFile(h pagesum.Header) bool {
	return h.SQLite && h.Reserved == 0 && (h.Program != applicationID || h.Version < 2)
}

// putEmpty makes a data file that SQLite fills.
func putEmpty(d disk, path string) error {
	return put(d, path, func(w io.Writer) error {
		_, err := w.Write(pagesum.First(applicationID, format))
		return err
	})
}

// removeEnds removes the files of a path with each of some endings, and says whether
// there was any.
func removeEnds(d disk, path string, ends ...string) (any bool, err error) {
	var errs []error
	for _, end := range ends {
		err := d.Remove(path + end)
		any = any || err == nil
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return any, errors.Join(errs...)
}

// emptyFile makes one for its owner alone.
func emptyFile(d disk, path string) error {
	f, err := d.Create(path)
	if err != nil {
		return err
	}
	return f.Close()
}

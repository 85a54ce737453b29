package main

import (
	"os"
	"path/filepath"
)

// replacement is a file that takes the place of another when it is complete.
type replacement struct {
	*os.File
	path string
}

// newReplacement starts one beside path, so that renaming stays within one file
// system.
func newReplacement(path string, mode os.FileMode) (*replacement, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(mode); err != nil {
		_ = f.Close()
		_ = os.Remove(f.Name())
		return nil, err
	}
	return &replacement{File: f, path: path}, nil
}

// commit makes it the file, durably.
func (r *replacement) commit() error {
	if err := r.Sync(); err != nil {
		return err
	}
	if err := r.Close(); err != nil {
		return err
	}
	return os.Rename(r.Name(), r.path)
}

// discard removes it unless it was committed.
func (r *replacement) discard() {
	_ = r.Close()
	_ = os.Remove(r.Name())
}

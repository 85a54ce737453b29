package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"dragoman/graph/embedded"
)

// origin names a file by its content, so that a load that was stopped goes on only
// with the same. "" for what is no file of records: standard input is gone once it
// was read, and what is made by a mapping depends on more than one file.
func (f *feed) origin(o loading) (string, error) {
	if f.open == nil || f.stdin != nil || f.mapped != nil || f.ftm != nil || f.size == 0 {
		return "", nil
	}
	in, err := f.open()
	if err != nil {
		return "", err
	}
	sum, err := sumOf(in)
	_ = in.Close() // it was only read
	if err != nil {
		return "", nil // who reads the records is told
	}
	return fmt.Sprintf("%s, sha256 %s, %s, replace %t", filepath.Base(f.name), hex.EncodeToString(sum), o.onError, o.replace), nil
}

// sumOf is the SHA-256 of a stream. What comes next is read meanwhile: of a file that the
// system has in memory, reading takes as long as the sum.
func sumOf(in io.Reader) ([]byte, error) {
	const piece, pieces = 1 << 18, 4
	full, free := make(chan []byte, pieces), make(chan []byte, pieces)
	for range pieces {
		free <- make([]byte, piece)
	}
	var failed error
	go func() {
		defer close(full)
		for failed == nil {
			b := <-free
			var n int
			n, failed = in.Read(b)
			full <- b[:n]
		}
	}()
	sum := sha256.New()
	for b := range full {
		_, _ = sum.Write(b) // never fails
		free <- b[:piece]
	}
	if errors.Is(failed, io.EOF) {
		failed = nil
	}
	return sum.Sum(nil), failed
}

// tellInterrupted says that a folder keeps part of a load.
func (m *Main) tellInterrupted(b backend) {
	l, here := b.(*local)
	if !here || l.dir == "" {
		return
	}
	if origin, records, kept := embedded.Interrupted(l.dir); kept {
		_, _ = fmt.Fprintf(m.Stderr, "dragoman: a load was stopped, and nothing of it is seen: %s are kept (%s). Load the same file again to go on; any other load makes an end of that\n",
			counted(records, "record"), plain(origin))
	}
}

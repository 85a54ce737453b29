package main

import (
	"cmp"
	"context"
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
// was read, and what is made by a mapping depends on more than one file. The file is
// read meanwhile; done ends that.
func (f *feed) origin(ctx context.Context, o loading) (name func(context.Context) string, done func()) {
	if f.open == nil || f.stdin != nil || f.mapped != nil || f.ftm != nil || f.size == 0 {
		return nil, func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	known, origin := make(chan struct{}), ""
	go func() {
		defer close(known)
		if sum, err := f.sum(ctx); err == nil { // who reads the records is told
			origin = fmt.Sprintf("%s, sha256 %s, %s, replace %t", filepath.Base(f.name), hex.EncodeToString(sum), o.onError, o.replace)
		}
	}()
	return func(ctx context.Context) string {
		select {
		case <-known:
			return origin
		default:
		}
		select {
		case <-known:
			return origin
		case <-ctx.Done():
			return ""
		}
	}, func() { cancel(); <-known }
}

// sum is the SHA-256 of a file's text.
func (f *feed) sum(ctx context.Context) ([]byte, error) {
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	sum := sha256.New()
	for b := make([]byte, 1<<18); err == nil; {
		var n int
		n, err = in.Read(b)
		_, _ = sum.Write(b[:n]) // never fails
		err = cmp.Or(ctx.Err(), err)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return sum.Sum(nil), err
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

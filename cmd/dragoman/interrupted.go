package main

import (
	"crypto/sha256"
	"encoding/hex"
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
	sum := sha256.New()
	_, err = io.Copy(sum, in)
	_ = in.Close() // it was only read
	if err != nil {
		return "", nil // who reads the records is told
	}
	return fmt.Sprintf("%s, sha256 %s, %s, replace %t", filepath.Base(f.name), hex.EncodeToString(sum.Sum(nil)), o.onError, o.replace), nil
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

package main

import (
	"errors"
	"io"
	"iter"
	"os"

	"dragoman/graph"
	"dragoman/records"
)

// feed is one file of records on its way into a store.
type feed struct {
	name string // for messages
	in   io.Reader
	file *os.File // nil for standard input
}

// openFeed opens a file, or standard input for "-". read is told how many bytes
// were read.
func (m *Main) openFeed(path string, read func(bytes int)) (*feed, error) {
	if path == "-" {
		return &feed{name: "stdin", in: counting{m.Stdin, read}}, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, graph.Errorf(graph.Invalid, "cannot read %s: %s", path, reasonOf(err))
	}
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, errors.Join(graph.Errorf(graph.Invalid, "%s is a folder; name the files in it", path), file.Close())
	}
	return &feed{name: path, in: counting{file, read}, file: file}, nil
}

// reasonOf is the innermost cause, without the path that it repeats.
func reasonOf(err error) string {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// counting tells of bytes read.
type counting struct {
	io.Reader
	read func(bytes int)
}

func (c counting) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.read(n)
	return n, err
}

// records reads the file; the sequence can be used once.
func (f *feed) records() iter.Seq2[graph.Record, error] { return records.Read(f.name, f.in) }

// Close closes the file.
func (f *feed) Close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

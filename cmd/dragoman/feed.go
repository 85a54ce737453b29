package main

import (
	"errors"
	"io"
	"iter"
	"os"

	"dragoman/exchange"
	"dragoman/graph"
	"dragoman/intake"
	"dragoman/records"
	"dragoman/seed"
)

// feed is a stream of records on its way into a store.
type feed struct {
	name  string // for messages
	open  func() (io.ReadCloser, error)
	from  intake.Source                // instead of open, where the records are no text
	stdin io.Reader                    // nil for what can be read again
	spool *intake.Spool                // what standard input held; nil unless it was kept
	ftm   func(what string, times int) // not nil: entities of FollowTheMoney; told what the model does not hold
}

// openFeed finds a file, or standard input for "-".
func (m *Main) openFeed(path string) (*feed, error) {
	if path == "-" {
		f := &feed{name: "stdin", stdin: m.Stdin}
		f.open = func() (io.ReadCloser, error) { return io.NopCloser(f.stdin), nil }
		return f, nil
	}
	f := &feed{name: path, open: func() (io.ReadCloser, error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, graph.Errorf(graph.Invalid, "cannot read %s: %s", path, reasonOf(err))
		}
		return file, nil
	}}
	file, err := f.open()
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return nil, errors.Join(graph.Errorf(graph.Invalid, "%s is a folder; name the files in it", path), file.Close())
	}
	if err == nil && !info.Mode().IsRegular() { // a pipe, say, can be read once
		f.stdin = file
		f.open = func() (io.ReadCloser, error) { return io.NopCloser(f.stdin), nil }
		return f, nil
	}
	return f, file.Close()
}

// demoFeed is the built-in demo graph.
func demoFeed() *feed { return &feed{name: "the demo graph", from: seed.Records} }

// reasonOf is the innermost cause, without the path that it repeats.
func reasonOf(err error) string {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// records reads the stream from its beginning; standard input only once, unless
// it was kept.
func (f *feed) records() iter.Seq2[graph.Record, error] {
	if f.from != nil {
		return f.from()
	}
	if f.ftm != nil {
		return exchange.ReadFtM(f.name, f.open, f.ftm)
	}
	return func(yield func(graph.Record, error) bool) {
		in, err := f.open()
		if err != nil {
			yield(graph.Record{}, err)
			return
		}
		defer func() { _ = in.Close() }() // it was only read
		records.Read(f.name, in)(yield)
	}
}

// asFtM makes it a stream of entities of FollowTheMoney, which is read more than once.
func (f *feed) asFtM(left func(what string, times int)) error {
	f.ftm = left
	return f.keep()
}

// keep makes a stream that can be read once one that can be read again.
func (f *feed) keep() (err error) {
	if f.stdin == nil || f.spool != nil {
		return nil
	}
	if f.spool, err = intake.NewSpool(f.name, f.stdin); err != nil {
		return err
	}
	f.open = func() (io.ReadCloser, error) { return io.NopCloser(f.spool.Reader()), nil }
	return nil
}

// Close frees what the feed holds.
func (f *feed) Close() (err error) {
	if file, ok := f.stdin.(*os.File); ok && f.name != "stdin" {
		err = file.Close()
	}
	if f.spool != nil {
		err = errors.Join(err, f.spool.Close())
	}
	return err
}

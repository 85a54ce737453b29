package main

import (
	"errors"
	"io"
	"iter"
	"os"
	"sync/atomic"

	"dragoman/exchange"
	"dragoman/graph"
	"dragoman/intake"
	"dragoman/mapping"
	"dragoman/records"
	"dragoman/seed"
)

// feed is a stream of records on its way into a store.
type feed struct {
	name  string // for messages
	open  func() (io.ReadCloser, error)
	from  intake.Source // instead of open, where the records are no text
	stdin io.Reader     // nil for what can be read again
	spool *intake.Spool // what standard input held; nil unless it was kept

	ftm func(what string, times int) // not nil: entities of FollowTheMoney; told what the model does not hold

	mapped *mapping.Load // instead of open, where a mapping makes the records
	parts  []*feed       // the files that it reads
	main   *feed         // the one of them that is streamed

	size int64        // of the file in bytes; 0 where it is not known
	past atomic.Int64 // bytes of it that this reading is past
}

// read opens the file and watches how far reading it has come.
func (f *feed) read() (io.ReadCloser, error) {
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	f.past.Store(0)
	return &passing{in, f}, nil
}

// passing counts what is read.
type passing struct {
	io.ReadCloser
	feed *feed
}

func (p *passing) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	p.feed.past.Add(int64(n))
	return n, err
}

// foreseen is about how many records the stream has, by the part of the file that
// so many were made of; 0 where that cannot be told.
func (f *feed) foreseen(done int) int {
	if f.main != nil {
		f = f.main
	}
	past := f.past.Load()
	if f.size == 0 || past == 0 {
		return 0
	}
	return max(done, int(float64(done)*float64(f.size)/float64(past)))
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
	if err == nil {
		f.size = info.Size()
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
		in, err := f.read()
		if err != nil {
			yield(graph.Record{}, err)
			return
		}
		defer func() { _ = in.Close() }() // it was only read
		records.Read(f.name, in)(yield)
	}
}

// checked says that what records gives has passed Check.
func (f *feed) checked() bool { return f.from == nil && f.ftm == nil && f.mapped == nil }

// keep makes a stream that can be read once one that can be read again.
func (f *feed) keep() (err error) {
	for _, part := range f.parts {
		if err := part.keep(); err != nil {
			return err
		}
	}
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
	for _, part := range f.parts {
		err = errors.Join(err, part.Close())
	}
	return err
}

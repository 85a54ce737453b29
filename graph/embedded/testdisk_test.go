package embedded_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"dragoman/graph/embedded"
)

// testDisk is a disk under a store that can fail at any write, and knows what would
// be on it if the power went now:
//
//	write ──▶ pending ──sync──▶ durable        rename ──▶ names ──sync of the folder──▶ settled
//
// Each name whose change was not yet synced is the old one or the new, whatever
// became of the others. SQLite syncs the folder with the first sync of a new log.
//
// The files themselves are real ones in the folder.
type testDisk struct {
	dir string

	mu      sync.Mutex // guards the fields below
	calls   int        // that change something
	fault   func(call int) fault
	event   func() // after each call, with mu held
	turning bool   // the last rename gave a data file its name, and the folder was not synced since
	turn    int    // the call that synced the folder then
	names   map[string]*contents
	settled map[string]*contents
}

// fault is what becomes of a call.
type fault int

const (
	none    fault = iota
	full          // ENOSPC
	failing       // EIO
	short         // half of it, then ENOSPC
)

// contents is one file on the disk.
type contents struct {
	durable []byte
	pending []change
}

// change is a write, or with data nil a cut to a size.
type change struct {
	at   int64
	data []byte
}

func newTestDisk(t testing.TB, dir string) *testDisk {
	t.Helper()
	d := &testDisk{dir: dir, names: map[string]*contents{}, settled: map[string]*contents{}}
	if err := registerTestVFS(); err != nil {
		t.Fatal(err)
	}
	testDisks.Store(dir, d)
	t.Cleanup(func() { testDisks.Delete(dir) })
	return d
}

func (d *testDisk) option() embedded.Option { return embedded.OnDisk(d, testVFS) }

// call counts one and says what becomes of it.
func (d *testDisk) call() fault {
	d.calls++
	if d.fault == nil {
		return none
	}
	return d.fault(d.calls)
}

func (d *testDisk) happened() {
	if d.event != nil {
		d.event()
	}
}

func (d *testDisk) contents(path string) *contents {
	c := d.names[path]
	if c == nil {
		c = &contents{}
		d.names[path] = c
	}
	return c
}

func (c *contents) write(at int64, b []byte) {
	c.pending = append(c.pending, change{at, append([]byte{}, b...)})
}

func (c *contents) sync() {
	for _, p := range c.pending {
		c.durable = p.applied(c.durable)
	}
	c.pending = nil
}

func (p change) applied(b []byte) []byte {
	end := p.at + int64(len(p.data))
	if end > int64(len(b)) {
		b = append(b, make([]byte, end-int64(len(b)))...)
	}
	if p.data == nil {
		return b[:p.at]
	}
	copy(b[p.at:], p.data)
	return b
}

// sector is what a disk writes whole.
const sector = 512

// cut is the file after the power went: of the pending writes a random part, in
// sectors, is there.
func (c *contents) cut(rng *rand.Rand, keep float64) []byte {
	b := append([]byte{}, c.durable...)
	for _, p := range c.pending {
		if p.data == nil {
			if rng.Float64() < keep {
				b = p.applied(b)
			}
			continue
		}
		for from := 0; from < len(p.data); {
			to := min(len(p.data), from+sector-int(p.at+int64(from))%sector)
			if rng.Float64() < keep {
				b = change{p.at + int64(from), p.data[from:to]}.applied(b)
			}
			from = to
		}
	}
	return b
}

// image gives the folder's files after the power went. mu is held.
func (d *testDisk) image(rng *rand.Rand) map[string][]byte {
	keep := []float64{0, 0.5, 0.9, 1}[rng.IntN(4)]
	paths := maps.Clone(d.settled)
	maps.Copy(paths, d.names)
	files := map[string][]byte{}
	for path := range paths {
		c := d.names[path]
		if rng.IntN(2) == 0 {
			c = d.settled[path]
		}
		if c != nil {
			files[filepath.Base(path)] = c.cut(rng, keep)
		}
	}
	return files
}

// settle makes the folder what it is now. mu is held.
func (d *testDisk) settle() { d.settled = maps.Clone(d.names) }

// Create implements embedded.Disk.
func (d *testDisk) Create(path string) (embedded.DiskFile, error) {
	return d.open(path, os.O_TRUNC, &contents{})
}

// Reuse implements embedded.Disk.
func (d *testDisk) Reuse(path string) (embedded.DiskFile, error) { return d.open(path, 0, nil) }

func (d *testDisk) open(path string, flags int, c *contents) (embedded.DiskFile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f := d.call(); f != none {
		return nil, f.err()
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|flags, 0o600)
	if err != nil {
		return nil, err
	}
	if c != nil {
		d.names[path] = c
	}
	d.happened()
	return &testFile{d: d, c: d.contents(path), f: f}, nil
}

// Rename implements embedded.Disk.
func (d *testDisk) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f := d.call(); f != none {
		return f.err()
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	d.names[to] = d.contents(from)
	delete(d.names, from)
	d.turning = filepath.Base(to) == "dragoman.db"
	d.happened()
	return nil
}

// turnSynced gives the call that synced the folder after a data file was given its
// name; 0 where there was none.
func (d *testDisk) turnSynced() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.turn
}

// Remove implements embedded.Disk.
func (d *testDisk) Remove(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := os.Stat(path); err != nil {
		return err
	}
	if f := d.call(); f != none {
		return f.err()
	}
	delete(d.names, path)
	err := os.Remove(path)
	d.happened()
	return err
}

// SyncFolder implements embedded.Disk.
func (d *testDisk) SyncFolder(string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.call()
	if d.turning {
		d.turning, d.turn = false, d.calls
	}
	if f != none {
		return f.err()
	}
	d.settle()
	d.happened()
	return nil
}

func (f fault) err() error {
	if f == failing {
		return syscall.EIO
	}
	return syscall.ENOSPC
}

type testFile struct {
	d  *testDisk
	c  *contents
	f  *os.File
	at int64
}

func (f *testFile) Write(b []byte) (int, error) {
	n, err := f.WriteAt(b, f.at)
	f.at += int64(n)
	return n, err
}

func (f *testFile) WriteAt(b []byte, at int64) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	what := f.d.call()
	if what == short {
		b = b[:len(b)/2]
	}
	if what == full || what == failing {
		return 0, what.err()
	}
	n, err := f.f.WriteAt(b, at)
	f.c.write(at, b[:n])
	f.d.happened()
	if what == short {
		err = errors.Join(err, what.err())
	}
	return n, err
}

func (f *testFile) Sync() error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if what := f.d.call(); what != none {
		return what.err()
	}
	f.c.sync()
	f.d.happened()
	return nil
}

func (f *testFile) Truncate(size int64) error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if what := f.d.call(); what != none {
		return what.err()
	}
	f.c.pending = append(f.c.pending, change{at: size})
	f.d.happened()
	return f.f.Truncate(size)
}

func (f *testFile) ReadAt(b []byte, at int64) (int, error) { return f.f.ReadAt(b, at) }
func (f *testFile) Stat() (os.FileInfo, error)             { return f.f.Stat() }

func (f *testFile) Close() error { return f.f.Close() }

package embedded_test

import (
	"errors"
	"path/filepath"
	"sync"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	sqlite3 "modernc.org/sqlite/lib"
)

// testVFS is the VFS by which SQLite's files are on a testDisk.
const testVFS = "testdisk"

var testDisks sync.Map // by folder

type (
	openFunc     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, name uintptr, syncFolder int32) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
	writeFunc    = func(tls *libc.TLS, file, buf uintptr, n int32, at int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
)

func pointed[T any](address uintptr) *T { return (*T)(*(*unsafe.Pointer)(unsafe.Pointer(&address))) }
func pointerTo[F any](f *F) uintptr     { return *(*uintptr)(unsafe.Pointer(f)) }
func functionAt[F any](p uintptr) F     { return *(*F)(unsafe.Pointer(&struct{ uintptr }{p})) }

// onDisk is an open file, kept by where SQLite has it.
type onDisk struct {
	d    *testDisk
	path string
	base sqlite3.Tsqlite3_io_methods
}

var (
	opened  sync.Map
	methods struct {
		sync.Mutex
		over map[uintptr]uintptr
	}
	hooks = struct {
		open     openFunc
		remove   deleteFunc
		closed   closeFunc
		write    writeFunc
		truncate truncateFunc
		sync     syncFunc
	}{closed: closeFile, write: writeFile, truncate: truncateFile, sync: syncFile}
)

var registerTestVFS = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	base := sqlite3.Xsqlite3_vfs_find(tls, 0)
	own := libc.Xcalloc(tls, 1, types.Size_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
	title, err := libc.CString(testVFS)
	if err != nil || own == 0 || base == 0 {
		return errors.New("no VFS for tests")
	}
	below := *pointed[sqlite3.Tsqlite3_vfs](base)
	methods.over = map[uintptr]uintptr{}
	hooks.open = func(tls *libc.TLS, _, name, file uintptr, flags int32, out uintptr) int32 {
		rc := functionAt[openFunc](below.FxOpen)(tls, base, name, file, flags, out)
		if rc != sqlite3.SQLITE_OK || name == 0 {
			return rc
		}
		path := libc.GoString(name)
		d, ok := testDisks.Load(filepath.Dir(path))
		if !ok {
			return rc
		}
		f := pointed[sqlite3.Tsqlite3_file](file)
		opened.Store(file, onDisk{d.(*testDisk), path, *pointed[sqlite3.Tsqlite3_io_methods](f.FpMethods)})
		f.FpMethods = methodsOver(tls, f.FpMethods)
		return rc
	}
	hooks.remove = func(tls *libc.TLS, _, name uintptr, folder int32) int32 {
		path := libc.GoString(name)
		if d, ok := testDisks.Load(filepath.Dir(path)); ok {
			d := d.(*testDisk)
			d.mu.Lock()
			defer d.mu.Unlock()
			delete(d.names, path)
		}
		return functionAt[deleteFunc](below.FxDelete)(tls, base, name, folder)
	}
	v := pointed[sqlite3.Tsqlite3_vfs](own)
	*v = below
	v.FpNext, v.FzName, v.FxOpen, v.FxDelete = 0, title, pointerTo(&hooks.open), pointerTo(&hooks.remove)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, own, 0); rc != sqlite3.SQLITE_OK {
		return errors.New("the VFS for tests is not registered")
	}
	return nil
})

func methodsOver(tls *libc.TLS, below uintptr) uintptr {
	methods.Lock()
	defer methods.Unlock()
	if own := methods.over[below]; own != 0 {
		return own
	}
	own := libc.Xcalloc(tls, 1, types.Size_t(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})))
	m := pointed[sqlite3.Tsqlite3_io_methods](own)
	*m = *pointed[sqlite3.Tsqlite3_io_methods](below)
	m.FxClose, m.FxWrite, m.FxTruncate, m.FxSync = pointerTo(&hooks.closed), pointerTo(&hooks.write), pointerTo(&hooks.truncate), pointerTo(&hooks.sync)
	methods.over[below] = own
	return own
}

func fileOf(file uintptr) onDisk {
	f, _ := opened.Load(file)
	return f.(onDisk)
}

func closeFile(tls *libc.TLS, file uintptr) int32 {
	f := fileOf(file)
	opened.Delete(file)
	return functionAt[closeFunc](f.base.FxClose)(tls, file)
}

func writeFile(tls *libc.TLS, file, buf uintptr, n int32, at int64) int32 {
	f := fileOf(file)
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	what := f.d.call()
	switch what {
	case full:
		return sqlite3.SQLITE_FULL
	case failing:
		return sqlite3.SQLITE_IOERR_WRITE
	case short:
		n /= 2
	}
	rc := functionAt[writeFunc](f.base.FxWrite)(tls, file, buf, n, at)
	f.d.contents(f.path).write(at, unsafe.Slice(pointed[byte](buf), n))
	f.d.happened()
	if what == short {
		return sqlite3.SQLITE_FULL
	}
	return rc
}

func truncateFile(tls *libc.TLS, file uintptr, size int64) int32 {
	f := fileOf(file)
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.call() != none {
		return sqlite3.SQLITE_IOERR_TRUNCATE
	}
	c := f.d.contents(f.path)
	c.pending = append(c.pending, change{at: size})
	f.d.happened()
	return functionAt[truncateFunc](f.base.FxTruncate)(tls, file, size)
}

func syncFile(tls *libc.TLS, file uintptr, flags int32) int32 {
	f := fileOf(file)
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.call() != none {
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	c := f.d.contents(f.path)
	c.sync()
	if f.d.settled[f.path] != c {
		f.d.settle()
	}
	f.d.happened()
	return sqlite3.SQLITE_OK // the files need not outlive the machine
}

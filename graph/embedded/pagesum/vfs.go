package pagesum

import (
	"fmt"
	"sync"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Plain decides of a file's header whether its pages have no sums. It must not let
// one flipped bit turn a file with sums into one without.
type Plain func(Header) bool

// registered are the VFSs by name; they are never taken away.
var registered = struct {
	sync.Mutex // guards the map and what is registered with SQLite
	vfs        map[string]*vfs
}{vfs: map[string]*vfs{}}

// vfs is one VFS of ours. What SQLite holds pointers to is kept alive by it.
type vfs struct {
	base    uintptr // *sqlite3_vfs that files are opened by
	plain   Plain
	slow    bool
	pace    pace // where slow
	open    func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	methods map[uintptr]*methods // by those of the base's files
	mu      sync.Mutex           // guards methods
}

// Register makes a VFS, to be named in a DSN (vfs=name), whose files are those of
// another one, "" for the operating system's. Again for the same name is no error.
func Register(name, base string, plain Plain) error { return register(name, base, plain, false) }

// RegisterSlow is Register for files that are read beside other work: reading pauses
// often enough that it keeps a processor busy half of the time at most.
func RegisterSlow(name, base string, plain Plain) error { return register(name, base, plain, true) }

func register(name, base string, plain Plain, slow bool) error {
	registered.Lock()
	defer registered.Unlock()
	if registered.vfs[name] != nil {
		return nil
	}
	tls := libc.NewTLS()
	defer tls.Close()
	below, err := find(tls, base)
	if err != nil {
		return err
	}
	v := &vfs{base: below, plain: plain, slow: slow, methods: map[uintptr]*methods{}}
	v.open = v.openFile
	own := libc.Xcalloc(tls, 1, sizeOf[sqlite3.Tsqlite3_vfs]())
	title, err := libc.CString(name)
	if err != nil || own == 0 {
		return fmt.Errorf("no memory to register the VFS %s: %w", name, err)
	}
	t := at[sqlite3.Tsqlite3_vfs](own)
	*t = *at[sqlite3.Tsqlite3_vfs](below)
	t.FpNext, t.FzName, t.FxOpen = 0, title, pointer(v.open)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, own, 0); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("registering the VFS %s: SQLite says %d", name, rc)
	}
	registered.vfs[name] = v
	return nil
}

func find(tls *libc.TLS, name string) (uintptr, error) {
	var title uintptr
	if name != "" {
		var err error
		if title, err = libc.CString(name); err != nil {
			return 0, err
		}
		defer libc.Xfree(tls, title)
	}
	if v := sqlite3.Xsqlite3_vfs_find(tls, title); v != 0 {
		return v, nil
	}
	return 0, fmt.Errorf("there is no VFS %q", name)
}

// openFile opens by the base; a database with sums gets methods of ours.
func (v *vfs) openFile(tls *libc.TLS, _, name, file uintptr, flags int32, outFlags uintptr) int32 {
	rc := opener(at[sqlite3.Tsqlite3_vfs](v.base).FxOpen)(tls, v.base, name, file, flags, outFlags)
	if rc != sqlite3.SQLITE_OK || flags&sqlite3.SQLITE_OPEN_MAIN_DB == 0 {
		return rc
	}
	f := at[sqlite3.Tsqlite3_file](file)
	below := f.FpMethods
	first := libc.Xcalloc(tls, 1, headerSize)
	if first == 0 {
		return sqlite3.SQLITE_NOMEM
	}
	defer libc.Xfree(tls, first)
	rc = transfer(at[sqlite3.Tsqlite3_io_methods](below).FxRead)(tls, file, first, headerSize, 0)
	if rc != sqlite3.SQLITE_OK && rc != sqlite3.SQLITE_IOERR_SHORT_READ {
		_ = closer(at[sqlite3.Tsqlite3_io_methods](below).FxClose)(tls, file) // it cannot be read
		f.FpMethods = 0
		return rc
	}
	if rc == sqlite3.SQLITE_OK && v.plain(ReadHeader(bytesAt(first, headerSize))) {
		return sqlite3.SQLITE_OK
	}
	m := v.methodsOver(tls, below)
	if m == nil {
		return sqlite3.SQLITE_NOMEM
	}
	f.FpMethods = m.own
	names.Store(file, libc.GoString(name))
	return sqlite3.SQLITE_OK
}

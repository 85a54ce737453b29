package pagesum

import (
	"sync"
	"time"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// names are the paths of open files, by where SQLite keeps them.
var names sync.Map

// methods are those of files with sums, over those of the files below.
type methods struct {
	own    uintptr // *sqlite3_io_methods
	closed func(tls *libc.TLS, file uintptr) int32
	read   func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32
	write  func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32
	traits func(tls *libc.TLS, file uintptr) int32
}

func (v *vfs) methodsOver(tls *libc.TLS, below uintptr) *methods {
	v.mu.Lock()
	defer v.mu.Unlock()
	if m := v.methods[below]; m != nil {
		return m
	}
	m := &methods{own: libc.Xcalloc(tls, 1, sizeOf[sqlite3.Tsqlite3_io_methods]())}
	if m.own == 0 {
		return nil
	}
	base := *at[sqlite3.Tsqlite3_io_methods](below)
	closeBelow, readBelow, writeBelow, sizeBelow := closer(base.FxClose), transfer(base.FxRead), transfer(base.FxWrite), sizer(base.FxFileSize)
	m.closed = func(tls *libc.TLS, file uintptr) int32 {
		names.Delete(file)
		return closeBelow(tls, file)
	}
	m.read = func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
		if v.slow {
			v.pace.wait()
		}
		rc := readBelow(tls, file, buf, n, offset)
		switch {
		case n < 512: // parts of the header; the page that they are of is read whole before it counts
			return rc
		case rc == sqlite3.SQLITE_IOERR_SHORT_READ:
			if size, ok := sizeOfFile(tls, sizeBelow, file); !ok || size <= offset {
				return rc // a page that is yet to be written
			}
		case rc != sqlite3.SQLITE_OK:
			return rc
		case n == Size && offset%Size == 0 && Whole(bytesAt(buf, Size), uint32(offset/Size)+1):
			return rc
		}
		note(file, offset)
		return sqlite3.SQLITE_IOERR_DATA
	}
	m.write = func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
		if n != Size || offset%Size != 0 {
			return sqlite3.SQLITE_IOERR_WRITE // SQLite writes whole pages only
		}
		p := bytesAt(buf, Size)
		if offset == 0 && p[atReserved] != Reserved { // there would be content where sums go
			return sqlite3.SQLITE_IOERR_WRITE
		}
		Seal(p, uint32(offset/Size)+1)
		return writeBelow(tls, file, buf, n, offset)
	}
	traitsBelow := closer(base.FxDeviceCharacteristics) // of the same form
	m.traits = func(tls *libc.TLS, file uintptr) int32 {
		// Else SQLite reads long rows without the ends of their pages.
		return traitsBelow(tls, file) &^ sqlite3.SQLITE_IOCAP_SUBPAGE_READ
	}
	own := at[sqlite3.Tsqlite3_io_methods](m.own)
	*own = base
	own.FiVersion = min(base.FiVersion, 2) // without mapping files into memory, which reads past us
	own.FxClose, own.FxRead, own.FxWrite = pointer(m.closed), pointer(m.read), pointer(m.write)
	own.FxDeviceCharacteristics = pointer(m.traits)
	v.methods[below] = m
	return m
}

// pace lets as much time pass idly as passes in work.
type pace struct {
	mu    sync.Mutex // guards what follows
	left  int        // pages until the next pause
	since time.Time  // the end of the last one
}

// Between two pauses are pagesAtOnce reads, some hundred microseconds. No pause is
// longer than longestPause: the time between reads may not have been work.
const (
	pagesAtOnce  = 128
	longestPause = 20 * time.Millisecond
)

func (p *pace) wait() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.left--; p.left > 0 {
		return
	}
	time.Sleep(min(time.Since(p.since), longestPause))
	p.left, p.since = pagesAtOnce, time.Now()
}

func sizeOfFile(tls *libc.TLS, ask func(*libc.TLS, uintptr, uintptr) int32, file uintptr) (int64, bool) {
	p := libc.Xcalloc(tls, 1, 8)
	if p == 0 {
		return 0, false
	}
	defer libc.Xfree(tls, p)
	rc := ask(tls, file, p)
	return *at[int64](p), rc == sqlite3.SQLITE_OK
}

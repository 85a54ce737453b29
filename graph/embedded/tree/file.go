package tree

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
)

// Storage is where a file lies, such as an *os.File.
type Storage interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
	Sync() error
}

// File is a SQLite file that nobody else has open. Pages are laid behind those that
// it has.
type File struct {
	file   Storage
	size   int    // of a page, in bytes
	usable int    // of these, without what is reserved at the end
	pages  uint32 // of the file, with those that wait
	seal   func(page []byte, number uint32)

	waiting []byte   // pages that are not yet written
	first   uint32   // number of the first of them
	free    []uint32 // pages that nothing needs
}

// maxWaiting bytes are written at once.
const maxWaiting = 1 << 20

// lockByte lies in a page that nothing is stored in: its bytes are for locks (section
// 1.4).
const lockByte = 1 << 30

// locks is the page that nothing is stored in.
func (f *File) locks() uint32 { return uint32(lockByte/f.size) + 1 }

// Open takes a file that SQLite made and closed; it is closed with what is made of it,
// and where there is an error. seal completes each page before it
// is written, where the program keeps something in the reserved bytes; nil is none.
func Open(file Storage, seal func(page []byte, number uint32)) (*File, error) {
	f := &File{file: file, seal: seal}
	head := make([]byte, 100)
	if _, err := file.ReadAt(head, 0); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	f.size = int(binary.BigEndian.Uint16(head[16:]))
	if f.size == 1 {
		f.size = 1 << 16
	}
	f.usable = f.size - int(head[20])
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	f.pages = uint32(info.Size() / int64(f.size))
	f.first = f.pages + 1
	return f, nil
}

// Size is that of a page in bytes.
func (f *File) Size() int { return f.size }

// Pages is how many the file has, with those that wait to be written.
func (f *File) Pages() uint32 { return f.pages }

// Head gives the pages that are there, and Restore puts them back.
func (f *File) Head() ([]byte, error) {
	head := make([]byte, int(f.pages)*f.size)
	_, err := f.file.ReadAt(head, 0)
	return head, err
}

// Restore writes what Head gave over the beginning of the file.
func (f *File) Restore(head []byte) error {
	_, err := f.file.WriteAt(head, 0)
	return err
}

// Truncate forgets the pages after the first n.
func (f *File) Truncate(n uint32) error {
	f.waiting, f.pages, f.first = f.waiting[:0], n, n+1
	return f.file.Truncate(int64(n) * int64(f.size))
}

// put lays one page and gives its number.
func (f *File) put(page []byte) (uint32, error) {
	if len(f.waiting) >= maxWaiting {
		if err := f.Flush(); err != nil {
			return 0, err
		}
	}
	f.pages++
	if f.pages == f.locks() {
		f.pages++
		f.waiting = append(f.waiting, make([]byte, f.size)...)
	}
	at := len(f.waiting)
	f.waiting = append(f.waiting, page...)
	if f.seal != nil {
		f.seal(f.waiting[at:], f.pages)
	}
	return f.pages, nil
}

// Flush writes what waits; it is not on disk before Sync.
func (f *File) Flush() error {
	if len(f.waiting) == 0 {
		return nil
	}
	_, err := f.file.WriteAt(f.waiting, int64(f.first-1)*int64(f.size))
	f.waiting, f.first = f.waiting[:0], f.pages+1
	return err
}

// Sync brings to the disk what was flushed. Others may lay pages meanwhile.
func (f *File) Sync() error { return f.file.Sync() }

// page reads one page, written or not. It is good until the next call.
func (f *File) page(number uint32, into []byte) ([]byte, error) {
	if number >= f.first && number <= f.pages {
		at := int(number-f.first) * f.size
		return append(into[:0], f.waiting[at:at+f.size]...), nil
	}
	if cap(into) < f.size {
		into = make([]byte, f.size)
	}
	into = into[:f.size]
	_, err := f.file.ReadAt(into, int64(number-1)*int64(f.size))
	return into, err
}

// whole says whether a page is as it was sealed.
func (f *File) whole(page []byte, number uint32) bool {
	if f.seal == nil || number == f.locks() {
		return true
	}
	sealed := bytes.Clone(page)
	f.seal(sealed, number)
	return bytes.Equal(sealed, page)
}

// replace writes a page of the file anew.
func (f *File) replace(number uint32, page []byte) error {
	if f.seal != nil {
		f.seal(page, number)
	}
	_, err := f.file.WriteAt(page, int64(number-1)*int64(f.size))
	return err
}

// Finish writes the number of pages into the header and brings everything to the
// disk.
func (f *File) Finish() error {
	if err := f.Flush(); err != nil {
		return err
	}
	head, err := f.page(1, nil)
	if err != nil {
		return err
	}
	binary.BigEndian.PutUint32(head[28:], f.pages) // section 1.3.7; it counts while the next two agree
	copy(head[92:96], head[24:28])
	next := binary.BigEndian.Uint32(head[32:])
	for _, number := range f.free { // trunks without leaves (section 1.4)
		page := make([]byte, f.size)
		binary.BigEndian.PutUint32(page, next)
		if err := f.replace(number, page); err != nil {
			return err
		}
		next = number
	}
	binary.BigEndian.PutUint32(head[32:], next)
	binary.BigEndian.PutUint32(head[36:], binary.BigEndian.Uint32(head[36:])+uint32(len(f.free)))
	if err := f.replace(1, head); err != nil {
		return err
	}
	return f.file.Sync()
}

// Close closes the file, whatever was finished.
func (f *File) Close() error { return f.file.Close() }

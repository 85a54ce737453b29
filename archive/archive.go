// Package archive is the form of a backup file.
//
// Its one idea: the file is what it holds, followed by one line that says what it
// is and proves that it is whole. So an image of a data file can still be opened by
// SQLite's own tools, and a file that was cut off has lost its last line:
//
//	image of the embedded store, or records as JSON Lines
//	\n{"dragomanBackup":1,"form":"image","revision":"…","size":…,"sha256":"…"}\n
//
// Nothing is restored from a file whose sum does not fit.
package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"dragoman/graph"
)

// Form says what a backup holds.
type Form string

// The forms.
const (
	Image   Form = "image"   // of the embedded store: everything, audit trail and keys included
	Records Form = "records" // JSON Lines with audit fields: what any store takes
)

// Manifest is the last line.
//
// A later version may add fields; what is written here stays as it is, in this order.
type Manifest struct {
	Version  int    `json:"dragomanBackup"`
	Form     Form   `json:"form"`
	Revision string `json:"revision"` // of the state that was backed up
	Size     int64  `json:"size"`     // bytes before the line
	SHA256   string `json:"sha256"`   // of these bytes and of the fields above, in hexadecimal
}

// heading is what the sum covers besides the bytes.
func (m *Manifest) heading() string {
	return fmt.Sprintf("%d\n%s\n%s\n%d\n", m.Version, m.Form, m.Revision, m.Size)
}

// line is how a manifest is written, byte for byte, so that nothing in it can be
// changed, left out or said twice.
func (m *Manifest) line() []byte {
	line, err := json.Marshal(m)
	if err != nil { // texts and numbers can always be written
		panic(err)
	}
	return line
}

// end writes the last line behind what it is of.
func (m *Manifest) end(f *os.File) error {
	info, err := f.Stat()
	if err == nil && info.Size() != m.Size {
		err = fmt.Errorf("it has %d bytes, and %d were written", info.Size(), m.Size)
	}
	if err == nil {
		_, err = f.Write(append(append([]byte{'\n'}, m.line()...), '\n'))
	}
	return err
}

// Version is the one that is written and read.
const Version = 1

// maxLine bounds the last line.
const maxLine = 4 << 10

// Seal adds the last line to a file that holds an image or records, and brings the
// whole onto the disk.
func Seal(ctx context.Context, path string, form Form, revision string) (Manifest, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return Manifest{}, unwritten(path, err)
	}
	m := Manifest{Version: Version, Form: form, Revision: revision}
	info, err := f.Stat()
	if err == nil {
		err = unsealed(f, path, info.Size())
	}
	if err == nil {
		m.Size = info.Size()
		m.SHA256, err = sum(ctx, f, m.heading())
	}
	if err == nil {
		err = m.end(f)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return m, unwritten(path, err)
	}
	return m, nil
}

// unsealed refuses a file that is a backup already.
func unsealed(f *os.File, path string, size int64) error {
	if size == 0 {
		return nil
	}
	if at, err := (&File{f: f}).lastLine(size); err != nil || at < 0 {
		return err
	}
	return graph.Errorf(graph.Invalid, "%s: it is a backup already", path)
}

func unwritten(path string, err error) error {
	if ours := (*graph.Error)(nil); errors.As(err, &ours) {
		return err
	}
	return graph.Errorf(graph.Unavailable, "%s: the backup cannot be written: %w", path, err)
}

// sum reads to the end; ctx is looked at every now and then.
func sum(ctx context.Context, r io.Reader, heading string) (string, error) {
	h := sha256.New()
	_, _ = io.WriteString(h, heading) // never fails
	for {
		_, err := io.CopyN(h, r, 64<<20)
		switch {
		case errors.Is(err, io.EOF):
			return hex.EncodeToString(h.Sum(nil)), nil
		case err != nil:
			return "", err
		case ctx.Err() != nil:
			return "", &graph.Error{Code: graph.Deadline, Message: "cancelled by the caller", Err: ctx.Err()}
		}
	}
}

// File is a backup that was found whole.
type File struct {
	Manifest
	f    *os.File
	line []byte // the last one, as it is written
}

// Open opens a backup and checks it whole. NOT_FOUND where there is no such file,
// INVALID where it is none, is cut off or damaged, CONFLICT where a later version
// wrote it.
func Open(ctx context.Context, path string) (*File, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &graph.Error{Code: graph.NotFound, IDs: []string{path}, Err: err, Message: path + ": there is no such file"}
	}
	if err != nil {
		return nil, &graph.Error{Code: graph.Invalid, Err: err, Message: path + ": the file cannot be opened"}
	}
	b := &File{f: f}
	if err := b.check(ctx, path); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return b, nil
}

func (b *File) check(ctx context.Context, path string) error {
	bad := func(what string, cause error) error {
		return &graph.Error{Code: graph.Invalid, Err: cause, Message: path + ": " + what + "; nothing was restored, use another backup"}
	}
	info, err := b.f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return bad("it is no plain file", err)
	}
	if info.Size() == 0 {
		return bad("it is empty", nil)
	}
	at, err := b.lastLine(info.Size())
	switch {
	case err != nil:
		return bad("it cannot be read", err)
	case at < 0:
		return bad(fmt.Sprintf("it is no backup, or its end is missing: it ends at offset %d without the line that says what it is", info.Size()), nil)
	}
	where := fmt.Sprintf("its last line, at offset %d, ", at)
	switch {
	case b.Version > Version:
		return &graph.Error{Code: graph.Conflict, Message: fmt.Sprintf("%s: a later dragoman wrote this backup (version %d, and this one reads up to %d); restore it with that one", path, b.Version, Version)}
	case !bytes.Equal(b.line, b.Manifest.line()):
		return bad(where+"was changed", nil)
	case b.Form != Image && b.Form != Records:
		return bad(where+"says a form that is not known", nil)
	case b.Size != at-1:
		return bad(where+fmt.Sprintf("says that %d bytes come before it", b.Size), nil)
	}
	found, err := sum(ctx, io.NewSectionReader(b.f, 0, b.Size), b.heading())
	if err != nil {
		return bad("it cannot be read", err)
	}
	if found != b.SHA256 {
		return bad(fmt.Sprintf("it is damaged: the checksum of its first %d bytes does not fit", b.Size), nil)
	}
	return nil
}

// lastLine reads the line that ends a backup and gives its offset; -1 where there
// is none.
func (b *File) lastLine(size int64) (at int64, err error) {
	tail := make([]byte, min(size, maxLine))
	if _, err := b.f.ReadAt(tail, size-int64(len(tail))); err != nil {
		return 0, err
	}
	line, whole := bytes.CutSuffix(tail, []byte{'\n'})
	start := bytes.LastIndexByte(line, '\n') + 1
	b.line = line[start:]
	if !whole || start == 0 || json.Unmarshal(b.line, &b.Manifest) != nil || b.Version < 1 {
		return -1, nil
	}
	return size - int64(len(tail)-start), nil
}

// Content reads what the backup holds, from its beginning.
func (b *File) Content() io.Reader { return io.NewSectionReader(b.f, 0, b.Size) }

// Close closes the file.
func (b *File) Close() error { return b.f.Close() }

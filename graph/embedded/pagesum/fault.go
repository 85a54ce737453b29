package pagesum

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
)

// faults are where reads found damage last, by path.
var faults sync.Map

func note(file uintptr, offset int64) {
	if path, ok := names.Load(file); ok {
		faults.Store(path, offset)
	}
}

// Fault gives the offset of the damaged page that SQLite came upon last in a file.
func Fault(path string) (offset int64, ok bool) {
	v, ok := faults.Load(full(path))
	offset, _ = v.(int64)
	return offset, ok
}

// Forget what Fault knows of a file, before another is opened in its place.
func Forget(path string) { faults.Delete(full(path)) }

// full is a path as SQLite names its files.
func full(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path
}

// Scan reads a file with sums from end to end, past SQLite's cache, and gives the
// offsets of pages that are not whole. Of a file that is being written it may give
// some that are: look at those again while nobody writes.
func Scan(ctx context.Context, f io.ReaderAt) (damaged []int64, err error) {
	lot := make([]byte, 256*Size)
	for offset := int64(0); ; {
		n, err := f.ReadAt(lot, offset)
		if err != nil && !errors.Is(err, io.EOF) {
			return damaged, err
		}
		for p := lot[:n]; len(p) > 0; p = p[min(Size, len(p)):] {
			if len(p) < Size || !Whole(p[:Size], uint32(offset/Size)+1) {
				damaged = append(damaged, offset)
			}
			offset += Size
		}
		if err != nil {
			return damaged, nil
		}
		if err := ctx.Err(); err != nil {
			return damaged, err
		}
	}
}

// Damaged gives those of the pages at some offsets that are not whole, nor past the
// end of the file.
func Damaged(f io.ReaderAt, offsets []int64) (damaged []int64, err error) {
	p := make([]byte, Size)
	for _, offset := range offsets {
		n, err := f.ReadAt(p, offset)
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return damaged, err
		case n == 0, n == Size && Whole(p, uint32(offset/Size)+1):
		default:
			damaged = append(damaged, offset)
		}
	}
	return damaged, nil
}

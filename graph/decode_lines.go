package graph

import (
	"bytes"
	"errors"
	"io"
)

// errLongLine is a line that was skipped because it is longer than MaxLine.
var errLongLine = errors.New("line too long")

// lineReader cuts a stream into lines. It holds one line at a time, and of a
// line that is too long no more than MaxLine bytes.
type lineReader struct {
	in         io.Reader
	buf        []byte
	start, end int   // what is read and not yet given out
	failed     error // what in answered last: io.EOF or a failure
	number     int   // of the line given last, from 1
	skipped    int   // bytes of it before what was given: a byte order mark
}

const (
	firstBuffer = 256 << 10
	emptyReads  = 100 // reads of nothing without an error, after which a reader counts as broken
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// next gives the next line without its line feed, valid until the next call. At
// the end it is io.EOF; a last line needs no line feed.
func (l *lineReader) next() ([]byte, error) {
	searched := l.start
	for {
		if i := bytes.IndexByte(l.buf[searched:l.end], '\n'); i >= 0 {
			line := l.buf[l.start : searched+i]
			l.start = searched + i + 1
			return l.give(line)
		}
		searched = l.end
		switch {
		case errors.Is(l.failed, io.EOF) && l.start == l.end:
			return nil, io.EOF
		case errors.Is(l.failed, io.EOF):
			line := l.buf[l.start:l.end]
			l.start = l.end
			return l.give(line)
		case l.failed != nil:
			l.number++
			return nil, l.failed
		case l.end-l.start > MaxLine:
			return nil, l.skip()
		}
		searched -= l.start
		l.fill()
		searched += l.start
	}
}

func (l *lineReader) give(line []byte) ([]byte, error) {
	l.number++
	l.skipped = 0
	if l.number == 1 && bytes.HasPrefix(line, byteOrderMark) {
		line, l.skipped = line[len(byteOrderMark):], len(byteOrderMark)
	}
	if len(line) > MaxLine {
		return nil, errLongLine
	}
	return line, nil
}

// skip reads on to the end of a line without keeping it.
func (l *lineReader) skip() error {
	l.number++
	for {
		if i := bytes.IndexByte(l.buf[l.start:l.end], '\n'); i >= 0 {
			l.start += i + 1
			return errLongLine
		}
		l.start = l.end
		if l.failed != nil {
			return errLongLine
		}
		l.fill()
	}
}

// fill makes room, moving what is left to the front, and reads once.
func (l *lineReader) fill() {
	if l.start > 0 {
		l.end = copy(l.buf, l.buf[l.start:l.end])
		l.start = 0
	}
	if l.end == len(l.buf) {
		grown := make([]byte, max(firstBuffer, min(2*len(l.buf), MaxLine+firstBuffer)))
		copy(grown, l.buf)
		l.buf = grown
	}
	for range emptyReads {
		n, err := l.in.Read(l.buf[l.end:])
		l.end += n
		l.failed = err
		if n > 0 || err != nil {
			return
		}
	}
	l.failed = io.ErrNoProgress
}

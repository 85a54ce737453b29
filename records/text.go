package records

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	"dragoman/graph"
)

// Unpack gives the text of a file: unpacked, where it starts with the magic number
// of gzip, whatever the name says; with line feeds, where its lines end with
// carriage returns alone, as those of an old Macintosh. What is no text is INVALID,
// and so is UTF-16; name is for messages. A compressed file that ends early or is
// damaged fails where that shows, with an *[graph.Error] that does not name the
// place.
func Unpack(name string, r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, readBuffer)
	if magic, _ := in.Peek(2); string(magic) == "\x1f\x8b" {
		packed := &remembering{Reader: in}
		z, err := gzip.NewReader(packed)
		if err != nil {
			return nil, at(name, unpackError(packed, err))
		}
		in = bufio.NewReaderSize(&unpacking{z, packed}, readBuffer)
	}
	head, _ := in.Peek(readBuffer) // who reads on is told of an error
	if what := noText(head); what != "" {
		return nil, graph.Errorf(graph.Invalid, "%s: %s", name, what)
	}
	if bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0 {
		in = bufio.NewReaderSize(feeding{in}, readBuffer)
	}
	return in, nil
}

const readBuffer = 64 << 10

// remembering tells a stream that failed from one that came to its end.
type remembering struct {
	io.Reader
	err error
}

func (r *remembering) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if err != nil {
		r.err = err
	}
	return n, err
}

// unpacking words the errors of gzip.
type unpacking struct {
	z      *gzip.Reader
	packed *remembering
}

func (u *unpacking) Read(b []byte) (int, error) {
	n, err := u.z.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unpackError(u.packed, err)
	}
	return n, err
}

func unpackError(packed *remembering, err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case packed.err != nil && !errors.Is(packed.err, io.EOF):
		return packed.err // of the stream, which may have been whole
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return graph.Errorf(graph.Invalid, "the compressed file ends early; fetch or compress it again")
	case errors.Is(err, gzip.ErrHeader):
		return graph.Errorf(graph.Invalid, "starts like gzip, but is not; compress it again")
	case errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return graph.Errorf(graph.Invalid, "the compressed file is damaged; fetch or compress it again")
	}
	return err
}

// at puts the place before what an error of ours says.
func at(name string, err error) error {
	var e *graph.Error
	if !errors.As(err, &e) {
		return &graph.Error{Code: graph.Invalid, Err: err, Message: name + ": cannot be read"}
	}
	placed := *e
	placed.Message = name + ": " + e.Message
	return &placed
}

// feeding gives carriage returns as line feeds.
type feeding struct{ in io.Reader }

func (f feeding) Read(b []byte) (int, error) {
	n, err := f.in.Read(b)
	for i, c := range b[:n] {
		if c == '\r' {
			b[i] = '\n'
		}
	}
	return n, err
}

// magics are the beginnings of files that are given for text by mistake.
var magics = []struct{ magic, what string }{
	{"PK\x03\x04", "a zip archive or a spreadsheet (.xlsx, .ods), no text; unpack it, or save the table as CSV in UTF-8"},
	{"\xd0\xcf\x11\xe0", "a spreadsheet or document of an old Office (.xls, .doc), no text; save the table as CSV in UTF-8"},
	{"SQLite format 3\x00", "an SQLite database, no text; what dragoman made as a backup is for restore"},
	{"%PDF-", "a PDF, no text of records"},
	{"BZh", "compressed by bzip2; unpack it, or compress it with gzip"},
	{"\xfd7zXZ\x00", "compressed by xz; unpack it, or compress it with gzip"},
	{"\x28\xb5\x2f\xfd", "compressed by zstd; unpack it, or compress it with gzip"},
}

// noText says what a file is that is not text in an encoding that has ASCII in it,
// judged by its beginning; "" for text.
func noText(head []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return "is " + m.what
		}
	}
	even, odd, controls := 0, 0, 0
	for i, c := range head {
		switch {
		case c == 0 && i%2 == 0:
			even++
		case c == 0:
			odd++
		case c < ' ' && strings.IndexByte("\t\n\v\f\r\x1a\x1b", c) < 0:
			controls++
		}
	}
	const some = 50 // one byte in so many
	switch zeros := even + odd; {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return fmt.Sprintf(utf16, "UTF-16")
	case zeros > len(head)/some && even == 0:
		return fmt.Sprintf(utf16, "UTF-16LE")
	case zeros > len(head)/some && odd == 0:
		return fmt.Sprintf(utf16, "UTF-16BE")
	case zeros+controls > len(head)/some+1:
		return "is no text, but a binary file; give a file of text in UTF-8"
	}
	return ""
}

const utf16 = "is UTF-16; convert it to UTF-8, as with: iconv -f %s -t UTF-8"

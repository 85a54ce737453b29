package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
)

// FormatVersion is the version of the record format, as its header states it.
const FormatVersion = 1

// MaxLine is the greatest length of a line of JSON Lines in bytes.
const MaxLine = 16 << 20

// DecodeRecords reads JSON Lines: the header {"dragoman": 1}, then a record on
// every line, in any order. name says where r comes from, for messages.
//
// Reading is strict: unknown and repeated fields, wrong types, null, anything
// after the record and bytes that are not UTF-8 are errors. A byte order mark,
// CRLF, empty lines and the header once more (of a file appended to another) are
// tolerated. Every record has passed [Record.Check].
//
// A bad line yields a *[RecordError] with file, line, column and field, and
// reading goes on with the next line. So does a line longer than [MaxLine]
// (ErrLimit), which is never held whole. A missing header, one of another
// version, and a failing r yield an *[Error] and end the sequence, since nothing
// that follows can be trusted. The sequence can be read once; its records are
// the reader's to keep and to change.
func DecodeRecords(name string, r io.Reader) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		lines := lineReader{in: r}
		d := new(decoder)
		headed := false
		for {
			line, err := lines.next()
			switch {
			case errors.Is(err, io.EOF) && !headed:
				yield(Record{}, headerError(name, max(lines.number, 1), "the header is missing: the first record must be "+header))
				return
			case errors.Is(err, io.EOF):
				return
			case errors.Is(err, errLongLine) && headed:
				long := tooLarge("", "the line is longer than %d MiB; split the record into several that add to each other", MaxLine>>20)
				long.File, long.Line = name, lines.number
				if !yield(Record{}, long) {
					return
				}
				continue
			case errors.Is(err, errLongLine):
				yield(Record{}, headerError(name, lines.number, "the header is missing: the first record must be "+header))
				return
			case err != nil:
				yield(Record{}, readError(name, lines.number, err))
				return
			case len(bytes.TrimSpace(line)) == 0:
				continue
			case !headed:
				if reason := d.header(line); reason != "" {
					yield(Record{}, headerError(name, lines.number, reason))
					return
				}
				headed = true
				continue
			}
			rec, bad := d.record(line)
			if bad == nil && rec.isHeader() {
				continue
			}
			if !deliver(yield, rec, bad, name, &lines) {
				return
			}
		}
	}
}

// deliver yields a record or what is wrong with it, with its place.
func deliver(yield func(Record, error) bool, rec Record, bad *RecordError, name string, lines *lineReader) bool {
	if bad == nil {
		rec.File, rec.Line = name, lines.number
		return yield(rec, nil)
	}
	bad.File, bad.Line = name, lines.number
	if bad.Column > 0 {
		bad.Column += lines.skipped
	}
	return yield(Record{}, bad)
}

// DecodeRecord reads and checks one record, a JSON object, as strictly as
// [DecodeRecords]. A header counts as no record and is refused. Any error is a
// *[RecordError] whose Column is the byte of data, from 1.
func DecodeRecord(data []byte) (Record, error) {
	rec, bad := new(decoder).record(data)
	if bad == nil && rec.isHeader() {
		bad = fault("dragoman", "is the header, which stands first and only there")
	}
	if bad != nil {
		return Record{}, bad
	}
	return rec, nil
}

// DecodeHeader says whether data is the header of a file of records in the
// version that this package reads. Any error is an *[Error] that says what is
// there instead; name and line say where data comes from.
func DecodeHeader(name string, line int, data []byte) error {
	if reason := new(decoder).header(data); reason != "" {
		return headerError(name, line, reason)
	}
	return nil
}

var header = fmt.Sprintf(`{"dragoman": %d}`, FormatVersion)

func headerError(name string, line int, reason string) *Error {
	return &Error{Code: Invalid, Field: "dragoman", Message: (&RecordError{File: name, Line: line, Reason: reason}).Error()}
}

func readError(name string, line int, err error) *Error {
	reason := "reading stopped here; nothing after this line was read"
	if e := (*Error)(nil); errors.As(err, &e) && e.Message != "" {
		placed := *e
		placed.Message = (&RecordError{File: name, Line: line, Reason: reason + ": " + e.Message}).Error()
		return &placed
	}
	return &Error{Code: readCode(err), Err: err, Message: (&RecordError{File: name, Line: line, Reason: reason}).Error()}
}

// readCode classes a failure of an io.Reader: the code of an *[Error], DEADLINE
// for a cancelled read, else INVALID, for what cannot be read to its end is no
// file of records.
func readCode(err error) Code {
	switch code := CodeOf(err); {
	case code != Internal:
		return code
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Deadline
	}
	return Invalid
}

// header gives "" for the header, else what is wrong.
func (d *decoder) header(line []byte) string {
	if bytes.HasPrefix(line, []byte("\xff\xfe")) || bytes.HasPrefix(line, []byte("\xfe\xff")) {
		return "the file is UTF-16; save it as UTF-8"
	}
	d.reset(line)
	version := d.top(&Record{})
	switch {
	case version == 0 && d.err != nil && d.err.Field == "dragoman":
		return "the header's version " + d.err.Reason
	case version == 0:
		return "the header is missing: the first record must be " + header
	case version != FormatVersion:
		return fmt.Sprintf("this is version %d of the record format; this program reads version %d", version, FormatVersion)
	case d.err != nil:
		return "the header is not " + header + ": " + d.err.Reason
	}
	return ""
}

func (r *Record) isHeader() bool {
	return r.Document == nil && r.Entity == nil && r.Relation == nil && r.Attribute == nil && r.Judgement == nil
}

// record decodes and checks one record; the zero Record is a header.
func (d *decoder) record(line []byte) (Record, *RecordError) {
	d.reset(line)
	var rec Record
	version := d.top(&rec)
	switch {
	case d.err != nil:
		return Record{}, d.err
	case version == FormatVersion && rec.isHeader():
		return Record{}, nil
	case version != 0 && rec.isHeader():
		return Record{}, fault("dragoman", "is version %d of the record format; this program reads version %d", version, FormatVersion)
	case version != 0:
		return Record{}, fault("dragoman", "stands in a line of its own, the first")
	}
	if e := rec.check(); e != nil {
		e.Column = locate(line, e.Field) + 1
		return Record{}, e
	}
	return rec, nil
}

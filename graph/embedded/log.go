package embedded

import (
	"encoding/binary"
	"errors"
	"io"
	"os"

	"dragoman/graph/embedded/pagesum"
)

// What SQLite does with its log after a crash is to take it up to the first frame
// whose checksum does not fit, and to say nothing. That is right for the end of a
// log that was being written, and wrong for one in which a bit flipped later. So the
// log is looked at before SQLite does ("WAL File Format", sqlite.org/walformat.html).
//
//	header │ frame │ frame, commits │ frame ✗ │ frame, commits │ frame …
//	                                    └ from here on SQLite passes over all
//
// Each commit is on the disk before the next one is begun. Frames after ✗ that hang
// together, a commit and what comes after it among them, prove that the frame of ✗
// was whole once.

const (
	logHeader   = 32
	frameHeader = 24
	frameSize   = frameHeader + pagesum.Size
)

// logState is what a log holds.
type logState struct {
	broken  int64 // offset from which on nothing can be read; that of the end where all can
	damaged bool  // what cannot be read was whole once
}

// examineLog reads the log of a data file.
func examineLog(path string) (logState, error) {
	f, err := os.Open(path)
	if err != nil {
		return logState{}, err
	}
	l, err := readLog(f)
	return l, errors.Join(err, f.Close())
}

type frame struct {
	salt, sum, local [2]uint32 // local is what the sum must be after the frame before
	commits          bool
}

func (f frame) whole(salt [2]uint32) bool { return f.salt == salt && f.local == f.sum }

func readLog(r io.Reader) (logState, error) {
	head := make([]byte, logHeader)
	if _, err := io.ReadFull(r, head); err != nil {
		return logState{}, shortened(err)
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if binary.BigEndian.Uint32(head)&1 != 0 {
		order = binary.BigEndian
	}
	salt, sum := pair(head[16:]), pair(head[24:])
	good := logSum(order, [2]uint32{}, head[:24]) == sum && binary.BigEndian.Uint32(head)&^1 == 0x377f0682
	l := logState{broken: logHeader}
	if !good {
		l.broken = 0
	}
	after, committed := false, false // of a run of frames after the break
	b := make([]byte, frameSize)
	for n := 0; ; n++ {
		if _, err := io.ReadFull(r, b); err != nil {
			return l, shortened(err)
		}
		f := frame{salt: pair(b[8:]), sum: pair(b[16:]), commits: binary.BigEndian.Uint32(b[4:]) != 0}
		f.local = logSum(order, logSum(order, sum, b[:8]), b[frameHeader:])
		sum = f.sum
		if good && f.whole(salt) {
			l.broken += frameSize
			continue
		}
		if l.broken == 0 && n == 0 {
			salt = f.salt // the header's cannot be believed
		}
		good = false
		switch {
		case !f.whole(salt):
			after, committed = false, false
		case after && committed:
			l.damaged = true
		default:
			after, committed = true, committed || f.commits
		}
	}
}

// shortened makes the end of a log no error.
func shortened(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

func pair(b []byte) [2]uint32 {
	return [2]uint32{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])}
}

// logSum is the checksum of SQLite's log, section 4.2 of its format.
func logSum(order binary.ByteOrder, s [2]uint32, b []byte) [2]uint32 {
	little := order == binary.LittleEndian
	for ; len(b) >= 8; b = b[8:] {
		if little {
			s[0] += binary.LittleEndian.Uint32(b) + s[1]
			s[1] += binary.LittleEndian.Uint32(b[4:]) + s[0]
		} else {
			s[0] += binary.BigEndian.Uint32(b) + s[1]
			s[1] += binary.BigEndian.Uint32(b[4:]) + s[0]
		}
	}
	return s
}

package embedded

import (
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"dragoman/graph"
)

// mark is the file that tells the newest revision that was acknowledged. It is
// written after each commit, and never waits for the disk: it costs a few
// microseconds, and is exact when a process was killed and at most some seconds old
// when the power went. What SQLite's log lost without a word, as where a bit in it
// flipped and all after it is passed over, is noticed by it at the next start.
type mark struct {
	f    diskFile
	last string
}

// markSize is that of the line, padded, so that it is always written over.
const markSize = 64

func markLine(revision string) string {
	sum := crc32.ChecksumIEEE([]byte(revision))
	return fmt.Sprintf("%-*s %08x\n", markSize-10, revision, sum)
}

// readMark gives the revision that a folder's mark names; "" where there is none
// that can be read, which then proves nothing.
func readMark(dir string) string {
	b, err := os.ReadFile(filepath.Join(dir, markName))
	if err != nil || len(b) != markSize {
		return ""
	}
	revision := strings.TrimSpace(string(b[:markSize-10]))
	if markLine(revision) != string(b) {
		return ""
	}
	return revision
}

func openMark(d disk, dir string) (*mark, error) {
	f, err := d.Reuse(filepath.Join(dir, markName))
	if err != nil {
		return nil, unusable(dir, err)
	}
	return &mark{f: f}, nil
}

// set names a revision. Failing is no harm: the mark then is an older one.
func (m *mark) set(revision string) {
	if m == nil || m.last == revision {
		return
	}
	if _, err := m.f.WriteAt([]byte(markLine(revision)), 0); err == nil {
		m.last = revision
	}
}

func (m *mark) close() error {
	if m == nil {
		return nil
	}
	return m.f.Close()
}

// lost is the error where a file holds less than was acknowledged. where tells what
// of it cannot be read.
func lost(dir, where, marked, found string) error {
	return &graph.Error{
		Code: graph.Internal, Err: ErrDamaged,
		Message: fmt.Sprintf("%s: the data file is damaged: %s; what was stored up to revision %s was acknowledged, and only what was up to %s can be read. "+
			"Restore it from a backup, or delete the file %s to go on without the rest", dir, where, marked, found, markName),
	}
}

// behind says whether a revision of a store comes before the one that its mark
// names; "" is that of a file without anything. Marks of other stores say nothing.
func behind(found, marked string) bool {
	id, n := parts(found)
	idMarked, nMarked := parts(marked)
	return n < nMarked && (id == idMarked || found == "")
}

// parts takes a revision apart; 0 where it is none.
func parts(revision string) (id string, n int64) {
	id, digits, _ := strings.Cut(revision, "-")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return "", 0
	}
	return id, n
}

var errNoFile = errors.New("it is missing or empty")

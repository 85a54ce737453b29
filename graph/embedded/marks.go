package embedded

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"time"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// marksName is the file that says how far a first load had come.
const marksName = fileName + ".marks"

// footing is a point from which a first load can go on: what came since the mark before
// and is not in the leaves of the table fact.
type footing struct {
	Origin  string // in the first mark, with the next
	Head    []byte // pages of the empty store
	Taken   int    // records of the stream that were taken
	Waiting []int  // those of them that are to be read again
	Pages   uint32 // of the file; all claims so far are in them
	Facts   int64
	Nodes   int64 // numbers given
	Receipt graph.Receipt

	Entities   []markedEntity
	Documents  []markedDocument
	Attributes []markedAttribute
	Concerns   [][2]string
	Changes    []markedChange
}

type markedEntity struct {
	At   int // place from 1
	Num  int64
	ID   string
	Kind int
	Body []byte
}

type markedDocument struct {
	At         int
	Num        int64
	ID, Outlet string
	Day        int64
	Body       []byte
}

type markedAttribute struct {
	ID, Target string
	Body       []byte
}

type markedChange struct {
	Num             int64
	ID, About       string
	Body            []byte
	Document, Known int64
}

// marks writes them. Its methods may be called on nil, which notes nothing.
//
// A mark counts when it is on disk, after the pages that it speaks of; both are
// flushed by a goroutine of their own while the load goes on.
type marks struct {
	file    diskFile
	size    int64 // of the marks in it
	origin  func(context.Context) string
	head    []byte
	late    chan error // of the mark on its way; nil where none is
	written int        // marks
	last    time.Time
	at      int64 // claims in the last one

	entities, documents, attributes []int // places from 1
	concerns                        [][2]string
	changes                         []int64
}

func (m *marks) entity(at int) {
	if m != nil {
		m.entities = append(m.entities, at)
	}
}

func (m *marks) document(at int) {
	if m != nil {
		m.documents = append(m.documents, at)
	}
}

func (m *marks) attribute(at int) {
	if m != nil {
		m.attributes = append(m.attributes, at)
	}
}

func (m *marks) concern(c concern) {
	if m != nil {
		m.concerns = append(m.concerns, [2]string{c.relation, c.entity})
	}
}

func (m *marks) change(fact int64) {
	if m != nil {
		m.changes = append(m.changes, fact)
	}
}

func (m *marks) any() bool { return m != nil && m.written > 0 }

// wait ends the mark that is on its way.
func (m *marks) wait() error {
	if m == nil || m.late == nil {
		return nil
	}
	err := <-m.late
	m.late = nil
	return err
}

func (m *marks) close() error {
	if m == nil || m.file == nil {
		return nil
	}
	_ = m.wait() // a mark that was not written does not count
	err := m.file.Close()
	m.file = nil
	return err
}

// keepMarks begins to keep marks, where the stream has a name.
func (f *first) keepMarks(origin func(context.Context) string) error {
	if origin == nil {
		return nil
	}
	file, err := f.s.set.disk.Create(filepath.Join(f.s.dir, marksName))
	if err != nil {
		return unwritten(f.s.dir, err)
	}
	head, err := f.file.Head()
	f.marks = &marks{file: file, origin: origin, head: head, last: time.Now()}
	if err != nil {
		return f.failed(err)
	}
	return nil
}

// endMarks removes them for good.
func (f *first) endMarks() error {
	if f.marks == nil {
		return nil
	}
	err := f.marks.close()
	f.marks = nil
	if err == nil {
		_, err = removeEnds(f.s.set.disk, filepath.Join(f.s.dir, marksName), "")
	}
	if err == nil {
		err = f.s.set.disk.SyncFolder(f.s.dir)
	}
	return err
}

// atOnceOnly has ended, so that nothing waits.
var atOnceOnly = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// mark makes a mark now and then; of a load with bad records none, so that each of
// them is told in the end.
func (w *session) mark(order int) error {
	f, m := w.first, w.first.marks
	if m == nil || len(w.refused) > 0 {
		return nil
	}
	set := &w.s.set
	if time.Since(m.last) < set.markEvery || w.facts.last-m.at < set.markFrom || len(m.late) == 0 && m.late != nil {
		return nil
	}
	origin := ""
	if m.written == 0 {
		if origin = m.origin(atOnceOnly); origin == "" {
			return nil // a later mark is the first
		}
	}
	if err := m.wait(); err != nil {
		return f.failed(err)
	}
	if err := errors.Join(f.facts.Cut(), f.file.Flush()); err != nil {
		return f.failed(err)
	}
	x := footing{Taken: order, Pages: f.file.Pages(), Facts: w.facts.last, Nodes: w.lastNum, Receipt: w.receipt}
	if m.written == 0 {
		x.Origin, x.Head = origin, m.head
	}
	for _, waiting := range [][]waiting{w.pending, w.deferred, w.judgement} {
		for i := range waiting {
			x.Waiting = append(x.Waiting, waiting[i].order)
		}
	}
	f.since(&x)
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(&x); err != nil {
		return err
	}
	frame := binary.LittleEndian.AppendUint64(nil, uint64(buf.Len()))
	frame = binary.LittleEndian.AppendUint32(frame, crc32.ChecksumIEEE(buf.Bytes()))
	frame = append(frame, buf.Bytes()...)
	late := make(chan error, 1)
	m.late, m.last, m.at = late, time.Now(), w.facts.last
	m.written++
	pages, file, at := f.file, m.file, m.size
	m.size += int64(len(frame))
	go func() {
		err := pages.Sync()
		if err == nil {
			_, err = file.WriteAt(frame, at)
		}
		late <- errors.Join(err, file.Sync())
	}()
	return nil
}

// since fills in what came since the mark before.
func (f *first) since(x *footing) {
	m := f.marks
	for _, at := range m.entities {
		e := &f.entities[at-1]
		x.Entities = append(x.Entities, markedEntity{at, e.num, e.id, int(e.kind), e.body})
	}
	for _, at := range m.documents {
		d := &f.documents[at-1]
		x.Documents = append(x.Documents, markedDocument{at, d.num, d.id, d.outlet, d.day, d.body})
	}
	for _, at := range m.attributes {
		a := &f.attributes[at-1]
		x.Attributes = append(x.Attributes, markedAttribute{a.id, a.target, a.body})
	}
	for _, n := range m.changes {
		c := f.changed[n]
		var p pack.Packer
		x.Changes = append(x.Changes, markedChange{n, c.claim.ID, c.about, p.Claim(&c.claim, c.about, c.identity), c.document, int64(c.known)})
	}
	x.Concerns = m.concerns
	m.entities, m.documents, m.attributes, m.changes, m.concerns = nil, nil, nil, nil, nil
}

// readMarks reads the marks that are whole; size is where they end.
func readMarks(dir string) (all []footing, size int64) {
	file, err := os.Open(filepath.Join(dir, marksName))
	if err != nil {
		return nil, 0
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return nil, 0
	}
	for {
		var head [12]byte
		if _, err := io.ReadFull(file, head[:]); err != nil {
			return all, size
		}
		n := binary.LittleEndian.Uint64(head[:])
		if n > uint64(info.Size()-size) {
			return all, size
		}
		frame := make([]byte, n)
		if _, err := io.ReadFull(file, frame); err != nil || crc32.ChecksumIEEE(frame) != binary.LittleEndian.Uint32(head[8:]) {
			return all, size
		}
		var x footing
		if gob.NewDecoder(bytes.NewReader(frame)).Decode(&x) != nil {
			return all, size
		}
		all = append(all, x)
		size += int64(len(head)) + int64(n)
	}
}

// Interrupted says whether a folder, whose store is empty, keeps part of a first load
// that was stopped: what it was of, and how many of its records are kept. The same
// batch goes on from there; any other write ends that.
func Interrupted(dir string) (origin string, records int, kept bool) {
	all, _ := readMarks(dir)
	if len(all) == 0 || !exists(filepath.Join(dir, firstName)) {
		return "", 0, false
	}
	return all[0].Origin, all[len(all)-1].Taken, true
}

package topology

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"sync"

	"dragoman/graph"
)

// The form of a saved graph, version 6; all numbers little-endian:
//
//	"dragoman topology 6\n"
//	sections in a fixed order, each: length in bytes (8), checksum of that (4),
//	the bytes, their checksum (4)
//
// Checksums are CRC-32C over the magic and everything up to there, so that a
// section is good only in its place.
const magic = "dragoman topology 6\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// maxSection bounds what a damaged length can make Load ask for, in bytes.
const maxSection = 1 << 38

// Save writes the graph; a graph with an overlay is compacted first. What is
// written depends only on base's history, not on the machine. One that was fed
// without claims (Feed.Weighed) is INTERNAL: read again, it would be another.
func (g *Graph) Save(w io.Writer) error {
	if g.base.weighed {
		return errWeighed
	}
	c, err := g.Compact(context.Background())
	if err != nil {
		return err
	}
	f := &file{w: w}
	f.write([]byte(magic))
	c.base.columns(f, &c.revision)
	if f.err != nil {
		return &graph.Error{Code: graph.Unavailable, Message: "the topology could not be saved; check the disk", Err: f.err}
	}
	return nil
}

// ErrVersion is in the error of Load for a file of another version.
var ErrVersion = errors.New("it is a topology of another version")

// Load reads what Save wrote, to the end. A file of another version, a damaged
// or a shortened one is ErrInvalid; build the graph anew then.
func Load(r io.Reader) (*Graph, error) {
	f := &file{r: r}
	head := make([]byte, len(magic))
	f.read(head)
	switch {
	case f.err != nil || string(head) == magic:
	case strings.HasPrefix(string(head), magic[:len(magic)-2]):
		f.err = ErrVersion
	default:
		f.fail("it is not a topology")
	}
	b := &base{pool: &sync.Pool{}}
	g := &Graph{base: b}
	if f.err == nil {
		b.columns(f, &g.revision)
	}
	if f.err == nil {
		if n, err := io.ReadFull(r, head[:1]); n != 0 || err != io.EOF {
			f.fail("something follows its end")
		}
	}
	if f.err == nil {
		if err := b.checkShape(); err != nil {
			f.fail(err.Error())
		}
	}
	if f.err != nil {
		return nil, &graph.Error{Code: graph.Invalid, Message: "the saved topology cannot be used; build it anew", Err: f.err}
	}
	b.derive(g.count)
	return g, nil
}

// columns goes through all columns in the order of the file, in the direction
// of f.
func (b *base) columns(f *file, revision *string) {
	text(f, revision)
	f.table(&b.ids)
	bytes(f, &b.kind)
	bytes(f, &b.occ)
	words(f, &b.deg)
	f.starts(&b.rowOff)
	f.cells(&b.rels.cellRows, relColumns)
	words(f, &b.rels.from)
	f.cells(&b.cells.cellRows, cellColumns)
	f.index(&b.byID)
	f.table(&b.keys)
	f.records(&b.claims.records, claimColumns)
	words(f, &b.withdrawn.claim)
	words(f, &b.withdrawn.day)
	words(f, &b.recorded.claim)
	words(f, &b.recorded.day)
	words(f, &b.chainOff)
	words(f, &b.links)
	f.table(&b.texts)
	words(f, &b.concernOf)
	words(f, &b.concernOff)
	words(f, &b.concerns)
	f.dates(b)
	f.table(&b.docs)
	f.documents(&b.about)
	words(f, &b.basedOff)
	words(f, &b.based)
	words(f, &b.occOf)
	words(f, &b.occOff)
}

// file is a saved graph being written or read.
type file struct {
	w   io.Writer
	r   io.Reader
	sum uint32
	err error
}

type fault string

func (e fault) Error() string { return string(e) }

func (f *file) fail(why string) {
	if f.err == nil {
		f.err = fault(why)
	}
}

func (f *file) write(p []byte) {
	if f.err != nil {
		return
	}
	f.sum = crc32.Update(f.sum, castagnoli, p)
	_, f.err = f.w.Write(p)
}

func (f *file) read(p []byte) {
	if f.err != nil {
		return
	}
	if _, err := io.ReadFull(f.r, p); err != nil {
		f.fail("it ends too early, or cannot be read: " + err.Error())
		return
	}
	f.sum = crc32.Update(f.sum, castagnoli, p)
}

// check writes or compares the checksum of everything up to here.
func (f *file) check() {
	var p [4]byte
	if f.w != nil {
		binary.LittleEndian.PutUint32(p[:], f.sum)
		f.write(p[:])
		return
	}
	want := f.sum
	f.read(p[:])
	if f.err == nil && binary.LittleEndian.Uint32(p[:]) != want {
		f.fail("a checksum is wrong")
	}
}

// length writes or reads the length of a section.
func (f *file) length(n int) int {
	var p [8]byte
	if f.w != nil {
		binary.LittleEndian.PutUint64(p[:], uint64(n))
		f.write(p[:])
	} else {
		f.read(p[:])
	}
	f.check()
	if got := binary.LittleEndian.Uint64(p[:]); f.err == nil && got <= maxSection {
		return int(got)
	}
	f.fail("a section is too long")
	return 0
}

// chunk is about how much of a section is in memory twice, in bytes.
// every element's size.
const chunk = 1 << 18

// section writes or reads n elements of size bytes, piece by piece. grow makes
// room for elements up to hi while reading; code converts elements lo to hi.
func (f *file) section(n, size int, grow func(hi, n int), code func(lo, hi int, p []byte)) {
	if got := f.length(n * size); f.w == nil {
		if got%size != 0 {
			f.fail("a section has half an element")
		}
		n = got / size
	}
	buf := make([]byte, min(n*size, chunk))
	for lo := 0; lo < n && f.err == nil; {
		hi := min(n, lo+chunk/size)
		p := buf[:(hi-lo)*size]
		if f.w != nil {
			code(lo, hi, p)
			f.write(p)
		} else if f.read(p); f.err == nil {
			grow(hi, n)
			code(lo, hi, p)
		}
		lo = hi
	}
	f.check()
}

package topology_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

func save(t testing.TB, g *topology.Graph) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := g.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASavedGraphIsTheSame(t *testing.T) {
	for i := range uint64(60) {
		d := roll(*seed + 60000 + i)
		w := d.world(4+d.IntN(6), d.IntN(30))
		g := w.build(t)
		for n := range 3 {
			next, err := g.Apply(d.change(w, n))
			if err != nil {
				t.Fatal(err)
			}
			g = next
		}
		h, err := topology.Load(bytes.NewReader(save(t, g)))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Check(); err != nil {
			t.Fatal(err)
		}
		if h.Revision() != g.Revision() || h.OverlaySize() != 0 || h.Bytes() <= 0 {
			t.Fatalf("revision %q, overlay %d, bytes %d", h.Revision(), h.OverlaySize(), h.Bytes())
		}
		same(t, h, g, w, d)
		for range 10 {
			checkPaths(t, h, w, d)
			checkEgo(t, h, w, d)
			checkLists(t, h, w, d)
		}
	}
}

func TestADamagedFileIsRefused(t *testing.T) {
	d := roll(*seed + 61000)
	file := save(t, d.world(6, 12).build(t))
	for i := range file {
		bad := bytes.Clone(file)
		bad[i] ^= byte(1 << (i % 8))
		if _, err := topology.Load(bytes.NewReader(bad)); !errors.Is(err, graph.ErrInvalid) {
			t.Fatalf("byte %d of %d flipped: %v", i, len(file), err)
		}
		bad[i] = file[i] ^ 0xff
		if _, err := topology.Load(bytes.NewReader(bad)); !errors.Is(err, graph.ErrInvalid) {
			t.Fatalf("byte %d of %d inverted: %v", i, len(file), err)
		}
		if _, err := topology.Load(bytes.NewReader(file[:i])); !errors.Is(err, graph.ErrInvalid) {
			t.Fatalf("cut after %d of %d bytes: %v", i, len(file), err)
		}
	}
	if _, err := topology.Load(bytes.NewReader(append(bytes.Clone(file), 0))); !errors.Is(err, graph.ErrInvalid) {
		t.Fatalf("a byte too many: %v", err)
	}
}

// sections takes a saved graph apart.
func sections(file []byte) (magic []byte, out [][]byte) {
	at := bytes.IndexByte(file, '\n') + 1
	magic = file[:at]
	for at < len(file) {
		at += 12
		n := int(binary.LittleEndian.Uint64(file[at-12:]))
		out = append(out, file[at:at+n])
		at += n + 4
	}
	return magic, out
}

// assembled is a saved graph of sections, with checksums that are right.
func assembled(magic []byte, sections [][]byte) []byte {
	out := bytes.Clone(magic)
	sum := func() {
		out = binary.LittleEndian.AppendUint32(out, crc32.Checksum(out, crc32.MakeTable(crc32.Castagnoli)))
	}
	for _, s := range sections {
		out = binary.LittleEndian.AppendUint64(out, uint64(len(s)))
		sum()
		out = append(out, s...)
		sum()
	}
	return out
}

// A file whose checksums are right although it was damaged is refused, or no search
// is led astray by it.
func TestDamageThatNoChecksumShows(t *testing.T) {
	refused, kept := 0, 0
	for i := range uint64(*tries / 4) {
		tuned(t, i)
		d := roll(*seed + 63000 + i)
		w := d.world(4+d.IntN(8), 5+d.IntN(100))
		magic, whole := sections(save(t, w.build(t)))
		for range 60 {
			parts := make([][]byte, len(whole))
			for j := range whole {
				parts[j] = bytes.Clone(whole[j])
			}
			part := one(d, parts...)
			if len(part) == 0 {
				continue
			}
			part[d.IntN(len(part))] = byte(d.IntN(256))
			g, err := topology.Load(bytes.NewReader(assembled(magic, parts)))
			if err != nil {
				refused++
				continue
			}
			kept++
			for range 4 {
				q, _ := d.pathQuery(w)
				q.Avoid = nil
				_, _ = g.Paths(context.Background(), q, nil)
			}
			_, _ = g.Ego(context.Background(), graph.EgoQuery{Of: sorted(w.ents)[:2], Depth: 2, First: 50, PerNode: 50, DegreeCap: 1000, Where: d.filter(w)})
			_, _ = g.RelationPage(context.Background(), graph.RelationQuery{Slice: graph.Slice{First: 100}})
			_, _ = g.RelationsByID(context.Background(), nil, graph.Slice{First: 100}, graph.Listed)
			if err := g.Check(); err != nil && strings.Contains(err.Error(), "missing in the row") {
				t.Fatalf("seed %d: %v", *seed+63000+i, err)
			}
		}
	}
	if refused == 0 || kept == 0 {
		t.Errorf("%d files were refused, %d were not", refused, kept)
	}
}

type fullDisk struct{ left int }

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestSaveTellsOfAFullDisk(t *testing.T) {
	g := roll(*seed).world(6, 12).build(t)
	if err := g.Save(&fullDisk{100}); !errors.Is(err, graph.ErrUnavailable) {
		t.Fatal(err)
	}
}

// A graph for one search must not come back as one of a store.
func TestAGraphWithoutClaimsIsNeitherSavedNorChanged(t *testing.T) {
	d := roll(*seed + 62000)
	for _, relations := range []int{0, 12} {
		w := d.world(6, relations)
		f := w.feed()
		f.Weighed = func(*graph.RelationRecord) topology.Weighed {
			return topology.Weighed{Status: graph.Reported, Independent: 1}
		}
		g, err := topology.Build(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := g.Save(&b); graph.CodeOf(err) != graph.Internal || b.Len() > 0 {
			t.Errorf("%d relations: Save gives %v and writes %d bytes", relations, err, b.Len())
		}
		if _, err := g.Apply(topology.Change{Revision: "r2"}); graph.CodeOf(err) != graph.Internal {
			t.Errorf("%d relations: Apply gives %v", relations, err)
		}
	}
}

package topology_test

import (
	"bytes"
	"context"
	"errors"
	"io"
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

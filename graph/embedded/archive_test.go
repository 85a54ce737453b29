package embedded_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// image is what a store archives, and what it was given beside.
func image(t *testing.T, s *embedded.Store) (b []byte, revision string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "image")
	var beside bytes.Buffer
	size := int64(0)
	err := s.Archive(t.Context(), path, func(of string, n int64) io.Writer {
		revision, size = of, n
		return &beside
	})
	if err != nil {
		t.Fatal(err)
	}
	if b, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if int64(len(b)) != size || !bytes.Equal(b, beside.Bytes()) {
		t.Errorf("%d bytes of %d are in the file, and %d beside", len(b), size, beside.Len())
	}
	return b, revision
}

// Images that are made while several write have every batch that was acknowledged
// before, and none in part, whether an older reader stands in the way or not.
func TestArchiveWhileWriting(t *testing.T) {
	for _, hindered := range []bool{false, true} {
		t.Run(fmt.Sprintf("with an older reader %t", hindered), func(t *testing.T) {
			s := openDir(t, t.TempDir())
			load(t, s, fixture)
			apply(t, s, graph.Batch{Records: crowd(2000)})
			if hindered {
				stop := olderReader(t, s)
				defer stop()
			}
			var mu sync.Mutex // guards acknowledged
			acknowledged := map[string]bool{}
			done := make(chan struct{})
			var wg sync.WaitGroup
			for w := range 2 {
				wg.Go(func() {
					for i := 0; ; i++ {
						select {
						case <-done:
							return
						default:
						}
						key := fmt.Sprintf("%d-%d", w, i)
						if _, err := s.Apply(t.Context(), graph.Batch{Key: key, Digest: "d", Records: only(batchOf(key)...)}); err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						acknowledged[key] = true
						mu.Unlock()
					}
				})
			}
			for range 4 {
				mu.Lock()
				var before []string
				for key := range acknowledged {
					before = append(before, key)
				}
				mu.Unlock()
				b, _ := image(t, s)
				dir := t.TempDir()
				if err := embedded.Replace(t.Context(), dir, bytes.NewReader(b)); err != nil {
					t.Fatal(err)
				}
				restored := openDir(t, dir)
				found := batchesIn(t, restored)
				for _, key := range before {
					if found[key] != perBatch {
						t.Errorf("%d of %d relations of batch %s are in the image", found[key], perBatch, key)
					}
				}
				for key, n := range found {
					if n != perBatch {
						t.Errorf("%d of %d relations of batch %s are in the image", n, perBatch, key)
					}
				}
				sound(t, restored)
				closeStore(t, restored)
			}
			close(done)
			wg.Wait()
			sound(t, s)
		})
	}
}

// olderReader begins an export, and writes something that it does not see.
func olderReader(t *testing.T, s *embedded.Store) (stop func()) {
	t.Helper()
	begun, enough := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		first := true
		for _, err := range s.Export(t.Context()) {
			if err != nil {
				t.Error(err)
			}
			if first {
				close(begun)
				<-enough
			}
			first = false
		}
	})
	<-begun
	apply(t, s, graph.Batch{Records: only(batchOf("later")...)})
	return func() {
		close(enough)
		wg.Wait()
	}
}

// A long load that is under way does not hold a backup up.
func TestArchiveDuringALongLoad(t *testing.T) {
	s := openDir(t, t.TempDir())
	load(t, s, fixture)
	want := dump(t, s)
	under, enough := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_, err := s.Apply(t.Context(), graph.Batch{Records: func(yield func(graph.Record, error) bool) {
			n := 0
			for r, err := range crowd(9000) {
				if n++; n == 6000 {
					close(under)
					<-enough
				}
				if !yield(r, err) {
					return
				}
			}
		}})
		if err != nil {
			t.Error(err)
		}
	})
	<-under
	begin := time.Now()
	b, _ := image(t, s)
	t.Logf("it took %v", time.Since(begin))
	close(enough)
	wg.Wait()
	dir := t.TempDir()
	if err := embedded.Replace(t.Context(), dir, bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	if got := dump(t, openDir(t, dir)); got != want {
		t.Error("the image is not what was there before the load")
	}
}

// A page that is not whole ends a backup, by its place.
func TestArchiveOfADamagedPage(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	apply(t, s, graph.Batch{Records: crowd(5000)})
	closeStore(t, s)
	s = openDir(t, dir)
	if err := overwrite(filepath.Join(dir, "dragoman.db"), 400_000); err != nil {
		t.Fatal(err)
	}
	err := s.Archive(t.Context(), filepath.Join(t.TempDir(), "image"), func(string, int64) io.Writer { return io.Discard })
	if !errors.Is(err, embedded.ErrDamaged) || !strings.Contains(err.Error(), fmt.Sprint("offset ", 400_000/4096*4096)) {
		t.Errorf("the error is %v", err)
	}
}

// An image of a folder that nobody has open is what an open store gives. A damaged page
// is told, and so is what was acknowledged and is not there; the doubt that an unclean
// end left stays.
func TestArchiveFolder(t *testing.T) {
	f := crashed(t, 3000)
	dir := f.put(t)
	into := filepath.Join(t.TempDir(), "image")
	archive := func(dir string) error {
		return embedded.ArchiveFolder(t.Context(), dir, into, func(string, int64) io.Writer { return io.Discard })
	}
	if err := archive(dir); err != nil {
		t.Fatal(err)
	}
	if !doubted(dir) {
		t.Error("the end was unclean, and the next start would not know")
	}
	s := openDir(t, dir)
	want, wanted := image(t, s)
	if err := archive(dir); !errors.Is(err, embedded.ErrLocked) {
		t.Errorf("of an open folder: %v, want ErrLocked", err)
	}
	closeStore(t, s)
	revision := ""
	if err := embedded.ArchiveFolder(t.Context(), dir, into, func(of string, _ int64) io.Writer { revision = of; return io.Discard }); err != nil || revision != wanted {
		t.Errorf("the image is of revision %s, want %s; %v", revision, wanted, err)
	}
	if got, err := os.ReadFile(into); err != nil || !bytes.Equal(got, want) {
		t.Errorf("it has %d bytes, those of an open store %d, and they differ; %v", len(got), len(want), err)
	}
	edit(t, dir, "dragoman.db", func(b []byte) []byte { b[30*4096] ^= 1; return b })
	if err := archive(dir); !errors.Is(err, embedded.ErrDamaged) || !strings.Contains(err.Error(), "page 31 at offset 122880") {
		t.Errorf("of a damaged page: %v", err)
	}
	behind := f.put(t)
	remove(t, behind, "dragoman.db-wal")
	if err := archive(behind); !errors.Is(err, embedded.ErrDamaged) || !strings.Contains(err.Error(), "acknowledged") {
		t.Errorf("of what lost its log: %v", err)
	}
}

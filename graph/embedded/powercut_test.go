package embedded_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// sweep makes the tests of faults on disk try all they can instead of a sample:
//
//	go test ./graph/embedded -run OnDisk -timeout 2h -args -sweep
var sweep = flag.Bool("sweep", false, "try every fault on disk, which takes an hour or so")

// some gives the size of a sample.
func some(inShort, else_, swept int) int {
	switch {
	case *sweep:
		return swept
	case testing.Short():
		return inShort
	}
	return else_
}

func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano()) % 1_000_000
	if s, err := strconv.ParseUint(os.Getenv("DRAGOMAN_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("DRAGOMAN_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// moment is a folder as it was when the power went, and what was acknowledged.
type moment struct {
	files        map[string][]byte
	acknowledged []string
}

// Whatever of the writes that were not yet synced the disk did, in whatever order:
// every acknowledged batch is there, none in part, and the folder opens.
func TestOnDiskPowerCuts(t *testing.T) {
	rng := seeded(t)
	for left := some(40, 150, 3000); left > 0; left -= atOnce {
		stand(t, powerCuts(t, rng, min(left, atOnce)))
	}
}

// atOnce moments are kept in memory.
const atOnce = 150

func stand(t *testing.T, ms []moment) {
	t.Helper()
	for _, m := range ms {
		dir, err := os.MkdirTemp("", "cut")
		if err != nil {
			t.Fatal(err)
		}
		for name, b := range m.files {
			write(t, dir, name, b)
		}
		s, err := embedded.Open(t.Context(), dir)
		if err != nil {
			t.Fatalf("with %d batches acknowledged it does not open: %v", len(m.acknowledged), err)
		}
		found := map[string]int{}
		if len(m.acknowledged) > 0 {
			found = batchesIn(t, s)
		}
		for _, key := range m.acknowledged {
			if found[key] != perBatch {
				t.Fatalf("batch %s was acknowledged, and %d of its %d relations are there", key, found[key], perBatch)
			}
		}
		for key, n := range found {
			if n != perBatch {
				t.Fatalf("%d of %d relations of batch %s are there", n, perBatch, key)
			}
		}
		sound(t, s)
		closeStore(t, s)
		_ = os.RemoveAll(dir) // there are thousands of them
	}
}

// powerCuts lets several write, open and close, and gives the folder at random moments.
func powerCuts(t *testing.T, rng *rand.Rand, times int) (ms []moment) {
	t.Helper()
	dir := t.TempDir()
	d := newTestDisk(t, dir)
	var mu sync.Mutex // guards acknowledged
	var acknowledged []string
	d.event = func() {
		if rng.IntN(30) != 0 || len(ms) >= times {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		ms = append(ms, moment{d.image(rng), acknowledged[:len(acknowledged):len(acknowledged)]})
	}
	enough := func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return len(ms) >= times
	}
	for round := 0; !enough(); round++ {
		s := openDir(t, dir, d.option(), embedded.CompactAfter(100))
		if round == 0 {
			load(t, s, fixture)
		}
		var wg sync.WaitGroup
		for w := range 2 {
			wg.Go(func() {
				for i := 0; i < 60 && !enough(); i++ {
					key := fmt.Sprintf("%d-%d-%d", round, w, i)
					if _, err := s.Apply(t.Context(), graph.Batch{Key: key, Digest: "d", Records: only(batchOf(key)...)}); err != nil {
						t.Errorf("batch %s: %v", key, err)
						return
					}
					mu.Lock()
					acknowledged = append(acknowledged, key)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		closeStore(t, s)
	}
	return ms
}

// folderOf reads the files of a folder.
func folderOf(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = b
	}
	return files
}

package embedded_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// victimFolder names, in the environment of a copy of this program, the folder
// into which it writes until it is killed.
const victimFolder = "DRAGOMAN_TEST_VICTIM"

// perBatch relations are in each of the victim's batches, so that half of one
// would show.
const perBatch = 5

// victim writes batches from several goroutines and tells of each that was
// acknowledged.
func victim(dir string) int {
	s, err := embedded.Open(context.Background(), dir, embedded.CompactAfter(200))
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	start := time.Now().UnixNano()
	var mu sync.Mutex // guards standard output
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%d-%d-%d", start, w, i)
				if _, err := s.Apply(context.Background(), graph.Batch{Key: key, Digest: "d", Records: only(batchOf(key)...)}); err != nil {
					fmt.Println("error", err)
					return
				}
				mu.Lock()
				fmt.Println("done", key)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return 1
}

func batchOf(key string) (rs []graph.Record) {
	for i := range perBatch {
		r := spoke(0)
		r.Relation.Key = key + "/" + strconv.Itoa(i)
		rs = append(rs, r)
	}
	return rs
}

// Every acknowledged batch is there whole after the process was killed at any
// moment, and no batch is there in part.
func TestAcknowledgedWritesOutliveSIGKILL(t *testing.T) {
	times := 20
	if testing.Short() {
		times = 5
	}
	seed := uint64(time.Now().UnixNano()) % 1_000_000
	if s, err := strconv.ParseUint(os.Getenv("DRAGOMAN_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("DRAGOMAN_SEED=%d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	closeStore(t, s)
	acknowledged := map[string]bool{}
	for range times {
		for _, key := range killed(t, dir, time.Duration(rng.IntN(250))*time.Millisecond) {
			acknowledged[key] = true
		}
		s := openDir(t, dir)
		found := batchesIn(t, s)
		for key := range acknowledged {
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
	}
	if len(acknowledged) == 0 {
		t.Fatal("no batch was ever acknowledged; the test shows nothing")
	}
	t.Logf("%d batches acknowledged over %d kills", len(acknowledged), times)
}

// killed runs a victim for a while and gives what it acknowledged. The while
// begins with its first word, so that slow machines kill it at work too.
func killed(t *testing.T, dir string, after time.Duration) (keys []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimFolder+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var timer *time.Timer
	kill := func() { _ = cmd.Process.Kill() }
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if timer == nil {
			timer = time.AfterFunc(after, kill)
		}
		word, rest, _ := strings.Cut(lines.Text(), " ")
		if word != "done" {
			t.Errorf("the victim says: %s", lines.Text())
			kill()
		}
		keys = append(keys, rest)
	}
	_ = cmd.Wait() // it was killed
	return keys
}

// batchesIn counts the relations of each batch.
func batchesIn(t *testing.T, s *embedded.Store) map[string]int {
	t.Helper()
	found := map[string]int{}
	q := graph.RelationQuery{Of: []string{"ana"}, Types: []graph.RelationType{graph.Accuse}, Slice: graph.Slice{First: graph.MaxFirst}}
	for {
		ps, err := s.ListRelations(t.Context(), []graph.RelationQuery{q})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range ps[0].Items {
			key, _, _ := strings.Cut(r.Key, "/")
			found[key]++
		}
		if !ps[0].More {
			return found
		}
		q.Slice.After = ps[0].Keys[len(ps[0].Keys)-1]
	}
}

package embedded

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
)

// holds is what a shelf has in memory.
func (s *shelf) holds() (bytes int) {
	for _, p := range []*shelfPart{s.fresh.Load(), s.stale.Load()} {
		bytes += len(p.slots) * slotBytes
		for i := range p.chunks {
			if p.chunks[i].Load() != nil {
				bytes += len(chunk{})
			}
		}
	}
	return bytes
}

func TestShelfHasWhatWasPutLast(t *testing.T) {
	s := newShelf(8 << 20)
	want := map[string]string{}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 20_000 {
		id := fmt.Sprint("e", r.IntN(5000))
		if i%100 == 0 {
			id += strings.Repeat("x", r.IntN(300))
		}
		want[id] = strings.Repeat("n", r.IntN(200)) + fmt.Sprint(i)
		s.put(id, []byte(want[id]), uint64(i))
	}
	for id, text := range want {
		if got := s.get(id); string(got.bytes) != text {
			t.Fatalf("%s: %q, want %q", id, got.bytes, text)
		}
	}
	if got := s.get("e5000"); got.slot != nil {
		t.Errorf("what was never put: %q", got.bytes)
	}
}

func TestShelfRefusesEarlierStamps(t *testing.T) {
	s := newShelf(1 << 20)
	for _, tc := range []struct {
		reason, bytes string
		stamp         uint64
		want          string
		wantStamp     uint64
	}{
		{"the first", "a", 5, "a", 5},
		{"an earlier one", "b", 4, "a", 5},
		{"a later one", "c", 7, "c", 7},
		{"the same with a later stamp", "c", 9, "c", 9},
	} {
		s.put("id", []byte(tc.bytes), tc.stamp)
		if got := s.get("id"); string(got.bytes) != tc.want || got.stamp != tc.wantStamp {
			t.Errorf("%s: %q of %d, want %q of %d", tc.reason, got.bytes, got.stamp, tc.want, tc.wantStamp)
		}
	}
	seen := s.get("id")
	s.put("id", []byte("d"), 11)
	if seen.again(12); s.get("id").stamp != 11 {
		t.Error("a stamp given to bytes that have gone is on those that came")
	}
	if string(seen.bytes) != "c" {
		t.Errorf("bytes that were got became %q", seen.bytes)
	}
}

func TestShelfIsBounded(t *testing.T) {
	const most = 4 << 20
	s := newShelf(most)
	s.put("great", make([]byte, 1<<chunkBits), 1)
	if s.get("great").slot != nil {
		t.Error("what fits no chunk is kept")
	}
	record := []byte(strings.Repeat("x", 50))
	for i := range 300_000 {
		s.put(fmt.Sprint(i), record, 1)
		s.get("asked for") // again and again
		if i == 0 {
			s.put("asked for", record, 1)
		}
	}
	if s.get("asked for").slot == nil {
		t.Error("what is asked for all the time has gone")
	}
	if !s.turned.Load() || s.get("0").slot != nil {
		t.Error("what nobody asks for is still there")
	}
	if got := s.holds(); got > most || got < most/2 {
		t.Errorf("%d of %d bytes", got, most)
	}
}

// A reader never gets bytes with a later stamp than theirs, nor those of another id.
func TestShelfUnderConcurrency(t *testing.T) {
	s := newShelf(1 << 20)
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			r := rand.New(rand.NewPCG(7, uint64(w)))
			for i := uint64(1); i < 30_000; i++ {
				id := fmt.Sprint("e", r.IntN(3000))
				if w == 0 {
					s.put(id, fmt.Appendf(nil, "%s at %d", id, i), i)
					continue
				}
				x := s.get(id)
				if x.slot == nil {
					continue
				}
				var of string
				var at uint64
				if _, err := fmt.Sscanf(string(x.bytes), "%s at %d", &of, &at); err != nil || of != id || x.stamp > at {
					t.Errorf("%s: %q with the stamp %d: %v", id, x.bytes, x.stamp, err)
					return
				}
				if w == 1 {
					x.again(x.stamp) // that of bytes
				}
				s.approach([]string{id, "nobody"})
			}
		})
	}
	all.Wait()
}

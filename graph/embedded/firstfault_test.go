package embedded_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// laidAtOnce records are in the first loads of these tests, which mark where they are
// after every few hundred.
const laidAtOnce = 1500

// firstOnDisk opens a folder and loads into it what goes into one file page by page.
func firstOnDisk(t *testing.T, dir string, d *testDisk) (acknowledged bool, errs []error) {
	t.Helper()
	s, err := embedded.Open(t.Context(), dir, d.option(), embedded.LongFrom(50), embedded.MarkEach())
	if err != nil {
		return false, []error{err}
	}
	if _, err = s.Apply(t.Context(), graph.Batch{Origin: named("crowd"), Records: mixed(laidAtOnce)}); err != nil {
		errs = append(errs, err)
	}
	acknowledged = err == nil
	n, err := s.Stats(t.Context())
	if err != nil {
		errs = append(errs, err)
	} else if acknowledged && n.Claims == 0 {
		t.Error("what was acknowledged is not seen")
	}
	if err := s.Close(); err != nil {
		errs = append(errs, err)
	}
	return acknowledged, errs
}

// stood looks at a folder after a fault: the load is there whole or not at all, whole
// where it was acknowledged, and loading again comes to the same.
func stood(t *testing.T, dir, name, want string, acknowledged bool, opts ...embedded.Option) (kept bool) {
	t.Helper()
	_, _, kept = embedded.Interrupted(dir)
	opts = append(opts, embedded.LongFrom(50), embedded.MarkEach())
	s, err := embedded.Open(t.Context(), dir, opts...)
	if err != nil {
		t.Fatalf("%s: it does not open: %v", name, err)
	}
	if found := dump(t, s); found != want && (found != "" || acknowledged) {
		t.Errorf("%s: acknowledged %t, and %d bytes of records of %d are there", name, acknowledged, len(found), len(want))
	}
	apply(t, s, graph.Batch{Origin: named("crowd"), Records: mixed(laidAtOnce)})
	if dump(t, s) != want {
		t.Errorf("%s: loaded again, the records differ", name)
	}
	sound(t, s)
	closeStore(t, s)
	return kept
}

func wholeLoad(t *testing.T) string {
	s := openMemory(t)
	apply(t, s, graph.Batch{Records: mixed(laidAtOnce)})
	return dump(t, s)
}

// At whichever call of a first load the disk is full, fails or writes half: the error
// says so, the folder opens with all of it or nothing, and the same load completes.
func TestOnDiskFaultsOfAFirstLoad(t *testing.T) {
	want := wholeLoad(t)
	dir := t.TempDir()
	d := newTestDisk(t, dir)
	if _, errs := firstOnDisk(t, dir, d); len(errs) > 0 {
		t.Fatalf("without faults: %v", errs)
	}
	total := d.calls
	step := max(1, total/some(3, 12, total))
	tried, went := 0, 0
	for _, what := range []fault{full, failing, short} {
		for _, lasting := range []bool{false, true} {
			for n := 1 + tried%step; n <= total; n += step {
				tried++
				dir := t.TempDir()
				d := newTestDisk(t, dir)
				d.fault = func(call int) fault {
					if call == n || lasting && call > n {
						return what
					}
					return none
				}
				acknowledged, errs := firstOnDisk(t, dir, d)
				d.fault = nil
				name := fmt.Sprintf("fault %d (lasting: %t) at call %d of %d", what, lasting, n, total)
				for _, err := range errs {
					var ours *graph.Error
					if !errors.As(err, &ours) || ours.Code != graph.Unavailable && ours.Code != graph.OutcomeUnknown {
						t.Errorf("%s: the error is %v", name, err)
					}
				}
				if stood(t, dir, name, want, acknowledged, d.option()) {
					went++
				}
				_ = os.RemoveAll(dir)
				testDisks.Delete(dir) // there are thousands of them
			}
		}
	}
	t.Logf("%d calls, %d of them made to fail; %d times a part was kept", total, tried, went)
}

// Whenever the power goes during a first load, and whatever of what was not yet synced
// the disk did, the folder opens with all of it or nothing, and the same load completes.
func TestOnDiskPowerCutsOfAFirstLoad(t *testing.T) {
	rng := seeded(t)
	want := wholeLoad(t)
	went, cuts := 0, some(10, 40, 2000)
	for done := 0; done < cuts; {
		ms := firstCuts(t, rng, min(cuts-done, 30))
		for _, m := range ms {
			dir, err := os.MkdirTemp("", "cut")
			if err != nil {
				t.Fatal(err)
			}
			for name, b := range m.files {
				write(t, dir, name, b)
			}
			if stood(t, dir, "after a power cut", want, len(m.acknowledged) > 0) {
				went++
			}
			_ = os.RemoveAll(dir) // there are thousands of them
		}
		done += len(ms)
	}
	t.Logf("%d times of %d a part was kept", went, cuts)
}

// firstCuts loads, and gives the folder at random moments; some of them lie in a load
// that goes on with another.
func firstCuts(t *testing.T, rng *rand.Rand, times int) (ms []moment) {
	t.Helper()
	var acknowledged []string
	for len(ms) < times {
		dir := t.TempDir()
		d := newTestDisk(t, dir)
		stop := 20 + rng.IntN(60)
		d.fault = func(call int) fault {
			if call == stop {
				return full
			}
			return none
		}
		d.event = func() {
			if rng.IntN(12) == 0 && len(ms) < times {
				ms = append(ms, moment{d.image(rng), acknowledged[:len(acknowledged):len(acknowledged)]})
			}
		}
		acknowledged = nil
		for range 2 {
			if ok, _ := firstOnDisk(t, dir, d); ok {
				d.mu.Lock()
				acknowledged = []string{"crowd"}
				d.mu.Unlock()
			}
		}
		_ = os.RemoveAll(dir)
		testDisks.Delete(dir)
	}
	return ms
}

// Where the folder cannot be flushed after the turn, the outcome is not known, and
// nobody waits for a state that is never published: the store asks to be opened again.
func TestOnDiskTurnThatIsNotFlushed(t *testing.T) {
	records := graph.Batch{Records: crowd(200)}
	dir := t.TempDir()
	d := newTestDisk(t, dir)
	s := openDir(t, dir, d.option(), embedded.LongFrom(50))
	apply(t, s, records)
	turn := d.turnSynced()
	closeStore(t, s)

	dir = t.TempDir()
	d = newTestDisk(t, dir)
	d.fault = func(call int) fault {
		if call == turn {
			return failing
		}
		return none
	}
	s = openDir(t, dir, d.option(), embedded.LongFrom(50))
	if _, err := s.Apply(t.Context(), records); graph.CodeOf(err) != graph.OutcomeUnknown {
		t.Errorf("the error is %v, want OUTCOME_UNKNOWN", err)
	}
	if _, err := s.Stats(t.Context()); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("asked afterwards, it says %v, want UNAVAILABLE", err)
	}
	_ = s.Close() // what is wrong was said
	s = openDir(t, dir)
	if n, err := s.Stats(t.Context()); err != nil || n.Claims != 200 {
		t.Errorf("opened again, there are %d claims; %v", n.Claims, err)
	}
	sound(t, s)
}

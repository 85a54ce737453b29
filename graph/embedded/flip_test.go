package embedded_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// folder is one with its files, and what it holds.
type folder struct {
	files map[string][]byte
	want  string // all records
}

// makeFolder fills a folder, and gives it as it is after it was closed, or where
// its process was killed.
func makeFolder(t testing.TB, batches int, kill bool) folder {
	t.Helper()
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	load(t, s, sameAna)
	closeStore(t, s) // so that there is a snapshot
	s = openDir(t, dir)
	for i := range batches {
		apply(t, s, graph.Batch{Key: fmt.Sprint("key ", i), Digest: "d", Records: only(batchOf(fmt.Sprint(i))...)})
	}
	want := dump(t, s)
	if !kill {
		closeStore(t, s)
	}
	return folder{folderOf(t, dir), want}
}

// outcome is what became of a damaged folder.
type outcome string

const (
	refused outcome = "refused by name and offset"
	right   outcome = "read as it was"
	told    outcome = "read as it was, and named by check"
	silent  outcome = "wrong without a word"
)

// ask opens a folder with damage in it, checks it and reads everything.
func (f folder) ask(t testing.TB, name string, damaged []byte) (o outcome, says string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "fault")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	for file, b := range f.files {
		if file == name {
			b = damaged
		}
		if err := os.WriteFile(filepath.Join(dir, file), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := embedded.Open(t.Context(), dir)
	if err != nil {
		return f.refusal(t, dir, name, damaged, err)
	}
	defer func() { _ = s.Close() }()
	var b []byte
	var errs []error
	for r, err := range s.Export(t.Context()) {
		if err != nil {
			errs = append(errs, err)
			break
		}
		b = append(graph.AppendRecord(b, &r, graph.EncodeOptions{Audit: true}), '\n')
	}
	o = right
	for found, err := range s.Check(t.Context()) {
		if err == nil && name == "topology.snapshot" && strings.HasPrefix(found, name+" was damaged") {
			o = told
			continue
		}
		if err == nil {
			err = fmt.Errorf("check: %s: %w", found, embedded.ErrDamaged)
		}
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return f.refusal(t, dir, name, damaged, err)
	}
	if string(b) != f.want {
		return silent, "what is read differs"
	}
	return o, ""
}

// refusal looks at what an error says, and that the damaged file is still there for
// whoever wants to save what can be saved.
func (f folder) refusal(t testing.TB, dir, name string, damaged []byte, err error) (outcome, string) {
	t.Helper()
	if !errors.Is(err, embedded.ErrDamaged) || !strings.Contains(err.Error(), "dragoman.db") || !strings.Contains(err.Error(), "offset") && len(damaged) > 0 {
		t.Errorf("%s: the error does not name the damage and its place: %v", name, err)
	}
	if b, readErr := os.ReadFile(filepath.Join(dir, name)); strings.HasSuffix(name, "-wal") && len(damaged) > 0 && (readErr != nil || !bytes.Equal(b, damaged)) {
		t.Errorf("%s: the damaged log was changed (%v), after %v", name, readErr, err)
	}
	return refused, err.Error()
}

// One bit flips anywhere in the folder: what is read is as it was, or an error
// names the file and the place.
func TestOnDiskFlippedBits(t *testing.T) {
	rng := seeded(t)
	for _, kill := range []bool{false, true} {
		f := makeFolder(t, 40, kill)
		counts := map[string]int{}
		for range some(30, 150, 2000) {
			name, at := f.anywhere(rng)
			b := bytes.Clone(f.files[name])
			bit := rng.IntN(8)
			b[at] ^= 1 << bit
			o, says := f.ask(t, name, b)
			if o == silent || o == right && name == "topology.snapshot" && at != snapshotVersion {
				t.Errorf("bit %d of byte %d of %s: %s %s", bit, at, name, o, says)
			}
			counts[name+" "+string(o)]++
		}
		for _, k := range slices.Sorted(maps.Keys(counts)) {
			t.Logf("killed %t: %s: %d", kill, k, counts[k])
		}
	}
}

// snapshotVersion is where a snapshot has the digit of its version: another one makes it
// a sound snapshot of another version.
const snapshotVersion = len("dragoman topology ")

// anywhere takes half of the places from the data file and its log, and half from
// any file, so that small ones have their turn.
func (f folder) anywhere(rng *rand.Rand) (name string, at int) {
	var names []string
	for name, b := range f.files {
		if len(b) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if rng.IntN(2) == 0 {
		name = names[rng.IntN(len(names))]
		return name, rng.IntN(len(f.files[name]))
	}
	main := "dragoman.db"
	if wal := main + "-wal"; len(f.files[wal]) > 0 && rng.IntN(2) == 0 {
		main = wal
	}
	return main, rng.IntN(len(f.files[main]))
}

// tail is how much of a file's end is cut off byte by byte.
const tail = 64 << 10

// The log, the data file or the topology's snapshot ends too early, at any byte of
// their last 64 KiB: all that was acknowledged is read, or an error says where the
// file ends.
func TestOnDiskCutFiles(t *testing.T) {
	rng := seeded(t)
	for _, c := range []struct {
		name string
		kill bool
	}{{"dragoman.db-wal", true}, {"topology.snapshot", true}, {"topology.snapshot", false}, {"dragoman.db", false}, {"acknowledged", true}} {
		t.Run(fmt.Sprintf("%s killed %t", c.name, c.kill), func(t *testing.T) { cutEverywhere(t, rng, c.name, c.kill) })
	}
}

func cutEverywhere(t *testing.T, rng *rand.Rand, name string, kill bool) {
	f := makeFolder(t, 40, kill)
	whole := f.files[name]
	counts := map[outcome]int{}
	try := func(size int) {
		o, says := f.ask(t, name, whole[:size])
		if o == silent || o == right && (name == "dragoman.db-wal" || name == "topology.snapshot") && size < len(whole) {
			t.Errorf("%s of %d bytes cut to %d: %s, %s", name, len(whole), size, o, says)
		}
		counts[o]++
	}
	sizes := min(tail, len(whole))
	if *sweep {
		for n := range sizes {
			try(len(whole) - 1 - n)
		}
	} else {
		for range some(12, 60, 0) {
			try(len(whole) - 1 - rng.IntN(sizes))
		}
		try(0)
	}
	t.Logf("%s of %d bytes: %v", name, len(whole), counts)
}

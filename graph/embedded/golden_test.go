package embedded_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dragoman/archive"
	"dragoman/graph"
	"dragoman/graph/embedded"
)

// makeGolden writes the folder and the backup of today's format. A format that was
// released is never written again:
//
//	go test ./graph/embedded -run TestGolden -args -golden
var makeGolden = flag.Bool("golden", false, "write testdata/golden for the newest format")

// golden is where the files of a format are: a folder that was closed
// (dragoman.db, topology.snapshot), one whose process was killed (unclean.db and its
// log), and a backup. All hold what is in its
// records.jsonl.
func golden(format int, name string) string {
	return filepath.Join("testdata", "golden", fmt.Sprint(format), name+".gz")
}

func goldenRecords(t *testing.T, format int) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "golden", fmt.Sprint(format), "records.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// unpack gives a file of a format; nil where that format has none.
func unpack(t testing.TB, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func unpackTo(t testing.TB, format int, dir string, names map[string]string) {
	t.Helper()
	for from, to := range names {
		b := unpack(t, golden(format, from))
		if b == nil {
			t.Fatalf("format %d has no golden %s", format, from)
		}
		if err := os.WriteFile(filepath.Join(dir, to), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Every format that there was is read, whichever way the folder was left, and gives
// the same records and answers.
func TestGolden(t *testing.T) {
	if *makeGolden {
		writeGolden(t)
	}
	for format := 1; format <= embedded.Format; format++ {
		want := goldenRecords(t, format)
		for name, files := range map[string]map[string]string{
			"closed": {"dragoman.db": "dragoman.db", "topology.snapshot": "topology.snapshot"},
			"killed": {"unclean.db": "dragoman.db", "unclean.db-wal": "dragoman.db-wal"},
		} {
			t.Run(fmt.Sprintf("format %d %s", format, name), func(t *testing.T) {
				dir := t.TempDir()
				unpackTo(t, format, dir, files)
				s := openDir(t, dir)
				holdsGolden(t, s, want)
				closeStore(t, s)
				m, err := embedded.Migrate(t.Context(), dir, true)
				if err != nil || m.From != embedded.Format || len(m.Steps) > 0 {
					t.Errorf("after it there is still something to do: %+v, %v", m, err)
				}
				holdsGolden(t, openDir(t, dir), want)
			})
		}
		t.Run(fmt.Sprintf("backup of format %d", format), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "backup")
			if err := os.WriteFile(path, unpack(t, golden(format, "image.backup")), 0o600); err != nil {
				t.Fatal(err)
			}
			b, err := archive.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = b.Close() }()
			dir := t.TempDir()
			if err := embedded.Replace(t.Context(), dir, b.Content()); err != nil {
				t.Fatal(err)
			}
			holdsGolden(t, openDir(t, dir), want)
		})
	}
}

func holdsGolden(t *testing.T, s *embedded.Store, want string) {
	t.Helper()
	if diff := cmp.Diff(want, dump(t, s)); diff != "" {
		t.Errorf("its records differ (-golden +read):\n%s", diff)
	}
	sound(t, s)
	es, err := s.Entities(t.Context(), []string{"ana-2"})
	if err != nil || es[0] == nil || es[0].ID != "ana" {
		t.Errorf("ana-2 is %v, %v; want ana", es[0], err)
	}
	if _, after, _ := strings.Cut(s.Revision(), "-"); after != "63" {
		t.Errorf("its revision is %s, and the 63rd was the last", s.Revision())
	}
	r, err := s.Apply(t.Context(), graph.Batch{Key: "key", Digest: "d", Records: only(spoke(0)), Actor: "editor"})
	if err != nil || !r.Replayed {
		t.Errorf("a batch that was sent before gives %+v, %v", r, err)
	}
}

// A newer format is refused by its number, by whoever looks.
func TestNewerFormatIsRefused(t *testing.T) {
	dir := t.TempDir()
	closeStore(t, openDir(t, dir))
	execute(t, dir, fmt.Sprintf("PRAGMA user_version = %d", embedded.Format+1))
	says := fmt.Sprintf("format %d", embedded.Format+1)
	_, err := embedded.Open(t.Context(), dir)
	_, dry := embedded.Migrate(t.Context(), dir, true)
	for _, err := range []error{err, dry} {
		if graph.CodeOf(err) != graph.Conflict || !strings.Contains(err.Error(), says) {
			t.Errorf("the error is %v, want CONFLICT that names %s", err, says)
		}
	}
}

// Asking what would be done changes nothing.
func TestMigrateDry(t *testing.T) {
	dir := t.TempDir()
	unpackTo(t, 1, dir, map[string]string{"unclean.db": "dragoman.db", "unclean.db-wal": "dragoman.db-wal"})
	before := folderOf(t, dir)
	m, err := embedded.Migrate(t.Context(), dir, true)
	if err != nil || m.From != 1 || m.To != embedded.Format || len(m.Steps) != embedded.Format-1 {
		t.Errorf("%+v, %v", m, err)
	}
	after := folderOf(t, dir)
	delete(after, "lock")
	delete(after, "dragoman.db-shm") // SQLite's way into the log; it says nothing
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error("the folder was changed")
	}
	if _, err := embedded.Migrate(t.Context(), t.TempDir(), true); !errors.Is(err, graph.ErrUnavailable) {
		t.Errorf("an empty folder gives %v, want UNAVAILABLE", err)
	}
}

// migrantFolder names, for a copy of this program, the folder that it migrates.
const migrantFolder = "DRAGOMAN_TEST_MIGRANT"

func migrant(dir string) int {
	fmt.Println("begins")
	if _, err := embedded.Migrate(context.Background(), dir, false); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// However often a migration is killed, the folder holds the old data or the new.
func TestKilledMigrations(t *testing.T) {
	rng := seeded(t)
	want := goldenRecords(t, 1)
	newer := 0
	for range some(6, 20, 300) {
		dir := t.TempDir()
		unpackTo(t, 1, dir, map[string]string{"unclean.db": "dragoman.db", "unclean.db-wal": "dragoman.db-wal"})
		for range 1 + rng.IntN(2) {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), migrantFolder+"="+dir)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Read(make([]byte, 6)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(rng.IntN(30)) * time.Millisecond) // the moment is what is tried
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
		m, err := embedded.Migrate(t.Context(), dir, true)
		if err != nil {
			t.Fatal(err)
		}
		if m.From == embedded.Format {
			newer++
		}
		s := openDir(t, dir)
		holdsGolden(t, s, want)
		closeStore(t, s)
	}
	t.Logf("%d were done when they were killed", newer)
}

// On a disk that fails at any call the old data stays, and the next try succeeds.
func TestOnDiskMigrationFaults(t *testing.T) {
	want := goldenRecords(t, 1)
	files := map[string]string{"dragoman.db": "dragoman.db"}
	try := func(n int, what fault) (calls int) {
		dir := t.TempDir()
		unpackTo(t, 1, dir, files)
		d := newTestDisk(t, dir)
		d.fault = func(call int) fault {
			if call == n {
				return what
			}
			return none
		}
		if s, err := embedded.Open(t.Context(), dir, d.option()); err == nil {
			closeQuietly(s)
		}
		d.fault = nil
		holdsGolden(t, openDir(t, dir, d.option()), want)
		return d.calls
	}
	total := try(0, none)
	for n := 1; n <= total; n += max(1, total/some(10, 40, total)) {
		for _, what := range []fault{full, failing, short} {
			try(n, what)
		}
	}
}

func closeQuietly(s *embedded.Store) { _ = s.Close() } // its disk has failed

func writeGolden(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	load(t, s, sameAna)
	for i := range 60 {
		if i%20 == 0 {
			apply(t, s, graph.Batch{Records: only(spoke(i)), Key: "key", Digest: "d", Actor: "editor"})
		}
		apply(t, s, graph.Batch{Records: only(spoke(i))})
	}
	load(t, s, `{"judgement":{"a":"bo","b":"ana","same":false,"by":"editor"}}`)
	image := filepath.Join(t.TempDir(), "backup")
	if _, err := archive.Write(t.Context(), s, image); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		filepath.Join(dir, "dragoman.db"): "unclean.db", filepath.Join(dir, "dragoman.db-wal"): "unclean.db-wal", image: "image.backup",
	} {
		packGolden(t, from, to)
	}
	records := filepath.Join(filepath.Dir(golden(embedded.Format, "")), "records.jsonl")
	if err := os.WriteFile(records, []byte(dump(t, s)), 0o644); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	for _, name := range []string{"dragoman.db", "topology.snapshot"} {
		packGolden(t, filepath.Join(dir, name), name)
	}
}

func packGolden(t *testing.T, from, name string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err = errors.Join(err, w.Close(), os.MkdirAll(filepath.Dir(golden(embedded.Format, name)), 0o755)); err == nil {
		err = os.WriteFile(golden(embedded.Format, name), packed.Bytes(), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

package embedded_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

func TestWhatWasClosedOpensAgain(t *testing.T) {
	for _, c := range []struct {
		name, reason string
		between      func(t *testing.T, dir string)
		damaged      bool // the snapshot
	}{
		{"clean", "the snapshot is used", func(*testing.T, string) {}, false},
		{"no snapshot", "it is there only to save time", func(t *testing.T, dir string) { remove(t, dir, "topology.snapshot") }, false},
		{"cut snapshot", "a checksum tells that the end is missing", func(t *testing.T, dir string) {
			edit(t, dir, "topology.snapshot", func(b []byte) []byte { return b[:len(b)/2] })
		}, true},
		{"flipped snapshot", "a checksum tells", func(t *testing.T, dir string) {
			edit(t, dir, "topology.snapshot", func(b []byte) []byte { b[len(b)/2] ^= 4; return b })
		}, true},
		{"empty snapshot", "it is no snapshot", func(t *testing.T, dir string) {
			edit(t, dir, "topology.snapshot", func([]byte) []byte { return nil })
		}, true},
		{"snapshot of another version", "it is made anew after an update", func(t *testing.T, dir string) {
			edit(t, dir, "topology.snapshot", func(b []byte) []byte { b[len("dragoman topology ")]--; return b })
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := openDir(t, dir)
			load(t, s, fixture)
			load(t, s, sameAna)
			want, revision := dump(t, s), s.Revision()
			closeStore(t, s)
			c.between(t, dir)
			s = openDir(t, dir)
			if diff := cmp.Diff(want, dump(t, s)); diff != "" {
				t.Errorf("%s: what is there differs (-before +after):\n%s", c.reason, diff)
			}
			if s.Revision() != revision {
				t.Errorf("%s: the revision was %s and is %s", c.reason, revision, s.Revision())
			}
			if c.damaged {
				tells(t, s, "topology.snapshot was damaged")
				closeStore(t, s)
				s = openDir(t, dir)
			}
			sound(t, s)
		})
	}
}

func TestOlderSnapshotIsBroughtUpToDate(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	closeStore(t, s)
	old, err := os.ReadFile(filepath.Join(dir, "topology.snapshot"))
	if err != nil {
		t.Fatal(err)
	}
	s = openDir(t, dir)
	apply(t, s, graph.Batch{Records: only(spoke(1))})
	load(t, s, sameAna)
	apply(t, s, graph.Batch{Records: only(spoke(2))})
	apply(t, s, graph.Batch{Split: []string{"ana-2"}})
	load(t, s, sameAna)
	closeStore(t, s)
	edit(t, dir, "topology.snapshot", func([]byte) []byte { return old })
	s = openDir(t, dir)
	sound(t, s)
	es, err := s.Entities(t.Context(), []string{"ana-2"})
	if err != nil || es[0] == nil || es[0].ID != "ana" {
		t.Errorf("ana-2 resolves to %v, %v; want ana", es, err)
	}
}

// A snapshot of another store in the folder is none of ours.
func TestForeignSnapshotIsNotUsed(t *testing.T) {
	dirs := []string{t.TempDir(), t.TempDir()}
	for i, dir := range dirs {
		s := openDir(t, dir)
		load(t, s, fixture)
		if i == 0 {
			apply(t, s, graph.Batch{Records: only(spoke(1))})
		}
		closeStore(t, s)
	}
	b, err := os.ReadFile(filepath.Join(dirs[0], "topology.snapshot"))
	if err != nil {
		t.Fatal(err)
	}
	edit(t, dirs[1], "topology.snapshot", func([]byte) []byte { return b })
	sound(t, openDir(t, dirs[1]))
}

func TestFolderHasOneHolder(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	_, err := embedded.Open(t.Context(), dir)
	if !errors.Is(err, embedded.ErrLocked) || !errors.Is(err, graph.ErrUnavailable) {
		t.Fatalf("the second opener got %v, want ErrLocked", err)
	}
	for _, want := range []string{dir, fmt.Sprint("pid ", os.Getpid())} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error %q does not name %q", err, want)
		}
	}
	closeStore(t, s)
	openDir(t, dir)
}

func TestOpenRefusesWhatItDoesNotRead(t *testing.T) {
	for _, c := range []struct {
		name   string
		make   func(t *testing.T, dir string)
		code   graph.Code
		damage bool
		says   string
	}{
		{"a newer format", func(t *testing.T, dir string) {
			closeStore(t, openDir(t, dir))
			execute(t, dir, fmt.Sprintf("PRAGMA user_version = %d", embedded.Format+1))
		}, graph.Conflict, false, fmt.Sprint("format ", embedded.Format+1)},
		{"another program's file", func(t *testing.T, dir string) { executeBy(t, "", dir, "CREATE TABLE theirs (x)") }, graph.Invalid, false, "another program"},
		{"no SQLite file", func(t *testing.T, dir string) {
			write(t, dir, "dragoman.db", bytes.Repeat([]byte("not a database. "), 1000))
		}, graph.Internal, true, "damaged"},
		{"a folder that cannot be made", func(t *testing.T, dir string) {
			if err := os.Remove(dir); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(dir, []byte("a file"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, graph.Unavailable, false, "is a file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			c.make(t, dir)
			s, err := embedded.Open(t.Context(), dir)
			if err == nil {
				closeStore(t, s)
				t.Fatal("it was opened")
			}
			if graph.CodeOf(err) != c.code || errors.Is(err, embedded.ErrDamaged) != c.damage {
				t.Errorf("the error is %v, want %s, damaged %t", err, c.code, c.damage)
			}
			if !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), dir) {
				t.Errorf("the error %q does not say %q and name %s", err, c.says, dir)
			}
		})
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("no folder is read-only for the superuser")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := embedded.Open(t.Context(), dir); !errors.Is(err, graph.ErrUnavailable) {
		t.Errorf("the error is %v, want UNAVAILABLE", err)
	}
}

func TestFullDiskLeavesTheStoreAsItWas(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, embedded.PageLimit(80))
	load(t, s, fixture)
	before, revision := dump(t, s), s.Revision()
	_, err := s.Apply(t.Context(), graph.Batch{Records: crowd(20_000)})
	if !errors.Is(err, embedded.ErrFull) || !errors.Is(err, graph.ErrUnavailable) {
		t.Fatalf("the error is %v, want ErrFull", err)
	}
	if s.Revision() != revision {
		t.Error("the revision changed")
	}
	if diff := cmp.Diff(before, dump(t, s)); diff != "" {
		t.Errorf("what is there changed (-before +after):\n%s", diff)
	}
	sound(t, s)
	if r, err := s.Apply(t.Context(), graph.Batch{Records: only(spoke(1))}); err != nil || r.Claims != 1 {
		t.Errorf("a small batch afterwards: %+v, %v", r, err)
	}
}

// A bit that flips in a row is found by whoever reads it, and by Check.
func TestFlippedBitsAreFound(t *testing.T) {
	for _, table := range []string{"fact", "entity", "document", "attribute", "judgement"} {
		t.Run(table, func(t *testing.T) {
			dir := t.TempDir()
			s := openDir(t, dir)
			load(t, s, fixture)
			load(t, s, sameAna)
			closeStore(t, s)
			// The last byte before the checksum, so that the row still unpacks.
			execute(t, dir, "UPDATE "+table+" SET body = CAST(substr(body, 1, length(body) - 5) || x'7f' || substr(body, -4) AS BLOB)")
			s = openDir(t, dir)
			var found []string
			for f, err := range s.Check(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, f)
			}
			if len(found) == 0 {
				t.Error("Check found nothing")
			}
			_, err := s.ListClaims(t.Context(), []graph.ClaimQuery{{Slice: graph.Slice{First: 10}}})
			if table == "fact" && !errors.Is(err, embedded.ErrDamaged) {
				t.Errorf("reading gives %v, want ErrDamaged", err)
			}
		})
	}
}

// Whatever byte of the file is hit, nothing panics, and no answer is wrong
// without an error: what can be read equals what was written.
func TestFlippedBytesOfTheFile(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	want := dump(t, s)
	closeStore(t, s)
	whole, err := os.ReadFile(filepath.Join(dir, "dragoman.db"))
	if err != nil {
		t.Fatal(err)
	}
	remove(t, dir, "topology.snapshot")
	step := len(whole) / 120
	if testing.Short() {
		step = len(whole) / 20
	}
	silent := 0
	for at := 0; at < len(whole); at += step {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 0x10
		write(t, dir, "dragoman.db", damaged)
		remove(t, dir, "topology.snapshot")
		s, err := embedded.Open(context.WithoutCancel(t.Context()), dir)
		if err != nil {
			continue
		}
		got, failed := "", false
		var b []byte
		for r, err := range s.Export(t.Context()) {
			if err != nil {
				failed = true
				break
			}
			b = append(graph.AppendRecord(b, &r, graph.EncodeOptions{Audit: true}), '\n')
		}
		got = string(b)
		var found []string
		for f, err := range s.Check(t.Context()) {
			found = append(found, f)
			failed = failed || err != nil
		}
		if !failed && len(found) == 0 && got != want {
			silent++
			t.Errorf("byte %d: the export differs, and nobody says so:\n%s", at, cmp.Diff(want, got))
		}
		_ = s.Close() // may say that the file is damaged
	}
}

func apply(t testing.TB, s graph.Store, b graph.Batch) graph.Receipt {
	t.Helper()
	r, err := s.Apply(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// execute changes the closed file behind the store's back.
func execute(t *testing.T, dir, statement string) {
	t.Helper()
	executeBy(t, "?vfs=dragoman", dir, statement)
}

func executeBy(t *testing.T, options, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "dragoman.db")+options)
	if err == nil {
		_, err = db.Exec(statement)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, name)); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
}

func write(t *testing.T, dir, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func edit(t *testing.T, dir, name string, change func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, name, change(b))
}

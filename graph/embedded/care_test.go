package embedded_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

// What is only derived comes back from the records; what was amiss is named.
func TestRepair(t *testing.T) {
	for _, c := range []struct {
		name, damage, says string
	}{
		{"nothing amiss", "SELECT 1", "the topology was made anew from the records"},
		{"words of an entity", "DELETE FROM token WHERE entity = (SELECT num FROM entity WHERE id = 'ana')", "the words that search finds an entity by"},
		{"words of nobody", "INSERT INTO token VALUES ('ghost', 99999)", "the words that search finds an entity by"},
		{"days of documents", "UPDATE document SET day = 12", "the day"},
		{"days of claims", "UPDATE fact SET known = known - 1", "listed by"},
		{"keys of claims", "UPDATE fact SET id_key = 7, about_key = id_key", "listed by"},
		{"sources", "DELETE FROM mention; INSERT INTO mention VALUES (1, 99999)", "index of sources"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := openDir(t, dir)
			load(t, s, fixture)
			load(t, s, sameAna)
			want := dump(t, s)
			closeStore(t, s)
			db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "dragoman.db")+"?vfs=dragoman")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(c.damage); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			s = openDir(t, dir)
			done, err := s.Repair(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(done, "\n"); !strings.Contains(all, c.says) || len(done) > 1 && c.damage == "SELECT 1" {
				t.Errorf("it says %q, want %q", all, c.says)
			}
			sound(t, s)
			if diff := cmp.Diff(want, dump(t, s)); diff != "" {
				t.Errorf("what is there differs (-before +after):\n%s", diff)
			}
			again, err := s.Repair(t.Context())
			if err != nil || len(again) != 1 {
				t.Errorf("once more: %q, %v", again, err)
			}
			closeStore(t, s)
			sound(t, openDir(t, dir))
		})
	}
}

// A record that cannot be read is not made up for.
func TestRepairRefusesDamagedRecords(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	closeStore(t, s)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "dragoman.db")+"?vfs=dragoman")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE entity SET body = x'00' WHERE id = 'ana'"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s = openDir(t, dir)
	if done, err := s.Repair(t.Context()); err == nil || !strings.Contains(err.Error(), "ana") {
		t.Errorf("%q, %v; want an error that names the record", done, err)
	}
}

// An image of a store in memory is that of any other.
func TestArchiveOfMemory(t *testing.T) {
	s, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	load(t, s, fixture)
	path := filepath.Join(t.TempDir(), "image")
	revision, err := s.Archive(t.Context(), path)
	if err != nil || revision != s.Revision() {
		t.Fatalf("revision %s, %v; want %s", revision, err, s.Revision())
	}
	image, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "to")
	if err := embedded.Replace(t.Context(), dir, bytes.NewReader(image)); err != nil {
		t.Fatal(err)
	}
	restored := openDir(t, dir)
	if diff := cmp.Diff(dump(t, s), dump(t, restored)); diff != "" {
		t.Errorf("what is there differs:\n%s", diff)
	}
	sound(t, restored)
	if err := embedded.Replace(t.Context(), dir, bytes.NewReader(image)); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("a folder that is open: %v", err)
	}
	closeStore(t, restored)
	if err := embedded.Replace(t.Context(), dir, strings.NewReader("no image")); err == nil {
		t.Error("what is no image is taken")
	}
	sound(t, openDir(t, dir))
	if _, _, err := s.Compact(t.Context()); err != nil {
		t.Errorf("compacting a store in memory: %v", err)
	}
	sound(t, s)
}

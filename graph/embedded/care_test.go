package embedded_test

import (
	"bytes"
	"database/sql"
	"io"
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
		{"stances of claims", "UPDATE fact SET stance = stance + 1", "listed by"},
		{"documents of claims", "UPDATE fact SET document = 99999", "listed by"},
		{"outlets of documents", "UPDATE document SET outlet = 'herald'", "the day"},
		{"families split", "UPDATE document SET family = id", "the family that a document is counted to"},
		{"families joined", "UPDATE document SET family = 'zzz'", "the families that 2 documents are counted to"},
		{"a merge is lost", "DELETE FROM alias WHERE raw = 'ana-2'", "what an id stands for"},
		{"all merges are lost", "DELETE FROM alias", "stand for was worked out"},
		{"a merge without a judgement", "INSERT INTO alias VALUES ('bo', 'ana')", "what an id stands for"},
		{"a merge turned round", "UPDATE alias SET canonical = 'bo' WHERE raw = 'ana-2'", "what an id stands for"},
		{"kinds of entities", "UPDATE entity SET kind = 2 WHERE id = 'ana'", "the kind that an entity"},
		{"targets of attributes", "UPDATE attribute SET target = 'bo'", "attributes are listed by"},
		{"a word too many", "INSERT INTO token SELECT 'ghost', num FROM entity WHERE id = 'bo'", "the words that search finds an entity by"},
		{"an index", "DROP INDEX fact_id; DROP INDEX document_day", "2 indexes were missing"},
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
			if found := faults(t, s); len(found) == 0 && c.damage != "SELECT 1" {
				t.Error("check finds nothing amiss")
			}
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
			es, err := s.Entities(t.Context(), []string{"ana-2"})
			if err != nil || es[0] == nil || es[0].ID != "ana" {
				t.Errorf("ana-2 is %v, %v; want ana", es[0], err)
			}
			closeStore(t, s)
			sound(t, openDir(t, dir))
		})
	}
}

// faults lists what Check finds.
func faults(t *testing.T, s *embedded.Store) (all []string) {
	t.Helper()
	for found, err := range s.Check(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found)
	}
	return all
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
	revision := ""
	err = s.Archive(t.Context(), path, func(of string, _ int64) io.Writer {
		revision = of
		return io.Discard
	})
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

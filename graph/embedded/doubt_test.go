package embedded_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/graph/embedded/pagesum"
)

// crashed is a folder whose process was killed, of some size.
func crashed(t *testing.T, relations int) folder {
	t.Helper()
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	if _, err := s.Apply(t.Context(), graph.Batch{Records: crowd(relations)}); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	s = openDir(t, dir)
	apply(t, s, graph.Batch{Records: only(spoke(1))})
	f := folder{folderOf(t, dir), ""}
	closeStore(t, s)
	if len(f.files["dragoman.db-wal"]) == 0 {
		t.Fatal("there is no log: the end would not be unclean")
	}
	return f
}

func (f folder) put(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, b := range f.files {
		write(t, dir, name, b)
	}
	return dir
}

// pageOf gives a leaf of a table or index in the midst of the file.
func pageOf(t *testing.T, dir, name string) (number int64) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "dragoman.db")+"?vfs=dragoman")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.QueryRow("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 3", name).Scan(&number); err != nil {
		t.Fatal(err)
	}
	return number
}

// eventually waits for what happens in the background.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in a minute it did not happen: %s", what)
		}
	}
}

func doubted(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "unchecked"))
	return err == nil
}

// A page that no start reads is damaged, and the last end was unclean: the store opens,
// and soon refuses everything, with the page and its offset. So it does at the next
// start, though the end between was clean.
func TestDamageIsFoundAfterAnUncleanEnd(t *testing.T) {
	f := crashed(t, 3000)
	page := pageOf(t, f.put(t), "mention")
	dir := f.put(t)
	edit(t, dir, "dragoman.db", func(b []byte) []byte { b[(page-1)*pagesum.Size+100] ^= 8; return b })
	for range 2 {
		s := openDir(t, dir)
		var err error
		eventually(t, "the damage is told", func() bool {
			_, err = s.Stats(t.Context())
			return err != nil
		})
		for _, want := range []string{dir, "dragoman.db", fmt.Sprintf("page %d at offset %d", page, (page-1)*pagesum.Size), "restore"} {
			if !errors.Is(err, embedded.ErrDamaged) || !strings.Contains(err.Error(), want) {
				t.Errorf("the error %v does not say %q", err, want)
			}
		}
		if _, err := s.Apply(t.Context(), graph.Batch{Records: only(spoke(2))}); !errors.Is(err, embedded.ErrDamaged) {
			t.Errorf("a write gives %v", err)
		}
		tells(t, s, fmt.Sprintf("dragoman.db, page %d at offset", page))
		closeStore(t, s)
		if !doubted(dir) {
			t.Fatal("the next start would not look for the damage")
		}
	}
}

// What is sound is found so, once; meanwhile it is read, written and compacted.
func TestDoubtEnds(t *testing.T) {
	dir := crashed(t, 3000).put(t)
	s := openDir(t, dir)
	for i := range 20 {
		apply(t, s, graph.Batch{Records: only(spoke(10 + i))})
	}
	if _, _, err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the doubt ends", func() bool { return !doubted(dir) })
	sound(t, s)
}

// A store that is closed at once ends what goes on in the background, and the next
// start begins it anew; a check puts an end to the doubt as well.
func TestDoubtOutlivesAClose(t *testing.T) {
	dir := crashed(t, 30_000).put(t)
	began := time.Now()
	for range 3 {
		closeStore(t, openDir(t, dir))
	}
	if !doubted(dir) {
		t.Skipf("the file was gone through in a third of %v", time.Since(began))
	}
	s := openDir(t, dir)
	sound(t, s)
	if doubted(dir) {
		t.Error("there is doubt after a check")
	}
}

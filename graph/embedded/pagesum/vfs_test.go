package pagesum_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"dragoman/graph/embedded/pagesum"
)

const program = 0x74657374

// open opens a file by the VFS; one that is missing is made.
func open(t testing.TB, path, options string) *sql.DB {
	t.Helper()
	if err := pagesum.Register("sums", "", func(h pagesum.Header) bool { return h.SQLite && h.Reserved == 0 && h.Program != program }); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		if err := os.WriteFile(path, pagesum.First(program, 1), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", "file:"+path+"?vfs=sums"+options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func do(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// fill makes tables with an index, and rows longer than a page.
func fill(t *testing.T, db *sql.DB) {
	t.Helper()
	do(t, db, "CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT, y BLOB)", "CREATE INDEX i ON t (x)",
		"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n < 100) INSERT INTO t SELECT n, 'x' || n, zeroblob(n*100) FROM c",
		"DELETE FROM t WHERE n % 3 = 0")
}

func scan(t *testing.T, path string) ([]int64, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	return pagesum.Scan(t.Context(), f)
}

func content(db *sql.DB) (string, error) {
	var text string
	for _, q := range []string{"SELECT group_concat(n || x || hex(y)) FROM t", "SELECT group_concat(x) FROM t INDEXED BY i", "PRAGMA integrity_check"} {
		var s sql.NullString
		if err := db.QueryRow(q).Scan(&s); err != nil {
			return "", err
		}
		text += s.String + "\n"
	}
	return text, nil
}

// What was written is read, whichever way it comes to the file; every page has sums,
// and SQLite by itself reads the file.
func TestEveryPageHasSums(t *testing.T) {
	for name, c := range map[string]struct{ options, then string }{
		"with a log":           {"&_pragma=journal_mode(WAL)", "PRAGMA wal_checkpoint(TRUNCATE)"},
		"with a journal":       {"&_pragma=journal_mode(DELETE)", "SELECT 1"},
		"more than the memory": {"&_pragma=cache_size(10)", "SELECT 1"},
		"vacuumed":             {"&_pragma=journal_mode(WAL)", "VACUUM"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			db := open(t, path, c.options)
			db.SetMaxOpenConns(1)
			fill(t, db)
			do(t, db, c.then)
			want, err := content(db)
			if err != nil || !strings.HasSuffix(want, "ok\n") {
				t.Fatalf("%s %v", want[max(0, len(want)-200):], err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if damaged, err := scan(t, path); len(damaged) > 0 || err != nil {
				t.Errorf("pages at %v have no sums; %v", damaged, err)
			}
			if got, err := content(open(t, path, "")); got != want || err != nil {
				t.Errorf("opened again it differs; %v", err)
			}
			plain, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := content(plain); got != want || err != nil {
				t.Errorf("SQLite alone reads it otherwise; %v", err)
			}
			_ = plain.Close()
		})
	}
}

// filled makes a file, and tells its content.
func filled(t *testing.T) (path, want string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "file")
	db := open(t, path, "")
	fill(t, db)
	want, err := content(db)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path, want
}

// A file that is read slowly has the same content, and the same damage.
func TestSlowReadsTheSame(t *testing.T) {
	path, want := filled(t)
	if err := pagesum.RegisterSlow("slow", "", func(pagesum.Header) bool { return false }); err != nil {
		t.Fatal(err)
	}
	slowly := func() (string, error) {
		db, err := sql.Open("sqlite", "file:"+path+"?vfs=slow&mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		return content(db)
	}
	if got, err := slowly(); got != want || err != nil {
		t.Errorf("it differs; %v", err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	whole[3*pagesum.Size+7] ^= 1
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := slowly(); err == nil {
		t.Error("a flipped bit goes unnoticed")
	}
}

// A flipped bit in any page is an error that names the page.
func TestFlippedBitsAreNamed(t *testing.T) {
	path, want := filled(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for offset := 0; offset < len(whole); offset += pagesum.Size {
		b := bytes.Clone(whole)
		b[offset+offset/7%pagesum.Size] ^= 1 << (offset / pagesum.Size % 8)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		pagesum.Forget(path)
		db := open(t, path, "")
		got, err := content(db)
		at, noted := pagesum.Fault(path)
		if err == nil && !strings.HasSuffix(got, "ok\n") {
			err = fmt.Errorf("the check says so")
		}
		switch {
		case err == nil && got == want: // a page without content
			read++
		case err == nil:
			t.Errorf("page at %d: wrong without a word", offset)
		case !noted || at != int64(offset):
			t.Errorf("page at %d: the one at %d is named, %t", offset, at, noted)
		}
		if damaged, err := scan(t, path); err != nil || !slices.Equal(damaged, []int64{int64(offset)}) {
			t.Errorf("page at %d: the scan finds %v, %v", offset, damaged, err)
		}
		_ = db.Close()
	}
	if read > len(whole)/pagesum.Size/2 {
		t.Errorf("%d of %d pages are not looked at", read, len(whole)/pagesum.Size)
	}
}

// Two pages that changed places have the right sums of the wrong page.
func TestPagesInWrongPlaces(t *testing.T) {
	p := make([]byte, pagesum.Size)
	p[0] = 1
	pagesum.Seal(p, 7)
	if !pagesum.Whole(p, 7) || pagesum.Whole(p, 8) {
		t.Error("a page is whole in another's place")
	}
}

// A file without room for sums is read and written as ever.
func TestPlainFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	plain, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, plain)
	want, err := content(plain)
	if err != nil {
		t.Fatal(err)
	}
	_ = plain.Close()
	db := open(t, path, "")
	if got, err := content(db); got != want || err != nil {
		t.Errorf("it is read otherwise; %v", err)
	}
	do(t, db, "INSERT INTO t VALUES (1000, 'x', x'00')")
}

// No content goes where sums would be written over it.
func TestFilesWithoutRoomAreNotMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, path, "").Exec("CREATE TABLE t (n)"); err == nil {
		t.Error("a file without room for sums is written")
	}
}

// BenchmarkSums tells what the sums cost: of a page alone, and of a table of some 40 MB
// that is written and read through SQLite's smallest cache, with them and without.
func BenchmarkSums(b *testing.B) {
	p := make([]byte, pagesum.Size)
	for i := range p {
		p[i] = byte(i * i)
	}
	b.Run("page sealed", func(b *testing.B) {
		b.SetBytes(pagesum.Size)
		for b.Loop() {
			pagesum.Seal(p, 7)
		}
	})
	b.Run("page looked at", func(b *testing.B) {
		b.SetBytes(pagesum.Size)
		for b.Loop() {
			pagesum.Whole(p, 7)
		}
	})
	const small = "&_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(10)"
	for _, sums := range []bool{true, false} {
		open := func(b *testing.B, path string) *sql.DB {
			if sums {
				return open(b, path, small)
			}
			db, err := sql.Open("sqlite", "file:"+path+"?"+small[1:])
			if err != nil {
				b.Fatal(err)
			}
			return db
		}
		path := filepath.Join(b.TempDir(), "file")
		b.Run(fmt.Sprintf("table written, with sums %t", sums), func(b *testing.B) {
			for b.Loop() {
				_ = os.Remove(path)
				db := open(b, path)
				do(b, db, "CREATE TABLE t (n INTEGER PRIMARY KEY, x BLOB)",
					"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n < 100000) INSERT INTO t SELECT n, zeroblob(400) FROM c")
				_ = db.Close()
			}
		})
		b.Run(fmt.Sprintf("table read, with sums %t", sums), func(b *testing.B) {
			db := open(b, path)
			defer func() { _ = db.Close() }()
			var n int
			for b.Loop() {
				if err := db.QueryRow("SELECT sum(length(x)) FROM t").Scan(&n); err != nil || n != 40_000_000 {
					b.Fatal(n, err)
				}
			}
		})
	}
}

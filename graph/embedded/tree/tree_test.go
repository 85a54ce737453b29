package tree_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"dragoman/graph/embedded/tree"
)

// TestSQLiteReadsWhatWasLaid lays trees of every height and with rows of every size,
// and lets SQLite check the file and read it.
func TestSQLiteReadsWhatWasLaid(t *testing.T) {
	for _, c := range []struct {
		rows, width int
		cut         int
		reason      string
	}{
		{0, 10, 0, "an empty tree is the root alone"},
		{1, 10, 1, "cut after its only row"},
		{30, 100, 7, "one leaf and some"},
		{81, 90, 0, "two children under the root"},
		{20_000, 60, 1000, "three levels"},
		{300_000, 8, 0, "many small rows"},
		{500, 3000, 100, "rows near the greatest that fit a page"},
		{60, 70_000, 11, "rows over many pages"},
	} {
		t.Run(fmt.Sprint(c.reason), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "f.db")
			roots := create(t, path)
			f, err := open(path)
			check(t, err)
			table, index, keyed := tree.NewTable(f), tree.NewIndex(f), tree.NewIndex(f)
			for n := 1; n <= c.rows; n++ {
				text := body(n, c.width)
				table.Row().Null().Int(number(n)).Text(text[:len(text)/2]).Blob([]byte(text))
				check(t, table.Add(int64(n)))
				index.Row().Text(key(n)).Int(int64(n))
				check(t, index.Add())
				keyed.Row().Text(key(n)).Blob([]byte(text))
				check(t, keyed.Add())
				if c.cut > 0 && n%c.cut == 0 {
					check(t, table.Cut())
				}
				if n%997 == 1 {
					got, err := table.Get(int64(n/2 + 1))
					check(t, err)
					if want := body(n/2+1, c.width); got[1].Int != number(n/2+1) || !bytes.Equal(got[3].Bytes, []byte(want)) {
						t.Fatalf("row %d was read as %v", n/2+1, got)
					}
				}
			}
			check(t, table.Finish(roots["t"]))
			check(t, index.Finish(roots["u"]))
			check(t, keyed.Finish(roots["w"]))
			check(t, f.Finish())
			check(t, f.Close())
			inspect(t, path, c.rows, c.width)
		})
	}
}

// A file that grows over the first gibibyte has a page there that nothing may be stored
// in. The file of the test has holes up to that point, which SQLite calls pages that
// are never used, after all that is wrong with its trees.
func TestPageOfLocksIsLeftOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.db")
	roots := create(t, path)
	const page, gibibyte = 4096, 1 << 30
	for _, before := range []int64{0, 1, 2, 300} {
		check(t, os.Truncate(path, gibibyte-before*page))
		f, err := open(path)
		check(t, err)
		if f.Size() != page {
			t.Skipf("pages of %d bytes: the page of locks is another one", f.Size())
		}
		table, rows := tree.NewTable(f), 20_000
		for n := 1; n <= rows; n++ {
			text := body(n, 100)
			table.Row().Null().Int(number(n)).Text("").Blob([]byte(text))
			check(t, table.Add(int64(n)))
			if n%5000 == 0 {
				check(t, f.Flush())
			}
		}
		check(t, table.Finish(roots["t"]))
		check(t, f.Finish())
		check(t, f.Close())
		db, err := sql.Open("sqlite", path)
		check(t, err)
		var verdict string
		var n int
		check(t, db.QueryRow("PRAGMA integrity_check(1)").Scan(&verdict))
		if strings.Contains(verdict, "Tree") {
			t.Errorf("%d pages before it, SQLite says: %s", before, verdict)
		}
		check(t, db.QueryRow("SELECT count(*) FROM t WHERE length(b) > 0").Scan(&n))
		if n != rows {
			t.Errorf("%d pages before it, there are %d rows, want %d", before, n, rows)
		}
		check(t, db.Close())
	}
}

func open(path string) (*tree.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return tree.Open(file, nil)
}

// create makes a file with empty tables; the keys of u are those of its rows alone,
// so its rows are a table of the same form as an index.
func create(t *testing.T, path string) map[string]uint32 {
	db, err := sql.Open("sqlite", path)
	check(t, err)
	defer db.Close()
	_, err = db.Exec(`CREATE TABLE t (num INTEGER PRIMARY KEY, n INTEGER NOT NULL, s TEXT NOT NULL, b BLOB NOT NULL) STRICT;
		CREATE TABLE u (k TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (k, n)) STRICT, WITHOUT ROWID;
		CREATE TABLE w (k TEXT PRIMARY KEY, b BLOB NOT NULL) STRICT, WITHOUT ROWID;`)
	check(t, err)
	rows, err := db.Query("SELECT name, rootpage FROM sqlite_schema")
	check(t, err)
	defer rows.Close()
	roots := map[string]uint32{}
	for rows.Next() {
		var name string
		var root uint32
		check(t, rows.Scan(&name, &root))
		roots[name] = root
	}
	return roots
}

func inspect(t *testing.T, path string, rows, width int) {
	db, err := sql.Open("sqlite", path)
	check(t, err)
	defer db.Close()
	var verdict string
	check(t, db.QueryRow("PRAGMA integrity_check").Scan(&verdict))
	if verdict != "ok" {
		t.Fatalf("SQLite says: %s", verdict)
	}
	for _, table := range []string{"t", "u", "w"} {
		var n int
		check(t, db.QueryRow("SELECT count(*) FROM "+table).Scan(&n))
		if n != rows {
			t.Errorf("%s has %d rows, want %d", table, n, rows)
		}
	}
	for n := 1; n <= rows; n += 1 + rows/50 {
		var got int64
		var b, keyed []byte
		check(t, db.QueryRow("SELECT n, b FROM t WHERE num = ?", n).Scan(&got, &b))
		check(t, db.QueryRow("SELECT b FROM w WHERE k = ?", key(n)).Scan(&keyed))
		if want := body(n, width); got != number(n) || string(b) != want || string(keyed) != want {
			t.Fatalf("row %d is not as it was laid", n)
		}
	}
	_, err = db.Exec("INSERT INTO t SELECT num + 1000000, n, s, b FROM t; DELETE FROM w WHERE k LIKE '%3'; DELETE FROM t WHERE num % 7 = 0")
	check(t, err)
	check(t, db.QueryRow("PRAGMA integrity_check").Scan(&verdict))
	if verdict != "ok" {
		t.Fatalf("after SQLite wrote to it: %s", verdict)
	}
}

// number has every width that SQLite stores.
func number(n int) int64 { return int64(n-2) << (n % 8 * 7) * int64(1-n%2*2) }

func key(n int) string { return fmt.Sprintf("k%07d", n) }

func body(n, width int) string { return strings.Repeat(key(n), 1+(width+n%5)/8) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package embedded_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A check reads the data file beside SQLite and must not lose SQLite's locks on it, by
// which other programs know that it is open: closing any descriptor of a file gives all
// locks of the process on it away.
func TestCheckKeepsTheLocks(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	load(t, s, fixture)
	before := locksOn(t, filepath.Join(dir, "dragoman.db"))
	sound(t, s)
	if after := locksOn(t, filepath.Join(dir, "dragoman.db")); before == 0 || after != before {
		t.Errorf("there were %d locks on the data file, and after a check there are %d", before, after)
	}
}

// locksOn counts the locks on a file by any process.
func locksOn(t *testing.T, path string) (n int) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadFile("/proc/locks")
	if err != nil {
		t.Skipf("the kernel does not tell: %v", err)
	}
	return strings.Count(string(all), fmt.Sprintf(":%d ", info.Sys().(*syscall.Stat_t).Ino))
}

package neo4j

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestVersionIsOfPom(t *testing.T) {
	if want := "<neo4j.version>" + Version + "<"; !strings.Contains(string(pom), want) {
		t.Errorf("pom.xml lacks %s", want)
	}
}

// maven puts a program into PATH that takes Maven's place.
func maven(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mvn"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestJarsAreFetchedOnce(t *testing.T) {
	calls := filepath.Join(t.TempDir(), "calls")
	maven(t, `echo x >> `+calls+`; for a; do case $a in -DoutputDirectory=*) mkdir -p "${a#*=}";; esac; done`)
	cache := filepath.Join(t.TempDir(), "cache")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			lib, err := jarsIn(t.Context(), cache)
			if err != nil || !present(lib) {
				t.Errorf("jarsIn: %q, %v", lib, err)
			}
		})
	}
	wg.Wait()
	if b, err := os.ReadFile(calls); err != nil || string(b) != "x\n" {
		t.Errorf("Maven ran as %q, %v; want once", b, err)
	}
}

func TestJarsWholeOrNotAtAll(t *testing.T) {
	maven(t, `for a; do case $a in -DoutputDirectory=*) mkdir -p "${a#*=}";; esac; done; echo '[ERROR] offline'; exit 1`)
	cache := t.TempDir()
	_, err := jarsIn(t.Context(), cache)
	if !errors.Is(err, ErrAbsent) || !strings.Contains(err.Error(), "[ERROR] offline") {
		t.Errorf("jarsIn: %v, want ErrAbsent with Maven's words", err)
	}
	left, err := filepath.Glob(filepath.Join(cache, "*"))
	if err != nil || len(left) != 1 || !strings.HasSuffix(left[0], ".lock") {
		t.Errorf("left behind: %v, %v; want the lock only", left, err)
	}
}

func TestAbsent(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("JAVA_HOME", "")
	if _, err := findJava(t.Context()); !errors.Is(err, ErrAbsent) {
		t.Errorf("findJava: %v, want ErrAbsent", err)
	}
	if _, err := jarsIn(t.Context(), t.TempDir()); !errors.Is(err, ErrAbsent) {
		t.Errorf("jarsIn: %v, want ErrAbsent", err)
	}
}

func TestJavaHomeFirst(t *testing.T) {
	for _, c := range []struct {
		version string
		taken   bool
		reason  string
	}{
		{"21.0.2", true, "supported"},
		{"11.0.1", false, "too old, PATH is next"},
		{"25", false, "not supported, PATH is next"},
	} {
		home := t.TempDir()
		if err := os.Mkdir(filepath.Join(home, "bin"), 0o755); err != nil {
			t.Fatal(err)
		}
		script := "#!/bin/sh\necho 'openjdk version \"" + c.version + "\"' >&2\n"
		path := filepath.Join(home, "bin", "java")
		if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("JAVA_HOME", home)
		if got, _ := findJava(t.Context()); (got == path) != c.taken {
			t.Errorf("Java %s: findJava gave %q: %s", c.version, got, c.reason)
		}
	}
}

func TestLockWaitsUntilContextEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := lock(ctx, path); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second lock: %v, want a deadline exceeded", err)
	}
	unlock()
	unlock, err = lock(t.Context(), path)
	if err != nil {
		t.Fatalf("after unlock: %v", err)
	}
	unlock()
}

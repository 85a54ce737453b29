package neo4j

import (
	"context"
	_ "embed" // pom.xml
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed pom.xml
var pom []byte

// Jars gives the folder with the server's jars, after fetching them with Maven
// if this user's cache lacks them: some 120 MB, once. A process that finds
// another one fetching waits for it, until ctx ends.
func Jars(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("neo4j: no cache folder for the server's jars: %w; set HOME or XDG_CACHE_HOME", err)
	}
	return jarsIn(ctx, filepath.Join(cache, "dragoman"))
}

func jarsIn(ctx context.Context, cache string) (string, error) {
	home := filepath.Join(cache, "neo4j-"+Version)
	lib := filepath.Join(home, "lib")
	if present(lib) {
		return lib, nil
	}
	maven, err := exec.LookPath("mvn")
	if err != nil {
		return "", fmt.Errorf("%w: %s lacks the server's jars and PATH has no mvn to fetch them; install Maven (Debian: apt-get install maven)", ErrAbsent, lib)
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", fmt.Errorf("neo4j: folder for the server's jars: %w", err)
	}
	unlock, err := lock(ctx, home+".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if present(lib) {
		return lib, nil
	}
	return lib, fetch(ctx, maven, home)
}

// fetch makes the folder home whole or not at all: Maven fills a folder beside
// it, which takes its name at the end.
func fetch(ctx context.Context, maven, home string) error {
	work, err := os.MkdirTemp(filepath.Dir(home), "fetching-")
	if err != nil {
		return fmt.Errorf("neo4j: folder for the server's jars: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	if err := os.WriteFile(filepath.Join(work, "pom.xml"), pom, 0o644); err != nil {
		return fmt.Errorf("neo4j: fetching the server's jars: %w", err)
	}
	cmd := exec.CommandContext(ctx, maven, "-B", "-q", "-Dstyle.color=never", "-f", filepath.Join(work, "pom.xml"),
		"dependency:copy-dependencies", "-DoutputDirectory="+filepath.Join(work, "lib"))
	cmd.WaitDelay = time.Second // Maven's own child may hold the pipe
	if out, err := cmd.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("neo4j: fetching the server's jars: %w", ctx.Err())
		}
		return fmt.Errorf("%w: Maven could not fetch the server's jars (%w): %s", ErrAbsent, err, firstLine(out))
	}
	if err := os.Chmod(work, 0o755); err != nil {
		return fmt.Errorf("neo4j: fetching the server's jars: %w", err)
	}
	if err := os.Rename(work, home); err != nil && !present(filepath.Join(home, "lib")) {
		return fmt.Errorf("neo4j: fetching the server's jars: %w", err)
	}
	return nil
}

func present(dir string) bool {
	_, err := os.Stat(dir)
	return !errors.Is(err, fs.ErrNotExist)
}

func firstLine(out []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return line
}

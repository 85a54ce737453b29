package main_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// need skips, loudly, what a machine lacks; where DRAGOMAN_REQUIRE names it, the
// test fails instead.
func need(t *testing.T, what string, ok bool, how string) {
	t.Helper()
	if ok {
		return
	}
	for name := range strings.SplitSeq(os.Getenv("DRAGOMAN_REQUIRE"), ",") {
		if strings.TrimSpace(name) == what {
			t.Fatalf("DRAGOMAN_REQUIRE names %s, but %s", what, how)
		}
	}
	t.Skipf("NOT CHECKED in a %s: %s", what, how)
}

func hasCommand(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// serveBinary builds the real binary, serves the demo graph from memory with it
// and gives its address.
func serveBinary(t *testing.T) string {
	t.Helper()
	return serveWith(t, buildBinary(t), "--memory")
}

func buildBinary(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "dragoman")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}

// serveWith serves until the test ends and gives the address.
func serveWith(t *testing.T, bin string, flags ...string) string {
	t.Helper()
	cmd := exec.Command(bin, append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if a := address.FindString(lines.Text()); a != "" {
			go func() { // keep the pipe empty
				for lines.Scan() {
				}
			}()
			return a
		}
	}
	t.Fatal("serve ended without printing an address")
	return ""
}

func node(t *testing.T, within time.Duration, script string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", append([]string{script}, args...)...)
	cmd.Dir = filepath.Join("..", "..", "web")
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
}

func webInstalled(t *testing.T) {
	t.Helper()
	need(t, "browser", hasCommand("node"), "node is not installed")
	_, err := os.Stat(filepath.Join("..", "..", "web", "node_modules", "playwright-core"))
	need(t, "browser", err == nil, "web/node_modules is missing: run npm ci in web")
}

// The playground works in a real browser: every worked question runs, share
// links open, no request leaves the machine, no policy is violated.
func TestBrowserPlayground(t *testing.T) {
	webInstalled(t)
	need(t, "browser", hasCommand("chromium"), "chromium is not installed")
	node(t, 5*time.Minute, "test/playground.browser.mjs", serveBinary(t))
}

// The explorer works in a real browser: every view by clicks and by keys, at sizes
// from 360 px to 4K, light and dark; axe finds nothing serious, no request leaves
// the machine, no policy is violated.
func TestBrowserExplorer(t *testing.T) {
	webInstalled(t)
	need(t, "browser", hasCommand("chromium"), "chromium is not installed")
	node(t, 15*time.Minute, "test/explorer.browser.mjs", serveBinary(t))
}

// The explorer keeps its bounds: bytes loaded and heap as they are, times and frames
// with much slack, since a test machine is seldom idle. The hub has 5,000 neighbours.
func TestBrowserExplorerAtSize(t *testing.T) {
	webInstalled(t)
	need(t, "browser", hasCommand("chromium"), "chromium is not installed")
	if testing.Short() {
		t.Skip("a minute of drawing")
	}
	bin, folder := buildBinary(t), t.TempDir()
	generate := exec.Command("node", "test/records.mjs")
	generate.Dir = filepath.Join("..", "..", "web")
	records, err := generate.Output()
	if err != nil {
		t.Fatal(err)
	}
	load := exec.Command(bin, "load", "-", "--data", folder)
	load.Stdin = bytes.NewReader(records)
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("load: %v\n%s", err, out)
	}
	if os.Getenv("MEASURE_SLACK") == "" {
		t.Setenv("MEASURE_SLACK", "8")
	}
	node(t, 10*time.Minute, "test/explorer.measure.mjs", serveWith(t, bin, "--memory"), serveWith(t, bin, "--data", folder))
}

// What the explorer computes without a browser: addresses, undo, places, labels,
// files.
func TestBrowserlessExplorerLogic(t *testing.T) {
	webInstalled(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "test", "--silent")
	cmd.Dir = filepath.Join("..", "..", "web")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// The endpoint passes the audits of the GraphQL over HTTP specification.
func TestBrowserlessGraphQLOverHTTP(t *testing.T) {
	webInstalled(t)
	node(t, time.Minute, "test/graphql-http.audit.mjs", serveBinary(t)+"/graphql")
}

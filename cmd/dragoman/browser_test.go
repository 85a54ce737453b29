package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
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

// asProgram in the environment of the test binary makes it the program; see TestMain.
const asProgram = "DRAGOMAN_TEST_AS_PROGRAM"

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// dragoman is the program in a process of its own: this test's binary, which TestMain
// turns into the program, so that nothing is built.
func dragoman(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(withoutSettings(), asProgram+"=1")
	return cmd
}

// serveWith serves until the test ends and gives the address.
func serveWith(t *testing.T, flags ...string) string {
	t.Helper()
	cmd := dragoman(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...)
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

// The pages work in a real browser, their steps side by side in one. The explorer: every
// view by clicks and by keys, at sizes from 360 px to 4K, light and dark; axe finds nothing
// serious. The playground: samples open and run, links and files hold what they should. No
// request leaves the machine, no policy is violated.
func TestBrowserPages(t *testing.T) {
	webInstalled(t)
	need(t, "browser", hasCommand("chromium"), "chromium is not installed")
	node(t, 15*time.Minute, "test/pages.browser.mjs",
		"--explorer", serveWith(t, "--memory"),
		"--dated", serveWith(t, "--data", madeUp(t, 300)),
		"--playground", serveWith(t, "--memory")) // its samples write
}

// The explorer keeps its bounds: bytes loaded and heap as they are, times and frames
// with much slack, since a test machine is seldom idle. The hub has 5,000 neighbours.
func TestBrowserExplorerAtSize(t *testing.T) {
	webInstalled(t)
	need(t, "browser", hasCommand("chromium"), "chromium is not installed")
	if testing.Short() {
		t.Skip("a minute of drawing")
	}
	if os.Getenv("MEASURE_SLACK") == "" {
		t.Setenv("MEASURE_SLACK", "8")
	}
	node(t, 10*time.Minute, "test/explorer.measure.mjs", serveWith(t, "--memory"), serveWith(t, "--data", madeUp(t, 5000)))
}

// madeUp gives a data folder with the graph of web/test/records.mjs, its hub of so many neighbours.
func madeUp(t *testing.T, neighbours int) (folder string) {
	t.Helper()
	generate := exec.Command("node", "test/records.mjs", strconv.Itoa(neighbours))
	generate.Dir = filepath.Join("..", "..", "web")
	records, err := generate.Output()
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	load := dragoman(t, "load", "-", "--data", folder)
	load.Stdin = bytes.NewReader(records)
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("load: %v\n%s", err, out)
	}
	return folder
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
	node(t, time.Minute, "test/graphql-http.audit.mjs", serveWith(t, "--memory")+"/graphql")
}

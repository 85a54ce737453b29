package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestBinary runs the program as a shell does: built, in a process of its own.
func TestBinary(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	binary := filepath.Join(t.TempDir(), "dragoman")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	dir := filepath.Join(t.TempDir(), "graph")
	run := func(args ...string) (int, string, string) {
		cmd := exec.Command(binary, args...)
		cmd.Env = withoutSettings()
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		err := cmd.Run()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return cmd.ProcessState.ExitCode(), out.String(), errs.String()
	}
	if code, _, errs := run("load", harbour, "--data", dir); code != 0 || errs != "" {
		t.Fatalf("load: %d %s", code, errs)
	}
	want, err := os.ReadFile("testdata/path.golden")
	if err != nil {
		t.Fatal(err)
	}
	if code, out, errs := run("path", "Ada Vern", "omar-dask", "--lens", "contact", "--data", dir); code != 0 || out != string(want) || errs != "" {
		t.Errorf("path: %d\n%s%s", code, out, errs)
	}
	if code, _, _ := run("path", "ada-vern", "omar-lind", "--data", dir); code != exitNotFound {
		t.Errorf("no path: %d", code)
	}

	if code, _, errs := run("load", "testdata/rumours.yaml", "--data", dir); code != 0 {
		t.Fatalf("load: %d %s", code, errs)
	}
	if code, out, errs := run("path", "lume-guards", "lume-rebels", "--statuses", "denied", "--data", dir); code != 0 || !strings.Contains(out, "1  Coast Guards of Lume are said not to back rebels in the hills (unnamed)\n") {
		t.Errorf("a path of a denial: %d\n%s%s", code, out, errs)
	}

	serve := exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	serve.Env = withoutSettings()
	out, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = serve.Process.Kill() })
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Stop with") {
	}
	if code, out, _ := run("path", "Ada Vern", "omar-dask", "--lens", "contact", "--data", dir); code != 0 || out != string(want) {
		t.Errorf("path, from the server: %d\n%s", code, out)
	}
	if code, _, errs := run("serve", "--addr", "127.0.0.1:0", "--data", dir); code != exitUnavailable || !strings.Contains(errs, "is served already") {
		t.Errorf("a second server: %d %s", code, errs)
	}
	if err := serve.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- serve.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("SIGTERM: %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("SIGTERM does not end it")
	}
	if _, err := os.Stat(filepath.Join(dir, holderFile)); err == nil {
		t.Error("server.json is still there")
	}
}

// withoutSettings is this process's environment without what sets flags: the
// variable that names a database to the tests is one of a flag, too.
func withoutSettings() (env []string) {
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "DRAGOMAN_") {
			env = append(env, v)
		}
	}
	return env
}

package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A load killed at random moments, again and again, and started anew by the same
// command comes to the same graph as one that was left alone. So does one that was
// told to stop.
func TestKilledLoadGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program, and kills it")
	}
	at := t.TempDir()
	binary, input := filepath.Join(at, "dragoman"), filepath.Join(at, "in.jsonl")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	start := func(args ...string) (*exec.Cmd, *bytes.Buffer) {
		cmd := exec.Command(binary, args...)
		cmd.Env = withoutSettings()
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, &out
	}
	run := func(args ...string) string {
		cmd, out := start(args...)
		if err := cmd.Wait(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return out.String()
	}
	if err := os.WriteFile(input, []byte(run("generate", "--entities", "60000", "--relations", "600000", "--seed", "3")), 0o600); err != nil {
		t.Fatal(err)
	}
	clean, killed := filepath.Join(at, "clean"), filepath.Join(at, "killed")
	begin := time.Now()
	run("load", input, "--data", clean)
	took := time.Since(begin)
	want := run("digest", "--data", clean)

	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d; alone it took %v", seed, took)
	rng := rand.New(rand.NewPCG(seed, 0))
	kept := 0
	for i := range 10 {
		cmd, _ := start("load", input, "--data", killed)
		signal := syscall.SIGKILL
		if i%5 == 4 {
			signal = syscall.SIGINT
		}
		timer := time.AfterFunc(time.Duration(rng.Int64N(int64(took))), func() { _ = cmd.Process.Signal(signal) })
		_ = cmd.Wait() // it was killed, or is through
		timer.Stop()
		said := run("check", "--data", killed)
		if strings.Contains(said, "are kept") {
			kept++
		}
		if got := run("digest", "--data", killed); got != want {
			if n := run("stats", "--data", killed); !strings.Contains(strings.Join(strings.Fields(n), " "), "claims 0") {
				t.Fatalf("after kill %d the store holds part of the file:\n%s", i, n)
			}
			continue
		}
		if i < 9 { // it was through before the kill
			if err := os.RemoveAll(killed); err != nil {
				t.Fatal(err)
			}
		}
	}
	run("load", input, "--data", killed)
	if got := run("digest", "--data", killed); got != want {
		t.Errorf("the digest is %s, want %s", got, want)
	}
	run("check", "--data", killed)
	t.Logf("%d of 10 kills left something to go on from", kept)
}

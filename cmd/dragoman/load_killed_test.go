package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// killing is a load that is killed.
type killing struct {
	reason  string
	before  []string // arguments of a load that is in
	args    []string // of the one that is killed
	stdin   string
	records bool // a file of records into an empty folder: it goes on where it was
}

// A load killed at random moments, again and again, and started anew by the same
// command comes to the same graph as one that was left alone; so does one that was told
// to stop, which says what became of it. In between the folder holds what it held.
func TestKilledLoads(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program, and kills it")
	}
	p := &killable{T: t, at: t.TempDir()}
	p.binary = filepath.Join(p.at, "dragoman")
	if out, err := exec.Command("go", "build", "-o", p.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	p.rng = rand.New(rand.NewPCG(seed, 0))
	long := p.write("long.jsonl", p.run("", "generate", "--entities", "40000", "--relations", "400000", "--seed", "3"))
	short := p.write("short.jsonl", p.run("", "generate", "--entities", "2000", "--relations", "10000", "--seed", "4"))
	more := p.write("more.jsonl", p.run("", "generate", "--entities", "3000", "--relations", "30000", "--seed", "5"))
	events, few := p.write("events.txt", codedEvents(40_000)), p.write("few.txt", codedEvents(500))
	for _, k := range []killing{
		{reason: "records into an empty folder", args: []string{long}, records: true},
		{reason: "standard input", args: []string{"-"}, stdin: more},
		{reason: "a mapped file", args: []string{"--map", "icews", events}},
		{reason: "a mapped file into a folder that holds something", before: []string{short}, args: []string{"--map", "icews", events}},
		{reason: "records into a folder that holds something", before: []string{"--map", "icews", few}, args: []string{more}},
	} {
		t.Run(k.reason, func(t *testing.T) {
			p := *p
			p.T, p.at = t, t.TempDir()
			p.killLoads(k)
		})
	}
}

// codedEvents are rows for the mapping icews.
func codedEvents(rows int) string {
	var b strings.Builder
	labels := []string{"Consult", "Accuse", "Make statement", "Provide aid", "Threaten"}
	for i := range rows {
		_, _ = fmt.Fprintf(&b, "Actor %d\t%s\tActor %d\t2031-%02d-%02d\n", i%700, labels[i%len(labels)], i*i%911, 1+i%12, 1+i%28) // never fails
	}
	return b.String()
}

// killable is the program, built.
type killable struct {
	*testing.T
	at, binary string
	rng        *rand.Rand
}

func (p *killable) write(name, text string) (path string) {
	p.Helper()
	path = filepath.Join(p.at, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.Fatal(err)
	}
	return path
}

func (p *killable) start(stdin string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	p.Helper()
	cmd := exec.Command(p.binary, args...)
	cmd.Env = withoutSettings()
	if stdin != "" {
		in, err := os.Open(stdin)
		if err != nil {
			p.Fatal(err)
		}
		defer func() { _ = in.Close() }() // the program has its own
		cmd.Stdin = in
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		p.Fatal(err)
	}
	return cmd, &out
}

func (p *killable) run(stdin string, args ...string) string {
	p.Helper()
	cmd, out := p.start(stdin, args...)
	if err := cmd.Wait(); err != nil {
		p.Fatalf("%v: %v\n%s", args, err, out)
	}
	return out.String()
}

// folder makes one with what was there before the load.
func (p *killable) folder(name string, k killing) string {
	p.Helper()
	dir := filepath.Join(p.at, name)
	if len(k.before) > 0 {
		p.run("", append([]string{"load", "--data", dir}, k.before...)...)
	}
	return dir
}

func (p *killable) killLoads(k killing) {
	clean, killed := p.folder("clean", k), p.folder("killed", k)
	load := func(dir string) []string { return append([]string{"load", "--data", dir}, k.args...) }
	before := ""
	if len(k.before) > 0 {
		before = p.run("", "digest", "--data", clean)
	}
	begin := time.Now()
	p.run(k.stdin, load(clean)...)
	took := time.Since(begin)
	want := p.run("", "digest", "--data", clean)
	kept, told, through := 0, 0, 0
	for i := range 10 {
		cmd, out := p.start(k.stdin, load(killed)...)
		signal := syscall.SIGKILL
		if i%3 == 2 {
			signal = syscall.SIGINT
		}
		timer := time.AfterFunc(time.Duration(p.rng.Int64N(int64(took))), func() { _ = cmd.Process.Signal(signal) })
		_ = cmd.Wait() // it was killed, or is through
		timer.Stop()
		if _, err := os.Stat(filepath.Join(killed, "dragoman.db")); errors.Is(err, fs.ErrNotExist) {
			continue // it had not begun
		}
		said := p.run("", "check", "--data", killed)
		if strings.Contains(said, "are kept") {
			kept++
		}
		got := p.run("", "digest", "--data", killed)
		switch {
		case got == want:
			through++
			if i < 9 {
				if err := os.RemoveAll(killed); err != nil {
					p.Fatal(err)
				}
				killed = p.folder("killed", k)
			}
			continue
		case before == "" && !strings.Contains(strings.Join(strings.Fields(p.run("", "stats", "--data", killed)), " "), "claims 0"),
			before != "" && got != before:
			p.Fatalf("after kill %d the folder holds part of the load", i)
		}
		if cmd.ProcessState.ExitCode() >= 0 { // it ended by itself
			told++
			p.toldOfStop(cmd, out.String(), said)
		}
	}
	p.run(k.stdin, load(killed)...)
	if got := p.run("", "digest", "--data", killed); got != want {
		p.Errorf("the digest is %s, want %s", got, want)
	}
	p.run("", "check", "--data", killed)
	p.Logf("alone it took %v; of 10 stops %d came too late, %d were told of, and %d left something to go on from", took, through, told, kept)
	if kept > 0 && !k.records {
		p.Error("something is kept of a load that begins anew")
	}
}

// toldOfStop looks at what a load says that was told to stop, and that the folder says
// the same.
func (p *killable) toldOfStop(cmd *exec.Cmd, says, check string) {
	p.Helper()
	nothing := strings.Contains(says, "stopped; nothing of it was stored")
	goesOn := strings.Contains(says, "nothing of it is seen, but") && strings.Contains(check, "a load was stopped")
	if cmd.ProcessState.ExitCode() != exitStopped || nothing == goesOn || nothing && strings.Contains(check, "are kept") {
		p.Errorf("told to stop, it exits %d and says %s\nand the check of the folder: %s", cmd.ProcessState.ExitCode(), says, check)
	}
}

//go:build unix

package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// leastExported is how many records a second JSON Lines are to leave with.
const leastExported = 300_000

// BenchmarkExports measures `dragoman export` in every format as a whole command, from
// its start to the file that is on disk, and the same over HTTP. A record is a document,
// an entity or a relation with its claims, in every format. It prints a table of
// docs/formats.md. With -short the graph is a tenth of the size.
//
//	generate ─▶ load ─┬▶ export --format F -o FILE   for each F: time, greatest memory
//	                  └▶ serve ─▶ GET /export ─▶ nowhere; and a client that goes away
func BenchmarkExports(b *testing.B) {
	for range b.N {
		f := newFigures(b)
		f.generate()
		f.load()
		f.table = nil // loading is measured elsewhere
		f.opened()
		records := 0
		for _, format := range exportFormats {
			records = f.exports(format, records)
		}
		f.row("filtered: `jsonl` of what is confirmed or corroborated", f.exported("jsonl", "--statuses", "confirmed,corroborated").String(), "", false)
		s := f.serve()
		for _, target := range []string{"/records", "/export?format=graphml", "/export?format=csv-edges"} {
			f.fetched(s, target, records)
		}
		f.left(s)
		s.stop()
		f.print()
	}
}

// spent is what a run of the program took.
type spent struct {
	took   time.Duration
	memory int64 // greatest resident memory, in MiB
	size   int64 // of what it wrote, in bytes
}

func (s spent) String() string {
	return fmt.Sprintf("%.1f s, %d MiB of memory, %d MB", s.took.Seconds(), s.memory, s.size/1e6)
}

// opened measures what a command needs that only opens the folder.
func (f *figures) opened() {
	f.row("only opened (`stats`)", f.spend("stats", "--data", f.dir).String(), "", false)
}

func (f *figures) spend(args ...string) spent {
	cmd := exec.Command(f.binary, args...)
	begin := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		f.Fatalf("%v: %v %s", args, err, out)
	}
	s := spent{took: time.Since(begin)}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.memory = usage.Maxrss >> 10 // kilobytes on Linux, bytes on macOS
		if runtime.GOOS == "darwin" {
			s.memory >>= 10
		}
	}
	return s
}

func (f *figures) exported(format string, more ...string) spent {
	path := filepath.Join(filepath.Dir(f.input), "exported")
	defer func() { _ = os.RemoveAll(path) }() // the folder goes with the benchmark
	s := f.spend(append([]string{"export", "--data", f.dir, "--format", format, "-o", path}, more...)...)
	err := filepath.Walk(path, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			s.size += info.Size()
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	return s
}

// exports measures a format. The first, JSON Lines, tells how many records there are.
func (f *figures) exports(format string, records int) int {
	s := f.exported(format)
	aim, missed := "", false
	if records == 0 {
		records = f.relations + f.entities + f.relations/40 + 1 // so generate makes them
		aim, missed = "≥ "+thousands(leastExported)+" records/s", float64(records)/s.took.Seconds() < leastExported
	}
	rate := float64(records) / s.took.Seconds()
	f.row("`"+format+"`", thousands(int(rate))+" records/s: "+s.String(), aim, missed)
	f.ReportMetric(rate, format+"-records/s")
	return records
}

// fetched measures an export over HTTP.
func (f *figures) fetched(s *served, target string, records int) {
	begin := time.Now()
	resp, err := http.Get(s.address + target)
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	first := time.Duration(0)
	if _, err := resp.Body.Read(make([]byte, 1)); err == nil {
		first = time.Since(begin)
	}
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		f.Fatal(resp.Status, err)
	}
	took := time.Since(begin)
	f.row("`GET "+target+"`", fmt.Sprintf("%s records/s: %.1f s, first byte after %s, %s of memory, %d MB",
		thousands(int(float64(records)/took.Seconds())), took.Seconds(), short(first), s.resident("VmHWM"), n/1e6), "", false)
}

// left measures how long the server works on for a client that has gone away.
func (f *figures) left(s *served) {
	resp, err := http.Get(s.address + "/export?format=jsonld")
	if err != nil {
		f.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, resp.Body, 1<<20); err != nil {
		f.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		f.Fatal(err)
	}
	begin := time.Now()
	last, still := s.worked(), time.Now()
	for time.Since(still) < 300*time.Millisecond && time.Since(begin) < time.Minute {
		time.Sleep(10 * time.Millisecond)
		if now := s.worked(); now != last {
			last, still = now, time.Now()
		}
	}
	after := max(still.Sub(begin), 10*time.Millisecond) // the system counts in hundredths of a second
	f.row("the client goes away: the server's work ends within", short(after), "≤ 1 s", after > time.Second)
}

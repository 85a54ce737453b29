package main

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dragoman/graph/graphtest"
)

// BenchmarkFigures measures the product as it is used, on an invented graph: the
// binary is built, a graph is generated, loaded, served, asked, stopped, killed
// and started again, then searched in this process beside bare arrays. It prints
// the table of docs/performance.md. With -short the graph is a tenth of the size;
// -relations gives it another.
//
//	generate ─▶ load ─▶ serve ─▶ ask ─▶ stop ─▶ serve ─▶ write ─▶ SIGKILL ─▶ serve
//	    │                                                                      │
//	    └─▶ bare arrays ── same pairs ── topology, store ◀─────── data folder ─┘
func BenchmarkFigures(b *testing.B) {
	for range b.N {
		f := newFigures(b)
		f.measure()
		f.print()
	}
}

func (f *figures) measure() {
	f.generate()
	f.read()
	f.load()
	f.starts()
	f.search()
}

// The size of the invented graph; it has a tenth as many entities.
var benchRelations = flag.Int("relations", 1_000_000, "relations of the graph of the benchmarks (a tenth of it with -short)")

// figures collects what is measured.
type figures struct {
	*testing.B
	entities, relations int
	binary, input, dir  string
	began               time.Time
	load0               string // load average before anything ran
	rand                *rand.Rand
	ids                 idList // of the entities
	numbers             map[string]uint32
	actors              [2]string // two persons
	bare                *graphtest.Bare
	table               []figure
	measured            map[string]float64 // by unit
}

// figure is a row of the table.
type figure struct {
	what, value, aim string
	missed           bool
}

// Seeds are fixed, so that two runs ask the same.
const benchSeed = 1

func newFigures(b *testing.B) *figures {
	dir := b.TempDir()
	f := &figures{
		B: b, relations: *benchRelations, began: time.Now(), load0: loadAverage(),
		binary: filepath.Join(dir, "dragoman"), input: filepath.Join(dir, "graph.jsonl"), dir: filepath.Join(dir, "graph"),
	}
	if testing.Short() {
		f.relations /= 10
	}
	f.start()
	f.run("go", "build", "-o", f.binary, ".")
	return f
}

// start forgets what was measured. The same is drawn again for another size.
func (f *figures) start() {
	f.entities = f.relations / 10
	f.rand, f.table, f.measured = rand.New(rand.NewPCG(benchSeed, 2)), nil, map[string]float64{}
	f.ids, f.numbers = idList{}, nil
	for i := range f.entities {
		f.ids.add("e" + strconv.Itoa(i))
	}
}

// ReportMetric also keeps what it reports.
func (f *figures) ReportMetric(n float64, unit string) {
	f.measured[unit] = n
	f.B.ReportMetric(n, unit)
}

func (f *figures) run(name string, args ...string) (out []byte) {
	f.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		f.Fatalf("%s %v: %v %s", name, args, err, stderrOf(err))
	}
	return out
}

func stderrOf(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(exit.Stderr)
	}
	return ""
}

func (f *figures) generate() {
	out, err := os.Create(f.input)
	if err != nil {
		f.Fatal(err)
	}
	cmd := exec.Command(f.binary, "generate", "--entities", fmt.Sprint(f.entities), "--relations", fmt.Sprint(f.relations), "--seed", fmt.Sprint(benchSeed))
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		f.Fatal(err)
	}
	if err := out.Close(); err != nil {
		f.Fatal(err)
	}
}

// load times the whole command: reading, checking, writing, syncing, saving the
// snapshot, ending.
func (f *figures) load() {
	start := time.Now()
	f.run(f.binary, "load", f.input, "--data", f.dir)
	took := time.Since(start)
	rate := float64(f.relations) / took.Seconds()
	f.row(fmt.Sprintf("load, durable (whole command, %.1f s)", took.Seconds()), thousands(int(rate))+" relations/s", "≥ 150,000", rate < 150_000)
	f.ReportMetric(rate, "load-relations/s")
	size := int64(0)
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			size += info.Size()
		}
	}
	f.row("data folder", fmt.Sprintf("%d MB", size/1e6), "", false)
}

// starts serves the folder, asks, stops, kills, and times every start.
func (f *figures) starts() {
	s := f.serve()
	stopped := s.stop()
	f.row("clean stop", seconds(stopped), "", false)

	s = f.serve()
	f.started("start after a clean stop", "start-clean-s", s)
	f.row("resident memory, started", s.resident("VmRSS"), "", false)
	f.ask(s)
	f.row("resident memory, after all queries (greatest)", s.resident("VmRSS")+" ("+s.resident("VmHWM")+")", "≤ 4,096 MiB", f.measured["VmRSS-MiB"] > 4096)
	f.write(s)
	s.kill()

	s = f.serve()
	f.started("start after SIGKILL, 200 batches after the last snapshot", "start-killed-s", s)
	f.survived(s)
	s.kill()

	if err := os.Remove(filepath.Join(f.dir, "topology.snapshot")); err != nil {
		f.Fatal(err)
	}
	s = f.serve()
	f.row("start without a snapshot (rebuilt from SQLite)", seconds(s.started), "", false)
	f.ReportMetric(s.started.Seconds(), "start-rebuilt-s")
	s.stop()
}

func (f *figures) started(what, unit string, s *served) {
	f.row(what, seconds(s.started), "≤ 2 s", s.started > 2*time.Second)
	f.ReportMetric(s.started.Seconds(), unit)
}

const writtenBatches = 200

// write sends small batches one after the other; each answer means on disk.
func (f *figures) write(s *served) {
	const mutation = `mutation ($key: String!, $jsonl: String!) { importRecords(key: $key, jsonl: $jsonl) { claims } }`
	c := s.connect(1)
	var took []time.Duration
	for i := range writtenBatches {
		record := fmt.Sprintf(`{"relation":{"from":%q,"type":"SUPPORT","to":%q,"key":"written-%d","claims":[{"document":"d0","stance":"REPORTS"}]}}`, f.actors[0], f.actors[1], i)
		took = append(took, c.ask(mutation, variables{"key": fmt.Sprint("written-", i), "jsonl": header + record}))
	}
	f.latency("one claim written over GraphQL, on disk", "write", took, 0)
}

// survived counts what was acknowledged before the kill.
func (f *figures) survived(s *served) {
	var answer struct {
		Relations struct {
			Nodes []struct{ Key string }
		}
	}
	s.connect(1).answer(`query ($of: [ID!]!) { relations(between: $of, first: 1000, where: {types: [SUPPORT]}) { nodes { key } } }`,
		variables{"of": []string{f.actors[0], f.actors[1]}}, &answer)
	n := 0
	for _, r := range answer.Relations.Nodes {
		if strings.HasPrefix(r.Key, "written-") {
			n++
		}
	}
	if n != writtenBatches {
		f.Fatalf("after SIGKILL the store has %d of %d acknowledged batches", n, writtenBatches)
	}
}

func (f *figures) row(what, value, aim string, missed bool) {
	f.table = append(f.table, figure{what, value, aim, missed})
}

// latency adds a row of percentiles. aim 0 is none; it is for the median.
func (f *figures) latency(what, unit string, took []time.Duration, aim time.Duration) {
	p50, p99 := percentiles(took)
	text := ""
	if aim > 0 {
		text = "p50 ≤ " + short(aim)
	}
	f.row(what, "p50 "+short(p50)+", p99 "+short(p99), text, aim > 0 && p50 > aim)
	f.ReportMetric(float64(p50.Nanoseconds())/1000, unit+"-p50-µs")
	f.ReportMetric(float64(p99.Nanoseconds())/1000, unit+"-p99-µs")
}

func percentiles(ds []time.Duration) (p50, p99 time.Duration) {
	slices.Sort(ds)
	return ds[len(ds)/2], ds[len(ds)*99/100]
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

// short writes a time with two or three digits.
func short(d time.Duration) string {
	switch us := float64(d.Nanoseconds()) / 1000; {
	case us < 10:
		return fmt.Sprintf("%.1f µs", us)
	case us < 1000:
		return fmt.Sprintf("%.0f µs", us)
	case us < 10_000:
		return fmt.Sprintf("%.1f ms", us/1000)
	default:
		return fmt.Sprintf("%.0f ms", us/1000)
	}
}

// entity draws one, all alike.
func (f *figures) entity() string { return f.ids.at(f.place()) }

// place draws the place of one among all.
func (f *figures) place() int { return f.rand.IntN(f.ids.len()) }

// idList is a list of ids without a pointer for each, which a collection of garbage
// would follow.
type idList struct {
	text []byte
	ends []uint32
}

func (l *idList) add(id string) {
	l.text = append(l.text, id...)
	l.ends = append(l.ends, uint32(len(l.text)))
}

func (l *idList) len() int { return len(l.ends) }

func (l *idList) at(i int) string {
	start := uint32(0)
	if i > 0 {
		start = l.ends[i-1]
	}
	return string(l.text[start:l.ends[i]])
}

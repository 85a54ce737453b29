package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// served is the program as a process of its own.
type served struct {
	b       *testing.B
	figures *figures
	cmd     *exec.Cmd
	address string
	started time.Duration // from the start of the process to its first answer
}

func (f *figures) serve() *served {
	s := &served{b: f.B, figures: f, cmd: exec.Command(f.binary, "serve", "--addr", "127.0.0.1:0", "--data", f.dir)}
	var said bytes.Buffer
	s.cmd.Stderr = &said
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		f.Fatal(err)
	}
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.cmd.Process.Kill() }) // has ended, unless the benchmark failed
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, address, ok := strings.Cut(lines.Text(), "start here  "); ok {
			s.address = strings.TrimSuffix(address, "/")
			break
		}
	}
	if s.address == "" {
		_ = s.cmd.Wait()
		f.Fatalf("serve does not say where it is: %s", said.String())
	}
	s.connect(1).ask(`{ store { revision } }`, nil)
	s.started = time.Since(begin)
	return s
}

// stop ends it as Ctrl-C does, and says how long that took.
func (s *served) stop() time.Duration {
	begin := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.b.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		s.b.Fatal(err)
	}
	return time.Since(begin)
}

func (s *served) kill() {
	if err := s.cmd.Process.Kill(); err != nil {
		s.b.Fatal(err)
	}
	_ = s.cmd.Wait() // "signal: killed"
}

// resident reads a line of /proc/PID/status; systems without it are said so.
func (s *served) resident(line string) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return "not known on " + runtime.GOOS
	}
	_, rest, _ := strings.Cut(string(text), line+":")
	kib := 0
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		s.b.Fatal(err)
	}
	s.figures.ReportMetric(float64(kib)/1024, line+"-MiB")
	return fmt.Sprintf("%d MiB", kib/1024)
}

// connected asks a server over connections that are kept.
type connected struct {
	b      *testing.B
	url    string
	client *http.Client
}

func (s *served) connect(connections int) connected {
	t := &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}
	s.b.Cleanup(t.CloseIdleConnections)
	return connected{s.b, s.address + "/graphql", &http.Client{Transport: t}}
}

// ask times an operation, from sending it to the last byte of its answer.
func (c connected) ask(query string, vars variables) time.Duration {
	c.b.Helper()
	_, took := c.answer(query, vars, nil)
	return took
}

// answer decodes one into data, unless that is nil.
func (c connected) answer(query string, vars variables, data any) (size int, took time.Duration) {
	c.b.Helper()
	text, took, err := c.post(query, vars)
	if err == nil && data != nil {
		err = json.Unmarshal(text, &struct{ Data any }{data})
	}
	if err != nil {
		c.b.Fatal(err)
	}
	return len(text), took
}

// post sends an operation. One that was refused, or stopped before its end, is
// an error.
func (c connected) post(query string, vars variables) (text []byte, took time.Duration, err error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": vars})
	if err != nil {
		return nil, 0, err
	}
	begin := time.Now()
	resp, err := c.client.Post(c.url, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	text, err = io.ReadAll(resp.Body)
	took = time.Since(begin)
	err = errors.Join(err, resp.Body.Close())
	if err == nil && (bytes.HasPrefix(text, []byte(`{"errors"`)) || bytes.Contains(text, []byte(`"stoppedBy":"`))) {
		err = fmt.Errorf("%s: %v: %s", resp.Status, vars, text[:min(len(text), 500)])
	}
	return text, took, err
}

// The operations: those of the command line with all evidence, and what a page
// needs that draws.
const (
	drawnPath = `query ($from: [ID!]!, $to: [ID!]!) { paths(from: $from, to: $to) {
		outcome complete stoppedBy paths { hops status nodes { id kind name } steps { forward relation { id type status when { edtf } } } } } }`
	drawnEgo = `query ($of: [ID!]!, $depth: Int, $first: Int) { ego(of: $of, depth: $depth, first: $first) {
		complete stoppedBy nodes { distance rank hidden entity { id kind name } } relations { id type status from { id } to { id } } } }`
)

// asked is a kind of question over GraphQL.
type asked struct {
	what, unit, query string
	count             int
	vars              func() variables
	aim, aimInProcess time.Duration // of the median, over HTTP and in this process
}

func (f *figures) questions() []asked {
	path := func() variables { return variables{"from": []string{f.entity()}, "to": []string{f.entity()}} }
	ego := func() variables { return variables{"of": []string{f.entity()}, "depth": 2, "first": 500} }
	return []asked{
		{"shortest path, what a page draws", "path-drawn", drawnPath, 2000, path, 2 * time.Millisecond, 0},
		{"shortest path, all that `dragoman path` shows", "path-full", opPath.text(), 2000, path, 2 * time.Millisecond, 0},
		{"ego depth 2, first 500, what a page draws", "ego-drawn", drawnEgo, 400, ego, 2 * time.Millisecond, 1500 * time.Microsecond},
		{"ego depth 2, first 500, all that `dragoman ego` shows", "ego-full", opEgo.text(), 400, ego, 2 * time.Millisecond, 2 * time.Millisecond},
	}
}

// ask puts all questions: one client for latency, 16 connections for throughput.
func (f *figures) ask(s *served) {
	for _, q := range f.questions() {
		c := s.connect(1)
		for range q.count / 10 {
			c.ask(q.query, q.vars()) // warms caches up
		}
		var took []time.Duration
		size := 0
		for range q.count {
			n, t := c.answer(q.query, q.vars(), nil)
			took, size = append(took, t), size+n
		}
		f.latency(fmt.Sprintf("GraphQL: %s (%.1f kB an answer)", q.what, float64(size)/float64(q.count)/1000), "graphql-"+q.unit, took, q.aim)
	}
	for _, q := range f.questions() {
		rate := f.throughput(s, q)
		f.row("GraphQL, 16 connections: "+q.what, thousands(int(rate))+" answers/s", "", false)
		f.ReportMetric(rate, q.unit+"/s")
	}
}

const (
	throughputConnections = 16
	throughputTime        = 3 * time.Second
)

// throughput asks from many connections at once.
func (f *figures) throughput(s *served, q asked) (perSecond float64) {
	c := s.connect(throughputConnections)
	var mu sync.Mutex // guards q.vars
	var n atomic.Int64
	var all sync.WaitGroup
	begin := time.Now()
	for range throughputConnections {
		all.Go(func() {
			for time.Since(begin) < throughputTime {
				mu.Lock()
				vars := q.vars()
				mu.Unlock()
				if _, _, err := c.post(q.query, vars); err != nil {
					s.b.Error(err)
					return
				}
				n.Add(1)
			}
		})
	}
	all.Wait()
	return float64(n.Load()) / time.Since(begin).Seconds()
}

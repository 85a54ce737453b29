package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// update rewrites the golden files: go test ./cmd/dragoman -update. Read the diff.
var update = flag.Bool("update", false, "rewrite the golden files in testdata")

const harbour = "testdata/harbour.yaml"

// result is what a command line left behind.
type result struct {
	code     int
	out, err string
}

// program is the real program inside the test, with an environment of its own.
type program struct {
	t   *testing.T
	env map[string]string
}

func newProgram(t *testing.T) *program { return &program{t, map[string]string{}} }

// loaded gives a data folder with the harbour world in it.
func (p *program) loaded() (dir string) {
	p.t.Helper()
	dir = filepath.Join(p.t.TempDir(), "graph")
	p.want(exitOK, "load", harbour, "--data", dir)
	return dir
}

func (p *program) main(in io.Reader, out, err io.Writer) *Main {
	return &Main{Stdin: in, Stdout: out, Stderr: err, LookupEnv: func(name string) (string, bool) {
		v, ok := p.env[name]
		return v, ok
	}}
}

func (p *program) runIn(in string, args ...string) result {
	p.t.Helper()
	var out, err bytes.Buffer
	m := p.main(strings.NewReader(in), &out, &err)
	code := m.Run(p.t.Context(), args)
	return result{code, out.String(), err.String()}
}

// want runs a command line that should end with a code.
func (p *program) want(code int, args ...string) result {
	p.t.Helper()
	r := p.runIn("", args...)
	if r.code != code {
		p.t.Fatalf("dragoman %s: exit %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), r.code, code, r.out, r.err)
	}
	return r
}

// serving is a server that runs inside the test.
type servingTest struct {
	address string
	stop    func() result
}

// serve starts one and waits until it says where it is.
func (p *program) serve(args ...string) servingTest {
	p.t.Helper()
	out, err := &shared{}, &shared{}
	m := p.main(strings.NewReader(""), out, err)
	ended := make(chan int, 1)
	go func() {
		ended <- m.Run(context.Background(), append([]string{"serve", "--addr", "127.0.0.1:0"}, args...))
	}()
	s := servingTest{}
	s.stop = sync.OnceValue(func() result {
		m.Close()
		return result{<-ended, out.String(), err.String()}
	})
	p.t.Cleanup(func() { s.stop() })
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		select {
		case code := <-ended:
			p.t.Fatalf("serve ended with %d: %s", code, err.String())
		case <-out.written():
		}
		if _, rest, ok := strings.Cut(out.String(), "start here  "); ok {
			address, _, _ := strings.Cut(rest, "/\n")
			s.address = address
			return s
		}
	}
	p.t.Fatalf("serve does not say where it is: %s", out.String())
	return s
}

// shared is a buffer that one goroutine writes and another reads.
type shared struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{}
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.news == nil {
		s.news = make(chan struct{}, 1)
	}
	select {
	case s.news <- struct{}{}:
	default:
	}
	return s.text.Write(b)
}

func (s *shared) written() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.news == nil {
		s.news = make(chan struct{}, 1)
	}
	return s.news
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// golden compares a text with a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites it):\n%s", path, diff)
	}
}

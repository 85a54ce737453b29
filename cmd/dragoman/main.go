package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"dragoman/graph"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := NewMain().Run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// Main is the program with what it touches of its surroundings, so that a test
// can run the real one inside its own process.
type Main struct {
	Stdin     io.Reader
	Stdout    io.Writer
	Stderr    io.Writer
	LookupEnv func(name string) (string, bool)

	mu      sync.Mutex // guards the fields below
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// NewMain gives the program as a shell starts it.
func NewMain() *Main {
	return &Main{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, LookupEnv: os.LookupEnv}
}

// Run runs one command line, without the program's name, to its end, and gives
// the exit code. What went wrong is on Stderr by then. A command that waits, as
// serve does, ends when ctx does.
func (m *Main) Run(ctx context.Context, args []string) (code int) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m.mu.Lock()
	m.cancel = cancel
	m.running.Add(1)
	m.mu.Unlock()
	defer m.running.Done()

	defer func() {
		if p := recover(); p != nil {
			code = m.report(nil, graph.Errorf(graph.Internal, "a defect of ours: %v", p))
		}
	}()
	root := m.command()
	root.SetArgs(append([]string{}, args...)) // nil would be this process's own
	cmd, err := root.ExecuteContextC(ctx)
	return m.report(cmd, err)
}

// Close ends a command that is running and waits until it has cleaned up. It is
// harmless where none is.
func (m *Main) Close() {
	m.mu.Lock()
	cancel := m.cancel
	m.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	m.running.Wait()
}

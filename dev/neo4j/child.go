package neo4j

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
)

// child is a running process.
type child struct {
	process *os.Process
	done    chan struct{}    // closed when the process has ended
	state   *os.ProcessState // how it ended; read after done
}

// spawn starts cmd. The kernel ties the child's life to the thread that starts
// it (see tie), so one goroutine keeps that thread to itself until the child
// has ended.
func spawn(cmd *exec.Cmd) (*child, error) {
	tie(cmd)
	c := &child{done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		c.process = cmd.Process
		started <- err
		if err == nil {
			_ = cmd.Wait() // the state tells more
			c.state = cmd.ProcessState
			close(c.done)
		}
	}()
	return c, <-started
}

// ended tells whether the process has ended.
func (c *child) ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// kill ends the process with SIGKILL and waits until it is gone.
func (c *child) kill() error {
	if c.ended() {
		return nil
	}
	err := kill(c.process)
	if err != nil {
		err = errors.Join(err, c.process.Kill())
		if c.ended() {
			return nil
		}
		return err
	}
	<-c.done
	return nil
}

package neo4j

import (
	"context"
	"fmt"
	"os"
)

// Pid is the server's process id, or 0 where none runs that was started here.
func (s *Server) Pid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.child == nil || s.child.ended() {
		return 0
	}
	return s.child.process.Pid
}

// Done is closed when the process that now runs has ended, by whatever cause. It
// is nil for a server not started here; after Restart ask anew.
func (s *Server) Done() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.child == nil {
		return nil
	}
	return s.child.done
}

// Kill ends the server as a crash would (SIGKILL) and returns when it is gone.
// Data and port stay; Restart brings it back.
func (s *Server) Kill() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.child == nil {
		return ErrNotOurs
	}
	return s.child.kill()
}

// Restart stops the server in order, if it runs, and starts it on the same data
// and port.
func (s *Server) Restart(ctx context.Context) error {
	ctx, cancel := bounded(ctx, StartLimit)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.child == nil {
		return ErrNotOurs
	}
	if err := s.end(ctx); err != nil {
		return err
	}
	return s.run(ctx)
}

// Stop ends the server in order, by force when ctx ends first (30 s where it has
// no deadline). One whose home folder is temporary has nothing to bring in order:
// it is killed and the folder removed. A second call, and one for a server not
// started here, does nothing.
func (s *Server) Stop(ctx context.Context) error {
	ctx, cancel := bounded(ctx, stopLimit)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.child == nil {
		return nil
	}
	end := s.end
	if s.temporary {
		end = func(context.Context) error { return s.child.kill() }
	}
	if err := end(ctx); err != nil {
		return err
	}
	s.child = nil
	return s.removeTemporary()
}

// end ends the process, kindly as long as ctx lasts; s.mu is held.
func (s *Server) end(ctx context.Context) error {
	if s.child.ended() {
		return nil
	}
	if err := interrupt(s.child.process); err != nil {
		return s.child.kill()
	}
	select {
	case <-s.child.done:
		return nil
	case <-ctx.Done():
		return s.child.kill()
	}
}

func (s *Server) removeTemporary() error {
	if !s.temporary {
		return nil
	}
	if err := os.RemoveAll(s.Dir); err != nil {
		return fmt.Errorf("neo4j: temporary home folder: %w", err)
	}
	return nil
}

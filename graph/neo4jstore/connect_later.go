package neo4jstore

import (
	"context"
	"errors"
	"time"

	"dragoman/graph"
)

// connectLater tries to connect until it succeeds or the store closes. What is
// wrong with the configuration or the database is told by every call meanwhile.
func (s *Store) connectLater() {
	ctx, cancel := s.lifetime(0)
	defer cancel()
	for pause := 100 * time.Millisecond; s.sleep(ctx, pause) == nil; pause = min(2*pause, time.Second) {
		attempt, done := context.WithTimeout(ctx, time.Minute)
		err := s.connect(attempt)
		done()
		if err == nil {
			s.begin()
			return
		}
		s.unheard(err) // told by every call
	}
}

// begin starts what runs as long as the store is connected.
func (s *Store) begin() {
	s.background.Go(s.watch)
	if !s.inDatabase() {
		s.background.Go(s.shapes)
	}
	if s.options.Warm {
		s.background.Go(s.warm)
	}
}

// Close waits for running calls and background work, saves the topology, and
// closes all connections.
func (s *Store) Close() error {
	s.gate.Lock()
	again := s.closing
	s.closing = true
	s.gate.Unlock()
	if !again {
		close(s.closed)
	}
	s.use.Wait()
	s.end()
	s.background.Wait()
	if again {
		return nil
	}
	return s.release(s.saveSnapshot())
}

// release closes the driver and passes an error on.
func (s *Store) release(err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if e := s.driver.Close(ctx); e != nil {
		err = errors.Join(err, &graph.Error{Code: graph.Unavailable, Message: s.where + ": the connections could not be closed", Err: e})
	}
	return err
}

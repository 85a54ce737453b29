package neo4j

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

var errHeld = errors.New("held by another process")

// lock waits for the lock of a file. It keeps a second process from fetching
// what a first one fetches already; the rename at the end of fetch keeps the
// folder whole with or without it. The lock goes with the process.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("neo4j: lock: %w", err)
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		err := tryLock(f)
		if err == nil {
			return func() { _ = f.Close() }, nil
		}
		if !errors.Is(err, errHeld) {
			_ = f.Close()
			return nil, fmt.Errorf("neo4j: lock %s: %w", path, err)
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, fmt.Errorf("neo4j: waiting for %s, another process fetches the server's jars: %w", path, ctx.Err())
		case <-tick.C:
		}
	}
}

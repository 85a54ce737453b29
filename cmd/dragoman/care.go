package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"

	"dragoman/archive"
	"dragoman/graph"
)

// What keeps a store well, by the backends.

// Backup implements backend.
func (l *local) Backup(ctx context.Context, path string) (archive.Manifest, error) {
	return archive.Write(ctx, l.store, path)
}

// Compact implements backend.
func (l *local) Compact(ctx context.Context) (before, after int64, err error) {
	if c, ok := l.store.(graph.Compacter); ok {
		return c.Compact(ctx)
	}
	return 0, 0, graph.Errorf(graph.Unsupported, "this store has nothing to compact: its database keeps its own files")
}

// Repair implements backend.
func (l *local) Repair(ctx context.Context) ([]string, error) {
	if r, ok := l.store.(graph.Repairer); ok {
		return r.Repair(ctx)
	}
	return nil, graph.Errorf(graph.Unsupported, "this store cannot repair itself; copy it to an empty one (copy --from --to), which makes everything anew")
}

// Backup implements backend. What came is checked whole.
func (r *remote) Backup(ctx context.Context, path string) (archive.Manifest, error) {
	resp, err := r.send(ctx, http.MethodGet, "/backup", "", nil, nil)
	if err != nil {
		return archive.Manifest{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return archive.Manifest{}, cannotWrite(path, err)
	}
	_, err = io.Copy(f, resp.Body)
	if synced := f.Sync(); err == nil {
		err = synced
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return archive.Manifest{}, graph.Errorf(graph.Unavailable, "the backup broke off: %w", err)
	}
	whole, err := archive.Open(ctx, path)
	if err != nil {
		return archive.Manifest{}, graph.Errorf(graph.Unavailable, "the server's backup did not come whole: %w", err)
	}
	return whole.Manifest, whole.Close()
}

// Compact implements backend.
func (r *remote) Compact(ctx context.Context) (before, after int64, err error) {
	var sizes struct{ Before, After int64 }
	err = r.post(ctx, "/compact", &sizes)
	return sizes.Before, sizes.After, err
}

// Repair implements backend.
func (r *remote) Repair(ctx context.Context) (done []string, err error) {
	err = r.post(ctx, "/repair", &done)
	return done, err
}

// post sends nothing and reads a JSON answer.
func (r *remote) post(ctx context.Context, path string, to any) error {
	resp, err := r.send(ctx, http.MethodPost, path, "application/json", http.NoBody, nil)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(to); err != nil {
		return r.unreachable(ctx, err)
	}
	return nil
}

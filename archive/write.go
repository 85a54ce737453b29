package archive

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"dragoman/graph"
)

// Store is what a backup is made of: at least a graph.Exporter or graph.Archiver.
type Store interface {
	graph.Counter
}

// Write backs a store up into a new file: as an image where the store makes them,
// else as records of one state.
func Write(ctx context.Context, s Store, path string) (Manifest, error) {
	if a, ok := s.(graph.Archiver); ok {
		return WriteImage(ctx, a, path)
	}
	e, ok := s.(graph.Exporter)
	if !ok {
		return Manifest{}, graph.Errorf(graph.Unsupported, "this store makes no backups")
	}
	revision := ""
	work := func(ctx context.Context) error {
		info, err := s.Info(ctx)
		if err != nil {
			return err
		}
		revision = info.Revision
		return export(ctx, e, path)
	}
	var err error
	if h, ok := s.(graph.Holder); ok {
		err = h.Hold(ctx, work)
	} else {
		err = work(ctx)
	}
	if err != nil {
		return Manifest{}, err
	}
	return Seal(ctx, path, Records, revision)
}

// WriteImage writes an image into a new file, and computes its sum meanwhile.
func WriteImage(ctx context.Context, a graph.Archiver, path string) (m Manifest, err error) {
	h := sha256.New()
	err = a.Archive(ctx, path, func(revision string, size int64) io.Writer {
		m = Manifest{Version: Version, Form: Image, Revision: revision, Size: size}
		_, _ = io.WriteString(h, m.heading()) // never fails
		return h
	})
	if err != nil {
		return Manifest{}, err
	}
	m.SHA256 = hex.EncodeToString(h.Sum(nil))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return m, unwritten(path, err)
	}
	if err := errors.Join(m.end(f), f.Sync(), f.Close()); err != nil {
		return m, unwritten(path, err)
	}
	return m, nil
}

func export(ctx context.Context, e graph.Exporter, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return unwritten(path, err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	err = graph.EncodeRecords(w, e.Export(ctx), graph.EncodeOptions{Audit: true})
	return errors.Join(err, unwrittenIf(path, errors.Join(w.Flush(), f.Close())))
}

func unwrittenIf(path string, err error) error {
	if err == nil {
		return nil
	}
	return unwritten(path, err)
}

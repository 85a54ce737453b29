package archive

import (
	"bufio"
	"context"
	"errors"
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
		revision, err := a.Archive(ctx, path)
		if err != nil {
			return Manifest{}, err
		}
		return Seal(ctx, path, Image, revision)
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

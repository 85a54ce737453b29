package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"dragoman/archive"
	"dragoman/graph"
	"dragoman/graph/embedded"
)

func (m *Main) backupCommand() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "backup -o FILE",
		Short: "Back the store up while it goes on",
		Long: "backup writes one state of the store into one file with a checksum, while others read and write: of a " +
			"data folder an image with audit trail and keys, of Neo4j all records. A server that holds the folder " +
			"is asked for it, and asks for an editor's token if it has any. The file appears only when it is complete.",
		Example: "  dragoman backup -o graph.backup\n  dragoman restore graph.backup --data ./elsewhere",
		Args:    cobra.NoArgs,
	}
	where := storeFlags(cmd, "database")
	cmd.Flags().StringVarP(&path, "output", "o", "", "file to write")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if path == "" || path == "-" {
			return usage("name the file to write with -o")
		}
		b, err := m.backedUp(cmd.Context(), where)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		return m.backup(cmd.Context(), b, path)
	}
	return cmd
}

// source is what a backup is made of.
type source interface {
	Backup(ctx context.Context, path string) (archive.Manifest, error)
	io.Closer
}

// backedUp is connect, but for a folder that nobody serves: to search it, it would be
// read into memory first.
func (m *Main) backedUp(ctx context.Context, w *whereabouts) (source, error) {
	if err := w.store.decide(false, w.server != ""); err != nil {
		return nil, err
	}
	if _, held := heldBy(ctx, w.data); held || w.server != "" || w.store.kind != kindEmbedded {
		return m.connect(ctx, w, false)
	}
	return unopened(w.data), w.holdsGraph()
}

// unopened is a data folder of which only the rows are read.
type unopened string

func (dir unopened) Backup(ctx context.Context, path string) (made archive.Manifest, err error) {
	err = patiently(ctx, func() error {
		made, err = archive.WriteImage(ctx, dir, path)
		return err
	})
	return made, err
}

// Archive implements graph.Archiver.
func (dir unopened) Archive(ctx context.Context, path string, beside func(revision string, size int64) io.Writer) error {
	return embedded.ArchiveFolder(ctx, string(dir), path, beside)
}

func (unopened) Close() error { return nil }

func (m *Main) backup(ctx context.Context, b source, path string) error {
	f, err := newReplacement(path, 0o600)
	if err != nil {
		return cannotWrite(path, err)
	}
	defer f.discard()
	manifest, err := b.Backup(ctx, f.Name())
	if err != nil {
		return err
	}
	if err := f.commit(); err != nil {
		return cannotWrite(path, err)
	}
	_, err = fmt.Fprintf(m.Stdout, "%s: %s of revision %s, %s bytes, sha256 %s\n",
		path, manifest.Form, manifest.Revision, thousands(int(manifest.Size)), manifest.SHA256)
	return err
}

func (m *Main) restoreCommand() *cobra.Command {
	var replace bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Make a store of a backup",
		Long: "restore checks a backup whole and then makes it the content of a data folder, or loads what it holds " +
			"into a Neo4j or a server that is empty. A folder that holds something, be it a file that is none of ours, is " +
			"taken only with --replace, which leaves other files as they are, and " +
			"whatever happens it holds the old data or the new. Revisions of the store that was backed up say " +
			"nothing about the restored one: it has an identity of its own.",
		Example: "  dragoman restore graph.backup --data ./elsewhere\n  dragoman restore graph.backup --store neo4j --neo4j-uri bolt://localhost:7687",
		Args:    cobra.ExactArgs(1),
	}
	where := storeFlags(cmd, "database")
	cmd.Flags().BoolVar(&replace, "replace", false, "replace the graph that the data folder holds")
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if err := where.store.decide(false, where.server != ""); err != nil {
			return err
		}
		backup, err := archive.Open(cmd.Context(), args[0])
		if err != nil {
			return asFailure(err)
		}
		defer func() { err = errors.Join(err, backup.Close()) }()
		if where.server != "" || where.store.kind == kindNeo4j {
			return m.restoreRecords(cmd.Context(), where, backup, args[0], replace)
		}
		return m.restoreFolder(cmd.Context(), where.data, backup, args[0], replace)
	}
	return cmd
}

// restoreFolder makes a backup the content of a data folder.
func (m *Main) restoreFolder(ctx context.Context, dir string, b *archive.File, name string, replace bool) (err error) {
	if h, ok := heldBy(ctx, dir); ok {
		return graph.Errorf(graph.Unavailable, "%s is served by %s: stop that server first, or name another folder", dir, h.Address)
	}
	if !replace {
		if err := mustBeOurs(dir); err != nil {
			return err
		}
		if err := mustBeEmpty(ctx, dir); err != nil {
			return err
		}
	}
	if b.Form == archive.Records {
		err = replaceByRecords(ctx, dir, b, name)
	} else {
		err = embedded.Replace(ctx, dir, b.Content())
	}
	if err != nil {
		return err
	}
	l, err := openFolder(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	info, err := l.store.Info(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "%s: %s, %s, %s\n", dir, counted(info.Entities, "entity", "entities"), counted(info.Relations, "relation"), counted(info.Claims, "claim"))
	return err
}

// ours are the names of what stores and servers keep or leave in a data folder, and
// what a file system has in its root.
var ours = []string{
	"dragoman.db*", "topology.snapshot*", "acknowledged", "unchecked*", "lock", holderFile, "." + holderFile + ".*",
	"neo4j-*", "backup-*", "dragoman-*.records", "lost+found",
}

// mustBeOurs refuses a folder that holds somebody else's file: it is probably another one
// than was meant.
func mustBeOurs(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return graph.Errorf(graph.Unavailable, "%s cannot be read: %w", dir, err)
	}
	for _, e := range entries {
		known := slices.ContainsFunc(ours, func(pattern string) bool {
			fits, err := filepath.Match(pattern, e.Name())
			return err == nil && fits
		})
		if !known {
			return graph.Errorf(graph.Conflict, "%s holds %s, which is no file of a data folder; name another folder, or add --replace, which leaves that file as it is", dir, e.Name())
		}
	}
	return nil
}

// mustBeEmpty refuses a folder that holds something, without leaving anything in it.
func mustBeEmpty(ctx context.Context, dir string) (err error) {
	if info, err := os.Stat(filepath.Join(dir, "dragoman.db")); err != nil || info.Size() == 0 {
		return nil
	}
	l, err := openFolder(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if beginning(l.Export(ctx, true)) != nothing {
		return graph.Errorf(graph.Conflict, "%s holds records already; name another folder, or replace what is in it with --replace", dir)
	}
	return nil
}

// replaceByRecords makes a store of records beside the folder, whose image then
// takes the place of what is in the folder.
func replaceByRecords(ctx context.Context, dir string, b *archive.File, name string) error {
	return besides(filepath.Dir(filepath.Clean(dir)), func(made string) error {
		l, err := openFolder(ctx, filepath.Join(made, "store"))
		if err != nil {
			return err
		}
		image := filepath.Join(made, "image")
		_, err = l.Load(ctx, archivedRecords(b, name), loading{})
		if err == nil {
			_, err = l.Backup(ctx, image)
		}
		if err = errors.Join(err, l.Close()); err != nil {
			return err
		}
		whole, err := archive.Open(ctx, image)
		if err != nil {
			return err
		}
		return errors.Join(embedded.Replace(ctx, dir, whole.Content()), whole.Close())
	})
}

// besides gives work a folder of its own in parent, for as long as it takes.
func besides(parent string, work func(made string) error) error {
	made, err := os.MkdirTemp(parent, ".restore-")
	if err != nil {
		return cannotWrite(parent, err)
	}
	return errors.Join(work(made), os.RemoveAll(made))
}

// archivedRecords reads a backup of records.
func archivedRecords(b *archive.File, name string) *feed {
	return &feed{name: name, from: func() iter.Seq2[graph.Record, error] { return graph.DecodeRecords(name, b.Content()) }}
}

// restoreRecords loads what a backup holds into a store that is empty.
func (m *Main) restoreRecords(ctx context.Context, where *whereabouts, b *archive.File, name string, replace bool) (err error) {
	if replace {
		return usage("--replace is for a data folder; empty the other store first, by its own means")
	}
	to, err := m.connect(ctx, where, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if held := beginning(to.Export(ctx, true)); held.err != nil {
		return held.err
	} else if held != nothing {
		return graph.Errorf(graph.Conflict, "that store holds records already; restore into an empty one")
	}
	load := func(f *feed) error {
		bar := m.progress(name)
		receipt, err := to.Load(ctx, f, loading{onError: graph.RefuseAll, progress: bar.tell})
		bar.end()
		if err != nil {
			return asFailure(err)
		}
		_, err = fmt.Fprintf(m.Stdout, "%s: %s\n", name, summary(receipt))
		return err
	}
	if b.Form == archive.Records {
		return load(archivedRecords(b, name))
	}
	return besides(os.TempDir(), func(made string) (err error) {
		if err := embedded.Replace(ctx, filepath.Join(made, "store"), b.Content()); err != nil {
			return err
		}
		from, err := openFolder(ctx, filepath.Join(made, "store"))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, from.Close()) }()
		return load(&feed{name: name, from: func() iter.Seq2[graph.Record, error] { return from.Export(ctx, true) }})
	})
}

func (m *Main) compactCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "compact",
		Short: "Give back space that is no longer needed",
		Long: "compact rewrites the data file without gaps, and the topology without what was changed since it was " +
			"made. It needs as much free space as the file takes. Readers go on meanwhile, writers wait.",
		Args: cobra.NoArgs,
	}
	where := storeFlags(cmd, "database")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		b, err := m.connect(cmd.Context(), where, false)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		before, after, err := b.Compact(cmd.Context())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(m.Stdout, "%s bytes, before %s\n", thousands(int(after)), thousands(int(before)))
		return err
	}
	return cmd
}

package main

import (
	"bufio"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"dragoman/graph"
	"dragoman/records"
)

func (m *Main) exportCommand() *cobra.Command {
	var format, path string
	var audit bool
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Write all records in canonical form",
		Long:    "export writes everything in the format that load reads, always in the same order. A file given with -o is replaced only when the export is complete.",
		Example: "  dragoman export -o backup.jsonl\n  dragoman export --format yaml | less",
		Args:    cobra.NoArgs,
	}
	where := queryStoreFlags(cmd, "database")
	_ = cmd.Flags().MarkHidden("timeout") // an export takes as long as it takes
	cmd.Flags().StringVar(&format, "format", "jsonl", "jsonl or yaml")
	cmd.Flags().BoolVar(&audit, "audit", false, "with who recorded a claim, and when, also where that is not needed")
	cmd.Flags().StringVarP(&path, "output", "o", "-", "file to write")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		encode, err := encoder(format)
		if err != nil {
			return err
		}
		b, err := m.connect(cmd.Context(), where, false)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		return m.output(path, func(w io.Writer) error {
			return encode(w, b, cmd, audit)
		})
	}
	return cmd
}

type encoding func(w io.Writer, b backend, cmd *cobra.Command, audit bool) error

func encoder(format string) (encoding, error) {
	switch format {
	case "jsonl":
		return func(w io.Writer, b backend, cmd *cobra.Command, audit bool) error {
			return graph.EncodeRecords(w, b.Export(cmd.Context(), audit), graph.EncodeOptions{Audit: audit})
		}, nil
	case "yaml":
		return func(w io.Writer, b backend, cmd *cobra.Command, audit bool) error {
			return records.WriteYAML(w, b.Export(cmd.Context(), audit), graph.EncodeOptions{Audit: audit})
		}, nil
	}
	return nil, usage("--format %q is not known; it is jsonl or yaml", format)
}

// output gives write the standard output, or a file that appears only when it is
// complete. What is no plain file, as a pipe, is written directly.
func (m *Main) output(path string, write func(io.Writer) error) (err error) {
	if path == "-" {
		w := bufio.NewWriter(m.Stdout)
		return errors.Join(write(w), w.Flush())
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return cannotWrite(path, err)
		}
		return errors.Join(write(f), f.Close())
	}
	f, err := newReplacement(path, 0o644)
	if err != nil {
		return cannotWrite(path, err)
	}
	defer f.discard()
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush()); err != nil {
		return err
	}
	if err := f.commit(); err != nil {
		return cannotWrite(path, err)
	}
	return nil
}

func cannotWrite(path string, err error) error {
	return graph.Errorf(graph.Invalid, "%s cannot be written: %s", path, reasonOf(err))
}

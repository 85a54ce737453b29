package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/exchange"
	"dragoman/graph"
	"dragoman/records"
)

// exporting are the flags of export.
type exporting struct {
	format, path string
	audit        bool
	args         *arguments
}

// csvPair is the format of two files, nodes.csv and edges.csv in a folder.
const csvPair = "csv"

var exportFormats = []string{"jsonl", "yaml", "ftm", "graphml", "gexf", "cytoscape", "jsonld", csvPair}

func (m *Main) exportCommand() *cobra.Command {
	x := &exporting{}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the graph for load, or for other tools",
		Long: "export writes everything in the format that load reads (jsonl, yaml), always in the same order; or for " +
			"other tools: ftm (FollowTheMoney), graphml, gexf (dates as spells), cytoscape, jsonld (with PROV-O) and " +
			"csv (nodes.csv and edges.csv for neo4j-admin, in the folder given with -o). What a format cannot " +
			"hold is told at the end.\n\n " +
			"With the filters of queries only what passes is written: for other tools what lists would show, for " +
			"load that and everything that it names. A file given with -o is replaced only when the export is " +
			"complete.",
		Example: "  dragoman export -o backup.jsonl\n  dragoman export --format gexf --statuses confirmed,corroborated -o sure.gexf\n" +
			"  dragoman export --format csv -o for-neo4j\n  dragoman export --types holds,of --as-of 2025-11-01 | dragoman load --data part -",
		Args: cobra.NoArgs,
	}
	x.args = queryArguments(cmd, evidence()...)
	where := queryStoreFlags(cmd, "database")
	_ = cmd.Flags().MarkHidden("timeout") // an export takes as long as it takes
	cmd.Flags().StringVar(&x.format, "format", "jsonl", strings.Join(exportFormats, ", "))
	cmd.Flags().BoolVar(&x.audit, "audit", false, "jsonl, yaml: with who recorded a claim, and when, also where that is not needed")
	cmd.Flags().StringVarP(&x.path, "output", "o", "-", "file to write; a folder for csv")
	cmd.Flags().SortFlags = false
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if err := x.check(cmd); err != nil {
			return err
		}
		b, err := m.connect(cmd.Context(), where, false)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		return m.export(cmd.Context(), b, x)
	}
	return cmd
}

func (x *exporting) check(cmd *cobra.Command) error {
	x.format = strings.ToLower(x.format)
	switch records := x.format == "jsonl" || x.format == "yaml"; {
	case !isOneOf(x.format, exportFormats):
		return usage("--format %q is not known; it is one of %s", x.format, strings.Join(exportFormats, ", "))
	case x.format == csvPair && x.path == "-":
		return usage("--format csv writes two files: name a folder for them with -o")
	case x.audit && !records && cmd.Flags().Changed("audit"):
		return usage("--audit is for --format jsonl and yaml")
	}
	return x.args.unheeded()
}

func isOneOf(word string, list []string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

func (m *Main) export(ctx context.Context, b backend, x *exporting) error {
	where, err := m.filter(ctx, b, x.args)
	if err != nil {
		return err
	}
	o := exchange.Options{Where: where, Audit: x.audit, Left: m.tellLeft("not written")}
	switch {
	case x.format == csvPair:
		return m.exportPair(ctx, b, x.path, o)
	case where == nil && x.format == "jsonl": // canonical, with judgements
		return m.output(x.path, func(w io.Writer) error {
			return graph.EncodeRecords(w, b.Export(ctx, x.audit), graph.EncodeOptions{Audit: x.audit})
		})
	case where == nil && x.format == "yaml":
		return m.output(x.path, func(w io.Writer) error {
			return records.WriteYAML(w, b.Export(ctx, x.audit), graph.EncodeOptions{Audit: x.audit})
		})
	}
	return m.output(x.path, func(w io.Writer) error {
		return asUsage(b.Exchange(ctx, []exchanged{{exchange.Format(x.format), w}}, o))
	})
}

// exportPair writes nodes.csv and edges.csv, both or none anew.
func (m *Main) exportPair(ctx context.Context, b backend, dir string, o exchange.Options) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return cannotWrite(dir, err)
	}
	return m.output(filepath.Join(dir, "nodes.csv"), func(nodes io.Writer) error {
		return m.output(filepath.Join(dir, "edges.csv"), func(edges io.Writer) error {
			return asUsage(b.Exchange(ctx, []exchanged{{exchange.CSVNodes, nodes}, {exchange.CSVEdges, edges}}, o))
		})
	})
}

// filter reads the filter that the flags say; nil where they say none.
func (m *Main) filter(ctx context.Context, b backend, args *arguments) (*graph.Filter, error) {
	vars := args.variables()
	if err := m.resolveWhere(ctx, b, vars); err != nil {
		return nil, err
	}
	if vars["where"] == nil {
		return nil, nil
	}
	text, err := json.Marshal(vars["where"])
	if err != nil {
		return nil, err
	}
	where, err := exchange.ParseFilter(text)
	return where, asUsage(err)
}

// tellLeft tells what a format or the model cannot hold.
func (m *Main) tellLeft(how string) func(what string, times int) {
	return func(what string, times int) {
		_, _ = io.WriteString(m.Stderr, how+": "+thousands(times)+" × "+plain(what)+"\n")
	}
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

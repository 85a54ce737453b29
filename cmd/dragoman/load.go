package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"dragoman/graph"
)

func (m *Main) loadCommand() *cobra.Command {
	var replace bool
	onError := one(graph.ParseOnError, graph.RefuseAll, "refuse-all|skip")
	cmd := &cobra.Command{
		Use:   "load FILE...",
		Short: "Load records",
		Long: "load adds the records of files (.jsonl or .yaml, also .gz; - is standard input), one batch for " +
			"each file: it is taken whole or not at all. Loading a file again changes nothing. " +
			"What is wrong with a record is told as file:line:column: field: reason.",
		Example: "  dragoman load articles.yaml more.jsonl.gz\n  dragoman generate --entities 1000 --relations 5000 | dragoman load -",
		Args:    cobra.MinimumNArgs(1),
	}
	where := storeFlags(cmd)
	cmd.Flags().BoolVar(&replace, "replace", false, "let values that differ from what is stored replace it")
	cmd.Flags().Var(onError, "on-error", "when a record is bad: refuse the whole file, or only skip that record")
	cmd.RunE = func(cmd *cobra.Command, files []string) (err error) {
		b, err := m.connect(cmd.Context(), where, true)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		o := loading{replace: replace, onError: onError.(*oneWord[graph.OnError]).value}
		code := exitOK
		for _, path := range files {
			took, err := m.loadFile(cmd.Context(), b, path, o)
			if err != nil {
				return err
			}
			if !took {
				code = exitFailure
			}
		}
		return silently(code)
	}
	return cmd
}

// loadFile loads one file. took is false where records were refused, which has
// then been told.
func (m *Main) loadFile(ctx context.Context, b backend, path string, o loading) (took bool, err error) {
	bar := m.progress(path)
	f, err := m.openFeed(path, bar.add)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	receipt, err := b.Load(ctx, f, o)
	bar.end()
	var batch *graph.BatchError
	switch {
	case errors.As(err, &batch):
		m.tellRefused(batch.Refused, batch.More)
		_, _ = fmt.Fprintf(m.Stderr, "dragoman: %s: refused whole, nothing was stored (--on-error skip takes the good records)\n", f.name)
		return false, nil
	case err != nil:
		return false, asFailure(err)
	}
	m.tellRefused(receipt.Refused, 0)
	_, err = fmt.Fprintf(m.Stdout, "%s: %s\n", f.name, summary(receipt))
	return len(receipt.Refused) == 0, err
}

// asFailure keeps what is unknown to a file from counting as "not found".
func asFailure(err error) error {
	if exitCode(err) == exitNotFound {
		return &outcome{exitFailure, err}
	}
	return err
}

// tellRefused prints bad records, each in a line that editors can follow.
func (m *Main) tellRefused(refused []graph.Refusal, more int) {
	for _, r := range refused {
		e := graph.RecordError{File: r.File, Line: r.Line, Column: r.Column, Field: r.Field, Reason: r.Reason}
		_, _ = fmt.Fprintln(m.Stderr, plain(e.Error()))
	}
	if more > 0 {
		_, _ = fmt.Fprintf(m.Stderr, "and %s\n", counted(more, "more bad record"))
	}
}

// summary says what a batch did.
func summary(r graph.Receipt) string {
	text := ""
	for _, part := range []struct {
		n    int
		noun []string
	}{
		{r.Documents, []string{"document", "documents"}},
		{r.Entities, []string{"entity", "entities"}},
		{r.Relations, []string{"relation", "relations"}},
		{r.Attributes, []string{"attribute", "attributes"}},
		{r.Claims, []string{"claim", "claims"}},
		{r.Judgements, []string{"judgement", "judgements"}},
	} {
		if part.n > 0 {
			text += prefixed(", ", counted(part.n, part.noun[0], part.noun[1]))
		}
	}
	if text == "" {
		text = ", nothing new"
	}
	if n := len(r.Refused); n > 0 {
		text += ", " + counted(n, "bad record") + " skipped"
	}
	return text[2:]
}

// progress shows how far a file is, on a terminal only.
type progress struct{ bar *progressbar.ProgressBar }

func (m *Main) progress(path string) progress {
	f, ok := m.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return progress{}
	}
	size := int64(-1)
	if info, err := os.Stat(path); path != "-" && err == nil {
		size = info.Size()
	}
	return progress{progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(io.Writer(f)), progressbar.OptionSetDescription(path), progressbar.OptionShowBytes(true),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(20),
	)}
}

func (p progress) add(n int) {
	if p.bar != nil {
		_ = p.bar.Add(n)
	}
}

func (p progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

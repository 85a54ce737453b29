package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/intake"
	"dragoman/mappings"
	"dragoman/records"
)

func (m *Main) loadCommand() *cobra.Command {
	var replace, demo, dry bool
	var format string
	var with mapFlags
	onError := one(graph.ParseOnError, graph.RefuseAll, "refuse-all|skip")
	cmd := &cobra.Command{
		Use:   "load FILE...",
		Short: "Load records",
		Long: "load adds the records of files (.jsonl or .yaml, also .gz; - is standard input). The embedded store " +
			"takes each file whole or not at all, and a load into an empty folder that was stopped goes on where it was, " +
			"by the same command (not from standard input); Neo4j takes a long one in portions, after it was looked " +
			"through for what is wrong in itself. Loading a file again changes nothing. " +
			"Files named .ftm.json, and all with --format ftm, hold entities of FollowTheMoney; what of them is not loaded is told. " +
			"What is wrong with a record is told as file:line:column: field: reason.\n\n" +
			"With --map, files of other forms (CSV, JSON, JSON Lines, also .gz) become records by a mapping: one that the program " +
			"has (dragoman mappings lists them) or a file of your own. Several files that a mapping reads together are named together.",
		Example: "  dragoman load articles.yaml more.jsonl.gz\n  dragoman generate --entities 1000 --relations 5000 | dragoman load -\n" +
			"  dragoman load --map embassies --dry-run database_of_embassies.csv\n  dragoman load --map mine.yaml --set published=2025-11-01 list.csv",
		Args: func(_ *cobra.Command, files []string) error {
			if len(files) == 0 && !demo {
				return usage("name the files to load; - is standard input, --demo the built-in demo graph")
			}
			return nil
		},
	}
	where := storeFlags(cmd, "database")
	cmd.Flags().BoolVar(&demo, "demo", false, "load the built-in demo graph")
	cmd.Flags().StringVar(&format, "format", "", "records or ftm; else by the name of the file")
	cmd.Flags().BoolVar(&replace, "replace", false, "let values that differ from what is stored replace it")
	cmd.Flags().Var(onError, "on-error", "when a record is bad: refuse the whole file, or only skip that record")
	cmd.Flags().StringVar(&with.name, "map", "", "make records of the files by this mapping: a name that the program has, or a YAML file")
	_ = cmd.RegisterFlagCompletionFunc("map", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return mappings.Names(), cobra.ShellCompDirectiveDefault
	}) // the flag is there
	cmd.Flags().StringArrayVar(&with.set, "set", nil, "NAME=VALUE: give a constant of the mapping another value; may be repeated")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "store nothing: show counts, ten records and what is wrong")
	cmd.RunE = func(cmd *cobra.Command, files []string) (err error) {
		if !isOneOf(format, []string{"", formatRecords, formatFtM}) {
			return usage("--format %q is not known; it is records or ftm", format)
		}
		feeds, err := m.feeds(with, files, demo, format)
		if err != nil {
			return m.tellFaults(err)
		}
		defer func() { err = errors.Join(err, closeFeeds(feeds)) }()
		code := exitOK
		if dry {
			for _, f := range feeds {
				sound, err := m.rehearse(f)
				if err != nil {
					return m.tellFaults(err)
				}
				if !sound {
					code = exitFailure
				}
			}
			return silently(code)
		}
		b, err := m.connect(cmd.Context(), where, true)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		o := loading{replace: replace, onError: onError.(*oneWord[graph.OnError]).value}
		for _, f := range feeds {
			took, err := m.loadFile(cmd.Context(), b, f, o)
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

// feeds are the streams that a command line names.
func (m *Main) feeds(with mapFlags, files []string, demo bool, format string) (feeds []*feed, err error) {
	if demo {
		feeds = append(feeds, demoFeed())
	}
	switch {
	case with.name != "" && format != "":
		return nil, usage("--map says what the files hold; leave --format out")
	case with.name != "" && len(files) == 0:
		return nil, usage("name the files that --map %s makes records of", with.name)
	case with.name != "":
		mapped, err := m.mappedFeeds(with, files)
		return append(feeds, mapped...), err
	case len(with.set) > 0:
		return nil, usage("--set is for the constants of a mapping; name one with --map")
	}
	for _, path := range files {
		if format == "" && records.IsTable(path) {
			return nil, errors.Join(usage("%s: rows of a table become records by a mapping: name one with --map, a file of your own (docs/mapping.md says how) or one that the program has: %s", path, strings.Join(mappings.Names(), " ")), closeFeeds(feeds))
		}
		f, err := m.openFeed(path)
		if err == nil {
			feeds = append(feeds, f)
			if format == formatFtM || format == "" && isFtM(path) {
				err = m.asFtM(f)
			}
		}
		if err != nil {
			return nil, errors.Join(err, closeFeeds(feeds))
		}
	}
	return feeds, nil
}

func closeFeeds(feeds []*feed) (err error) {
	for _, f := range feeds {
		err = errors.Join(err, f.Close())
	}
	return err
}

// asFtM makes a feed one of entities of FollowTheMoney. It is read more than once;
// what is not loaded is told once.
func (m *Main) asFtM(f *feed) error {
	var left []string
	told := m.tellLeft("not loaded")
	f.ftm = func(what string, times int) {
		if !slices.Contains(left, what) {
			left = append(left, what)
			told(what, times)
		}
	}
	return f.keep()
}

// The formats of load.
const (
	formatRecords = "records"
	formatFtM     = "ftm"
)

// isFtM says whether a file holds entities of FollowTheMoney, where no flag does.
func isFtM(path string) bool {
	name := strings.TrimSuffix(strings.ToLower(path), ".gz")
	return strings.HasSuffix(name, ".ftm.json") || strings.HasSuffix(name, ".ftm.jsonl") || strings.HasSuffix(name, ".ftm")
}

// loadFile loads one file. took is false where records were refused, which has
// then been told.
func (m *Main) loadFile(ctx context.Context, b backend, f *feed, o loading) (took bool, err error) {
	bar, tell := m.progress(f.name), func() {}
	if l, here := b.(*local); here && l.dir != "" {
		lying := m.letLie()
		defer lying.end()
		tell = lying.tell
	}
	o.progress = func(done, of int) {
		tell()
		if of > 0 {
			bar.tell(done, of)
		} else {
			bar.guess(done, f.foreseen(done))
		}
	}
	receipt, err := b.Load(ctx, f, o)
	bar.end()
	var batch *graph.BatchError
	var stopped *intake.Stopped
	errors.As(err, &stopped)
	switch {
	case errors.As(err, &batch):
		f.explain(batch.Refused)
		m.tellBad(f, batch.Refused, batch.More)
		end := "refused whole, nothing was stored (--on-error skip takes the good records)"
		if stopped != nil {
			end = stopped.State()
		}
		_, _ = fmt.Fprintf(m.Stderr, "dragoman: %s: %s\n", f.name, end)
		return false, nil
	case stopped != nil:
		return false, asFailure(stopped.Domain())
	case ctx.Err() != nil && err != nil:
		return false, interrupted(b, f, err)
	case err != nil:
		return false, m.tellFaults(err)
	}
	f.explain(receipt.Refused)
	m.tellBad(f, receipt.Refused, 0)
	if f.mapped != nil {
		m.tellMapped(f.mapped)
	}
	_, err = fmt.Fprintf(m.Stdout, "%s: %s\n", f.name, summary(receipt))
	return len(receipt.Refused) == 0, err
}

// interrupted says what became of a file whose load was stopped from outside.
func interrupted(b backend, f *feed, err error) error {
	state := "nothing of it was stored"
	if l, here := b.(*local); here && l.dir != "" {
		if _, records, kept := embedded.Interrupted(l.dir); kept {
			state = fmt.Sprintf("nothing of it is seen, but %s of it are kept, and the same command goes on from there", counted(records, "record"))
		}
	}
	if _, away := b.(*remote); away {
		state = "the server takes it whole or not at all, and which of the two is not known"
	}
	if graph.CodeOf(err) == graph.Deadline || errors.Is(err, context.Canceled) {
		err = nil // what stopped it is known to who did
	}
	return &graph.Error{Code: graph.Deadline, Err: err, Message: f.name + ": stopped; " + state + "; files that were told of before are in. Load the same again: what is in is not added twice"}
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

// progress shows how many records are through, and how fast, on a terminal only.
type progress struct {
	bar *progressbar.ProgressBar
	out *gate
}

// gate holds back what is written while it is shut.
type gate struct {
	io.Writer
	shut atomic.Bool
}

func (g *gate) Write(b []byte) (int, error) {
	if g.shut.Load() {
		return len(b), nil
	}
	return g.Writer.Write(b)
}

func (m *Main) progress(name string) progress {
	f, ok := m.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return progress{}
	}
	return newProgress(f, name)
}

// newProgress begins to count the time. The bar is shown with the first number.
func newProgress(w io.Writer, name string) progress {
	p := progress{out: &gate{Writer: w}}
	p.out.shut.Store(true)
	p.bar = progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(p.out), progressbar.OptionSetDescription(name), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("records"),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(20),
	)
	_ = p.bar.RenderBlank()
	return p
}

// tell says that so many records are through, of so many; 0 where that is not known.
func (p progress) tell(done, of int) {
	if p.bar == nil {
		return
	}
	if of > 0 && p.bar.GetMax() != of { // it was looked through, and now goes in
		p.bar.Reset()
		p.out.shut.Store(true)
	}
	p.guess(done, of)
}

// guess is tell where of is what the part of the file that was read lets expect.
func (p progress) guess(done, of int) {
	if p.bar == nil {
		return
	}
	if of > 0 {
		p.bar.ChangeMax(of) // which draws the bar, with the number before
	}
	p.out.shut.Store(false)
	_ = p.bar.Set(done)
}

func (p progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.out.shut.Store(true)
		_ = p.bar.Finish() // so that what draws it ends
	}
}

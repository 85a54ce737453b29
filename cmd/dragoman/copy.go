package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dragoman/graph"
	"dragoman/graph/neo4jstore"
	"dragoman/intake"
	"dragoman/records"
)

// copying are the flags of copy.
type copying struct {
	from, to  string
	into      bool
	tokenFile string
	both      account // of whichever side is a database
	fromOnly  account // what differs where both are
	flags     *pflag.FlagSet
}

func (m *Main) copyCommand() *cobra.Command {
	c := &copying{}
	cmd := &cobra.Command{
		Use:   "copy --from STORE --to STORE",
		Short: "Copy all records from one store to another",
		Long: "copy brings all records of one store into another, and then compares the digests of both. A store is " +
			"a data folder, the address of a Neo4j (bolt://host:7687, neo4j+s://host), or that of a server " +
			"(http://host:8080). A folder that a server holds is read and written through that server. " +
			"The flags --neo4j-… are those of whichever side is a database, --from-neo4j-… those of the " +
			"first where both are.\n\n " +
			"Copying again after a failure is harmless: what is in is not added twice; give --into then.",
		Example: "  dragoman copy --from ./dragoman-data --to bolt://localhost:7687\n" +
			"  dragoman copy --from neo4j+s://db --neo4j-password-file pw --to ./backup",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return m.copy(cmd.Context(), c) },
	}
	fs := cmd.Flags()
	c.flags, fs.SortFlags = fs, false
	fs.StringVar(&c.from, "from", "", "store to copy: folder or address")
	fs.StringVar(&c.to, "to", "", "store to copy to: folder, made if it is missing, or address")
	fs.BoolVar(&c.into, "into", false, "copy into a store that holds something already")
	c.both.flags(fs, "")
	c.fromOnly.flags(fs, "from-")
	fs.StringVar(&c.tokenFile, "bearer-token-file", "", "file with the token to show to a server (or DRAGOMAN_TOKEN)")
	return cmd
}

func (m *Main) copy(ctx context.Context, c *copying) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	from, err := m.side(ctx, c, c.from, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if beginning(from.Export(ctx, true)) == nothing {
		_, _ = fmt.Fprintf(m.Stderr, "%s holds nothing.\n", c.from)
	}
	to, err := m.side(ctx, c, c.to, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	held := beginning(to.Export(ctx, true))
	if held.err != nil {
		return held.err
	}
	if held != nothing && !c.into {
		return graph.Errorf(graph.Conflict, "%s holds records already; name an empty store, or add to it with --into", c.to)
	}
	return m.transfuse(ctx, c, from, to, held != nothing)
}

func (c *copying) check() error {
	switch {
	case c.from == "":
		return usage("--from is missing: the store to copy")
	case c.to == "":
		return usage("--to is missing: the store to copy to")
	case same(c.from, c.to) && !(isDatabase(c.from) && c.fromOnly.database != c.both.database && c.fromOnly.database != ""):
		return usage("--from and --to are the same store")
	}
	for _, name := range forAccount {
		switch {
		case rankOf(c.flags, name) == onLine && !isDatabase(c.from) && !isDatabase(c.to):
			return usage("--%s is for a side that is a database, as bolt://host:7687", name)
		case rankOf(c.flags, c.fromOnly.prefix+name) == onLine && !isDatabase(c.from):
			return usage("--%s is for a --from that is a database, as bolt://host:7687", c.fromOnly.prefix+name)
		}
	}
	return nil
}

// forAccount are the flags of an account.
var forAccount = []string{"neo4j-user", "neo4j-password-file", "neo4j-database"}

func same(a, b string) bool {
	if strings.Contains(a, "://") || strings.Contains(b, "://") {
		return strings.TrimRight(a, "/") == strings.TrimRight(b, "/")
	}
	a, errA := filepath.Abs(a)
	b, errB := filepath.Abs(b)
	return a == b && errA == nil && errB == nil
}

// side opens one of the two stores.
func (m *Main) side(ctx context.Context, c *copying, place string, isFrom bool) (backend, error) {
	w := &whereabouts{data: place, tokenFile: c.tokenFile}
	switch {
	case isDatabase(place):
		return m.database(ctx, c, place, isFrom)
	case strings.Contains(place, "://"):
		w.server = place
		return m.dial(place, w)
	}
	if h, ok := heldBy(ctx, place); ok {
		return m.dial(h.Address, w)
	}
	if isFrom {
		if err := w.holdsGraph(); err != nil {
			return nil, err
		}
	}
	return openFolder(ctx, place)
}

func (m *Main) database(ctx context.Context, c *copying, uri string, isFrom bool) (backend, error) {
	a := c.both
	if isFrom {
		over := c.fromOnly
		if word, _ := m.LookupEnv(over.variable()); over.passwordFile != "" || word != "" {
			a.passwordFile, a.prefix = over.passwordFile, over.prefix
		}
		if over.user != "" {
			a.user = over.user
		}
		if over.database != "" {
			a.database = over.database
		}
	}
	a.uri = uri
	o, err := m.options(&a)
	if err != nil {
		return nil, err
	}
	o.Search = neo4jstore.SearchDatabase // copying searches nothing
	store, err := openDatabase(ctx, o)
	if err != nil {
		return nil, err
	}
	return newLocal(store), nil
}

// found is the beginning of an export.
type found struct {
	any bool
	err error
}

// nothing is that of an empty store.
var nothing = found{}

func beginning(in iter.Seq2[graph.Record, error]) found {
	for _, err := range in {
		return found{true, err}
	}
	return nothing
}

// transfuse copies, and tells what both sides hold then.
func (m *Main) transfuse(ctx context.Context, c *copying, from, to backend, added bool) error {
	bar := m.progress(c.from)
	f := &feed{name: c.from, from: func() iter.Seq2[graph.Record, error] { return from.Export(ctx, true) }}
	receipt, err := to.Load(ctx, f, loading{progress: bar.tell})
	bar.end()
	var stopped *intake.Stopped
	var batch *graph.BatchError
	errors.As(err, &stopped)
	if errors.As(err, &batch) {
		m.tellRefused(batch.Refused, batch.More)
	}
	switch {
	case stopped != nil:
		return asFailure(stopped.Domain())
	case batch != nil:
		return graph.Errorf(graph.Conflict, "%s does not take the records, nothing was stored", c.to)
	case err != nil:
		return asFailure(err)
	}
	_, _ = fmt.Fprintf(m.Stderr, "%s: %s\n", c.to, summary(receipt))
	return m.compare(ctx, c, from, to, added)
}

// compare says whether both sides hold the same.
func (m *Main) compare(ctx context.Context, c *copying, from, to backend, added bool) error {
	a, err := records.DigestOf(from.Export(ctx, true))
	if err != nil {
		return err
	}
	b, err := records.DigestOf(to.Export(ctx, true))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "from  %s  %s  %s\nto    %s  %s  %s\n",
		a, counted(a.Records, "record"), c.from, b, counted(b.Records, "record"), c.to)
	switch equal := a.String() == b.String(); {
	case err != nil:
		return err
	case equal:
		_, _ = fmt.Fprintln(m.Stderr, "Both hold the same.")
	case added:
		_, _ = fmt.Fprintf(m.Stderr, "They differ: %s held something before.\n", c.to)
	default:
		return graph.Errorf(graph.Conflict, "%s does not hold what %s holds; was one of them written to meanwhile? Copy again with --into, and compare with digest", c.to, c.from)
	}
	return nil
}

package main

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"os"
	"time"

	"github.com/spf13/cobra"

	"dragoman/archive"
	"dragoman/exchange"
	"dragoman/graph"
)

// backend answers the commands: the store in this process, or a server.
type backend interface {
	// Query runs a fixed operation and gives the values of its root fields.
	Query(ctx context.Context, op operation, vars variables) (map[string]json.RawMessage, error)
	// Load applies one file, as one batch where the store takes it so. What was
	// refused is a *graph.BatchError; an *intake.Stopped around an error says that a
	// part is in.
	Load(ctx context.Context, f *feed, o loading) (graph.Receipt, error)
	// Export yields every record in canonical order.
	Export(ctx context.Context, audit bool) iter.Seq2[graph.Record, error]
	// Exchange writes the graph in the formats of other tools, all files from one
	// state.
	Exchange(ctx context.Context, files []exchanged, o exchange.Options) error
	// Check yields what is wrong with the store.
	Check(ctx context.Context) iter.Seq2[string, error]
	// Backup makes a backup at path, which is a file already that may be overwritten.
	Backup(ctx context.Context, path string) (archive.Manifest, error)
	// Compact gives the size before and after, in bytes.
	Compact(ctx context.Context) (before, after int64, err error)
	// Repair says what it made anew.
	Repair(ctx context.Context) ([]string, error)
	io.Closer
}

// exchanged is a file to be written in a format.
type exchanged struct {
	format exchange.Format
	w      io.Writer
}

// loading is how a file is loaded.
type loading struct {
	replace  bool
	onError  graph.OnError
	progress func(done, of int) // of is 0 where it is not known; may be nil
}

// whereabouts are the flags that say which graph a command is about.
type whereabouts struct {
	data      string
	server    string
	tokenFile string
	memory    bool
	timeout   time.Duration
	store     *choice
}

const defaultData = "./dragoman-data"

// storeFlags adds them. search is the default of --search.
func storeFlags(cmd *cobra.Command, search string) *whereabouts {
	w := &whereabouts{}
	fs := cmd.Flags()
	fs.StringVar(&w.data, "data", defaultData, "data folder; if a server holds it, that server is asked")
	fs.StringVar(&w.server, "server", "", "address of a server to ask instead, as http://host:port")
	fs.StringVar(&w.tokenFile, "bearer-token-file", "", "file with the token to show to the server (or DRAGOMAN_TOKEN)")
	w.store = storeChoice(cmd, search)
	return w
}

// queryStoreFlags adds those of commands that only ask.
func queryStoreFlags(cmd *cobra.Command, search string) *whereabouts {
	w := storeFlags(cmd, search)
	cmd.Flags().BoolVar(&w.memory, "memory", false, "ask the built-in demo graph, held in memory")
	cmd.Flags().DurationVar(&w.timeout, "timeout", 10*time.Second, "time allowed for the answer")
	return w
}

// connect finds the backend: the server named, the server that holds the data
// folder, the database, or the folder itself. create allows for a folder that is
// not there yet.
func (m *Main) connect(ctx context.Context, w *whereabouts, create bool) (backend, error) {
	if err := w.store.decide(w.memory, w.server != ""); err != nil {
		return nil, err
	}
	switch {
	case w.memory && w.server != "":
		return nil, usage("--memory and --server exclude each other")
	case w.memory:
		return openDemo(ctx)
	case w.server != "":
		return m.dial(w.server, w)
	}
	h, held := heldBy(ctx, w.data)
	switch {
	case w.store.kind == kindEmbedded && held, held && h.Store == w.store.at.place():
		if err := w.store.chosenAtStart(h, w.data); err != nil {
			return nil, err
		}
		return m.dial(h.Address, w)
	case w.store.kind == kindEmbedded:
		if !create {
			if err := w.holdsGraph(); err != nil {
				return nil, err
			}
		}
		return openFolder(ctx, w.data)
	}
	folder := w.data
	if _, err := os.Stat(folder); err != nil || held { // a question leaves no files behind
		folder = ""
	}
	return m.openNeo4j(ctx, w.store, folder)
}

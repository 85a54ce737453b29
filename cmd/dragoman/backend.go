package main

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

// backend answers the commands: the store in this process, or a server.
type backend interface {
	// Query runs a fixed operation and gives the values of its root fields.
	Query(ctx context.Context, op operation, vars variables) (map[string]json.RawMessage, error)
	// Load applies one file as one batch. A refused batch is a *graph.BatchError.
	Load(ctx context.Context, f *feed, o loading) (graph.Receipt, error)
	// Export yields every record in canonical order.
	Export(ctx context.Context, audit bool) iter.Seq2[graph.Record, error]
	// Check yields what is wrong with the store.
	Check(ctx context.Context) iter.Seq2[string, error]
	io.Closer
}

// loading is how a batch is applied.
type loading struct {
	replace bool
	onError graph.OnError
}

// whereabouts are the flags that say which graph a command is about.
type whereabouts struct {
	data      string
	server    string
	tokenFile string
	memory    bool
	timeout   time.Duration
}

const defaultData = "./dragoman-data"

// storeFlags adds them.
func storeFlags(cmd *cobra.Command) *whereabouts {
	w := &whereabouts{}
	fs := cmd.Flags()
	fs.StringVar(&w.data, "data", defaultData, "data folder; if a server holds it, that server is asked")
	fs.StringVar(&w.server, "server", "", "address of a server to ask instead, as http://host:port")
	fs.StringVar(&w.tokenFile, "bearer-token-file", "", "file with the token to show to the server (or DRAGOMAN_TOKEN)")
	return w
}

// queryStoreFlags adds those of commands that only ask.
func queryStoreFlags(cmd *cobra.Command) *whereabouts {
	w := storeFlags(cmd)
	cmd.Flags().BoolVar(&w.memory, "memory", false, "ask the built-in demo graph, held in memory")
	cmd.Flags().DurationVar(&w.timeout, "timeout", 10*time.Second, "time allowed for the answer")
	return w
}

// connect finds the backend: the server named, the server that holds the data
// folder, or the folder itself. create allows for a folder that is not there yet.
func (m *Main) connect(ctx context.Context, w *whereabouts, create bool) (backend, error) {
	switch {
	case w.memory && w.server != "":
		return nil, usage("--memory and --server exclude each other")
	case w.memory:
		return openDemo(ctx)
	case w.server != "":
		return m.dial(w.server, w)
	}
	if h, ok := heldBy(ctx, w.data); ok {
		return m.dial(h.Address, w)
	}
	return openFolder(ctx, w.data, create)
}

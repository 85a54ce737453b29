package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"dragoman/exchange"
	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/intake"
	"dragoman/resolvers"
	"dragoman/seed"
)

// local answers from a store in this process, through the schema that a server
// would use.
type local struct {
	store graph.Store
	exec  *executor.Executor
	dir   string // data folder of the embedded store; "" for any other
}

func newLocal(store graph.Store) *local {
	l := &local{store: store, exec: executor.New(resolvers.NewExecutableSchema(store, resolvers.Options{}))}
	l.exec.SetErrorPresenter(presentLocally)
	l.exec.SetRecoverFunc(resolvers.Recover)
	return l
}

// presentLocally tells a damaged data file in full: who asks in this process may
// know the folder, and is the one to restore it.
func presentLocally(ctx context.Context, err error) *gqlerror.Error {
	var e *graph.Error
	if errors.Is(err, embedded.ErrDamaged) && errors.As(err, &e) {
		return &gqlerror.Error{Path: graphql.GetPath(ctx), Message: e.Message, Extensions: map[string]any{"code": string(e.Code)}}
	}
	return resolvers.ErrorPresenter(ctx, err)
}

// openFolder opens the store of a data folder, which it makes where there is none.
func openFolder(ctx context.Context, dir string) (*local, error) {
	var store graph.Store
	err := patiently(ctx, func() (err error) {
		store, err = openStore(ctx, dir)
		return err
	})
	if err != nil {
		return nil, err
	}
	l := newLocal(store)
	l.dir = dir
	return l, nil
}

// holdsGraph refuses a data folder that is missing, or that only a server over Neo4j
// uses: a question never leaves files behind.
func (w *whereabouts) holdsGraph() error {
	dir, other, database := w.data, "name another store with --from", "the address of the database with --from"
	if w.store != nil {
		other, database = "name one with --data or a server with --server", "the database with --store neo4j and --neo4j-uri"
		if w.store.flags.Lookup("memory") != nil {
			other = "name one with --data, a server with --server, or the demo graph with --memory"
		}
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return graph.Errorf(graph.Unavailable, "there is no data folder %s: make one with load or serve, or %s", dir, other)
	}
	if saved, _ := filepath.Glob(filepath.Join(dir, "neo4j-*.snapshot")); len(saved) > 0 {
		if _, err := os.Stat(filepath.Join(dir, "dragoman.db")); errors.Is(err, fs.ErrNotExist) {
			return graph.Errorf(graph.Unavailable, "%s holds no graph, only what a server over Neo4j left: name %s", dir, database)
		}
	}
	return nil
}

// patiently opens a folder that another process may have open for a moment.
func patiently(ctx context.Context, open func() error) (err error) {
	for end := time.Now().Add(lockPatience); ; {
		err = open()
		if !errors.Is(err, embedded.ErrLocked) || time.Now().After(end) || !slept(ctx, lockPatience/20) {
			return err
		}
	}
}

// lockPatience is how long a command waits for another that has the folder open,
// as where several questions are asked at once.
const lockPatience = time.Second

func slept(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// openStore keeps a nil store from becoming an interface that is not.
func openStore(ctx context.Context, dir string) (graph.Store, error) {
	store, err := embedded.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	return store, nil
}

// openMemory opens an empty store in memory.
func openMemory(ctx context.Context) (graph.Store, error) {
	store, err := embedded.OpenMemory(ctx)
	if err != nil {
		return nil, err
	}
	return store, nil
}

// openDemo holds the built-in demo graph in memory.
func openDemo(ctx context.Context) (*local, error) {
	store, err := openMemory(ctx)
	if err != nil {
		return nil, err
	}
	if err := plant(ctx, store); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return newLocal(store), nil
}

// plant loads the built-in demo graph.
func plant(ctx context.Context, store graph.Writer) error {
	_, err := intake.Take(ctx, store, seed.Records, intake.Options{Actor: "dragoman", Action: "seed"})
	return err
}

// Query implements backend.
func (l *local) Query(ctx context.Context, op operation, vars variables) (map[string]json.RawMessage, error) {
	ctx = graphql.StartOperationTrace(ctx)
	ctx = resolvers.WithActor(resolvers.WithRole(ctx, resolvers.Reader), "local")
	oc, errs := l.exec.CreateOperationContext(ctx, &graphql.RawParams{Query: op.text(), Variables: vars})
	if errs != nil {
		return decodeAnswer(l.exec.DispatchError(graphql.WithOperationContext(ctx, oc), errs))
	}
	responses, ctx := l.exec.DispatchOperation(ctx, oc)
	resp := responses(ctx)
	if resp == nil {
		return nil, graph.Errorf(graph.Deadline, "no answer in time; allow more with --timeout, or ask for less")
	}
	return decodeAnswer(resp)
}

// decodeAnswer reads a response as if it had come over the wire.
func decodeAnswer(resp *graphql.Response) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(resp)
	if err != nil {
		return nil, err
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, err
	}
	return a.fields()
}

// Load implements backend.
func (l *local) Load(ctx context.Context, f *feed, o loading) (graph.Receipt, error) {
	if _, ok := l.store.(graph.Portioner); ok {
		if err := f.keep(); err != nil {
			return graph.Receipt{}, err
		}
	}
	var origin func(context.Context) string
	if l.dir != "" {
		var done func()
		origin, done = f.origin(ctx, o)
		defer done()
	}
	return intake.Take(ctx, l.store, f.records, intake.Options{
		Actor: "local", Action: "load", Origin: origin, Checked: f.checked(), OnError: o.onError, Replace: o.replace, Progress: o.progress,
	})
}

// Export implements backend.
func (l *local) Export(ctx context.Context, _ bool) iter.Seq2[graph.Record, error] {
	if e, ok := l.store.(graph.Exporter); ok {
		return e.Export(ctx)
	}
	return func(yield func(graph.Record, error) bool) {
		yield(graph.Record{}, graph.Errorf(graph.Unsupported, "this store does not export"))
	}
}

// Exchange implements backend.
func (l *local) Exchange(ctx context.Context, files []exchanged, o exchange.Options) error {
	return exchange.Held(ctx, l.store, func(ctx context.Context) error {
		for _, f := range files {
			o.Format = f.format
			if err := exchange.WriteHeld(ctx, f.w, l.store, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// Check implements backend.
func (l *local) Check(ctx context.Context) iter.Seq2[string, error] {
	if c, ok := l.store.(graph.Checker); ok {
		return c.Check(ctx)
	}
	return func(yield func(string, error) bool) {
		yield("", graph.Errorf(graph.Unsupported, "this store cannot check itself"))
	}
}

// Close implements backend.
func (l *local) Close() error { return l.store.Close() }

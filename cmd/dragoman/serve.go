package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/resolvers"
	"dragoman/server"
	"dragoman/web"
)

// serving are the flags of serve.
type serving struct {
	addr, data           string
	store                *choice
	memory, empty, demo  bool
	insecure             bool
	hosts                []string
	tokens, editorTokens string
	limits               server.Limits
	grace                time.Duration
	logLevel, logFormat  string
}

func (m *Main) serveCommand() *cobra.Command {
	s := &serving{limits: server.DefaultLimits()}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the graph: GraphQL, playground, start page",
		Long: "serve answers GraphQL over HTTP until it is told to stop (Ctrl-C). An empty data folder gets the " +
			"built-in demo graph, an empty database only with --demo. Without --token-file only this machine " +
			"can be served. With --store neo4j the server starts while the database is away, and the data " +
			"folder holds nothing but what makes the next start faster.",
		Example: "  dragoman serve\n  dragoman serve --addr 127.0.0.1:0 --memory\n" +
			"  dragoman serve --store neo4j --neo4j-uri bolt://db:7687 --neo4j-password-file pw\n" +
			"  dragoman serve --addr 0.0.0.0:8080 --token-file readers --editor-token-file editors",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return m.serve(cmd.Context(), s) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&s.addr, "addr", "127.0.0.1:8080", "address to listen at; port 0 takes a free one")
	fs.StringVar(&s.data, "data", defaultData, "data folder, made if it is missing")
	fs.BoolVar(&s.memory, "memory", false, "keep the graph in memory only")
	s.store = storeChoice(cmd, "auto")
	fs.BoolVar(&s.demo, "demo", false, "put the built-in demo graph into an empty database, too")
	fs.BoolVar(&s.empty, "empty", false, "leave an empty store empty, without the demo graph")
	fs.StringVar(&s.tokens, "token-file", "", "file with the tokens of readers, one a line")
	fs.StringVar(&s.editorTokens, "editor-token-file", "", "file with the tokens of those who may write")
	fs.BoolVar(&s.insecure, "insecure", false, "serve other machines without tokens")
	fs.StringSliceVar(&s.hosts, "host", nil, "further names this server is called by; * is any")
	fs.Int64Var(&s.limits.Body, "max-body", s.limits.Body, "limit of a request: bytes")
	fs.IntVar(&s.limits.Tokens, "max-tokens", s.limits.Tokens, "limit of a request: tokens of the query")
	fs.IntVar(&s.limits.Depth, "max-query-depth", s.limits.Depth, "limit of a request: levels of fields")
	fs.IntVar(&s.limits.Aliases, "max-aliases", s.limits.Aliases, "limit of a request: aliases")
	fs.IntVar(&s.limits.RootFields, "max-root-fields", s.limits.RootFields, "limit of a request: root fields")
	fs.IntVar(&s.limits.Selections, "max-selections", s.limits.Selections, "limit of a request: fields in all")
	fs.IntVar(&s.limits.SetSize, "max-selection-set", s.limits.SetSize, "limit of a request: fields in one set")
	fs.IntVar(&s.limits.Cost, "max-cost", s.limits.Cost, "limit of a request: objects asked for")
	fs.Int64Var(&s.limits.Upload, "max-upload", s.limits.Upload, "limit of POST /records: bytes, as sent and as unpacked")
	fs.IntVar(&s.limits.Uploads, "max-uploads", s.limits.Uploads, "limit of POST /records: loads at the same time")
	fs.DurationVar(&s.limits.Deadline, "deadline", s.limits.Deadline, "limit of a request: time")
	fs.DurationVar(&s.grace, "grace", 10*time.Second, "time for requests under way when stopping")
	fs.StringVar(&s.logLevel, "log-level", "info", "debug, info, warn or error")
	fs.StringVar(&s.logFormat, "log-format", "text", "text or json")
	return cmd
}

func (m *Main) serve(ctx context.Context, s *serving) (err error) {
	config, err := m.serverConfig(s)
	if err != nil {
		return err
	}
	l, err := listen(ctx, s.addr)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // closed already after a regular end
	store, err := m.openServed(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	ctx, cancel := context.WithCancel(ctx)
	defer m.accompany(ctx, s, store, config.Log)()
	defer cancel()
	equip(config, store)
	edge, err := server.New(*config, s.addr)
	if err != nil {
		return &outcome{exitUsage, err}
	}
	address := reachable(l.Addr())
	if !s.memory {
		remove, err := announce(s.data, holder{Address: address, PID: os.Getpid(), Store: s.place()})
		if err != nil {
			return err
		}
		defer remove()
	}
	if err := m.welcome(ctx, s, store, address); err != nil {
		return err
	}
	return edge.Serve(ctx, l, s.grace)
}

// serverConfig reads what the flags say; everything wrong with them is found
// before anything is opened.
func (m *Main) serverConfig(s *serving) (*server.Config, error) {
	c := &server.Config{Limits: s.limits, Insecure: s.insecure, Version: version()}
	if !s.memory {
		c.Scratch = s.data
	}
	for _, h := range s.hosts {
		c.Hosts = append(c.Hosts, strings.ToLower(strings.TrimSpace(h)))
	}
	var err error
	if c.Log, err = m.logger(s); err != nil {
		return nil, err
	}
	if _, _, err := net.SplitHostPort(s.addr); err != nil {
		return nil, usage("--addr %q is not an address; it looks like 127.0.0.1:8080", s.addr)
	}
	if err := s.store.decide(s.memory, false); err != nil {
		return nil, err
	}
	if s.demo && s.empty {
		return nil, usage("--demo and --empty exclude each other")
	}
	for _, f := range []struct {
		path, role string
		to         *[]server.Token
	}{{s.tokens, "reader", &c.Tokens.Readers}, {s.editorTokens, "editor", &c.Tokens.Editors}} {
		if f.path == "" {
			continue
		}
		if *f.to, err = server.ReadTokens(f.path, f.role); err != nil {
			return nil, &outcome{exitUsage, err}
		}
	}
	if err := errors.Join(c.Limits.Check(), c.CheckExposure(s.addr)); err != nil {
		return nil, &outcome{exitUsage, err}
	}
	return c, nil
}

func (m *Main) logger(s *serving) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.logLevel)); err != nil {
		return nil, usage("--log-level %q is not known; it is debug, info, warn or error", s.logLevel)
	}
	o := &slog.HandlerOptions{Level: level}
	switch s.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(m.Stderr, o)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(m.Stderr, o)), nil
	}
	return nil, usage("--log-format %q is not known; it is text or json", s.logFormat)
}

// writing is "executor" in a binary that is linked so by the benchmarks: there, the
// executor writes every answer.
var writing string

// equip adds the store and what answers from it.
func equip(c *server.Config, store graph.Store) {
	c.Store = store
	c.Schema = resolvers.NewExecutableSchema(store, resolvers.Options{Plain: writing == "executor"})
	c.SDL = c.Schema.Schema().Query.Position.Src.Input
	c.Present = resolvers.ErrorPresenter
	c.Recover = resolvers.Recover
	c.Home = web.Home()
	c.Playground = web.Playground()
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err == nil {
		return l, nil
	}
	var at *net.OpError
	if errors.As(err, &at) {
		err = at.Err
	}
	return nil, graph.Errorf(graph.Invalid, "cannot listen at %s: %s; stop what runs there, or take another port with --addr", addr, err)
}

// openServed opens the store, and plants the demo graph in an empty one.
func (m *Main) openServed(ctx context.Context, s *serving) (graph.Store, error) {
	if s.store.kind == kindNeo4j {
		return m.openServedDatabase(ctx, s)
	}
	store, err := s.open(ctx)
	if err != nil {
		if h, ok := heldBy(ctx, s.data); ok && errors.Is(err, embedded.ErrLocked) {
			err = servedAlready(s.data, h)
		}
		return nil, err
	}
	info, err := store.Info(ctx)
	if err == nil && info.Entities == 0 && !s.empty {
		if err = plant(ctx, store); err == nil {
			_, _ = fmt.Fprintln(m.Stderr, "The store is empty: put the built-in demo graph in (--empty leaves it empty).")
		}
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func (s *serving) open(ctx context.Context) (graph.Store, error) {
	if s.memory {
		return openMemory(ctx)
	}
	return openStore(ctx, s.data)
}

func servedAlready(dir string, h holder) error {
	return graph.Errorf(graph.Unavailable, "%s is served already, at %s (process %d)", dir, h.Address, h.PID)
}

// place names the database that is served; "" where the graph is in the folder.
func (s *serving) place() string {
	if s.store.kind == kindNeo4j {
		return s.store.at.place()
	}
	return ""
}

// reachable is the address that this machine's programs use: a listener on all
// addresses is asked at the loopback one.
func reachable(a net.Addr) string {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return "http://" + a.String()
	}
	if ip := at.Addr().Unmap(); ip.IsUnspecified() {
		loopback := netip.AddrFrom4([4]byte{127, 0, 0, 1})
		at = netip.AddrPortFrom(loopback, at.Port())
	}
	return "http://" + at.String()
}

// welcome prints the addresses to open.
func (m *Main) welcome(ctx context.Context, s *serving, store graph.Store, address string) error {
	place := s.data
	switch {
	case s.memory:
		place = "memory"
	case s.store.kind == kindNeo4j:
		place = s.place()
	}
	info, err := store.Info(ctx)
	holds := "not there yet"
	switch {
	case err == nil:
		holds = fmt.Sprintf("%s, %s, %s", counted(info.Entities, "entity", "entities"), counted(info.Relations, "relation"), counted(info.Claims, "claim"))
	case s.store.kind != kindNeo4j:
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "Serving %s: %s\n\n  start here  %s/\n  playground  %s/playground\n  GraphQL     %s/graphql\n\nStop with Ctrl-C.\n",
		place, holds, address, address, address)
	return err
}

package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"dragoman/graph"
)

// Server serves one store over HTTP.
type Server struct {
	config   Config
	log      *slog.Logger
	metrics  *metrics
	handler  http.Handler
	loopback bool
	draining atomic.Bool
	uploads  chan struct{} // as many as may run at the same time
}

// New checks the configuration and builds the routes for serving at addr
// (host:port; the port is not used). It opens nothing.
func New(c Config, addr string) (*Server, error) {
	if err := errors.Join(c.Limits.Check(), c.CheckExposure(addr)); err != nil {
		return nil, err
	}
	s := &Server{config: c, log: c.Log, loopback: isLoopback(addr), metrics: newMetrics(c.Store), uploads: make(chan struct{}, c.Limits.Uploads)}
	if s.log == nil {
		s.log = slog.Default()
	}
	s.handler = s.routes()
	return s, nil
}

// routes lays out the paths of the contract. What answers about the graph needs
// a token where tokens are configured; pages and probes do not.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	open := func(pattern string, h http.Handler) { mux.Handle(pattern, s.observed(pattern, h)) }
	guarded := func(pattern string, h http.Handler) { open(pattern, s.authenticated(h)) }

	guarded("/graphql", newGraphQLHandler(s.config.Schema, &s.config))
	guarded("/records", s.following(http.HandlerFunc(s.serveRecords)))
	guarded("GET /export", s.following(http.HandlerFunc(s.serveExport)))
	guarded("GET /backup", s.following(http.HandlerFunc(s.serveBackup)))
	guarded("POST /compact", http.HandlerFunc(s.serveCompact))
	guarded("POST /repair", http.HandlerFunc(s.serveRepair))
	guarded("GET /check", s.following(http.HandlerFunc(s.serveCheck)))
	guarded("GET /schema.graphql", http.HandlerFunc(s.serveSchema))
	guarded("GET /metrics", s.metrics.handler())
	open("GET /healthz", http.HandlerFunc(s.serveHealth))
	open("GET /readyz", http.HandlerFunc(s.serveReady))
	open("GET /version", http.HandlerFunc(s.serveVersion))
	if s.config.Playground != nil {
		open("/playground", s.config.Playground)
		open("/playground/", s.config.Playground)
		open("/assets/", s.config.Playground) // its scripts and styles
	}
	if s.config.Home != nil {
		open("/", s.config.Home)
	}
	return s.hostChecked(s.crossOrigin(mux))
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Timeouts of connections. Answers may stream, so writing has no timeout of its
// own; operations have their deadline.
const (
	readHeaderTimeout = 5 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
)

// Serve answers on the listener until ctx is done, then stops taking requests
// and waits up to grace for those under way. It returns nil after such an end.
func (s *Server) Serve(ctx context.Context, l net.Listener, grace time.Duration) error {
	hs := &http.Server{
		Handler: s, ReadHeaderTimeout: readHeaderTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- hs.Serve(l) }()
	select {
	case err := <-ended:
		return &graph.Error{Code: graph.Unavailable, Message: "the listener failed", Err: err}
	case <-ctx.Done():
	}
	s.draining.Store(true)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := hs.Shutdown(stop)
	<-ended
	if err != nil {
		_ = hs.Close()
		return &graph.Error{Code: graph.Deadline, Message: "some requests were cut: they took longer than the grace period of " + grace.String(), Err: err}
	}
	return nil
}

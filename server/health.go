package server

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// readiness is the answer of /readyz.
type readiness struct {
	Ready   bool     `json:"ready"`
	Store   *about   `json:"store,omitempty"`
	Reasons []string `json:"reasons"` // why not; empty when ready
}

type about struct {
	Engine    string `json:"engine"`
	Revision  string `json:"revision"`
	Entities  int    `json:"entities"`
	Relations int    `json:"relations"`
	Claims    int    `json:"claims"`
}

// readyTimeout bounds how long the store may take to say that it is there.
const readyTimeout = 2 * time.Second

func (s *Server) ready(ctx context.Context) readiness {
	if s.draining.Load() {
		return readiness{Reasons: []string{"the server is shutting down"}}
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	info, err := s.config.Store.Info(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "store is not ready", "error", err)
		return readiness{Reasons: []string{"the store does not answer"}}
	}
	return readiness{
		Ready: true, Reasons: []string{},
		Store: &about{Engine: info.Engine, Revision: info.Revision, Entities: info.Entities, Relations: info.Relations, Claims: info.Claims},
	}
}

func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) {
	state := s.ready(r.Context())
	status := http.StatusOK
	if !state.Ready {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, state)
}

func (s *Server) serveHealth(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

func (s *Server) serveVersion(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.config.Version)
}

func (s *Server) serveSchema(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(s.config.SDL))
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte(`{}`)
	}
	w.Header().Set("Content-Type", mediaJSON+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n'))
}

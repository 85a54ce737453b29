package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"dragoman/graph"
)

// readiness is the answer of /readyz.
type readiness struct {
	Ready    bool     `json:"ready"`
	Reasons  []string `json:"reasons"`            // why not, or what is amiss all the same
	Search   string   `json:"search,omitempty"`   // how connections are searched, where the store says it
	Revision string   `json:"revision,omitempty"` // of the state that answers come from
	Behind   *float64 `json:"behind,omitempty"`   // seconds for which a later state has been known of, where the store says it
	Store    *about   `json:"store,omitempty"`
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
	state := readiness{Ready: true, Reasons: []string{}}
	if prober, ok := s.config.Store.(graph.Prober); ok {
		state = told(prober.Health(ctx))
	}
	if !state.Ready { // asking for counts would only take time
		return state
	}
	info, err := s.config.Store.Info(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "store is not ready", "error", err)
		state.Ready, state.Reasons = false, append(state.Reasons, whyNot(err))
		return state
	}
	state.Revision = cmp.Or(state.Revision, info.Revision)
	state.Store = &about{Engine: info.Engine, Revision: info.Revision, Entities: info.Entities, Relations: info.Relations, Claims: info.Claims}
	return state
}

// whyNot tells anybody why a store gives no counts, without paths of this machine.
func whyNot(err error) string {
	if errors.Is(err, graph.ErrDamaged) {
		return "the data file is damaged and is not answered from; the server's log and check name the place; restore a backup in its place (restore FILE --replace)"
	}
	return "the store does not answer"
}

// told is what a store says of itself.
func told(h graph.Health) readiness {
	if h.Reasons == nil {
		h.Reasons = []string{}
	}
	return readiness{Ready: h.Ready, Reasons: h.Reasons, Search: h.Search, Revision: h.Revision, Behind: &h.Behind}
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

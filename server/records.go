package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"dragoman/graph"
	"dragoman/intake"
	"dragoman/resolvers"
)

const mediaLines = "application/jsonl"

// serveRecords moves whole graphs, which the GraphQL body limit is too small
// for: GET writes the canonical record stream, POST loads one: as one
// batch, or in portions where the store takes them.
func (s *Server) serveRecords(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		s.exportRecords(w, r)
	case http.MethodPost:
		s.loadRecords(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		s.fail(w, r, http.StatusMethodNotAllowed, graph.Errorf(graph.Invalid, "GET exports records, POST loads them"))
	}
}

func (s *Server) exportRecords(w http.ResponseWriter, r *http.Request) {
	exporter, ok := s.config.Store.(graph.Exporter)
	if !ok {
		s.fail(w, r, http.StatusNotImplemented, graph.Errorf(graph.Unsupported, "this store does not export"))
		return
	}
	q, err := parameters(r, "audit")
	if err != nil {
		s.fail(w, r, statusOf(err), err)
		return
	}
	audit, err := flag(q, "audit")
	if err != nil {
		s.fail(w, r, statusOf(err), err)
		return
	}
	w.Header().Set("Content-Type", mediaLines+"; charset=utf-8")
	if err := graph.EncodeRecords(w, exporter.Export(r.Context()), graph.EncodeOptions{Audit: audit}); err != nil {
		s.log.ErrorContext(r.Context(), "export broke off", "error", err)
		panic(http.ErrAbortHandler) // the client must see that the stream is not whole
	}
}

// loadRecords answers with the receipt as JSON; a refused batch is 422 with the
// refusals. The body is on disk whole before anything is loaded, so that a client
// that goes away has changed nothing.
func (s *Server) loadRecords(w http.ResponseWriter, r *http.Request) {
	if resolvers.RoleOf(r.Context()) != resolvers.Editor {
		s.fail(w, r, http.StatusForbidden, graph.Errorf(graph.Forbidden, "loading needs an editor's token"))
		return
	}
	select {
	case s.uploads <- struct{}{}:
		defer func() { <-s.uploads }()
	default:
		w.Header().Set("Retry-After", "5")
		s.fail(w, r, http.StatusServiceUnavailable, graph.Errorf(graph.Unavailable, "%d loads are under way already; send this one again in a while", s.config.Limits.Uploads))
		return
	}
	receipt, err := s.take(r)
	var refused *graph.BatchError
	var stopped *intake.Stopped
	errors.As(err, &stopped)
	switch {
	case errors.As(err, &refused):
		writeJSON(w, http.StatusUnprocessableEntity, refusal{Refused: refused.Refused, More: refused.More, Stopped: stopped})
	case err != nil:
		s.log.ErrorContext(r.Context(), "load failed", "error", err)
		if stopped != nil {
			err = stopped.Domain()
		}
		status := statusOf(err)
		if graph.CodeOf(err) == graph.Limit {
			status = http.StatusRequestEntityTooLarge
		}
		s.fail(w, r, status, err)
	default:
		shows(w, receipt.Revision)
		receipt.Refused = append([]graph.Refusal{}, receipt.Refused...) // a list, also of none
		writeJSON(w, http.StatusOK, receipt)
	}
}

// refusal is the answer where records were refused.
type refusal struct {
	Refused []graph.Refusal `json:"refused"`
	More    int             `json:"more"`
	Stopped *intake.Stopped `json:"stopped,omitempty"` // what is in all the same
}

// statusOf is the HTTP status for an error outside GraphQL.
func statusOf(err error) int {
	switch graph.CodeOf(err) {
	case graph.Invalid, graph.Limit:
		return http.StatusBadRequest
	case graph.NotFound:
		return http.StatusNotFound
	case graph.Conflict:
		return http.StatusConflict
	case graph.Unsupported:
		return http.StatusNotImplemented
	case graph.Unavailable, graph.Deadline, graph.OutcomeUnknown:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// serveCheck verifies the store against itself: a line for each fault, and a
// last line that says how many there are.
func (s *Server) serveCheck(w http.ResponseWriter, r *http.Request) {
	checker, ok := s.config.Store.(graph.Checker)
	if !ok {
		s.fail(w, r, http.StatusNotImplemented, graph.Errorf(graph.Unsupported, "this store cannot check itself"))
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	writeFaults(r.Context(), w, checker)
}

func writeFaults(ctx context.Context, w io.Writer, c graph.Checker) {
	faults := 0
	for fault, err := range c.Check(ctx) {
		if err != nil {
			_, _ = fmt.Fprintln(w, "check stopped:", graph.CodeOf(err))
			return
		}
		faults++
		_, _ = fmt.Fprintln(w, fault)
	}
	_, _ = fmt.Fprintf(w, "%d faults\n", faults)
}

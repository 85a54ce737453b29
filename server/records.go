package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
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
	w.Header().Set("Content-Type", mediaLines+"; charset=utf-8")
	opts := graph.EncodeOptions{Audit: r.URL.Query().Get("audit") == "true"}
	if err := graph.EncodeRecords(w, exporter.Export(r.Context()), opts); err != nil {
		s.log.ErrorContext(r.Context(), "export broke off", "error", err)
		panic(http.ErrAbortHandler) // the client must see that the stream is not whole
	}
}

// loadRecords answers with the receipt as JSON; a refused batch is 422 with the
// refusals.
func (s *Server) loadRecords(w http.ResponseWriter, r *http.Request) {
	if resolvers.RoleOf(r.Context()) != resolvers.Editor {
		s.fail(w, r, http.StatusForbidden, graph.Errorf(graph.Forbidden, "loading needs an editor's token"))
		return
	}
	q := r.URL.Query()
	o := intake.Options{Actor: resolvers.Actor(r.Context()), Action: "load", Replace: q.Get("replace") == "true"}
	if q.Get("onError") == graph.Skip.String() {
		o.OnError = graph.Skip
	}
	receipt, err := s.take(r.Context(), cmp.Or(q.Get("name"), "request"), r.Body, o)
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
		s.fail(w, r, statusOf(err), err)
	default:
		shows(w, receipt.Revision)
		writeJSON(w, http.StatusOK, receipt)
	}
}

// refusal is the answer where records were refused.
type refusal struct {
	Refused []graph.Refusal `json:"refused"`
	More    int             `json:"more"`
	Stopped *intake.Stopped `json:"stopped,omitempty"` // what is in all the same
}

// take loads the records of a body; where the store takes portions, the body is
// kept to be read more than once.
func (s *Server) take(ctx context.Context, name string, body io.Reader, o intake.Options) (receipt graph.Receipt, err error) {
	open := func() io.Reader { return body }
	if _, ok := s.config.Store.(graph.Portioner); ok {
		spool, err := intake.NewSpool(name, body)
		if err != nil {
			return receipt, err
		}
		defer func() { _ = spool.Close() }() // nothing is lost with it
		open = spool.Reader
	}
	return intake.Take(ctx, s.config.Store, func() iter.Seq2[graph.Record, error] { return graph.DecodeRecords(name, open()) }, o)
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

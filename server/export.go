package server

import (
	"context"
	"encoding/json"
	"net/http"

	"dragoman/exchange"
	"dragoman/graph"
)

// headerLeft is a trailer: what the format could not hold, in words and how often,
// as a JSON object.
const headerLeft = "Dragoman-Left"

// serveExport writes the graph in a format of the tools next door: ?format=graphml,
// and ?where= with an EvidenceFilter as JSON. The answer names the revision that it
// shows; one that breaks off is cut, so that nobody takes it for a whole one.
func (s *Server) serveExport(w http.ResponseWriter, r *http.Request) {
	options, err := exportOf(r)
	if err != nil {
		s.fail(w, r, statusOf(err), err)
		return
	}
	left := map[string]int{}
	out := &begun{ResponseWriter: w}
	store := s.config.Store
	err = exchange.Held(r.Context(), store, func(ctx context.Context) error {
		info, err := store.Info(ctx)
		if err != nil {
			return err
		}
		shows(w, info.Revision)
		w.Header().Set("Content-Type", options.Format.Media())
		w.Header().Set("Trailer", headerLeft)
		options.Left = func(what string, times int) { left[what] = times }
		return exchange.WriteHeld(ctx, out, store, options)
	})
	switch {
	case err == nil:
	case out.begun:
		s.log.ErrorContext(r.Context(), "export broke off", "error", err)
		panic(http.ErrAbortHandler) // the client must see that the stream is not whole
	default:
		w.Header().Del("Trailer")
		s.fail(w, r, statusOf(err), err)
		return
	}
	if text, err := json.Marshal(left); err == nil && len(left) > 0 {
		w.Header().Set(headerLeft, string(text))
	}
}

func exportOf(r *http.Request) (o exchange.Options, err error) {
	q, err := parameters(r, "format", "where", "audit")
	if err != nil {
		return o, err
	}
	if o.Format, err = exchange.ParseFormat(q.Get("format")); err != nil {
		return o, err
	}
	if o.Where, err = exchange.ParseFilter([]byte(q.Get("where"))); err != nil {
		return o, err
	}
	o.Audit, err = flag(q, "audit")
	return o, err
}

// begun notes whether anything of an answer was written.
type begun struct {
	http.ResponseWriter
	begun bool
}

// Write implements io.Writer.
func (b *begun) Write(p []byte) (int, error) {
	b.begun = true
	return b.ResponseWriter.Write(p)
}

var _ exchange.Graph = graph.Store(nil)

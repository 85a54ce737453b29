package server

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"dragoman/graph"
	"dragoman/resolvers"
)

// recorder remembers the status for logs and metrics.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// observed gives every request an id, logs and counts it, and turns a panic into
// an INTERNAL answer that carries the id.
func (s *Server) observed(route string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, start := rand.Text(), time.Now()
		rec := &recorder{ResponseWriter: w}
		r = r.WithContext(resolvers.WithRequestID(r.Context(), id))
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				s.log.ErrorContext(r.Context(), "panic", "request", id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if rec.status == 0 {
					s.fail(rec, r, http.StatusInternalServerError, &graph.Error{Code: graph.Internal, Message: "something went wrong here; the server's log has the details under the request id " + id})
				}
			}
			took := time.Since(start)
			s.metrics.observe(route, rec.status, took)
			s.log.LogAttrs(r.Context(), slog.LevelDebug, "request", slog.String("request", id), slog.String("method", r.Method),
				slog.String("route", route), slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes), slog.Duration("took", took))
		}()
		next.ServeHTTP(rec, r)
	})
}

// fail answers with an error outside GraphQL execution, in the shape of a
// GraphQL response.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int, err error) {
	message, code := "something went wrong here", graph.CodeOf(err)
	var e *graph.Error
	if errors.As(err, &e) {
		message = e.Message
	}
	id := resolvers.RequestID(r.Context())
	w.Header().Set("Content-Type", mediaJSON+"; charset=utf-8")
	b, _ := json.Marshal(map[string]any{"errors": []any{map[string]any{
		"message":    message,
		"extensions": map[string]any{"code": code, "retryable": code == graph.Unavailable || code == graph.Deadline, "requestId": id},
	}}})
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n'))
}

// hostChecked refuses requests whose Host header names another machine: a page
// elsewhere can make a browser resolve its own name to a loopback address (DNS
// rebinding), but cannot change the name it sends.
func (s *Server) hostChecked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hostAllowed(r.Host) {
			s.fail(w, r, http.StatusMisdirectedRequest, graph.Errorf(graph.Forbidden, "the Host header %q is not one of this server's names; add it with --host", r.Host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) hostAllowed(header string) bool {
	host, _, err := net.SplitHostPort(header)
	if err != nil {
		host = header
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if slices.Contains(s.config.Hosts, "*") || slices.Contains(s.config.Hosts, host) {
		return true
	}
	if host == "localhost" || net.ParseIP(host) != nil { // an address cannot be rebound
		return true
	}
	return !s.loopback && len(s.config.Tokens.Readers) > 0 && len(s.config.Hosts) == 0
}

// crossOrigin refuses requests that change something and come from another
// site's page.
func (s *Server) crossOrigin(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusForbidden, graph.Errorf(graph.Forbidden, "requests from pages of another origin are not served"))
	}))
	return p.Handler(next)
}

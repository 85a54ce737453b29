package server

import (
	"context"
	"net/http"
	"strings"

	"dragoman/graph"
)

// headerAfter carries consistency tokens, in both directions. A request's says
// which changes its answer must show; an answer's says which changes it shows, or
// has made: a client that always sends the last one it got never sees the graph
// go back, whichever server it asks.
const headerAfter = "Dragoman-After"

const (
	maxAfter = 16  // tokens of a request
	maxToken = 256 // bytes of a token
)

// tokensOf reads the header: tokens separated by commas, in one line or several.
func tokensOf(h http.Header) ([]string, error) {
	var tokens []string
	for token := range strings.SplitSeq(strings.Join(h.Values(headerAfter), ","), ",") {
		token = strings.TrimSpace(token)
		switch {
		case token == "":
			continue
		case len(token) > maxToken:
			return nil, &graph.Error{Code: graph.Invalid, Field: headerAfter, Message: "the header " + headerAfter + " holds what is too long for a token; send the token of a mutation as it came"}
		case len(tokens) == maxAfter:
			return nil, exceeded("tokens in the header "+headerAfter, maxAfter)
		}
		tokens = append(tokens, token)
	}
	return tokens, nil
}

// await returns when the store shows the changes that the request names. A store
// that no other process writes to shows all there are; one that cannot tell its
// own tokens from others takes any.
func (c *Config) await(ctx context.Context, h http.Header) error {
	tokens, err := tokensOf(h)
	if err != nil || len(tokens) == 0 {
		return err
	}
	awaiter, ok := c.Store.(graph.Awaiter)
	if !ok {
		return nil
	}
	for _, token := range tokens {
		if err := awaiter.Await(ctx, token); err != nil {
			return unseen(token, err)
		}
	}
	return nil
}

// unseen says which token it was.
func unseen(token string, err error) error {
	if graph.CodeOf(err) != graph.Deadline {
		return err
	}
	return &graph.Error{Code: graph.Deadline, Field: headerAfter, Err: err, Message: "this server does not show the change of the token " + token + " yet; ask again, or allow more with --deadline"}
}

// statusAfter is the HTTP status for a token that was not served.
func statusAfter(err error) int {
	if graph.CodeOf(err) == graph.Deadline {
		return http.StatusGatewayTimeout
	}
	return statusOf(err)
}

// shows puts into an answer which state it shows at least.
func shows(w http.ResponseWriter, tokens ...string) {
	if all := strings.Join(tokens, ", "); all != "" {
		w.Header().Set(headerAfter, all)
	}
}

// following serves a route about the graph once the store shows what the request
// wants to be shown.
func (s *Server) following(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), s.config.Limits.Deadline)
		defer cancel()
		if err := s.config.await(ctx, r.Header); err != nil {
			s.fail(w, r, statusAfter(err), err)
			return
		}
		shows(w, s.config.Store.Revision())
		next.ServeHTTP(w, r)
	})
}

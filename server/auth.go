package server

import (
	"bufio"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"os"
	"strings"

	"dragoman/graph"
	"dragoman/resolvers"
)

// Token is one bearer token. Only its digest is kept, so that it cannot end up
// in a log.
type Token struct {
	Name   string // for the audit trail; never the token itself
	digest [sha256.Size]byte
}

// Tokens says who may read and who may write. Editors may read as well. Without
// readers, reading needs no token; without editors, and with readers, nobody may
// write; without either, anyone may do anything.
type Tokens struct {
	Readers []Token
	Editors []Token
}

// minToken is the shortest token that is taken, in bytes: 96 bits in base64.
const minToken = 16

// ReadTokens reads a token file: one token a line, or a name and a token; blank
// lines and lines that start with # are skipped.
func ReadTokens(path, role string) ([]Token, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &graph.Error{Code: graph.Invalid, Message: fmt.Sprintf("token file %s cannot be read", path), Err: err}
	}
	defer f.Close()
	var out []Token
	scan := bufio.NewScanner(f)
	for n := 1; scan.Scan(); n++ {
		fields := strings.Fields(scan.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		name, token := fmt.Sprintf("%s-%d", role, len(out)+1), fields[0]
		if len(fields) == 2 {
			name, token = fields[0], fields[1]
		}
		if len(fields) > 2 || len(token) < minToken {
			return nil, graph.Errorf(graph.Invalid, "%s:%d: a line is a token of at least %d characters, or a name and a token", path, n, minToken)
		}
		out = append(out, Token{Name: name, digest: sha256.Sum256([]byte(token))})
	}
	if err := scan.Err(); err != nil {
		return nil, &graph.Error{Code: graph.Invalid, Message: fmt.Sprintf("token file %s cannot be read", path), Err: err}
	}
	if len(out) == 0 {
		return nil, graph.Errorf(graph.Invalid, "token file %s holds no token", path)
	}
	return out, nil
}

// find compares with every token in constant time.
func find(tokens []Token, given [sha256.Size]byte) (name string, ok bool) {
	for _, t := range tokens {
		if subtle.ConstantTimeCompare(t.digest[:], given[:]) == 1 {
			name, ok = t.Name, true
		}
	}
	return name, ok
}

// identify gives the role and name that a request's Authorization header earns.
func (t Tokens) identify(header string) (role resolvers.Role, name string, err error) {
	if header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return 0, "", graph.Errorf(graph.Unauthenticated, "the Authorization header must be: Bearer TOKEN")
		}
		digest := sha256.Sum256([]byte(strings.TrimSpace(token)))
		if name, ok := find(t.Editors, digest); ok {
			return resolvers.Editor, name, nil
		}
		if name, ok := find(t.Readers, digest); ok {
			return resolvers.Reader, name, nil
		}
		if len(t.Readers)+len(t.Editors) > 0 {
			return 0, "", graph.Errorf(graph.Unauthenticated, "this token is not known here")
		}
	}
	switch {
	case len(t.Readers) > 0:
		return 0, "", graph.Errorf(graph.Unauthenticated, "a token is needed: send the header Authorization: Bearer TOKEN")
	case len(t.Editors) > 0:
		return resolvers.Reader, "anonymous", nil
	}
	return resolvers.Editor, "local", nil
}

// authenticated lets only requests through that may read, and tells the
// resolvers who asks.
func (s *Server) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		role, name, err := s.config.Tokens.identify(r.Header.Get("Authorization"))
		if err != nil {
			w.Header().Set("WWW-Authenticate", `Bearer realm="dragoman"`)
			s.fail(w, r, http.StatusUnauthorized, err)
			return
		}
		ctx := resolvers.WithActor(resolvers.WithRole(r.Context(), role), name)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

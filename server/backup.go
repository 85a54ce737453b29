package server

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"dragoman/archive"
	"dragoman/graph"
	"dragoman/resolvers"
)

// serveBackup makes a backup while everything goes on, and sends it. It holds the
// audit trail and keys, so it is for editors.
func (s *Server) serveBackup(w http.ResponseWriter, r *http.Request) {
	if !s.editing(w, r) {
		return
	}
	dir, err := os.MkdirTemp(s.config.Scratch, "backup-")
	if err != nil {
		s.fail(w, r, http.StatusServiceUnavailable, graph.Errorf(graph.Unavailable, "there is no room for a backup on the server's disk"))
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "backup")
	m, err := archive.Write(r.Context(), s.config.Store, path)
	if err != nil {
		s.log.ErrorContext(r.Context(), "backup failed", "error", err)
		s.fail(w, r, statusOf(err), err)
		return
	}
	f, err := os.Open(path)
	if err != nil {
		s.fail(w, r, http.StatusInternalServerError, graph.Errorf(graph.Internal, "the backup is gone"))
		return
	}
	defer func() { _ = f.Close() }() // it was only read
	if info, err := f.Stat(); err == nil {
		w.Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	}
	shows(w, m.Revision)
	w.Header().Set("Content-Type", "application/octet-stream")
	if _, err := io.Copy(w, f); err != nil {
		s.log.ErrorContext(r.Context(), "backup broke off", "error", err)
		panic(http.ErrAbortHandler) // the client must see that the file is not whole
	}
}

// serveCompact gives back space: {"before": bytes, "after": bytes}.
func (s *Server) serveCompact(w http.ResponseWriter, r *http.Request) {
	serveCare(s, w, r, "this store has nothing to compact: its database keeps its own files", func(c graph.Compacter) (any, error) {
		before, after, err := c.Compact(r.Context())
		return map[string]int64{"before": before, "after": after}, err
	})
}

// serveRepair makes anew what follows from the records: a JSON list of what was
// done.
func (s *Server) serveRepair(w http.ResponseWriter, r *http.Request) {
	serveCare(s, w, r, "this store cannot repair itself", func(store graph.Repairer) (any, error) {
		done, err := store.Repair(r.Context())
		return append([]string{}, done...), err
	})
}

// serveCare does what an editor asks of a store that can, and answers with what it
// gives as JSON.
func serveCare[Role any](s *Server, w http.ResponseWriter, r *http.Request, cannot string, do func(Role) (any, error)) {
	if !s.editing(w, r) {
		return
	}
	store, ok := s.config.Store.(Role)
	if !ok {
		s.fail(w, r, http.StatusNotImplemented, graph.Errorf(graph.Unsupported, "%s", cannot))
		return
	}
	done, err := do(store)
	if err != nil {
		s.log.ErrorContext(r.Context(), "care of the store failed", "path", r.URL.Path, "error", err)
		s.fail(w, r, statusOf(err), err)
		return
	}
	writeJSON(w, http.StatusOK, done)
}

// editing refuses who is no editor.
func (s *Server) editing(w http.ResponseWriter, r *http.Request) bool {
	if resolvers.RoleOf(r.Context()) == resolvers.Editor {
		return true
	}
	s.fail(w, r, http.StatusForbidden, graph.Errorf(graph.Forbidden, "this needs an editor's token"))
	return false
}

package neo4jstore

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// commitsAfter gives what the database is at, and the first commits after a
// revision. The bookmark that comes back with it makes all later reads of this
// process wait until the server has applied whatever was seen here whole.
const commitsAfter = `

OPTIONAL MATCH (c:Commit) WHERE c.revision > $p.after AND c.revision <= $p.upto
WITH c ORDER BY c.revision
WITH collect([c.revision, c.touched]) AS rows
MATCH (dragoman:Dragoman {id: 0})
RETURN rows, dragoman.revision, dragoman.viewRevision, dragoman.store`

// aliasRows are the view of merges.
const aliasRows = `

MATCH (a:Alias)
WITH collect([a.raw, a.canonical]) AS rows
MATCH (dragoman:Dragoman {id: 0})
RETURN rows, dragoman.viewRevision`

const (
	commitsAtOnce = 64 // are followed with one statement
	farthestLeap  = 1024
)

// follow brings the state to the newest revision, portion by portion.
func (s *Store) follow(ctx context.Context) error {
	for again := false; ; {
		st := s.state.Load()
		row, err := direct{s}.one(ctx, commitsAfter, map[string]any{"after": st.revision, "upto": st.revision + commitsAtOnce})
		if err != nil {
			return s.unheard(err)
		}
		newest := num(row[1])
		if str(row[3]) != s.id || newest < st.revision {
			return s.unheard(s.replaced())
		}
		s.heard(newest)
		if newest == st.revision {
			s.away.Store(nil)
			return nil
		}
		rows, _ := row[0].([]any)
		changes, upto, err := readCommits(rows, st.revision, newest)
		if err == nil && changes.Everything && !again {
			// A commit that is being applied may look like a gap: the next read waits
			// for it.
			again = true
			continue
		}
		again = false
		if err == nil {
			err = s.follows(ctx, st, upto, changes)
		}
		if errors.Is(err, errMoved) {
			if err := s.sleep(ctx, time.Millisecond); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return s.unheard(err)
		}
	}
}

// readCommits gives what commits in sequence touched. A commit that is missing
// between others means that everything may have changed.
func readCommits(rows []any, after, newest int64) (*touched, int64, error) {
	all, at := &touched{}, after
	for _, r := range rows {
		cols, _ := r.([]any)
		if len(cols) != 2 || cols[0] == nil {
			continue // the row of no commit
		}
		revision := num(cols[0])
		if revision != at+1 {
			if at > after {
				return all, at, nil // the rest next time
			}
			break
		}
		body := blob(cols[1])
		if text, ok := cols[1].(string); ok {
			body = []byte(text)
		}
		var one touched
		if len(body) > 0 {
			if err := json.Unmarshal(body, &one); err != nil {
				return nil, 0, graph.Errorf(graph.Internal, "the log of commits holds what cannot be read at revision %d: %w", revision, err)
			}
		}
		all.add(&one)
		at = revision
	}
	if at == after {
		return &touched{View: true, Everything: true}, newest, nil
	}
	return all, at, nil
}

// follows makes the state of a revision from the one before. errMoved where the
// merges are those of a later one.
func (s *Store) follows(ctx context.Context, st *state, revision int64, t *touched) error {
	next := &state{revision: revision, view: st.view, documents: st.documents.after(t)}
	if t.View {
		view, at, err := s.readView(ctx)
		if err != nil {
			return err
		}
		if at > revision {
			return s.leap(ctx, st)
		}
		next.view = view
	}
	s.publish(next, t)
	return nil
}

// leap is follow for a revision that merges of a later one have overtaken: the
// newest revision is gone to at once, with all merges of that.
func (s *Store) leap(ctx context.Context, st *state) error {
	row, err := direct{s}.one(ctx, commitsAfter, map[string]any{"after": st.revision, "upto": st.revision + farthestLeap})
	if err != nil {
		return err
	}
	rows, _ := row[0].([]any)
	newest := num(row[1])
	t, upto, err := readCommits(rows, st.revision, newest)
	if err != nil {
		return err
	}
	if upto < newest {
		t, upto = &touched{Everything: true}, newest
	}
	view, at, err := s.readView(ctx)
	if err != nil {
		return err
	}
	if at > upto {
		return errMoved
	}
	t.View = true
	s.publish(&state{revision: upto, view: view, documents: st.documents.after(t)}, t)
	return nil
}

// readView gives the view of merges and the revision at which it last changed.
func (s *Store) readView(ctx context.Context) (*merge.View, int64, error) {
	row, err := direct{s}.one(ctx, aliasRows, nil)
	if err != nil {
		return nil, 0, err
	}
	rows, _ := row[0].([]any)
	view := merge.None
	if len(rows) > 0 {
		view = merge.New()
	}
	for _, r := range rows {
		cols, _ := r.([]any)
		view.Add(str(cols[0]), str(cols[1]))
	}
	return view, num(row[1]), nil
}

// publish makes a state the current one.
func (s *Store) publish(st *state, t *touched) {
	st.entities = s.entitiesAt(st.revision, t)
	s.shape.touch(t, func() { s.state.Store(st) })
	s.away.Store(nil)
}

// unheard notes why the state may not be current.
func (s *Store) unheard(err error) error {
	var e *graph.Error
	if errors.As(err, &e) && s.life.Err() == nil {
		s.away.Store(e)
	}
	return err
}

func (s *Store) replaced() error {
	return &graph.Error{Code: graph.Unavailable, Message: s.where + ": the database was emptied, or another one put in its place, while it was used; start again"}
}

// watch looks for commits of other processes, until the store closes.
func (s *Store) watch() {
	ctx, cancel := s.lifetime(0)
	defer cancel()
	for pause := s.options.Poll; s.sleep(ctx, pause) == nil; {
		if _, err := s.fly(ctx); err != nil {
			pause = min(2*pause, max(time.Second, s.options.Poll))
			continue
		}
		pause = s.options.Poll
	}
}

// add joins what a later commit touched.
func (t *touched) add(o *touched) {
	t.Documents = append(t.Documents, o.Documents...)
	t.Entities = append(t.Entities, o.Entities...)
	t.Relations = append(t.Relations, o.Relations...)
	t.Occurred = append(t.Occurred, o.Occurred...)
	t.GoneEntities = append(t.GoneEntities, o.GoneEntities...)
	t.GoneRelations = append(t.GoneRelations, o.GoneRelations...)
	t.GoneOccurred = append(t.GoneOccurred, o.GoneOccurred...)
	t.View = t.View || o.View
	t.Everything = t.Everything || o.Everything
}

// size is the number of things that are listed.
func (t *touched) size() int {
	return len(t.Documents) + len(t.Entities) + len(t.Relations) + len(t.Occurred) + len(t.GoneEntities) + len(t.GoneRelations) + len(t.GoneOccurred)
}

// after is the cache as of a later state: without what was touched, and without
// documents of outlets that may be named now, or no more.
func (c *documentCache) after(t *touched) *documentCache {
	if t.Everything || t.View {
		return newDocumentCache()
	}
	if len(t.Entities) == 0 {
		return c.without(t.Documents)
	}
	outlets := make(map[string]bool, len(t.Entities))
	for _, id := range t.Entities {
		outlets[id] = true
	}
	stale := t.Documents
	c.mu.Lock()
	for id, row := range c.rows {
		if outlets[row.document.Outlet] {
			stale = append(stale[:len(stale):len(stale)], id)
		}
	}
	c.mu.Unlock()
	return c.without(stale)
}

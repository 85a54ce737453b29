package neo4jstore

import (
	"sync"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// entityCache keeps entities for the memory way of search, and who is called what,
// where the change feed says which of them to forget. One serves all states after each other: it knows
// the revision that it is at, and is nothing to readers of another. A nil cache
// keeps nothing.
type entityCache struct {
	mu       sync.Mutex // guards all below
	revision int64
	rows     map[string]*graph.Entity
	lists    map[string]*foundBy // who is called so, by text
	listed   int                 // rows in all lists
}

// mostEntities are kept at most; beyond, the cache starts anew.
const mostEntities = 50_000

func newEntityCache(revision int64) *entityCache {
	return &entityCache{revision: revision, rows: map[string]*graph.Entity{}, lists: map[string]*foundBy{}}
}

// fill copies what is there to found and lists what is not.
func (c *entityCache) fill(revision int64, ids []string, found map[string]*graph.Entity) (missing []string) {
	if c == nil {
		return ids
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if revision != c.revision {
		return ids
	}
	for _, id := range ids {
		if e, ok := c.rows[id]; ok {
			found[id] = e
		} else {
			missing = append(missing, id)
		}
	}
	return missing
}

// put keeps an entity that was read at a revision.
func (c *entityCache) put(revision int64, e *graph.Entity) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if revision != c.revision {
		return
	}
	if len(c.rows) >= mostEntities {
		clear(c.rows)
	}
	c.rows[e.ID] = e
}

// advance brings the cache to a later revision, before the state of it is
// published: what commits touched is forgotten, entities whose degree changed
// included.
func (c *entityCache) advance(revision int64, t *touched) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.revision = revision
	if t.View || t.Everything || len(t.Entities)+len(t.GoneEntities) > 0 {
		c.forget()
	}
	if t.View || t.Everything {
		clear(c.rows)
		return
	}
	for _, ids := range [][]string{t.Entities, t.GoneEntities} {
		for _, id := range ids {
			delete(c.rows, id)
		}
	}
	for _, i := range t.Relations {
		delete(c.rows, i.From)
		delete(c.rows, i.To)
	}
	for _, i := range t.GoneRelations {
		delete(c.rows, i.From)
		delete(c.rows, i.To)
	}
}

// entitiesAt gives the cache for a state that is published next; t is what was
// touched since the one before, nil where that is not known. In the database way
// there is none.
func (s *Store) entitiesAt(revision int64, t *touched) *entityCache {
	before := s.state.Load()
	switch {
	case s.inDatabase():
		return nil
	case before == nil || before.entities == nil || t == nil:
		return newEntityCache(revision)
	}
	before.entities.advance(revision, t)
	return before.entities
}

// atHand gives the topology if it is at the state of the view already: for what
// the database answers as well, only slower. nil where it is not.
func (v *view) atHand() *topology.Graph {
	if v.st.graph != nil {
		return v.st.graph
	}
	if st := v.s.shape.state.Load(); st != nil && st.revision == v.st.revision {
		return st.graph
	}
	return nil
}

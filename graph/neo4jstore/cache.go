package neo4jstore

import "sync"

// documentCache keeps documents as of a state, since every answer needs the few
// that its claims are from.
type documentCache struct {
	mu   sync.Mutex // guards rows
	rows map[string]documentRow
}

// mostDocuments are kept at most; beyond, the cache starts anew.
const mostDocuments = 100_000

func newDocumentCache() *documentCache { return &documentCache{rows: map[string]documentRow{}} }

// fill copies what is there to docs and lists what is not, each once.
func (c *documentCache) fill(ids []string, docs map[string]documentRow) (missing []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		if _, ok := docs[id]; ok {
			continue
		}
		if row, ok := c.rows[id]; ok {
			docs[id] = row
			continue
		}
		missing = append(missing, id)
	}
	return gathered(missing)
}

func (c *documentCache) put(id string, row documentRow) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.rows) >= mostDocuments {
		clear(c.rows)
	}
	c.rows[id] = row
}

// without gives a cache that has forgotten some documents.
func (c *documentCache) without(ids []string) *documentCache {
	if len(ids) == 0 {
		return c
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	next := newDocumentCache()
	for id, row := range c.rows {
		next.rows[id] = row
	}
	for _, id := range ids {
		delete(next.rows, id)
	}
	return next
}

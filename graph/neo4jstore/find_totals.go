package neo4jstore

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"dragoman/graph"
)

// totals keep, of the entities of greatest degree that ego networks showed, how
// many distinct neighbours each has under a lens without a filter. An ego network
// tells of each node how many neighbours it does not show: most of the time that
// takes goes into a few hubs, that most networks show. Totals are of one revision
// and forgotten with it.
type totals struct {
	mu       sync.Mutex // guards all below
	revision int64
	least    int                             // relations; 0 is leastCounted
	lenses   map[graph.Lens]map[string]total // those maps are never written to
}

type total struct{ neighbours, degree int }

const (
	mostCounted  = 500 // of a lens: their ids go with each query
	leastCounted = 200 // relations; counting fewer takes no time worth a place
)

// at gives what is known at a revision, by id. It is not to be changed.
func (t *totals) at(revision int64, l graph.Lens) map[string]total {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.revision != revision {
		return nil
	}
	return t.lenses[l]
}

// countedIDs lists those that have totals, with "", which is none, up to a length
// that is searched by hash (see hashed).
func countedIDs(counted map[string]total) []string {
	list := slices.Sorted(maps.Keys(counted))
	if n := len(list); n >= 8 && n < 128 {
		list = append(list, make([]string, 128-n)...)
	}
	return orEmpty(list)
}

// add keeps what was counted of great degree at a revision, if that is not an
// earlier one.
func (t *totals) add(revision int64, l graph.Lens, found map[string]total) {
	t.mu.Lock()
	defer t.mu.Unlock()
	maps.DeleteFunc(found, func(_ string, n total) bool { return n.degree < cmp.Or(t.least, leastCounted) })
	if len(found) == 0 {
		return
	}
	switch {
	case revision < t.revision:
		return
	case revision > t.revision || t.lenses == nil:
		t.revision, t.lenses = revision, map[graph.Lens]map[string]total{}
	}
	next := maps.Clone(t.lenses[l])
	if next == nil {
		next = map[string]total{}
	}
	maps.Copy(next, found)
	if over := len(next) - mostCounted; over > 0 {
		ids := slices.SortedFunc(maps.Keys(next), func(a, b string) int { return cmp.Compare(next[a].degree, next[b].degree) })
		for _, id := range ids[:over] {
			delete(next, id)
		}
	}
	t.lenses[l] = next
}

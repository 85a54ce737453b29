package embedded

import (
	"slices"
	"sync"

	"dragoman/graph"
	"dragoman/graph/called"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
	"dragoman/names"
)

// foundBy is who is called something, in the order of a search: a word that thousands
// bear need not be looked up for every page of ten. It is exact for the state that
// it was made for, and never changes.
type foundBy struct {
	rows     []called.Row
	revision int64
	graph    *topology.Graph
	merges   *merge.View
}

// calls keeps such lists by the text that was searched for.
type calls struct {
	mu    sync.RWMutex // guards what follows
	lists map[string]*foundBy
	rows  int // in all lists
}

// keptCalls bounds the rows that are kept, of some fifty bytes each.
const keptCalls = 1 << 19

func (c *calls) get(text string) *foundBy {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.lists[text]
}

func (c *calls) put(text string, l *foundBy) {
	if len(l.rows) > keptCalls/4 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lists == nil {
		c.lists = map[string]*foundBy{}
	}
	c.drop(text)
	for other := range c.lists {
		if c.rows+len(l.rows)+1 <= keptCalls {
			break
		}
		c.drop(other)
	}
	c.lists[text] = l
	c.rows += len(l.rows) + 1
}

// drop takes a list out. The caller holds mu.
func (c *calls) drop(text string) {
	if l := c.lists[text]; l != nil {
		c.rows -= len(l.rows) + 1
		delete(c.lists, text)
	}
}

// called gives who is called so in this state. Where only relations changed since a
// list was made, only degrees are looked up again.
func (s *sight) called(text string) (*foundBy, error) {
	l := s.calls.get(text)
	switch {
	case l == nil || l.merges != s.View || !s.kept.still(l.revision, s.revision):
		rows, err := s.whoIsCalled(names.Prepare(text))
		if err != nil {
			return nil, err
		}
		l = &foundBy{rows: rows}
	case l.graph == s.g:
		return l, nil
	default:
		l = &foundBy{rows: slices.Clone(l.rows)}
		called.Weigh(l.rows, s.g) // who is absent has no relations
	}
	called.Sort(l.rows)
	l.revision, l.graph, l.merges = s.revision, s.g, s.View
	s.calls.put(text, l)
	return l, nil
}

// page cuts a slice out of a list, of the kinds that are asked for.
func (l *foundBy) page(s *sight, q graph.SearchQuery) (p graph.Page[graph.SearchHit], err error) {
	var wanted func(graph.EntityKind) bool
	if q.Kinds != nil {
		wanted = func(k graph.EntityKind) bool { return slices.Contains(q.Kinds, k) }
	}
	rows := called.Page(l.rows, q.Slice, wanted)
	for _, r := range rows.Items {
		e, err := s.entity(r.ID)
		if err != nil {
			return p, err
		}
		p.Items = append(p.Items, graph.SearchHit{Entity: e, MatchedName: r.Matched, Score: int(r.Score)})
	}
	p.Keys, p.More, p.Total = rows.Keys, rows.More, rows.Total
	return p, nil
}

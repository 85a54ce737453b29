package embedded

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
	"dragoman/names"
)

// called is who is called something, in the order of a search: a word that thousands
// bear need not be looked up for every page of ten. It is exact for the state that
// it was made for, and never changes.
type called struct {
	rows     []calledRow
	revision int64
	graph    *topology.Graph
	merges   *merge.View
}

// calledRow is a hit without the rest of its entity.
type calledRow struct {
	id, matched string
	degree      int32
	kind        graph.EntityKind
	score       uint8
}

func compareCalled(a, b calledRow) int {
	if c := cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.degree, a.degree)); c != 0 {
		return c
	}
	return strings.Compare(a.id, b.id)
}

// calls keeps such lists by the text that was searched for.
type calls struct {
	mu    sync.RWMutex // guards what follows
	lists map[string]*called
	rows  int // in all lists
}

// keptCalls bounds the rows that are kept, of some fifty bytes each.
const keptCalls = 1 << 19

func (c *calls) get(text string) *called {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.lists[text]
}

func (c *calls) put(text string, l *called) {
	if len(l.rows) > keptCalls/4 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lists == nil {
		c.lists = map[string]*called{}
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
func (s *sight) called(text string) (*called, error) {
	l := s.calls.get(text)
	switch {
	case l == nil || l.merges != s.View || !s.kept.still(l.revision, s.revision):
		rows, err := s.whoIsCalled(names.Prepare(text))
		if err != nil {
			return nil, err
		}
		l = &called{rows: rows}
	case l.graph == s.g:
		return l, nil
	default:
		l = &called{rows: slices.Clone(l.rows)}
		for i := range l.rows {
			_, degree, _ := s.g.Entity(l.rows[i].id)
			l.rows[i].degree = int32(degree)
		}
	}
	slices.SortFunc(l.rows, compareCalled)
	l.revision, l.graph, l.merges = s.revision, s.g, s.View
	s.calls.put(text, l)
	return l, nil
}

// page cuts a slice out of a list, of the kinds that are asked for.
func (l *called) page(s *sight, q graph.SearchQuery) (p graph.Page[graph.SearchHit], err error) {
	rows := l.rows
	if q.Kinds != nil {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r calledRow) bool { return !slices.Contains(q.Kinds, r.kind) })
	}
	total, from := len(rows), 0
	if q.Slice.After != nil {
		at, found := slices.BinarySearchFunc(rows, q.Slice.After, func(r calledRow, key graph.SortKey) int { return slices.Compare(r.key(), key) })
		if from = at; found {
			from++
		}
	}
	rows = rows[from:]
	for _, r := range rows[:min(q.Slice.First, len(rows))] {
		e, err := s.entity(r.id)
		if err != nil {
			return p, err
		}
		p.Items = append(p.Items, graph.SearchHit{Entity: e, MatchedName: r.matched, Score: int(r.score)})
		p.Keys = append(p.Keys, r.key())
	}
	p.More = len(rows) > q.Slice.First
	if q.Slice.Count {
		p.Total = &total
	}
	return p, nil
}

func (r calledRow) key() graph.SortKey { return graph.SearchKey(int(r.score), int(r.degree), r.id) }

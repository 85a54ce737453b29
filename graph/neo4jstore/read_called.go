package neo4jstore

import (
	"cmp"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/topology"
	"dragoman/names"
)

// called is who is called something, in the order of a search. The memory way keeps
// such lists by the text that was searched for: a word that hundreds bear need not be
// read from the database for every page of ten. A list never changes.
type called struct {
	rows  []calledRow
	graph *topology.Graph // that the degrees are of
}

// calledRow is a hit without the rest of its entity.
type calledRow struct {
	id, matched string
	degree      int32
	kind        graph.EntityKind
	score       uint8
}

func (r calledRow) key() graph.SortKey { return graph.SearchKey(int(r.score), int(r.degree), r.id) }

func compareCalled(a, b calledRow) int {
	if c := cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.degree, a.degree)); c != 0 {
		return c
	}
	return strings.Compare(a.id, b.id)
}

// mostCalled bounds the rows of the lists that are kept, of some sixty bytes each.
const mostCalled = 1 << 18

// called gives who is called so, of all kinds. Where only relations changed since a
// list was made, only its degrees are looked up again.
func (s *sight) called(g *topology.Graph, text string) (*called, error) {
	l := s.st.entities.called(s.st.revision, text)
	switch {
	case l == nil:
		rows, err := s.whoIsCalled(names.Prepare(text))
		if err != nil {
			return nil, err
		}
		l = &called{rows: rows}
	case l.graph == g:
		return l, nil
	default:
		l = &called{rows: slices.Clone(l.rows)}
	}
	l.graph = g
	for i := range l.rows {
		_, degree, ok := g.Entity(l.rows[i].id)
		if !ok {
			return nil, s.damaged("entity "+l.rows[i].id+" is not in the topology", nil)
		}
		l.rows[i].degree = int32(degree)
	}
	slices.SortFunc(l.rows, compareCalled)
	s.st.entities.call(s.st.revision, text, l)
	return l, nil
}

// whoIsCalled asks the database, and keeps the entities that come whole.
func (s *sight) whoIsCalled(asked names.Query) (rows []calledRow, err error) {
	err = s.eachNamesake(asked, everyKind(), func(n *namesake, cols []any) error {
		kind, err := s.kind(str(cols[5]))
		if err != nil {
			return err
		}
		if n.whole != nil {
			s.st.entities.put(s.st.revision, n.whole)
		}
		rows = append(rows, calledRow{id: n.id, matched: n.matched, kind: kind, score: uint8(n.score)})
		return nil
	})
	return rows, err
}

func everyKind() (out []string) {
	for _, k := range graph.EntityKinds() {
		out = append(out, k.String())
	}
	return out
}

// page cuts a slice out of a list, of the kinds that are asked for.
func (l *called) page(s *sight, q graph.SearchQuery) (p graph.Page[graph.SearchHit], err error) {
	rows := l.rows
	if q.Kinds != nil || s.where != nil {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r calledRow) bool { return !s.isOf(q.Kinds, r.kind) })
	}
	total, from := len(rows), 0
	if q.Slice.After != nil {
		at, found := slices.BinarySearchFunc(rows, q.Slice.After, func(r calledRow, key graph.SortKey) int { return slices.Compare(r.key(), key) })
		if from = at; found {
			from++
		}
	}
	rows = rows[from:]
	ids := graph.Page[string]{More: len(rows) > q.Slice.First}
	if q.Slice.Count {
		ids.Total = &total
	}
	rows = rows[:min(q.Slice.First, len(rows))]
	for _, r := range rows {
		ids.Items, ids.Keys = append(ids.Items, r.id), append(ids.Keys, r.key())
	}
	es, err := s.entityPage(ids)
	if err != nil {
		return p, err
	}
	p = graph.Page[graph.SearchHit]{Keys: es.Keys, More: es.More, Total: es.Total}
	for i, e := range es.Items {
		p.Items = append(p.Items, graph.SearchHit{Entity: e, MatchedName: rows[i].matched, Score: int(rows[i].score)})
	}
	return p, nil
}

// called gives the list that is kept of a text, nil where there is none.
func (c *entityCache) called(revision int64, text string) *called {
	c.mu.Lock()
	defer c.mu.Unlock()
	if revision != c.revision {
		return nil
	}
	return c.lists[text]
}

// call keeps a list that was made at a revision.
func (c *entityCache) call(revision int64, text string, l *called) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if revision != c.revision || len(l.rows) > mostCalled/4 {
		return
	}
	if c.drop(text); c.listed+len(l.rows)+1 > mostCalled {
		c.forget()
	}
	c.lists[text] = l
	c.listed += len(l.rows) + 1
}

// drop takes a list out; the caller holds mu.
func (c *entityCache) drop(text string) {
	if l := c.lists[text]; l != nil {
		c.listed -= len(l.rows) + 1
		delete(c.lists, text)
	}
}

// forget takes all lists out; the caller holds mu.
func (c *entityCache) forget() {
	clear(c.lists)
	c.listed = 0
}

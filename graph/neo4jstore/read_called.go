package neo4jstore

import (
	"slices"

	"dragoman/graph"
	"dragoman/graph/called"
	"dragoman/graph/topology"
	"dragoman/names"
)

// foundBy is who is called something, in the order of a search. The memory way keeps
// such lists by the text that was searched for: a word that hundreds bear need not be
// read from the database for every page of ten. A list never changes.
type foundBy struct {
	rows  []called.Row
	graph *topology.Graph // that the degrees are of
}

// mostCalled bounds the rows of the lists that are kept, of some sixty bytes each.
const mostCalled = 1 << 18

// called gives who is called so, of all kinds. Where only relations changed since a
// list was made, only its degrees are looked up again.
func (s *sight) called(g *topology.Graph, text string) (*foundBy, error) {
	l := s.st.entities.called(s.st.revision, text)
	switch {
	case l == nil:
		rows, err := s.whoIsCalled(names.Prepare(text))
		if err != nil {
			return nil, err
		}
		l = &foundBy{rows: rows}
	case l.graph == g:
		return l, nil
	default:
		l = &foundBy{rows: slices.Clone(l.rows)}
	}
	l.graph = g
	if absent := called.Weigh(l.rows, g); absent != "" {
		return nil, s.damaged("entity "+absent+" is not in the topology", nil)
	}
	called.Sort(l.rows)
	s.st.entities.call(s.st.revision, text, l)
	return l, nil
}

// whoIsCalled asks the database, and keeps the entities that come whole.
func (s *sight) whoIsCalled(asked names.Query) (rows []called.Row, err error) {
	err = s.eachNamesake(asked, everyKind(), func(n *namesake, cols []any) error {
		kind, err := s.kind(str(cols[5]))
		if err != nil {
			return err
		}
		if n.whole != nil {
			s.st.entities.put(s.st.revision, n.whole)
		}
		rows = append(rows, called.Row{ID: n.id, Matched: n.matched, Kind: kind, Score: uint8(n.score)})
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
func (l *foundBy) page(s *sight, q graph.SearchQuery) (p graph.Page[graph.SearchHit], err error) {
	var wanted func(graph.EntityKind) bool
	if q.Kinds != nil || s.where != nil {
		wanted = func(k graph.EntityKind) bool { return s.isOf(q.Kinds, k) }
	}
	rows := called.Page(l.rows, q.Slice, wanted)
	ids := graph.Page[string]{Keys: rows.Keys, More: rows.More, Total: rows.Total}
	for _, r := range rows.Items {
		ids.Items = append(ids.Items, r.ID)
	}
	es, err := s.entityPage(ids)
	if err != nil {
		return p, err
	}
	p = graph.Page[graph.SearchHit]{Keys: es.Keys, More: es.More, Total: es.Total}
	for i, e := range es.Items {
		p.Items = append(p.Items, graph.SearchHit{Entity: e, MatchedName: rows.Items[i].Matched, Score: int(rows.Items[i].Score)})
	}
	return p, nil
}

// called gives the list that is kept of a text, nil where there is none.
func (c *entityCache) called(revision int64, text string) *foundBy {
	c.mu.Lock()
	defer c.mu.Unlock()
	if revision != c.revision {
		return nil
	}
	return c.lists[text]
}

// call keeps a list that was made at a revision.
func (c *entityCache) call(revision int64, text string, l *foundBy) {
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

package topology

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"dragoman/graph"
)

// RelationPage lists relations in the order (type, other end, key, id) with the
// sort key {type as two digits, other end, key, relation id}. Lists of an answer
// may be shared: read them only. Direction says how a relation lies as seen from q.Of and means nothing
// without it. Unknown ids are ErrNotFound; a done context is ErrDeadline.
func (g *Graph) RelationPage(ctx context.Context, q graph.RelationQuery) (graph.Page[*graph.Relation], error) {
	var page graph.Page[*graph.Relation]
	l, err := g.newRelationList(ctx, q)
	if err != nil {
		return page, err
	}
	if err := l.run(); err != nil {
		return page, err
	}
	n := min(len(l.rows), q.Slice.First)
	page.More = len(l.rows) > n
	x := g.exhibit(l.s.claims, q.Where, n)
	for i := range l.rows[:n] {
		row, r := &l.rows[i], &graph.Relation{}
		x.show(r, &row.arc, g.relationID(&row.arc), row.key)
		page.Items = append(page.Items, r)
		page.Keys = append(page.Keys, graph.SortKey{fmt.Sprintf("%02d", r.Type), g.id(row.other), r.Key, r.ID})
	}
	if q.Slice.Count {
		page.Total = &l.total
	}
	return page, nil
}

type relationRow struct {
	arc
	other uint32
	key   string
}

// relationList is a RelationQuery under way.
type relationList struct {
	g           *Graph
	q           graph.RelationQuery
	ctx         context.Context
	s           *sieve
	of          []uint32
	inOf, among map[uint32]bool // nil where the query does not restrict
	after       graph.SortKey
	fromType    int
	rows        []relationRow
	total       int
	buf         []cell
	seen        int
}

func (g *Graph) newRelationList(ctx context.Context, q graph.RelationQuery) (*relationList, error) {
	if q.Lens == 0 {
		q.Lens = graph.LensEverything
	}
	if q.Direction == 0 {
		q.Direction = graph.Both
	}
	if err := refuse(knownLens(q.Lens), atMost("first", q.Slice.First, graph.MaxFirst), afterParts(q.Slice.After, 4)); err != nil {
		return nil, err
	}
	l := &relationList{g: g, q: q, ctx: ctx, after: q.Slice.After}
	if l.after != nil {
		t, err := strconv.Atoi(l.after[0])
		if err != nil || t < 0 || t > 63 {
			return nil, &graph.Error{Code: graph.Invalid, Field: "after", Message: fmt.Sprintf("after starts with %q where a relation type of two digits belongs; use the cursor of a page of the same list", l.after[0])}
		}
		l.fromType = t
	}
	var err error
	if q.Of != nil {
		if l.of, err = g.numbers("of", q.Of); err != nil {
			return nil, err
		}
		l.inOf = mapOf(l.of)
	}
	if q.Between != nil {
		between, err := g.numbers("between", q.Between)
		if err != nil {
			return nil, err
		}
		l.among = mapOf(between)
	}
	if l.s, err = g.newSieve(q.Lens, q.Where, graph.Listed, false); err != nil {
		return nil, err
	}
	if q.Types != nil {
		l.s.types &= (&graph.Filter{Types: q.Types}).TypeSet()
	}
	l.s.exempt = setOf(l.of)
	return l, nil
}

// run goes from type to type and stops when there is one row more than wanted.
func (l *relationList) run() error {
	for t := range 64 {
		if l.s.types>>t&1 == 0 || !l.q.Slice.Count && (t < l.fromType || len(l.rows) > l.q.Slice.First) {
			continue
		}
		if l.g.tally.typ[t] == 0 {
			continue
		}
		var err error
		if l.of != nil {
			err = l.fromRows(graph.RelationType(t))
		} else {
			err = l.byTo(graph.RelationType(t))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fromRows takes the relations of one type from the rows of q.Of.
func (l *relationList) fromRows(t graph.RelationType) error {
	var rows []relationRow
	for _, v := range l.of {
		if err := l.alive(); err != nil {
			return err
		}
		seg := l.g.segment(v, t, &l.buf)
		for i := range seg {
			c := &seg[i]
			both := l.inOf[c.nbr]
			if both && c.in() && c.nbr != v { // taken from the row of from
				continue
			}
			if !l.lies(t, c, both) {
				continue
			}
			if seen, ok := l.take(v, c); ok {
				r := relationRow{arc: makeArc(v, c, seen, false), other: c.nbr, key: l.g.key(c.rel)}
				rows = append(rows, r)
			}
		}
	}
	l.add(rows)
	return nil
}

// lies says whether a cell in the row of one of q.Of has the direction asked for.
func (l *relationList) lies(t graph.RelationType, c *cell, both bool) bool {
	switch {
	case l.q.Direction == graph.Both, t.Symmetric(), both:
		return true
	case l.q.Direction == graph.Out:
		return !c.in()
	}
	return c.in()
}

func (l *relationList) take(v uint32, c *cell) (verdict, bool) {
	if l.among != nil && !(l.among[v] && l.among[c.nbr]) {
		return verdict{}, false
	}
	seen, ok := l.s.see(v, c)
	return seen, ok && l.s.hasKind(v) && l.s.hasKind(c.nbr)
}

// byTo goes through the entities in order and takes the relations of one type
// that end there: their other end is to.
func (l *relationList) byTo(t graph.RelationType) error {
	for _, v := range l.targets() {
		if !l.q.Slice.Count {
			if len(l.rows) > l.q.Slice.First {
				return nil
			}
			if int(t) == l.fromType && l.after != nil && l.g.id(v) < l.after[1] {
				continue
			}
		}
		if err := l.alive(); err != nil {
			return err
		}
		var rows []relationRow
		seg := l.g.segment(v, t, &l.buf)
		for i := range seg {
			c := &seg[i]
			if !c.in() && c.nbr != v {
				continue
			}
			if seen, ok := l.take(v, c); ok {
				rows = append(rows, relationRow{arc: makeArc(v, c, seen, false), other: v, key: l.g.key(c.rel)})
			}
		}
		l.add(rows)
	}
	return nil
}

func (l *relationList) targets() []uint32 {
	if l.among == nil {
		return l.g.inOrder()
	}
	var out []uint32
	for v := range l.among {
		out = append(out, v)
	}
	slices.SortFunc(out, l.g.compareIDs)
	return out
}

func (l *relationList) alive() error {
	if l.seen++; l.seen%1024 == 1 && l.ctx.Err() != nil {
		return deadline(l.ctx)
	}
	return nil
}

// add sorts rows that come after all earlier ones and keeps those after the key.
func (l *relationList) add(rows []relationRow) {
	l.total += len(rows)
	if l.after != nil {
		rows = slices.DeleteFunc(rows, func(r relationRow) bool { return !l.isAfter(&r) })
	}
	room := l.q.Slice.First + 1 - len(l.rows)
	if room <= 0 {
		return
	}
	slices.SortFunc(rows, func(a, b relationRow) int {
		if n := cmp.Or(l.g.compareIDs(a.other, b.other), compareStrings(a.key, b.key)); n != 0 {
			return n
		}
		return compareStrings(l.g.relationID(&a.arc), l.g.relationID(&b.arc))
	})
	l.rows = append(l.rows, rows[:min(room, len(rows))]...)
}

func (l *relationList) isAfter(r *relationRow) bool {
	n := cmp.Or(cmp.Compare(int(r.meta&63), l.fromType), compareStrings(l.g.id(r.other), l.after[1]), compareStrings(r.key, l.after[2]))
	return n > 0 || n == 0 && l.g.relationID(&r.arc) > l.after[3]
}

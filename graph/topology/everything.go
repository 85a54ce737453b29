package topology

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"dragoman/graph"
)

// Lists of all relations in orders that no row has. In that of time each page looks at
// every cell once and keeps the few that come first after the key.

// TimelinePage lists relations in the order of a timeline, with graph.TimelineKey;
// before is the last one that does not come after the key, nil where there is none.
// q.Of must be nil. What passes is that of RelationPage. Lists of an answer may be
// shared: read them only. Unknown ids are ErrNotFound; a done context is
// ErrDeadline.
func (g *Graph) TimelinePage(ctx context.Context, q graph.TimelineQuery) (page graph.Page[*graph.Relation], before *graph.Relation, err error) {
	if err = refuse(afterParts(q.Slice.After, 3)); err != nil {
		return page, nil, err
	}
	place := placed{id: ""}
	if k := q.Slice.After; k != nil {
		if place, err = placeOf(k); err != nil {
			return page, nil, err
		}
	}
	l, err := g.listEverything(ctx, q.Where, q.Slice, graph.Listed, place, func(x *arc) uint64 { return g.date(x.date).place() })
	if err != nil {
		return page, nil, err
	}
	show := g.exhibit(l.s.claims, q.Where, len(l.rows)+1)
	if l.before != nil {
		before = l.shown(show, l.before)
	}
	n := min(len(l.rows), q.Slice.First)
	for i := range l.rows[:n] {
		r := l.shown(show, &l.rows[i])
		page.Items, page.Keys = append(page.Items, r), append(page.Keys, graph.TimelineKey(r.When, r.ID))
	}
	page.More = len(l.rows) > n
	if q.Slice.Count {
		page.Total = &l.total
	}
	return page, before, nil
}

// placed is a place in a list: by a number, then by id.
type placed struct {
	first uint64
	id    string
}

// place is where a date stands in a timeline.
func (r *dateRow) place() uint64 {
	if !r.dated {
		return 1<<64 - 1
	}
	day := func(d graph.Day) uint64 { return uint64(uint32(int64(d) - int64(graph.DayMin))) }
	return day(r.span.Earliest())<<32 | day(r.span.Latest())
}

// placeOf reads a graph.TimelineKey.
func placeOf(k graph.SortKey) (p placed, err error) {
	for _, part := range k[:2] {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return p, &graph.Error{Code: graph.Invalid, Field: "after", Message: fmt.Sprintf("after has %q where a day belongs; use the cursor of a page of the same list", part)}
		}
		p.first = p.first<<32 | n
	}
	p.id = k[2]
	return p, nil
}

// everything is such a list on its way.
type everything struct {
	g      *Graph
	s      *sieve
	after  placed
	begins bool // nothing was before
	want   int  // rows, one more than the page has
	rows   []everyRow
	worst  uint64    // with enough rows, the first number of the last one
	before *everyRow // the last that does not come after the key
	total  int
}

// everyRow is one of its relations. Its id is worked out where the number does not
// decide.
type everyRow struct {
	arc
	first uint64
	id    digest
	known bool
}

func (g *Graph) listEverything(ctx context.Context, where *graph.Filter, slice graph.Slice, def graph.StatusSet, after placed, place func(*arc) uint64) (*everything, error) {
	if err := refuse(atMost("first", slice.First, graph.MaxFirst)); err != nil {
		return nil, err
	}
	s, err := g.newSieve(graph.LensEverything, where, def, false)
	if err != nil {
		return nil, err
	}
	l := &everything{g: g, s: s, after: after, begins: slice.After == nil, want: slice.First + 1, worst: 1<<64 - 1}
	err = s.eachRelation(ctx, func(x arc) {
		r := everyRow{arc: x, first: place(&x)}
		l.take(&r)
	})
	if err != nil {
		return nil, err
	}
	l.sort()
	return l, nil
}

// eachRelation visits all relations that pass, as seen from their from ends.
func (s *sieve) eachRelation(ctx context.Context, visit func(arc)) error {
	g := s.g
	var buf []cell
	for v := range uint32(g.nVerts) {
		if v%1024 == 0 && ctx.Err() != nil {
			return deadline(ctx)
		}
		row := g.row(v, &buf)
		for i := range row {
			c := &row[i]
			if c.in() {
				continue
			}
			if seen, ok := s.see(v, c); ok && s.hasKind(v) && s.hasKind(c.nbr) {
				visit(makeArc(v, c, seen, false))
			}
		}
	}
	return nil
}

func (l *everything) take(r *everyRow) {
	l.total++
	switch {
	case !l.begins && !l.isAfter(r):
		if l.before == nil || l.compare(r, l.before) > 0 {
			kept := *r
			l.before = &kept
		}
	case r.first <= l.worst:
		if l.rows = append(l.rows, *r); len(l.rows) >= 4*l.want+64 {
			l.sort()
		}
	}
}

// sort leaves the first rows, in order.
func (l *everything) sort() {
	for i := range l.rows {
		l.identify(&l.rows[i])
	}
	slices.SortFunc(l.rows, func(a, b everyRow) int { return l.compare(&a, &b) })
	if len(l.rows) >= l.want {
		l.rows = l.rows[:l.want]
		l.worst = l.rows[l.want-1].first
	}
}

func (l *everything) identify(r *everyRow) {
	if !r.known {
		r.id, r.known = l.g.arcDigest(&r.arc), true
	}
}

func (l *everything) compare(a, b *everyRow) int {
	if a.first != b.first {
		return cmp.Compare(a.first, b.first)
	}
	l.identify(a)
	l.identify(b)
	return a.id.compare(b.id)
}

func (l *everything) isAfter(r *everyRow) bool {
	if r.first != l.after.first {
		return r.first > l.after.first
	}
	l.identify(r)
	return r.id.spelled() > l.after.id
}

func (l *everything) shown(show *exhibit, r *everyRow) *graph.Relation {
	out := &graph.Relation{}
	show.show(out, &r.arc, l.g.relationID(&r.arc), l.g.key(r.rel))
	return out
}

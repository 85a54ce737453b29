package topology

import (
	"context"
	"slices"

	"dragoman/graph"
)

// RelationsByID lists the ids of relations that pass, in their order, with
// graph.IDKey. def are the statuses that pass where none are named. A page costs
// what is in it and what does not pass between; its total, and a page of what few
// relations are, a look at everything. Unknown ids are ErrNotFound; a done context is
// ErrDeadline.
func (g *Graph) RelationsByID(ctx context.Context, where *graph.Filter, slice graph.Slice, def graph.StatusSet) (page graph.Page[string], err error) {
	if err = refuse(atMost("first", slice.First, graph.MaxFirst), afterParts(slice.After, 1)); err != nil {
		return page, err
	}
	s, err := g.newSieve(graph.LensEverything, where, def, false)
	if err != nil {
		return page, err
	}
	l := inIDOrder{s: s, g: g, want: slice.First + 1}
	if slice.After != nil {
		l.after = slice.After[0]
	}
	if s.passesFew() {
		err = l.fromEverything(ctx, where, slice, def)
	} else {
		err = l.run(ctx)
	}
	if err != nil {
		return page, err
	}
	for _, id := range l.ids[:min(len(l.ids), slice.First)] {
		page.Items, page.Keys = append(page.Items, id), append(page.Keys, graph.IDKey(id))
	}
	page.More = len(l.ids) > slice.First
	if slice.Count {
		total := 0
		err = s.eachRelation(ctx, func(arc) { total++ })
		page.Total = &total
	}
	return page, err
}

// inIDOrder is a list of relations by id under way.
type inIDOrder struct {
	g     *Graph
	s     *sieve
	after string
	want  int
	ids   []string
}

// fewIn is of how many relations one is few.
const fewIn = 100

// passesFew says that few relations are of statuses that pass.
func (s *sieve) passesFew() bool {
	n := 0
	for status, relations := range s.g.tally.status {
		if s.statuses.Has(graph.Status(status)) {
			n += relations
		}
	}
	return n < s.g.tally.relations/fewIn
}

func (l *inIDOrder) fromEverything(ctx context.Context, where *graph.Filter, slice graph.Slice, def graph.StatusSet) error {
	all, err := l.g.listEverything(ctx, where, slice, def, placed{id: l.after}, func(*arc) uint64 { return 0 })
	if err != nil {
		return err
	}
	for i := range all.rows {
		l.ids = append(l.ids, all.rows[i].id.spelled())
	}
	return nil
}

// run goes through the index of ids. Its buckets are in the order of the bits of ids
// and not in that of their characters, where digits come first; but those whose ids
// begin with the same characters lie together.
func (l *inIDOrder) run(ctx context.Context) error {
	x := &l.g.base.byID
	characters := (64 - x.from) / 5
	together := uint64(1) << ((64 - x.from) % 5)
	first := uint64(0)
	if d, ok := parseDigest(l.after); ok && characters > 0 {
		first = d.head() >> (60 - 5*characters)
	}
	for i := first; i < 1<<(5*characters) && len(l.ids) < l.want; i++ {
		if i%64 == 0 && ctx.Err() != nil {
			return deadline(ctx)
		}
		start := len(l.ids)
		lo := asBits(i, characters) * together
		for at := x.off[lo]; at < x.off[lo+together]; at++ {
			l.take(x.at(at, idRelation))
		}
		slices.Sort(l.ids[start:])
	}
	l.g.rels.each(func(rel uint32, _ *relation) {
		if int(rel) >= l.g.base.relations() {
			l.take(rel)
		}
	})
	slices.Sort(l.ids)
	l.ids = l.ids[:min(len(l.ids), l.want)]
	return nil
}

// asBits is the inverse of what head makes of so many characters.
func asBits(head uint64, characters uint) (bits uint64) {
	for i := range characters {
		bits |= (head>>(5*i)&31 + 26) & 31 << (5 * i)
	}
	return bits
}

// take adds a relation that passes and comes after the key.
func (l *inIDOrder) take(rel uint32) {
	g, s := l.g, l.s
	if o := g.rels.get(rel); o != nil && !s.mayPass(o.meta) || o == nil && !s.mayPass(g.base.rels.meta(rel)) {
		return
	}
	a, ok := g.locate(rel)
	if !ok {
		return
	}
	c := cell{nbr: a.b, meta: a.meta, rel: rel, date: a.date}
	if _, ok := s.see(a.a, &c); !ok || !s.hasKind(a.a) || !s.hasKind(a.b) {
		return
	}
	if id := g.relationID(&a); id > l.after {
		l.ids = append(l.ids, id)
	}
}

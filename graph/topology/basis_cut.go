package topology

import (
	"context"
	"slices"
	"strings"
	"time"

	"dragoman/graph"
)

// cutter looks for the smallest set of documents without which the ends are not
// connected. Whether a relation is walked depends on the documents of its claims
// (and of those about its meeting) and on nothing else; so of a path that is still
// there without a set S, any larger set that does away with it has to have one of
// these documents. That is where the search branches, as hitting sets are found
// (Reiter 1987), level by level:
//
//	S = {}       a─b─c, of d1 d2   →  {d1}  {d2}
//	S = {d1}     a─x─c, of d3      →  {d1 d3}
//	S = {d2}     no path           →  a set
//
// It holds though leaving a document out may also bring relations about, since
// only paths that are there without S are asked what they rest on. A path once
// found is remembered with all its documents: it is there without any set that
// has the same of them.
type cutter struct {
	b        *basis
	ctx      context.Context
	routes   []route
	complete map[string]bool // sets that leave no path, by key: whether no hub was skipped
}

// route is a path that was found without some documents.
type route struct {
	documents []string // of all claims that decide whether it is walked; by id
	left      []bool   // aligned: was left out
}

// A look at a set costs as much as so many relations, so that what is remembered
// of sets stays small.
const setCost = 64

// cut answers DocumentCut; first is the search with everything left in.
func (b *basis) cut(first *graph.PathResult) (*graph.DocumentCut, error) {
	c := &cutter{b: b, complete: map[string]bool{}}
	out := &graph.DocumentCut{}
	if first.Outcome == graph.Stopped {
		out.StoppedBy = first.StoppedBy
		return out, nil
	}
	b.allowed = b.explored + (b.budget-b.explored)*2/3
	ctx, cancel := halfOf(b.ctx)
	defer cancel()
	c.ctx = ctx
	best, atLeast, err := c.smallest(nil)
	if err != nil {
		return nil, err
	}
	out.AtLeast = atLeast
	if best != nil {
		c.tell(out, best)
		out.Smallest, out.Minimal = true, true
		return out, nil
	}
	out.StoppedBy = b.stop
	c.ctx, b.allowed, b.stop = b.ctx, b.budget, 0
	set, err := c.greedy()
	if err != nil || set == nil {
		return out, err
	}
	c.tell(out, set)
	out.Smallest = len(set) == atLeast
	out.Minimal = out.Smallest
	if !out.Smallest {
		best, _, err = c.smallest(set)
		if best != nil {
			c.tell(out, best)
			out.Minimal = true
		}
	}
	return out, err
}

func (c *cutter) tell(out *graph.DocumentCut, set []string) {
	out.Documents, out.Found, out.Complete = set, true, c.complete[key(set)]
}

// halfOf is a context that ends when half of the time is over.
func halfOf(ctx context.Context) (context.Context, context.CancelFunc) {
	at, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, at.Add(-time.Until(at)/2))
}

func key(set []string) string { return strings.Join(set, "\x00") }

// smallest finds the smallest set, among documents of within if that is not nil,
// the first by ids; nil when it had to stop, and then how large a set is at least.
func (c *cutter) smallest(within []string) (best []string, atLeast int, err error) {
	for size := 0; ; size++ {
		l := &level{c: c, within: within, seen: map[string]bool{}}
		ok, err := l.visit([]string{}, size)
		if err != nil || !ok {
			return nil, size, err
		}
		if len(l.found) > 0 {
			return slices.MinFunc(l.found, slices.Compare), size, nil
		}
	}
}

// level goes through the sets of one size that may leave no path.
type level struct {
	c      *cutter
	within []string
	seen   map[string]bool
	found  [][]string
}

// visit adds more documents to a set. It is false when the search had to stop.
func (l *level) visit(set []string, more int) (bool, error) {
	k := key(set)
	if l.seen[k] {
		return true, nil
	}
	l.seen[k] = true
	documents, blocked, ok, err := l.c.look(set)
	if err != nil || !ok {
		return false, err
	}
	if blocked {
		l.found = append(l.found, set)
		return true, nil
	}
	if more == 0 {
		return true, nil
	}
	for _, d := range documents {
		if l.within != nil && !slices.Contains(l.within, d) {
			continue
		}
		if ok, err := l.visit(with(set, d), more-1); !ok {
			return false, err
		}
	}
	return true, nil
}

// with adds a document to a set.
func with(set []string, d string) []string {
	at, _ := slices.BinarySearch(set, d)
	return slices.Insert(slices.Clone(set), at, d)
}

// look says whether a set leaves no path, or which documents one that is left
// rests on. It is not ok when the search had to stop.
func (c *cutter) look(set []string) (documents []string, blocked, ok bool, err error) {
	if c.ctx.Err() != nil {
		c.b.stop = graph.StopDeadline
		return nil, false, false, nil
	}
	if c.b.explored += setCost; c.b.explored > c.b.allowed {
		c.b.stop = graph.StopBudget
		return nil, false, false, nil
	}
	if _, blocked := c.complete[key(set)]; blocked {
		return nil, true, true, nil
	}
	if documents := c.known(set); documents != nil {
		return documents, false, true, nil
	}
	r, err := c.b.search(c.ctx, c.b.q.Where.Leaving(set...))
	switch {
	case err != nil || r.Outcome == graph.Stopped:
		return nil, false, false, err
	case r.Outcome == graph.NoPath:
		c.complete[key(set)] = r.Complete
		return nil, true, true, nil
	}
	way := route{documents: c.b.documentsOf(&r.Paths[0])}
	for _, d := range way.documents {
		way.left = append(way.left, slices.Contains(set, d))
	}
	c.routes = append(c.routes, way)
	return way.without(set), false, true, nil
}

// known finds a path that was found before and is there without the set: of
// several one that rests on the fewest documents.
func (c *cutter) known(set []string) (documents []string) {
	for i := range c.routes {
		if way := &c.routes[i]; way.there(set) {
			if left := way.without(set); documents == nil || len(left) < len(documents) {
				documents = left
			}
		}
	}
	return documents
}

func (r *route) there(set []string) bool {
	for i, d := range r.documents {
		if _, out := slices.BinarySearch(set, d); out != r.left[i] {
			return false
		}
	}
	return true
}

func (r *route) without(set []string) []string {
	return slices.DeleteFunc(slices.Clone(r.documents), func(d string) bool { return slices.Contains(set, d) })
}

// documentsOf lists, by id, the documents of all claims that decide whether the
// steps of a path are walked.
func (b *basis) documentsOf(p *graph.Path) (out []string) {
	g := b.g
	x := g.exhibit(b.selection, b.q.Where, 1)
	note := func() {
		for i := range x.claims {
			out = append(out, g.documentID(x.claims[i].doc))
		}
	}
	for i := range p.Steps {
		d, _ := parseDigest(p.Steps[i].Relation.ID)
		a, ok := g.findDigest(&d)
		if !ok {
			continue // it was shown from this very graph
		}
		x.gather(a.rel)
		note()
		if m, ok := g.meetingOf(&a); ok {
			x.gatherOccurred(m)
			note()
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// greedy leaves out document after document, of a path that is left the one that
// most paths have, until none is left, and takes back one by one what is not
// needed. nil when it had to stop.
func (c *cutter) greedy() ([]string, error) {
	set := []string{}
	for {
		documents, blocked, ok, err := c.look(set)
		if err != nil || !ok {
			return nil, err
		}
		if blocked {
			break
		}
		set = with(set, slices.MaxFunc(documents, func(a, b string) int { return c.frequency(a) - c.frequency(b) }))
	}
	for _, d := range slices.Clone(set) {
		fewer := slices.DeleteFunc(slices.Clone(set), func(o string) bool { return o == d })
		_, blocked, ok, err := c.look(fewer)
		if err != nil || !ok {
			return set, err
		}
		if blocked {
			set = fewer
		}
	}
	return set, nil
}

// frequency is the number of paths found so far that a document is behind.
func (c *cutter) frequency(d string) (n int) {
	for i := range c.routes {
		if slices.Contains(c.routes[i].documents, d) {
			n++
		}
	}
	return n
}

package topology

import (
	"context"
	"slices"

	"dragoman/graph"
)

// Basis answers what the connection rests on that the path of q.Of makes. It is
// the same search again and again, each time under a filter that leaves something
// out: what a relation is then is decided where every filter is applied. Ids must
// be canonical; unknown ones are ErrNotFound, what is no path ErrInvalid. Lists of
// an answer may be shared: read them only.
//
// The budget of all searches together is that of one. With q.Cut the rows have
// half of it.
func (g *Graph) Basis(ctx context.Context, q graph.BasisQuery) (*graph.Basis, error) {
	b, err := g.newBasis(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &graph.Basis{Nodes: b.nodes, Complete: true}
	s, err := g.newSieve(b.q.Lens, q.Where, graph.Walked, true)
	if err != nil {
		return nil, err
	}
	walked := b.walked(s)
	if err := b.steps(out, walked); err != nil {
		return nil, err
	}
	if q.Cut {
		b.allowed = b.budget / 2
	}
	first, err := b.search(ctx, q.Where)
	if err != nil {
		return nil, err
	}
	out.Outcome, out.Policy, out.Complete = first.Outcome, first.Policy, first.Complete
	if len(first.Paths) > 0 {
		out.Best = &first.Paths[0]
	}
	if err := b.rows(out, walked); err != nil {
		return nil, err
	}
	out.StoppedBy = b.stop
	if q.Cut {
		b.stop = 0
		if out.Cut, err = b.cut(first); err != nil {
			return nil, err
		}
	}
	out.Explored = b.explored
	return out, nil
}

// basis is a BasisQuery under way.
type basis struct {
	g         *Graph
	ctx       context.Context
	q         graph.BasisQuery
	arcs      []arc // the relations asked about, in the order of the path, each seen from its from end
	nodes     []string
	vs        []uint32 // nodes
	ends      few
	passable  bool // no inner entity is in the way, and the path is not too long
	selection *selection
	budget    int // of all searches
	allowed   int // of those until now
	explored  int
	stop      graph.StopReason
}

func (g *Graph) newBasis(ctx context.Context, q graph.BasisQuery) (*basis, error) {
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	if err := refuse(knownLens(q.Lens), atMost("maxHops", q.MaxHops, graph.MaxHops), atMost("degreeCap", q.DegreeCap, maxCap), q.Where.Check()); err != nil {
		return nil, err
	}
	b := &basis{g: g, ctx: ctx, q: q, budget: g.opt.Budget}
	if b.budget <= 0 {
		b.budget = DefaultBudget
	}
	b.allowed = b.budget
	var (
		links   []graph.Link
		arcs    []arc
		unknown []string
	)
	for _, id := range q.Of {
		d, ok := parseDigest(id)
		var a arc
		if ok {
			a, ok = g.findDigest(&d)
		}
		switch {
		case !ok:
			unknown = append(unknown, id)
		case !slices.ContainsFunc(links, func(l graph.Link) bool { return l.ID == id }):
			from, to := a.a, a.b
			if a.meta&metaIn != 0 {
				from, to = to, from
			}
			links, arcs = append(links, graph.Link{ID: id, From: g.id(from), To: g.id(to)}), append(arcs, a)
		}
	}
	if len(unknown) > 0 {
		return nil, graph.Unknown("of", unknown...)
	}
	if err := atMost("of", len(links), graph.MaxHops); err != nil {
		return nil, err
	}
	nodes, order, err := graph.ArrangePath(links)
	if err != nil {
		return nil, err
	}
	b.nodes = nodes
	for _, i := range order {
		b.arcs = append(b.arcs, arcs[i])
	}
	if b.vs, err = g.numbers("of", nodes); err != nil {
		return nil, err
	}
	b.ends = setOf([]uint32{b.vs[0], b.vs[len(b.vs)-1]})
	b.selection, err = g.selectionOf(q.Where)
	return b, err
}

// walked says of each relation asked about whether a sieve lets it pass, and
// notes whether anything else is in the way of the path.
func (b *basis) walked(s *sieve) []bool {
	s.exempt = b.ends
	w := b.g.walker(b.ctx, s)
	defer w.release()
	w.cap, w.ends = b.q.DegreeCap, b.ends
	b.passable = len(b.arcs) <= b.q.MaxHops
	for _, v := range b.vs {
		if !b.ends.has(v) && (!s.through(v) || w.isHub(v)) {
			b.passable = false
		}
	}
	out := make([]bool, len(b.arcs))
	for i := range b.arcs {
		as := w.between(b.vs[i], b.vs[i+1], nil)
		out[i] = slices.ContainsFunc(as, func(a arc) bool { return a.rel == b.arcs[i].rel }) && s.hasKind(b.vs[i]) && s.hasKind(b.vs[i+1])
	}
	return out
}

func (b *basis) steps(out *graph.Basis, walked []bool) error {
	ids := make([]string, len(b.arcs))
	for i := range b.arcs {
		ids[i] = b.g.relationID(&b.arcs[i])
	}
	rs, err := b.g.Relations(context.WithoutCancel(b.ctx), ids, b.q.Where)
	if err != nil {
		return err
	}
	for i, r := range rs {
		out.Steps = append(out.Steps, graph.BasisStep{From: b.nodes[i], To: b.nodes[i+1], ID: ids[i], Relation: r, Walked: walked[i]})
		independent := 0
		if r != nil {
			independent = r.Independent
		}
		if i == 0 || independent < out.Independent {
			out.Independent = independent
		}
	}
	out.Stands = b.passable && !slices.Contains(walked, false)
	return nil
}

// search finds the best path between the ends under a filter, as far as what is
// left of the budget goes.
func (b *basis) search(ctx context.Context, where *graph.Filter) (*graph.PathResult, error) {
	left := b.allowed - b.explored
	if left <= 0 {
		b.stop = graph.StopBudget
		return &graph.PathResult{Outcome: graph.Stopped, StoppedBy: graph.StopBudget}, nil
	}
	r, err := b.g.WithOptions(Options{Budget: left}).Paths(ctx, graph.PathQuery{
		From: b.nodes[:1], To: b.nodes[len(b.nodes)-1:], Mode: graph.Shortest, Lens: b.q.Lens, First: 1,
		MaxHops: b.q.MaxHops, DegreeCap: b.q.DegreeCap, Where: where,
	}, nil)
	if err != nil {
		return nil, err
	}
	b.explored += max(r.Explored, 1)
	if r.StoppedBy != 0 {
		b.stop = r.StoppedBy
	}
	return r, nil
}

// rows looks at everything that may be left out.
func (b *basis) rows(out *graph.Basis, walked []bool) error {
	t := b.testify()
	families := t.families(b.g)
	for _, list := range []int{len(t.documents), len(families), len(t.sources)} {
		if list > graph.MaxFirst {
			out.Complete, b.stop = false, graph.StopBudget
		}
	}
	without := func(where *graph.Filter, m mention) (graph.Without, error) {
		x := graph.Without{Claims: m.claims}
		s, err := b.g.newSieve(b.q.Lens, where, graph.Walked, true)
		if err != nil {
			return x, err
		}
		x.Stands = b.passable
		for i, is := range b.walked(s) {
			if !is {
				x.Stands = false
				if walked[i] {
					x.Lost = append(x.Lost, b.g.relationID(&b.arcs[i]))
				}
			}
		}
		r, err := b.search(b.ctx, where)
		if err != nil {
			return x, err
		}
		x.Outcome, x.Complete = r.Outcome, r.Complete
		out.Complete = out.Complete && r.Complete
		if len(r.Paths) > 0 {
			x.Next = &r.Paths[0]
		}
		return x, nil
	}
	alone := map[uint32]graph.Without{}
	for _, d := range t.documents[:min(len(t.documents), graph.MaxFirst)] {
		m := t.byDocument[d]
		x, err := without(b.q.Where.Leaving(b.g.documentID(d)), *m)
		if err != nil {
			return err
		}
		alone[d] = x
		out.Documents = append(out.Documents, graph.BasisDocument{Document: b.g.documentID(d), Relations: b.relations(m), Without: x})
	}
	for _, f := range families[:min(len(families), graph.MaxFirst)] {
		row := graph.BasisFamily{Members: len(f.members), Relations: b.relations(&f.mention)}
		for _, d := range f.behind {
			row.Documents = append(row.Documents, b.g.documentID(d))
		}
		if x, ok := alone[f.behind[0]]; ok && len(f.members) == 1 {
			row.Without = x
		} else {
			all := make([]string, len(f.members))
			for i, d := range f.members {
				all[i] = b.g.documentID(d)
			}
			var err error
			if row.Without, err = without(b.q.Where.Leaving(all...), f.mention); err != nil {
				return err
			}
		}
		out.Families = append(out.Families, row)
	}
	for _, s := range t.sources[:min(len(t.sources), graph.MaxFirst)] {
		m := t.bySource[s]
		x, err := without(b.q.Where.LeavingSource(s), m.mention)
		if err != nil {
			return err
		}
		row := graph.BasisSource{Source: s, Relations: b.relations(&m.mention), Without: x}
		b.g.sortDocuments(m.documents)
		for _, d := range m.documents {
			row.Documents = append(row.Documents, b.g.documentID(d))
		}
		out.Sources = append(out.Sources, row)
	}
	return nil
}

// relations lists those of the path that a mention is about.
func (b *basis) relations(m *mention) (out []string) {
	for i := range b.arcs {
		if m.steps>>i&1 == 1 {
			out = append(out, b.g.relationID(&b.arcs[i]))
		}
	}
	return out
}

// meetingOf gives the meeting that a relation is a participation in: a traversal
// looks at whether it took place.
func (g *Graph) meetingOf(a *arc) (meeting uint32, ok bool) {
	if graph.RelationType(a.meta&63) != graph.ParticipatedIn {
		return 0, false
	}
	m := a.b
	if a.meta&metaIn != 0 {
		m = a.a
	}
	return m, g.kind(m) == graph.KindMeeting
}

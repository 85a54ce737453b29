package topology

import (
	"context"
	"slices"

	"dragoman/graph"
)

// Paths answers how any of q.From is connected to any of q.To. The order of
// paths is that of graph.PathResult, exactly; what is returned when the budget
// or the context's deadline bites is a prefix of the exact answer, with
// StoppedBy set and Complete false. An end may also lie inside a path from
// another end; it is then exempt from DegreeCap and Kinds, not from the lens.
//
// Relations in q.Avoid ("r:…") must be among avoidRelations. Lists of an answer
// may be shared: read them only. Unknown ids are ErrNotFound, values beyond a limit
// ErrLimit or ErrInvalid. A first of 0 finds out whether there is a path.
// Relaxations are looked for within what is left of the budget.
func (g *Graph) Paths(ctx context.Context, q graph.PathQuery, avoidRelations []Identity) (*graph.PathResult, error) {
	r, err := g.paths(ctx, q, avoidRelations)
	if err != nil || !q.Relax || r.Outcome != graph.NoPath {
		return r, err
	}
	r.Relaxations, err = g.relaxations(ctx, q, avoidRelations, &r.Explored)
	return r, err
}

func (g *Graph) paths(ctx context.Context, q graph.PathQuery, avoidRelations []Identity) (*graph.PathResult, error) {
	p, err := g.newPathSearch(ctx, q, avoidRelations)
	if err != nil {
		return nil, err
	}
	defer p.w.release()
	r := &graph.PathResult{Policy: graph.Policy{Lens: p.q.Lens, Statuses: listStatuses(p.s.statuses), DegreeCap: q.DegreeCap}}
	if q.Where != nil && q.Where.AsOf != nil {
		r.Policy.UndatedClaims = g.tally.undated
	}
	if both := p.same(); len(both) > 0 {
		p.standStill(r, both)
		return r, nil
	}
	p.run(r)
	p.close(r)
	return r, nil
}

// pathSearch is a PathQuery under way.
type pathSearch struct {
	g        *Graph
	q        graph.PathQuery
	s        *sieve
	w        *walker
	from, to []uint32
	via      []uint32
	x        *exhibit
	times    *times // of EARLIEST, else nil
}

func (g *Graph) newPathSearch(ctx context.Context, q graph.PathQuery, avoidRelations []Identity) (*pathSearch, error) {
	if q.Mode == 0 {
		q.Mode = graph.Shortest
	}
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	err := refuse(q.Mode.Check(), knownLens(q.Lens), atLeastOne("from", q.From), atLeastOne("to", q.To),
		atMost("first", q.First, graph.MaxFirst), atMost("maxHops", q.MaxHops, graph.MaxHops), atMost("degreeCap", q.DegreeCap, maxCap), graph.CheckVia(q.Via, q.From, q.To))
	if err != nil {
		return nil, err
	}
	p := &pathSearch{g: g, q: q}
	if p.from, err = g.numbers("from", q.From); err != nil {
		return nil, err
	}
	if p.to, err = g.numbers("to", q.To); err != nil {
		return nil, err
	}
	if p.via, err = g.numbers("via", q.Via); err != nil {
		return nil, err
	}
	avoid, relations, err := g.avoided(q.Avoid, avoidRelations)
	if err != nil {
		return nil, err
	}
	if p.s, err = g.newSieve(q.Lens, q.Where, graph.Walked, true); err != nil {
		return nil, err
	}
	ends := setOf(p.from, p.to, p.via)
	p.s.avoid, p.s.exempt = relations, ends
	if q.Mode == graph.Earliest {
		p.s.contacts()
	}
	p.s.settle()
	p.x = g.exhibit(p.s.claims, q.Where, 1)
	p.w = g.walker(ctx, p.s)
	p.w.cap, p.w.ends, p.w.avoid = q.DegreeCap, ends, avoid
	if q.Mode == graph.Earliest {
		p.times = newTimes(p)
	}
	return p, nil
}

// maxCap is no limit in practice.
const maxCap = 1<<31 - 1

func listStatuses(set graph.StatusSet) []graph.Status {
	out := []graph.Status{}
	for _, s := range graph.Statuses() {
		if set.Has(s) {
			out = append(out, s)
		}
	}
	return out
}

// same lists the starts that are ends, by id; an avoided one is neither. None is
// where the way leads over others.
func (p *pathSearch) same() (both []uint32) {
	if len(p.via) > 0 {
		return nil
	}
	for _, v := range p.from {
		if slices.Contains(p.to, v) && !slices.Contains(p.w.avoid, v) {
			both = append(both, v)
		}
	}
	slices.SortFunc(both, p.g.compareIDs)
	return both
}

// standStill answers with the paths that have no step.
func (p *pathSearch) standStill(r *graph.PathResult, both []uint32) {
	r.Outcome, r.Complete = graph.Same, true
	most := p.q.First
	switch p.q.Mode {
	case graph.AllShortest:
		total := len(both)
		r.Total = &total
	case graph.Shortest:
		most = min(most, 1)
	}
	for _, v := range both[:min(len(both), most)] {
		r.Paths = append(r.Paths, p.show([]uint32{v}, nil))
	}
}

func (p *pathSearch) run(r *graph.PathResult) {
	var found [][]uint32
	var ranked []*candidate
	hops := -1
	switch p.q.Mode {
	case graph.AllShortest:
		if len(p.via) == 0 {
			found, hops = p.allShortest(r)
		} else {
			ranked, hops = p.allJoined(r)
		}
	case graph.KShortest, graph.Strongest, graph.Earliest:
		ranked = p.ranked(max(p.q.First, 1))
	default:
		ranked = p.ranked(1)
	}
	for _, c := range ranked {
		hops = max(hops, len(c.path)-1)
	}
	switch {
	case hops >= 0:
		r.Outcome = graph.Found
	case p.w.stop != 0:
		r.Outcome = graph.Stopped
	default:
		r.Outcome = graph.NoPath
	}
	for _, path := range found[:min(len(found), p.q.First)] {
		r.Paths = append(r.Paths, p.show(path, nil))
	}
	for _, c := range ranked[:min(len(ranked), p.q.First)] {
		r.Paths = append(r.Paths, p.show(c.path, p.taken(c)))
	}
	p.hubs(r, hops)
}

// close fills what is told about the search itself.
func (p *pathSearch) close(r *graph.PathResult) {
	r.Explored, r.StoppedBy = p.w.explored, p.w.stop
	r.Complete = p.w.stop == 0 && !p.w.hub
	if !r.Complete {
		r.Total = nil
	}
}

// show makes the answer's form of a path. taken are the relations of its steps;
// nil where each step is shown by the strongest.
func (p *pathSearch) show(path []uint32, taken []arc) graph.Path {
	hops := len(path) - 1
	out := graph.Path{Hops: hops, Weakest: -1, Nodes: make([]string, len(path)), Steps: make([]graph.Step, hops)}
	relations := make([]graph.Relation, hops)
	p.w.steps = p.w.steps[:0]
	for i := range hops {
		start := len(p.w.steps)
		p.w.steps = p.w.between(path[i], path[i+1], p.w.steps)
		if as := p.w.steps[start:]; taken != nil {
			putFirst(as, taken[i].rel)
		}
		p.w.rooms[i+1] = len(p.w.steps)
	}
	p.x.expected = hops
	ids := p.lookAhead(hops)
	for i, v := range path {
		out.Nodes[i] = p.g.id(v)
		if p.g.kind(v) == graph.KindMeeting {
			out.Contacts++
		}
	}
	for i := range hops {
		step := &out.Steps[i]
		step.From, step.To, step.Relation = out.Nodes[i], out.Nodes[i+1], &relations[i]
		p.fill(step, ids[i*idLen:][:idLen], p.w.steps[p.w.rooms[i]:p.w.rooms[i+1]])
		if t := step.Relation.Type; t == graph.SpokeTo || t == graph.Consult {
			out.Contacts++
		}
		if out.Weakest < 0 || weaker(step.Relation, out.Steps[out.Weakest].Relation) {
			out.Weakest = i
		}
		if i == 0 || step.Relation.Independent < out.Independent {
			out.Independent = step.Relation.Independent
		}
	}
	if hops == 0 {
		out.Steps = nil
	}
	if out.Weakest >= 0 {
		out.Status = out.Steps[out.Weakest].Relation.Status
	}
	if p.times != nil {
		p.times.tell(&out, path, taken)
	}
	return out
}

// lookAhead reads what the relations of steps will need: places far apart, that are
// waited for together. It gives their ids, one after the other.
func (p *pathSearch) lookAhead(hops int) string {
	var rels [graph.MaxHops]uint32
	var digests [graph.MaxHops]digest
	for i := range hops {
		rels[i] = p.w.steps[p.w.rooms[i]].rel
		digests[i] = p.g.digest(rels[i])
	}
	p.x.lookAhead(rels[:hops])
	var ids [graph.MaxHops * idLen]byte
	for i := range hops {
		digests[i].spell((*[idLen]byte)(ids[i*idLen:]))
	}
	return string(ids[:hops*idLen])
}

func weaker(a, b *graph.Relation) bool {
	return a.Status > b.Status || a.Status == b.Status && a.Independent < b.Independent
}

// step makes the answer's form of a step.
func (p *pathSearch) step(a, b uint32) graph.Step {
	step := graph.Step{From: p.g.id(a), To: p.g.id(b), Relation: &graph.Relation{}}
	p.w.steps = p.w.between(a, b, p.w.steps[:0])
	p.fill(&step, p.g.relationID(&p.w.steps[0]), p.w.steps)
	return step
}

// fill shows a step by the first of its relations, which has the id.
func (p *pathSearch) fill(step *graph.Step, id string, as []arc) {
	p.x.show(step.Relation, &as[0], id, p.g.key(as[0].rel))
	step.Forward = as[0].meta&metaIn == 0
	step.ParallelCount = len(as) - 1
	if n := min(step.ParallelCount, graph.MaxParallel); n > 0 {
		step.Parallel = make([]string, n)
		for i := range n {
			step.Parallel[i] = p.g.relationID(&as[i+1])
		}
	}
}

// putFirst brings a relation to the front, the others staying in order.
func putFirst(as []arc, rel uint32) {
	at := slices.IndexFunc(as, func(x arc) bool { return x.rel == rel })
	x := as[at]
	copy(as[1:at+1], as[:at])
	as[0] = x
}

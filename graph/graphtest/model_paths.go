package graphtest

import (
	"cmp"
	"context"
	"slices"

	"dragoman/graph"
)

// pathSearch tries every simple path.
type pathSearch struct {
	*walk
	q        graph.PathQuery
	from, to []string
	via      []string
	ends     []string // and via
	// left are the least hops to an end of the search; legs the same to that end by
	// way of what is still to be passed, from each of via on.
	left  map[string]int
	legs  []map[string]int
	found []graph.Path
}

// Paths implements graph.Traverser.
func (m *Model) Paths(ctx context.Context, q graph.PathQuery) (*graph.PathResult, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.closed {
		return nil, errClosed
	}
	out, err := m.view.paths(ctx, q)
	if err != nil || !q.Relax || out.Outcome != graph.NoPath {
		return out, err
	}
	q.From, q.To, q.Via, q.Avoid = m.view.canonicals(q.From), m.view.canonicals(q.To), m.view.passed(q.Via), m.view.canonicals(q.Avoid)
	if s, _ := m.view.under(q.Where); s != nil {
		q.Where = s.where
	}
	out.Relaxations, err = graph.Relaxations(q, func(q graph.PathQuery) (*graph.PathResult, error) {
		return m.view.paths(ctx, q)
	}, func(id string) (int, error) { return m.view.entities[id].Degree, nil })
	return out, err
}

func (v *view) paths(ctx context.Context, q graph.PathQuery) (*graph.PathResult, error) {
	p, err := v.search(q)
	if err != nil {
		return nil, err
	}
	out := &graph.PathResult{Policy: p.policy(q.DegreeCap)}
	if ctx.Err() != nil {
		out.Outcome, out.StoppedBy = graph.Stopped, graph.StopDeadline
		return out, nil
	}
	p.run()
	out.Complete = true
	switch {
	case len(p.found) == 0:
		out.Outcome = graph.NoPath
	case p.found[0].Hops == 0:
		out.Outcome = graph.Same
	default:
		out.Outcome = graph.Found
	}
	if q.Mode == graph.AllShortest {
		n := len(p.found)
		out.Total = &n
	}
	out.Paths = p.found[:min(len(p.found), p.wanted())]
	if out.Outcome != graph.Same {
		if hubs := p.skipped(out.Paths); len(hubs) > 0 {
			out.Complete, out.Total = false, nil
			if q.ListHubs {
				out.Policy.HubsSkipped = hubs[:min(len(hubs), graph.MaxHubsSkipped)]
			}
		}
	}
	return out, nil
}

// wanted is the number of paths that may be returned.
func (p *pathSearch) wanted() int {
	if p.q.Mode == graph.Shortest {
		return min(p.q.First, 1)
	}
	return p.q.First
}

func (v *view) search(q graph.PathQuery) (*pathSearch, error) {
	q.Mode = cmp.Or(q.Mode, graph.Shortest)
	if len(q.From) == 0 || len(q.To) == 0 || q.DegreeCap < 0 {
		return nil, graph.Errorf(graph.Invalid, "a path needs a from, a to and a degreeCap of 0 or more")
	}
	if err := cmp.Or(within("first", q.First, graph.MaxFirst), within("maxHops", q.MaxHops, graph.MaxHops), graph.CheckVia(q.Via, nil, nil), q.Mode.Check()); err != nil {
		return nil, err
	}
	s, err := v.under(q.Where)
	if err == nil {
		err = v.known("from", q.From, v.isEntity)
	}
	if err == nil {
		err = v.known("to", q.To, v.isEntity)
	}
	if err == nil {
		err = v.known("avoid", q.Avoid, v.isThing)
	}
	if err == nil {
		err = v.known("via", q.Via, v.isEntity)
	}
	if err == nil {
		err = graph.CheckVia(v.passed(q.Via), v.canonicals(q.From), v.canonicals(q.To))
	}
	if err != nil {
		return nil, err
	}
	p := &pathSearch{q: q, from: v.canonicals(q.From), to: v.canonicals(q.To), via: v.passed(q.Via)}
	p.ends = slices.Concat(p.from, p.to, p.via)
	p.walk = s.through(q.Lens, p.ends)
	if q.Mode == graph.Earliest {
		p.drop(func(r *seenRelation) bool {
			return !graph.LensContact.Walks(r.Type, r.Role, v.entities[r.From].Kind, v.entities[r.To].Kind)
		})
	}
	p.avoid(v.canonicals(q.Avoid))
	return p, nil
}

// avoid takes entities and relations out of the graph.
func (p *pathSearch) avoid(ids []string) {
	gone := func(id string) bool { return slices.Contains(ids, id) }
	p.from, p.to = slices.DeleteFunc(p.from, gone), slices.DeleteFunc(p.to, gone)
	p.drop(func(r *seenRelation) bool { return gone(r.ID) || gone(r.From) || gone(r.To) })
}

// drop takes relations out of the graph.
func (p *pathSearch) drop(gone func(*seenRelation) bool) {
	for _, others := range p.between {
		for b, rs := range others {
			if others[b] = slices.DeleteFunc(rs, gone); len(others[b]) == 0 {
				delete(others, b)
			}
		}
	}
}

// inner says whether a path may pass through an entity.
func (p *pathSearch) inner(id string) bool { return p.lens.Through(p.entities[id].Kind) && !p.hub(id) }

func (p *pathSearch) hub(id string) bool {
	return p.entities[id].Degree > p.q.DegreeCap && !slices.Contains(p.ends, id)
}

// run fills found with as many paths as the mode asks for, in order.
func (p *pathSearch) run() {
	p.left = p.distances(p.to, graph.MaxHops, p.inner)
	p.legs = make([]map[string]int, len(p.via))
	after := p.left
	for i, id := range slices.Backward(p.via) {
		p.legs[i] = map[string]int{}
		if rest, ok := after[id]; ok {
			for n, hops := range p.distances([]string{id}, graph.MaxHops, p.inner) {
				p.legs[i][n] = hops + rest
			}
		}
		after = p.legs[i]
	}
	for hops := 0; hops <= p.q.MaxHops; hops++ {
		for _, id := range p.from {
			p.extend([]string{id}, hops)
		}
		enough := len(p.found) > 0
		if hops > 0 && (p.q.Mode == graph.Strongest || p.q.Mode == graph.Earliest) {
			enough = false
		}
		if hops > 0 && p.q.Mode == graph.KShortest {
			enough = len(p.found) >= max(p.q.First, 1)
		}
		if enough {
			break
		}
	}
	slices.SortFunc(p.found, func(a, b graph.Path) int {
		if a.Hops == 0 && b.Hops == 0 { // by id, whenever they arrive
			return slices.Compare(a.Nodes, b.Nodes)
		}
		return comparePaths(p.q.Mode, a, b)
	})
}

// extend tries every way to go on for so many hops.
func (p *pathSearch) extend(nodes []string, hops int) {
	last := nodes[len(nodes)-1]
	if hops == 0 {
		if slices.Contains(p.to, last) && p.passes(nodes) {
			if p.q.Mode == graph.Earliest {
				p.inTime(nodes)
			} else {
				p.found = append(p.found, p.path(nodes, make([]int, len(nodes)-1)))
			}
		}
		return
	}
	if least, ok := p.ahead(nodes)[last]; !ok || least > hops || len(nodes) > 1 && !p.inner(last) {
		return
	}
	for _, n := range p.neighbours(last) {
		if !slices.Contains(nodes, n) {
			p.extend(append(slices.Clone(nodes), n), hops-1)
		}
	}
}

// ahead are the least hops that are left after nodes.
func (p *pathSearch) ahead(nodes []string) map[string]int {
	passed := 0
	for _, id := range nodes {
		if passed < len(p.via) && id == p.via[passed] {
			passed++
		}
	}
	if passed < len(p.via) {
		return p.legs[passed]
	}
	return p.left
}

// passes says whether a path has all that it is to pass, in order.
func (p *pathSearch) passes(nodes []string) bool {
	at := -1
	for _, id := range p.via {
		i := slices.Index(nodes, id)
		if i <= at {
			return false
		}
		at = i
	}
	return true
}

// path describes the path along these entities, each step by the relation of that
// place among those between the two.
func (p *pathSearch) path(nodes []string, choice []int) graph.Path {
	out := graph.Path{Hops: len(nodes) - 1, Nodes: nodes, Weakest: -1}
	for i := range out.Hops {
		step := p.step(nodes[i], nodes[i+1], choice[i])
		r := step.Relation
		if i == 0 || r.Independent < out.Independent {
			out.Independent = r.Independent
		}
		if i == 0 || r.Status > out.Status || r.Status == out.Status && r.Independent < out.Steps[out.Weakest].Relation.Independent {
			out.Status, out.Weakest = r.Status, i
		}
		if r.Type == graph.SpokeTo || r.Type == graph.Consult {
			out.Contacts++
		}
		out.Steps = append(out.Steps, step)
	}
	for _, id := range nodes {
		if p.entities[id].Kind == graph.KindMeeting {
			out.Contacts++
		}
	}
	return out
}

func (p *pathSearch) step(from, to string, choice int) graph.Step {
	rs := slices.Clone(p.between[from][to])
	rs = slices.Insert(slices.Delete(rs, choice, choice+1), 0, p.between[from][to][choice])
	step := graph.Step{From: from, To: to, Relation: rs[0].Relation, ParallelCount: len(rs) - 1, Forward: rs[0].From == from}
	for _, r := range rs[1:min(len(rs), graph.MaxParallel+1)] {
		step.Parallel = append(step.Parallel, r.ID)
	}
	return step
}

// comparePaths is the tie order.
func comparePaths(mode graph.PathMode, a, b graph.Path) int {
	evidence := cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(b.Independent, a.Independent))
	hops := cmp.Compare(a.Hops, b.Hops)
	first, second := hops, evidence
	if mode == graph.Strongest {
		first, second = evidence, hops
	}
	return cmp.Or(compareArrivals(a.Arrival, b.Arrival), first, second, slices.Compare(a.Nodes, b.Nodes), slices.CompareFunc(a.Steps, b.Steps, func(x, y graph.Step) int {
		return cmp.Compare(x.Relation.ID, y.Relation.ID)
	}))
}

// skipped names the hubs nearer than the answer's hops to any end.
func (p *pathSearch) skipped(returned []graph.Path) []graph.Hub {
	hops := 0
	for _, path := range returned {
		hops = max(hops, path.Hops)
	}
	switch {
	case len(p.found) == 0, p.q.Mode == graph.Earliest: // a longer one may be earlier
		hops = p.q.MaxHops
	case len(returned) == 0: // none were asked for
		hops = p.found[0].Hops
	}
	if hops == 0 {
		return nil
	}
	reached := p.distances(slices.Concat(p.from, p.to), hops-1, p.inner)
	return p.hubs(reached, func(id string) bool { return p.hub(id) && p.lens.Through(p.entities[id].Kind) })
}

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
	a := &onePath{}
	r := &a.PathResult
	r.Policy = graph.Policy{Lens: p.q.Lens, Statuses: listStatuses(p.s.statuses), DegreeCap: q.DegreeCap}
	if q.Where != nil && q.Where.AsOf != nil {
		r.Policy.UndatedClaims = g.tally.undated
	}
	p.room = a.room[:0]
	if both := p.same(); len(both) > 0 {
		p.standStill(r, both)
	} else {
		p.run(r)
		p.close(r)
	}
	p.release() // not deferred: the sets of a search that panics are not empty
	return r, nil
}

// onePath is an answer with room for a path, since most have one.
type onePath struct {
	graph.PathResult
	room [1]graph.Path
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
	times    *times       // of EARLIEST, else nil
	room     []graph.Path // of the answer
	found    bool         // w.arcs has the layers of the path that is shown
}

// pathRoom is what a search for paths keeps beside what it walks over, used again by
// the next one.
type pathRoom struct {
	pathSearch
	sieve   sieve
	walker  walker
	exhibit exhibit
	legs    legs
	ends    few
	named   [3][]uint32 // from, to, via
	path    []uint32
	digests []digest
	spelled []byte
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
	sc := g.borrow()
	p := &sc.path.pathSearch
	*p = pathSearch{g: g, q: q, s: &sc.path.sieve, w: &sc.path.walker, x: &sc.path.exhibit}
	p.w.set(ctx, g, sc, p.s)
	if err := p.read(avoidRelations); err != nil {
		p.release()
		return nil, err
	}
	return p, nil
}

// read finds what the query names.
func (p *pathSearch) read(avoidRelations []Identity) (err error) {
	room := &p.w.scratch.path
	for i, list := range [...]struct {
		argument string
		ids      []string
		at       *[]uint32
	}{{"from", p.q.From, &p.from}, {"to", p.q.To, &p.to}, {"via", p.q.Via, &p.via}} {
		if *list.at, err = p.g.appendNumbers(room.named[i][:0], list.argument, list.ids); err != nil {
			return err
		}
		room.named[i] = *list.at
	}
	avoid, relations, err := p.g.avoided(p.q.Avoid, avoidRelations)
	if err != nil {
		return err
	}
	if err := p.s.compile(p.g, p.q.Lens, p.q.Where, graph.Walked, true); err != nil {
		return err
	}
	room.ends = appendFew(room.ends[:0], p.from, p.to, p.via)
	p.s.avoid, p.s.exempt = relations, room.ends
	if p.q.Mode == graph.Earliest {
		p.s.contacts()
	}
	p.s.settle()
	p.x.open(p.g, p.s.claims, p.q.Where, 1)
	p.w.cap, p.w.ends, p.w.avoid = p.q.DegreeCap, room.ends, avoid
	if p.q.Mode == graph.Earliest {
		p.times = newTimes(p)
	}
	return nil
}

// release gives the room back, with nothing in it that an answer or a query has.
func (p *pathSearch) release() {
	sc, pool := p.w.scratch, p.g.base.pool
	room := &sc.path
	room.exhibit.open(nil, nil, nil, 0)
	room.sieve = sieve{k: room.sieve.k}
	room.pathSearch, room.walker = pathSearch{}, walker{}
	pool.Put(sc)
}

// maxCap is no limit in practice.
const maxCap = 1<<31 - 1

func listStatuses(set graph.StatusSet) []graph.Status {
	if set == graph.Walked {
		return walkedStatuses
	}
	return statusesOf(set)
}

// walkedStatuses are what most answers name.
var walkedStatuses = statusesOf(graph.Walked)

func statusesOf(set graph.StatusSet) []graph.Status {
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
		p.add(r, []uint32{v}, nil)
	}
}

func (p *pathSearch) run(r *graph.PathResult) {
	hops := -1
	switch {
	case p.q.Mode == graph.Shortest && len(p.via) == 0:
		hops = p.shortest(r)
	case p.q.Mode == graph.AllShortest && len(p.via) == 0:
		var found [][]uint32
		found, hops = p.allShortest(r)
		for _, path := range found[:min(len(found), p.q.First)] {
			p.add(r, path, nil)
		}
	default:
		var ranked []*candidate
		switch p.q.Mode {
		case graph.AllShortest:
			ranked, hops = p.allJoined(r)
		case graph.Shortest:
			ranked = p.ranked(1)
		default:
			ranked = p.ranked(max(p.q.First, 1))
		}
		for _, c := range ranked {
			hops = max(hops, len(c.path)-1)
		}
		for _, c := range ranked[:min(len(ranked), p.q.First)] {
			p.add(r, c.path, p.taken(c))
		}
	}
	switch {
	case hops >= 0:
		r.Outcome = graph.Found
	case p.w.stop != 0:
		r.Outcome = graph.Stopped
	default:
		r.Outcome = graph.NoPath
	}
	p.hubs(r, hops)
}

// shortest is ranked where nothing but the best of all paths is wanted, and no other
// space.
func (p *pathSearch) shortest(r *graph.PathResult) (hops int) {
	room := &p.w.path
	path, _, ok := p.pick(p.legs(nil, nil), flawless, room.path)
	if !ok {
		return -1
	}
	room.path, p.found = path, true
	if p.q.First > 0 {
		p.add(r, path, nil)
	}
	return len(path) - 1
}

// add shows a path.
func (p *pathSearch) add(r *graph.PathResult, path []uint32, taken []arc) {
	if r.Paths == nil {
		r.Paths = p.room
	}
	r.Paths = append(r.Paths, p.show(path, taken))
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
	out := graph.Path{Hops: hops, Weakest: -1}
	p.w.steps = p.w.steps[:0]
	others := 0
	for i := range hops {
		start := len(p.w.steps)
		p.w.steps = p.joined(i, path[i], path[i+1], p.w.steps)
		as := p.w.steps[start:]
		if taken != nil {
			putFirst(as, taken[i].rel)
		}
		others += min(len(as)-1, graph.MaxParallel)
		p.w.rooms[i+1] = len(p.w.steps)
	}
	ids := p.lookAhead(hops, hops+others)
	// One block has all strings of the answer: entities, parallels, and as many
	// documents as most have.
	block := make([]string, 0, len(path)+others+hops)
	for _, v := range path {
		block = append(block, p.g.id(v))
		if p.g.kind(v) == graph.KindMeeting {
			out.Contacts++
		}
	}
	out.Nodes = block[:len(path):len(path)]
	if hops == 0 {
		return p.told(out, path, taken)
	}
	out.Steps = make([]graph.Step, hops)
	relations := make([]graph.Relation, hops)
	p.x.expected, p.x.ids = hops, block
	for i := range hops {
		step := &out.Steps[i]
		step.From, step.To, step.Relation = out.Nodes[i], out.Nodes[i+1], &relations[i]
		ids = p.fill(step, ids, p.w.steps[p.w.rooms[i]:p.w.rooms[i+1]])
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
	out.Status = out.Steps[out.Weakest].Relation.Status
	return p.told(out, path, taken)
}

// joined is between for a step of a path; of most the search itself has found the
// only relation.
func (p *pathSearch) joined(i int, a, b uint32, out []arc) []arc {
	if p.found {
		for j := range p.w.arcs[i] {
			if x := &p.w.arcs[i][j]; x.a == a && x.b == b && x.meta&metaParallel == 0 && x.rel != none {
				return append(out, *x)
			}
		}
	}
	return p.w.between(a, b, out)
}

// told adds what is known of a path in order of time.
func (p *pathSearch) told(out graph.Path, path []uint32, taken []arc) graph.Path {
	if p.times != nil {
		p.times.tell(&out, path, taken)
	}
	return out
}

// lookAhead reads what the relations of steps will need: places far apart, that are
// waited for together. It gives the ids to be shown, one after the other: of each
// step as many as fill takes.
func (p *pathSearch) lookAhead(hops, ids int) string {
	room := &p.w.path
	room.digests = room.digests[:0]
	var rels [graph.MaxHops]uint32
	for i := range hops {
		as := p.w.steps[p.w.rooms[i]:p.w.rooms[i+1]]
		rels[i] = as[0].rel
	}
	p.x.lookAhead(rels[:hops])
	for i := range hops {
		as := p.w.steps[p.w.rooms[i]:p.w.rooms[i+1]]
		room.digests = p.g.appendDigests(room.digests, as[:min(len(as), 1+graph.MaxParallel)])
	}
	room.spelled = slices.Grow(room.spelled[:0], ids*idLen)[:ids*idLen]
	for i := range room.digests {
		room.digests[i].spell((*[idLen]byte)(room.spelled[i*idLen:]))
	}
	return string(room.spelled)
}

func weaker(a, b *graph.Relation) bool {
	return a.Status > b.Status || a.Status == b.Status && a.Independent < b.Independent
}

// step makes the answer's form of a step.
func (p *pathSearch) step(a, b uint32) graph.Step {
	step := graph.Step{From: p.g.id(a), To: p.g.id(b), Relation: &graph.Relation{}}
	p.w.steps = p.w.between(a, b, p.w.steps[:0])
	p.w.rooms[1] = len(p.w.steps)
	ids := p.lookAhead(1, 1+min(len(p.w.steps)-1, graph.MaxParallel))
	p.fill(&step, ids, p.w.steps)
	return step
}

// fill shows a step by the first of its relations. It takes ids for it and for those
// of the others that are named, and gives the rest.
func (p *pathSearch) fill(step *graph.Step, ids string, as []arc) (rest string) {
	x := p.x
	x.show(step.Relation, &as[0], ids[:idLen], p.g.key(as[0].rel))
	ids = ids[idLen:]
	step.Forward = as[0].meta&metaIn == 0
	step.ParallelCount = len(as) - 1
	if n := min(step.ParallelCount, graph.MaxParallel); n > 0 {
		room(&x.ids, n, n)
		start := len(x.ids)
		for range n {
			x.ids, ids = append(x.ids, ids[:idLen]), ids[idLen:]
		}
		step.Parallel = cut(x.ids, start)
	}
	return ids
}

// putFirst brings a relation to the front, the others staying in order.
func putFirst(as []arc, rel uint32) {
	at := slices.IndexFunc(as, func(x arc) bool { return x.rel == rel })
	x := as[at]
	copy(as[1:at+1], as[:at])
	as[0] = x
}

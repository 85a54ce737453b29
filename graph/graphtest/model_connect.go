package graphtest

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"dragoman/graph"
)

// connection tries every set of entities that hangs together.
type connection struct {
	*pathSearch
	maxHops int
	of      []string
	hops    map[string]map[string]int // from each of of, along what is walked
}

// Connect implements graph.Traverser.
func (m *Model) Connect(ctx context.Context, q graph.ConnectQuery) (*graph.ConnectResult, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.closed {
		return nil, errClosed
	}
	c, err := m.view.connection(q)
	if err != nil {
		return nil, err
	}
	out := &graph.ConnectResult{Outcome: graph.Stopped, Policy: c.policy(q.DegreeCap)}
	if ctx.Err() != nil {
		out.StoppedBy = graph.StopDeadline
		return out, nil
	}
	for i, a := range c.of {
		for _, b := range c.of[i+1:] {
			pair := graph.ConnectPair{From: a, To: b}
			if n, ok := c.hops[a][b]; ok && n <= q.MaxHops {
				pair.Hops = &n
			}
			out.Pairs = append(out.Pairs, pair)
		}
	}
	skipped := map[string]int{}
	for _, members := range c.groups() {
		g := c.group(members)
		c.noteHubs(skipped, members, g.Size()/2)
		out.Groups = append(out.Groups, g)
	}
	if out.Outcome = graph.Found; len(out.Groups) > 1 {
		out.Outcome = graph.NoPath
		c.noteHubs(skipped, c.of, q.MaxHops/2)
	}
	hubs := c.walk.hubs(skipped, func(string) bool { return true })
	out.Complete = len(hubs) == 0
	if q.ListHubs {
		out.Policy.HubsSkipped = hubs[:min(len(hubs), graph.MaxHubsSkipped)]
	}
	return out, nil
}

func (v *view) connection(q graph.ConnectQuery) (*connection, error) {
	if q.DegreeCap < 0 {
		return nil, graph.Errorf(graph.Invalid, "degreeCap must be 0 or more")
	}
	if err := cmp.Or(within("of", len(q.Of), graph.MaxConnect), within("maxHops", q.MaxHops, graph.MaxHops)); err != nil {
		return nil, err
	}
	s, err := v.under(q.Where)
	if err == nil {
		err = v.known("of", q.Of, v.isEntity)
	}
	if err == nil {
		err = v.known("avoid", q.Avoid, v.isThing)
	}
	if err != nil {
		return nil, err
	}
	of, avoided := v.canonicals(q.Of), v.canonicals(q.Avoid)
	if len(of) < graph.MinConnect {
		return nil, graph.Errorf(graph.Invalid, "of names %d different entities; name %d or more", len(of), graph.MinConnect)
	}
	if slices.ContainsFunc(avoided, func(id string) bool { return slices.Contains(of, id) }) {
		return nil, graph.Errorf(graph.Invalid, "an entity is to be avoided and to be connected")
	}
	p := &pathSearch{q: graph.PathQuery{DegreeCap: q.DegreeCap}, ends: of, walk: s.through(q.Lens, of)}
	p.avoid(avoided)
	c := &connection{pathSearch: p, maxHops: q.MaxHops, of: of, hops: map[string]map[string]int{}}
	for _, id := range c.of {
		c.hops[id] = c.distances([]string{id}, 1<<20, c.joins)
	}
	return c, nil
}

// joins says whether an entity may stand between others in a network.
func (c *connection) joins(id string) bool { return slices.Contains(c.of, id) || c.inner(id) }

func (c *connection) groups() (groups [][]string) {
	for _, id := range c.of {
		if slices.ContainsFunc(groups, func(g []string) bool { return slices.Contains(g, id) }) {
			continue
		}
		group := []string{id}
		for i := 0; i < len(group); i++ {
			for _, other := range c.of {
				if n, ok := c.hops[group[i]][other]; ok && n <= c.maxHops && !slices.Contains(group, other) {
					group = append(group, other)
				}
			}
		}
		groups = append(groups, slices.DeleteFunc(slices.Clone(c.of), func(id string) bool { return !slices.Contains(group, id) }))
	}
	slices.SortStableFunc(groups, func(a, b []string) int { return cmp.Compare(len(b), len(a)) })
	return groups
}

func (c *connection) group(members []string) graph.ConnectGroup {
	g := graph.ConnectGroup{Members: members, Nodes: members, Exact: len(members) <= graph.MaxExact}
	if len(members) == 1 {
		return g
	}
	var tree []graph.Step
	if g.Exact {
		tree = c.smallest(members)
		g.AtLeast = len(tree)
	} else {
		tree, g.AtLeast = c.joined(members)
	}
	c.tell(&g, tree)
	return g
}

// link is the step between two neighbours, from the lower id.
func (c *connection) link(a, b string) graph.Step { return c.step(min(a, b), max(a, b), 0) }

// among gives the steps between entities that are no weaker than that and have
// so many sources.
func (c *connection) among(nodes []string, weakest graph.Status, sources int) (steps []graph.Step) {
	for _, a := range nodes {
		for _, b := range nodes {
			if a < b && c.between[a][b] != nil {
				if s := c.link(a, b); s.Relation.Status <= weakest && s.Relation.Independent >= sources {
					steps = append(steps, s)
				}
			}
		}
	}
	return steps
}

// spanning takes the strongest step first, then that with most sources, then by
// ids, whenever it joins parts not joined yet.
func spanning(steps []graph.Step) (tree []graph.Step) {
	slices.SortFunc(steps, func(a, b graph.Step) int {
		return cmp.Or(cmp.Compare(a.Relation.Status, b.Relation.Status), cmp.Compare(b.Relation.Independent, a.Relation.Independent), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	part := map[string]string{}
	partOf := func(id string) string {
		for part[id] != "" {
			id = part[id]
		}
		return id
	}
	for _, s := range steps {
		if a, b := partOf(s.From), partOf(s.To); a != b {
			part[a] = b
			tree = append(tree, s)
		}
	}
	return tree
}

// candidate is a set of entities that hangs together.
type candidate struct {
	nodes   []string // by id
	weakest graph.Status
	sources int
}

func (c *connection) candidate(nodes []string) candidate {
	x := candidate{nodes: slices.Sorted(slices.Values(nodes)), weakest: graph.Confirmed}
	whole := func(weakest graph.Status, sources int) bool {
		return len(spanning(c.among(x.nodes, weakest, sources))) == len(x.nodes)-1
	}
	for !whole(x.weakest, 0) {
		x.weakest++
	}
	for whole(x.weakest, x.sources+1) {
		x.sources++
	}
	return x
}

func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.weakest, b.weakest), cmp.Compare(b.sources, a.sources), slices.Compare(a.nodes, b.nodes))
}

// smallest tries all sets of so many entities, then of one more.
func (c *connection) smallest(members []string) []graph.Step {
	for size := len(members); ; size++ {
		var best *candidate
		c.grow(members, size, members[:1], c.beside(members[0]), nil, func(nodes []string) {
			if x := c.candidate(nodes); best == nil || compareCandidates(x, *best) < 0 {
				best = &x
			}
		})
		if best != nil {
			return spanning(c.among(best.nodes, best.weakest, best.sources))
		}
	}
}

func (c *connection) beside(id string) []string {
	return slices.DeleteFunc(c.neighbours(id), func(n string) bool { return !c.joins(n) })
}

// grow finds every set of so many entities that holds the members and hangs
// together: each entity of the border is in it, or is not.
func (c *connection) grow(members []string, size int, set, border, without []string, found func([]string)) {
	for _, m := range members {
		if !slices.ContainsFunc(set, func(id string) bool { n, ok := c.hops[m][id]; return ok && n <= size-len(set) }) {
			return
		}
	}
	if len(set) == size {
		found(set)
		return
	}
	if len(border) == 0 {
		return
	}
	next, rest := border[0], border[1:]
	wider := slices.Clone(rest)
	for _, n := range c.beside(next) {
		if !slices.Contains(set, n) && !slices.Contains(border, n) && !slices.Contains(without, n) {
			wider = append(wider, n)
		}
	}
	c.grow(members, size, append(slices.Clone(set), next), wider, without, found)
	if !slices.Contains(members, next) {
		c.grow(members, size, set, rest, append(slices.Clone(without), next), found)
	}
}

// joined puts the networks of nearest pairs together.
func (c *connection) joined(members []string) (tree []graph.Step, least int) {
	ids := slices.Sorted(slices.Values(members))
	var pairs [][2]string
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			if n, ok := c.hops[a][b]; ok && n <= c.maxHops {
				pairs = append(pairs, [2]string{a, b})
			}
		}
	}
	slices.SortStableFunc(pairs, func(p, q [2]string) int { return cmp.Compare(c.hops[p[0]][p[1]], c.hops[q[0]][q[1]]) })
	part := map[string]string{}
	for _, id := range ids {
		part[id] = id
	}
	steps, sum := map[[2]string]graph.Step{}, 0
	for _, p := range pairs {
		from, to := part[p[0]], part[p[1]]
		if from == to {
			continue
		}
		for _, id := range ids {
			if part[id] == from {
				part[id] = to
			}
		}
		sum += c.hops[p[0]][p[1]]
		for _, s := range c.smallest(p[:]) {
			steps[[2]string{s.From, s.To}] = s
		}
	}
	tree = spanning(slices.Collect(maps.Values(steps)))
	for range len(tree) {
		touching := map[string]int{}
		for _, s := range tree {
			touching[s.From]++
			touching[s.To]++
		}
		bare := func(id string) bool { return touching[id] == 1 && !slices.Contains(members, id) }
		tree = slices.DeleteFunc(tree, func(s graph.Step) bool { return bare(s.From) || bare(s.To) })
	}
	for 2*least*(len(members)-1) < sum*len(members) {
		least++
	}
	return tree, least
}

// tell puts steps into order and direction.
func (c *connection) tell(g *graph.ConnectGroup, tree []graph.Step) {
	told := []string{g.Members[0]}
	for level := told; len(level) > 0; {
		var further []string
		for _, from := range slices.Sorted(slices.Values(level)) {
			var to []string
			for _, s := range tree {
				if s.From == from {
					to = append(to, s.To)
				} else if s.To == from {
					to = append(to, s.From)
				}
			}
			slices.Sort(to)
			for _, id := range to {
				if slices.Contains(told, id) {
					continue
				}
				told, further = append(told, id), append(further, id)
				s := c.step(from, id, 0)
				if len(g.Steps) == 0 || s.Relation.Independent < g.Independent {
					g.Independent = s.Relation.Independent
				}
				g.Status = max(g.Status, s.Relation.Status)
				g.Steps = append(g.Steps, s)
			}
		}
		level = further
	}
	slices.Sort(told)
	g.Nodes = slices.Concat(g.Members, slices.DeleteFunc(told, func(id string) bool { return slices.Contains(g.Members, id) }))
}

// noteHubs adds the hubs within some hops of entities, with the least.
func (c *connection) noteHubs(skipped map[string]int, from []string, hops int) {
	reached := c.distances(from, hops, c.joins)
	for id, n := range reached {
		if at, ok := skipped[id]; (!ok || n < at) && !slices.Contains(c.of, id) && c.hub(id) && c.lens.Through(c.entities[id].Kind) {
			skipped[id] = n
		}
	}
}

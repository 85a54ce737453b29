package topology

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
)

// Connect joins entities by smallest networks, as graph.ConnectResult has it, in
// three parts:
//
//	balls grow around the entities until every two that are   connect_balls.go
//	near enough have met: the distances, and so the groups
//	the networks of nearest pairs put together: a network of   connect.go
//	each group, and a bound for the next part
//	the smallest network, where a group is small enough        connect_exact.go
//
// What is returned when the budget or the deadline bites is what the parts before
// gave. Relations in q.Avoid ("r:…") must be among avoidRelations. Lists of an
// answer may be shared: read them only. Unknown ids are ErrNotFound, values beyond
// a limit ErrLimit or ErrInvalid.
func (g *Graph) Connect(ctx context.Context, q graph.ConnectQuery, avoidRelations []Identity) (*graph.ConnectResult, error) {
	c, err := g.newConnectSearch(ctx, q, avoidRelations)
	if err != nil {
		return nil, err
	}
	defer c.release()
	r := &graph.ConnectResult{Policy: graph.Policy{Lens: c.q.Lens, Statuses: listStatuses(c.s.statuses), DegreeCap: q.DegreeCap}}
	if q.Where != nil && q.Where.AsOf != nil {
		r.Policy.UndatedClaims = g.tally.undated
	}
	c.run(r)
	r.Explored, r.StoppedBy = c.explored, c.stop
	r.Complete = c.stop == 0 && !c.hub
	return r, nil
}

// connectSearch is a ConnectQuery under way. Entities that were met are numbered
// in the order in which they were, those asked for first.
type connectSearch struct {
	*walker
	q    graph.ConnectQuery
	of   []uint32
	show *pathSearch // of steps

	nodes []uint32   // by number
	next  [][]uint32 // numbers that a node leads to, each once; nil where its row was not read
	hubs  [][]uint32 // hubs, as entities, that it would lead to
	last  []uint32   // the node, counted from 1, whose row led here last
	near  []uint8    // near[k*v+i]: hops from entity i of k, far where not known

	radius []int      // of the ball around each entity: all within it are known
	front  [][]uint32 // its outermost nodes; none where it can grow no more
	hops   [][]int    // between the entities; far where there is no way, or none yet
	worths map[[2]uint32]worth
	exact  exactSearch
}

// far stands for hops that are not known.
const far = 255

func (g *Graph) newConnectSearch(ctx context.Context, q graph.ConnectQuery, avoidRelations []Identity) (*connectSearch, error) {
	if q.Lens == 0 {
		q.Lens = graph.LensRelations
	}
	err := refuse(knownLens(q.Lens), atMost("of", len(q.Of), graph.MaxConnect), atMost("maxHops", q.MaxHops, graph.MaxHops), atMost("degreeCap", q.DegreeCap, maxCap))
	if err != nil {
		return nil, err
	}
	c := &connectSearch{q: q, worths: map[[2]uint32]worth{}}
	if c.of, err = g.numbers("of", q.Of); err != nil {
		return nil, err
	}
	if len(c.of) < graph.MinConnect {
		return nil, &graph.Error{Code: graph.Invalid, Field: "of", Message: fmt.Sprintf("of names %d different entities; name at least %d to connect", len(c.of), graph.MinConnect)}
	}
	avoid, relations, err := g.avoided(q.Avoid, avoidRelations)
	if err != nil {
		return nil, err
	}
	for _, v := range avoid {
		if slices.Contains(c.of, v) {
			return nil, &graph.Error{Code: graph.Invalid, Field: "avoid", Message: fmt.Sprintf("avoid names %s, which is to be connected; take it out of one of the two", g.id(v))}
		}
	}
	s, err := g.newSieve(q.Lens, q.Where, graph.Walked, true)
	if err != nil {
		return nil, err
	}
	ends := setOf(c.of)
	s.avoid, s.exempt = relations, ends
	s.settle()
	c.walker = g.walker(ctx, s)
	c.cap, c.ends = q.DegreeCap, ends
	c.show = &pathSearch{g: g, s: s, w: c.walker, x: g.exhibit(s.claims, q.Where, 1)}
	c.begin()
	for _, v := range avoid {
		c.setCode(v, codeDead)
	}
	for _, v := range c.of {
		c.number(v)
	}
	c.startBalls()
	return c, nil
}

func (c *connectSearch) run(r *graph.ConnectResult) {
	if !c.spend(0) || !c.growBalls() {
		r.Outcome = graph.Stopped
		return
	}
	c.pairs(r)
	groups := c.groups()
	r.Outcome = graph.Found
	if len(groups) > 1 {
		r.Outcome = graph.NoPath
	}
	for _, members := range groups {
		r.Groups = append(r.Groups, c.group(members))
	}
	c.skipped(r, groups)
}

// pairs tells the distances.
func (c *connectSearch) pairs(r *graph.ConnectResult) {
	for i := range c.of {
		for j := i + 1; j < len(c.of); j++ {
			p := graph.ConnectPair{From: c.g.id(c.of[i]), To: c.g.id(c.of[j])}
			if c.hops[i][j] != far {
				p.Hops = &c.hops[i][j]
			}
			r.Pairs = append(r.Pairs, p)
		}
	}
}

// groups lists places in of, most first, then by the first of each.
func (c *connectSearch) groups() (groups [][]int) {
	seen := make([]bool, len(c.of))
	for i := range c.of {
		if seen[i] {
			continue
		}
		seen[i] = true
		group := []int{i}
		for at := 0; at < len(group); at++ {
			for j := range c.of {
				if !seen[j] && c.hops[group[at]][j] != far {
					seen[j] = true
					group = append(group, j)
				}
			}
		}
		slices.Sort(group)
		groups = append(groups, group)
	}
	slices.SortStableFunc(groups, func(a, b []int) int { return cmp.Compare(len(b), len(a)) })
	return groups
}

// tree is a network: its steps between numbers, the lower id first.
type tree [][2]uint32

// group finds the network of a group.
func (c *connectSearch) group(members []int) graph.ConnectGroup {
	out := graph.ConnectGroup{Exact: len(members) == 1}
	for _, i := range members {
		out.Members = append(out.Members, c.g.id(c.of[i]))
	}
	out.Nodes = slices.Clone(out.Members)
	if len(members) == 1 {
		return out
	}
	pairs, sum := c.nearestPairs(members)
	m := len(members)
	out.AtLeast = (sum*m + 2*m - 3) / (2*m - 2)
	t := c.joined(members, pairs)
	if m <= graph.MaxExact && t != nil && (m < 4 || c.widen(members)) {
		if least := c.smallest(members, len(t)); least != nil {
			t, out.Exact, out.AtLeast = least, true, len(least)
		}
	}
	c.tell(&out, members[0], t)
	return out
}

// nearestPairs takes pairs of members by hops, then ids, whenever they join parts
// not joined yet (Kruskal's minimum spanning tree). sum is that of their hops.
func (c *connectSearch) nearestPairs(members []int) (pairs [][2]int, sum int) {
	var all [][2]int
	for x, i := range members {
		for _, j := range members[x+1:] {
			if c.hops[i][j] == far {
				continue
			}
			if c.g.compareIDs(c.of[i], c.of[j]) > 0 {
				all = append(all, [2]int{j, i})
			} else {
				all = append(all, [2]int{i, j})
			}
		}
	}
	slices.SortFunc(all, func(a, b [2]int) int {
		return cmp.Or(cmp.Compare(c.hops[a[0]][a[1]], c.hops[b[0]][b[1]]), c.g.compareIDs(c.of[a[0]], c.of[b[0]]), c.g.compareIDs(c.of[a[1]], c.of[b[1]]))
	})
	u := union{}
	for _, p := range all {
		if u.join(uint32(p[0]), uint32(p[1])) {
			pairs, sum = append(pairs, p), sum+c.hops[p[0]][p[1]]
		}
	}
	return pairs, sum
}

// joined puts the networks of pairs together.
func (c *connectSearch) joined(members []int, pairs [][2]int) tree {
	var steps tree
	for _, p := range pairs {
		t := c.smallest(p[:], c.hops[p[0]][p[1]])
		if t == nil {
			return nil
		}
		for _, s := range t {
			if !slices.Contains(steps, s) {
				steps = append(steps, s)
			}
		}
	}
	return c.pruned(c.spanning(steps), members)
}

// spanning leaves of steps those of a tree: the strongest first, then with most
// sources, then by ids.
func (c *connectSearch) spanning(steps tree) (out tree) {
	slices.SortFunc(steps, func(a, b [2]uint32) int {
		x, y := c.worth(a), c.worth(b)
		return cmp.Or(cmp.Compare(x.status, y.status), cmp.Compare(y.sources, x.sources), c.compareSteps(a, b))
	})
	u := union{}
	for _, s := range steps {
		if u.join(s[0], s[1]) {
			out = append(out, s)
		}
	}
	return out
}

// pruned takes branches away that end in no member.
func (c *connectSearch) pruned(t tree, members []int) tree {
	for {
		degree := map[uint32]int{}
		for _, s := range t {
			degree[s[0]]++
			degree[s[1]]++
		}
		bare := func(v uint32) bool { return degree[v] == 1 && !slices.Contains(members, int(v)) }
		n := len(t)
		if t = slices.DeleteFunc(t, func(s [2]uint32) bool { return bare(s[0]) || bare(s[1]) }); len(t) == n {
			return t
		}
	}
}

func (c *connectSearch) compareSteps(a, b [2]uint32) int {
	return cmp.Or(c.compareNodes(a[0], b[0]), c.compareNodes(a[1], b[1]))
}

func (c *connectSearch) compareNodes(a, b uint32) int { return c.g.compareIDs(c.nodes[a], c.nodes[b]) }

// step names a step by its ends.
func (c *connectSearch) step(a, b uint32) [2]uint32 {
	if c.compareNodes(a, b) > 0 {
		a, b = b, a
	}
	return [2]uint32{a, b}
}

// worth is that of the relation by which a step is shown.
func (c *connectSearch) worth(s [2]uint32) worth {
	w, ok := c.worths[s]
	if !ok {
		x, _ := c.shown(c.nodes[s[0]], c.nodes[s[1]])
		w = worth{x.status, x.sources}
		c.worths[s] = w
	}
	return w
}

// tell writes a network into the answer, away from its first member.
func (c *connectSearch) tell(out *graph.ConnectGroup, first int, t tree) {
	if len(t) == 0 {
		return
	}
	beside := map[uint32][]uint32{}
	for _, s := range t {
		beside[s[0]], beside[s[1]] = append(beside[s[0]], s[1]), append(beside[s[1]], s[0])
	}
	var others []uint32
	told := map[uint32]bool{uint32(first): true}
	all := flawless
	for level := []uint32{uint32(first)}; len(level) > 0; {
		slices.SortFunc(level, c.compareNodes)
		var further []uint32
		for _, v := range level {
			slices.SortFunc(beside[v], c.compareNodes)
			for _, to := range beside[v] {
				if told[to] {
					continue
				}
				told[to] = true
				further = append(further, to)
				step := c.show.step(c.nodes[v], c.nodes[to])
				all = all.with(step.Relation.Status, step.Relation.Independent)
				out.Steps = append(out.Steps, step)
				if !slices.Contains(out.Members, step.To) {
					others = append(others, c.nodes[to])
				}
			}
		}
		level = further
	}
	slices.SortFunc(others, c.g.compareIDs)
	for _, v := range others {
		out.Nodes = append(out.Nodes, c.g.id(v))
	}
	out.Status, out.Independent = all.status, all.sources
}

// union holds parts that were joined, each by one of its own.
type union map[uint32]uint32

func (u union) part(v uint32) uint32 {
	for {
		up, ok := u[v]
		if !ok {
			return v
		}
		v = up
	}
}

// join is false where both are in one part already.
func (u union) join(a, b uint32) bool {
	if a, b = u.part(a), u.part(b); a == b {
		return false
	}
	u[a] = b
	return true
}

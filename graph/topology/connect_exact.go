package topology

import "slices"

// exactSearch finds smallest networks (Steiner trees) by Dreyfus and Wagner's
// dynamic programme, walked from the cheapest part up and towards the goal, as
// Hougardy, Silvanus and Vygen, "Dijkstra meets Steiner" (2017), have it.
//
// A part is a node and a set of members: its cost is the number of steps that a
// network of these takes. A part grows by a step to a neighbour of the node, or
// by another part at the same node. It is dropped when its cost and the least
// that must be added to it go beyond the bound, which starts at the least that
// the whole can cost and rises by one until the goal is reached: the last member
// with the set of all others.
type exactSearch struct {
	members []int
	bound   int
	hops    [][]int    // between members, or less where they are farther than was looked for
	round   [][][]int  // round[set][a][b]: the way from a to b through all of a set
	costs   [][]priced // of parts, by node
	touched []uint32
	by      [][]part // parts by cost
}

// part is a network of some members and the node at which it can grow.
type part struct {
	node uint32
	set  uint8
}

type priced struct{ set, cost uint8 }

// smallest finds the first of the smallest networks of some of the entities. It
// takes at most most steps; nil where the search had to stop.
func (c *connectSearch) smallest(members []int, most int) tree {
	x := &c.exact
	x.members = members
	x.prepare(c)
	m := len(members)
	goal := part{uint32(members[m-1]), uint8(1<<(m-1) - 1)}
	for x.bound = x.least(c, uint32(members[m-1]), goal.set); x.bound <= most; x.bound++ {
		x.reset()
		if c.parts(goal) {
			return c.first(goal)
		}
		if c.stop != 0 {
			return nil
		}
	}
	return nil
}

// prepare works out the ways through all of a set (Held and Karp).
func (x *exactSearch) prepare(c *connectSearch) {
	m := len(x.members)
	x.hops = make([][]int, m)
	for a, i := range x.members {
		x.hops[a] = make([]int, m)
		for b, j := range x.members {
			if x.hops[a][b] = c.hops[i][j]; x.hops[a][b] == far {
				x.hops[a][b] = c.q.MaxHops + 1
			}
		}
	}
	x.round = make([][][]int, 1<<m)
	for set := 1; set < 1<<m; set++ {
		x.round[set] = make([][]int, m)
		for a := range m {
			if set>>a&1 == 0 {
				continue
			}
			x.round[set][a] = slices.Repeat([]int{1 << 20}, m)
			rest := set &^ (1 << a)
			if rest == 0 {
				x.round[set][a][a] = 0
			}
			for b := range m {
				for next := range m {
					if b != a && rest>>b&1 == 1 && rest>>next&1 == 1 {
						x.round[set][a][b] = min(x.round[set][a][b], x.hops[a][next]+x.round[rest][next][b])
					}
				}
			}
		}
	}
}

func (x *exactSearch) reset() {
	for _, n := range x.touched {
		x.costs[n] = x.costs[n][:0]
	}
	x.touched = x.touched[:0]
	for i := range x.by {
		x.by[i] = x.by[i][:0]
	}
	for len(x.by) <= x.bound {
		x.by = append(x.by, nil)
	}
}

// least is a number of steps that a network of a node and a set takes at the
// least: half of the shortest way round them.
func (x *exactSearch) least(c *connectSearch, n uint32, set uint8) int {
	if set == 0 {
		return 0
	}
	way := 1 << 20
	for a := range x.members {
		if set>>a&1 == 0 {
			continue
		}
		there := c.hopsTo(n, x.members[a])
		for b := range x.members {
			if set>>b&1 == 1 {
				way = min(way, there+x.round[set][a][b]+c.hopsTo(n, x.members[b]))
			}
		}
	}
	return (way + 1) / 2
}

func (x *exactSearch) cost(p part) (int, bool) {
	for _, e := range x.costs[p.node] {
		if e.set == p.set {
			return int(e.cost), true
		}
	}
	return 0, false
}

// offer notes a part if it is new or cheaper than before, and within the bound.
func (x *exactSearch) offer(c *connectSearch, p part, cost int) {
	known := x.costs[p.node]
	at := slices.IndexFunc(known, func(e priced) bool { return e.set == p.set })
	if at >= 0 && int(known[at].cost) <= cost {
		return
	}
	if cost+x.least(c, p.node, uint8(1<<len(x.members)-1)&^p.set) > x.bound {
		return
	}
	if at >= 0 {
		known[at].cost = uint8(cost)
	} else {
		if len(known) == 0 {
			x.touched = append(x.touched, p.node)
		}
		x.costs[p.node] = append(known, priced{p.set, uint8(cost)})
	}
	x.by[cost] = append(x.by[cost], p)
}

// parts makes parts, the cheapest first, until the goal is one.
func (c *connectSearch) parts(goal part) bool {
	x := &c.exact
	for a, i := range x.members[:len(x.members)-1] {
		x.offer(c, part{uint32(i), 1 << a}, 0)
	}
	for cost := 0; cost <= x.bound; cost++ {
		for at := 0; at < len(x.by[cost]); at++ { // grows on the way
			p := x.by[cost][at]
			if now, _ := x.cost(p); now != cost {
				continue
			}
			if p == goal {
				return true
			}
			if !c.spend(len(x.costs[p.node])) {
				return false
			}
			for _, e := range x.costs[p.node] {
				if e.set&p.set == 0 && int(e.cost) <= cost && cost+int(e.cost) <= x.bound {
					x.offer(c, part{p.node, e.set | p.set}, cost+int(e.cost))
				}
			}
			if p.node == goal.node || cost == x.bound {
				continue // a network of all ends there
			}
			to, ok := c.neighbours(p.node)
			if !ok || !c.spend(len(to)) {
				return false
			}
			for _, n := range to {
				x.offer(c, part{n, p.set}, cost+1)
			}
		}
	}
	return false
}

// first chooses among the smallest networks. All of them are ways to have made
// the goal, and what is best of a whole is made of what is best of its parts:
// first of the statuses, then, of steps no weaker than that, of the numbers of
// sources, then of the ids. Two parts of a smallest network share no node but
// that at which they meet.
func (c *connectSearch) first(goal part) tree {
	weakest := fold[worth]{
		c: c, goal: goal, start: func(uint32) worth { return flawless },
		along: func(w worth, s [2]uint32, _ uint32) (worth, bool) {
			return worth{max(w.status, c.worth(s).status), 0}, true
		},
		both: func(a, b worth) worth { return worth{max(a.status, b.status), 0} },
		less: func(a, b worth) bool { return a.status < b.status },
	}
	w, ok := weakest.of(goal)
	if !ok {
		return nil
	}
	sourced := fold[worth]{
		c: c, goal: goal, start: func(uint32) worth { return flawless },
		along: func(x worth, s [2]uint32, _ uint32) (worth, bool) {
			step := c.worth(s)
			return x.with(0, step.sources), step.status <= w.status
		},
		both: func(a, b worth) worth { return a.with(0, b.sources) },
		less: func(a, b worth) bool { return a.sources > b.sources },
	}
	x, ok := sourced.of(goal)
	if !ok {
		return nil
	}
	w.sources = x.sources
	good := func(s [2]uint32) bool { return c.worth(s).status <= w.status && c.worth(s).sources >= w.sources }
	lowest := fold[[]uint32]{
		c: c, goal: goal, start: func(n uint32) []uint32 { return []uint32{n} },
		along: func(nodes []uint32, s [2]uint32, to uint32) ([]uint32, bool) {
			return c.together(nodes, []uint32{to}), good(s)
		},
		both: c.together,
		less: func(a, b []uint32) bool { return slices.CompareFunc(a, b, c.compareNodes) < 0 },
	}
	nodes, ok := lowest.of(goal)
	if !ok {
		return nil
	}
	var steps tree
	for _, a := range nodes {
		to, ok := c.neighbours(a)
		if !ok {
			return nil
		}
		for _, b := range to {
			if s := c.step(a, b); s[0] == a && slices.Contains(nodes, b) && good(s) {
				steps = append(steps, s)
			}
		}
	}
	return c.spanning(steps)
}

// together merges two lists of nodes that are in the order of their ids.
func (c *connectSearch) together(a, b []uint32) []uint32 {
	out := slices.Concat(a, b)
	slices.SortFunc(out, c.compareNodes)
	return slices.Compact(out)
}

// fold works out something of all ways in which a part of least cost was made.
type fold[T any] struct {
	c     *connectSearch
	goal  part
	start func(n uint32) T
	along func(t T, s [2]uint32, to uint32) (T, bool) // with one step more; false if it may not be taken
	both  func(a, b T) T
	less  func(a, b T) bool // a is better
	known map[part]folded[T]
}

type folded[T any] struct {
	value T
	ok    bool
}

// of is false where a part cannot be made of steps that may be taken, and where
// the search had to stop.
func (f *fold[T]) of(p part) (T, bool) {
	if at, ok := f.known[p]; ok {
		return at.value, at.ok
	}
	c, x := f.c, &f.c.exact
	var best folded[T]
	consider := func(t T, ok bool) {
		if ok && (!best.ok || f.less(t, best.value)) {
			best = folded[T]{t, true}
		}
	}
	cost, _ := x.cost(p)
	if cost == 0 && p.set&(p.set-1) == 0 {
		best = folded[T]{f.start(p.node), true}
	} else if to, ok := c.neighbours(p.node); ok && c.spend(len(x.costs[p.node])+len(to)) {
		for _, e := range x.costs[p.node] { // with the lowest member on one side
			if rest := p.set &^ e.set; e.set&^p.set == 0 && rest != 0 && e.set&(p.set&-p.set) != 0 {
				if other, ok := x.cost(part{p.node, rest}); ok && other+int(e.cost) == cost {
					a, ok := f.of(part{p.node, e.set})
					if b, too := f.of(part{p.node, rest}); ok && too {
						consider(f.both(a, b), true)
					}
				}
			}
		}
		for _, n := range to {
			if before, ok := x.cost(part{n, p.set}); ok && before+1 == cost && n != f.goal.node {
				if t, ok := f.of(part{n, p.set}); ok {
					consider(f.along(t, c.step(n, p.node), p.node))
				}
			}
		}
	}
	if f.known == nil {
		f.known = map[part]folded[T]{}
	}
	f.known[p] = best
	return best.value, best.ok && c.stop == 0
}

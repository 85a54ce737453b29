package topology

import (
	"slices"

	"dragoman/graph"
)

// codeHub marks what is not walked through for its degree alone.
const codeHub = 62

// number makes an entity one of the nodes.
func (c *connectSearch) number(v uint32) {
	c.setCode(v, 0)
	c.spots[v].slot = uint32(len(c.nodes))
	c.nodes, c.next, c.hubs, c.last = append(c.nodes, v), append(c.next, nil), append(c.hubs, nil), append(c.last, 0)
	c.exact.costs = append(c.exact.costs, nil)
	for range c.of {
		c.near = append(c.near, far)
	}
}

// neighbours lists the nodes that a node leads to. It reads each row once; false
// where the search had to stop.
func (c *connectSearch) neighbours(n uint32) ([]uint32, bool) {
	if c.next[n] != nil {
		return c.next[n], true
	}
	v := c.nodes[n]
	row := c.glance(v)
	if !c.spend(len(row.lean)) {
		return nil, false
	}
	out := []uint32{}
	for i, x := range row.lean {
		if x.nbr == v || !c.s.mayPass(x.meta) {
			continue
		}
		code, marked := c.code(x.nbr)
		if marked && (code == codeDead || code == 0 && c.last[c.spots[x.nbr].slot] == n+1) {
			continue
		}
		if !c.s.plain && !c.s.passes(v, &row, i) {
			continue
		}
		if !marked {
			switch code = 0; {
			case !c.s.through(x.nbr):
				code = codeDead
			case c.isHub(x.nbr):
				code = codeHub
			}
			if code == 0 {
				c.number(x.nbr)
			} else {
				c.setCode(x.nbr, code)
			}
		}
		switch code {
		case 0:
			to := c.spots[x.nbr].slot
			c.last[to] = n + 1
			out = append(out, to)
		case codeHub:
			c.hubs[n] = append(c.hubs[n], x.nbr)
		}
	}
	c.next[n] = out
	return out, true
}

func (c *connectSearch) startBalls() {
	k := len(c.of)
	c.radius, c.front, c.hops = make([]int, k), make([][]uint32, k), make([][]int, k)
	for i := range c.of {
		c.near[i*k+i] = 0
		c.front[i] = []uint32{uint32(i)}
		c.hops[i] = slices.Repeat([]int{far}, k)
		c.hops[i][i] = 0
	}
}

// growBalls grows balls, always that which costs least, until there is no pair
// left whose balls could still meet within MaxHops. The first meeting is nearest:
// the balls that met before were apart.
func (c *connectSearch) growBalls() bool {
	for {
		best, cost := -1, 0
		for i := range c.of {
			if !c.looksFor(i) {
				continue
			}
			if sum := c.frontLen(i); best < 0 || sum < cost {
				best, cost = i, sum
			}
		}
		if best < 0 {
			return true
		}
		if !c.grow(best) {
			return false
		}
	}
}

// widen grows the balls around members further where that costs little: the
// better distances are known, the fewer parts are tried.
func (c *connectSearch) widen(members []int) bool {
	for _, i := range members {
		for len(c.front[i]) > 0 && c.frontLen(i) <= widest {
			if !c.grow(i) {
				return false
			}
		}
	}
	return true
}

// widest is the number of relations that are looked at for a wider ball.
const widest = 300_000

func (c *connectSearch) frontLen(i int) (sum int) {
	for _, n := range c.front[i] {
		sum += c.g.rowLen(c.nodes[n])
	}
	return sum
}

// looksFor says that the ball around an entity has a reason to grow.
func (c *connectSearch) looksFor(i int) bool {
	if len(c.front[i]) == 0 {
		return false
	}
	for j := range c.of {
		if c.hops[i][j] == far && len(c.front[j]) > 0 && c.radius[i]+c.radius[j] < c.q.MaxHops {
			return true
		}
	}
	return false
}

// grow makes a ball greater by one hop. One that cannot grow has met all it can.
func (c *connectSearch) grow(i int) bool {
	k, r := len(c.of), c.radius[i]+1
	var front []uint32
	for _, n := range c.front[i] {
		to, ok := c.neighbours(n)
		if !ok {
			return false
		}
		for _, m := range to {
			near := c.near[int(m)*k:][:k]
			if near[i] != far {
				continue
			}
			near[i] = uint8(r)
			front = append(front, m)
			for j := range near {
				if h := r + int(near[j]); near[j] != far && h < c.hops[i][j] && h <= c.q.MaxHops {
					c.hops[i][j], c.hops[j][i] = h, h
				}
			}
		}
	}
	c.front[i], c.radius[i] = front, r
	return true
}

// hopsTo is how far a node is from one of the entities at least.
func (c *connectSearch) hopsTo(n uint32, i int) int {
	if h := c.near[int(n)*len(c.of)+i]; h != far {
		return int(h)
	}
	if len(c.front[i]) == 0 {
		return far
	}
	return c.radius[i] + 1
}

// skipped finds out whether there is a hub that another answer might go through,
// and lists such hubs if the query wants them.
func (c *connectSearch) skipped(r *graph.ConnectResult, groups [][]int) {
	if c.hub = false; c.g.maxDeg <= c.q.DegreeCap || c.stop != 0 {
		return
	}
	found := map[uint32]int{}
	for at, members := range groups {
		c.hubsWithin(members, r.Groups[at].Size()/2, found)
	}
	if len(groups) > 1 {
		every := make([]int, len(c.of))
		for i := range every {
			every[i] = i
		}
		c.hubsWithin(every, c.q.MaxHops/2, found)
	}
	c.hub = len(found) > 0
	if c.q.ListHubs {
		r.Policy.HubsSkipped = c.g.listHubs(found)
	}
}

// hubsWithin notes the hubs within some hops of the entities at these places. It
// ends at the first if they are not to be listed.
func (c *connectSearch) hubsWithin(places []int, hops int, found map[uint32]int) {
	seen := make([]bool, len(c.nodes))
	var level []uint32
	for _, i := range places {
		seen[i] = true
		level = append(level, uint32(i))
	}
	for d := 1; d <= hops; d++ {
		var further []uint32
		for _, n := range level {
			to, ok := c.neighbours(n)
			if !ok || len(found) > 0 && !c.q.ListHubs {
				return
			}
			for _, h := range c.hubs[n] {
				if at, ok := found[h]; !ok || d < at {
					found[h] = d
				}
			}
			for _, m := range to {
				for int(m) >= len(seen) {
					seen = append(seen, false)
				}
				if !seen[m] {
					seen[m] = true
					further = append(further, m)
				}
			}
		}
		level = further
	}
}

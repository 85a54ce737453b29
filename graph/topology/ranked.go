package topology

import (
	"cmp"
	"container/heap"
	"slices"

	"dragoman/graph"
)

// ranked finds the first n paths in the order of the mode, as Lawler (1972)
// does after Yen (1971): the best path of a space of paths is found; what is
// left of the space falls into one smaller space for each place at which
// another path can leave the best one; and so on with the best of all spaces.
//
//	best:    a ── b ── c ── d
//	spaces:  not a…  a, not b…  a b, not c…  a b c, not d…  a b c d and on
//
// A heap holds the best path of each space. What was taken from it when a budget
// bites is therefore a prefix of the exact answer.
//
// With entities to pass, and in order of time, what is found for a space is the
// best of its walks, which may meet an entity twice. No path of the space is
// better. Such a walk is no answer when its turn comes; its space is divided at the
// places up to the first entity that comes again, and every path of the space lies
// in one of the parts, where what is fixed is not met again.
func (p *pathSearch) ranked(n int) []*candidate {
	var out []*candidate
	p.rank(func(c *candidate) bool {
		out = append(out, c)
		return len(out) < n
	})
	return out
}

// rank visits paths in order until visit says false.
func (p *pathSearch) rank(visit func(*candidate) bool) {
	q := &queue{p: p}
	if c, ok := p.solve(nil, flawless, nil); ok {
		q.cs = append(q.cs, c)
	}
	for len(q.cs) > 0 && p.w.stop == 0 {
		best := heap.Pop(q).(*candidate)
		best.simple = p.simple(best.path)
		if best.simple == len(best.path) && !visit(best) || !best.alone && !p.split(q, best) {
			break
		}
	}
}

// simple is the number of entities up to which a walk has none twice.
func (p *pathSearch) simple(walk []uint32) int {
	if len(p.via) == 0 && p.times == nil {
		return len(walk)
	}
	for i, v := range walk {
		if slices.Contains(walk[:i], v) {
			return i
		}
	}
	return len(walk)
}

// candidate is the best path of a space: the paths that begin like it up to
// fixed entities and then do not go on to one of barred.
type candidate struct {
	path    []uint32
	worth   worth
	arrival graph.Day // of EARLIEST
	fixed   int
	barred  []uint32
	simple  int
	alone   bool // its space has no other path
}

// split puts the spaces that are left beside the best path onto the queue. It is
// false when the search had to stop.
func (p *pathSearch) split(q *queue, best *candidate) bool {
	sofar := flawless
	for fixed := range best.simple + 1 {
		if fixed >= 2 && p.times == nil {
			x, ok := p.w.shown(best.path[fixed-2], best.path[fixed-1])
			if !ok {
				return false
			}
			sofar = sofar.with(x.status, x.sources)
		}
		if fixed < best.fixed {
			continue
		}
		var barred []uint32
		if fixed == best.fixed {
			barred = slices.Clone(best.barred)
		}
		if fixed < len(best.path) {
			barred = append(barred, best.path[fixed])
		}
		if c, ok := p.solve(best.path[:fixed], sofar, barred); ok {
			heap.Push(q, c)
		}
		if c, ok := p.shorter(best, fixed); ok {
			heap.Push(q, c)
		}
		if p.w.stop != 0 {
			return false
		}
	}
	return true
}

// shorter gives the path that ends before the best one does, where that goes on
// from an end to arrive earlier. Other modes have none: there it would be better.
func (p *pathSearch) shorter(best *candidate, fixed int) (*candidate, bool) {
	if p.times == nil || fixed <= max(best.fixed, 1) || fixed == len(best.path) || !slices.Contains(p.to, best.path[fixed-1]) {
		return nil, false
	}
	c := &candidate{path: best.path[:fixed], alone: true}
	return c, p.times.weigh(c)
}

// solve finds the best path of a space.
func (p *pathSearch) solve(prefix []uint32, sofar worth, barred []uint32) (*candidate, bool) {
	if len(prefix) > 1 && !p.s.through(prefix[len(prefix)-1]) || !p.passable() {
		return nil, false
	}
	c := &candidate{fixed: len(prefix), barred: barred}
	if p.times != nil {
		return c, p.times.solve(c, prefix)
	}
	rest, w, ok := p.best(p.legs(prefix, barred), sofar)
	if !ok {
		return nil, false
	}
	c.path, c.worth = rest, w
	if len(prefix) > 0 {
		c.path = slices.Concat(prefix, rest[1:])
	}
	return c, true
}

// passable says that the lens lets paths through what they are to pass.
func (p *pathSearch) passable() bool {
	for _, v := range p.via {
		if !p.s.through(v) {
			return false
		}
	}
	return true
}

// best finds the best way of the legs of a walk: fewest hops, or for STRONGEST
// the best worth, then fewest hops.
func (p *pathSearch) best(l *legs, sofar worth) ([]uint32, worth, bool) {
	if p.q.Mode == graph.Strongest {
		return p.strongest(l, sofar)
	}
	return p.pick(l, sofar, nil)
}

// strongest finds how weak a status has to be let in for a way to exist, then
// how few sources, and then the shortest way of that worth.
func (p *pathSearch) strongest(l *legs, sofar worth) (path []uint32, w worth, ok bool) {
	all := p.s.statuses
	defer func() {
		p.s.statuses, p.w.floor = all, 0
		p.s.settle()
	}()
	hops := noWay
	for s := max(sofar.status, graph.Confirmed); s <= graph.Retracted && hops == noWay; s++ {
		if !all.Has(s) && s != sofar.status {
			continue
		}
		p.s.statuses = all & (1<<(s+1) - 1)
		p.s.settle()
		hops = p.reach(l)
	}
	if hops < 0 {
		return nil, w, false
	}
	if !p.raiseFloor(l, sofar) {
		return nil, w, false
	}
	return p.pick(l, sofar, nil)
}

// raiseFloor finds the greatest number of sources that every step of a way can
// have, if it matters. It is false when the search had to stop.
func (p *pathSearch) raiseFloor(l *legs, sofar worth) bool {
	p.w.floor = greatest(sofar.sources, func(floor int) bool {
		p.w.floor = floor
		return p.w.stop == 0 && p.reach(l) >= 0
	})
	return p.w.stop == 0
}

// greatest gives the greatest number up to most that is good, given that 0 is,
// and that all below a good one are.
func greatest(most int, good func(int) bool) int {
	low, high := 0, 1
	for high <= most && good(high) {
		low, high = high, high*2
	}
	high = min(high, most+1)
	for high-low > 1 {
		if mid := (low + high) / 2; good(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// queue is a heap of candidates, the first in the order of the mode on top.
type queue struct {
	p  *pathSearch
	cs []*candidate
}

func (q *queue) Len() int      { return len(q.cs) }
func (q *queue) Swap(i, j int) { q.cs[i], q.cs[j] = q.cs[j], q.cs[i] }
func (q *queue) Push(x any)    { q.cs = append(q.cs, x.(*candidate)) }
func (q *queue) Pop() any {
	c := q.cs[len(q.cs)-1]
	q.cs = q.cs[:len(q.cs)-1]
	return c
}

func (q *queue) Less(i, j int) bool { return q.p.compare(q.cs[i], q.cs[j]) < 0 }

func (p *pathSearch) compare(a, b *candidate) int {
	hops := cmp.Compare(len(a.path), len(b.path))
	value := cmp.Or(cmp.Compare(a.worth.status, b.worth.status), cmp.Compare(b.worth.sources, a.worth.sources))
	if p.q.Mode == graph.Strongest {
		hops, value = value, hops
	}
	return cmp.Or(cmp.Compare(a.arrival, b.arrival), hops, value, slices.CompareFunc(a.path, b.path, p.g.compareIDs))
}

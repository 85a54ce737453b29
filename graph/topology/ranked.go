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
func (p *pathSearch) ranked(n int) [][]uint32 {
	var out [][]uint32
	q := &queue{p: p}
	if c, ok := p.solve(nil, flawless, nil); ok {
		q.cs = append(q.cs, c)
	}
	for len(q.cs) > 0 && p.w.stop == 0 {
		best := heap.Pop(q).(*candidate)
		out = append(out, best.path)
		if len(out) == n || !p.split(q, best) {
			break
		}
	}
	return out
}

// candidate is the best path of a space: the paths that begin like it up to
// fixed entities and then do not go on to one of barred.
type candidate struct {
	path   []uint32
	worth  worth
	fixed  int
	barred []uint32
}

// split puts the spaces that are left beside the best path onto the queue. It is
// false when the search had to stop.
func (p *pathSearch) split(q *queue, best *candidate) bool {
	sofar := flawless
	for fixed := range len(best.path) + 1 {
		if fixed >= 2 {
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
		if p.w.stop != 0 {
			return false
		}
	}
	return true
}

// solve finds the best path of a space.
func (p *pathSearch) solve(prefix []uint32, sofar worth, barred []uint32) (*candidate, bool) {
	t := &task{starts: p.from, targets: p.to, limit: p.q.MaxHops}
	if len(prefix) == 0 {
		t.starts = slices.DeleteFunc(slices.Clone(p.from), func(v uint32) bool { return slices.Contains(barred, v) })
	} else {
		last := prefix[len(prefix)-1]
		if len(prefix) > 1 && !p.s.through(last) {
			return nil, false
		}
		t.starts, t.dead, t.barred = prefix[len(prefix)-1:], prefix[:len(prefix)-1], barred
		t.targets = slices.DeleteFunc(slices.Clone(p.to), func(v uint32) bool { return v == last })
		t.limit -= len(prefix) - 1
	}
	rest, w, ok := p.best(t, sofar)
	if !ok {
		return nil, false
	}
	c := &candidate{path: rest, worth: w, fixed: len(prefix), barred: barred}
	if len(prefix) > 0 {
		c.path = slices.Concat(prefix, rest[1:])
	}
	return c, true
}

// best finds the best way of a task: fewest hops, or for STRONGEST the best
// worth, then fewest hops.
func (p *pathSearch) best(t *task, sofar worth) ([]uint32, worth, bool) {
	if p.q.Mode == graph.Strongest {
		return p.strongest(t, sofar)
	}
	hops, lf := p.w.meet(t)
	if hops < 0 || !p.w.layout(t, hops, lf) {
		return nil, worth{}, false
	}
	path, w := p.w.pick(sofar)
	return path, w, true
}

// strongest finds how weak a status has to be let in for a way to exist, then
// how few sources, and then the shortest way of that worth.
func (p *pathSearch) strongest(t *task, sofar worth) (path []uint32, w worth, ok bool) {
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
		hops, _ = p.w.meet(t)
	}
	if hops < 0 {
		return nil, w, false
	}
	if !p.raiseFloor(t, sofar) {
		return nil, w, false
	}
	hops, lf := p.w.meet(t)
	if hops < 0 || !p.w.layout(t, hops, lf) {
		return nil, w, false
	}
	path, w = p.w.pick(sofar)
	return path, w, true
}

// raiseFloor finds the greatest number of sources that every step of a way can
// have, if it matters. It is false when the search had to stop.
func (p *pathSearch) raiseFloor(t *task, sofar worth) bool {
	reach := func(floor int) bool {
		p.w.floor = floor
		hops, _ := p.w.meet(t)
		return hops >= 0
	}
	low, high := 0, 1 // a way exists with low
	for high <= sofar.sources && reach(high) {
		low, high = high, high*2
	}
	high = min(high, sofar.sources+1)
	for p.w.stop == 0 && high-low > 1 {
		if mid := (low + high) / 2; reach(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	p.w.floor = low
	return p.w.stop == 0
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
	return cmp.Or(hops, value, slices.CompareFunc(a.path, b.path, p.g.compareIDs))
}

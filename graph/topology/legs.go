package topology

import (
	"slices"

	"dragoman/graph"
)

// legs is what is left of a walk after a prefix of it. Where there are entities
// to pass it leads from one to the next:
//
//	from ──leg── via[0] ──leg── via[1] ──leg── to
//
// Legs are searched each by itself, so that the walk may meet an entity in two of
// them; see ranked. The least number of hops, the best weakest status and the best
// smallest number of sources of the whole follow from those of the legs, and so
// does the least sequence of ids, since two legs have one entity in common.
type legs struct {
	list []task
	hops int // at most, of all together
}

// legs are good until the next call.
func (p *pathSearch) legs(prefix, barred []uint32) *legs {
	passed := 0
	for passed < len(p.via) && slices.Contains(prefix, p.via[passed]) {
		passed++
	}
	l := &p.w.path.legs
	*l = legs{hops: p.q.MaxHops, list: l.list[:0]}
	t := task{starts: p.from}
	switch n := len(prefix); {
	case n > 0:
		l.hops -= n - 1
		t = task{starts: prefix[n-1:], dead: prefix[:n-1], barred: barred}
	case len(barred) > 0:
		t.starts = slices.DeleteFunc(slices.Clone(p.from), func(v uint32) bool { return slices.Contains(barred, v) })
	}
	for i := passed; i < len(p.via); i++ {
		t.targets = p.via[i : i+1]
		l.list = append(l.list, p.without(t, i))
		t = task{starts: p.via[i : i+1], dead: prefix}
	}
	t.targets = p.to
	if len(prefix) > 0 && passed == len(p.via) { // it may end where the prefix does
		t.targets = slices.DeleteFunc(slices.Clone(p.to), func(v uint32) bool { return v == t.starts[0] })
	}
	l.list = append(l.list, p.without(t, len(p.via)))
	return l
}

// without takes the entities to pass out of leg i, but for those that it joins.
func (p *pathSearch) without(t task, i int) task {
	if len(p.via) == 0 {
		return t
	}
	t.dead = slices.Clone(t.dead)
	for j, v := range p.via {
		if j != i && j != i-1 {
			t.dead = append(t.dead, v)
		}
	}
	return t
}

// limit gives leg i the hops that those before it leave, if each after it has one.
func (l *legs) limit(i, spent int) *task {
	t := &l.list[i]
	t.limit = l.hops - spent - (len(l.list) - 1 - i)
	return t
}

// reach gives the least number of hops, noWay or stopped.
func (p *pathSearch) reach(l *legs) int {
	spent := 0
	for i := range l.list {
		hops, _ := p.w.meet(l.limit(i, spent))
		if hops < 0 {
			return hops
		}
		spent += hops
	}
	return spent
}

// pick gives the first of the shortest walks in tie order, given that steps as
// good as so far do no harm.
func (p *pathSearch) pick(l *legs, sofar worth, out []uint32) ([]uint32, worth, bool) {
	if len(l.list) > 1 {
		return p.pickJoined(l, sofar)
	}
	t := l.limit(0, 0)
	p.w.firstOnly, p.w.sofar = true, sofar.status
	defer func() { p.w.firstOnly = false }()
	hops, lf := p.w.meet(t)
	if hops < 0 || !p.w.layout(t, hops, lf) {
		return nil, worth{}, false
	}
	path, w := p.w.pick(sofar, out)
	return path, w, true
}

// layers are the shortest ways of a leg; see layout.
type layers struct {
	nodes [][]uint32
	arcs  [][]arc
}

func (p *pathSearch) pickJoined(l *legs, sofar worth) ([]uint32, worth, bool) {
	nodes, arcs := p.w.nodes, p.w.arcs
	defer func() { p.w.nodes, p.w.arcs = nodes, arcs }()
	all := make([]layers, len(l.list))
	spent := 0
	for i := range all {
		p.w.nodes, p.w.arcs = nil, nil
		t := l.limit(i, spent)
		hops, lf := p.w.meet(t)
		if hops < 0 || !p.w.layout(t, hops, lf) {
			return nil, worth{}, false
		}
		all[i] = layers{p.w.nodes, p.w.arcs}
		spent += hops
	}
	path, w := p.w.pickAcross(all, sofar)
	return path, w, true
}

// pickAcross is pick over several legs.
func (w *walker) pickAcross(all []layers, sofar worth) ([]uint32, worth) {
	each := func(do func(hops int)) {
		for _, l := range all {
			w.nodes, w.arcs = l.nodes, l.arcs
			do(len(l.nodes) - 1)
		}
	}
	best := uint32(sofar.status)
	each(func(int) { best = w.bottleneck(best, false) })
	each(func(hops int) { w.keep(hops, func(x *arc) bool { return uint32(x.status) <= best }, true) })
	most := ^uint32(sofar.sources)
	each(func(int) { most = w.bottleneck(most, true) })
	most = ^most
	each(func(hops int) { w.keep(hops, func(x *arc) bool { return uint32(x.sources) >= most }, false) })
	var path []uint32
	each(func(hops int) {
		leg := w.lowest(hops, nil)
		if len(path) > 0 {
			leg = leg[1:]
		}
		path = append(path, leg...)
	})
	return path, worth{graph.Status(best), int(most)}
}

// keep leaves the arcs that are good, and of parallel ones, where so asked, that
// which shows the step.
func (w *walker) keep(hops int, good func(*arc) bool, merge bool) {
	for k := range hops {
		w.arcs[k] = slices.DeleteFunc(w.arcs[k], func(x arc) bool { return !good(&x) })
		if merge {
			w.arcs[k] = w.merge(w.arcs[k])
		}
	}
}

// allJoined gives the paths of the least number of hops that pass what they are
// to, and counts them.
func (p *pathSearch) allJoined(r *graph.PathResult) (paths []*candidate, hops int) {
	total, hops := 0, -1
	p.rank(func(c *candidate) bool {
		if hops >= 0 && len(c.path)-1 > hops {
			return false
		}
		hops = len(c.path) - 1
		if total++; total <= p.q.First {
			paths = append(paths, c)
		}
		return true
	})
	r.Total = &total
	return paths, hops
}

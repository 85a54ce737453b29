package topology

import (
	"cmp"
	"slices"

	"dragoman/graph"
)

// allShortest counts all paths of the least number of hops and gives the first
// of them in tie order. hops is negative where there is none.
func (p *pathSearch) allShortest(r *graph.PathResult) (paths [][]uint32, hops int) {
	t := &task{starts: p.from, targets: p.to, limit: p.q.MaxHops}
	hops, lf := p.w.meet(t)
	if hops < 0 {
		if hops == noWay {
			r.Total = new(int)
		}
		return nil, -1
	}
	if !p.w.layout(t, hops, lf) {
		return nil, -1
	}
	for k := range hops {
		p.w.arcs[k] = p.w.merge(p.w.arcs[k])
		slices.SortFunc(p.w.arcs[k], func(x, y arc) int { return cmp.Or(p.g.compareIDs(x.a, y.a), p.g.compareIDs(x.b, y.b)) })
	}
	slices.SortFunc(p.w.nodes[0], p.g.compareIDs)
	r.Total = p.w.countPaths()
	return p.w.enumerate(p.q.First), hops
}

// countPaths counts the paths of the layers; nil where they are too many for an int.
func (w *walker) countPaths() *int {
	count := map[uint32]int{}
	for _, v := range w.nodes[0] {
		count[v] = 1
	}
	total := 0
	for k := range len(w.nodes) - 1 {
		next := make(map[uint32]int, len(w.nodes[k+1]))
		for i := range w.arcs[k] {
			x := &w.arcs[k][i]
			if next[x.b] += count[x.a]; next[x.b] < 0 {
				return nil
			}
		}
		count = next
	}
	for _, n := range count {
		if total += n; total < 0 {
			return nil
		}
	}
	return &total
}

// enumerate lists the first n paths of the layers: for each worth, best first,
// the paths of exactly that worth by ids. From each entity it is known whether
// a path of that worth can still come of it, so no step is in vain.
func (w *walker) enumerate(n int) (out [][]uint32) {
	statuses, sources := w.worths()
	for _, s := range statuses {
		for _, i := range sources {
			if len(out) >= n || w.stop != 0 {
				return out
			}
			l := lister{w: w, want: worth{s, i}, n: n, out: out}
			if !l.look() {
				return out
			}
			for _, v := range w.nodes[0] {
				l.path = append(l.path[:0], v)
				l.walk(0, v, 0)
			}
			if w.stop != 0 {
				return l.out
			}
			out = l.out
		}
	}
	return out
}

// worths lists the statuses, strongest first, and numbers of sources, greatest
// first, that steps have.
func (w *walker) worths() (statuses []graph.Status, sources []int) {
	for k := range len(w.nodes) - 1 {
		for i := range w.arcs[k] {
			x := &w.arcs[k][i]
			if !slices.Contains(statuses, x.status) {
				statuses = append(statuses, x.status)
			}
			if !slices.Contains(sources, x.sources) {
				sources = append(sources, x.sources)
			}
		}
	}
	slices.Sort(statuses)
	slices.Sort(sources)
	slices.Reverse(sources)
	return statuses, sources
}

// lister lists the paths of one worth. A state is a set: 1 where the path
// already has a step of the status wanted, 2 where it has one of the number of
// sources. slot[v] has bit q where a path in state q at v can be finished.
type lister struct {
	w    *walker
	want worth
	n    int
	path []uint32
	out  [][]uint32
}

func (l *lister) state(q uint32, x *arc) (next uint32, ok bool) {
	if x.status > l.want.status || x.sources < l.want.sources {
		return 0, false
	}
	if x.status == l.want.status {
		q |= 1
	}
	if x.sources == l.want.sources {
		q |= 2
	}
	return q, true
}

// look fills the slots from the last layer to the first.
func (l *lister) look() bool {
	w := l.w
	hops := len(w.nodes) - 1
	for _, v := range w.nodes[hops] {
		w.spots[v].slot = 1 << 3
	}
	for k := hops - 1; k >= 0; k-- {
		for _, v := range w.nodes[k] {
			w.spots[v].slot = 0
		}
		if !w.spend(len(w.arcs[k])) {
			return false
		}
		for i := range w.arcs[k] {
			x := &w.arcs[k][i]
			for q := range uint32(4) {
				if next, ok := l.state(q, x); ok && w.spots[x.b].slot>>next&1 == 1 {
					w.spots[x.a].slot |= 1 << q
				}
			}
		}
	}
	return true
}

func (l *lister) walk(k int, v, q uint32) {
	if len(l.out) >= l.n || l.w.spots[v].slot>>q&1 == 0 || l.w.stop != 0 {
		return
	}
	if k == len(l.w.nodes)-1 {
		l.out = append(l.out, slices.Clone(l.path))
		return
	}
	as := l.w.arcs[k]
	i, _ := slices.BinarySearchFunc(as, v, func(x arc, v uint32) int { return l.w.g.compareIDs(x.a, v) })
	for ; i < len(as) && as[i].a == v; i++ {
		if next, ok := l.state(q, &as[i]); ok && l.w.spend(1) {
			l.path = append(l.path[:k+1], as[i].b)
			l.walk(k+1, as[i].b, next)
		}
	}
}

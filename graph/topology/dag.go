package topology

import (
	"cmp"
	"math"
	"slices"

	"dragoman/graph"
)

// layout turns the levels of a meeting into layers 0 to hops of entities that
// lie on a shortest path (nodes) and the relations between them (arcs, layer by
// layer). It is false when the search had to stop.
func (w *walker) layout(t *task, hops, front int) bool {
	w.begin()
	back := hops - 1 - front
	crossed := w.arcs[0]
	for len(w.arcs) < hops {
		w.pushArcs()
	}
	for len(w.nodes) < hops+1 {
		w.nodes = append(w.nodes, nil)
	}
	w.nodes = w.nodes[:hops+1]
	for i := range w.nodes {
		w.nodes[i] = w.nodes[i][:0]
	}
	w.arcs[0] = nil
	spare := w.arcs[front]
	w.arcs[front] = crossed
	if front != 0 {
		w.arcs[0] = spare[:0]
	}
	for i := range crossed {
		w.activate(front, crossed[i].a)
		w.activate(front+1, crossed[i].b)
	}
	for k := front; k > 0; k-- {
		if !w.connect(0, k, k, t.barred) {
			return false
		}
	}
	for k := back; k > 0; k-- {
		if !w.connect(1, k, hops-k, nil) {
			return false
		}
	}
	return true
}

func (w *walker) activate(layer int, v uint32) {
	if active := w.epoch<<6 | codeActive; w.spots[v].mark != active {
		w.spots[v].mark = active
		w.nodes[layer] = append(w.nodes[layer], v)
	}
}

// connect finds the relations between level k-1 of a side and the active
// entities of its level k, which form the given layer, looking from whichever of
// the two has fewer.
func (w *walker) connect(which, k, layer int, barred []uint32) bool {
	nearer, at := layer-1, layer-1
	if which == 1 {
		nearer, at = layer+1, layer
	}
	if k > 1 || which == 1 {
		barred = nil
	}
	active, sum := w.nodes[layer], 0
	for _, v := range active {
		sum += w.g.rowLen(v)
	}
	x := layerSteps{walker: w, nearer: nearer, barred: barred, out: w.arcs[at][:0]}
	from, to := active, w.sides[which].level(k-1)
	if x.fromNearer = sum > w.sides[which].sum[k-1]; x.fromNearer {
		from, to = to, from
	}
	// Seen from an entity of from, an arc runs towards the targets if that is the
	// nearer one of the start's side or the farther one of the other.
	x.reverse = x.fromNearer == (which == 1)
	w.near.fill(to)
	w.includeAll(to)
	ok := x.find(from)
	w.excludeAll(to)
	w.arcs[at] = x.out
	return ok
}

// layerSteps are the arcs of a layer being looked for.
type layerSteps struct {
	*walker
	nearer              int // layer
	barred              []uint32
	fromNearer, reverse bool
	out                 []arc
}

// find looks for arcs that lead from some entities to those that are included. It is
// false when the search had to stop.
func (x *layerSteps) find(from []uint32) bool {
	w, near := x.walker, &x.near
	for i, v := range from {
		if i%rowsAhead == 0 && !x.fromNearer { // a nearer level has been expanded
			w.touchRows(from[i:min(i+rowsAhead, len(from))])
		}
		row := w.glance(v)
		if !w.spend(len(row.lean)) {
			return false
		}
		for i := range row.lean {
			if c := row.lean[i]; !near.has(c.nbr) || !w.included(c.nbr) || !w.s.mayPass(c.meta) {
				continue
			}
			whole := row.cell(i)
			seen, ok := w.edge(v, &whole)
			a := makeArc(v, &whole, seen, x.reverse)
			if !ok || len(x.barred) > 0 && slices.Contains(x.barred, a.b) {
				continue
			}
			x.out = append(x.out, a)
			if x.fromNearer {
				w.activate(x.nearer, v)
			} else {
				w.activate(x.nearer, whole.nbr)
			}
		}
	}
	return true
}

// sortArcs sorts parallel arcs: the strongest first, then the lowest id.
func (g *Graph) sortArcs(as []arc) {
	slices.SortFunc(as, func(x, y arc) int {
		if x.status != y.status {
			return cmp.Compare(x.status, y.status)
		}
		return g.compareParallel(&x, &y)
	})
}

// merge leaves one arc of each group of parallel ones: that which shows the step,
// or one of the same worth.
func (w *walker) merge(as []arc) []arc {
	n := 0
	par := w.parallel[:0]
	for i := range as {
		if as[i].meta&metaParallel != 0 {
			par = append(par, as[i])
			continue
		}
		as[n] = as[i]
		n++
	}
	w.parallel = par
	as = as[:n]
	if len(par) == 0 {
		return as
	}
	slices.SortFunc(par, func(x, y arc) int {
		if x.a != y.a {
			return cmp.Compare(x.a, y.a)
		}
		if x.b != y.b {
			return cmp.Compare(x.b, y.b)
		}
		return cmp.Compare(x.status, y.status)
	})
	for i := 0; i < len(par); {
		j := i + 1
		for j < len(par) && par[j].a == par[i].a && par[j].b == par[i].b {
			j++
		}
		k := i + 1
		same := true
		for k < j && par[k].status == par[i].status {
			same = same && par[k].sources == par[i].sources
			k++
		}
		if !same {
			w.g.sortArcs(par[i:k])
		}
		as = append(as, par[i])
		i = j
	}
	return as
}

// worth is how good a path is, its length aside: the status of its weakest step
// and its smallest number of sources.
type worth struct {
	status  graph.Status
	sources int
}

// flawless is the worth of a path without steps.
var flawless = worth{0, math.MaxInt32}

func (v worth) with(s graph.Status, sources int) worth {
	return worth{max(v.status, s), min(v.sources, sources)}
}

// pick gives the first path of the layers in tie order, given that steps as good
// as so far do no harm, in out. It uses the arcs up.
func (w *walker) pick(sofar worth, out []uint32) ([]uint32, worth) {
	hops := len(w.nodes) - 1
	best := w.bottleneck(uint32(sofar.status), false)
	w.trim(best)
	for k := range hops {
		w.arcs[k] = w.merge(w.arcs[k])
	}
	most := ^w.bottleneck(^uint32(sofar.sources), true)
	for k := range hops {
		w.arcs[k] = slices.DeleteFunc(w.arcs[k], func(x arc) bool { return uint32(x.sources) < most })
	}
	return w.lowest(hops, out), worth{graph.Status(best), int(most)}
}

// bottleneck gives the least worst value that a path can have: of the status
// or, negated so that less is better, of the number of sources.
func (w *walker) bottleneck(sofar uint32, sources bool) uint32 {
	for _, v := range w.nodes[0] {
		w.spots[v].slot = sofar
	}
	for k := range len(w.nodes) - 1 {
		for _, v := range w.nodes[k+1] {
			w.spots[v].slot = math.MaxUint32
		}
		for i := range w.arcs[k] {
			x := &w.arcs[k][i]
			cost := uint32(x.status)
			if sources {
				cost = ^uint32(x.sources)
			}
			w.spots[x.b].slot = min(w.spots[x.b].slot, max(w.spots[x.a].slot, cost))
		}
	}
	best := uint32(math.MaxUint32)
	for _, v := range w.nodes[len(w.nodes)-1] {
		best = min(best, w.spots[v].slot)
	}
	return best
}

// trim leaves the arcs of paths no step of which is of a weaker status than worst,
// given what bottleneck left in the slots.
func (w *walker) trim(worst uint32) {
	hops := len(w.nodes) - 1
	for k := range hops {
		w.arcs[k] = slices.DeleteFunc(w.arcs[k], func(x arc) bool { return uint32(x.status) > worst || w.spots[x.a].slot > worst })
	}
	for _, v := range w.nodes[hops] {
		w.spots[v].slot = 1
	}
	for k := hops - 1; k >= 0; k-- {
		for _, v := range w.nodes[k] {
			w.spots[v].slot = 0
		}
		w.arcs[k] = slices.DeleteFunc(w.arcs[k], func(x arc) bool {
			w.spots[x.a].slot |= w.spots[x.b].slot
			return w.spots[x.b].slot == 0
		})
	}
}

// lowest gives the path of the least sequence of ids, in out.
func (w *walker) lowest(hops int, out []uint32) []uint32 {
	for _, v := range w.nodes[hops] {
		w.spots[v].slot = 1
	}
	for k := hops - 1; k >= 0; k-- {
		for _, v := range w.nodes[k] {
			w.spots[v].slot = 0
		}
		for i := range w.arcs[k] {
			x := &w.arcs[k][i]
			w.spots[x.a].slot |= w.spots[x.b].slot
		}
	}
	path := slices.Grow(out[:0], hops+1)
	at := none
	for _, v := range w.nodes[0] {
		if w.spots[v].slot == 1 && (at == none || w.g.compareIDs(v, at) < 0) {
			at = v
		}
	}
	path = append(path, at)
	for k := range hops {
		next := none
		for i := range w.arcs[k] {
			x := &w.arcs[k][i]
			if x.a == at && w.spots[x.b].slot == 1 && (next == none || w.g.compareIDs(x.b, next) < 0) {
				next = x.b
			}
		}
		at = next
		path = append(path, at)
	}
	return path
}

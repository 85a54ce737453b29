package graphtest

import "slices"

// Bare is the least that a shortest path costs: adjacency arrays and two
// frontiers, the one with fewer relations to look at first. It knows no evidence,
// no lens, no hubs, and tells only how many hops there are; Ties, which is closer
// to what a store owes, finds the first of all paths of that length, too.
// Benchmarks run it beside a store to say what the rest costs. Not for concurrent
// use.
type Bare struct {
	n    int
	ends [][2]uint32 // added since the rows were laid out
	off  []uint32
	row  []uint32

	mark  []uint32 // which side reached an entity, in this search's epoch
	level []uint8  // and after how many hops, in Ties
	from  []uint32 // and from which entity, the least of all, in Ties
	epoch uint32
}

// NewBare has n entities, numbered from 0, and no relations.
func NewBare(n int) *Bare {
	return &Bare{n: n, mark: make([]uint32, n), level: make([]uint8, n), from: make([]uint32, n)}
}

// Add joins two entities; parallel relations are kept. All are to be added before
// the first search.
func (x *Bare) Add(a, b uint32) { x.ends = append(x.ends, [2]uint32{a, b}) }

// lay puts what was added into one array, row by row.
func (x *Bare) lay() {
	if x.off != nil {
		return
	}
	x.off = make([]uint32, x.n+1)
	for _, e := range x.ends {
		x.off[e[0]]++
		x.off[e[1]]++
	}
	sum := uint32(0)
	for v, n := range x.off {
		sum += n
		x.off[v] = sum // the end of the row, until it is filled from there
	}
	x.row = make([]uint32, sum)
	for _, e := range x.ends {
		for i, v := range e {
			x.off[v]--
			x.row[x.off[v]] = e[1-i]
		}
	}
	x.ends = nil
}

func (x *Bare) adjacent(v uint32) []uint32 { return x.row[x.off[v]:x.off[v+1]] }

// begin starts a search with an end on each side.
func (x *Bare) begin(a, b uint32) (sides [2][]uint32) {
	x.lay()
	x.epoch += 2
	x.mark[a], x.mark[b] = x.epoch, x.epoch+1
	x.level[a], x.level[b] = 0, 0
	return [2][]uint32{{a}, {b}}
}

// Hops is the length of a shortest path, -1 where none has at most limit hops.
func (x *Bare) Hops(a, b uint32, limit int) int {
	if a == b {
		return 0
	}
	sides := x.begin(a, b)
	for hops := 1; hops <= limit; hops++ {
		side := x.cheaper(sides)
		next, met := x.grow(sides[side], x.epoch+uint32(side), x.epoch+uint32(1-side))
		if met {
			return hops
		}
		if len(next) == 0 {
			return -1
		}
		sides[side] = next
	}
	return -1
}

// cheaper is the side that has fewer relations to look at.
func (x *Bare) cheaper(sides [2][]uint32) int {
	if x.work(sides[1]) < x.work(sides[0]) {
		return 1
	}
	return 0
}

// work is how many relations growing a frontier would look at.
func (x *Bare) work(frontier []uint32) (sum int) {
	for _, v := range frontier {
		sum += len(x.adjacent(v))
	}
	return sum
}

// grow takes a frontier one hop on; met says that it touched the other side.
func (x *Bare) grow(frontier []uint32, own, other uint32) (next []uint32, met bool) {
	for _, u := range frontier {
		for _, v := range x.adjacent(u) {
			switch x.mark[v] {
			case other:
				return nil, true
			case own:
			default:
				x.mark[v] = own
				next = append(next, v)
			}
		}
	}
	return next, false
}

// Ties gives the first of all shortest paths of at most limit hops, nil where there
// is none: of those that take the least entity at each step from the relation over
// which the sides meet, the one with the least sequence of numbers. Whatever order
// paths are given, the first one cannot be told before all relations of the meeting
// were seen; so this is a floor under an answer that is exact, as Hops is not.
func (x *Bare) Ties(a, b uint32, limit int) []uint32 {
	if a == b {
		return []uint32{a}
	}
	sides, depth := x.begin(a, b), [2]uint8{}
	for hops := 1; hops <= limit; hops++ {
		side := x.cheaper(sides)
		own, other := x.epoch+uint32(side), x.epoch+uint32(1-side)
		depth[side]++
		next, met := x.through(sides[side], own, other, depth[side])
		if len(met) > 0 {
			return x.least(met, side, depth)
		}
		if len(next) == 0 {
			return nil
		}
		sides[side] = next
	}
	return nil
}

// through is grow to the end of the frontier: it lists every step to the other
// side, nearer end first.
func (x *Bare) through(frontier []uint32, own, other uint32, level uint8) (next []uint32, met [][2]uint32) {
	for _, u := range frontier {
		for _, v := range x.adjacent(u) {
			switch x.mark[v] {
			case other:
				met = append(met, [2]uint32{u, v})
			case own:
				if x.level[v] == level {
					x.from[v] = min(x.from[v], u)
				}
			default:
				x.mark[v], x.level[v], x.from[v] = own, level, u
				next = append(next, v)
			}
		}
	}
	return next, met
}

// least goes back from each relation of the meeting to both ends and keeps the
// least path.
func (x *Bare) least(met [][2]uint32, side int, depth [2]uint8) (best []uint32) {
	depth[side]-- // one of its steps is that between the two
	path := make([]uint32, int(depth[0])+int(depth[1])+2)
	for _, m := range met {
		if side == 1 {
			m[0], m[1] = m[1], m[0]
		}
		at := int(depth[0])
		for i, v := at, m[0]; i >= 0; i, v = i-1, x.from[v] {
			path[i] = v
		}
		for i, v := at+1, m[1]; i < len(path); i, v = i+1, x.from[v] {
			path[i] = v
		}
		if best == nil || slices.Compare(path, best) < 0 {
			best = append(best[:0], path...)
		}
	}
	return best
}

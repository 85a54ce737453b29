package graphtest

// Bare is the least that a shortest path costs: adjacency arrays and two
// frontiers, the one with fewer relations to look at first. It knows no evidence,
// no lens, no hubs, no order among paths, and tells only how many hops there are.
// Benchmarks run it beside a store to say what all that costs. Not for concurrent
// use.
type Bare struct {
	adjacent [][]uint32
	mark     []uint32 // which side reached an entity, in this search's epoch
	epoch    uint32
}

// NewBare has n entities, numbered from 0, and no relations.
func NewBare(n int) *Bare { return &Bare{adjacent: make([][]uint32, n), mark: make([]uint32, n)} }

// Add joins two entities; parallel relations are kept.
func (x *Bare) Add(a, b uint32) {
	x.adjacent[a] = append(x.adjacent[a], b)
	x.adjacent[b] = append(x.adjacent[b], a)
}

// Hops is the length of a shortest path, -1 where none has at most limit hops.
func (x *Bare) Hops(a, b uint32, limit int) int {
	if a == b {
		return 0
	}
	x.epoch += 2
	x.mark[a], x.mark[b] = x.epoch, x.epoch+1
	sides := [2][]uint32{{a}, {b}}
	for hops := 1; hops <= limit; hops++ {
		side := 0
		if x.work(sides[1]) < x.work(sides[0]) {
			side = 1
		}
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

// work is how many relations growing a frontier would look at.
func (x *Bare) work(frontier []uint32) (sum int) {
	for _, v := range frontier {
		sum += len(x.adjacent[v])
	}
	return sum
}

// grow takes a frontier one hop on; met says that it touched the other side.
func (x *Bare) grow(frontier []uint32, own, other uint32) (next []uint32, met bool) {
	for _, u := range frontier {
		for _, v := range x.adjacent[u] {
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

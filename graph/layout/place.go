package layout

import (
	"cmp"
	"math"
	"slices"
)

// The picture, in units that mean nothing beyond it.
const (
	Extent      = 1000.0  // without fixed nodes, x and y lie within −Extent and Extent, the middle being 0
	MaxExtent   = 10000.0 // with fixed nodes, within −MaxExtent and MaxExtent
	MinDistance = 12.0    // no two nodes are nearer to each other, unless both are fixed
)

// Node is one that wants a place.
type Node struct {
	Key   string // unique; nodes are taken in the order of their keys
	Ring  int    // steps from the centre, 0 for a centre
	Fixed bool   // it stays at At
	At    Point
}

// Point is a place in the picture, in tenths.
type Point struct{ X, Y float64 }

// Place gives places to nodes, aligned with them. Links are pairs of indices into
// nodes; repeated ones count once, loops not at all. The order of nodes, of links
// and of their ends makes no difference. A single centre without fixed nodes is
// in the middle. It takes about n·(n/8 + links/n) steps for each of fifty
// rounds: 500 nodes and 1,500 links take some 10 ms.
func Place(nodes []Node, links [][2]int) []Point {
	p := newPicture(nodes, links)
	if p.fixed == 0 {
		p.cluster()
		p.seed()
	} else {
		p.settleAround()
	}
	p.relax()
	p.scale()
	p.makeRoom()
	out := make([]Point, len(nodes))
	for i, at := range p.order {
		out[at] = Point{p.x[i], p.y[i]}
	}
	return out
}

// picture is a network being placed. Its nodes are numbered by ring and key.
type picture struct {
	order []int // places in the caller's list
	ring  []int
	held  []bool // fixed
	fixed int    // number of those
	x, y  []float64
	next  [][]int32 // neighbours, in order
	links [][2]int32

	community []int32
	unit      float64 // room that a node takes, in the coordinates of x and y
	moves     []bool
}

func newPicture(nodes []Node, links [][2]int) *picture {
	n := len(nodes)
	p := &picture{order: make([]int, n), ring: make([]int, n), held: make([]bool, n), moves: make([]bool, n), x: make([]float64, n), y: make([]float64, n), next: make([][]int32, n), unit: 1}
	for i := range p.order {
		p.order[i] = i
	}
	slices.SortFunc(p.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(nodes[a].Ring, nodes[b].Ring), cmp.Compare(nodes[a].Key, nodes[b].Key))
	})
	number := make([]int32, n)
	for i, at := range p.order {
		number[at] = int32(i)
		p.ring[i], p.held[i], p.moves[i] = nodes[at].Ring, nodes[at].Fixed, !nodes[at].Fixed
		if nodes[at].Fixed {
			p.fixed++
			p.x[i], p.y[i] = tenths(nodes[at].At.X), tenths(nodes[at].At.Y)
		}
	}
	for _, l := range links {
		a, b := number[l[0]], number[l[1]]
		if a != b {
			p.links = append(p.links, [2]int32{min(a, b), max(a, b)})
		}
	}
	slices.SortFunc(p.links, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	p.links = slices.Compact(p.links)
	for _, l := range p.links {
		p.next[l[0]], p.next[l[1]] = append(p.next[l[0]], l[1]), append(p.next[l[1]], l[0])
	}
	return p
}

// alone says that there is one centre, which stays in the middle.
func (p *picture) alone() bool {
	return p.fixed == 0 && len(p.ring) > 0 && p.ring[0] == 0 && (len(p.ring) == 1 || p.ring[1] > 0)
}

// scale brings the picture into its bounds. A small one does not fill them.
func (p *picture) scale() {
	if p.fixed > 0 {
		return
	}
	if !p.alone() {
		p.centre()
	}
	far := 0.0
	for i := range p.x {
		far = max(far, math.Abs(p.x[i]), math.Abs(p.y[i]))
	}
	by := 120.0
	if far*by > Extent-60 {
		by = (Extent - 60) / far
	}
	for i := range p.x {
		p.x[i], p.y[i] = float64(p.x[i]*by), float64(p.y[i]*by)
	}
	p.unit = by
}

// centre puts the middle of what is drawn to 0.
func (p *picture) centre() {
	if len(p.x) == 0 {
		return
	}
	x, y := (slices.Min(p.x)+slices.Max(p.x))/2, (slices.Min(p.y)+slices.Max(p.y))/2
	for i := range p.x {
		p.x[i] -= x
		p.y[i] -= y
	}
}

// tenths rounds; there is no negative zero.
func tenths(v float64) float64 { return math.Round(float64(v*10))/10 + 0 }

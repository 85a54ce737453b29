package layout

import (
	"cmp"
	"math"
	"slices"
)

// seed puts nodes on rings around the centre, those of one community into one
// sector, in units of the room that a node takes.
func (p *picture) seed() {
	line := p.lineUp()
	centres := 0
	for centres < len(p.ring) && p.ring[centres] == 0 {
		centres++
	}
	if centres > 1 {
		for i := range centres {
			p.x[i], p.y[i] = around(float64(i)/float64(centres), float64(centres)/6+0.5)
		}
	}
	if p.alone() {
		p.moves[0] = false
	}
	for at, i := range line {
		inner, outer := p.band(p.ring[i])
		share := golden(at)
		square := float64(inner*inner) + float64(share*(float64(outer*outer)-float64(inner*inner)))
		p.x[i], p.y[i] = around(float64(at)/float64(len(line)), math.Sqrt(square))
	}
}

// band gives the radii between which the nodes of a ring have room.
func (p *picture) band(ring int) (inner, outer float64) {
	nearer, _ := slices.BinarySearch(p.ring, ring)
	to, _ := slices.BinarySearch(p.ring, ring+1)
	inner, outer = 1, 1
	if ring > 0 {
		inner = 0.7 + math.Sqrt(float64(nearer)*0.45)
		outer = 0.7 + max(inner, math.Sqrt(float64(to)*0.45))
	}
	return inner, outer
}

// lineUp puts the nodes around the centre in the order of their angles: community
// after community, each beside that to which it has most links; in one, those of
// one parent together.
func (p *picture) lineUp() []int {
	size, key := map[int32]int{}, make([][3]int, len(p.x))
	var communities []int32
	for i, c := range p.community {
		if p.ring[i] > 0 {
			if size[c]++; size[c] == 1 {
				communities = append(communities, c)
			}
		}
	}
	place := p.lineUpCommunities(communities, size)
	parent := make([]int, len(p.x)) // place of the nearest neighbour further in
	var line []int
	for i := range p.x {
		parent[i] = i
		for _, j := range p.next[i] {
			if p.ring[j] > 0 && p.ring[j] < p.ring[i] {
				parent[i] = parent[j]
				break
			}
		}
		if p.ring[i] > 0 {
			key[i] = [3]int{place[p.community[i]], parent[i], i}
			line = append(line, i)
		}
	}
	slices.SortFunc(line, func(a, b int) int { return slices.Compare(key[a][:], key[b][:]) })
	return line
}

func (p *picture) lineUpCommunities(communities []int32, size map[int32]int) map[int32]int {
	between := map[[2]int32]int{}
	for _, l := range p.links {
		if a, b := p.community[l[0]], p.community[l[1]]; a != b {
			between[[2]int32{a, b}]++
			between[[2]int32{b, a}]++
		}
	}
	slices.SortFunc(communities, func(a, b int32) int { return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(a, b)) })
	place := map[int32]int{}
	left := slices.Clone(communities)
	for last := int32(-1); len(left) > 0; {
		best := 0
		for i, c := range left[1:] {
			if between[[2]int32{last, c}] > between[[2]int32{last, left[best]}] {
				best = i + 1
			}
		}
		last = left[best]
		place[last] = len(place)
		left = slices.Delete(left, best, best+1)
	}
	return place
}

// golden gives the fractional part of a multiple of the golden ratio: for 0, 1,
// 2, … these are spread evenly over 0 to 1.
func golden(n int) float64 {
	x := float64(float64(n) * 0.6180339887498949)
	return x - math.Floor(x)
}

// around gives the point at a part of a full turn and a radius. The sine is that
// of a polynomial, so that it is the same on all machines.
func around(turn, radius float64) (x, y float64) {
	turn -= math.Floor(turn)
	return float64(radius * sine(turn+0.25)), float64(radius * sine(turn))
}

// sine is that of a part of a turn from 0 to 2, to seven digits.
func sine(turn float64) float64 {
	turn -= math.Floor(turn)
	sign := 1.0
	if turn >= 0.5 {
		turn, sign = turn-0.5, -1
	}
	if turn > 0.25 {
		turn = 0.5 - turn
	}
	a := float64(turn * (2 * math.Pi))
	square := float64(a * a)
	sum, term := a, a
	for k := 2.0; k < 12; k += 2 {
		term = -float64(term*square) / float64(k*(k+1))
		sum += term
	}
	return float64(sign * sum)
}

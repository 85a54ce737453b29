package layout

import "math"

// settleAround gives the nodes that are not fixed a first place: beside their
// neighbours that have one, away from the middle of what is drawn.
func (p *picture) settleAround() {
	n := len(p.x)
	placed := make([]bool, n)
	mx, my := 0.0, 0.0
	for i := range n {
		if p.held[i] {
			placed[i] = true
			mx += p.x[i]
			my += p.y[i]
		}
	}
	mx, my = mx/float64(p.fixed), my/float64(p.fixed)
	p.unit = p.spacing()
	beside := make([]int, n) // nodes put beside another so far
	for found := true; found; {
		found = false
		for i := range n {
			if placed[i] {
				continue
			}
			if x, y, by, ok := p.between(i, placed); ok {
				p.putBeside(i, x, y, mx, my, beside[by])
				beside[by]++
				placed[i], found = true, true
			}
		}
	}
	for i := range n { // linked to nothing that has a place
		if !placed[i] {
			p.putBeside(i, mx, my, mx, my, i)
		}
	}
}

// between gives the middle of the placed neighbours, and the first of these.
func (p *picture) between(i int, placed []bool) (x, y float64, first int, ok bool) {
	count := 0
	for _, j := range p.next[i] {
		if placed[j] {
			if count == 0 {
				first = int(j)
			}
			count++
			x += p.x[j]
			y += p.y[j]
		}
	}
	if count == 0 {
		return 0, 0, 0, false
	}
	return x / float64(count), y / float64(count), first, true
}

// putBeside puts a node on a fan behind a point, as seen from the middle.
func (p *picture) putBeside(i int, x, y, mx, my float64, before int) {
	dx, dy := x-mx, y-my
	d := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	if d < 1 {
		dx, dy = around(golden(before), 1)
		d = 1
	}
	dx, dy = dx/d, dy/d
	turn := float64(float64((before+1)/2) * 0.04)
	if before%2 == 1 {
		turn = -turn
	}
	c, s := around(turn, float64(p.unit*(1+float64(math.Sqrt(float64(before))/2))))
	p.x[i], p.y[i] = clamp(x+float64(dx*c)-float64(dy*s)), clamp(y+float64(dx*s)+float64(dy*c))
}

// spacing is the room that a new node takes: half of what one of those drawn has on
// the average, so that a group of new ones stands out.
func (p *picture) spacing() float64 {
	left, right, top, bottom := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i, held := range p.held {
		if held {
			left, right, top, bottom = min(left, p.x[i]), max(right, p.x[i]), min(top, p.y[i]), max(bottom, p.y[i])
		}
	}
	room := math.Sqrt(float64((right-left)*(bottom-top)) / float64(p.fixed))
	return min(max(room/2, 3*MinDistance), Extent/10)
}

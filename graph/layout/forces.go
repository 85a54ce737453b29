package layout

import "math"

// Rounds of forces, and how far they reach.
const (
	rounds    = 50
	firstStep = 1.2 // units that a node moves at most in the first round
)

// relax lets forces act on the nodes that may move:
//
//	every other node pushes, with 1/d
//	a link pulls with d, less if both ends have many, and less between communities;
//	one from a centre hardly, since nearly all have one
//	the band of its ring draws a node that is out of it
//
// Around fixed nodes there are neither bands nor communities, and only what is near
// pushes: a new node is to stand beside what it is linked to.
func (p *picture) relax() {
	n := len(p.x)
	fx, fy := make([]float64, n), make([]float64, n)
	weight := make([]float64, len(p.links))
	for i, l := range p.links {
		weight[i] = 1 / math.Sqrt(float64(1+min(len(p.next[l[0]]), len(p.next[l[1]]))))
		switch {
		case p.fixed > 0:
		case p.ring[l[0]] == 0:
			weight[i] /= 12
		case p.community[l[0]] != p.community[l[1]]:
			weight[i] /= 2
		}
	}
	total, from := rounds, firstStep
	if p.fixed > 0 {
		total, from = rounds/2, firstStep/3
	}
	g := newGrid(n)
	for round := range total {
		clear(fx)
		clear(fy)
		g.fill(p.x, p.y)
		g.push(p, fx, fy)
		for i, l := range p.links {
			a, b := l[0], l[1]
			dx, dy := float64((p.x[b]-p.x[a])*weight[i]), float64((p.y[b]-p.y[a])*weight[i])
			fx[a] += dx
			fy[a] += dy
			fx[b] -= dx
			fy[b] -= dy
		}
		if p.fixed == 0 {
			p.draw(fx, fy)
		}
		p.step(fx, fy, float64(p.unit*from)*float64(total-round)/float64(total))
	}
}

// draw pulls nodes to the bands of their rings.
func (p *picture) draw(fx, fy []float64) {
	ring, inner, outer := -1, 0.0, 0.0
	for i := range p.x {
		if p.ring[i] != ring {
			ring = p.ring[i]
			inner, outer = p.band(ring)
		}
		r := math.Sqrt(float64(p.x[i]*p.x[i]) + float64(p.y[i]*p.y[i]))
		if ring == 0 || r < 1e-9 || r >= inner && r <= outer {
			continue
		}
		by := float64(0.35*(min(max(r, inner), outer)-r)) / r
		fx[i] += float64(p.x[i] * by)
		fy[i] += float64(p.y[i] * by)
	}
}

// step moves each node along its force, at most by most.
func (p *picture) step(fx, fy []float64, most float64) {
	for i := range p.x {
		if !p.moves[i] {
			continue
		}
		by := 0.25
		if f := math.Sqrt(float64(fx[i]*fx[i]) + float64(fy[i]*fy[i])); float64(f*by) > most {
			by = most / f
		}
		p.x[i] += float64(fx[i] * by)
		p.y[i] += float64(fy[i] * by)
		if p.fixed > 0 {
			p.x[i], p.y[i] = clamp(p.x[i]), clamp(p.y[i])
		}
	}
}

func clamp(v float64) float64 { return min(max(v, -MaxExtent), MaxExtent) }

// grid parts the picture into cells, so that a node is pushed by each node of the
// cells around it, and by the others as if they were in the middle of theirs.
type grid struct {
	side       int // cells in a row
	x, y, size float64
	of         []int32 // cell of each node
	start      []int32 // nodes of a cell: member[start[c]:start[c+1]]
	member     []int32
	cells      []cell
	full       []cell // those with nodes
}

type cell struct {
	at, col, row int32
	mass, x, y   float64 // of its nodes: how many, and their middle
}

func newGrid(n int) *grid {
	side := 1
	for side*side*6 < n {
		side++
	}
	return &grid{side: side, of: make([]int32, n), start: make([]int32, side*side+1), member: make([]int32, n), cells: make([]cell, side*side)}
}

func (g *grid) fill(x, y []float64) {
	if len(x) == 0 {
		return
	}
	left, right, top, bottom := x[0], x[0], y[0], y[0]
	for i := range x {
		left, right, top, bottom = min(left, x[i]), max(right, x[i]), min(top, y[i]), max(bottom, y[i])
	}
	g.x, g.y, g.size = left, top, max(right-left, bottom-top, 1e-6)/float64(g.side)
	clear(g.start)
	clear(g.cells)
	for i := range x {
		c := g.row(y[i]-g.y)*g.side + g.row(x[i]-g.x)
		g.of[i] = int32(c)
		g.start[c+1]++
		g.cells[c].mass++
		g.cells[c].x += x[i]
		g.cells[c].y += y[i]
	}
	g.full = g.full[:0]
	for at, c := range g.cells {
		if c.mass > 0 {
			g.full = append(g.full, cell{int32(at), int32(at % g.side), int32(at / g.side), c.mass, c.x / c.mass, c.y / c.mass})
		}
		g.start[at+1] += g.start[at]
	}
	at := append([]int32(nil), g.start...)
	for i, c := range g.of {
		g.member[at[c]] = int32(i)
		at[c]++
	}
}

func (g *grid) row(d float64) int { return min(max(int(d/g.size), 0), g.side-1) }

// push adds what pushes the nodes that move.
func (g *grid) push(p *picture, fx, fy []float64) {
	strength := float64(p.unit*p.unit) * 0.9
	least := float64(p.unit*p.unit) * 0.01
	most := math.Inf(1)
	if p.fixed > 0 {
		most = float64(p.unit*p.unit) * 6
	}
	for i := range p.x {
		if !p.moves[i] {
			continue
		}
		x, y := p.x[i], p.y[i]
		col, row := g.of[i]%int32(g.side), g.of[i]/int32(g.side)
		sx, sy := 0.0, 0.0
		for k := range g.full {
			c := &g.full[k]
			if c.col >= col-1 && c.col <= col+1 && c.row >= row-1 && c.row <= row+1 {
				for _, j := range g.member[g.start[c.at]:g.start[c.at+1]] {
					if int(j) == i {
						continue
					}
					dx, dy := x-p.x[j], y-p.y[j]
					square := float64(dx*dx) + float64(dy*dy)
					if square < least { // apart, by a way of their own
						dx, dy = around(golden(i), float64(p.unit*0.1))
						square = least
					}
					if square < most {
						by := 1 / square
						sx += float64(dx * by)
						sy += float64(dy * by)
					}
				}
				continue
			}
			if p.fixed > 0 {
				continue
			}
			dx, dy := x-c.x, y-c.y
			by := c.mass / (float64(dx*dx) + float64(dy*dy))
			sx += float64(dx * by)
			sy += float64(dy * by)
		}
		fx[i] += float64(sx * strength)
		fy[i] += float64(sy * strength)
	}
}

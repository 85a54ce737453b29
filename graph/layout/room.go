package layout

import "math"

// makeRoom rounds places, and moves nodes apart that are too near to each other.
// Pushes keep the shape; whatever is left over takes the nearest free place.
func (p *picture) makeRoom() {
	wanted := max(MinDistance+1, min(float64(p.unit*0.55), 60))
	for range 40 {
		if !p.pushApart(wanted) {
			break
		}
	}
	taken := newPlaces()
	for i := range p.x {
		if !p.moves[i] {
			p.x[i], p.y[i] = tenths(p.x[i]), tenths(p.y[i])
			taken.add(p.x[i], p.y[i])
		}
	}
	for i := range p.x {
		if p.moves[i] {
			p.x[i], p.y[i] = taken.nearest(p.x[i], p.y[i], p.bound())
			taken.add(p.x[i], p.y[i])
		}
	}
}

func (p *picture) bound() float64 {
	if p.fixed > 0 {
		return MaxExtent
	}
	return Extent
}

// pushApart moves pairs that are nearer than wanted, and says whether there were
// any.
func (p *picture) pushApart(wanted float64) (moved bool) {
	cells := newPlaces()
	cells.size = wanted
	for i := range p.x {
		cells.add(p.x[i], p.y[i])
	}
	bound := p.bound() - MinDistance
	for i := range p.x {
		cells.near(p.x[i], p.y[i], func(at int) bool {
			j := at
			if j <= i || !p.moves[i] && !p.moves[j] {
				return true
			}
			dx, dy := p.x[j]-p.x[i], p.y[j]-p.y[i]
			d := math.Sqrt(float64(dx*dx) + float64(dy*dy))
			if d >= wanted {
				return true
			}
			moved = true
			if d < 0.001 {
				dx, dy = around(golden(j), 1)
				d = 1
			}
			by := float64((wanted-d)*0.5) / d
			if !p.moves[i] || !p.moves[j] {
				by = float64(by * 2)
			}
			if p.moves[i] {
				p.x[i], p.y[i] = within(p.x[i]-float64(dx*by), bound), within(p.y[i]-float64(dy*by), bound)
			}
			if p.moves[j] {
				p.x[j], p.y[j] = within(p.x[j]+float64(dx*by), bound), within(p.y[j]+float64(dy*by), bound)
			}
			return true
		})
	}
	return moved
}

func within(v, bound float64) float64 { return min(max(v, -bound), bound) }

// places finds points near a point.
type places struct {
	size  float64
	x, y  []float64
	cells map[[2]int][]int
}

func newPlaces() *places { return &places{size: MinDistance, cells: map[[2]int][]int{}} }

func (s *places) cell(x, y float64) [2]int {
	return [2]int{int(math.Floor(x / s.size)), int(math.Floor(y / s.size))}
}

func (s *places) add(x, y float64) {
	c := s.cell(x, y)
	s.cells[c] = append(s.cells[c], len(s.x))
	s.x, s.y = append(s.x, x), append(s.y, y)
}

// near visits the points that may be nearer than size, in order, until f is false.
func (s *places) near(x, y float64, f func(at int) bool) bool {
	c := s.cell(x, y)
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			for _, at := range s.cells[[2]int{c[0] + dx, c[1] + dy}] {
				if !f(at) {
					return false
				}
			}
		}
	}
	return true
}

func (s *places) free(x, y float64) bool {
	return s.near(x, y, func(at int) bool {
		dx, dy := x-s.x[at], y-s.y[at]
		return float64(dx*dx)+float64(dy*dy) >= MinDistance*MinDistance
	})
}

// nearest gives the first free place on a spiral around a point.
func (s *places) nearest(x, y, bound float64) (float64, float64) {
	for k := 0; ; k++ {
		dx, dy := around(golden(k), float64(MinDistance*0.5)*math.Sqrt(float64(k)))
		if at, to := tenths(x+dx), tenths(y+dy); math.Abs(at) <= bound && math.Abs(to) <= bound && s.free(at, to) {
			return at, to
		}
	}
}

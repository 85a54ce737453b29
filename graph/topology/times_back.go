package topology

import (
	"maps"
	"slices"

	"dragoman/graph"
)

// back goes from the ends hop by hop, where the last sweep was, and notes until
// which day one may be ready at a place to arrive in so many hops. It is false when
// the search had to stop.
func (t *times) back(hops int, arrival graph.Day) bool {
	w, p := t.p.w, t.p
	t.ahead, t.known = []map[uint32]graph.Day{{}}, map[uint32]graph.Day{}
	t.front = t.front[:0]
	for _, v := range p.to {
		if !slices.Contains(w.avoid, v) && !slices.Contains(t.prefix, v) {
			t.front = append(t.front, visit{v, len(p.via), true, graph.DayMax})
			t.note(0, t.front[len(t.front)-1])
		}
	}
	for left := 1; left <= hops; left++ {
		t.ahead = append(t.ahead, map[uint32]graph.Day{})
		for _, x := range t.front {
			if left > 1 && (!w.walkable(x.v) || slices.Contains(t.prefix, x.v)) {
				continue
			}
			row := w.glance(x.v)
			if !w.spend(len(row.lean)) {
				return false
			}
			for j, c := range row.lean {
				if w.s.mayPass(c.meta) {
					whole := row.cell(j)
					t.retrace(&x, &whole, left, arrival)
				}
			}
		}
		t.front = t.front[:0]
		n := uint32(len(p.via) + 1)
		for _, at := range slices.Sorted(maps.Keys(t.ahead[left])) {
			t.front = append(t.front, visit{at >> 1 / n, int(at >> 1 % n), at&1 == 1, t.ahead[left][at]})
		}
	}
	return true
}

// retrace goes back from a place by one relation, to where the last sweep was.
func (t *times) retrace(x *visit, c *cell, left int, arrival graph.Day) {
	y, ok := t.before(x, c, arrival)
	if !ok {
		return
	}
	r := &t.room.rows[t.place(y.v, y.passed, y.last)]
	if r.sweep == t.room.sweep && r.day <= min(y.day, arrival) {
		t.note(left, y)
	}
}

// before goes back from a place by one relation: the day is that until which one
// may be ready.
func (t *times) before(x *visit, c *cell, arrival graph.Day) (y visit, ok bool) {
	p := t.p
	end := len(t.prefix) - 1
	switch {
	case c.nbr == x.v, len(p.w.avoid) > 0 && slices.Contains(p.w.avoid, c.nbr),
		end >= 0 && slices.Contains(t.prefix[:end], c.nbr),
		end >= 0 && c.nbr == t.prefix[end] && slices.Contains(t.barred, x.v):
		return y, false
	}
	passed := x.passed
	if i := slices.Index(p.via, x.v); i >= 0 {
		passed = i
	}
	if i := slices.Index(p.via, c.nbr); i >= 0 && passed != i+1 {
		return y, false
	}
	seen, ok := p.s.see(x.v, c)
	if !ok || seen.status > t.worst || seen.independent < t.floor {
		return y, false
	}
	talk, met := t.contacts(c.meta, seen.date, x.v)
	late, ok := before(x.day, arrival, x.last, talk, met)
	return visit{c.nbr, passed, x.last && talk == nil && met == nil, late}, ok
}

func (t *times) note(left int, x visit) {
	at := t.place(x.v, x.passed, x.last)
	if day, ok := t.known[at]; !ok || day < x.day {
		t.known[at], t.ahead[left][at] = x.day, x.day
	}
}

// arrives says whether one who stands there can arrive in the hops that are left.
func (t *times) arrives(x stand, left int, arrival graph.Day) bool {
	if x.last <= arrival && t.has(t.place(x.v, x.passed, true), left, graph.DayMin) {
		return true
	}
	return t.has(t.place(x.v, x.passed, false), left, x.ready)
}

func (t *times) has(at uint32, left int, day graph.Day) bool {
	for _, late := range t.ahead[:left+1] {
		if d, ok := late[at]; ok && d >= day {
			return true
		}
	}
	return false
}

// lowest gives the walk of the least sequence of ids; nil when the search had to
// stop.
func (t *times) lowest(hops int, arrival graph.Day) []uint32 {
	x := stand{v: none}
	for _, v := range t.begins() {
		ready, last := t.ready(v)
		if x.v == none || t.p.g.compareIDs(v, x.v) < 0 {
			if y := (stand{v, 0, ready, last}); len(t.prefix) > 1 || t.arrives(y, hops, arrival) {
				x = y
			}
		}
	}
	var path []uint32
	for left := hops; x.v != none; left-- {
		if path = append(path, x.v); left == 0 {
			return path
		}
		row := t.p.w.row(x.v, 1)
		if !t.p.w.spend(len(row)) {
			break
		}
		x = t.onward(x, row, len(path)-1, left-1, arrival)
	}
	return nil
}

// stand is where the first walk stands: the least days of the ways along its
// entities.
type stand struct {
	v           uint32
	passed      int
	ready, last graph.Day
}

// onward goes on to the lowest entity from where one can arrive in the hops that
// are left. A way by which one cannot makes no difference to those by which one can.
func (t *times) onward(x stand, row []cell, depth, left int, arrival graph.Day) stand {
	next := stand{v: none}
	for i := range row {
		c := &row[i]
		if !t.open(x.v, c.nbr, depth) || next.v != none && t.p.g.compareIDs(c.nbr, next.v) > 0 {
			continue
		}
		y, ok := t.along(x, c)
		switch {
		case !ok || left > 0 && !t.p.w.walkable(y.v) || depth+2 >= len(t.prefix) && !t.arrives(y, left, arrival):
		case y.v == next.v:
			next.ready, next.last = min(next.ready, y.ready), min(next.last, y.last)
		default:
			next = y
		}
	}
	return next
}

// along takes one relation.
func (t *times) along(x stand, c *cell) (y stand, ok bool) {
	if y.passed, ok = t.pass(x.passed, c.nbr); !ok {
		return y, false
	}
	seen, ok := t.p.s.see(x.v, c)
	if !ok || seen.status > t.worst || seen.independent < t.floor {
		return y, false
	}
	y.v, y.ready, y.last = c.nbr, x.ready, x.last
	if talk, met := t.contacts(c.meta, seen.date, c.nbr); talk != nil || met != nil {
		y.ready, y.last, ok = after(x.ready, talk, met)
	}
	return y, ok
}

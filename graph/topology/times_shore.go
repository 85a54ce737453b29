package topology

import (
	"slices"

	"dragoman/graph"
)

// shore is what can be seen from the ends, a few hops out: from where one may still
// arrive, how long one may take to be there, and with how many hops.
type shore struct {
	rows   []shoreRow // by place
	look   uint32
	hops   int
	places []shorePlace
	level  []uint32 // of places, those that the last hop has changed
	next   []uint32
}

type shoreRow struct {
	look uint32 // in which the place is places[at]
	at   uint32
}

type shorePlace struct {
	visit
	first uint8                          // fewest hops
	last  uint8                          // hops up to which day is filled
	late  [graph.MaxHops/2 + 1]graph.Day // by hops, from first on: until when one may be ready
}

// sight looks out from the ends for arrivals until a day, half as many hops as a
// walk may have. It is false when the search had to stop.
func (t *times) sight(hops int, until graph.Day) bool {
	w, p, s := t.p.w, t.p, &t.room.shore
	if s.look++; s.look == 0 {
		clear(s.rows)
		s.look = 1
	}
	s.places, s.level, s.next = s.places[:0], s.level[:0], s.next[:0]
	if s.hops = max(hops-max(len(t.prefix)-1, 0), 0) / 2; t.whole {
		s.hops = -1
		return true
	}
	for _, v := range p.to {
		if !slices.Contains(w.avoid, v) && !slices.Contains(t.prefix, v) {
			t.spot(visit{v, len(p.via), true, graph.DayMax}, 0)
		}
	}
	for left := 1; left <= s.hops; left++ {
		s.level, s.next = s.next, s.level[:0]
		for _, at := range s.level {
			x := s.places[at].visit
			x.day = s.places[at].until(left - 1)
			if left > 1 && (!w.walkable(x.v) || slices.Contains(t.prefix, x.v)) {
				continue
			}
			row := w.glance(x.v)
			if !w.spend(len(row.lean)) {
				return false
			}
			for i, c := range row.lean {
				if !w.s.mayPass(c.meta) {
					continue
				}
				whole := row.cell(i)
				if y, ok := t.before(&x, &whole, until); ok {
					t.spot(y, left)
				}
			}
		}
	}
	return true
}

// spot notes that one may arrive from a place.
func (t *times) spot(x visit, left int) {
	s := &t.room.shore
	r := &s.rows[t.place(x.v, x.passed, x.last)]
	if r.look != s.look {
		*r = shoreRow{s.look, uint32(len(s.places))}
		y := shorePlace{visit: x, first: uint8(left), last: uint8(left)}
		y.late[left] = x.day
		s.places, s.next = append(s.places, y), append(s.next, r.at)
		return
	}
	y := &s.places[r.at]
	if y.until(left) >= x.day {
		return
	}
	if int(y.last) < left {
		for k := int(y.last) + 1; k < left; k++ {
			y.late[k] = y.late[y.last]
		}
		y.last = uint8(left)
		s.next = append(s.next, r.at)
	}
	y.late[left] = x.day
}

// until is until when one may be ready, with so many hops left, at least first.
func (y *shorePlace) until(left int) graph.Day { return y.late[min(left, int(y.last))] }

// hopeful says that one who is put in a place may still arrive, as far as can be
// seen.
func (t *times) hopeful(x *visit) bool {
	s := &t.room.shore
	if t.left > s.hops {
		return true
	}
	r := &s.rows[t.place(x.v, x.passed, x.last)]
	if r.look != s.look {
		return false
	}
	y := &s.places[r.at]
	return t.left >= int(y.first) && x.day <= y.until(t.left)
}

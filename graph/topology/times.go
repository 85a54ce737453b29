package topology

import (
	"slices"

	"dragoman/graph"
)

// times is the search for paths that arrive EARLIEST; what that means stands at
// graph.Earliest. It finds the best walk of a space (see ranked), for which two
// numbers tell all that there is to know about the ways to a place:
//
//	ready   the earliest day on which one may be there, if a contact is still to come
//	last    the earliest of the latest days of the last contact, if none is
//
// Both are the less the better whatever comes after, so that the least of each is
// all that is kept of a place: an entity, the number of entities passed that were
// to be passed, and whether the last contact lies behind. Going back from the ends
// it is the other way round: the latest day on which one may still be ready.
type times struct {
	p        *pathSearch
	room     *timeRoom
	meetings map[uint32]*dateRow
	worst    graph.Status // that a step may have
	floor    int          // sources that a step must have
	prefix   []uint32     // how walks begin
	barred   []uint32     // what must not come after it
	whole    bool         // there is one walk, prefix
	front    []visit
	next     []visit
	left     int                    // hops from what is put in next
	ahead    []map[uint32]graph.Day // by hops that are left, by place: see back
	known    map[uint32]graph.Day   // the latest of those
}

// timeRoom has a row for each place.
type timeRoom struct {
	rows  []timeRow
	sweep uint32
	layer uint32
	shore shore
}

type timeRow struct {
	sweep uint32 // in which day holds
	layer uint32 // in which the place is that of entry at of the next front
	at    uint32
	day   graph.Day // the least so far
}

// visit is a place of a walk. With last the day is that of the last contact, else
// the one from which the next may be.
type visit struct {
	v      uint32
	passed int
	last   bool
	day    graph.Day
}

func newTimes(p *pathSearch) *times {
	return &times{p: p, room: &p.w.times, meetings: map[uint32]*dateRow{}}
}

func (t *times) place(v uint32, passed int, last bool) uint32 {
	at := (v*uint32(len(t.p.via)+1) + uint32(passed)) << 1
	if last {
		at++
	}
	return at
}

// solve finds the first walk of a space, by all that measure finds and then by the
// least sequence of ids.
func (t *times) solve(c *candidate, prefix []uint32) bool {
	t.prefix, t.barred, t.whole = prefix, c.barred, false
	hops := t.measure(c, t.p.q.MaxHops)
	if hops < 0 || !t.back(hops, c.arrival) {
		return false
	}
	c.path = t.lowest(hops, c.arrival)
	return c.path != nil
}

// weigh finds what a path is worth; false where it is none.
func (t *times) weigh(c *candidate) bool {
	t.prefix, t.barred, t.whole = c.path, nil, true
	return t.measure(c, len(c.path)-1) >= 0
}

// measure finds when the first walk arrives and after how many hops; then how weak
// a step has to be let in for that, and then how few sources.
func (t *times) measure(c *candidate, most int) (hops int) {
	t.worst, t.floor = graph.Retracted, 0
	if c.arrival, hops = t.first(most); hops < 0 {
		return hops
	}
	arrives := func() bool {
		_, n := t.sweep(hops, c.arrival)
		return n >= 0
	}
	for t.worst = graph.Confirmed; !t.p.s.statuses.Has(t.worst) || !arrives(); t.worst++ {
		if t.p.w.stop != 0 || t.worst == graph.Retracted {
			return stopped
		}
	}
	t.floor = greatest(flawless.sources, func(floor int) bool {
		t.floor = floor
		return t.p.w.stop == 0 && arrives()
	})
	c.worth = worth{t.worst, t.floor}
	if t.p.w.stop != 0 || !arrives() { // leaves the places that back looks at
		return stopped
	}
	return hops
}

// first gives the least day of arrival, and the fewest hops that it takes. Few hops
// are tried first: once some arrival is known, more have to be before it.
func (t *times) first(most int) (arrival graph.Day, hops int) {
	arrival, hops = graph.DayMax, noWay
	until := arrival
	for n := min(len(t.prefix)+2, most); ; n = min(n+2, most) {
		day, at := t.sweep(n, until)
		if at == stopped {
			return 0, stopped
		}
		if at != noWay {
			if arrival, hops = day, at; day == graph.DayMin {
				break
			}
			until = day - 1
		}
		if n == most {
			break
		}
	}
	return arrival, hops
}

// sweep goes from the starts hop by hop, and the last half of the hops only to
// where it has been found before, from the ends, that one may still arrive. It
// gives the least day of arrival up to until, the fewest hops that it takes, or
// noWay or stopped.
func (t *times) sweep(hops int, until graph.Day) (arrival graph.Day, at int) {
	w := t.p.w
	if n := w.g.nVerts * (len(t.p.via) + 1) * 2; len(t.room.rows) < n {
		*t.room = timeRoom{rows: make([]timeRow, n+n/16), shore: shore{rows: make([]shoreRow, n+n/16)}}
	}
	if t.left = hops; !t.sight(hops, until) {
		return 0, stopped
	}
	if t.room.sweep++; t.room.sweep == 0 || t.room.layer > 1<<31 {
		clear(t.room.rows)
		t.room.sweep, t.room.layer = 1, 0
	}
	t.start(until)
	arrival, at = until, noWay
	for depth := 0; depth < hops && len(t.front) > 0; depth++ {
		t.room.layer++
		t.next, t.left = t.next[:0], hops-depth-1
		arrived := false
		for i := range t.front {
			x := &t.front[i]
			if depth > 0 && !w.walkable(x.v) {
				continue
			}
			row := w.glance(x.v)
			if !w.spend(len(row.lean)) {
				return 0, stopped
			}
			for j, c := range row.lean {
				if !w.s.mayPass(c.meta) || !t.open(x.v, c.nbr, depth) {
					continue
				}
				whole := row.cell(j)
				if day, ok := t.follow(x, &whole, until, depth); ok {
					arrived, until = true, day
				}
			}
		}
		if arrived {
			if arrival, at = until, depth+1; arrival == graph.DayMin {
				break
			}
			until-- // a later one must be better
		}
		t.front, t.next = t.next, t.front
	}
	return arrival, at
}

// start puts the places where walks start in front.
func (t *times) start(until graph.Day) {
	t.room.layer++
	t.next = t.next[:0]
	for _, v := range t.begins() {
		ready, last := t.ready(v)
		t.put(visit{v, 0, false, ready}, until)
		t.put(visit{v, 0, true, last}, until)
	}
	t.front, t.next = t.next, t.front
}

// begins lists where walks may start.
func (t *times) begins() []uint32 {
	if len(t.prefix) > 0 {
		return t.prefix[:1]
	}
	return slices.DeleteFunc(slices.Clone(t.p.from), func(v uint32) bool {
		return slices.Contains(t.barred, v) || slices.Contains(t.p.w.avoid, v)
	})
}

// ready gives the days of one who is at a start.
func (t *times) ready(v uint32) (ready, last graph.Day) {
	if t.p.g.kind(v) != graph.KindMeeting {
		return graph.DayMin, graph.DayMax
	}
	m := t.meeting(v)
	return m.span.Earliest(), m.span.Latest()
}

// open says whether a walk of so many hops to u may go on to v.
func (t *times) open(u, v uint32, depth int) bool {
	switch n := len(t.prefix); {
	case u == v, len(t.p.w.avoid) > 0 && slices.Contains(t.p.w.avoid, v):
		return false
	case depth+1 < n:
		return v == t.prefix[depth+1]
	case n > 0:
		return !slices.Contains(t.prefix, v) && (depth+1 > n || !slices.Contains(t.barred, v))
	}
	return true
}

// follow goes on by one relation. ok tells of an arrival, with its day.
func (t *times) follow(x *visit, c *cell, until graph.Day, depth int) (day graph.Day, ok bool) {
	passed, ok := t.pass(x.passed, c.nbr)
	if !ok {
		return 0, false
	}
	seen, ok := t.p.s.see(x.v, c)
	if !ok || seen.status > t.worst || seen.independent < t.floor {
		return 0, false
	}
	talk, met := t.contacts(c.meta, seen.date, c.nbr)
	if talk == nil && met == nil {
		return t.arrive(visit{c.nbr, passed, x.last, x.day}, until, depth)
	}
	if x.last {
		return 0, false
	}
	ready, last, ok := after(x.day, talk, met)
	if !ok {
		return 0, false
	}
	t.put(visit{c.nbr, passed, false, ready}, until)
	return t.arrive(visit{c.nbr, passed, true, last}, until, depth)
}

// pass counts an entity that was to be passed; false where its turn has not come.
func (t *times) pass(passed int, v uint32) (int, bool) {
	if i := slices.Index(t.p.via, v); i >= 0 {
		return passed + 1, i == passed
	}
	return passed, true
}

// arrive puts a place in front, unless it is where walks end.
func (t *times) arrive(x visit, until graph.Day, depth int) (graph.Day, bool) {
	end := len(t.prefix)
	if t.whole {
		end--
	}
	if x.last && depth+1 >= end && x.passed == len(t.p.via) && slices.Contains(t.p.to, x.v) {
		return x.day, x.day <= until
	}
	t.put(x, until)
	return 0, false
}

func (t *times) put(x visit, until graph.Day) {
	if x.day > until || !t.hopeful(&x) {
		return
	}
	r := &t.room.rows[t.place(x.v, x.passed, x.last)]
	if r.sweep == t.room.sweep && r.day <= x.day {
		return
	}
	if r.sweep == t.room.sweep && r.layer == t.room.layer {
		t.next[r.at].day = x.day
	} else {
		r.at = uint32(len(t.next))
		t.next = append(t.next, x)
	}
	r.sweep, r.layer, r.day = t.room.sweep, t.room.layer, x.day
}

// contacts gives the dates of the contacts that a step to v makes: that of a talk,
// then that of the meeting v; nil where it is none.
func (t *times) contacts(meta, date, v uint32) (talk, met *dateRow) {
	if r := graph.RelationType(meta & 63); r == graph.SpokeTo || r == graph.Consult {
		talk = t.p.g.date(date)
	}
	if t.p.g.kind(v) == graph.KindMeeting {
		met = t.meeting(v)
	}
	return talk, met
}

// after makes contacts: from which day on the next may be, and the latest day of
// the last of them. It is false where one would have to be before ready.
func after(ready graph.Day, contacts ...*dateRow) (next, last graph.Day, ok bool) {
	for _, c := range contacts {
		if c == nil {
			continue
		}
		if last = c.span.Latest(); last < ready {
			return 0, 0, false
		}
		ready = max(ready, c.span.Earliest())
	}
	return ready, last, true
}

// before undoes contacts, the last of them first: until which day one may be ready
// for them, if until late for what follows, or, with last, if nothing does.
func before(late, arrival graph.Day, last bool, contacts ...*dateRow) (graph.Day, bool) {
	for _, c := range slices.Backward(contacts) {
		switch {
		case c == nil:
		case last:
			if late = c.span.Latest(); late > arrival {
				return 0, false
			}
			last = false
		case c.span.Earliest() > late:
			return 0, false
		default:
			late = min(late, c.span.Latest())
		}
	}
	return late, true
}

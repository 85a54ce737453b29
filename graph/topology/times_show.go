package topology

import (
	"cmp"
	"slices"

	"dragoman/graph"
)

var undated = dateRow{span: unbounded}

// meeting gives the date of a meeting; see graph.Earliest.
func (t *times) meeting(m uint32) *dateRow {
	d, ok := t.meetings[m]
	if !ok {
		d = t.p.s.meetingDate(m, t.p.g.segment(m, graph.ParticipatedIn, &t.p.w.bufs[2]))
		t.meetings[m] = d
	}
	return d
}

func (s *sieve) meetingDate(m uint32, row []cell) *dateRow {
	g := s.g
	if o := g.occasion(&s.k, s.claims, m); o.status != 0 && o.status != graph.Retracted {
		if d := g.date(o.date); d.dated {
			return d
		}
	}
	var best *cell
	var strongest verdict
	for i := range row {
		c := &row[i]
		if !c.in() && c.nbr != m || c.role() == graph.Invited {
			continue
		}
		seen := verdict{status: c.status(), date: c.date}
		if s.claims != nil {
			seen = g.weighRelation(&s.k, s.claims, c.rel, false)
		}
		if seen.status == 0 || seen.status == graph.Retracted || !g.date(seen.date).dated {
			continue
		}
		if best == nil || seen.status < strongest.status || seen.status == strongest.status && g.comesBefore(c, best) {
			best, strongest = c, seen
		}
	}
	if best == nil {
		return &undated
	}
	return g.date(strongest.date)
}

// comesBefore orders participations in a meeting by who took part, then key, then id.
func (g *Graph) comesBefore(c, d *cell) bool {
	if c.nbr != d.nbr {
		return g.compareIDs(c.nbr, d.nbr) < 0
	}
	return cmp.Or(cmp.Compare(g.key(c.rel), g.key(d.rel)), g.digest(c.rel).compare(g.digest(d.rel))) < 0
}

// taken gives the relations by which a path is walked; nil for those by which each
// step is shown.
func (p *pathSearch) taken(c *candidate) []arc {
	if p.times == nil {
		return nil
	}
	return p.times.taken(c)
}

// taken goes along a path like lowest, from the first step on by the strongest
// relation, then that of the lowest id, by which one can still arrive.
func (t *times) taken(c *candidate) []arc {
	hops := len(c.path) - 1
	ways := make([][]arc, hops)
	late := make([]graph.Day, hops+1) // until which day one may be ready; DayMin for never
	silent := make([]bool, hops+1)    // one arrives without a further contact
	late[hops], silent[hops] = graph.DayMin, true
	for i := hops - 1; i >= 0; i-- {
		ways[i] = slices.DeleteFunc(t.p.w.between(c.path[i], c.path[i+1], nil), func(x arc) bool {
			return x.status > c.worth.status || x.sources < c.worth.sources
		})
		late[i] = graph.DayMin
		for j := range ways[i] {
			talk, met := t.contacts(ways[i][j].meta, ways[i][j].date, c.path[i+1])
			if silent[i+1] {
				day, ok := before(graph.DayMax, c.arrival, true, talk, met)
				switch {
				case talk == nil && met == nil:
					silent[i] = true
				case ok:
					late[i] = max(late[i], day)
				}
			}
			if day, ok := before(late[i+1], c.arrival, false, talk, met); ok && late[i+1] != graph.DayMin {
				late[i] = max(late[i], day)
			}
		}
	}
	taken := make([]arc, 0, hops)
	ready, last := t.ready(c.path[0])
	for i := range ways {
		for j := range ways[i] {
			r, l := ready, last
			if talk, met := t.contacts(ways[i][j].meta, ways[i][j].date, c.path[i+1]); talk != nil || met != nil {
				var ok bool
				if r, l, ok = after(ready, talk, met); !ok {
					continue
				}
			}
			if silent[i+1] && l <= c.arrival || late[i+1] != graph.DayMin && r <= late[i+1] {
				taken = append(taken, ways[i][j])
				ready, last = r, l
				break
			}
		}
	}
	return taken
}

// tell says when a path arrives, and how sure the order of its contacts is.
func (t *times) tell(out *graph.Path, path []uint32, taken []arc) {
	var contacts []*dateRow
	if t.p.g.kind(path[0]) == graph.KindMeeting {
		contacts = append(contacts, t.meeting(path[0]))
	}
	for i := range taken {
		talk, met := t.contacts(taken[i].meta, taken[i].date, path[i+1])
		for _, c := range []*dateRow{talk, met} {
			if c != nil {
				contacts = append(contacts, c)
			}
		}
	}
	order := graph.OverlapCertain
	for i := 1; i < len(contacts); i++ {
		a, b := contacts[i-1], contacts[i]
		if a.inferred || b.inferred || a.span.Compare(b.span) != graph.OrderBefore {
			order = graph.OverlapPossible
		}
	}
	out.Order = &order
	if n := len(contacts); n > 0 && contacts[n-1].span.Latest().Bounded() {
		day := contacts[n-1].span.Latest()
		out.Arrival = &day
	}
}

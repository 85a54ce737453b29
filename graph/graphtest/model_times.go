package graphtest

import (
	"cmp"

	"dragoman/graph"
)

// inTime tries every choice of relations for the steps of a path, in order, and
// finds the first of the best that is in order of time.
func (p *pathSearch) inTime(nodes []string) {
	var best *graph.Path
	choice := make([]int, len(nodes)-1)
	for {
		path := p.path(nodes, choice)
		if p.tell(&path) && (best == nil || cmp.Or(compareArrivals(path.Arrival, best.Arrival), cmp.Compare(path.Status, best.Status), cmp.Compare(best.Independent, path.Independent)) < 0) {
			best = &path
		}
		at := len(choice) - 1
		for ; at >= 0; at-- {
			if choice[at]++; choice[at] < len(p.between[nodes[at]][nodes[at+1]]) {
				break
			}
			choice[at] = 0
		}
		if at < 0 {
			break
		}
	}
	if best != nil {
		p.found = append(p.found, *best)
	}
}

// tell says when a path arrives and how sure the order of its contacts is. It is
// false when a contact is certainly before one that comes earlier on the path.
func (p *pathSearch) tell(path *graph.Path) bool {
	order := graph.OverlapCertain
	path.Order, path.Arrival = &order, nil
	var dates []graph.When
	for i, id := range path.Nodes {
		if i > 0 {
			if r := path.Steps[i-1].Relation; r.Type == graph.SpokeTo || r.Type == graph.Consult {
				dates = append(dates, r.When)
			}
		}
		if p.entities[id].Kind == graph.KindMeeting {
			dates = append(dates, p.meetingDate(id))
		}
	}
	for i, later := range dates {
		for j, earlier := range dates[:i] {
			if later.Latest() < earlier.Earliest() {
				return false
			}
			if j == i-1 && (earlier.Latest() >= later.Earliest() || earlier.Inferred() || later.Inferred()) {
				order = graph.OverlapPossible
			}
		}
	}
	if n := len(dates); n > 0 && dates[n-1].Latest().Bounded() {
		day := dates[n-1].Latest()
		path.Arrival = &day
	}
	return true
}

// meetingDate is that of graph.Earliest.
func (s *sight) meetingDate(meeting string) graph.When {
	a := s.attribute(graph.AttributeKey{Of: meeting, Name: "occurred", Value: "yes"})
	if a != nil && a.Status != graph.Retracted && a.When.Dated {
		return a.When
	}
	var best *seenRelation
	for _, r := range s.everyRelation() {
		if r.Type != graph.ParticipatedIn || r.To != meeting || r.Role == graph.Invited || r.Status == graph.Retracted || !r.When.Dated {
			continue
		}
		if best == nil || cmp.Or(cmp.Compare(r.Status, best.Status), cmp.Compare(r.From, best.From), cmp.Compare(r.Key, best.Key), cmp.Compare(r.ID, best.ID)) < 0 {
			best = r
		}
	}
	if best == nil {
		return graph.When{}
	}
	return best.When
}

// compareArrivals puts unbounded ones last.
func compareArrivals(a, b *graph.Day) int {
	day := func(d *graph.Day) graph.Day {
		if d == nil {
			return graph.DayMax
		}
		return *d
	}
	return cmp.Compare(day(a), day(b))
}

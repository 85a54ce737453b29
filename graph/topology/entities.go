package topology

import (
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
)

// EntityPage lists ids of entities in order, with sort key {id}.
//
// Where.Kinds selects the entities themselves. With other claim- or
// relation-selecting fields an entity is listed only if one of its relations
// passes them. The relations that Officials, OfficialsOf, Participant and
// Between rest on (HOLDS, HEADS, OF, PART_OF over any number of steps,
// PARTICIPATED_IN in any role, REPRESENTS, and MEMBER_OF a delegation) must pass
// the filter too, its Types and Kinds left aside; where it names no statuses,
// what makes an official needs a walked one. "Then" means that the dates of
// the two relations may share a day. Unknown ids are ErrNotFound; a done context
// is ErrDeadline.
func (g *Graph) EntityPage(ctx context.Context, q graph.EntityQuery) (graph.Page[string], error) {
	var page graph.Page[string]
	l, err := g.newEntityList(q)
	if err != nil {
		return page, err
	}
	total := 0
	for i, v := range l.candidates() {
		if i%256 == 0 && ctx.Err() != nil {
			return page, deadline(ctx)
		}
		id := g.id(v)
		listed := q.Slice.After == nil || id > q.Slice.After[0]
		if !listed && !q.Slice.Count || !l.has(v) {
			continue
		}
		total++
		switch {
		case !listed:
		case len(page.Items) < q.Slice.First:
			page.Items, page.Keys = append(page.Items, id), append(page.Keys, graph.SortKey{id})
		default:
			page.More = true
		}
		if page.More && !q.Slice.Count {
			break
		}
	}
	if q.Slice.Count {
		page.Total = &total
	}
	return page, nil
}

// entityList is an EntityQuery under way.
type entityList struct {
	g     *Graph
	q     graph.EntityQuery
	any   *sieve // a relation must pass it; nil where none has to
	s     *sieve // for the relations that taking part in a meeting rests on
	held  *sieve // for those that being an official rests on
	kinds uint32
	only  map[uint32]bool // nil where every entity may be listed
	buf   []cell
}

func (g *Graph) newEntityList(q graph.EntityQuery) (*entityList, error) {
	if err := refuse(atMost("first", q.Slice.First, graph.MaxFirst), afterParts(q.Slice.After, 1)); err != nil {
		return nil, err
	}
	if q.State > graph.StateUnconfirmed {
		return nil, &graph.Error{Code: graph.Invalid, Field: "state", Message: fmt.Sprintf("state %d is none; one of HELD PLANNED NOT_HELD UNCONFIRMED", q.State)}
	}
	l := &entityList{g: g, q: q, kinds: kindBits(q.Kinds)}
	var rest graph.Filter
	if q.Where != nil {
		rest = *q.Where
		l.kinds &= kindBits(rest.Kinds)
		rest.Kinds = nil
	}
	var err error
	if l.any, err = g.newSieve(graph.LensEverything, &rest, graph.Listed, false); err != nil {
		return nil, err
	}
	wanted := rest.SelectsClaims() || rest.SelectsRelations()
	rest.Types = nil
	if l.s, err = g.newSieve(graph.LensEverything, &rest, graph.Listed, false); err != nil {
		return nil, err
	}
	if l.held, err = g.newSieve(graph.LensEverything, &rest, graph.Walked, false); err != nil {
		return nil, err
	}
	if !wanted {
		l.any = nil
	}
	return l, l.members()
}

func kindBits(ks []graph.EntityKind) uint32 {
	if ks == nil {
		return 1<<16 - 1
	}
	set := uint32(0)
	for _, k := range ks {
		set |= 1 << k
	}
	return set
}

// members works out which entities may be listed at all.
func (l *entityList) members() error {
	if l.q.Officials || l.q.OfficialsOf != nil {
		set, err := l.officials()
		if err != nil {
			return err
		}
		l.restrict(set)
	}
	if l.q.Participant != nil {
		ps, err := l.g.numbers("participant", l.q.Participant)
		if err != nil {
			return err
		}
		for _, p := range ps {
			l.restrict(l.meetingsOf(p))
		}
	}
	if l.q.Between != nil {
		ps, err := l.g.numbers("between", l.q.Between)
		if err != nil {
			return err
		}
		count := map[uint32]int{}
		for _, p := range ps {
			for m := range l.meetingsOf(p) {
				count[m]++
			}
		}
		two := map[uint32]bool{}
		for m, n := range count {
			if n >= 2 {
				two[m] = true
			}
		}
		l.restrict(two)
	}
	return nil
}

func (l *entityList) restrict(set map[uint32]bool) {
	if l.only == nil {
		l.only = set
		return
	}
	for v := range l.only {
		if !set[v] {
			delete(l.only, v)
		}
	}
}

// candidates gives the entities to look at, in order.
func (l *entityList) candidates() []uint32 {
	if l.only == nil {
		return l.g.inOrder()
	}
	out := make([]uint32, 0, len(l.only))
	for v := range l.only {
		out = append(out, v)
	}
	slices.SortFunc(out, l.g.compareIDs)
	return out
}

func (l *entityList) has(v uint32) bool {
	if l.kinds>>l.g.kind(v)&1 == 0 {
		return false
	}
	meetings := l.q.Participant != nil || l.q.Between != nil || l.q.State != 0
	if meetings && l.g.kind(v) != graph.KindMeeting {
		return false
	}
	if l.q.State != 0 && l.s.meetingState(v) != l.q.State {
		return false
	}
	if l.any == nil {
		return true
	}
	for _, c := range l.g.row(v, &l.buf) {
		if l.any.pass(v, &c) {
			return true
		}
	}
	return false
}

// across collects the far ends of the passing relations of a type that lie in a
// direction as seen from v.
func (l *entityList) across(s *sieve, v uint32, t graph.RelationType, in bool, f func(nbr uint32, date uint32)) {
	var buf []cell
	for _, c := range l.g.segment(v, t, &buf) {
		if c.in() != in && c.nbr != v {
			continue
		}
		if seen, ok := s.see(v, &c); ok {
			f(c.nbr, seen.date)
		}
	}
}

// officials gives the persons who hold an office or head a body: any, or one of
// OfficialsOf and of what is part of them.
func (l *entityList) officials() (map[uint32]bool, error) {
	out := map[uint32]bool{}
	person := func(v, _ uint32) {
		if l.g.kind(v) == graph.KindPerson {
			out[v] = true
		}
	}
	if l.q.OfficialsOf == nil {
		for _, v := range l.g.inOrder() {
			if l.g.kind(v) != graph.KindPerson {
				continue
			}
			held := func(uint32, uint32) { out[v] = true }
			l.across(l.held, v, graph.Holds, false, held)
			l.across(l.held, v, graph.Heads, false, held)
		}
		return out, nil
	}
	bodies, err := l.g.numbers("of", l.q.OfficialsOf)
	if err != nil {
		return nil, err
	}
	seen := mapOf(bodies)
	for len(bodies) > 0 {
		b := bodies[0]
		bodies = bodies[1:]
		l.across(l.held, b, graph.PartOf, true, func(v, _ uint32) {
			if !seen[v] {
				seen[v] = true
				bodies = append(bodies, v)
			}
		})
		l.across(l.held, b, graph.Heads, true, person)
		l.across(l.held, b, graph.Of, true, func(office, _ uint32) { l.across(l.held, office, graph.Holds, true, person) })
	}
	return out, nil
}

// meetingsOf gives the meetings in which p takes part, itself or by another.
func (l *entityList) meetingsOf(p uint32) map[uint32]bool {
	out := map[uint32]bool{}
	part := func(v uint32, then uint32) {
		l.across(l.s, v, graph.ParticipatedIn, false, func(m, date uint32) {
			if l.g.kind(m) == graph.KindMeeting && l.g.mayMeet(then, date) {
				out[m] = true
			}
		})
	}
	part(p, 0)
	l.across(l.s, p, graph.Represents, true, func(v, date uint32) {
		switch l.g.kind(v) {
		case graph.KindDelegation, graph.KindOffice, graph.KindPerson:
			part(v, date)
		}
	})
	if l.g.kind(p) == graph.KindDelegation {
		l.across(l.s, p, graph.MemberOf, true, part)
	}
	return out
}

// mayMeet says whether two dates may share a day; undated ones may.
func (g *Graph) mayMeet(a, b uint32) bool {
	return g.date(a).span.Compare(g.date(b).span) == graph.OrderUndetermined
}

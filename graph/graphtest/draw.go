package graphtest

import (
	"math/rand/v2"

	"dragoman/graph"
)

// drawer draws questions.
type drawer struct {
	rng      *rand.Rand
	names    []string      // entities that questions are about, six at least
	papers   []string      // documents, four at least
	searched []string      // texts to search for
	relation func() string // id of a relation, seldom of none
}

func (w *drawer) chance(percent int) bool { return w.rng.IntN(100) < percent }

func (w *drawer) actor() string { return pick(w.rng, w.names) }

// query draws a question.
func (w *drawer) query() query {
	first := pick(w.rng, []int{0, 1, 3, 1000, 1000})
	where := w.filter()
	switch w.rng.IntN(22) {
	case 17, 18:
		return w.basisQuery(where)
	case 19:
		return changeList(graph.ChangeQuery{Of: append(w.things(), w.actor()), Since: w.since(), Lens: w.lens(), Where: where}, first)
	case 20:
		return pathChanges(graph.PathChangeQuery{
			From: []string{w.actor()}, To: append(w.actors(2), w.actor()), Since: w.since(), Lens: w.lens(), First: pick(w.rng, []int{0, 1, 3, 10}),
			MaxHops: w.rng.IntN(5), DegreeCap: pick(w.rng, []int{0, 3, 6, 1000, 1000}), Where: where,
		})
	case 0, 1, 2:
		return paths(w.pathQuery(where))
	case 3, 4, 5:
		return ego(w.egoQuery(where))
	case 6:
		return common(graph.CommonQuery{Of: append([]string{w.names[0], w.names[5]}, w.actors(2)...), MaxHops: 1 + w.rng.IntN(3), Lens: w.lens(), Where: where}, first)
	case 7:
		return neighbours(graph.NeighbourQuery{Of: w.actor(), Lens: w.lens(), Where: where})
	case 8:
		return relationList(graph.RelationQuery{Of: w.maybe(2), Between: w.maybe(8), Direction: graph.Direction(w.rng.IntN(4)), Lens: w.lens(), Where: where}, first)
	case 9:
		return claimList(graph.ClaimQuery{Of: w.things(), Document: pick(w.rng, []string{"", w.papers[1]}), Source: pick(w.rng, []string{"", "", w.actor()}), Where: where}, first)
	case 10:
		return documentList(graph.DocumentQuery{Of: w.things(), Where: where}, first)
	case 11:
		return attributeList(graph.AttributeQuery{Of: w.things(), Names: pick(w.rng, [][]string{nil, {"size"}, {}}), Where: where}, first)
	case 12:
		return timelineList(graph.TimelineQuery{Of: w.maybe(2), Where: where}, first)
	case 13:
		return disputeList(graph.DisputeQuery{Of: w.things(), Where: where}, first)
	case 14, 15:
		return connect(w.connectQuery(where))
	case 16:
		return search(graph.SearchQuery{Text: pick(w.rng, w.searched), Kinds: w.kinds(), Where: where}, first)
	default:
		return entityList(w.entityQuery(where), first)
	}
}

func (w *drawer) entityQuery(where *graph.Filter) graph.EntityQuery {
	q := graph.EntityQuery{Where: where}
	switch w.rng.IntN(5) {
	case 0:
		q.Officials, q.OfficialsOf = true, w.maybe(3)
	case 1:
		q.Participant = w.actors(2)
	case 2:
		q.Between = w.maybe(4)
	case 3:
		q.State = graph.MeetingState(1 + w.rng.IntN(4))
	default:
		q.Kinds = w.kinds()
	}
	return q
}

func (w *drawer) pathQuery(where *graph.Filter) graph.PathQuery {
	q := graph.PathQuery{
		From: []string{w.actor()}, To: []string{w.actor()}, Mode: graph.PathMode(w.rng.IntN(6)), Lens: w.lens(), Where: where,
		First: pick(w.rng, []int{0, 1, 3, 10, 100}), MaxHops: w.rng.IntN(5), DegreeCap: pick(w.rng, []int{0, 3, 6, 1000, 1000}), ListHubs: w.chance(70),
	}
	if w.chance(30) {
		q.From, q.To = append(q.From, w.actors(2)...), append(q.To, w.actors(2)...)
	}
	if w.chance(20) {
		q.Avoid = append(w.actors(2), w.relation())
	}
	if w.chance(20) {
		q.Via = w.actors(3)
	}
	// Where entities are to be passed in an order that no path has, the model tries
	// every walk of up to MaxHops hops to find that out.
	q.Relax = len(q.Via) == 0 && w.chance(20)
	return q
}

// since draws a day to compare with.
func (w *drawer) since() graph.Day {
	return *day(pick(w.rng, []string{"2024-12-31", "2025-01-01", "2025-02-28", "2025-10-05", "2025-10-30", "2025-11-01"}))
}

// basisQuery asks about a path that the store finds, seldom about any relations.
func (w *drawer) basisQuery(where *graph.Filter) query {
	q := graph.BasisQuery{Lens: w.lens(), MaxHops: 1 + w.rng.IntN(4), DegreeCap: pick(w.rng, []int{0, 3, 6, 1000, 1000}), Where: where, Cut: w.chance(60)}
	if w.chance(15) {
		for range 1 + w.rng.IntN(2) {
			q.Of = append(q.Of, w.relation())
		}
		return basisOf(q, nil)
	}
	find := w.pathQuery(where)
	find.Lens, find.First, find.Mode, find.MaxHops = q.Lens, 3, graph.KShortest, 3
	if w.chance(20) {
		q.Where = w.filter()
	}
	return basisOf(q, &find)
}

func (w *drawer) egoQuery(where *graph.Filter) graph.EgoQuery {
	return graph.EgoQuery{
		Of: append([]string{w.actor()}, w.actors(1)...), Depth: w.rng.IntN(4), First: pick(w.rng, []int{0, 1, 4, 50}), PerNode: pick(w.rng, []int{0, 1, 3, 50}),
		Known: w.actors(4), Lens: w.lens(), Rank: graph.Rank(w.rng.IntN(4)), DegreeCap: pick(w.rng, []int{0, 3, 6, 1000}), Where: where, ListHubs: w.chance(70),
	}
}

func (w *drawer) connectQuery(where *graph.Filter) graph.ConnectQuery {
	q := graph.ConnectQuery{
		Of: append([]string{w.names[0], w.actor()}, w.actors(pick(w.rng, []int{1, 1, 2, 3, 10}))...), Lens: w.lens(), MaxHops: w.rng.IntN(5),
		DegreeCap: pick(w.rng, []int{0, 3, 6, 1000, 1000}), Where: where, ListHubs: w.chance(70),
	}
	if w.chance(20) {
		q.Avoid = append(w.actors(2), w.relation())
	}
	return q
}

func (w *drawer) lens() graph.Lens { return graph.Lens(w.rng.IntN(5)) }

func (w *drawer) actors(n int) []string { return some(w.rng, n, w.names) }

// maybe gives a list of entities, or none.
func (w *drawer) maybe(n int) []string {
	switch {
	case w.chance(30):
		return nil
	case w.chance(5):
		return []string{}
	}
	return append(w.actors(n-1), w.actor())
}

// things gives entities and relations, or none.
func (w *drawer) things() []string {
	ids := w.maybe(3)
	if ids != nil && w.chance(40) {
		ids = append(ids, w.relation())
	}
	return ids
}

func (w *drawer) kinds() []graph.EntityKind {
	if w.chance(60) {
		return nil
	}
	return append(some(w.rng, 4, graph.EntityKinds()), graph.KindPerson, graph.KindMeeting)
}

// filter draws a filter; most have one or two fields.
func (w *drawer) filter() *graph.Filter {
	if w.chance(35) {
		return nil
	}
	f := &graph.Filter{}
	for range 1 + w.rng.IntN(2) {
		switch w.rng.IntN(12) {
		case 0, 1:
			f.AsOf = day(pick(w.rng, []string{"2025-02-15", "2025-10-05", "2025-11-01", "2025-12-31"}))
		case 2:
			f.Documents = append(some(w.rng, 4, w.papers[:4]), w.papers[1])
		case 3:
			f.ExcludeDocuments = some(w.rng, 3, w.papers[:4])
		case 4:
			f.Sources = append(w.actors(4), w.actor())
		case 5:
			f.ExcludeSources = w.actors(3)
		case 6:
			f.MinReliability = graph.Reliability(1 + w.rng.IntN(5))
		case 7:
			f.Statuses = append(some(w.rng, 5, graph.Statuses()), graph.Planned)
		case 8:
			f.Kinds = append(w.kinds(), graph.KindOrganization)
		case 9:
			f.At = edtf(pick(w.rng, []string{"2025-10-05", "2025", "2024-06", "2025-10-XX"}))
			f.Overlap = graph.Overlap(w.rng.IntN(2))
		case 10:
			f.During, f.Overlap = edtf("2024-12/2025-09"), graph.Overlap(w.rng.IntN(2))
		default:
			f.MinIndependentSources = w.rng.IntN(3)
		}
	}
	return f
}

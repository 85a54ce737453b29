package graphtest

import (
	"cmp"
	"context"
	"slices"

	"dragoman/graph"
	"dragoman/names"
)

// ListEntities implements graph.Lister.
func (m *Model) ListEntities(ctx context.Context, qs []graph.EntityQuery) ([]graph.Page[*graph.Entity], error) {
	return pages(ctx, m, qs, func(q graph.EntityQuery) graph.Slice { return q.Slice }, func(q graph.EntityQuery) *graph.Filter { return q.Where },
		func(s *sight, q graph.EntityQuery) (rows []row[*graph.Entity], err error) {
			if err := cmp.Or(s.known("of", q.OfficialsOf, s.isEntity), s.known("participant", q.Participant, s.isEntity), s.known("between", q.Between, s.isEntity)); err != nil {
				return nil, err
			}
			for id, e := range s.entities {
				if s.listsEntity(e, q.Kinds) && s.official(q, id) && s.meets(q, e) {
					rows = append(rows, row[*graph.Entity]{graph.IDKey(id), e})
				}
			}
			return rows, nil
		})
}

// listsEntity applies kinds, and the filter to the entity's relations.
func (s *sight) listsEntity(e *graph.Entity, kinds []graph.EntityKind) bool {
	if kinds != nil && !slices.Contains(kinds, e.Kind) || !s.where.HasKind(e.Kind) {
		return false
	}
	if s.where == nil {
		return true
	}
	rest := *s.where
	if rest.Kinds = nil; !rest.SelectsClaims() && !rest.SelectsRelations() {
		return true
	}
	return slices.ContainsFunc(s.everyRelation(), func(r *seenRelation) bool {
		return (r.From == e.ID || r.To == e.ID) && s.passes(r, graph.Listed)
	})
}

// official says whether a person holds a wanted office.
func (s *sight) official(q graph.EntityQuery, id string) bool {
	if !q.Officials && q.OfficialsOf == nil {
		return true
	}
	for _, r := range s.everyRelation() {
		if r.From != id || r.Type != graph.Holds && r.Type != graph.Heads || !s.bears(r, graph.Walked) {
			continue
		}
		if q.OfficialsOf == nil || s.belongs(r.To, r.Type == graph.Holds, s.canonicals(q.OfficialsOf)) {
			return true
		}
	}
	return false
}

// bears says whether a selection may rest on a relation: it passes the filter,
// whatever its type; otherwise are the statuses that do where it names none.
func (s *sight) bears(r *seenRelation, otherwise graph.StatusSet) bool {
	if s.where == nil {
		return s.passes(r, otherwise)
	}
	rest := *s.where
	rest.Types = nil
	return rest.Passes(r.Type, r.Status, r.Independent, r.When.Date, r.When.Dated, otherwise)
}

// belongs says whether an office is OF, or a body is, one of the bodies or a part
// of it.
func (s *sight) belongs(id string, office bool, bodies []string) bool {
	reached := []string{id}
	if office {
		reached = s.targets(id, graph.Of)
	}
	for i := 0; i < len(reached); i++ {
		if slices.Contains(bodies, reached[i]) {
			return true
		}
		for _, whole := range s.targets(reached[i], graph.PartOf) {
			if !slices.Contains(reached, whole) {
				reached = append(reached, whole)
			}
		}
	}
	return false
}

// targets follows the relations of a type.
func (s *sight) targets(id string, t graph.RelationType) (out []string) {
	for _, r := range s.everyRelation() {
		if r.From == id && r.Type == t && s.bears(r, graph.Walked) {
			out = append(out, r.To)
		}
	}
	return out
}

// meets applies the selections of meetings.
func (s *sight) meets(q graph.EntityQuery, e *graph.Entity) bool {
	if q.Participant == nil && q.Between == nil && q.State == 0 {
		return true
	}
	if e.Kind != graph.KindMeeting || q.State != 0 && s.state(e.ID) != q.State {
		return false
	}
	for _, id := range s.canonicals(q.Participant) {
		if !s.takesPart(id, e.ID) {
			return false
		}
	}
	if q.Between == nil {
		return true
	}
	n := 0
	for _, id := range s.canonicals(q.Between) {
		if s.takesPart(id, e.ID) {
			n++
		}
	}
	return n >= 2
}

// takesPart says whether an entity takes part in a meeting, itself or by one that
// represents it then.
func (s *sight) takesPart(id, meeting string) bool {
	for _, r := range s.everyRelation() {
		if r.Type != graph.ParticipatedIn || r.To != meeting || !s.bears(r, graph.Listed) {
			continue
		}
		if r.From == id || s.represents(r.From, id, r.When) {
			return true
		}
	}
	return false
}

func (s *sight) represents(agent, principal string, then graph.When) bool {
	for _, r := range s.everyRelation() {
		if r.From != agent || r.To != principal || !s.bears(r, graph.Listed) {
			continue
		}
		stands := r.Type == graph.Represents && slices.Contains([]graph.EntityKind{graph.KindDelegation, graph.KindOffice, graph.KindPerson}, s.entities[agent].Kind)
		belongs := r.Type == graph.MemberOf && s.entities[principal].Kind == graph.KindDelegation
		if (stands || belongs) && (!then.Dated || !r.When.Dated || r.When.Span.Compare(then.Span) == graph.OrderUndetermined) {
			return true
		}
	}
	return false
}

// Search implements graph.Searcher.
func (m *Model) Search(ctx context.Context, q graph.SearchQuery) (graph.Page[graph.SearchHit], error) {
	var none graph.Page[graph.SearchHit]
	found, err := pages(ctx, m, []graph.SearchQuery{q}, func(q graph.SearchQuery) graph.Slice { return q.Slice }, func(q graph.SearchQuery) *graph.Filter { return q.Where },
		func(s *sight, q graph.SearchQuery) (rows []row[graph.SearchHit], err error) {
			asked := names.Prepare(q.Text)
			for id, e := range s.entities {
				if !s.listsEntity(e, q.Kinds) {
					continue
				}
				key, hit := graph.IDKey(id), graph.SearchHit{Entity: e, MatchedName: e.Name}
				if q.Text != "" {
					if hit.MatchedName, hit.Score = bestName(asked, e); hit.Score == 0 {
						continue
					}
					key = graph.SearchKey(hit.Score, e.Degree, id)
				}
				rows = append(rows, row[graph.SearchHit]{key, hit})
			}
			return rows, nil
		})
	if err != nil {
		return none, err
	}
	return found[0], nil
}

func bestName(asked names.Query, e *graph.Entity) (name string, score int) {
	name, score = e.Name, int(asked.Match(e.Name))
	for _, n := range e.Names {
		if tier := int(asked.Match(n.Text)); tier > score {
			name, score = n.Text, tier
		}
	}
	return name, score
}

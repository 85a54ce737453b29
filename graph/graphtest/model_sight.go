package graphtest

import (
	"cmp"
	"maps"
	"slices"

	"dragoman/graph"
)

// sight is the view under a filter: what each relation and attribute adds up to.
type sight struct {
	*view
	where      *graph.Filter // ids resolved
	weighed    map[string]*seenRelation
	attributes map[graph.AttributeKey]*seenAttribute
}

type seenRelation struct {
	*graph.Relation
	selected []graph.Assessed
}

type seenAttribute struct {
	*graph.Attribute
	selected []graph.Assessed
	rivals   [][]graph.Assessed
}

// under checks a filter and looks through it.
func (v *view) under(where *graph.Filter) (*sight, error) {
	if err := where.Check(); err != nil {
		return nil, err
	}
	if where != nil {
		isDocument := func(id string) bool { return v.documents[id] != nil }
		if err := cmp.Or(
			v.known("where.documents", where.Documents, isDocument), v.known("where.excludeDocuments", where.ExcludeDocuments, isDocument),
			v.known("where.sources", where.Sources, v.isEntity), v.known("where.excludeSources", where.ExcludeSources, v.isEntity),
		); err != nil {
			return nil, err
		}
		w := *where
		w.Sources, w.ExcludeSources = v.canonicals(w.Sources), v.canonicals(w.ExcludeSources)
		where = &w
	}
	return &sight{view: v, where: where}, nil
}

func (v *view) isEntity(id string) bool { return v.records.entities[id] != nil }

func (v *view) isThing(id string) bool { return v.thing(id) != "" }

// known refuses ids that are not.
func (v *view) known(field string, ids []string, is func(string) bool) error {
	var missing []string
	for _, id := range ids {
		if !is(id) && !slices.Contains(missing, id) {
			missing = append(missing, id)
		}
	}
	if missing != nil {
		return graph.Unknown(field, missing...)
	}
	return nil
}

// canonicals resolves ids, each once, in their order; nil stays nil.
func (v *view) canonicals(ids []string) []string {
	if ids == nil {
		return nil
	}
	out := []string{}
	for _, id := range ids {
		if id = v.thing(id); !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// passed is canonicals where the order counts: only what follows itself is left out.
func (v *view) passed(ids []string) []string {
	out := []string{}
	for _, id := range ids {
		if id = v.thing(id); len(out) == 0 || out[len(out)-1] != id {
			out = append(out, id)
		}
	}
	return out
}

// relation gives a relation as the filter shows it; nil where it selects none of
// its claims.
func (s *sight) relation(id string) *seenRelation {
	if r, ok := s.weighed[id]; ok {
		return r
	}
	var seen *seenRelation
	r := s.relations[id]
	if selected := graph.Select(r.Claims, s.where, s); len(selected) > 0 {
		evidence, _ := graph.Assess(selected, r.Type.Lasting(), s)
		seen = &seenRelation{selected: selected, Relation: &graph.Relation{
			ID: r.ID, From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key, Concerns: r.Concerns,
			Evidence: evidence, Where: s.where.ClaimsOnly(),
		}}
	}
	if s.weighed == nil {
		s.weighed = map[string]*seenRelation{}
	}
	s.weighed[id] = seen
	return seen
}

// everyRelation gives those that exist under the filter, by id.
func (s *sight) everyRelation() []*seenRelation {
	var out []*seenRelation
	for _, id := range sortedKeys(s.relations) {
		if r := s.relation(id); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// everyAttribute gives those that exist under the filter, in order, after the
// contest of rivals.
func (s *sight) everyAttribute() []*seenAttribute {
	s.weighAttributes()
	var out []*seenAttribute
	for _, k := range slices.SortedFunc(maps.Keys(s.attributes), compareAttributes) {
		out = append(out, s.attributes[k])
	}
	return out
}

// attribute gives one attribute under the filter; nil where it selects none of
// its claims.
func (s *sight) attribute(k graph.AttributeKey) *seenAttribute {
	s.weighAttributes()
	return s.attributes[k]
}

func (s *sight) weighAttributes() {
	if s.attributes != nil {
		return
	}
	s.attributes = map[graph.AttributeKey]*seenAttribute{}
	var (
		keys     []graph.AttributeKey
		selected [][]graph.Assessed
		statuses []graph.Status
	)
	for k, a := range s.view.attributes {
		chosen := graph.Select(a.Claims, s.where, s)
		if len(chosen) == 0 {
			continue
		}
		evidence, _ := graph.Assess(chosen, false, s)
		s.attributes[k] = &seenAttribute{selected: chosen, Attribute: &graph.Attribute{AttributeKey: k, Evidence: evidence, Where: s.where.ClaimsOnly()}}
		keys, selected, statuses = append(keys, k), append(selected, chosen), append(statuses, evidence.Status)
	}
	graph.Contest(keys, selected, statuses)
	for i, k := range keys {
		a := s.attributes[k]
		a.Status = statuses[i]
		for j, other := range keys {
			if graph.Rivals(k, other) {
				a.rivals = append(a.rivals, selected[j])
			}
		}
	}
}

const everyStatus = ^graph.StatusSet(0)

// passes applies the relation-selecting fields but Kinds.
func (s *sight) passes(r *seenRelation, def graph.StatusSet) bool {
	return s.where.Passes(r.Type, r.Status, r.Independent, r.When.Date, r.When.Dated, def)
}

// passesKinds says whether both ends are of the wanted kinds or exempt.
func (s *sight) passesKinds(r *seenRelation, exempt []string) bool {
	for _, end := range []string{r.From, r.To} {
		if !slices.Contains(exempt, end) && !s.where.HasKind(s.entities[end].Kind) {
			return false
		}
	}
	return true
}

// passesAttribute applies the fields that concern attributes.
func (s *sight) passesAttribute(a *seenAttribute, def graph.StatusSet) bool {
	if !s.where.StatusSet(def).Has(a.Status) {
		return false
	}
	return s.where == nil || a.Independent >= s.where.MinIndependentSources && s.where.PassesTime(a.When.Date, a.When.Dated)
}

// state says whether a meeting took place.
func (s *sight) state(meeting string) graph.MeetingState {
	if state := s.occurred(meeting); state != 0 {
		return state
	}
	best := graph.Status(0)
	for _, r := range s.everyRelation() {
		if r.Type == graph.ParticipatedIn && r.To == meeting && r.Role != graph.Invited && (best == 0 || r.Status < best) {
			best = r.Status
		}
	}
	return graph.StateOf(best)
}

// occurred is the state that the attribute of this name gives; 0 without one.
func (s *sight) occurred(meeting string) graph.MeetingState {
	a := s.attribute(graph.AttributeKey{Of: meeting, Name: "occurred", Value: "yes"})
	if a == nil || a.Status == graph.Retracted {
		return 0
	}
	return graph.StateOf(a.Status)
}

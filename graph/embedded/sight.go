package embedded

import (
	"context"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// sight is a view under a filter: what relations and attributes add up to. It
// keeps what it has weighed.
type sight struct {
	*view
	ctx        context.Context
	where      *graph.Filter // sources resolved
	relations  map[string]*seenRelation
	records    map[string]*graph.RelationRecord // read, and not weighed yet
	attributes map[string][]*seenAttribute      // by what they are of
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
func (v *view) under(ctx context.Context, where *graph.Filter) (*sight, error) {
	if err := where.Check(); err != nil {
		return nil, err
	}
	if where != nil {
		if err := firstError(
			v.known("where.documents", where.Documents, v.isDocument), v.known("where.excludeDocuments", where.ExcludeDocuments, v.isDocument),
			v.known("where.sources", where.Sources, v.isEntity), v.known("where.excludeSources", where.ExcludeSources, v.isEntity),
		); err != nil {
			return nil, err
		}
		w := *where
		w.Sources, w.ExcludeSources = v.All(w.Sources), v.All(w.ExcludeSources)
		where = &w
	}
	return &sight{view: v, ctx: ctx, where: where, relations: map[string]*seenRelation{}, records: map[string]*graph.RelationRecord{}, attributes: map[string][]*seenAttribute{}}, nil
}

// known refuses ids that are not, each once.
func (v *view) known(field string, ids []string, is func(string) (bool, error)) error {
	var missing []string
	for _, id := range ids {
		ok, err := is(id)
		if err != nil {
			return err
		}
		if !ok && !slices.Contains(missing, id) {
			missing = append(missing, id)
		}
	}
	if missing != nil {
		return graph.Unknown(field, missing...)
	}
	return nil
}

func (v *view) isEntity(id string) (bool, error) {
	_, _, ok := v.g.Entity(v.Of(id))
	return ok, nil
}

func (v *view) isDocument(id string) (bool, error) {
	n, err := v.c.integer("SELECT EXISTS (SELECT 1 FROM document WHERE id = ?)", id)
	return n == 1, err
}

// isThing says whether an id is that of an entity or a relation.
func (v *view) isThing(id string) (bool, error) {
	if !merge.IsRelation(id) {
		return v.isEntity(id)
	}
	for _, raw := range v.Raws(v.Of(id)) {
		n, err := v.c.integer("SELECT EXISTS (SELECT 1 FROM fact WHERE about_key = ? AND about = ?)", keyOf(raw), raw)
		if n == 1 || err != nil {
			return n == 1, err
		}
	}
	return false, nil
}

// relation gives a relation as the filter shows it, by its canonical id; nil
// where there is none or the filter selects none of its claims.
func (s *sight) relation(id string) (*seenRelation, error) {
	if r, ok := s.relations[id]; ok {
		return r, nil
	}
	r, err := s.record(id)
	if err != nil {
		return nil, err
	}
	delete(s.records, id)
	var seen *seenRelation
	if r != nil {
		seen = s.weigh(r)
	}
	s.relations[id] = seen
	return seen, s.err
}

// record reads a relation by its canonical id, once; nil where there is none.
func (s *sight) record(id string) (*graph.RelationRecord, error) {
	if r, ok := s.records[id]; ok {
		return r, nil
	}
	r, err := s.view.relation(id)
	if err == nil {
		s.records[id] = r
	}
	return r, err
}

// isSubject is isThing for who goes on to look at the relations.
func (s *sight) isSubject(id string) (bool, error) {
	if !merge.IsRelation(id) {
		return s.isEntity(id)
	}
	if x, ok := s.relations[s.Of(id)]; ok && x != nil {
		return true, nil
	}
	r, err := s.record(s.Of(id))
	return r != nil, err
}

func (s *sight) weigh(r *graph.RelationRecord) *seenRelation {
	selected := graph.Select(r.Claims, s.where, s)
	if len(selected) == 0 {
		return nil
	}
	evidence, _ := graph.Assess(selected, r.Type.Lasting(), s)
	return &seenRelation{selected: selected, Relation: &graph.Relation{
		ID: r.ID, From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key, Concerns: r.Concerns,
		Evidence: evidence, Where: s.where.ClaimsOnly(),
	}}
}

// attributesOf gives the attributes of a canonical id that exist under the
// filter, in order, after the contest of rivals.
func (s *sight) attributesOf(of string) ([]*seenAttribute, error) {
	if as, ok := s.attributes[of]; ok {
		return as, nil
	}
	records, err := s.view.attributesOf(of)
	if err != nil {
		return nil, err
	}
	var (
		seen     []*seenAttribute
		keys     []graph.AttributeKey
		selected [][]graph.Assessed
		statuses []graph.Status
	)
	for _, a := range records {
		chosen := graph.Select(a.Claims, s.where, s)
		if len(chosen) == 0 {
			continue
		}
		evidence, _ := graph.Assess(chosen, false, s)
		seen = append(seen, &seenAttribute{selected: chosen, Attribute: &graph.Attribute{AttributeKey: a.Identity(), Evidence: evidence, Where: s.where.ClaimsOnly()}})
		keys, selected, statuses = append(keys, a.Identity()), append(selected, chosen), append(statuses, evidence.Status)
	}
	graph.Contest(keys, selected, statuses)
	for i, a := range seen {
		a.Status = statuses[i]
		for j, other := range keys {
			if graph.Rivals(keys[i], other) {
				a.rivals = append(a.rivals, selected[j])
			}
		}
	}
	s.attributes[of] = seen
	return seen, s.err
}

// everyStatus passes all: what claims and documents are listed of, so that
// nothing is hidden about a claim that was taken back.
const everyStatus = ^graph.StatusSet(0)

// passes applies the relation-selecting fields. Entities in exempt may be of any kind.
func (s *sight) passes(r *seenRelation, def graph.StatusSet, exempt map[string]bool) bool {
	if !s.where.Passes(r.Type, r.Status, r.Independent, r.When.Date, r.When.Dated, def) {
		return false
	}
	if s.where == nil || s.where.Kinds == nil {
		return true
	}
	for _, end := range []string{r.From, r.To} {
		if kind, _, _ := s.g.Entity(end); !exempt[end] && !s.where.HasKind(kind) {
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

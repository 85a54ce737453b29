package neo4jstore

import (
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// sight is a pool under a filter: what relations and attributes add up to. It
// keeps what it has weighed.
type sight struct {
	*pool
	where *graph.Filter // sources resolved
	seen  map[string]*seenRelation
	held  map[string][]*seenAttribute // by what they are of
}

type seenRelation struct {
	*graph.Relation
	row      *pooled
	selected []graph.Assessed
}

type seenAttribute struct {
	*graph.Attribute
	selected []graph.Assessed
	rivals   [][]graph.Assessed
}

// under looks through a filter whose ids are known.
func (p *pool) under(where *graph.Filter) *sight {
	if where != nil {
		w := *where
		w.Sources, w.ExcludeSources = p.All(w.Sources), p.All(w.ExcludeSources)
		where = &w
	}
	return &sight{pool: p, where: where, seen: map[string]*seenRelation{}, held: map[string][]*seenAttribute{}}
}

// over is the same filter over another pool.
func (s *sight) over(p *pool) *sight {
	return &sight{pool: p, where: s.where, seen: map[string]*seenRelation{}, held: map[string][]*seenAttribute{}}
}

// filterIDs adds the ids of a filter to what is wanted.
func (w *wanted) filterIDs(v *view, f *graph.Filter) {
	if f == nil {
		return
	}
	w.exist = append(append(w.exist, v.All(f.Sources)...), v.All(f.ExcludeSources)...)
	w.documents = append(append(w.documents, f.Documents...), f.ExcludeDocuments...)
}

// filterKnown refuses a filter with ids that are not.
func (p *pool) filterKnown(f *graph.Filter) error {
	if f == nil {
		return nil
	}
	return firstError(
		known("where.documents", f.Documents, p.isDocument), known("where.excludeDocuments", f.ExcludeDocuments, p.isDocument),
		known("where.sources", f.Sources, p.isEntity), known("where.excludeSources", f.ExcludeSources, p.isEntity),
	)
}

// known refuses ids that are not, each once.
func known(field string, ids []string, is func(string) bool) error {
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

// relation gives a relation of the pool as the filter shows it; nil where there
// is none or the filter selects none of its claims.
func (s *sight) relation(id string) *seenRelation {
	if r, ok := s.seen[id]; ok {
		return r
	}
	var seen *seenRelation
	if r := s.relations[id]; r != nil {
		if selected := graph.Select(r.Claims, s.where, s); len(selected) > 0 {
			evidence, _ := graph.Assess(selected, r.Type.Lasting(), s)
			seen = &seenRelation{row: r, selected: selected, Relation: &graph.Relation{
				ID: r.ID, From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key, Concerns: r.Concerns,
				Evidence: evidence, Where: s.where.ClaimsOnly(),
			}}
		}
	}
	s.seen[id] = seen
	return seen
}

// attributesOf gives the attributes of a canonical id that exist under the
// filter, in order, after the contest of rivals.
func (s *sight) attributesOf(of string) []*seenAttribute {
	if as, ok := s.held[of]; ok {
		return as
	}
	var (
		seen     []*seenAttribute
		keys     []graph.AttributeKey
		selected [][]graph.Assessed
		statuses []graph.Status
	)
	for _, a := range s.attributes[of] {
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
	s.held[of] = seen
	return seen
}

func (s *sight) attribute(k graph.AttributeKey) *seenAttribute {
	for _, a := range s.attributesOf(k.Of) {
		if a.AttributeKey == k {
			return a
		}
	}
	return nil
}

// everyStatus passes all: what claims and documents are listed of, so that
// nothing is hidden about a claim that was taken back.
const everyStatus = ^graph.StatusSet(0)

// passes applies the relation-selecting fields. Entities in exempt may be of any kind.
func (s *sight) passes(r *seenRelation, def graph.StatusSet, exempt map[string]bool) bool {
	return s.where.Passes(r.Type, r.Status, r.Independent, r.When.Date, r.When.Dated, def) &&
		(exempt[r.From] || s.where.HasKind(r.row.fromKind)) && (exempt[r.To] || s.where.HasKind(r.row.toKind))
}

// passesAttribute applies the fields that concern attributes.
func (s *sight) passesAttribute(a *seenAttribute, def graph.StatusSet) bool {
	return s.where.StatusSet(def).Has(a.Status) &&
		(s.where == nil || a.Independent >= s.where.MinIndependentSources && s.where.PassesTime(a.When.Date, a.When.Dated))
}

// subject is what a claim is about, with the claims about it that are selected.
type subject struct {
	relation  *seenRelation
	attribute *seenAttribute
	in        *sight // where it was found; nil where that is clear
}

func (x subject) selected() []graph.Assessed {
	if x.relation != nil {
		return x.relation.selected
	}
	return x.attribute.selected
}

// subjectOf finds what a claim is about by the raw id that it is kept under. ok
// is false where nothing is left of it under the filter.
func (s *sight) subjectOf(about string) (x subject, ok bool) {
	if merge.IsRelation(about) {
		x.relation = s.relation(s.Of(about))
		return x, x.relation != nil
	}
	if k, known := s.keys[about]; known {
		x.attribute = s.attribute(k)
	}
	return x, x.attribute != nil
}

func (s *sight) subjectPasses(x subject, def graph.StatusSet, exempt map[string]bool) bool {
	if x.relation != nil {
		return s.passes(x.relation, def, exempt)
	}
	return s.passesAttribute(x.attribute, def)
}

// answer shows a claim as far as evidence has it; complete adds the rest.
func (s *sight) answer(c graph.Assessed, x subject) *graph.ClaimAnswer {
	out := &graph.ClaimAnswer{Claim: *c.Claim, Known: c.KnownDay, Superseded: c.Superseded, Where: s.where.ClaimsOnly()}
	if x.relation != nil {
		out.Relation = x.relation.ID
	} else {
		key := x.attribute.AttributeKey
		out.Attribute = &key
	}
	return out
}

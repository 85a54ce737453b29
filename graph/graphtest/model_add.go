package graphtest

import (
	"cmp"
	"slices"

	"dragoman/graph"
)

// add takes one complete record, or leaves everything as it was. before is the
// view before the batch.
func (r *records) add(x *graph.Record, before *view, replace bool) error {
	switch {
	case x.Document != nil:
		merged, _, err := graph.MergeDocument(r.documents[x.Document.ID], x.Document, replace)
		if err == nil {
			r.documents[x.Document.ID] = merged
		}
		return err
	case x.Entity != nil:
		return r.addEntity(x.Entity, replace)
	case x.Relation != nil:
		return r.addRelation(x.Relation, before, replace)
	case x.Attribute != nil:
		return r.addAttribute(x.Attribute, before, replace)
	default:
		return r.addJudgement(x.Judgement, before, replace)
	}
}

func (r *records) addEntity(e *graph.Entity, replace bool) error {
	old := r.entities[e.ID]
	if old != nil && old.Kind != e.Kind {
		return graph.Errorf(graph.Conflict, "entity %q is a %s; kinds do not change, so take another id", e.ID, old.Kind)
	}
	bare := *e
	bare.Degree, bare.FormerIDs = 0, nil
	merged, _, err := graph.MergeEntity(old, &bare, replace)
	if err == nil {
		r.entities[e.ID] = merged
	}
	return err
}

func (r *records) addRelation(x *graph.RelationRecord, before *view, replace bool) error {
	id := x.Identity()
	if x.ID != id && (before.resolve[x.ID] == "" || before.resolve[x.ID] != before.resolved(x)) {
		return &graph.Error{Code: graph.Conflict, Field: "id", IDs: []string{x.ID}, Message: "the id is not that of this relation; leave it out to have it computed"}
	}
	at := about{relation: id}
	if err := r.free(x.Claims, at); err != nil {
		return err
	}
	own := *x
	own.ID = id
	merged, _, err := graph.MergeRelation(r.relations[id], &own, replace)
	if err != nil {
		return err
	}
	if err := r.fits(merged); err != nil {
		return err
	}
	r.relations[id] = merged
	r.hold(x.Claims, at)
	return nil
}

// resolved gives the surviving id of the relation with these ends.
func (v *view) resolved(x *graph.RelationRecord) string {
	moved := *x
	moved.From, moved.To = v.Canonical(x.From), v.Canonical(x.To)
	id := moved.Identity()
	return cmp.Or(v.resolve[id], id)
}

// fits refuses ends of wrong kinds. Ends that are not there are not judged here.
func (r *records) fits(x *graph.RelationRecord) error {
	from, to := r.entities[x.From], r.entities[x.To]
	if from == nil || to == nil {
		return nil
	}
	return x.Type.CheckEnds(from.Kind, to.Kind)
}

func (r *records) addAttribute(x *graph.AttributeRecord, before *view, replace bool) error {
	own := *x
	own.Of = r.recordOf(x.Of, before)
	key := own.Identity()
	at := about{attribute: key}
	if err := r.free(x.Claims, at); err != nil {
		return err
	}
	merged, _, err := graph.MergeAttribute(r.attributes[key], &own, replace)
	if err != nil {
		return err
	}
	r.attributes[key] = merged
	r.hold(x.Claims, at)
	return nil
}

// recordOf gives the id under which a thing that a reference means is kept: its
// own, or the smallest id of a relation record that resolves to the same.
func (r *records) recordOf(id string, before *view) string {
	if !isRelation(id) || r.relations[id] != nil || before.resolve[id] == "" {
		return id
	}
	for _, own := range sortedKeys(before.records.relations) {
		if before.resolve[own] == before.resolve[id] {
			return own
		}
	}
	return id
}

// free refuses claims whose id stands for one about something else.
func (r *records) free(claims []graph.Claim, at about) error {
	for _, c := range claims {
		if other, taken := r.claims[c.ID]; taken && other != at {
			return &graph.Error{Code: graph.Conflict, Field: "claims", IDs: []string{c.ID}, Message: "the claim id belongs to a claim about something else; leave it out to have one computed"}
		}
	}
	return nil
}

func (r *records) hold(claims []graph.Claim, at about) {
	for _, c := range claims {
		r.claims[c.ID] = at
	}
}

func (r *records) addJudgement(x *graph.Judgement, before *view, replace bool) error {
	j := *x
	j.A, j.B = r.recordOf(x.A, before), r.recordOf(x.B, before)
	if j.B < j.A {
		j.A, j.B = j.B, j.A
	}
	if err := r.alike(&j); err != nil {
		return err
	}
	key := [2]string{j.A, j.B}
	old := r.judgements[key]
	if old != nil {
		if !replace && (old.Same != j.Same || clash(old.By, j.By) || clash(old.Reason, j.Reason) || clash(old.At, j.At)) {
			return graph.Errorf(graph.Conflict, "there is another judgement on %q and %q", j.A, j.B)
		}
		j.By, j.Reason, j.At = cmp.Or(j.By, old.By), cmp.Or(j.Reason, old.Reason), cmp.Or(j.At, old.At)
	}
	r.judgements[key] = &j
	if r.contradicts() {
		if r.judgements[key] = old; old == nil {
			delete(r.judgements, key)
		}
		return graph.Errorf(graph.Conflict, "the judgement on %q and %q contradicts the others taken together", j.A, j.B)
	}
	return nil
}

func clash(old, new string) bool { return old != "" && new != "" && old != new }

// alike refuses a judgement on things of different sorts; what is not there is
// not judged here.
func (r *records) alike(j *graph.Judgement) error {
	if j.A == j.B {
		return graph.Errorf(graph.Invalid, "both ids mean %q already", j.A)
	}
	if isRelation(j.A) {
		if a, b := r.relations[j.A], r.relations[j.B]; a != nil && b != nil && a.Type != b.Type {
			return graph.Errorf(graph.Invalid, "%q is a %s, %q a %s; only relations of one type can be the same", j.A, a.Type, j.B, b.Type)
		}
		return nil
	}
	if a, b := r.entities[j.A], r.entities[j.B]; a != nil && b != nil && a.Kind != b.Kind {
		return graph.Errorf(graph.Invalid, "%q is a %s, %q a %s; only entities of one kind can be the same", j.A, a.Kind, j.B, b.Kind)
	}
	return nil
}

// contradicts says whether some judgement "not same" is against the closure.
func (r *records) contradicts() bool {
	v := &view{records: r, same: classes{}, resolve: map[string]string{}, relations: map[string]*graph.RelationRecord{}, claims: map[string]about{}}
	v.uniteEntities()
	v.viewRelations()
	for _, j := range r.judgements {
		if !j.Same && r.has(j.A) && r.has(j.B) && v.thing(j.A) == v.thing(j.B) {
			return true
		}
	}
	return false
}

// has says whether a record bears the id.
func (r *records) has(id string) bool { return r.entities[id] != nil || r.relations[id] != nil }

// dangles says what a record names that is not there.
func (r *records) dangles(x *graph.Record, before *view) error {
	entity := func(id string) bool { return id == "" || r.entities[id] != nil }
	document := func(id string) bool { return r.documents[id] != nil }
	thing := func(id string) bool { return r.has(id) || isRelation(id) && before.resolve[id] != "" }
	switch {
	case x.Document != nil:
		return cmp.Or(missing("outlet", entity, x.Document.Outlet), missing("basedOn", document, x.Document.BasedOn...))
	case x.Entity != nil:
		for _, n := range x.Entity.Names {
			if err := missing("names.documents", document, n.Documents...); err != nil {
				return err
			}
		}
		return nil
	case x.Relation != nil:
		return cmp.Or(missing("relation.from", entity, x.Relation.From), missing("relation.to", entity, x.Relation.To),
			missing("concerns", entity, x.Relation.Concerns...), claimsDangle(x.Relation.Claims, entity, document))
	case x.Attribute != nil:
		return cmp.Or(missing("of", thing, x.Attribute.Of), missing("entity", entity, x.Attribute.Entity),
			claimsDangle(x.Attribute.Claims, entity, document))
	default:
		return cmp.Or(missing("judgement.a", thing, x.Judgement.A), missing("judgement.b", thing, x.Judgement.B))
	}
}

func claimsDangle(claims []graph.Claim, entity, document func(string) bool) error {
	for _, c := range claims {
		if err := missing("claims.document", document, c.Document); err != nil {
			return err
		}
		for _, s := range c.Sources {
			if err := missing("claims.sources", entity, s.Entity); err != nil {
				return err
			}
		}
	}
	return nil
}

func missing(field string, is func(string) bool, ids ...string) error {
	if i := slices.IndexFunc(ids, func(id string) bool { return !is(id) }); i >= 0 {
		return graph.Unknown(field, ids[i])
	}
	return nil
}

package neo4jstore

import (
	"fmt"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// saying is a relation or attribute record on its way into the store.
type saying struct {
	about     string // id as loaded
	identity  topology.Identity
	attribute *graph.AttributeRecord // with Of as it is kept
	claims    []graph.Claim
	field     string // relation or attribute
	computed  bool   // claim ids that start with c: are computed from about
}

func (t *trial) sayingOf(r *item) saying {
	if rel := r.record.Relation; rel != nil {
		about := rel.ID
		if !r.computed {
			about = rel.Identity()
		}
		return saying{
			about: about, claims: rel.Claims, field: "relation", computed: rel.ID == about,
			identity: topology.Identity{From: rel.From, Type: rel.Type, To: rel.To, Role: rel.Role, Key: rel.Key},
		}
	}
	own := *r.record.Attribute
	own.Of = t.recordOf(own.Of)
	return saying{about: own.Identity().ID(), attribute: &own, claims: own.Claims, field: "attribute", computed: own.Of == r.record.Attribute.Of}
}

// takeStatement takes a relation or attribute with its claims.
func (t *trial) takeStatement(r item) {
	s := t.sayingOf(&r)
	if !t.ownID(r, &s) {
		return
	}
	claims, ok := t.mergeClaims(r, &s)
	if !ok || !t.endsFit(r) {
		return
	}
	if field, what, id := t.openEnd(&r, &s); field != "" { // last, so that what cannot be right anyhow is said first
		t.refuseOpenEnd(r, field, what, id)
		return
	}
	t.state(&r, &s, claims)
}

// openEnd finds the first id of a statement that is not there.
func (t *trial) openEnd(r *item, s *saying) (field, what, id string) {
	entity := func(id string) bool { return t.entities.get(id) != nil }
	if rel := r.record.Relation; rel != nil {
		if !entity(rel.From) {
			return "relation.from", "entity", rel.From
		}
		if !entity(rel.To) {
			return "relation.to", "entity", rel.To
		}
		for i, c := range rel.Concerns {
			if !entity(c) {
				return fmt.Sprintf("relation.concerns[%d]", i), "entity", c
			}
		}
	} else {
		a := s.attribute
		if merge.IsRelation(a.Of) {
			if !t.knowsRelation(a.Of) {
				return "attribute.of", "relation", a.Of
			}
		} else if !entity(a.Of) {
			return "attribute.of", "entity", a.Of
		}
		if a.Entity != "" && !entity(a.Entity) {
			return "attribute.entity", "entity", a.Entity
		}
	}
	for i := range s.claims {
		c := &s.claims[i]
		if t.documents.get(c.Document) == nil {
			return fmt.Sprintf("%s.claims[%d].document", s.field, i), "document", c.Document
		}
		for j, source := range c.Sources {
			if source.Entity != "" && !entity(source.Entity) {
				return fmt.Sprintf("%s.claims[%d].sources[%d]", s.field, i, j), "entity", source.Entity
			}
		}
	}
	return "", "", ""
}

// knowsRelation says whether an id is that of a relation, now or formerly.
func (t *trial) knowsRelation(id string) bool {
	return t.statements.get(id) != nil || t.looks.Pooled(t.looks.Of(id))
}

// ownID refuses an id that is another relation's.
func (t *trial) ownID(r item, s *saying) bool {
	rel := r.record.Relation
	if rel == nil || rel.ID == s.about {
		return true
	}
	if stands, _ := t.looks.Stands(s.about, s.identity); t.looks.Of(rel.ID) != stands {
		t.refuse(r, graph.Conflict, "relation.id", fmt.Sprintf("%s is not the id of this relation, which is %s; correct it, or leave it out", rel.ID, s.about))
		return false
	}
	return true
}

// endsFit refuses ends of the wrong kinds, as far as they are there.
func (t *trial) endsFit(r item) bool {
	rel := r.record.Relation
	if rel == nil {
		return true
	}
	from, to := t.entities.get(rel.From), t.entities.get(rel.To)
	if from == nil || to == nil {
		return true
	}
	if err := rel.Type.CheckEnds(from.entity.Kind, to.entity.Kind); err != nil {
		t.refuseFor(r, "relation", err)
		return false
	}
	return true
}

// mergeClaims merges claims with what is there and gives those that are new or
// changed. ok is false where the record is bad.
func (t *trial) mergeClaims(r item, s *saying) (writes []graph.Claim, ok bool) {
	writes = make([]graph.Claim, 0, len(s.claims))
	for i := range s.claims {
		given := &s.claims[i]
		refuse := func(err error) { t.refuseFor(r, fmt.Sprintf("%s.claims[%d]", s.field, i), err) }
		if at := slices.IndexFunc(writes, func(c graph.Claim) bool { return c.ID == given.ID }); at >= 0 {
			c, _, err := graph.MergeClaim(&writes[at], given, t.batch.Replace)
			if err != nil {
				refuse(err)
				return nil, false
			}
			writes[at] = *c
			continue
		}
		old := t.find(given.ID, s)
		if old == nil {
			writes = append(writes, *given)
			continue
		}
		if old.about != s.about {
			refuse(&graph.Error{Code: graph.Conflict, Field: "id", Message: fmt.Sprintf("%s is the id of a claim about something else (%s); choose another, or leave it out", given.ID, old.about)})
			return nil, false
		}
		c, changed, err := graph.MergeClaim(&old.claim, given, t.batch.Replace)
		if err != nil {
			refuse(err)
			return nil, false
		}
		if changed {
			writes = append(writes, *c)
		}
	}
	return writes, true
}

// find gives the claim of an id. What is computed from a statement that is not
// stored cannot be stored: that spares a long load half of its look-ups.
func (t *trial) find(id string, s *saying) *stated {
	if c, known := t.claims.peek(id); known {
		return c
	}
	if s.computed && strings.HasPrefix(id, "c:") {
		if st, known := t.statements.stored[s.about]; known && st == nil {
			t.claims.learn(id, nil)
			return nil
		}
	}
	return t.claims.get(id)
}

// state puts a statement and its claims into the ledger.
func (t *trial) state(r *item, s *saying, claims []graph.Claim) {
	isNew := len(claims) > 0 && t.statements.get(s.about) == nil
	if isNew {
		t.statements.put(s.about, &statement{identity: s.identity, attribute: s.attribute})
		if s.attribute != nil {
			t.change.attributes[s.about] = true
		} else {
			t.change.relations[s.about] = true
			t.relate(s.about, s.identity)
		}
	}
	if rel := r.record.Relation; rel != nil && len(rel.Concerns) > 0 {
		t.concern(s.about, rel.Concerns, isNew)
	}
	for i := range claims {
		t.putClaim(&stated{claim: claims[i], about: s.about, identity: s.identity})
	}
}

func (t *trial) putClaim(c *stated) {
	t.claims.put(c.claim.ID, c)
	t.change.claims[c.claim.ID] = true
	t.change.touch(c.about)
}

// concern adds to what a relation concerns.
func (t *trial) concern(relation string, entities []string, isNew bool) {
	var had []string
	if !isNew {
		if list := t.concerns.get(relation); list != nil {
			had = *list
		}
	}
	all := slices.Clone(had)
	for _, id := range entities {
		if !slices.Contains(all, id) {
			all = append(all, id)
			t.change.concerns[relation] = append(t.change.concerns[relation], id)
		}
	}
	if len(all) == len(had) {
		return
	}
	slices.Sort(all)
	t.concerns.put(relation, &all)
	t.change.relations[relation] = true
	t.change.touch(relation)
}

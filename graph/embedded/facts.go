package embedded

import (
	"errors"
	"fmt"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
	"dragoman/graph/topology"
)

// statement is a relation or attribute record on its way into the store.
type statement struct {
	about    string // raw id
	identity topology.Identity
	key      graph.AttributeKey
	claims   []graph.Claim
	field    string // relation or attribute
}

func (w *session) statementOf(r *waiting) (statement, error) {
	if rel := r.record.Relation; rel != nil {
		return statement{
			about: r.about, claims: rel.Claims, field: "relation",
			identity: topology.Identity{From: rel.From, Type: rel.Type, To: rel.To, Role: rel.Role, Key: rel.Key},
		}, nil
	}
	of, err := w.recordOf(r.record.Attribute.Of)
	own := *r.record.Attribute
	own.Of = of
	r.record.Attribute = &own
	k := own.Identity()
	return statement{about: k.ID(), key: k, claims: own.Claims, field: "attribute"}, err
}

// recordOf gives the id under which a thing that a reference means is kept: its
// own, or the smallest one of a record that the view resolves to the same.
func (w *session) recordOf(id string) (string, error) {
	if !merge.IsRelation(id) || w.Empty() {
		return id, nil
	}
	for _, raw := range append([]string{id}, w.Raws(w.Of(id))...) {
		known, err := w.facts.knows(w, raw)
		if known || err != nil {
			return raw, err
		}
	}
	return id, nil
}

// state takes a relation or attribute with its claims, or leaves it for later
// while it names what is not there. At the end, that is an error.
func (w *session) state(r waiting, end bool) error {
	st, err := w.statementOf(&r)
	if err != nil {
		return err
	}
	field, what, id, err := w.openEnd(&r)
	if err != nil {
		return err
	}
	if field != "" {
		if !end {
			w.deferred = append(w.deferred, r)
			return nil
		}
	}
	if ok, err := w.ownID(r, &st); !ok {
		return err
	}
	writes, err := w.weighClaims(r, &st)
	if err != nil || writes == nil {
		return err
	}
	if ok, err := w.endsFit(r); !ok {
		return err
	}
	if field != "" { // last, so that what cannot be right anyhow is said first
		return w.refuseOpenEnd(r, field, what, id)
	}
	return w.writeStatement(r, &st, writes)
}

// openEnd finds the first id of a statement that is not there.
func (w *session) openEnd(r *waiting) (field, what, id string, err error) {
	var found *node
	entity := func(f, ref string) bool {
		n, e := w.node(ref)
		if err, found = e, n; e == nil && n != nil && n.kind != 0 {
			return true
		}
		field, what, id = f, "entity", ref
		return false
	}
	w.ends.from, w.ends.to, w.ends.documents = nil, nil, w.ends.documents[:0]
	var claims []graph.Claim
	name := "attribute"
	if rel := r.record.Relation; rel != nil {
		name, claims = "relation", rel.Claims
		if !entity("relation.from", rel.From) {
			return field, what, id, err
		}
		w.ends.from = found
		if !entity("relation.to", rel.To) {
			return field, what, id, err
		}
		w.ends.to = found
		for i, c := range rel.Concerns {
			if !entity("", c) {
				return fmt.Sprintf("relation.concerns[%d]", i), what, id, err
			}
		}
	} else {
		a := r.record.Attribute
		claims = a.Claims
		if merge.IsRelation(a.Of) {
			known, err := w.knowsRelation(a.Of)
			if err != nil || !known {
				return "attribute.of", "relation", a.Of, err
			}
		} else if !entity("attribute.of", a.Of) {
			return field, what, id, err
		}
		if a.Entity != "" && !entity("attribute.entity", a.Entity) {
			return field, what, id, err
		}
	}
	for i := range claims {
		c := &claims[i]
		n, err := w.node(c.Document)
		if err != nil || n == nil || n.kind != 0 {
			return fmt.Sprintf("%s.claims[%d].document", name, i), "document", c.Document, err
		}
		w.ends.documents = append(w.ends.documents, n)
		for j, s := range c.Sources {
			if s.Entity != "" && !entity("", s.Entity) {
				return fmt.Sprintf("%s.claims[%d].sources[%d]", name, i, j), what, id, err
			}
		}
	}
	return "", "", "", err
}

// knowsRelation says whether an id is that of a relation, now or formerly.
func (w *session) knowsRelation(id string) (bool, error) {
	if known, err := w.facts.knows(w, id); known || err != nil {
		return known, err
	}
	return w.Pooled(w.Of(id)), nil
}

// ownID refuses an id that is another relation's.
func (w *session) ownID(r waiting, st *statement) (bool, error) {
	rel := r.record.Relation
	if rel == nil || rel.ID == st.about {
		return true, nil
	}
	if stands, _ := w.Stands(st.about, st.identity); w.Of(rel.ID) != stands {
		return false, w.refuse(r, graph.Conflict, "relation.id", fmt.Sprintf("%s is not the id of this relation, which is %s; correct it, or leave it out", rel.ID, st.about))
	}
	return true, nil
}

// endsFit refuses ends of the wrong kinds, as far as they are there.
func (w *session) endsFit(r waiting) (bool, error) {
	rel := r.record.Relation
	if rel == nil {
		return true, nil
	}
	from, to := w.ends.from, w.ends.to
	if from == nil || to == nil {
		var err1, err2 error
		from, err1 = w.node(rel.From)
		to, err2 = w.node(rel.To)
		if err := errors.Join(err1, err2); err != nil {
			return false, err
		}
	}
	if from == nil || to == nil || from.kind == 0 || to.kind == 0 {
		return true, nil
	}
	if err := rel.Type.CheckEnds(from.kind, to.kind); err != nil {
		return false, w.refuseFor(r, "relation", err)
	}
	return true, nil
}

// claimWrite is a claim to be stored.
type claimWrite struct {
	claim    graph.Claim
	old      *fact // nil for a new one
	document *node // nil where it was not looked up
}

// weighClaims merges claims with what is stored. nil where the record is bad. What it
// gives is good until the next call.
func (w *session) weighClaims(r waiting, st *statement) ([]claimWrite, error) {
	writes := w.writes[:0]
	defer func() { w.writes = writes }()
	for i := range st.claims {
		given := &st.claims[i]
		field := func() string { return fmt.Sprintf("%s.claims[%d]", st.field, i) }
		old, err := w.facts.find(w, given.ID)
		if err != nil {
			return nil, err
		}
		if at := slices.IndexFunc(writes, func(x claimWrite) bool { return x.claim.ID == given.ID }); at >= 0 {
			c, _, err := graph.MergeClaim(&writes[at].claim, given, w.batch.Replace)
			if err != nil {
				return nil, w.refuseFor(r, field(), err)
			}
			writes[at].claim, writes[at].document = *c, nil
			continue
		}
		if old == nil {
			writes = append(writes, claimWrite{claim: *given})
			if i < len(w.ends.documents) {
				writes[len(writes)-1].document = w.ends.documents[i]
			}
			continue
		}
		if old.about != st.about {
			return nil, w.refuse(r, graph.Conflict, field()+".id", fmt.Sprintf("%s is the id of a claim about something else (%s); choose another, or leave it out", given.ID, old.about))
		}
		c, changed, err := graph.MergeClaim(&old.claim, given, w.batch.Replace)
		if err != nil {
			return nil, w.refuseFor(r, field(), err)
		}
		if changed {
			writes = append(writes, claimWrite{claim: *c, old: old})
		}
	}
	return writes, nil
}

func (w *session) writeStatement(r waiting, st *statement, writes []claimWrite) error {
	isNew := false
	if w.facts.bulk || len(writes) > 0 {
		known, err := w.facts.knows(w, st.about)
		if err != nil {
			return err
		}
		isNew = !known
	}
	if err := w.writeHead(r, st, isNew); err != nil {
		return err
	}
	if err := w.feed(&r, st, writes, isNew); err != nil {
		return err
	}
	for i := range writes {
		if err := w.facts.put(w, st, &writes[i]); err != nil {
			return err
		}
		w.touched.about(st.about)
	}
	return nil
}

// writeHead stores what is new about a relation or attribute apart from claims.
func (w *session) writeHead(r waiting, st *statement, isNew bool) error {
	rel := r.record.Relation
	if rel == nil {
		if !isNew {
			return nil
		}
		w.change(&w.receipt.Attributes)
		if w.first != nil {
			w.first.putAttribute(st.about, st.key.Of, r.record.Attribute)
			return nil
		}
		var p pack.Packer
		return w.c.exec("INSERT INTO attribute VALUES (?, ?, ?)", st.about, st.key.Of, p.Attribute(st.about, r.record.Attribute))
	}
	changed := isNew
	for _, id := range rel.Concerns {
		if w.first != nil {
			if c := (concern{st.about, id}); !has(w.first.concerns, c) {
				w.first.concerns[c] = struct{}{}
				w.first.marks.concern(c)
				changed = true
			}
			continue
		}
		there, err := w.c.integer("SELECT count(*) FROM concern WHERE relation = ? AND entity = ?", st.about, id)
		if err != nil {
			return err
		}
		if there == 0 {
			changed = true
			if err := w.c.exec("INSERT INTO concern VALUES (?, ?)", st.about, id); err != nil {
				return err
			}
		}
	}
	if isNew {
		if err := w.relate(st.about, st.identity); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	w.changed = true
	w.touched.about(st.about)
	if isNew || !w.facts.bulk {
		w.once(st.about, &w.receipt.Relations)
	}
	return nil
}

// once counts a thing the first time that it changes. What a bulk load adds is
// new by that alone.
func (w *session) once(id string, in *int) {
	w.changed = true
	if w.facts.bulk {
		*in++
		return
	}
	if !w.created[id] {
		w.created[id] = true
		*in++
	}
}

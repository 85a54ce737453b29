package graphtest

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"dragoman/graph"
)

// view is what answers are made from: the records with every id replaced by the
// one that stands for its class. It is a graph.Docket.
type view struct {
	records    *records
	same       classes           // entities
	families   classes           // documents joined by basedOn
	resolve    map[string]string // every relation id that means something, to the surviving one
	documents  map[string]*graph.Document
	entities   map[string]*graph.Entity
	relations  map[string]*graph.RelationRecord
	attributes map[graph.AttributeKey]*graph.AttributeRecord
	claims     map[string]about // to the surviving relation or attribute
	newest     graph.Day        // newest known day of a document
	undated    int              // claims whose known day is not known
}

func newView(r *records) *view {
	v := &view{
		records: r, same: classes{}, families: classes{}, resolve: map[string]string{}, newest: graph.DayMin,
		documents: map[string]*graph.Document{}, entities: map[string]*graph.Entity{},
		relations: map[string]*graph.RelationRecord{}, attributes: map[graph.AttributeKey]*graph.AttributeRecord{},
		claims: map[string]about{},
	}
	v.uniteEntities()
	v.viewDocuments()
	v.viewEntities()
	v.viewRelations()
	v.viewAttributes()
	v.countDegrees()
	return v
}

func (v *view) uniteEntities() {
	for _, j := range v.records.judgements {
		if j.Same && !isRelation(j.A) {
			v.same.unite(j.A, j.B)
		}
	}
}

func isRelation(id string) bool { return strings.HasPrefix(id, "r:") }

func (v *view) viewDocuments() {
	for id, d := range v.records.documents {
		for _, base := range d.BasedOn {
			v.families.unite(id, base)
		}
		seen := *d
		seen.Outlet = v.Canonical(d.Outlet)
		v.documents[id] = &seen
		if day, ok := d.Known(); ok {
			v.newest = max(v.newest, day)
		}
	}
}

// viewEntities pools the records of each class, the survivor's first.
func (v *view) viewEntities() {
	for _, id := range sortedKeys(v.records.entities) {
		raw := v.records.entities[id]
		whole := v.entities[v.same.of(id)]
		if whole == nil {
			e := *raw
			e.Degree, e.FormerIDs = 0, nil
			v.entities[id] = &e
			continue
		}
		whole.FormerIDs = append(whole.FormerIDs, id)
		whole.Type = cmp.Or(whole.Type, raw.Type)
		whole.Summary = cmp.Or(whole.Summary, raw.Summary)
		whole.Named = whole.Named || raw.Named
		added := graph.Entity{ID: whole.ID, Named: whole.Named, Names: raw.Names, ExternalIDs: raw.ExternalIDs}
		if merged, _, err := graph.MergeEntity(whole, &added, true); err == nil {
			*whole = *merged
		}
	}
	for id, raw := range v.records.entities {
		whole := v.entities[v.same.of(id)]
		called := func(n graph.Name) bool { return n.Text == raw.Name }
		if id == whole.ID || raw.Name == whole.Name || slices.ContainsFunc(whole.Names, called) {
			continue
		}
		added := graph.Entity{ID: whole.ID, Named: whole.Named, Names: []graph.Name{{Text: raw.Name}}}
		if merged, _, err := graph.MergeEntity(whole, &added, true); err == nil {
			*whole = *merged
		}
	}
}

// viewRelations replaces the ends, pools what has become one relation by that,
// then what judgements pool.
func (v *view) viewRelations() {
	moved := map[string]*graph.RelationRecord{} // by id, with ends replaced
	for _, id := range sortedKeys(v.records.relations) {
		raw := v.records.relations[id]
		r := *raw
		r.From, r.To = v.Canonical(raw.From), v.Canonical(raw.To)
		if r.Type.Symmetric() && r.To < r.From {
			r.From, r.To = r.To, r.From
		}
		r.ID = r.Identity()
		v.resolve[id] = r.ID
		if moved[r.ID] == nil {
			moved[r.ID] = &graph.RelationRecord{ID: r.ID, From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key}
		}
		v.pool(moved[r.ID], raw)
	}
	pooled := classes{}
	for _, j := range v.records.judgements {
		if j.Same && isRelation(j.A) && v.resolve[j.A] != "" && v.resolve[j.B] != "" {
			pooled.unite(v.resolve[j.A], v.resolve[j.B])
		}
	}
	for _, id := range sortedKeys(moved) {
		survivor := pooled.of(id)
		if survivor == id {
			v.relations[id] = moved[id]
		} else {
			v.pool(v.relations[survivor], moved[id])
		}
	}
	for id, to := range maps.Clone(v.resolve) {
		v.resolve[id], v.resolve[to] = pooled.of(to), pooled.of(to)
	}
	for id, r := range v.relations {
		v.place(r.Claims, about{relation: id})
	}
}

// pool adds the claims and concerns of one relation to another.
func (v *view) pool(into, from *graph.RelationRecord) {
	into.Claims = byID(append(into.Claims, v.seen(from.Claims)...))
	for _, id := range from.Concerns {
		into.Concerns = append(into.Concerns, v.Canonical(id))
	}
	slices.Sort(into.Concerns)
	into.Concerns = slices.Compact(into.Concerns)
}

// seen gives copies of claims with their sources replaced.
func (v *view) seen(claims []graph.Claim) []graph.Claim {
	out := slices.Clone(claims)
	for i := range out {
		out[i].Sources = slices.Clone(out[i].Sources)
		for j := range out[i].Sources {
			out[i].Sources[j].Entity = v.Canonical(out[i].Sources[j].Entity)
		}
	}
	return out
}

func byID(claims []graph.Claim) []graph.Claim {
	slices.SortFunc(claims, func(a, b graph.Claim) int { return cmp.Compare(a.ID, b.ID) })
	return claims
}

func (v *view) viewAttributes() {
	for _, key := range slices.SortedFunc(maps.Keys(v.records.attributes), compareAttributes) {
		raw := v.records.attributes[key]
		a := *raw
		a.Of, a.Entity = v.thing(raw.Of), v.Canonical(raw.Entity)
		a.Claims = nil
		k := a.Identity()
		if v.attributes[k] == nil {
			v.attributes[k] = &a
		}
		v.attributes[k].Claims = byID(append(v.attributes[k].Claims, v.seen(raw.Claims)...))
	}
	for k, a := range v.attributes {
		v.place(a.Claims, about{attribute: k})
	}
}

func (v *view) place(claims []graph.Claim, at about) {
	for i := range claims {
		v.claims[claims[i].ID] = at
		switch day, ok := claims[i].KnownDay(v.documents[claims[i].Document]); {
		case !ok:
			v.undated++
		case at.relation != "" || at.attribute.Name == "occurred":
			v.newest = max(v.newest, day)
		}
	}
}

func (v *view) countDegrees() {
	s := &sight{view: v}
	for id, r := range v.relations {
		if s.relation(id).Status == graph.Retracted {
			continue
		}
		v.entities[r.From].Degree++
		if r.To != r.From {
			v.entities[r.To].Degree++
		}
	}
}

// thing resolves the id of an entity or a relation; "" where there is none.
func (v *view) thing(id string) string {
	if isRelation(id) {
		return v.resolve[id]
	}
	if v.records.entities[id] == nil {
		return ""
	}
	return v.same.of(id)
}

// Document implements graph.Docket.
func (v *view) Document(id string) *graph.Document { return v.documents[id] }

// Family implements graph.Docket.
func (v *view) Family(id string) string { return v.families.of(id) }

// Named implements graph.Docket.
func (v *view) Named(id string) bool { e := v.entities[id]; return e != nil && e.Named }

// Canonical implements graph.Docket.
func (v *view) Canonical(id string) string { return v.same.of(id) }

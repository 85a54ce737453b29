package graphtest

import (
	"cmp"
	"maps"
	"slices"

	"dragoman/graph"
)

// records is everything that was loaded, as it was loaded. Its values are
// replaced, never changed.
type records struct {
	documents  map[string]*graph.Document
	entities   map[string]*graph.Entity
	relations  map[string]*graph.RelationRecord // by the id computed from their own ends
	attributes map[graph.AttributeKey]*graph.AttributeRecord
	judgements map[[2]string]*graph.Judgement
	claims     map[string]about
	keys       map[string]keyed
	audit      []graph.AuditEntry
}

// about is where a claim stands: at a relation record or an attribute record.
type about struct {
	relation  string
	attribute graph.AttributeKey
}

// keyed is a batch that was applied under a key.
type keyed struct {
	digest  string
	receipt graph.Receipt
}

func newRecords() *records {
	return &records{
		documents:  map[string]*graph.Document{},
		entities:   map[string]*graph.Entity{},
		relations:  map[string]*graph.RelationRecord{},
		attributes: map[graph.AttributeKey]*graph.AttributeRecord{},
		judgements: map[[2]string]*graph.Judgement{},
		claims:     map[string]about{},
		keys:       map[string]keyed{},
	}
}

func (r *records) clone() *records {
	return &records{
		documents:  maps.Clone(r.documents),
		entities:   maps.Clone(r.entities),
		relations:  maps.Clone(r.relations),
		attributes: maps.Clone(r.attributes),
		judgements: maps.Clone(r.judgements),
		claims:     maps.Clone(r.claims),
		keys:       maps.Clone(r.keys),
		audit:      slices.Clone(r.audit),
	}
}

// claim finds a stored claim.
func (r *records) claim(id string) *graph.Claim {
	at, ok := r.claims[id]
	if !ok {
		return nil
	}
	claims := r.claimsAt(at)
	i := slices.IndexFunc(claims, func(c graph.Claim) bool { return c.ID == id })
	return &claims[i]
}

func (r *records) claimsAt(at about) []graph.Claim {
	if at.relation != "" {
		return r.relations[at.relation].Claims
	}
	return r.attributes[at.attribute].Claims
}

// sortedKeys gives the keys of a map in byte order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func compareAttributes(a, b graph.AttributeKey) int {
	return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value),
		cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Unit, b.Unit))
}

// classes is a union-find in which the smallest id of a class stands for it.
type classes map[string]string

func (c classes) of(id string) string {
	for {
		parent, ok := c[id]
		if !ok {
			return id
		}
		id = parent
	}
}

func (c classes) unite(a, b string) {
	a, b = c.of(a), c.of(b)
	switch {
	case a < b:
		c[b] = a
	case b < a:
		c[a] = b
	}
}

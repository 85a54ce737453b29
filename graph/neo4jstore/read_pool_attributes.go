package neo4jstore

import (
	"cmp"
	"slices"

	"dragoman/graph"
	"dragoman/graph/pack"
)

// addAttributes pools attributes as loaded. It gives the owners that merges made
// of several and that were not asked for as a whole.
func (p *pool) addAttributes(rows []any, whole []string) (partly []string, err error) {
	complete := setOf(whole)
	byOwner := map[string]map[graph.AttributeKey]*graph.AttributeRecord{}
	for _, row := range rows {
		a, id, err := p.attributeRow(row)
		if err != nil {
			return nil, err
		}
		p.keys[id] = a.Identity()
		if p.Pooled(a.Of) && !complete[a.Of] {
			partly = append(partly, a.Of)
			continue
		}
		if byOwner[a.Of] == nil {
			byOwner[a.Of] = map[graph.AttributeKey]*graph.AttributeRecord{}
		}
		k := a.Identity()
		if same := byOwner[a.Of][k]; same != nil {
			same.Claims = append(same.Claims, a.Claims...)
		} else {
			byOwner[a.Of][k] = a
		}
	}
	for of, as := range byOwner {
		p.attributes[of] = inOrder(as)
	}
	return gathered(partly), nil
}

// inOrder sorts pooled attributes, and their claims by id.
func inOrder(as map[graph.AttributeKey]*graph.AttributeRecord) []*graph.AttributeRecord {
	out := make([]*graph.AttributeRecord, 0, len(as))
	for _, a := range as {
		slices.SortFunc(a.Claims, func(x, y graph.Claim) int { return cmp.Compare(x.ID, y.ID) })
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *graph.AttributeRecord) int { return compareAttributes(a.Identity(), b.Identity()) })
	return out
}

func compareAttributes(a, b graph.AttributeKey) int {
	return slices.Compare(graph.AttributeSortKey(a), graph.AttributeSortKey(b))
}

// attributeRow reads [id, record, unnamed, evidence] of an attribute as the view
// shows it.
func (v *view) attributeRow(row any) (a *graph.AttributeRecord, id string, err error) {
	cols := row.([]any)
	id = str(cols[0])
	if a, err = pack.OpenAttribute(id, blob(cols[1])); err == nil {
		a.Claims, err = pack.OpenEvidence(id, blob(cols[3]), nil, &v.dates)
	}
	if err != nil {
		return nil, id, v.damaged("attribute "+id, err)
	}
	a.Of, a.Entity = v.Of(a.Of), v.Of(a.Entity)
	for _, source := range texts(cols[2]) {
		v.unnamed[source] = true
	}
	for i := range a.Claims {
		a.Claims[i] = v.Claim(a.Claims[i])
	}
	return a, id, nil
}

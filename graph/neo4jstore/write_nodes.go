package neo4jstore

import (
	"fmt"

	"dragoman/graph"
)

// takeNodes takes the documents and entities that refer only to what is there or
// comes with them.
func (t *trial) takeNodes(rs []item) {
	good, sorts := t.consistent(rs)
	for i, r := range rs {
		if good[i] {
			t.takeNode(r)
		}
	}
	for i, r := range rs {
		if !good[i] {
			t.refuseNode(r, sorts)
		}
	}
}

// consistent finds the greatest set of records that refer only to each other and
// to what is there. sorts tells what each id of the set would be: true is a
// document.
func (t *trial) consistent(rs []item) (good []bool, sorts map[string]bool) {
	good = make([]bool, len(rs))
	for i := range good {
		good[i] = true
	}
	for {
		sorts = make(map[string]bool, len(rs))
		for i := range rs {
			id := rs[i].record.ID()
			if _, taken := sorts[id]; good[i] && !taken {
				sorts[id] = rs[i].record.Document != nil
			}
		}
		removed := false
		for i := range rs {
			if field, _ := t.missing(&rs[i], sorts); good[i] && field != "" {
				good[i], removed = false, true
			}
		}
		if !removed {
			return good, sorts
		}
	}
}

// missing gives the first field of a document or entity that refers to nothing.
func (t *trial) missing(r *item, sorts map[string]bool) (field, id string) {
	r.record.References(func(f, ref string, document bool) bool {
		is, comes := sorts[ref]
		var there, other bool
		if there = t.isNode(ref, document); !there && comes && is == document {
			other = t.isNode(ref, !document)
		}
		if there || comes && is == document && !other {
			return true
		}
		field, id = f, ref
		return false
	})
	return field, id
}

func (t *trial) isNode(id string, document bool) bool {
	if document {
		return t.documents.get(id) != nil
	}
	return t.entities.get(id) != nil
}

// refuseNode refuses a record that refers to nothing; what would be wrong with it
// anyhow is said first.
func (t *trial) refuseNode(r item, sorts map[string]bool) {
	if r.record.Document != nil {
		if _, _, ok := t.mergeDocument(r); !ok {
			return
		}
	} else if _, _, ok := t.mergeEntity(r); !ok {
		return
	}
	field, id := t.missing(&r, sorts)
	what := "document"
	if field == "document.outlet" {
		what = "entity"
	}
	t.refuseOpenEnd(r, field, what, id)
}

func (t *trial) takeNode(r item) {
	if r.record.Document != nil {
		t.takeDocument(r)
		return
	}
	if e, changed, ok := t.mergeEntity(r); ok && changed {
		occurred := graph.Status(0)
		if old := t.entities.get(e.ID); old != nil {
			occurred = old.occurred
		}
		t.entities.put(e.ID, &being{entity: e, occurred: occurred})
		t.change.entities[e.ID] = true
	}
}

// mergeEntity merges a record with what is there. ok is false where that refused
// the record.
func (t *trial) mergeEntity(r item) (e *graph.Entity, changed, ok bool) {
	given := r.record.Entity
	if t.documents.get(given.ID) != nil {
		t.refuse(r, graph.Conflict, "entity.id", fmt.Sprintf("%q is the id of a document; entities and documents share ids, choose another", given.ID))
		return nil, false, false
	}
	var old *graph.Entity
	if n := t.entities.get(given.ID); n != nil {
		if old = n.entity; old.Kind != given.Kind {
			t.refuse(r, graph.Conflict, "entity.kind", fmt.Sprintf("entity %q is a %s and cannot become a %s; give the other thing an id of its own", given.ID, old.Kind, given.Kind))
			return nil, false, false
		}
	}
	e, changed, err := graph.MergeEntity(old, given, t.batch.Replace)
	if err != nil {
		t.refuseFor(r, "entity", err)
		return nil, false, false
	}
	return e, changed, true
}

func (t *trial) mergeDocument(r item) (d *graph.Document, changed, ok bool) {
	given := r.record.Document
	if t.entities.get(given.ID) != nil {
		t.refuse(r, graph.Conflict, "document.id", fmt.Sprintf("%q is the id of an entity; entities and documents share ids, choose another", given.ID))
		return nil, false, false
	}
	var old *graph.Document
	if p := t.documents.get(given.ID); p != nil {
		old = p.document
	}
	d, changed, err := graph.MergeDocument(old, given, t.batch.Replace)
	if err != nil {
		t.refuseFor(r, "document", err)
		return nil, false, false
	}
	return d, changed, true
}

func (t *trial) takeDocument(r item) {
	d, changed, ok := t.mergeDocument(r)
	if !ok || !changed {
		return
	}
	p := &paper{document: d, family: d.ID}
	var had []string
	if old := t.documents.get(d.ID); old != nil {
		p.family, p.outletNamed, had = old.family, old.outletNamed, old.document.BasedOn
	}
	t.documents.put(d.ID, p)
	t.change.documents[d.ID] = true
	if len(d.BasedOn) > len(had) {
		for _, base := range d.BasedOn {
			t.change.families = append(t.change.families, [2]string{d.ID, base})
		}
	}
}

package graph

import "fmt"

// Rank is the place of the record's sort in the canonical order of sorts, from 0:
// what a record names comes before it, but for records of one sort.
func (r *Record) Rank() int {
	switch {
	case r.Document != nil:
		return 0
	case r.Entity != nil:
		return 1
	case r.Relation != nil:
		return 2
	case r.Attribute != nil:
		return 3
	}
	return 4
}

// ID gives the id of a document or an entity, "" for other sorts.
func (r *Record) ID() string {
	switch {
	case r.Document != nil:
		return r.Document.ID
	case r.Entity != nil:
		return r.Entity.ID
	}
	return ""
}

// References visits the ids that a document or an entity names, with their
// fields, until visit says false: what must be there for the record.
func (r *Record) References(visit func(field, id string, document bool) bool) {
	switch {
	case r.Document != nil:
		d := r.Document
		if d.Outlet != "" && !visit("document.outlet", d.Outlet, false) {
			return
		}
		for i, id := range d.BasedOn {
			if !visit(fmt.Sprintf("document.basedOn[%d]", i), id, true) {
				return
			}
		}
	case r.Entity != nil:
		for i, n := range r.Entity.Names {
			for j, id := range n.Documents {
				if !visit(fmt.Sprintf("entity.names[%d].documents[%d]", i, j), id, true) {
					return
				}
			}
		}
	}
}

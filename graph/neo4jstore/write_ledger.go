package neo4jstore

import (
	"maps"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// ledger is the part of the store that the batches of a group name: records as
// loaded. It knows no database; whoever owns it looks up what it asks for.
type ledger struct {
	entities   shelf[being]
	documents  shelf[paper]
	claims     shelf[stated]
	statements shelf[statement] // relations and attributes by id as loaded
	concerns   shelf[[]string]  // entities that relations as loaded concern, sorted
	judgements shelf[verdicts]  // all of them, under allJudgements
	incident   shelf[[]string]  // relations that stand at an entity in the stored view, by id as loaded

	stored *merge.View // as of the revision that the group begins at
	view   *merge.View // after the batches that were kept
	looks  *merge.View // what the batch in hand makes of it
}

// being is an entity as loaded.
type being struct {
	entity   *graph.Entity
	occurred graph.Status // of a meeting that stands for itself, as stored
}

// paper is a document as loaded.
type paper struct {
	document    *graph.Document
	family      string
	outletNamed bool
}

func knownOf(d *graph.Document) graph.Day {
	if day, ok := d.Known(); ok {
		return day
	}
	return graph.DayMax
}

// stated is a claim and what it is about, as loaded.
type stated struct {
	claim    graph.Claim
	about    string
	identity topology.Identity // Type is 0 for an attribute
}

// statement is a relation or attribute as loaded. It exists while a claim about
// it does, and claims do not go.
type statement struct {
	identity  topology.Identity      // Type is 0 for an attribute
	attribute *graph.AttributeRecord // of one that the group brought
}

type verdicts struct{ list []*graph.Judgement } // by a, b

const allJudgements = "all"

func newLedger(view *merge.View, virgin bool) *ledger {
	w := &ledger{stored: view, view: view, looks: view}
	w.entities.virgin, w.documents.virgin, w.claims.virgin, w.statements.virgin = virgin, virgin, virgin, virgin
	w.concerns.virgin, w.judgements.virgin, w.incident.virgin = virgin, virgin, virgin
	return w
}

// uncertain says that something was asked for that is not looked up yet.
func (w *ledger) uncertain() bool {
	return len(w.entities.asked)+len(w.documents.asked)+len(w.claims.asked)+len(w.statements.asked)+
		len(w.concerns.asked)+len(w.judgements.asked)+len(w.incident.asked) > 0
}

func (w *ledger) keep() {
	w.entities.keep()
	w.documents.keep()
	w.claims.keep()
	w.statements.keep()
	w.concerns.keep()
	w.judgements.keep()
	w.view = w.looks
}

func (w *ledger) drop() {
	w.entities.drop()
	w.documents.drop()
	w.claims.drop()
	w.statements.drop()
	w.concerns.drop()
	w.judgements.drop()
	w.looks = w.view
}

// whole is an entity of the view, all its records in one; nil where there is none.
func (w *ledger) whole(canonical string) (*graph.Entity, error) {
	own := w.entities.get(canonical)
	if own == nil {
		return nil, nil
	}
	e := *own.entity
	e.FormerIDs = nil
	var others []*graph.Entity
	for _, raw := range w.looks.Raws(canonical) {
		if raw == canonical {
			continue
		}
		if x := w.entities.get(raw); x != nil {
			others = append(others, x.entity)
		}
	}
	return merge.Entity(&e, others)
}

// recordOf gives the id under which a thing that a reference means is kept: its
// own, or the smallest one of a record that the view resolves to the same.
func (w *ledger) recordOf(id string) string {
	if !merge.IsRelation(id) || w.looks.Empty() {
		return id
	}
	for _, raw := range append([]string{id}, w.looks.Raws(w.looks.Of(id))...) {
		if w.statements.get(raw) != nil {
			return raw
		}
	}
	return id
}

// identityOf finds a relation as loaded, by its own id or one it had in a view.
func (w *ledger) identityOf(id string) (topology.Identity, bool) {
	for _, raw := range append([]string{id}, w.looks.Raws(w.looks.Of(id))...) {
		if st := w.statements.get(raw); st != nil {
			return st.identity, true
		}
	}
	return topology.Identity{}, false
}

// identities gives those of all relations that judgements name.
func (w *ledger) identities(all []*graph.Judgement) map[string]topology.Identity {
	out := map[string]topology.Identity{}
	for _, j := range all {
		for _, id := range []string{j.A, j.B} {
			if !merge.IsRelation(id) {
				continue
			}
			if identity, ok := w.identityOf(id); ok {
				out[id] = identity
			}
		}
	}
	return out
}

// standsAs gives the identity, in a view, of the relation that stands for one as
// loaded: its own with its ends replaced or, where a judgement pooled it, that of
// the smallest id of its class.
func (w *ledger) standsAs(v *merge.View, raw string, identity topology.Identity) (id string, as topology.Identity) {
	as = v.Identity(identity)
	if v.Empty() {
		return raw, as
	}
	moved := as.ID()
	if id = v.Of(moved); id == moved {
		return id, as
	}
	for _, other := range v.Raws(id) {
		if st := w.statements.get(other); st != nil {
			if as = v.Identity(st.identity); as.ID() == id {
				return id, as
			}
		}
	}
	return id, as
}

// fresh shows the relations as loaded that are not stored yet.
func (w *ledger) fresh(visit func(raw string, identity topology.Identity)) {
	for _, m := range []map[string]*statement{w.statements.now, w.statements.trial} {
		for raw, st := range m {
			if st != nil && st.identity.Type != 0 {
				visit(raw, st.identity)
			}
		}
	}
}

// relate tells the view of a new relation, where its ends are merged.
func (w *ledger) relate(raw string, identity topology.Identity) {
	to, unsaid := w.looks.Stands(raw, identity)
	if !unsaid {
		return
	}
	if w.looks == w.view {
		w.looks = w.view.Clone()
	}
	w.looks.Add(to, to)
	w.looks.Add(raw, to)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

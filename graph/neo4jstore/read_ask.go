package neo4jstore

import (
	"context"

	"dragoman/graph"
	"dragoman/graph/merge"
)

// ask is what every query of a list has: its slice, its filter, and the things
// that it is about. Ids are as given.
type ask struct {
	slice    graph.Slice
	where    *graph.Filter
	of       []string // nil is everything
	entities bool     // of names entities only
	kept     bool     // only attributes are wanted, not relations
	concerns bool     // a relation is also about what it concerns
	keys     []graph.AttributeKey
	document string
	source   string
}

func (a *ask) check() error {
	return firstError(within("first", a.slice.First, graph.MaxFirst), a.where.Check())
}

// want adds what answering takes, besides lists of everything.
func (a *ask) want(w *wanted, v *view) {
	w.filterIDs(v, a.where)
	if a.source != "" {
		w.exist = append(w.exist, v.Of(a.source))
	}
	if a.document != "" {
		w.documents = append(w.documents, a.document)
	}
	for _, id := range v.All(a.of) {
		switch {
		case merge.IsRelation(id):
			w.relations = append(w.relations, id)
		default:
			w.exist = append(w.exist, id)
			if !a.kept {
				w.entities = append(w.entities, id)
			}
			if a.concerns {
				w.concerned = append(w.concerned, id)
			}
		}
		w.owners = append(w.owners, id)
	}
	for _, k := range a.keys {
		w.owners = append(w.owners, v.Of(k.Of))
	}
}

// known refuses ids that there are not.
func (a *ask) known(p *pool) error {
	is := p.isThing
	if a.entities {
		is = p.isEntity
	}
	if err := firstError(p.filterKnown(a.where), known("of", a.of, is)); err != nil {
		return err
	}
	if a.source != "" && !p.isEntity(a.source) {
		return graph.Unknown("source", a.source)
	}
	if a.document != "" && !p.isDocument(a.document) {
		return graph.Unknown("document", a.document)
	}
	return nil
}

// sights gathers for a whole batch and gives what each query sees; queries with
// one filter share what is weighed.
func (v *view) sights(asks []ask) ([]*sight, error) {
	var w wanted
	for i := range asks {
		if err := asks[i].check(); err != nil {
			return nil, err
		}
		asks[i].want(&w, v)
	}
	p := v.newPool()
	if err := p.fill(w); err != nil {
		return nil, err
	}
	out, under := make([]*sight, len(asks)), map[*graph.Filter]*sight{}
	for i := range asks {
		if err := asks[i].known(p); err != nil {
			return nil, err
		}
		f := asks[i].where
		if under[f] == nil {
			under[f] = p.under(f)
		}
		out[i] = under[f]
	}
	return out, nil
}

// subjects shows what an ask about some things is about and what passes, each
// once, in no order.
func (s *sight) subjects(a *ask, def graph.StatusSet, visit func(subject)) {
	of := s.All(a.of)
	exempt := setOf(of)
	done := map[string]bool{}
	give := func(r *pooled) {
		if done[r.ID] {
			return
		}
		done[r.ID] = true
		if seen := s.relation(r.ID); seen != nil && s.passes(seen, def, exempt) {
			visit(subject{relation: seen})
		}
	}
	for _, id := range of {
		if r := s.relations[id]; r != nil {
			give(r)
			continue
		}
		for _, r := range s.at[id] {
			give(r)
		}
		if !a.concerns {
			continue
		}
		for _, r := range s.concerning[id] {
			give(r)
		}
	}
	for _, id := range of {
		for _, x := range s.attributesOf(id) {
			if s.passesAttribute(x, def) {
				visit(subject{attribute: x})
			}
		}
	}
	for _, k := range a.keys {
		k = s.Attribute(k)
		if x := s.attribute(k); x != nil && !exempt[k.Of] && !done[x.ID()] && s.passesAttribute(x, def) {
			done[x.ID()] = true
			visit(subject{attribute: x})
		}
	}
}

// pages answers a batch of queries from one state.
func pages[Q, T any](ctx context.Context, s *Store, qs []Q, asked func(Q) ask, answer func(v *view, asks []ask, seen []*sight) ([]graph.Page[T], error)) (out []graph.Page[T], err error) {
	err = s.look(ctx, func(v *view) error {
		asks := make([]ask, len(qs))
		for i, q := range qs {
			asks[i] = asked(q)
		}
		seen, err := v.sights(asks)
		if err == nil {
			out, err = answer(v, asks, seen)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

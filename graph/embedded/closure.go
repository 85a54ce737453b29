package embedded

import (
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// contradiction says in words which judgement "not same" the closure of the
// others is against; "" where there is none.
func (w *session) contradiction(all []*graph.Judgement) (string, error) {
	identities := map[string]topology.Identity{}
	if err := w.canonicalEnds(all, identities); err != nil {
		return "", err
	}
	return merge.Contradiction(all, identities), nil
}

// look makes the view that all judgements together give, and notes what it
// changes of the topology.
func (w *session) look(all []*graph.Judgement) error {
	w.ahead.abandon()
	before := w.View
	after := merge.Entities(all)
	identities, err := w.affected(before, after)
	if err != nil {
		return err
	}
	if err := w.canonicalEnds(all, identities); err != nil {
		return err
	}
	after.Complete(all, identities)
	if err := storeMerges(w.c, before, after); err != nil {
		return err
	}
	w.View, w.own = after, true
	clear(w.documents)
	clear(w.familyOf)
	clear(w.named)
	return w.noteView(before, after, identities)
}

// canonicalEnds adds the relations that judgements name.
func (w *session) canonicalEnds(all []*graph.Judgement, identities map[string]topology.Identity) error {
	for _, j := range all {
		for _, id := range []string{j.A, j.B} {
			if _, ok := identities[id]; ok || !merge.IsRelation(id) {
				continue
			}
			identity, ok, err := w.rawIdentity(id)
			if err != nil {
				return err
			}
			if ok {
				identities[id] = identity
			}
		}
	}
	return nil
}

// affected gives the relations as loaded that the view before or after changes.
func (w *session) affected(before, after *merge.View) (map[string]topology.Identity, error) {
	identities := map[string]topology.Identity{}
	add := func(raw string) error {
		if _, ok := identities[raw]; ok || !merge.IsRelation(raw) {
			return nil
		}
		fs, err := w.factsAbout(raw)
		if err == nil && len(fs) > 0 {
			identities[raw] = fs[0].identity
		}
		return err
	}
	var err error
	before.Members(func(id string, raws []string) {
		for _, raw := range append([]string{id}, raws...) {
			if err == nil {
				err = add(raw)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	ends := merge.Moved(before, after)
	if len(ends) == 0 {
		return identities, nil
	}
	if w.touched.Everything || w.group.touched.Everything {
		return identities, w.scanEnds(ends, identities)
	}
	for _, t := range []*touched{w.touched, w.group.touched} {
		for raw := range t.Abouts {
			if err := add(raw); err != nil {
				return nil, err
			}
		}
	}
	err = relationsOf(w.ctx, w.group.base, ends, func(id string) error {
		for _, raw := range w.group.base.merges.Raws(id) {
			if err := add(raw); err != nil {
				return err
			}
		}
		return nil
	})
	return identities, err
}

// scanEnds reads every claim: the way after a bulk load.
func (w *session) scanEnds(ends []string, identities map[string]topology.Identity) error {
	wanted := make(map[string]bool, len(ends))
	for _, id := range ends {
		wanted[id] = true
	}
	return w.c.each(w.ctx, factColumns, func(row []driverValue) error {
		f, err := w.readFact(row)
		if err == nil && f.identity.Type != 0 && (wanted[f.identity.From] || wanted[f.identity.To]) {
			identities[f.about] = f.identity
		}
		return err
	})
}

// noteView notes what the topology must forget and what it must learn.
func (w *session) noteView(before, after *merge.View, identities map[string]topology.Identity) error {
	for raw, identity := range identities {
		was, is := before.Of(raw), after.Of(raw)
		if was != is || !slices.Equal(before.Raws(was), after.Raws(is)) || before.Identity(identity) != after.Identity(identity) {
			w.touched.about(raw)
			w.touched.GoneRelations = append(w.touched.GoneRelations, before.Identity(identity))
		}
	}
	for _, id := range merge.Moved(before, after) {
		if err := w.noteEntity(id, after); err != nil {
			return err
		}
	}
	return nil
}

// noteEntity notes an entity that goes or comes, and what names it otherwise than
// as an end: claims on its word, documents of an outlet, concerns, occurred.
func (w *session) noteEntity(id string, after *merge.View) error {
	if after.Of(id) == id {
		w.touched.entity(id)
	} else {
		w.touched.GoneEntities[id] = true
	}
	w.touched.GoneOccurred[id] = true
	n, err := w.node(id)
	if err != nil || n == nil {
		return err
	}
	if err := w.touchSource(n.num); err != nil {
		return err
	}
	for _, q := range []struct {
		text string
		note func(string)
	}{
		{"SELECT id FROM document WHERE outlet = ? AND outlet <> ''", w.touched.document},
		{"SELECT relation FROM concern WHERE entity = ?", w.touched.about},
		{"SELECT id FROM attribute WHERE target = ?", w.touched.about},
	} {
		err := w.c.each(w.ctx, q.text, func(row []driverValue) error {
			q.note(str(row[0]))
			return nil
		}, id)
		if err != nil {
			return err
		}
	}
	return nil
}

package embedded

import (
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// judge takes the judgements of a batch, and makes the view anew if any of them
// counts.
func (w *session) judge() error {
	if len(w.judgement) == 0 {
		return nil
	}
	sound, more := len(w.refused), w.more
	all, err := w.judgements()
	if err != nil {
		return err
	}
	given := w.judgement
	before := all
	changed, err := w.judgeAll(given, &all, false)
	if err != nil {
		return err
	}
	// Contradictions are rare: only if there is one, the culprit is looked for.
	if why, err := w.contradiction(all); err != nil {
		return err
	} else if why != "" {
		all, w.refused, w.more = before, w.refused[:sound], more
		if changed, err = w.judgeAll(given, &all, true); err != nil {
			return err
		}
	}
	if !changed || len(w.refused) > 0 && w.batch.OnError != graph.Skip {
		return nil
	}
	if err := w.storeJudgements(before, all); err != nil {
		return err
	}
	return w.look(all)
}

func (w *session) judgeAll(given []waiting, all *[]*graph.Judgement, checked bool) (changed bool, err error) {
	for _, r := range given {
		did, err := w.judgeOne(r, all, checked)
		if err != nil {
			return false, err
		}
		changed = changed || did
	}
	return changed, nil
}

// judgements reads all of them, by a, b.
func (v *view) judgements() (all []*graph.Judgement, err error) {
	err = v.c.each(context.Background(), "SELECT a, b, body FROM judgement ORDER BY a, b", func(row []driverValue) error {
		j, err := unpackJudgement(str(row[0]), str(row[1]), blob(row[2]))
		if err != nil {
			return v.damaged("judgement on "+str(row[0])+" and "+str(row[1]), err)
		}
		all = append(all, j)
		return nil
	})
	return all, err
}

// judgeOne takes one judgement, if it is about two things of one sort. It says
// whether anything changes; checked says to look for contradictions at once.
func (w *session) judgeOne(r waiting, all *[]*graph.Judgement, checked bool) (changed bool, err error) {
	j := *r.record.Judgement
	if ok, err := w.alike(r, &j); !ok {
		return false, err
	}
	at := slices.IndexFunc(*all, func(o *graph.Judgement) bool { return o.A == j.A && o.B == j.B })
	next := *all
	if at >= 0 {
		old := (*all)[at]
		if ok, err := w.completes(r, old, &j); !ok || j == *old {
			return false, err
		}
		next = slices.Delete(slices.Clone(*all), at, at+1)
	}
	next = append(next[:len(next):len(next)], &j)
	if checked {
		why, err := w.contradiction(next)
		if err == nil && why != "" {
			err = w.refuse(r, graph.Conflict, "judgement.same", why)
			return false, err
		}
		if err != nil {
			return false, err
		}
	}
	*all = next
	return true, nil
}

// completes merges a judgement with the one that is stored.
func (w *session) completes(r waiting, old, j *graph.Judgement) (bool, error) {
	if j.Same != old.Same && !w.batch.Replace {
		return false, w.refuse(r, graph.Conflict, "judgement.same", fmt.Sprintf("%s and %s were judged otherwise before; withdraw that (split), or load with replace", j.A, j.B))
	}
	for _, f := range []struct {
		name string
		old  string
		new  *string
	}{{"by", old.By, &j.By}, {"reason", old.Reason, &j.Reason}, {"at", old.At, &j.At}} {
		switch {
		case *f.new == "":
			*f.new = f.old
		case f.old != "" && f.old != *f.new && !w.batch.Replace:
			return false, w.refuse(r, graph.Conflict, "judgement."+f.name, fmt.Sprintf("of the judgement on %s and %s is %q, the record says %q; make them agree, or load with replace", j.A, j.B, f.old, *f.new))
		}
	}
	return true, nil
}

// storeJudgements writes what differs from before.
func (w *session) storeJudgements(before, after []*graph.Judgement) error {
	was := make(map[[2]string]graph.Judgement, len(before))
	for _, j := range before {
		was[[2]string{j.A, j.B}] = *j
	}
	for _, j := range after {
		if old, ok := was[[2]string{j.A, j.B}]; ok && old == *j {
			continue
		}
		w.change(&w.receipt.Judgements)
		if err := w.storeJudgement(j); err != nil {
			return err
		}
	}
	return nil
}

func (w *session) storeJudgement(j *graph.Judgement) error {
	var p packer
	return w.c.exec("INSERT OR REPLACE INTO judgement VALUES (?, ?, ?)", j.A, j.B, p.judgement(j))
}

// alike refuses what is not there and what cannot be the same.
func (w *session) alike(r waiting, j *graph.Judgement) (bool, error) {
	if isRelationID(j.A) {
		return w.alikeRelations(r, j)
	}
	var kinds [2]graph.EntityKind
	for i, id := range []string{j.A, j.B} {
		n, err := w.node(id)
		if err != nil {
			return false, err
		}
		if n == nil {
			return false, w.refuse(r, graph.NotFound, "judgement."+"ab"[i:i+1], noSuch("entity", id))
		}
		if n.kind == 0 {
			return false, w.refuse(r, graph.Invalid, "judgement."+"ab"[i:i+1], fmt.Sprintf("%q is a document; judgements are about entities or relations", id))
		}
		kinds[i] = n.kind
	}
	if kinds[0] != kinds[1] {
		return false, w.refuse(r, graph.Invalid, "judgement.b", fmt.Sprintf("%s is a %s and %s is a %s; only things of one kind can be the same", j.A, kinds[0], j.B, kinds[1]))
	}
	return true, nil
}

func (w *session) alikeRelations(r waiting, j *graph.Judgement) (ok bool, err error) {
	var types [2]graph.RelationType
	a, b := j.A, j.B
	if j.A, err = w.recordOf(a); err != nil {
		return false, err
	}
	if j.B, err = w.recordOf(b); err != nil {
		return false, err
	}
	if j.A == j.B {
		return false, w.refuse(r, graph.Invalid, "judgement.b", fmt.Sprintf("%s and %s are the same already", a, b))
	}
	if j.B < j.A {
		j.A, j.B = j.B, j.A
	}
	for i, id := range []string{j.A, j.B} {
		identity, ok, err := w.rawIdentity(id)
		if err != nil {
			return false, err
		}
		if !ok {
			return false, w.refuse(r, graph.NotFound, "judgement."+"ab"[i:i+1], noSuch("relation", id))
		}
		types[i] = identity.Type
	}
	if types[0] != types[1] {
		return false, w.refuse(r, graph.Invalid, "judgement.b", fmt.Sprintf("%s is %s and %s is %s; only relations of one type can be the same", j.A, types[0], j.B, types[1]))
	}
	return true, nil
}

// rawIdentity finds a relation as loaded, by its own id or one it had in a view.
func (w *session) rawIdentity(id string) (identity topology.Identity, ok bool, err error) {
	for _, raw := range append([]string{id}, w.raws(w.of(id))...) {
		fs, err := w.factsAbout(raw)
		if err != nil {
			return identity, false, err
		}
		if len(fs) > 0 {
			return fs[0].identity, true, nil
		}
	}
	return identity, false, nil
}

// contradiction says in words which judgement "not same" the closure of the
// others is against; "" where there is none.
func (w *session) contradiction(all []*graph.Judgement) (string, error) {
	a := entityAliases(all)
	stands := func(id string) (string, error) {
		if !isRelationID(id) {
			return a.of(id), nil
		}
		identity, ok, err := w.rawIdentity(id)
		if err != nil || !ok {
			return id, err
		}
		return a.identity(identity).ID(), nil
	}
	same := classes{}
	for _, apply := range []bool{true, false} {
		for _, j := range all {
			if j.Same != apply {
				continue
			}
			x, err := stands(j.A)
			if err != nil {
				return "", err
			}
			y, err := stands(j.B)
			if err != nil {
				return "", err
			}
			if apply {
				same.unite(x, y)
			} else if same.of(x) == same.of(y) {
				return fmt.Sprintf("%s and %s are judged not to be the same, but other judgements make them so; withdraw one of these (split)", j.A, j.B), nil
			}
		}
	}
	return "", nil
}

// look makes the view that all judgements together give, and notes what it
// changes of the topology.
func (w *session) look(all []*graph.Judgement) error {
	before := w.aliases
	after := entityAliases(all)
	identities, err := w.affected(all, before, after)
	if err != nil {
		return err
	}
	if err := w.canonicalEnds(all, identities); err != nil {
		return err
	}
	after.addRelations(all, identities)
	if err := after.store(w.c, before); err != nil {
		return err
	}
	w.aliases, w.own = after, true
	clear(w.documents)
	clear(w.named)
	return w.noteView(before, after, identities)
}

// canonicalEnds adds the relations that judgements name.
func (w *session) canonicalEnds(all []*graph.Judgement, identities map[string]topology.Identity) error {
	for _, j := range all {
		for _, id := range []string{j.A, j.B} {
			if _, ok := identities[id]; ok || !isRelationID(id) {
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

// moved lists the ids as loaded of entities that something else stands for now.
func moved(before, after *aliases) []string {
	var out []string
	for _, a := range []*aliases{before, after} {
		for to, ms := range a.members {
			if isRelationID(to) || slices.Equal(before.members[to], after.members[to]) {
				continue
			}
			out = append(append(out, ms...), to)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// affected gives the relations as loaded that the view before or after changes.
func (w *session) affected(all []*graph.Judgement, before, after *aliases) (map[string]topology.Identity, error) {
	identities := map[string]topology.Identity{}
	add := func(raw string) error {
		if _, ok := identities[raw]; ok || !isRelationID(raw) {
			return nil
		}
		fs, err := w.factsAbout(raw)
		if err == nil && len(fs) > 0 {
			identities[raw] = fs[0].identity
		}
		return err
	}
	for id, ms := range before.members {
		for _, raw := range append([]string{id}, ms...) {
			if err := add(raw); err != nil {
				return nil, err
			}
		}
	}
	ends := moved(before, after)
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
	err := relationsOf(w.ctx, w.group.base, ends, func(id string) error {
		for _, raw := range w.group.base.aliases.raws(id) {
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
func (w *session) noteView(before, after *aliases, identities map[string]topology.Identity) error {
	for raw, identity := range identities {
		was, is := before.of(raw), after.of(raw)
		if was != is || !slices.Equal(before.members[was], after.members[is]) || before.identity(identity) != after.identity(identity) {
			w.touched.about(raw)
			w.touched.GoneRelations = append(w.touched.GoneRelations, before.identity(identity))
		}
	}
	for _, id := range moved(before, after) {
		if err := w.noteEntity(id, after); err != nil {
			return err
		}
	}
	return nil
}

// noteEntity notes an entity that goes or comes, and what names it otherwise than
// as an end: claims on its word, documents of an outlet, concerns, occurred.
func (w *session) noteEntity(id string, after *aliases) error {
	if after.of(id) == id {
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

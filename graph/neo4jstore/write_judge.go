package neo4jstore

import (
	"cmp"
	"fmt"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// judge takes the judgements of a batch, and makes the view anew if any of them
// counts.
func (t *trial) judge(given []item) {
	if len(given) == 0 {
		return
	}
	sound, more := len(t.refused), t.more
	before := t.allJudgements()
	all := t.judgeAll(given, before, false)
	// Contradictions are rare: only if there is one, the culprit is looked for. One
	// that a later record turns round was there all the same when it came.
	if t.turned || merge.Contradiction(all, t.identities(all)) != "" {
		t.refused, t.more = t.refused[:sound], more
		all = t.judgeAll(given, before, true)
	}
	if len(t.refused) > 0 && t.batch.OnError != graph.Skip {
		return
	}
	t.pass(before, all)
}

func (t *trial) allJudgements() []*graph.Judgement {
	if v := t.judgements.get(allJudgements); v != nil {
		return v.list
	}
	return nil
}

// pass makes a list of judgements count.
func (t *trial) pass(before, after []*graph.Judgement) {
	was, is := byPair(&verdicts{before}), byPair(&verdicts{after})
	changed := false
	for pair, j := range is {
		if old := was[pair]; old == nil || *old != *j {
			t.change.judgements[pair], changed = true, true
		}
	}
	for pair := range was {
		if is[pair] == nil {
			t.change.judgements[pair], changed = true, true
		}
	}
	if !changed {
		return
	}
	slices.SortFunc(after, func(a, b *graph.Judgement) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	t.judgements.put(allJudgements, &verdicts{after})
	t.look(after)
}

// judgeAll adds what is sound; checked says to look for contradictions at once.
func (t *trial) judgeAll(given []item, before []*graph.Judgement, checked bool) []*graph.Judgement {
	all := slices.Clone(before)
	for _, r := range given {
		all = t.judgeOne(r, all, checked)
	}
	return all
}

// judgeOne takes one judgement, if it is about two things of one sort.
func (t *trial) judgeOne(r item, all []*graph.Judgement, checked bool) []*graph.Judgement {
	j := *r.record.Judgement
	if !t.alike(r, &j) {
		return all
	}
	next := all[:len(all):len(all)]
	if at := slices.IndexFunc(all, func(o *graph.Judgement) bool { return o.A == j.A && o.B == j.B }); at >= 0 {
		if !t.completes(r, all[at], &j) || j == *all[at] {
			return all
		}
		t.turned = t.turned || j.Same != all[at].Same
		next = slices.Delete(slices.Clone(all), at, at+1)
	}
	next = append(next, &j)
	if checked {
		if why := merge.Contradiction(next, t.identities(next)); why != "" {
			t.refuse(r, graph.Conflict, "judgement.same", why)
			return all
		}
	}
	return next
}

// completes merges a judgement with the one that is there.
func (t *trial) completes(r item, old, j *graph.Judgement) bool {
	if j.Same != old.Same && !t.batch.Replace {
		t.refuse(r, graph.Conflict, "judgement.same", fmt.Sprintf("%s and %s were judged otherwise before; withdraw that (split), or load with replace", j.A, j.B))
		return false
	}
	for _, f := range []struct {
		name string
		old  string
		new  *string
	}{{"by", old.By, &j.By}, {"reason", old.Reason, &j.Reason}, {"at", old.At, &j.At}} {
		switch {
		case *f.new == "":
			*f.new = f.old
		case f.old != "" && f.old != *f.new && !t.batch.Replace:
			t.refuse(r, graph.Conflict, "judgement."+f.name, fmt.Sprintf("of the judgement on %s and %s is %q, the record says %q; make them agree, or load with replace", j.A, j.B, f.old, *f.new))
			return false
		}
	}
	return true
}

// alike refuses what is not there and what cannot be the same.
func (t *trial) alike(r item, j *graph.Judgement) bool {
	if merge.IsRelation(j.A) {
		return t.alikeRelations(r, j)
	}
	var kinds [2]graph.EntityKind
	for i, id := range []string{j.A, j.B} {
		e := t.entities.get(id)
		if e == nil {
			if t.documents.get(id) != nil {
				t.refuse(r, graph.Invalid, "judgement."+"ab"[i:i+1], fmt.Sprintf("%q is a document; judgements are about entities or relations", id))
			} else {
				t.refuseOpenEnd(r, "judgement."+"ab"[i:i+1], "entity", id)
			}
			return false
		}
		kinds[i] = e.entity.Kind
	}
	if kinds[0] != kinds[1] {
		t.refuse(r, graph.Invalid, "judgement.b", fmt.Sprintf("%s is a %s and %s is a %s; only things of one kind can be the same", j.A, kinds[0], j.B, kinds[1]))
		return false
	}
	return true
}

func (t *trial) alikeRelations(r item, j *graph.Judgement) bool {
	a, b := j.A, j.B
	if j.A, j.B = t.recordOf(a), t.recordOf(b); j.A == j.B {
		t.refuse(r, graph.Invalid, "judgement.b", fmt.Sprintf("%s and %s are the same already", a, b))
		return false
	}
	if j.B < j.A {
		j.A, j.B = j.B, j.A
	}
	var types [2]graph.RelationType
	for i, id := range []string{j.A, j.B} {
		identity, ok := t.identityOf(id)
		if !ok {
			t.refuseOpenEnd(r, "judgement."+"ab"[i:i+1], "relation", id)
			return false
		}
		types[i] = identity.Type
	}
	if types[0] != types[1] {
		t.refuse(r, graph.Invalid, "judgement.b", fmt.Sprintf("%s is %s and %s is %s; only relations of one type can be the same", j.A, types[0], j.B, types[1]))
		return false
	}
	return true
}

// look makes the view that all judgements together give, and notes what it shows
// otherwise than before.
func (t *trial) look(all []*graph.Judgement) {
	before := t.looks
	after := merge.Entities(all)
	affected := t.affected(before, after)
	for id, identity := range t.identities(all) {
		if _, ok := affected[id]; !ok {
			affected[id] = identity
		}
	}
	after.Complete(all, affected)
	t.looks = after
	if t.change.rewoven == nil {
		t.change.rewoven = map[string]topology.Identity{}
	}
	for raw, identity := range affected {
		was, is := before.Of(raw), after.Of(raw)
		if was != is || !slices.Equal(before.Raws(was), after.Raws(is)) || before.Identity(identity) != after.Identity(identity) {
			t.change.touch(raw)
			t.change.rewoven[raw] = identity
		}
	}
	moved := merge.Moved(before, after)
	for _, id := range moved {
		t.entities.ask(id) // the whole of each is written anew
	}
	t.change.moved = append(t.change.moved, moved...)
}

// affected gives the relations as loaded that the view before or after changes.
func (t *trial) affected(before, after *merge.View) map[string]topology.Identity {
	out := map[string]topology.Identity{}
	add := func(raw string) {
		if !merge.IsRelation(raw) {
			return
		}
		if st := t.statements.get(raw); st != nil {
			out[raw] = st.identity
		}
	}
	before.Members(func(id string, raws []string) {
		add(id)
		for _, raw := range raws {
			add(raw)
		}
	})
	moved := merge.Moved(before, after)
	if len(moved) == 0 {
		return out
	}
	is := make(map[string]bool, len(moved))
	for _, id := range moved {
		is[id] = true
		if list := t.incident.get(t.stored.Of(id)); list != nil {
			for _, raw := range *list {
				add(raw)
			}
		}
	}
	t.fresh(func(raw string, identity topology.Identity) {
		if is[identity.From] || is[identity.To] {
			out[raw] = identity
		}
	})
	return out
}

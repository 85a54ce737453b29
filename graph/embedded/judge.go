package embedded

import (
	"context"
	"fmt"
	"slices"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/pack"
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
	// Contradictions are rare: only if there is one, the culprit is looked for. One
	// that a later record turns round was there all the same when it came.
	if why, err := w.contradiction(all); err != nil {
		return err
	} else if why != "" || w.turned {
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
		j, err := pack.OpenJudgement(str(row[0]), str(row[1]), blob(row[2]))
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
		w.turned = w.turned || j.Same != old.Same
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
	var p pack.Packer
	return w.c.exec("INSERT OR REPLACE INTO judgement VALUES (?, ?, ?)", j.A, j.B, p.Judgement(j))
}

// alike refuses what is not there and what cannot be the same.
func (w *session) alike(r waiting, j *graph.Judgement) (bool, error) {
	if merge.IsRelation(j.A) {
		return w.alikeRelations(r, j)
	}
	var kinds [2]graph.EntityKind
	for i, id := range []string{j.A, j.B} {
		n, err := w.node(id)
		if err != nil {
			return false, err
		}
		if n == nil {
			return false, w.refuseOpenEnd(r, "judgement."+"ab"[i:i+1], "entity", id)
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
			return false, w.refuseOpenEnd(r, "judgement."+"ab"[i:i+1], "relation", id)
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
	for _, raw := range append([]string{id}, w.Raws(w.Of(id))...) {
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

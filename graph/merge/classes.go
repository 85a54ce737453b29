package merge

import (
	"fmt"
	"slices"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// Classes is a union-find in which the smallest id of a class stands for it. Its
// zero value cannot be changed; make one with Classes{}.
type Classes map[string]string

// Of gives the id that stands for a class.
func (c Classes) Of(id string) string {
	root := id
	for {
		up, ok := c[root]
		if !ok {
			break
		}
		root = up
	}
	for id != root { // shorten the way for the next one
		up := c[id]
		c[id] = root
		id = up
	}
	return root
}

// Unite makes two classes one.
func (c Classes) Unite(a, b string) {
	a, b = c.Of(a), c.Of(b)
	switch {
	case a < b:
		c[b] = a
	case b < a:
		c[a] = b
	}
}

// Entities is the part of the view that does not depend on relations.
func Entities(judgements []*graph.Judgement) *View {
	same := Classes{}
	var ids []string
	for _, j := range judgements {
		if j.Same && !IsRelation(j.A) {
			same.Unite(j.A, j.B)
			ids = append(ids, j.A, j.B)
		}
	}
	v := New()
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		v.Add(id, same.Of(id))
	}
	return v
}

// Complete adds to the view of entities the relations whose ends it replaces and
// those that judgements pool. identities has at least all of these, by raw id.
func (v *View) Complete(judgements []*graph.Judgement, identities map[string]topology.Identity) {
	moved := make(map[string]string, len(identities))
	for raw, identity := range identities {
		moved[raw] = v.Identity(identity).ID()
	}
	pooled := Classes{}
	for _, j := range judgements {
		if j.Same && IsRelation(j.A) {
			pooled.Unite(moved[j.A], moved[j.B])
		}
	}
	alone := map[string]bool{}
	for raw, id := range moved {
		if to := pooled.Of(id); to != raw {
			v.Add(raw, to)
			v.Add(id, to) // the id between resolves too
		} else {
			alone[raw] = true
		}
	}
	for raw := range alone {
		if _, ok := v.members[raw]; ok {
			v.Add(raw, raw)
		}
	}
}

// Contradiction says in words which judgement "not same" the closure of the
// others is against; "" where there is none. identities has the relations that
// judgements name, by raw id.
func Contradiction(judgements []*graph.Judgement, identities map[string]topology.Identity) string {
	v := Entities(judgements)
	stands := func(id string) string {
		if i, ok := identities[id]; ok && IsRelation(id) {
			return v.Identity(i).ID()
		}
		return v.Of(id)
	}
	same := Classes{}
	for _, apply := range []bool{true, false} {
		for _, j := range judgements {
			if j.Same != apply {
				continue
			}
			a, b := stands(j.A), stands(j.B)
			if apply {
				same.Unite(a, b)
			} else if same.Of(a) == same.Of(b) {
				return fmt.Sprintf("%s and %s are judged not to be the same, but other judgements make them so; withdraw one of these (split)", j.A, j.B)
			}
		}
	}
	return ""
}

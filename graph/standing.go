package graph

import (
	"cmp"
	"slices"
)

// What evidence shows of weighed claims, for every form in which claims are
// kept: [Assess] reads it off records, a search engine off its columns.

// DateOrder appends to order the places of the live claims other than NO_COMMENT,
// in the order in which the date of a relation is chosen: the first is that of
// Weight.When. Call it after Weigh.
func DateOrder(order []int, ts []Testimony) []int {
	start := len(order)
	for i := range ts {
		if !ts[i].live() || ts[i].Stance == NoComment {
			continue
		}
		order = append(order, i)
		for at := len(order) - 1; at > start && better(&ts[i], &ts[order[at-1]]); at-- {
			order[at-1], order[at] = i, order[at-1]
		}
	}
	return order
}

// AppendStances appends how many live claims there are of each stance, by stance,
// for before against. Call it after Weigh.
func AppendStances(out []StanceCount, ts []Testimony) []StanceCount {
	start := len(out)
	for i := range ts {
		t := &ts[i]
		if !t.live() {
			continue
		}
		at := start + slices.IndexFunc(out[start:], func(s StanceCount) bool { return s.Stance == t.Stance && s.Against == t.Against })
		if at < start {
			at = len(out)
			out = append(out, StanceCount{Stance: t.Stance, Against: t.Against})
		}
		out[at].Count++
	}
	if len(out)-start > 1 {
		slices.SortFunc(out[start:], compareStances)
	}
	return out
}

func compareStances(a, b StanceCount) int {
	switch {
	case a.Stance != b.Stance:
		return cmp.Compare(a.Stance, b.Stance)
	case a.Against == b.Against:
		return 0
	case b.Against:
		return -1
	}
	return 1
}

// CompareSources is the order of Evidence.Sources: entities by id, then texts.
func CompareSources(a, b Source) int {
	if (a.Entity == "") != (b.Entity == "") {
		return cmp.Compare(b.Entity, a.Entity)
	}
	return cmp.Or(cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.Text, b.Text))
}

// Live says whether the claim counts: it is neither taken back nor superseded.
// Call it after Weigh.
func (t *Testimony) Live() bool { return t.live() }

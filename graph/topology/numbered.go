package topology

import (
	"slices"

	"dragoman/graph"
)

// Numbered is a relation that names entities and documents by their places among
// those that were fed, from 0: for a store that has them at hand, and millions of
// relations. A value, and what it points to but dates, may be reused after the
// next step.
type Numbered struct {
	From, To uint32
	Type     graph.RelationType
	Role     graph.Role
	Key      string
	ID       string // as Identity.ID computes it; it is taken as it is
	Concerns []uint32
	Claims   []NumberedClaim // in the order of their ids
}

// NumberedClaim is as much of a claim as a topology keeps.
type NumberedClaim struct {
	Document   uint32
	Date       *graph.Date // nil for none; never changed, so that a pointer which comes again is the same date
	Stance     graph.Stance
	Against    bool
	Sources    []graph.Source
	RecordedAt string
	Retracted  *graph.Retraction
}

// places tells which number what was fed got. It is nil where that is its place,
// as it is when things come in the order of their ids.
type places []uint32

// sorted puts what was fed into the order of ids and tells where it went.
func sorted[T any](list []T, id func(*T) string) (out []T, at places) {
	byID := func(a, b *T) int { return compareStrings(id(a), id(b)) }
	if slices.IsSortedFunc(list, func(a, b T) int { return byID(&a, &b) }) {
		return list, nil
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return byID(&list[a], &list[b]) })
	out, at = make([]T, len(list)), make(places, len(list))
	for i, from := range order {
		out[i], at[from] = list[from], uint32(i)
	}
	return out, at
}

// number gives the number of a place; there are n.
func (at places) number(place uint32, n int) (uint32, bool) {
	switch {
	case int(place) >= n:
		return 0, false
	case at == nil:
		return place, true
	}
	return at[place], true
}

// mostPointers are kept of dates that came.
const mostPointers = 1 << 18

func (in *intake) numbered(f Feed) error {
	if f.Numbered == nil {
		return nil
	}
	for r, err := range f.Numbered {
		if err = orAlive(err, in); err != nil {
			return err
		}
		if err := in.takeNumbered(r); err != nil {
			return err
		}
	}
	return nil
}

func (in *intake) takeNumbered(r *Numbered) error {
	from, ok1 := in.entityAt.number(r.From, in.b.entities())
	to, ok2 := in.entityAt.number(r.To, in.b.entities())
	if !ok1 || !ok2 || r.Type == 0 || r.Type > graph.Governs || len(r.ID) != idLen {
		return graph.Errorf(graph.Invalid, "relation %s is not one between entities of the feed", r.ID)
	}
	if r.Type.Symmetric() && to < from {
		from, to = to, from
	}
	concerns := in.concerns[:0]
	for _, place := range r.Concerns {
		v, ok := in.entityAt.number(place, in.b.entities())
		if !ok {
			return graph.Errorf(graph.Invalid, "relation %s concerns an entity that is not in the feed", r.ID)
		}
		concerns = append(concerns, v)
	}
	in.concerns = concerns
	in.w.relation(from, r.Type, to, r.Role, r.Key, digestOf(r.ID), concerns)
	for i := range r.Claims {
		if err := in.takeClaim(&r.Claims[i], r.ID); err != nil {
			return err
		}
	}
	return nil
}

func (in *intake) takeClaim(c *NumberedClaim, about string) error {
	d, ok := in.docAt.number(c.Document, len(in.b.about))
	if !ok {
		return graph.Errorf(graph.Invalid, "a claim about %s is by a document that is not in the feed", about)
	}
	in.buf = claim{doc: d, bits: claimBits(c.Stance, c.Against), links: in.buf.links[:0], date: in.datePointed(c.Date)}
	if err := packSources(in, &in.buf, c.Sources, about); err != nil {
		return err
	}
	packRetraction(&in.buf, c.Retracted)
	if c.RecordedAt != "" {
		packRecorded(&in.buf, &graph.Claim{RecordedAt: c.RecordedAt})
	}
	in.w.claim(&in.buf)
	return nil
}

// datePointed numbers a date, which is looked at once for each pointer.
func (in *intake) datePointed(d *graph.Date) uint32 {
	if d == nil {
		return 0
	}
	if n, ok := in.dateNo[d]; ok {
		return n
	}
	if in.dateNo == nil || len(in.dateNo) >= mostPointers {
		in.dateNo = map[*graph.Date]uint32{}
	}
	n := in.w.t.date(d)
	in.dateNo[d] = n
	return n
}

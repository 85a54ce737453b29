package embedded

import (
	"context"
	"slices"

	"dragoman/graph"
)

// ListTimeline implements graph.Lister.
func (s *Store) ListTimeline(ctx context.Context, qs []graph.TimelineQuery) ([]graph.Page[graph.TimelineRow], error) {
	return pages(ctx, s, qs, func(v *view, q graph.TimelineQuery) (p graph.Page[graph.TimelineRow], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = v.known("of", q.Of, v.isEntity)
		}
		if err != nil {
			return p, err
		}
		return seen.timeline(q)
	})
}

// timeline finds the rows of some entities by looking at each of theirs, and those
// of everything by what the topology has in order.
func (s *sight) timeline(q graph.TimelineQuery) (p graph.Page[graph.TimelineRow], err error) {
	f := &foremost{slice: q.Slice}
	more := false
	if q.Of != nil {
		err = s.subjects(s.scope(q.Of, true), graph.Listed, func(x subject) error {
			f.take(event(x))
			return nil
		})
	} else {
		more, err = s.wholeTimeline(f)
	}
	if err != nil {
		return p, err
	}
	f.tellOrder()
	p = cut(q.Slice, f.rows, f.total)
	p.More = p.More || more
	return p, nil
}

// wholeTimeline takes the page of all relations, which the topology has, and all
// attributes. more says that there are relations beyond.
func (s *sight) wholeTimeline(f *foremost) (more bool, err error) {
	relations, before, err := s.g.TimelinePage(s.ctx, graph.TimelineQuery{Where: s.where, Slice: f.slice})
	if err != nil {
		return false, err
	}
	if before != nil {
		f.take(happened(before))
	}
	for _, r := range relations.Items {
		f.take(happened(r))
	}
	if f.total = 0; relations.Total != nil {
		f.total = *relations.Total
	}
	return relations.More, s.attributeSubjects(scope{}, graph.Listed, func(x subject) error {
		f.take(event(x))
		return nil
	})
}

// foremost keeps the first rows after slice.After, and the last one before it,
// which tells the order of the first.
type foremost struct {
	slice  graph.Slice
	rows   []row[graph.TimelineRow]
	before *row[graph.TimelineRow]
	total  int
}

func (f *foremost) take(r row[graph.TimelineRow]) {
	f.total++
	if f.slice.After != nil && slices.Compare(r.key, f.slice.After) <= 0 {
		if f.before == nil || slices.Compare(r.key, f.before.key) > 0 {
			f.before = &r
		}
		return
	}
	if f.rows = append(f.rows, r); len(f.rows) > 4*(f.slice.First+2) {
		f.sort()
	}
}

func (f *foremost) sort() {
	slices.SortFunc(f.rows, func(a, b row[graph.TimelineRow]) int { return slices.Compare(a.key, b.key) })
	f.rows = f.rows[:min(len(f.rows), f.slice.First+1)]
}

// tellOrder puts the rows in order, and says of each how it stands to the one
// before.
func (f *foremost) tellOrder() {
	f.sort()
	last := f.before
	for i := range f.rows {
		if last != nil {
			if a, b := last.item.When, f.rows[i].item.When; a.Dated && b.Dated && a.Span.Compare(b.Span) == graph.OrderBefore {
				f.rows[i].item.Order = graph.OrderBefore
			}
		}
		last = &f.rows[i]
	}
}

// happened is the row of a relation.
func happened(r *graph.Relation) row[graph.TimelineRow] {
	return row[graph.TimelineRow]{graph.TimelineKey(r.When, r.ID), graph.TimelineRow{ID: r.ID, When: r.When, Relation: r}}
}

func event(x subject) row[graph.TimelineRow] {
	if x.relation != nil {
		return happened(x.relation.Relation)
	}
	t := graph.TimelineRow{ID: x.attribute.ID(), When: x.attribute.When, Attribute: x.attribute.Attribute}
	return row[graph.TimelineRow]{graph.TimelineKey(t.When, t.ID), t}
}

// ListDisputes implements graph.Lister.
func (s *Store) ListDisputes(ctx context.Context, qs []graph.DisputeQuery) ([]graph.Page[graph.Dispute], error) {
	return pages(ctx, s, qs, func(v *view, q graph.DisputeQuery) (p graph.Page[graph.Dispute], err error) {
		seen, err := v.glimpse(ctx, q.Slice, q.Where)
		if err == nil {
			err = v.known("of", q.Of, v.isThing)
		}
		if err != nil {
			return p, err
		}
		return seen.disputes(q)
	})
}

// disputes finds those of some entities by looking at each of theirs, and those of
// everything by what the topology has in order.
func (s *sight) disputes(q graph.DisputeQuery) (p graph.Page[graph.Dispute], err error) {
	disputed := graph.StatusesOf(graph.Disputed)
	if !s.where.StatusSet(disputed).Has(graph.Disputed) {
		return page[graph.Dispute](q.Slice, nil), nil
	}
	only := graph.Filter{}
	if s.where != nil {
		only = *s.where
	}
	only.Statuses = []graph.Status{graph.Disputed}
	narrow := *s
	narrow.where = &only
	var rows []row[graph.Dispute]
	take := func(x subject) error {
		d := s.dispute(x)
		rows = append(rows, row[graph.Dispute]{graph.IDKey(d.ID), d})
		return nil
	}
	if q.Of != nil {
		err = narrow.subjects(s.scope(q.Of, false), disputed, take)
		return page(q.Slice, rows), err
	}
	relations, err := narrow.g.RelationsByID(narrow.ctx, narrow.where, q.Slice, disputed)
	if err != nil {
		return p, err
	}
	for _, id := range relations.Items {
		r, err := narrow.relation(id)
		if err == nil && r != nil {
			err = take(subject{relation: r})
		}
		if err != nil {
			return p, err
		}
	}
	others := -len(rows) // that come before or after the page
	if relations.Total != nil {
		others += *relations.Total
	}
	err = narrow.attributeSubjects(scope{}, disputed, take)
	p = page(q.Slice, rows)
	p.More = p.More || relations.More
	if p.Total != nil {
		*p.Total += others
	}
	return p, err
}

// dispute takes it apart.
func (s *sight) dispute(x subject) (d graph.Dispute) {
	var sides graph.Sides
	if r := x.relation; r != nil {
		d.ID, d.Relation = r.ID, r.Relation
		sides = graph.SidesOf(r.selected, r.Type.Lasting())
	} else {
		d.ID, d.Attribute = x.attribute.ID(), x.attribute.Attribute
		sides = graph.SidesOf(x.attribute.selected, false, x.attribute.rivals...)
	}
	for _, c := range sides.For {
		d.For = append(d.For, s.answer(c, x.relation, x.attribute))
	}
	for _, c := range sides.Against {
		d.Against = append(d.Against, s.answer(c, x.relation, s.holder(x.attribute, c)))
	}
	d.Overlap = sides.Overlap
	return d
}

// holder finds the attribute that a claim is about: a, or one of its rivals.
func (s *sight) holder(a *seenAttribute, c graph.Assessed) *seenAttribute {
	if a == nil {
		return nil
	}
	as, err := s.attributesOf(a.Of)
	s.keep(err)
	for _, other := range as {
		if slices.ContainsFunc(other.selected, func(o graph.Assessed) bool { return o.ID == c.ID }) {
			return other
		}
	}
	return a
}

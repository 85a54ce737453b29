package neo4jstore

import (
	"context"

	"dragoman/graph"
)

// ListTimeline implements graph.Lister. A timeline of everything takes a look at
// everything; it keeps no more rows than a page has.
func (s *Store) ListTimeline(ctx context.Context, qs []graph.TimelineQuery) ([]graph.Page[graph.TimelineRow], error) {
	return pages(ctx, s, qs, func(q graph.TimelineQuery) ask {
		return ask{slice: q.Slice, where: q.Where, of: q.Of, entities: true, concerns: true}
	}, func(v *view, asks []ask, seen []*sight) ([]graph.Page[graph.TimelineRow], error) {
		out := make([]graph.Page[graph.TimelineRow], len(qs))
		for i, q := range qs {
			f := &foremost[graph.TimelineRow]{slice: q.Slice}
			take := func(x subject) { f.add(event(x)) }
			if q.Of != nil {
				seen[i].subjects(&asks[i], graph.Listed, take)
			} else if err := seen[i].eachSubject(graph.Listed, take); err != nil {
				return nil, err
			}
			f.sort()
			tellOrder(f)
			out[i] = f.page()
		}
		return out, nil
	})
}

func event(x subject) row[graph.TimelineRow] {
	var t graph.TimelineRow
	if x.relation != nil {
		t = graph.TimelineRow{ID: x.relation.ID, When: x.relation.When, Relation: x.relation.Relation}
	} else {
		t = graph.TimelineRow{ID: x.attribute.ID(), When: x.attribute.When, Attribute: x.attribute.Attribute}
	}
	return row[graph.TimelineRow]{graph.TimelineKey(t.When, t.ID), t}
}

// tellOrder says how rows in order lie to the row before each.
func tellOrder(f *foremost[graph.TimelineRow]) {
	last := f.before
	for i := range f.rows {
		r := &f.rows[i]
		if last != nil {
			if a, b := last.item.When, r.item.When; a.Dated && b.Dated && a.Span.Compare(b.Span) == graph.OrderBefore {
				r.item.Order = graph.OrderBefore
			}
		}
		last = r
	}
}

// ListDisputes implements graph.Lister.
func (s *Store) ListDisputes(ctx context.Context, qs []graph.DisputeQuery) ([]graph.Page[graph.Dispute], error) {
	return pages(ctx, s, qs, func(q graph.DisputeQuery) ask {
		return ask{slice: q.Slice, where: q.Where, of: q.Of}
	}, func(v *view, asks []ask, seen []*sight) ([]graph.Page[graph.Dispute], error) {
		out := make([]graph.Page[graph.Dispute], len(qs))
		var answers []*graph.ClaimAnswer
		for i, q := range qs {
			f := &foremost[graph.Dispute]{slice: q.Slice}
			if err := seen[i].disputes(q, &asks[i], f.add); err != nil {
				return nil, err
			}
			out[i] = f.page()
			for _, d := range out[i].Items {
				answers = append(append(answers, d.For...), d.Against...)
			}
		}
		return out, v.complete(answers)
	})
}

// disputes shows what is disputed under a filter that does not exclude it.
func (s *sight) disputes(q graph.DisputeQuery, a *ask, add func(row[graph.Dispute])) error {
	disputed := graph.StatusesOf(graph.Disputed)
	if !s.where.StatusSet(disputed).Has(graph.Disputed) {
		return nil
	}
	var only graph.Filter
	if s.where != nil {
		only = *s.where
	}
	only.Statuses = []graph.Status{graph.Disputed}
	narrow := *s
	narrow.where = &only
	if q.Of != nil {
		narrow.subjects(a, disputed, func(x subject) { add(narrow.dispute(x)) })
		return nil
	}
	return narrow.eachSubject(disputed, func(x subject) { add(x.in.dispute(x)) })
}

// dispute takes it apart.
func (s *sight) dispute(x subject) row[graph.Dispute] {
	var (
		d     graph.Dispute
		sides graph.Sides
	)
	if r := x.relation; r != nil {
		d.ID, d.Relation = r.ID, r.Relation
		sides = graph.SidesOf(r.selected, r.Type.Lasting())
	} else {
		d.ID, d.Attribute = x.attribute.ID(), x.attribute.Attribute
		sides = graph.SidesOf(x.attribute.selected, false, x.attribute.rivals...)
	}
	for _, c := range sides.For {
		d.For = append(d.For, s.answer(c, x))
	}
	for _, c := range sides.Against {
		d.Against = append(d.Against, s.answer(c, s.holder(x, c)))
	}
	d.Overlap = sides.Overlap
	return row[graph.Dispute]{graph.IDKey(d.ID), d}
}

// holder finds what a claim is about: x, or one of the rivals of its value.
func (s *sight) holder(x subject, c graph.Assessed) subject {
	if x.attribute == nil {
		return x
	}
	for _, other := range s.attributesOf(x.attribute.Of) {
		if _, ok := s.find(subject{attribute: other}, c.ID); ok {
			return subject{attribute: other}
		}
	}
	return x
}

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

// timeline keeps the earliest rows after slice.After and the last one before it,
// which tells the order of the first.
func (s *sight) timeline(q graph.TimelineQuery) (p graph.Page[graph.TimelineRow], err error) {
	var (
		rows   []row[graph.TimelineRow]
		before *row[graph.TimelineRow]
		total  int
		keep   = 4 * (q.Slice.First + 2)
	)
	sort := func() {
		slices.SortFunc(rows, func(a, b row[graph.TimelineRow]) int { return slices.Compare(a.key, b.key) })
		rows = rows[:min(len(rows), q.Slice.First+1)]
	}
	err = s.subjects(s.scope(q.Of, true), graph.Listed, func(x subject) error {
		total++
		r := event(x)
		if q.Slice.After != nil && slices.Compare(r.key, q.Slice.After) <= 0 {
			if before == nil || slices.Compare(r.key, before.key) > 0 {
				before = &r
			}
			return nil
		}
		if rows = append(rows, r); len(rows) > keep {
			sort()
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	sort()
	for i := range rows {
		last := before
		if i > 0 {
			last = &rows[i-1]
		}
		if last == nil {
			continue
		}
		if a, b := last.item.When, rows[i].item.When; a.Dated && b.Dated && a.Span.Compare(b.Span) == graph.OrderBefore {
			rows[i].item.Order = graph.OrderBefore
		}
	}
	return cut(q.Slice, rows, total), nil
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
		rows, err := seen.disputes(q.Of)
		return page(q.Slice, rows), err
	})
}

func (s *sight) disputes(of []string) (rows []row[graph.Dispute], err error) {
	disputed := graph.StatusesOf(graph.Disputed)
	if !s.where.StatusSet(disputed).Has(graph.Disputed) {
		return nil, nil
	}
	only := graph.Filter{}
	if s.where != nil {
		only = *s.where
	}
	only.Statuses = []graph.Status{graph.Disputed}
	narrow := *s
	narrow.where = &only
	err = narrow.subjects(s.scope(of, false), disputed, func(x subject) error {
		d := s.dispute(x)
		rows = append(rows, row[graph.Dispute]{graph.IDKey(d.ID), d})
		return nil
	})
	return rows, err
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

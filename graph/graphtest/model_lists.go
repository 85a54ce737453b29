package graphtest

import (
	"cmp"
	"context"
	"slices"

	"dragoman/graph"
)

// ListRelations implements graph.Lister.
func (m *Model) ListRelations(ctx context.Context, qs []graph.RelationQuery) ([]graph.Page[*graph.Relation], error) {
	return pages(ctx, m, qs, func(q graph.RelationQuery) graph.Slice { return q.Slice }, func(q graph.RelationQuery) *graph.Filter { return q.Where },
		func(s *sight, q graph.RelationQuery) (rows []row[*graph.Relation], err error) {
			if err := cmp.Or(s.known("of", q.Of, s.isEntity), s.known("between", q.Between, s.isEntity)); err != nil {
				return nil, err
			}
			of, between := s.canonicals(q.Of), s.canonicals(q.Between)
			for _, r := range s.everyRelation() {
				if s.wants(q, r, of, between) && s.passes(r, graph.Listed) && s.passesKinds(r, of) {
					rows = append(rows, row[*graph.Relation]{graph.RelationKey(r.Type, otherEnd(r.Relation, of), r.Key, r.ID), r.Relation})
				}
			}
			return rows, nil
		})
}

func (s *sight) wants(q graph.RelationQuery, r *seenRelation, of, between []string) bool {
	from, to := slices.Contains(of, r.From), slices.Contains(of, r.To)
	either := r.Type.Symmetric() || q.Direction == 0 || q.Direction == graph.Both
	lens := q.Lens
	if lens == 0 {
		lens = graph.LensEverything
	}
	switch {
	case of != nil && either && !from && !to,
		of != nil && !either && q.Direction == graph.Out && !from,
		of != nil && !either && q.Direction == graph.In && !to,
		between != nil && (!slices.Contains(between, r.From) || !slices.Contains(between, r.To)),
		q.Types != nil && !slices.Contains(q.Types, r.Type):
		return false
	}
	return lens.Walks(r.Type, r.Role, s.entities[r.From].Kind, s.entities[r.To].Kind)
}

// otherEnd is the end that is not asked about; to where both or neither are.
func otherEnd(r *graph.Relation, of []string) string {
	if slices.Contains(of, r.To) && !slices.Contains(of, r.From) {
		return r.From
	}
	return r.To
}

// ListClaims implements graph.Lister.
func (m *Model) ListClaims(ctx context.Context, qs []graph.ClaimQuery) ([]graph.Page[*graph.ClaimAnswer], error) {
	return pages(ctx, m, qs, func(q graph.ClaimQuery) graph.Slice { return q.Slice }, func(q graph.ClaimQuery) *graph.Filter { return q.Where },
		func(s *sight, q graph.ClaimQuery) (rows []row[*graph.ClaimAnswer], err error) {
			if err := s.claimQueryKnown(q); err != nil {
				return nil, err
			}
			of := s.canonicals(q.Of)
			attributes := map[graph.AttributeKey]bool{}
			for _, k := range q.Attribute {
				k.Of, k.Entity = s.thing(k.Of), s.Canonical(k.Entity)
				attributes[k] = true
			}
			for _, x := range s.everything(everyStatus, of) {
				if of == nil && q.Attribute == nil || of != nil && s.isAbout(x, of, true) || x.relation == "" && attributes[x.attribute] {
					for _, c := range s.claimsAt(x) {
						if s.chosen(q, c) {
							rows = append(rows, row[*graph.ClaimAnswer]{graph.ClaimKey(c.KnownDay, c.ID), s.answer(c, x)})
						}
					}
				}
			}
			return rows, nil
		})
}

func (s *sight) claimQueryKnown(q graph.ClaimQuery) error {
	if err := s.known("of", q.Of, s.isThing); err != nil {
		return err
	}
	if q.Source != "" && !s.isEntity(q.Source) {
		return graph.Unknown("source", q.Source)
	}
	if q.Document != "" && s.documents[q.Document] == nil {
		return graph.Unknown("document", q.Document)
	}
	return nil
}

func (s *sight) chosen(q graph.ClaimQuery, c graph.Assessed) bool {
	switch {
	case q.Document != "" && c.Document != q.Document,
		q.Source != "" && !slices.Contains(c.Links(s), s.Canonical(q.Source)),
		q.Stances != nil && !slices.Contains(q.Stances, c.Claim.Stance):
		return false
	}
	return true
}

// everything lists the relations and attributes that pass; entities of `of` are
// exempt from Kinds.
func (s *sight) everything(def graph.StatusSet, of []string) (out []about) {
	for _, r := range s.everyRelation() {
		if s.passes(r, def) && s.passesKinds(r, of) {
			out = append(out, about{relation: r.ID})
		}
	}
	for _, a := range s.everyAttribute() {
		if s.passesAttribute(a, def) {
			out = append(out, about{attribute: a.AttributeKey})
		}
	}
	return out
}

// isAbout says whether a relation or attribute is about one of these ids; with
// concerns, also by what it concerns.
func (s *sight) isAbout(x about, ids []string, concerns bool) bool {
	if x.relation == "" {
		return slices.Contains(ids, x.attribute.Of)
	}
	r := s.relations[x.relation]
	about := func(id string) bool { return slices.Contains(ids, id) }
	return about(r.ID) || about(r.From) || about(r.To) || concerns && slices.ContainsFunc(r.Concerns, about)
}

// ListDocuments implements graph.Lister.
func (m *Model) ListDocuments(ctx context.Context, qs []graph.DocumentQuery) ([]graph.Page[*graph.Document], error) {
	return pages(ctx, m, qs, func(q graph.DocumentQuery) graph.Slice { return q.Slice }, func(q graph.DocumentQuery) *graph.Filter { return q.Where },
		func(s *sight, q graph.DocumentQuery) (rows []row[*graph.Document], err error) {
			if err := s.known("of", q.Of, s.isThing); err != nil {
				return nil, err
			}
			of := s.canonicals(q.Of)
			bearing := map[string]bool{}
			for _, x := range s.everything(everyStatus, of) {
				if of == nil || s.isAbout(x, of, true) {
					for _, c := range s.claimsAt(x) {
						bearing[c.Document] = true
					}
				}
			}
			free := of == nil && !s.where.SelectsClaims() && !s.where.SelectsRelations()
			for id, d := range s.documents {
				if free || bearing[id] {
					rows = append(rows, row[*graph.Document]{graph.DocumentKey(d), d})
				}
			}
			return rows, nil
		})
}

// ListAttributes implements graph.Lister.
func (m *Model) ListAttributes(ctx context.Context, qs []graph.AttributeQuery) ([]graph.Page[*graph.Attribute], error) {
	return pages(ctx, m, qs, func(q graph.AttributeQuery) graph.Slice { return q.Slice }, func(q graph.AttributeQuery) *graph.Filter { return q.Where },
		func(s *sight, q graph.AttributeQuery) (rows []row[*graph.Attribute], err error) {
			if err := s.known("of", q.Of, s.isThing); err != nil {
				return nil, err
			}
			of := s.canonicals(q.Of)
			for _, a := range s.everyAttribute() {
				if (of == nil || slices.Contains(of, a.Of)) && (q.Names == nil || slices.Contains(q.Names, a.Name)) && s.passesAttribute(a, graph.Listed) {
					rows = append(rows, row[*graph.Attribute]{graph.AttributeSortKey(a.AttributeKey), a.Attribute})
				}
			}
			return rows, nil
		})
}

// ListTimeline implements graph.Lister.
func (m *Model) ListTimeline(ctx context.Context, qs []graph.TimelineQuery) ([]graph.Page[graph.TimelineRow], error) {
	return pages(ctx, m, qs, func(q graph.TimelineQuery) graph.Slice { return q.Slice }, func(q graph.TimelineQuery) *graph.Filter { return q.Where },
		func(s *sight, q graph.TimelineQuery) (rows []row[graph.TimelineRow], err error) {
			if err := s.known("of", q.Of, s.isEntity); err != nil {
				return nil, err
			}
			of := s.canonicals(q.Of)
			for _, x := range s.everything(graph.Listed, of) {
				if of == nil || s.isAbout(x, of, true) {
					t := s.event(x)
					rows = append(rows, row[graph.TimelineRow]{graph.TimelineKey(t.When, t.ID), t})
				}
			}
			slices.SortFunc(rows, func(a, b row[graph.TimelineRow]) int { return slices.Compare(a.key, b.key) })
			for i := 1; i < len(rows); i++ {
				before, t := rows[i-1].item.When, &rows[i].item
				if before.Dated && t.When.Dated && before.Span.Compare(t.When.Span) == graph.OrderBefore {
					t.Order = graph.OrderBefore
				}
			}
			return rows, nil
		})
}

func (s *sight) event(x about) graph.TimelineRow {
	if x.relation != "" {
		r := s.relation(x.relation).Relation
		return graph.TimelineRow{ID: r.ID, When: r.When, Relation: r}
	}
	a := s.attribute(x.attribute).Attribute
	return graph.TimelineRow{ID: a.ID(), When: a.When, Attribute: a}
}

// ListDisputes implements graph.Lister.
func (m *Model) ListDisputes(ctx context.Context, qs []graph.DisputeQuery) ([]graph.Page[graph.Dispute], error) {
	return pages(ctx, m, qs, func(q graph.DisputeQuery) graph.Slice { return q.Slice }, func(q graph.DisputeQuery) *graph.Filter { return q.Where },
		func(s *sight, q graph.DisputeQuery) (rows []row[graph.Dispute], err error) {
			if err := s.known("of", q.Of, s.isThing); err != nil {
				return nil, err
			}
			of := s.canonicals(q.Of)
			for _, x := range s.everything(graph.Listed, of) {
				if d := s.dispute(x); d.ID != "" && (of == nil || s.isAbout(x, of, false)) {
					rows = append(rows, row[graph.Dispute]{graph.IDKey(d.ID), d})
				}
			}
			return rows, nil
		})
}

// dispute takes it apart; its ID is "" where there is none.
func (s *sight) dispute(x about) (d graph.Dispute) {
	var sides graph.Sides
	if x.relation != "" {
		r := s.relation(x.relation)
		if r.Status != graph.Disputed {
			return d
		}
		d.ID, d.Relation = r.ID, r.Relation
		sides = graph.SidesOf(r.selected, r.Type.Lasting())
	} else {
		a := s.attribute(x.attribute)
		if a.Status != graph.Disputed {
			return d
		}
		d.ID, d.Attribute = a.ID(), a.Attribute
		sides = graph.SidesOf(a.selected, false, a.rivals...)
	}
	for _, c := range sides.For {
		d.For = append(d.For, s.answer(c, x))
	}
	for _, c := range sides.Against {
		d.Against = append(d.Against, s.answer(c, s.claims[c.Claim.ID]))
	}
	d.Overlap = sides.Overlap
	return d
}

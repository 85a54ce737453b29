package embedded

import (
	"context"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// comparison is a view seen under a filter as of a day, and now.
type comparison struct {
	then, now *sight
	exempt    map[string]bool
}

func (v *view) compare(ctx context.Context, where *graph.Filter, since graph.Day) (*comparison, error) {
	if err := graph.CheckSince(since, where); err != nil {
		return nil, err
	}
	now, err := v.under(ctx, where)
	if err != nil {
		return nil, err
	}
	then := *now
	then.where = now.where.KnownBy(since)
	then.relations, then.attributes = map[string]*seenRelation{}, map[string][]*seenAttribute{}
	return &comparison{then: &then, now: now}, nil
}

// Changes implements graph.Examiner.
func (s *Store) Changes(ctx context.Context, q graph.ChangeQuery) (graph.Page[graph.Change], error) {
	return read(ctx, s, func(v *view) (p graph.Page[graph.Change], err error) {
		if err := firstError(someone("of", q.Of), within("first", q.Slice.First, graph.MaxFirst), knownLens(q.Lens)); err != nil {
			return p, err
		}
		c, err := v.compare(ctx, q.Where, q.Since)
		if err == nil {
			err = v.known("of", q.Of, v.isThing)
		}
		if err != nil {
			return p, err
		}
		rows, err := c.rows(q)
		if err == nil {
			err = v.err
		}
		if err != nil {
			return p, err
		}
		return page(q.Slice, rows), nil
	})
}

func knownLens(l graph.Lens) error {
	if l > graph.LensEverything {
		return &graph.Error{Code: graph.Invalid, Field: "lens", Message: "lens is none of CONTACT FORMAL RELATIONS EVERYTHING"}
	}
	return nil
}

func (c *comparison) rows(q graph.ChangeQuery) (rows []row[graph.Change], err error) {
	lens := q.Lens
	if lens == 0 {
		lens = graph.LensEverything
	}
	x := c.now.scope(q.Of, true)
	c.exempt = x.exempt
	add := func(change graph.Change) {
		if change.Kind != 0 {
			rows = append(rows, row[graph.Change]{graph.ChangeKey(&change), change})
		}
	}
	every := *c.now // whatever passes now or did then has claims that are selected now
	every.where = c.now.where.ClaimsOnly()
	n := 0
	err = every.relationIDs(x, everyStatus, func(id string) error {
		if n++; n%64 == 0 {
			if err := inTime(every.ctx); err != nil {
				return err
			}
		}
		if c.now.g.SettledBy(id, q.Since) {
			return nil
		}
		r, err := c.now.view.relation(id)
		if err != nil || r == nil || !lens.Walks(r.Type, r.Role, c.kind(r.From), c.kind(r.To)) {
			return err
		}
		add(c.relation(r))
		return nil
	})
	for _, of := range x.of {
		if err == nil {
			err = c.attributes(of, func(graph.AttributeKey) bool { return true }, add)
		}
	}
	return rows, err
}

func (c *comparison) kind(id string) graph.EntityKind {
	kind, _, _ := c.now.g.Entity(id)
	return kind
}

// relation compares a relation.
func (c *comparison) relation(r *graph.RelationRecord) graph.Change {
	then, now := c.then.weigh(r), c.now.weigh(r)
	change, ds := graph.ChangeOf(r.ID, c.glance(c.then, then), c.glance(c.now, now))
	if change.Kind == 0 {
		return change
	}
	change.Relation = now.Relation
	for _, d := range ds {
		change.Because = append(change.Because, graph.Reason{Claim: c.now.answer(d.Claim, now, nil), Cause: d.Cause})
	}
	return change
}

func (c *comparison) glance(s *sight, r *seenRelation) graph.Glance {
	if r == nil {
		return graph.Glance{}
	}
	return graph.Glance{Evidence: &r.Evidence, Selected: r.selected, Passes: s.passes(r, graph.Listed, c.exempt)}
}

// attributes compares those of a canonical id that are wanted.
func (c *comparison) attributes(of string, wanted func(graph.AttributeKey) bool, visit func(graph.Change)) error {
	now, err := c.now.attributesOf(of)
	if err != nil {
		return err
	}
	then, err := c.then.attributesOf(of)
	if err != nil {
		return err
	}
	was := map[graph.AttributeKey]*seenAttribute{}
	for _, a := range then {
		was[a.AttributeKey] = a
	}
	for _, a := range now {
		if !wanted(a.AttributeKey) {
			continue
		}
		change, ds := graph.ChangeOf(a.ID(), glanceAt(c.then, was[a.AttributeKey]), glanceAt(c.now, a))
		if change.Kind == 0 {
			continue
		}
		change.Attribute = a.Attribute
		for _, d := range ds {
			change.Because = append(change.Because, graph.Reason{Claim: c.now.answer(d.Claim, nil, c.now.holder(a, d.Claim)), Cause: d.Cause})
		}
		visit(change)
	}
	return nil
}

func glanceAt(s *sight, a *seenAttribute) graph.Glance {
	if a == nil {
		return graph.Glance{}
	}
	return graph.Glance{Evidence: &a.Evidence, Selected: a.selected, Rivals: a.rivals, Passes: s.passesAttribute(a, graph.Listed)}
}

// PathChanges implements graph.Examiner. The topology compares the paths; the
// rows say why.
func (s *Store) PathChanges(ctx context.Context, q graph.PathChangeQuery) (*graph.PathChanges, error) {
	if err := firstError(someone("from", q.From), someone("to", q.To), within("first", q.First, graph.MaxFirst), within("maxHops", q.MaxHops, graph.MaxHops)); err != nil {
		return nil, s.orClosed(err)
	}
	return read(context.WithoutCancel(ctx), s, func(v *view) (*graph.PathChanges, error) {
		c, err := v.compare(context.WithoutCancel(ctx), q.Where, q.Since)
		if err == nil {
			err = firstError(v.known("from", q.From, v.isEntity), v.known("to", q.To, v.isEntity))
		}
		if err != nil {
			return nil, err
		}
		q.From, q.To, q.Where = v.All(q.From), v.All(q.To), c.now.where
		found, err := v.g.PathChanges(ctx, q)
		if err != nil {
			return nil, err
		}
		if err := c.now.policy(&found.Policy); err != nil {
			return nil, err
		}
		c.then.where, c.now.where = c.then.where.ClaimsOnly(), c.now.where.ClaimsOnly()
		out := &found.PathChanges
		if out.Appeared, err = c.explain(found.Appeared); err == nil {
			out.Ceased, err = c.explain(found.Ceased)
		}
		if err == nil {
			err = v.err
		}
		return out, err
	})
}

// explain says what became of the relations and meetings that paths hang on.
func (c *comparison) explain(found []topology.PathDifference) (out []graph.PathChange, err error) {
	for _, d := range found {
		x := graph.PathChange{Path: d.Path}
		add := func(change graph.Change) {
			if change.Kind != 0 {
				x.Because = append(x.Because, change)
			}
		}
		for _, id := range d.Relations {
			r, err := c.now.view.relation(id)
			if err != nil {
				return nil, err
			}
			if r != nil {
				add(c.relation(r))
			}
		}
		for _, m := range d.Meetings {
			key := graph.OccurredKey(m)
			if err := c.attributes(m, func(k graph.AttributeKey) bool { return k == key }, add); err != nil {
				return nil, err
			}
		}
		out = append(out, x)
	}
	return out, nil
}

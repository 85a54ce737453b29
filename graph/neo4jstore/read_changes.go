package neo4jstore

import (
	"context"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// comparison is a pool seen under a filter as of a day, and now.
type comparison struct {
	then, now *sight
	exempt    map[string]bool
}

func (p *pool) compare(now *sight, since graph.Day) *comparison {
	then := now.over(p)
	then.where = now.where.KnownBy(since)
	return &comparison{then: then, now: now}
}

// Changes implements graph.Examiner: like a list, from all claims about what it
// asks about, in either way of search.
func (s *Store) Changes(ctx context.Context, q graph.ChangeQuery) (out graph.Page[graph.Change], err error) {
	if err := firstError(someone("of", q.Of), knownLens(q.Lens), graph.CheckSince(q.Since, q.Where)); err != nil {
		return out, s.orClosed(err)
	}
	if q.Lens == 0 {
		q.Lens = graph.LensEverything
	}
	err = s.look(ctx, func(v *view) error {
		asks := []ask{{slice: q.Slice, where: q.Where, of: q.Of, concerns: true}}
		seen, err := v.sights(asks)
		if err != nil {
			return err
		}
		c := seen[0].pool.compare(seen[0], q.Since)
		out = page(q.Slice, c.rows(&asks[0], q.Lens))
		return v.complete(claimsIn(out.Items))
	})
	if err != nil {
		return graph.Page[graph.Change]{}, err
	}
	return out, nil
}

// claimsIn are the claims that changes name.
func claimsIn(changes []graph.Change) (answers []*graph.ClaimAnswer) {
	for i := range changes {
		for _, r := range changes[i].Because {
			answers = append(answers, r.Claim)
		}
	}
	return answers
}

func (c *comparison) rows(a *ask, lens graph.Lens) (rows []row[graph.Change]) {
	of := c.now.All(a.of)
	c.exempt = setOf(of)
	done := map[string]bool{}
	add := func(change graph.Change) {
		if change.Kind != 0 {
			rows = append(rows, row[graph.Change]{graph.ChangeKey(&change), change})
		}
	}
	give := func(r *pooled) {
		if !done[r.ID] && lens.Walks(r.Type, r.Role, r.fromKind, r.toKind) {
			add(c.relation(r.ID))
		}
		done[r.ID] = true
	}
	for _, id := range of {
		if r := c.now.pool.relations[id]; r != nil {
			give(r)
			continue
		}
		for _, r := range c.now.at[id] {
			give(r)
		}
		for _, r := range c.now.concerning[id] {
			give(r)
		}
	}
	for _, id := range of {
		for _, x := range c.now.attributesOf(id) {
			add(c.attribute(x))
		}
	}
	return rows
}

// relation compares a relation of the pool.
func (c *comparison) relation(id string) graph.Change {
	then, now := c.then.relation(id), c.now.relation(id)
	change, ds := graph.ChangeOf(id, c.glance(c.then, then), c.glance(c.now, now))
	if change.Kind == 0 {
		return change
	}
	change.Relation = now.Relation
	c.now.because(&change, ds, subject{relation: now})
	return change
}

func (c *comparison) glance(s *sight, r *seenRelation) graph.Glance {
	if r == nil {
		return graph.Glance{}
	}
	return graph.Glance{Evidence: &r.Evidence, Selected: r.selected, Passes: s.passes(r, graph.Listed, c.exempt)}
}

func (c *comparison) attribute(a *seenAttribute) graph.Change {
	change, ds := graph.ChangeOf(a.ID(), glanceAt(c.then, c.then.attribute(a.AttributeKey)), glanceAt(c.now, a))
	if change.Kind == 0 {
		return change
	}
	change.Attribute = a.Attribute
	c.now.because(&change, ds, subject{attribute: a})
	return change
}

func glanceAt(s *sight, a *seenAttribute) graph.Glance {
	if a == nil {
		return graph.Glance{}
	}
	return graph.Glance{Evidence: &a.Evidence, Selected: a.selected, Rivals: a.rivals, Passes: s.passesAttribute(a, graph.Listed)}
}

func (s *sight) because(change *graph.Change, ds []graph.Difference, x subject) {
	for _, d := range ds {
		change.Because = append(change.Because, graph.Reason{Claim: s.answer(d.Claim, s.holder(x, d.Claim)), Cause: d.Cause})
	}
}

// PathChanges implements graph.Examiner. Paths as of a day are searched in memory
// only.
func (s *Store) PathChanges(ctx context.Context, q graph.PathChangeQuery) (r *graph.PathChanges, err error) {
	check := graph.PathQuery{From: q.From, To: q.To, Lens: q.Lens, First: q.First, MaxHops: q.MaxHops, DegreeCap: q.DegreeCap, Where: q.Where}
	if err := firstError(checkPaths(&check), graph.CheckSince(q.Since, q.Where)); err != nil {
		return nil, s.orClosed(err)
	}
	err = s.survey(ctx, func(v *view) error {
		r, err = v.pathChanges(q)
		return err
	})
	if graph.CodeOf(err) == graph.Deadline {
		return &graph.PathChanges{Then: graph.Stopped, Now: graph.Stopped, StoppedBy: graph.StopDeadline, Policy: policyOf(check.Lens, q.Where, q.DegreeCap)}, nil
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (v *view) pathChanges(q graph.PathChangeQuery) (*graph.PathChanges, error) {
	g := v.st.graph
	if g == nil {
		return nil, unsupported("how a connection changed (changes with between)")
	}
	where, err := v.seenFrom(g, q.Where)
	if err != nil {
		return nil, err
	}
	isEntity := v.inTopology(g)
	if err := firstError(known("from", q.From, isEntity), known("to", q.To, isEntity)); err != nil {
		return nil, err
	}
	q.From, q.To, q.Where = v.All(q.From), v.All(q.To), where
	undated, err := v.undatedUnder(q.Where)
	if err != nil {
		return nil, err
	}
	found, err := g.PathChanges(v.ctx, q)
	if err != nil {
		return nil, err
	}
	found.Policy.UndatedClaims = undated
	out := &found.PathChanges
	if len(found.Appeared)+len(found.Ceased) == 0 {
		return out, nil
	}
	var w wanted
	for _, ds := range [][]topology.PathDifference{found.Appeared, found.Ceased} {
		for _, d := range ds {
			w.relations, w.owners = append(w.relations, d.Relations...), append(w.owners, d.Meetings...)
		}
	}
	w.relations, w.owners = gathered(w.relations), gathered(w.owners)
	p := v.newPool()
	if err := p.fill(w); err != nil {
		return nil, err
	}
	c := p.compare(p.under(q.Where.ClaimsOnly()), q.Since)
	var answers []*graph.ClaimAnswer
	out.Appeared, answers = c.explain(found.Appeared, answers)
	out.Ceased, answers = c.explain(found.Ceased, answers)
	return out, v.complete(answers)
}

// explain says what became of the relations and meetings that paths hang on, and
// notes the claims that it names.
func (c *comparison) explain(found []topology.PathDifference, answers []*graph.ClaimAnswer) ([]graph.PathChange, []*graph.ClaimAnswer) {
	var out []graph.PathChange
	for _, d := range found {
		x := graph.PathChange{Path: d.Path}
		add := func(change graph.Change) {
			if change.Kind != 0 {
				x.Because = append(x.Because, change)
			}
		}
		for _, id := range d.Relations {
			add(c.relation(id))
		}
		for _, m := range d.Meetings {
			if a := c.now.attribute(graph.OccurredKey(m)); a != nil {
				add(c.attribute(a))
			}
		}
		answers = append(answers, claimsIn(x.Because)...)
		out = append(out, x)
	}
	return out, answers
}

package graphtest

import (
	"cmp"
	"context"
	"slices"

	"dragoman/graph"
)

// comparison is a view seen under a filter as of a day, and now.
type comparison struct {
	then, now *sight
	of        []string // exempt from Kinds
}

func (v *view) compare(where *graph.Filter, since graph.Day) (c comparison, err error) {
	if err := graph.CheckSince(since, where); err != nil {
		return c, err
	}
	if c.now, err = v.under(where); err != nil {
		return c, err
	}
	c.then, err = v.under(c.now.where.KnownBy(since))
	return c, err
}

// Changes implements graph.Examiner.
func (m *Model) Changes(ctx context.Context, q graph.ChangeQuery) (graph.Page[graph.Change], error) {
	none := graph.Page[graph.Change]{}
	v, done, err := m.read(ctx)
	if err != nil {
		return none, err
	}
	defer done()
	if len(q.Of) == 0 {
		return none, graph.Errorf(graph.Invalid, "of names nothing")
	}
	if err := within("first", q.Slice.First, graph.MaxFirst); err != nil {
		return none, err
	}
	c, err := v.compare(q.Where, q.Since)
	if err == nil {
		err = v.known("of", q.Of, v.isThing)
	}
	if err != nil {
		return none, err
	}
	c.of = v.canonicals(q.Of)
	lens := cmp.Or(q.Lens, graph.LensEverything)
	var things []about
	for id, r := range v.relations {
		if lens.Walks(r.Type, r.Role, v.entities[r.From].Kind, v.entities[r.To].Kind) {
			things = append(things, about{relation: id})
		}
	}
	for k := range v.attributes {
		things = append(things, about{attribute: k})
	}
	var rows []row[graph.Change]
	for _, x := range things {
		if !c.now.isAbout(x, c.of, true) {
			continue
		}
		if change := c.change(x); change.Kind != 0 {
			rows = append(rows, row[graph.Change]{graph.ChangeKey(&change), change})
		}
	}
	return page(q.Slice, rows), nil
}

// change compares one thing.
func (c comparison) change(x about) graph.Change {
	id := x.relation
	if id == "" {
		id = x.attribute.ID()
	}
	change, ds := graph.ChangeOf(id, c.glance(c.then, x), c.glance(c.now, x))
	if change.Kind == 0 {
		return change
	}
	if x.relation != "" {
		change.Relation = c.now.relation(x.relation).Relation
	} else {
		change.Attribute = c.now.attribute(x.attribute).Attribute
	}
	for _, d := range ds {
		change.Because = append(change.Because, graph.Reason{Claim: c.now.answer(d.Claim, c.now.claims[d.Claim.Claim.ID]), Cause: d.Cause})
	}
	return change
}

func (c comparison) glance(s *sight, x about) graph.Glance {
	if x.relation != "" {
		r := s.relation(x.relation)
		if r == nil {
			return graph.Glance{}
		}
		return graph.Glance{Evidence: &r.Evidence, Selected: r.selected, Passes: s.passes(r, graph.Listed) && s.passesKinds(r, c.of)}
	}
	a := s.attribute(x.attribute)
	if a == nil {
		return graph.Glance{}
	}
	return graph.Glance{Evidence: &a.Evidence, Selected: a.selected, Rivals: a.rivals, Passes: s.passesAttribute(a, graph.Listed)}
}

// PathChanges implements graph.Examiner.
func (m *Model) PathChanges(ctx context.Context, q graph.PathChangeQuery) (*graph.PathChanges, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.closed {
		return nil, errClosed
	}
	v := m.view
	c, err := v.compare(q.Where, q.Since)
	if err != nil {
		return nil, err
	}
	ask := graph.PathQuery{From: q.From, To: q.To, Mode: graph.KShortest, Lens: q.Lens, First: q.First, MaxHops: q.MaxHops, DegreeCap: q.DegreeCap, Where: c.now.where}
	now, err := v.search(ask)
	if err != nil {
		return nil, err
	}
	ask.Where = c.then.where
	then, err := v.search(ask)
	if err != nil {
		return nil, err
	}
	out := &graph.PathChanges{Policy: now.policy(q.DegreeCap)}
	if ctx.Err() != nil {
		out.Then, out.Now, out.StoppedBy = graph.Stopped, graph.Stopped, graph.StopDeadline
		return out, nil
	}
	c.now, c.then = bare(c.now), bare(c.then)
	var paths [2][]graph.Path
	for i, p := range []*pathSearch{then, now} {
		p.run()
		outcome := []*graph.Outcome{&out.Then, &out.Now}[i]
		switch {
		case len(p.found) == 0:
			*outcome = graph.NoPath
		case p.found[0].Hops == 0:
			*outcome = graph.Same
		default:
			*outcome = graph.Found
		}
		paths[i] = p.found[:min(len(p.found), q.First)]
	}
	out.Complete = out.Now == graph.Same || len(now.skipped(paths[1])) == 0 && len(then.skipped(paths[0])) == 0
	out.Ceased = c.gone(paths[0], then, now)
	out.Appeared = c.gone(paths[1], now, then)
	return out, nil
}

// bare is a sight without what selects relations.
func bare(s *sight) *sight { return &sight{view: s.view, where: s.where.ClaimsOnly()} }

// gone lists the paths of one state that are none in the other, and why.
func (c comparison) gone(paths []graph.Path, here, there *pathSearch) (out []graph.PathChange) {
	for _, path := range paths {
		var relations, meetings []string
		for _, s := range path.Steps {
			if len(there.between[s.From][s.To]) > 0 {
				continue
			}
			for _, r := range here.between[s.From][s.To][:min(len(here.between[s.From][s.To]), graph.MaxParallel+1)] {
				relations = append(relations, r.ID)
				if r.Type == graph.ParticipatedIn && c.now.entities[r.To].Kind == graph.KindMeeting && !slices.Contains(meetings, r.To) {
					meetings = append(meetings, r.To)
				}
			}
		}
		if relations == nil {
			continue
		}
		x := graph.PathChange{Path: path}
		for _, id := range relations {
			x.Because = appendChange(x.Because, c.change(about{relation: id}))
		}
		for _, m := range meetings {
			x.Because = appendChange(x.Because, c.change(about{attribute: graph.OccurredKey(m)}))
		}
		out = append(out, x)
	}
	return out
}

func appendChange(list []graph.Change, c graph.Change) []graph.Change {
	if c.Kind == 0 {
		return list
	}
	return append(list, c)
}

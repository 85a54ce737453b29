package topology

import (
	"context"
	"slices"

	"dragoman/graph"
)

// PathDifference is a path of one state that is none in the other: between two of
// its entities no relation is walked there. Relations are those that are walked
// here between them, in the order of the path, the strongest first, at most
// MaxParallel+1 a step; Meetings those that they are participations in.
type PathDifference struct {
	Path                graph.Path
	Relations, Meetings []string
}

// PathDifferences is graph.PathChanges before anybody has said why.
type PathDifferences struct {
	graph.PathChanges
	Appeared, Ceased []PathDifference
}

// PathChanges compares the first paths between some entities as of q.Since with
// those under q.Where. Unknown ids are ErrNotFound, values beyond a limit ErrLimit
// or ErrInvalid. Either search has half of the budget, and the one of the earlier
// state, which comes first, half of the time.
func (g *Graph) PathChanges(ctx context.Context, q graph.PathChangeQuery) (*PathDifferences, error) {
	if err := graph.CheckSince(q.Since, q.Where); err != nil {
		return nil, err
	}
	half := g.opt.Budget / 2
	if g.opt.Budget <= 0 {
		half = DefaultBudget / 2
	}
	h := g.WithOptions(Options{Budget: max(half, 1)})
	ask := graph.PathQuery{
		From: q.From, To: q.To, Mode: graph.KShortest, Lens: q.Lens, First: q.First,
		MaxHops: q.MaxHops, DegreeCap: q.DegreeCap, Where: q.Where.KnownBy(q.Since),
	}
	soon, cancel := halfOf(ctx)
	defer cancel()
	then, err := h.Paths(soon, ask, nil)
	if err != nil {
		return nil, err
	}
	before := ask.Where
	ask.Where = q.Where
	now, err := h.Paths(ctx, ask, nil)
	if err != nil {
		return nil, err
	}
	out := &PathDifferences{}
	out.Then, out.Now, out.Policy = then.Outcome, now.Outcome, now.Policy
	out.Complete = then.Complete && now.Complete
	out.StoppedBy = max(then.StoppedBy, now.StoppedBy)
	out.Explored = then.Explored + now.Explored
	if out.Ceased, err = g.absent(ctx, q, then.Paths, before, q.Where); err != nil {
		return nil, err
	}
	out.Appeared, err = g.absent(ctx, q, now.Paths, q.Where, before)
	return out, err
}

// absent lists the paths that are walked under one filter and not under another.
func (g *Graph) absent(ctx context.Context, q graph.PathChangeQuery, paths []graph.Path, here, there *graph.Filter) (out []PathDifference, err error) {
	var ws [2]*walker
	for i, where := range []*graph.Filter{here, there} {
		lens := q.Lens
		if lens == 0 {
			lens = graph.LensRelations
		}
		s, err := g.newSieve(lens, where, graph.Walked, true)
		if err != nil {
			return nil, err
		}
		ws[i] = g.walker(ctx, s)
		defer ws[i].release()
	}
	for i := range paths {
		d := PathDifference{Path: paths[i]}
		for _, step := range paths[i].Steps {
			from, _ := g.entity(step.From)
			to, _ := g.entity(step.To)
			if len(ws[1].between(from, to, nil)) > 0 {
				continue
			}
			as := ws[0].between(from, to, nil)
			for j := range as[:min(len(as), graph.MaxParallel+1)] {
				d.Relations = append(d.Relations, g.relationID(&as[j]))
				if m, ok := g.meetingOf(&as[j]); ok && !slices.Contains(d.Meetings, g.id(m)) {
					d.Meetings = append(d.Meetings, g.id(m))
				}
			}
		}
		if d.Relations != nil {
			out = append(out, d)
		}
	}
	return out, nil
}

// SettledBy says that a relation, by its id, was the same on a day as it is now:
// all claims about it were known and all withdrawals had taken place, whatever
// else a filter selects.
func (g *Graph) SettledBy(id string, day graph.Day) bool {
	d, ok := parseDigest(id)
	if !ok {
		return false
	}
	a, ok := g.findDigest(&d)
	if !ok || g.redated || int(a.rel) >= g.base.relations() || g.rels.get(a.rel) != nil {
		return false
	}
	settled := g.base.settled.of(a.rel)
	return settled != unsettled && graph.Day(settled) <= day
}

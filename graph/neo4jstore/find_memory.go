package neo4jstore

import (
	"strings"

	"dragoman/graph"
	"dragoman/graph/merge"
	"dragoman/graph/topology"
)

// Searches in the memory way: the topology answers, evidence included.

// seenFrom resolves a filter and refuses unknown ids in it.
func (v *view) seenFrom(g *topology.Graph, f *graph.Filter) (*graph.Filter, error) {
	if err := f.Check(); err != nil || !f.SelectsClaims() {
		return f, err
	}
	documents := gathered(f.Documents, f.ExcludeDocuments)
	if len(documents) > 0 {
		if err := v.gatherDocuments(documents); err != nil {
			return nil, err
		}
	}
	isDocument := func(id string) bool { return v.Document(id) != nil }
	isEntity := v.inTopology(g)
	if err := firstError(
		known("where.documents", f.Documents, isDocument), known("where.excludeDocuments", f.ExcludeDocuments, isDocument),
		known("where.sources", f.Sources, isEntity), known("where.excludeSources", f.ExcludeSources, isEntity),
	); err != nil {
		return nil, err
	}
	w := *f
	w.Sources, w.ExcludeSources = v.All(w.Sources), v.All(w.ExcludeSources)
	return &w, nil
}

// inTopology says whether an id, as given, is one of an entity.
func (v *view) inTopology(g *topology.Graph) func(string) bool {
	return func(id string) bool {
		_, _, ok := g.Entity(v.Of(id))
		return ok
	}
}

func (v *view) pathsInMemory(g *topology.Graph, q graph.PathQuery) (*graph.PathResult, error) {
	where, err := v.seenFrom(g, q.Where)
	if err != nil {
		return nil, err
	}
	isEntity := v.inTopology(g)
	if err := firstError(known("from", q.From, isEntity), known("to", q.To, isEntity), known("via", q.Via, isEntity)); err != nil {
		return nil, err
	}
	avoid, err := v.avoided(g, q.Avoid)
	if err != nil {
		return nil, err
	}
	q.From, q.To, q.Avoid, q.Via, q.Where = v.All(q.From), v.All(q.To), v.All(q.Avoid), v.InOrder(q.Via), where
	undated, err := v.undatedUnder(q.Where)
	if err != nil {
		return nil, err
	}
	r, err := g.Paths(v.ctx, q, avoid)
	if err != nil {
		return nil, err
	}
	r.Policy.UndatedClaims = undated
	return r, nil
}

// avoided finds what relation ids stand for, and refuses unknown ids.
func (v *view) avoided(g *topology.Graph, ids []string) ([]topology.Identity, error) {
	var relations []string
	for _, id := range v.All(ids) {
		if merge.IsRelation(id) {
			relations = append(relations, id)
		}
	}
	rs, err := g.Relations(v.ctx, relations, nil)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	var out []topology.Identity
	for i, r := range rs {
		if r != nil {
			found[relations[i]] = true
			out = append(out, topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key})
		}
	}
	isEntity := v.inTopology(g)
	return out, known("avoid", ids, func(id string) bool {
		return strings.HasPrefix(id, "r:") && found[v.Of(id)] || isEntity(id)
	})
}

func (v *view) egoInMemory(g *topology.Graph, q graph.EgoQuery) (*graph.EgoNetwork, error) {
	where, err := v.seenFrom(g, q.Where)
	if err != nil {
		return nil, err
	}
	isEntity := v.inTopology(g)
	if err := firstError(known("of", q.Of, isEntity), known("known", q.Known, isEntity)); err != nil {
		return nil, err
	}
	q.Of, q.Known, q.Where = v.All(q.Of), v.All(q.Known), where
	undated, err := v.undatedUnder(q.Where)
	if err != nil {
		return nil, err
	}
	n, err := g.Ego(v.ctx, q)
	if err != nil {
		return nil, err
	}
	n.Policy.UndatedClaims = undated
	return n, nil
}

func (v *view) connectInMemory(g *topology.Graph, q graph.ConnectQuery) (*graph.ConnectResult, error) {
	where, err := v.seenFrom(g, q.Where)
	if err == nil {
		err = known("of", q.Of, v.inTopology(g))
	}
	if err != nil {
		return nil, err
	}
	avoid, err := v.avoided(g, q.Avoid)
	if err != nil {
		return nil, err
	}
	q.Of, q.Avoid, q.Where = v.All(q.Of), v.All(q.Avoid), where
	undated, err := v.undatedUnder(q.Where)
	if err != nil {
		return nil, err
	}
	r, err := g.Connect(v.ctx, q, avoid)
	if err != nil {
		return nil, err
	}
	r.Policy.UndatedClaims = undated
	return r, nil
}

func (v *view) commonInMemory(g *topology.Graph, q graph.CommonQuery) (p graph.Page[graph.CommonNode], err error) {
	where, err := v.seenFrom(g, q.Where)
	if err == nil {
		err = known("of", q.Of, v.inTopology(g))
	}
	if err != nil {
		return p, err
	}
	q.Of, q.Where = v.All(q.Of), where
	return g.Common(v.ctx, q)
}

func (v *view) neighboursInMemory(g *topology.Graph, qs []graph.NeighbourQuery) ([][]graph.NeighbourCount, error) {
	resolved := make([]graph.NeighbourQuery, len(qs))
	for i, q := range qs {
		where, err := v.seenFrom(g, q.Where)
		if err == nil {
			err = known("of", []string{q.Of}, v.inTopology(g))
		}
		if err != nil {
			return nil, err
		}
		q.Of, q.Where = v.Of(q.Of), where
		resolved[i] = q
	}
	return g.NeighbourCounts(v.ctx, resolved)
}

// undatedClaims counts the claims whose known day is not known.
const undatedClaims = `
MATCH (c:Claim)
WHERE c.known = 2147483647
WITH [count(c)] AS rows`

// undatedUnder counts the claims of the whole store that no asOf lets in, where
// one is asked for; the topology knows those about relations only. The count is
// kept with the revision.
func (v *view) undatedUnder(f *graph.Filter) (int, error) {
	if f == nil || f.AsOf == nil {
		return 0, nil
	}
	if u := v.s.undated.Load(); u != nil && u.revision == v.st.revision {
		return u.claims, nil
	}
	rows, err := v.rows(undatedClaims, nil)
	if err != nil {
		return 0, err
	}
	u := &undated{v.st.revision, int(num(rows[0]))}
	v.s.undated.Store(u)
	return u.claims, nil
}

// undated is the number of claims of unknown day at a revision.
type undated struct {
	revision int64
	claims   int
}

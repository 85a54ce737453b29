package topology_test

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

func (d dice) egoQuery(w *world) graph.EgoQuery {
	ids := sorted(w.ents)
	q := graph.EgoQuery{
		Of: d.some(ids, 2), Depth: d.IntN(5), First: one(d, 0, 1, 3, 100), PerNode: one(d, 0, 1, 2, 100), Lens: d.lens(),
		Rank: graph.Rank(d.IntN(4)), DegreeCap: one(d, 0, 3, 6, 1000), Where: d.filter(w), ListHubs: true, Brief: d.IntN(2) == 0,
	}
	if d.IntN(3) == 0 {
		q.Known = d.some(ids, 3)
	}
	return q
}

func (w *world) reference(f *graph.Filter) graph.Day {
	if f != nil && f.AsOf != nil {
		return *f.AsOf
	}
	newest := graph.DayMin
	for _, d := range w.docs {
		if k, ok := d.Known(); ok {
			newest = max(newest, k)
		}
	}
	each := func(cs []graph.Claim) {
		for i := range cs {
			if k, ok := cs[i].KnownDay(w.docs[cs[i].Document]); ok {
				newest = max(newest, k)
			}
		}
	}
	for _, r := range w.rels {
		each(r.Claims)
	}
	for _, a := range w.occ {
		each(a.Claims)
	}
	return newest
}

func (w *world) relevance(s seen, node string, ref graph.Day) int {
	when := graph.DayMin
	if s.When.Dated {
		when = s.When.Span.Earliest()
	}
	return graph.Relevance(s.Status, s.Independent, when, ref, w.degree(node))
}

type modelNode struct {
	id       string
	distance int
	rank     int
	typ      graph.RelationType
}

// ego is what Ego must give, as text, worked out level by level from sets.
func (w *world) ego(q graph.EgoQuery) string {
	lens := lensOr(q.Lens, graph.LensRelations)
	r := &rules{w: w, rs: w.passing(q.Where, lens, graph.Walked, true, nil), lens: lens, f: q.Where, exempt: q.Of, cap: q.DegreeCap}
	ref := w.reference(q.Where)
	state := map[string]string{}
	for _, k := range q.Known {
		state[k] = "known"
	}
	for _, c := range q.Of {
		state[c] = "centre"
	}
	level, hubs, omitted := q.Of, map[string]int{}, map[graph.Omitted]int{}
	var shown []modelNode
	for distance := 0; distance < q.Depth; distance++ {
		var next []string
		parents := map[string][]*modelNode{}
		found := map[string]*modelNode{}
		for _, p := range level {
			if distance > 0 && !r.through(p) {
				continue
			}
			if r.hub(p) {
				hubs[p] = distance
				continue
			}
			for _, n := range r.neighbours(p) {
				if state[n] == "known" && r.hasKind(n) {
					state[n] = "reached"
					next = append(next, n)
				}
				if state[n] != "" || !r.hasKind(n) {
					continue
				}
				if found[n] == nil {
					found[n] = &modelNode{id: n, distance: distance + 1, rank: -1 << 40}
				}
				for _, s := range between(r.rs, p, n) {
					if v := w.relevance(s, n, ref); v > found[n].rank || v == found[n].rank && s.Type < found[n].typ {
						found[n].rank, found[n].typ = v, s.Type
					}
				}
				parents[p] = append(parents[p], found[n])
			}
		}
		for _, n := range found {
			switch q.Rank {
			case graph.RankDegree:
				n.rank = w.degree(n.id)
			case graph.RankID:
				n.rank = 0
			}
		}
		order := func(a, b *modelNode) int { return cmp.Or(cmp.Compare(b.rank, a.rank), strings.Compare(a.id, b.id)) }
		var kept []*modelNode
		for _, ns := range parents {
			slices.SortFunc(ns, order)
			kept = append(kept, ns[:min(q.PerNode, len(ns))]...)
		}
		slices.SortFunc(kept, order)
		kept = slices.Compact(kept)
		kept = kept[:min(len(kept), q.First-len(shown))]
		for _, n := range found {
			state[n.id] = "cut"
		}
		for _, n := range kept {
			state[n.id] = "shown"
			shown = append(shown, *n)
			next = append(next, n.id)
		}
		for _, n := range found {
			if state[n.id] == "cut" {
				omitted[graph.Omitted{Kind: w.ents[n.id].Kind, Type: n.typ}]++
			}
		}
		level = next
	}
	var b strings.Builder
	in := func(id string) bool { return state[id] != "" && state[id] != "cut" }
	for _, n := range shown {
		hidden := 0
		for _, o := range r.neighbours(n.id) {
			if !in(o) && r.hasKind(o) {
				hidden++
			}
		}
		fmt.Fprintln(&b, n.id, n.distance, n.rank, hidden)
	}
	pairs := map[string]int{}
	var ids []string
	rs := slices.Clone(r.rs)
	strongest(rs)
	for _, s := range rs {
		if !in(s.From) || !in(s.To) || state[s.From] != "shown" && state[s.To] != "shown" || !r.hasKind(s.From) || !r.hasKind(s.To) {
			continue
		}
		pair := min(s.From, s.To) + " " + max(s.From, s.To)
		if pairs[pair]++; pairs[pair] > graph.MaxParallel {
			omitted[graph.Omitted{Type: s.Type}]++
			continue
		}
		ids = append(ids, fmt.Sprint(s.id, s.Status, s.Independent))
	}
	slices.Sort(ids)
	fmt.Fprintln(&b, ids, len(hubs) == 0, showHubs(w, hubs))
	var om []graph.Omitted
	for o, n := range omitted {
		o.Count = n
		om = append(om, o)
	}
	slices.SortFunc(om, func(a, b graph.Omitted) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Type, b.Type))
	})
	fmt.Fprintln(&b, om)
	return b.String()
}

func showEgo(e *graph.EgoNetwork) string {
	var b strings.Builder
	for _, n := range e.Nodes {
		fmt.Fprintln(&b, n.Entity, n.Distance, n.Rank, n.Hidden)
	}
	var ids []string
	for _, r := range e.Relations {
		ids = append(ids, fmt.Sprint(r.ID, r.Status, r.Independent))
	}
	fmt.Fprintln(&b, ids, e.Complete, e.Policy.HubsSkipped)
	fmt.Fprintln(&b, e.Omitted)
	return b.String()
}

func checkEgo(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	q := d.egoQuery(w)
	e, err := g.Ego(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := showEgo(e), w.ego(q); got != want {
		t.Fatalf("%+v\nfilter %+v\ngot:\n%swant:\n%s", q, q.Where, got, want)
	}
	q.Brief = true
	brief, err := g.Ego(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range e.Relations {
		r.Evidence = graph.Evidence{Status: r.Status, Independent: r.Independent}
	}
	if !reflect.DeepEqual(brief, e) {
		t.Fatalf("%+v\nfilter %+v\ngot:\n%swant:\n%s", q, q.Where, showEgo(brief), showEgo(e))
	}
	for _, q.Brief = range []bool{true, false} {
		checkLent(t, g, q)
	}
}

// checkLent compares an answer in memory that was used before with one that is kept.
func checkLent(t *testing.T, g *topology.Graph, q graph.EgoQuery) {
	t.Helper()
	kept, err := g.Ego(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	q.Lend = true
	lent, err := g.Ego(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	release := lent.Release
	if lent.Release = nil; !reflect.DeepEqual(lent, kept) {
		t.Fatalf("%+v\nfilter %+v\nlent:\n%skept:\n%s", q, q.Where, showEgo(lent), showEgo(kept))
	}
	release()
}

func TestEgoAgainstSets(t *testing.T) {
	for i := range uint64(*tries) {
		tuned(t, i)
		d := roll(*seed + 20000 + i)
		w := d.world(4+d.IntN(7), d.IntN(30))
		if i%50 == 0 { // more parallel relations than an answer shows
			for n := range 60 {
				r := d.relation(w)
				r.Key = fmt.Sprint("k", n)
				r.From, r.To = "e00", one(d, "e01", "e02")
				r.ID = graph.RelationID(r.From, r.Type, r.To, r.Role, r.Key)
				w.rels[r.ID] = r
			}
		}
		g := w.build(t)
		for range 10 {
			checkEgo(t, g, w, d)
		}
		if t.Failed() {
			t.Fatalf("seed %d", *seed+20000+i)
		}
	}
}

// An ego network that was stopped has the nodes of the levels that were finished, and
// no more relations and no more hidden neighbours than they have.
func TestAStoppedEgoNetworkSaysTooLittle(t *testing.T) {
	stopped := 0
	for i := range uint64(*tries / 4) {
		tuned(t, i)
		d := roll(*seed + 97000 + i)
		w := d.world(6+d.IntN(10), 10+d.IntN(60))
		g := w.build(t)
		if i%3 == 0 {
			var err error
			if g, err = g.Apply(d.change(w, 1)); err != nil {
				t.Fatal(err)
			}
		}
		q := graph.EgoQuery{Of: d.some(sorted(w.ents), 2), Depth: 1 + d.IntN(3), First: 50, PerNode: 50, DegreeCap: 1000}
		if d.IntN(3) == 0 {
			q.Where = d.filter(w)
		}
		for budget := 1; budget < 60; budget += 1 + d.IntN(6) {
			got, err := g.WithOptions(topology.Options{Budget: budget}).Ego(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			whole, depth := q, 0
			var want *graph.EgoNetwork
			for whole.Depth = range q.Depth + 1 {
				n, err := g.Ego(context.Background(), whole)
				if err != nil {
					t.Fatal(err)
				}
				if len(n.Nodes) == len(got.Nodes) {
					want, depth = n, whole.Depth
					break
				}
			}
			if got.StoppedBy != 0 {
				stopped++
			}
			if want == nil || got.Complete == (got.StoppedBy != 0) && len(got.Policy.HubsSkipped) == 0 {
				t.Fatalf("seed %d, budget %d: %d nodes, complete %v", *seed+97000+i, budget, len(got.Nodes), got.Complete)
			}
			for j, n := range got.Nodes {
				if o := want.Nodes[j]; n.Entity != o.Entity || n.Hidden > o.Hidden || n.Distance > depth {
					t.Fatalf("seed %d, budget %d: node %+v, of depth %d it is %+v", *seed+97000+i, budget, n, depth, o)
				}
			}
			for _, r := range got.Relations {
				if !slices.ContainsFunc(want.Relations, func(o *graph.Relation) bool { return o.ID == r.ID }) {
					t.Fatalf("seed %d, budget %d: relation %s", *seed+97000+i, budget, r.ID)
				}
			}
		}
	}
	if stopped == 0 {
		t.Error("nothing was stopped")
	}
}

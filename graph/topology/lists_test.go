package topology_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// relationKeys is what RelationPage must list.
func (w *world) relationKeys(q graph.RelationQuery) []string {
	var out []string
	exempt := func(id string) bool { return slices.Contains(q.Of, id) }
	for _, s := range w.passing(q.Where, lensOr(q.Lens, graph.LensEverything), graph.Listed, false, nil) {
		from, to := exempt(s.From), exempt(s.To)
		switch {
		case q.Types != nil && !slices.Contains(q.Types, s.Type),
			q.Of != nil && !from && !to,
			q.Between != nil && !(slices.Contains(q.Between, s.From) && slices.Contains(q.Between, s.To)),
			!from && !q.Where.HasKind(w.ents[s.From].Kind), !to && !q.Where.HasKind(w.ents[s.To].Kind),
			q.Of != nil && q.Direction == graph.Out && !from && !s.Type.Symmetric(),
			q.Of != nil && q.Direction == graph.In && !to && !s.Type.Symmetric():
			continue
		}
		other := s.To
		if to && !from {
			other = s.From
		}
		out = append(out, strings.Join([]string{fmt.Sprintf("%02d", s.Type), other, s.Key, s.id, s.Status.String(), fmt.Sprint(s.Independent)}, "\x00"))
	}
	slices.Sort(out)
	return out
}

func checkLists(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	checkRelations(t, g, w, d)
	checkTimeline(t, g, w, d)
	checkByID(t, g, w, d)
	checkEntities(t, g, w, d)
	checkCommon(t, g, w, d)
	checkNeighbours(t, g, w, d)
	checkStates(t, g, w, d)
	checkEvidence(t, g, w, d)
}

func checkRelations(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	ids := sorted(w.ents)
	q := graph.RelationQuery{Direction: graph.Direction(d.IntN(4)), Lens: d.lens(), Where: d.filter(w), Slice: graph.Slice{First: 1 + d.IntN(5), Count: d.IntN(2) == 0}}
	if d.IntN(3) > 0 {
		q.Of = d.some(ids, 3)
	}
	if d.IntN(3) == 0 {
		q.Between = d.some(ids, 6)
	}
	if d.IntN(3) == 0 {
		q.Types = []graph.RelationType{one(d, testTypes...), one(d, testTypes...), one(d, testTypes...)}
	}
	want := w.relationKeys(q)
	var got []string
	for {
		p, err := g.RelationPage(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if q.Slice.Count && *p.Total != len(want) {
			t.Fatalf("total %d, want %d", *p.Total, len(want))
		}
		for i, r := range p.Items {
			got = append(got, strings.Join(append(slices.Clone([]string(p.Keys[i])), r.Status.String(), fmt.Sprint(r.Independent)), "\x00"))
			q.Slice.After = p.Keys[i]
		}
		if !p.More {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v %+v\ngot  %q\nwant %q", q, q.Where, got, want)
	}
}

// everywhere are the relations that a list of all has.
func (w *world) everywhere(f *graph.Filter, def graph.StatusSet) (out []seen) {
	for _, s := range w.passing(f, graph.LensEverything, def, false, nil) {
		if f.HasKind(w.ents[s.From].Kind) && f.HasKind(w.ents[s.To].Kind) {
			out = append(out, s)
		}
	}
	return out
}

func checkTimeline(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	q := graph.TimelineQuery{Where: d.filter(w), Slice: graph.Slice{First: 1 + d.IntN(5), Count: d.IntN(2) == 0}}
	var want []string
	for _, s := range w.everywhere(q.Where, graph.Listed) {
		want = append(want, strings.Join(graph.TimelineKey(s.When, s.id), "\x00"))
	}
	slices.Sort(want)
	var got []string
	for {
		p, before, err := g.TimelinePage(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if q.Slice.Count && *p.Total != len(want) {
			t.Fatalf("total %d, want %d", *p.Total, len(want))
		}
		if (before == nil) != (len(got) == 0) || before != nil && strings.Join(graph.TimelineKey(before.When, before.ID), "\x00") != got[len(got)-1] {
			t.Fatalf("before is %v after %q", before, got)
		}
		for i, r := range p.Items {
			if key := graph.TimelineKey(r.When, r.ID); !slices.Equal(key, p.Keys[i]) {
				t.Fatalf("key %q of a row that has %q", p.Keys[i], key)
			}
			got = append(got, strings.Join(p.Keys[i], "\x00"))
			q.Slice.After = p.Keys[i]
		}
		if !p.More {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v %+v\ngot  %q\nwant %q", q, q.Where, got, want)
	}
}

func checkByID(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	f, slice := d.filter(w), graph.Slice{First: 1 + d.IntN(5), Count: d.IntN(2) == 0}
	def := one(d, graph.Listed, graph.StatusesOf(graph.Disputed))
	var want, got []string
	for _, s := range w.everywhere(f, def) {
		want = append(want, s.id)
	}
	slices.Sort(want)
	for {
		p, err := g.RelationsByID(context.Background(), f, slice, def)
		if err != nil {
			t.Fatal(err)
		}
		if slice.Count && *p.Total != len(want) {
			t.Fatalf("total %d, want %d", *p.Total, len(want))
		}
		if got = append(got, p.Items...); !p.More {
			break
		}
		slice.After = p.Keys[len(p.Keys)-1]
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v\ngot  %q\nwant %q", f, got, want)
	}
}

func (w *world) state(id string, f *graph.Filter) graph.MeetingState {
	if o := w.occ[id]; o != nil {
		if e, ok := w.evidence(o.Claims, f, false); ok && e.Status != graph.Retracted {
			return graph.StateOf(e.Status)
		}
	}
	best := graph.Status(0)
	for _, r := range w.rels {
		if r.Type == graph.ParticipatedIn && r.To == id && r.From != id && r.Role != graph.Invited {
			if e, ok := w.evidence(r.Claims, f, false); ok && (best == 0 || e.Status < best) {
				best = e.Status
			}
		}
	}
	return graph.StateOf(best)
}

func checkStates(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	f := d.filter(w)
	ids := append(sorted(w.ents), "nobody")
	states, err := g.MeetingStates(context.Background(), ids, f)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range ids {
		want := graph.MeetingState(0)
		if e := w.ents[id]; e != nil && e.Kind == graph.KindMeeting {
			want = w.state(id, f.ClaimsOnly())
		}
		if states[i] != want {
			t.Fatalf("%s is %v, want %v", id, states[i], want)
		}
	}
}

// attends gives the meetings in which p takes part.
func attends(w *world, rs []seen, p string) map[string]bool {
	out := map[string]bool{}
	for _, m := range rs {
		if m.Type != graph.ParticipatedIn || w.ents[m.To].Kind != graph.KindMeeting {
			continue
		}
		if m.From == p {
			out[m.To] = true
		}
		for _, r := range rs {
			k := w.ents[r.From].Kind
			agent := r.Type == graph.Represents && (k == graph.KindDelegation || k == graph.KindOffice || k == graph.KindPerson) ||
				r.Type == graph.MemberOf && w.ents[p].Kind == graph.KindDelegation
			then := !r.When.Dated || !m.When.Dated || r.When.Span.Compare(m.When.Span) == graph.OrderUndetermined
			if agent && then && r.To == p && r.From == m.From {
				out[m.To] = true
			}
		}
	}
	return out
}

func (w *world) entityIDs(q graph.EntityQuery) []string {
	var rest graph.Filter
	if q.Where != nil {
		rest = *q.Where
	}
	rest.Kinds = nil
	any := w.passing(&rest, graph.LensEverything, graph.Listed, false, nil)
	needs := rest.SelectsClaims() || rest.SelectsRelations()
	rest.Types = nil
	rs := w.passing(&rest, graph.LensEverything, graph.Listed, false, nil)
	held := w.passing(&rest, graph.LensEverything, graph.Walked, false, nil)
	bodies := map[string]bool{}
	for _, id := range q.OfficialsOf {
		bodies[id] = true
	}
	for range len(w.ents) {
		for _, r := range held {
			if r.Type == graph.PartOf && bodies[r.To] {
				bodies[r.From] = true
			}
		}
	}
	official := func(id string) bool {
		for _, r := range held {
			if r.From != id || w.ents[id].Kind != graph.KindPerson || r.Type != graph.Holds && r.Type != graph.Heads {
				continue
			}
			if q.OfficialsOf == nil || r.Type == graph.Heads && bodies[r.To] {
				return true
			}
			for _, o := range held {
				if r.Type == graph.Holds && o.Type == graph.Of && o.From == r.To && bodies[o.To] {
					return true
				}
			}
		}
		return false
	}
	var out []string
	for _, id := range sorted(w.ents) {
		k := w.ents[id].Kind
		ok := (q.Kinds == nil || slices.Contains(q.Kinds, k)) && q.Where.HasKind(k)
		if needs {
			ok = ok && slices.ContainsFunc(any, func(s seen) bool { return s.From == id || s.To == id })
		}
		if q.Officials || q.OfficialsOf != nil {
			ok = ok && official(id)
		}
		for _, p := range q.Participant {
			ok = ok && attends(w, rs, p)[id]
		}
		if q.Between != nil {
			n := 0
			for _, p := range q.Between {
				if attends(w, rs, p)[id] {
					n++
				}
			}
			ok = ok && n >= 2
		}
		if q.State != 0 {
			ok = ok && k == graph.KindMeeting && w.state(id, rest.ClaimsOnly()) == q.State
		}
		if ok {
			out = append(out, id)
		}
	}
	return out
}

func checkEntities(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	ids := sorted(w.ents)
	q := graph.EntityQuery{Where: d.filter(w), Slice: graph.Slice{First: 1 + d.IntN(3), Count: d.IntN(2) == 0}}
	if d.IntN(3) == 0 {
		q.Kinds = []graph.EntityKind{one(d, testKinds...), one(d, testKinds...)}
	}
	switch d.IntN(6) {
	case 0:
		q.Officials = true
	case 1:
		q.OfficialsOf = d.some(ids, 3)
	case 2:
		q.Participant = d.some(ids, 2)
	case 3:
		q.Between = d.some(ids, 5)
	case 4:
		q.State = graph.MeetingState(1 + d.IntN(4))
	}
	want := w.entityIDs(q)
	var got []string
	for {
		p, err := g.EntityPage(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if q.Slice.Count && *p.Total != len(want) {
			t.Fatalf("total %d, want %d", *p.Total, len(want))
		}
		got = append(got, p.Items...)
		if !p.More {
			break
		}
		q.Slice.After = p.Keys[len(p.Keys)-1]
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v %+v\ngot  %q\nwant %q", q, q.Where, got, want)
	}
}

func checkNeighbours(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	q := graph.NeighbourQuery{Of: one(d, sorted(w.ents)...), Lens: d.lens(), Where: d.filter(w)}
	count := map[string]map[string]bool{}
	for _, s := range w.passing(q.Where, lensOr(q.Lens, graph.LensRelations), graph.Walked, true, nil) {
		o, ok := s.other(q.Of)
		if !ok || o == q.Of || !q.Where.HasKind(w.ents[o].Kind) {
			continue
		}
		direction := graph.Out
		if s.To == q.Of {
			direction = graph.In
		}
		if s.Type.Symmetric() {
			direction = graph.Both
		}
		key := fmt.Sprintf("%02d %d %02d", s.Type, direction, w.ents[o].Kind)
		if count[key] == nil {
			count[key] = map[string]bool{}
		}
		count[key][o] = true
	}
	var want, got []string
	for _, k := range slices.Sorted(maps.Keys(count)) {
		want = append(want, fmt.Sprint(k, " ", len(count[k])))
	}
	res, err := g.NeighbourCounts(context.Background(), []graph.NeighbourQuery{q})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res[0] {
		got = append(got, fmt.Sprintf("%02d %d %02d %d", c.Type, c.Direction, c.Kind, c.Count))
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v\ngot  %q\nwant %q", q, got, want)
	}
}

func checkCommon(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	ids := sorted(w.ents)
	q := graph.CommonQuery{Of: d.some(ids, 4), MaxHops: 1 + d.IntN(4), Lens: d.lens(), Where: d.filter(w), Slice: graph.Slice{First: 2, Count: true}}
	if len(q.Of) < 2 {
		return
	}
	lens := lensOr(q.Lens, graph.LensRelations)
	r := &rules{w: w, rs: w.passing(q.Where, lens, graph.Walked, true, nil), lens: lens, f: q.Where, exempt: q.Of}
	ref := w.reference(q.Where)
	distances, rank := map[string][]int{}, map[string]int{}
	for _, o := range q.Of {
		dist, queue := map[string]int{o: 0}, []string{o}
		for len(queue) > 0 {
			u := queue[0]
			queue = queue[1:]
			if dist[u] == q.MaxHops || dist[u] > 0 && !r.through(u) {
				continue
			}
			for _, n := range r.neighbours(u) {
				if !r.hasKind(n) {
					continue
				}
				if _, ok := dist[n]; !ok {
					dist[n] = dist[u] + 1
					queue = append(queue, n)
				}
				if dist[n] == dist[u]+1 {
					for _, s := range between(r.rs, u, n) {
						v := w.relevance(s, n, ref)
						if best, ok := rank[n]; !ok || v > best {
							rank[n] = v
						}
					}
				}
			}
		}
		for id, n := range dist {
			distances[id] = append(distances[id], n)
		}
	}
	var want []string
	for id, ds := range distances {
		if len(ds) == len(q.Of) && !slices.Contains(q.Of, id) {
			sum := 0
			for _, n := range ds {
				sum += n
			}
			want = append(want, fmt.Sprintf("%03d %010d %s %v %d", sum, 1<<31-1-rank[id], id, ds, rank[id]))
		}
	}
	slices.Sort(want)
	var got []string
	for {
		p, err := g.Common(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if *p.Total != len(want) {
			t.Fatalf("total %d, want %d", *p.Total, len(want))
		}
		for i, n := range p.Items {
			got = append(got, fmt.Sprintf("%s %v %d", strings.Join(p.Keys[i], " "), n.Distances, n.Rank))
			q.Slice.After = p.Keys[i]
		}
		if !p.More {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v %+v\ngot  %q\nwant %q", q, q.Where, got, want)
	}
}

func TestListsAgainstSets(t *testing.T) {
	for i := range uint64(*tries) {
		d := roll(*seed + 40000 + i)
		w := d.world(4+d.IntN(7), d.IntN(40))
		g := w.build(t)
		for range 5 {
			checkLists(t, g, w, d)
		}
		if t.Failed() {
			t.Fatalf("seed %d", *seed+40000+i)
		}
	}
}

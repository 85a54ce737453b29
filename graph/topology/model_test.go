package topology_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// seen is a relation under a filter.
type seen struct {
	*graph.RelationRecord
	graph.Evidence
	id string
}

func (w *world) evidence(claims []graph.Claim, f *graph.Filter, lasting bool) (graph.Evidence, bool) {
	sel := graph.Select(claims, f, w)
	if len(sel) == 0 {
		return graph.Evidence{}, false
	}
	e, _ := graph.Assess(sel, lasting, w)
	return e, true
}

func (w *world) degree(id string) int {
	n := 0
	for _, r := range w.rels {
		if e, ok := w.evidence(r.Claims, nil, r.Type.Lasting()); (r.From == id || r.To == id) && ok && e.Status != graph.Retracted {
			n++
		}
	}
	return n
}

// passing lists the relations that pass, kinds aside, by id.
func (w *world) passing(f *graph.Filter, lens graph.Lens, def graph.StatusSet, walk bool, avoid []string) []seen {
	var out []seen
	for _, id := range sorted(w.rels) {
		r := w.rels[id]
		e, ok := w.evidence(r.Claims, f, r.Type.Lasting())
		from, to := w.ents[r.From].Kind, w.ents[r.To].Kind
		if !ok || slices.Contains(avoid, id) || !lens.Walks(r.Type, r.Role, from, to) ||
			!f.Passes(r.Type, e.Status, e.Independent, e.When.Date, e.When.Dated, def) {
			continue
		}
		if walk && r.Type == graph.ParticipatedIn && to == graph.KindMeeting {
			if o := w.occ[r.To]; o != nil {
				if oe, ok := w.evidence(o.Claims, f, false); ok && (oe.Status == graph.Planned || oe.Status == graph.Denied) && !f.StatusSet(def).Has(oe.Status) {
					continue
				}
			}
		}
		out = append(out, seen{r, e, id})
	}
	return out
}

func (s seen) other(id string) (string, bool) {
	switch id {
	case s.From:
		return s.To, true
	case s.To:
		return s.From, true
	}
	return "", false
}

// strongest sorts parallel relations.
func strongest(rs []seen) {
	slices.SortFunc(rs, func(a, b seen) int { return cmp.Or(cmp.Compare(a.Status, b.Status), strings.Compare(a.id, b.id)) })
}

func between(rs []seen, a, b string) []seen {
	var out []seen
	for _, r := range rs {
		if o, ok := r.other(a); ok && o == b {
			out = append(out, r)
		}
	}
	strongest(out)
	return out
}

type modelPath struct {
	nodes   []string
	status  graph.Status
	sources int
}

func (m modelPath) hops() int { return len(m.nodes) - 1 }

func lensOr(l, def graph.Lens) graph.Lens {
	if l == 0 {
		return def
	}
	return l
}

// rules are what a traversal of the model heeds.
type rules struct {
	w      *world
	rs     []seen
	lens   graph.Lens
	f      *graph.Filter
	exempt []string
	avoid  []string
	cap    int
}

func (r *rules) hasKind(id string) bool {
	return slices.Contains(r.exempt, id) || r.f.HasKind(r.w.ents[id].Kind)
}

func (r *rules) through(id string) bool {
	return r.hasKind(id) && r.lens.Through(r.w.ents[id].Kind) && !slices.Contains(r.avoid, id)
}

func (r *rules) hub(id string) bool {
	return !slices.Contains(r.exempt, id) && r.w.degree(id) > r.cap
}

func (r *rules) neighbours(id string) []string {
	set := map[string]bool{}
	for _, s := range r.rs {
		if o, ok := s.other(id); ok && o != id {
			set[o] = true
		}
	}
	return sorted(set)
}

// paths lists every simple path, in no order.
func (r *rules) paths(from, to []string, maxHops int) []modelPath {
	var out []modelPath
	degreeOK, adj := map[string]bool{}, map[string][]string{}
	for id := range r.w.ents {
		degreeOK[id], adj[id] = !r.hub(id), r.neighbours(id)
	}
	var walk func(path []string)
	walk = func(path []string) {
		last := path[len(path)-1]
		if len(path) > 1 && slices.Contains(to, last) {
			p := modelPath{nodes: slices.Clone(path), sources: 1 << 30}
			for i := 1; i < len(path); i++ {
				s := between(r.rs, path[i-1], path[i])[0]
				p.status, p.sources = max(p.status, s.Status), min(p.sources, s.Independent)
			}
			out = append(out, p)
		}
		if len(path)-1 == maxHops || len(path) > 1 && (!r.through(last) || !degreeOK[last]) {
			return
		}
		for _, n := range adj[last] {
			if !slices.Contains(path, n) && !slices.Contains(r.avoid, n) {
				walk(append(path, n))
			}
		}
	}
	for _, f := range from {
		if !slices.Contains(r.avoid, f) {
			walk([]string{f})
		}
	}
	return out
}

func (r *rules) hubs(from, to []string, hops int) map[string]int {
	found := map[string]int{}
	for _, starts := range [][]string{from, to} {
		dist := map[string]int{}
		var queue []string
		for _, s := range starts {
			if !slices.Contains(r.avoid, s) {
				dist[s] = 0
				queue = append(queue, s)
			}
		}
		for len(queue) > 0 {
			u := queue[0]
			queue = queue[1:]
			if dist[u] > 0 && (!r.through(u) || r.hub(u)) {
				if r.through(u) && dist[u] < hops {
					if d, ok := found[u]; !ok || dist[u] < d {
						found[u] = dist[u]
					}
				}
				continue
			}
			for _, n := range r.neighbours(u) {
				if _, ok := dist[n]; !ok {
					dist[n] = dist[u] + 1
					queue = append(queue, n)
				}
			}
		}
	}
	return found
}

func showHubs(w *world, found map[string]int) []graph.Hub {
	ids := sorted(found)
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(found[a], found[b]) })
	var out []graph.Hub
	for _, id := range ids {
		out = append(out, graph.Hub{Entity: id, Degree: w.degree(id)})
	}
	return out
}

// comparePaths is the tie order, or that of STRONGEST.
func comparePaths(mode graph.PathMode) func(a, b modelPath) int {
	return func(a, b modelPath) int {
		hops := cmp.Compare(a.hops(), b.hops())
		worth := cmp.Or(cmp.Compare(a.status, b.status), cmp.Compare(b.sources, a.sources))
		if mode == graph.Strongest {
			hops, worth = worth, hops
		}
		return cmp.Or(hops, worth, slices.Compare(a.nodes, b.nodes))
	}
}

// standing lists the starts that are ends and not avoided, by id.
func standing(q graph.PathQuery, avoid []string) (both []string) {
	for _, f := range q.From {
		if slices.Contains(q.To, f) && !slices.Contains(avoid, f) {
			both = append(both, f)
		}
	}
	slices.Sort(both)
	return slices.Compact(both)
}

// answer is what Paths must give, as text.
func (w *world) answer(q graph.PathQuery, avoid []topology.Identity) string {
	lens := lensOr(q.Lens, graph.LensRelations)
	var avoidIDs []string
	for _, i := range avoid {
		avoidIDs = append(avoidIDs, i.ID())
	}
	var avoidEntities []string
	for _, id := range q.Avoid {
		if !strings.HasPrefix(id, "r:") {
			avoidEntities = append(avoidEntities, id)
		}
	}
	r := &rules{w: w, rs: w.passing(q.Where, lens, graph.Walked, true, avoidIDs), lens: lens, f: q.Where, exempt: slices.Concat(q.From, q.To), avoid: avoidEntities, cap: q.DegreeCap}
	if both := standing(q, avoidEntities); len(both) > 0 {
		total, most := "-", q.First
		if q.Mode == graph.AllShortest {
			total = fmt.Sprint(len(both))
		} else if q.Mode <= graph.Shortest {
			most = min(most, 1)
		}
		out := "SAME complete=true total=" + total + "\n"
		for _, id := range both[:min(len(both), most)] {
			out += fmt.Sprintf("[%s]  0\n", id)
		}
		return out
	}
	all := r.paths(q.From, q.To, q.MaxHops)
	slices.SortFunc(all, comparePaths(q.Mode))
	all = slices.CompactFunc(all, func(a, b modelPath) bool { return slices.Equal(a.nodes, b.nodes) })
	n := q.First
	if q.Mode <= graph.Shortest {
		n = min(n, 1)
	}
	outcome, total := graph.NoPath, 0
	hops := q.MaxHops
	if len(all) > 0 {
		outcome = graph.Found
		hops = all[0].hops()
		if q.Mode == graph.AllShortest {
			all = slices.DeleteFunc(all, func(p modelPath) bool { return p.hops() > hops })
			total = len(all)
		}
	}
	all = all[:min(len(all), max(n, min(1, len(all))))]
	for _, p := range all {
		if len(all) > 0 {
			hops = max(hops, p.hops())
		}
	}
	if outcome == graph.Found {
		hops = 0
		for _, p := range all {
			hops = max(hops, p.hops())
		}
	}
	hubs := r.hubs(q.From, q.To, hops)
	var b strings.Builder
	fmt.Fprintf(&b, "%s complete=%v", outcome, len(hubs) == 0)
	if q.Mode == graph.AllShortest && len(hubs) == 0 {
		fmt.Fprintf(&b, " total=%d\n", total)
	} else {
		b.WriteString(" total=-\n")
	}
	for _, p := range all[:min(n, len(all))] {
		fmt.Fprintf(&b, "%v %s %d\n", p.nodes, p.status, p.sources)
		for i := 1; i < len(p.nodes); i++ {
			par := between(r.rs, p.nodes[i-1], p.nodes[i])
			fmt.Fprintf(&b, "  %s %s %d fwd=%v +%d", par[0].id, par[0].Status, par[0].Independent, par[0].From == p.nodes[i-1], len(par)-1)
			for _, x := range par[1:min(len(par), 1+graph.MaxParallel)] {
				b.WriteString(" " + x.id)
			}
			b.WriteString("\n")
		}
	}
	if q.ListHubs {
		fmt.Fprintln(&b, showHubs(w, hubs))
	}
	return b.String()
}

func showPaths(q graph.PathQuery, r *graph.PathResult) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s complete=%v", r.Outcome, r.Complete)
	if r.Total != nil {
		fmt.Fprintf(&b, " total=%d\n", *r.Total)
	} else {
		b.WriteString(" total=-\n")
	}
	for _, p := range r.Paths {
		fmt.Fprintf(&b, "%v %s %d\n", p.Nodes, p.Status, p.Independent)
		for _, s := range p.Steps {
			fmt.Fprintf(&b, "  %s %s %d fwd=%v +%d", s.Relation.ID, s.Relation.Status, s.Relation.Independent, s.Forward, s.ParallelCount)
			for _, x := range s.Parallel {
				b.WriteString(" " + x)
			}
			b.WriteString("\n")
		}
	}
	if q.ListHubs && r.Outcome != graph.Same {
		fmt.Fprintln(&b, r.Policy.HubsSkipped)
	}
	return b.String()
}

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
	steps   []seen
	arrival graph.Day // of EARLIEST
	order   string
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
	via    []string
	cap    int
	timed  bool // EARLIEST
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
			if p, ok := r.path(path); ok {
				out = append(out, p)
			}
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

// path says what a path is worth; false where it is none of those asked for.
func (r *rules) path(nodes []string) (modelPath, bool) {
	at := -1
	for _, v := range r.via {
		i := slices.Index(nodes, v)
		if i <= at {
			return modelPath{}, false
		}
		at = i
	}
	if r.timed {
		return r.inTime(nodes)
	}
	p := modelPath{nodes: slices.Clone(nodes), sources: 1 << 30}
	for i := 1; i < len(nodes); i++ {
		s := between(r.rs, nodes[i-1], nodes[i])[0]
		p.steps = append(p.steps, s)
		p.status, p.sources = max(p.status, s.Status), min(p.sources, s.Independent)
	}
	return p, true
}

// inTime tries every choice of relations, strongest first, and keeps the first of
// the best that is in order of time.
func (r *rules) inTime(nodes []string) (best modelPath, found bool) {
	var choose func(steps []seen)
	choose = func(steps []seen) {
		if len(steps) < len(nodes)-1 {
			for _, s := range between(r.rs, nodes[len(steps)], nodes[len(steps)+1]) {
				choose(append(slices.Clone(steps), s))
			}
			return
		}
		p := modelPath{nodes: slices.Clone(nodes), sources: 1 << 30, steps: steps, arrival: graph.DayMax, order: "CERTAIN"}
		for _, s := range steps {
			p.status, p.sources = max(p.status, s.Status), min(p.sources, s.Independent)
		}
		dates := r.contacts(nodes, steps)
		for i, later := range dates {
			for j, d := range dates[:i] {
				if later.Latest() < d.Earliest() {
					return
				}
				if j == i-1 && (d.Latest() >= later.Earliest() || d.Inferred() || later.Inferred()) {
					p.order = "POSSIBLE"
				}
			}
			p.arrival = later.Latest()
		}
		if !found || cmp.Or(cmp.Compare(p.arrival, best.arrival), cmp.Compare(p.status, best.status), cmp.Compare(best.sources, p.sources)) < 0 {
			best, found = p, true
		}
	}
	choose(nil)
	return best, found
}

func (r *rules) contacts(nodes []string, steps []seen) (dates []graph.When) {
	for i, id := range nodes {
		if i > 0 && (steps[i-1].Type == graph.SpokeTo || steps[i-1].Type == graph.Consult) {
			dates = append(dates, steps[i-1].When)
		}
		if r.w.ents[id].Kind == graph.KindMeeting {
			dates = append(dates, r.w.meetingDate(id, r.f))
		}
	}
	return dates
}

func (w *world) meetingDate(id string, f *graph.Filter) graph.When {
	if o := w.occ[id]; o != nil {
		if e, ok := w.evidence(o.Claims, f, false); ok && e.Status != graph.Retracted && e.When.Dated {
			return e.When
		}
	}
	var at []seen
	for _, rel := range sorted(w.rels) {
		r := w.rels[rel]
		e, ok := w.evidence(r.Claims, f, false)
		if ok && r.Type == graph.ParticipatedIn && r.To == id && r.Role != graph.Invited && e.Status != graph.Retracted && e.When.Dated {
			at = append(at, seen{r, e, rel})
		}
	}
	if len(at) == 0 {
		return graph.When{}
	}
	return slices.MinFunc(at, func(a, b seen) int {
		return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.From, b.From), cmp.Compare(a.Key, b.Key), cmp.Compare(a.id, b.id))
	}).When
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
		return cmp.Or(cmp.Compare(a.arrival, b.arrival), hops, worth, slices.Compare(a.nodes, b.nodes))
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

// rules are those of a query.
func (w *world) rules(q graph.PathQuery, avoid []topology.Identity) *rules {
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
	r := &rules{
		w: w, rs: w.passing(q.Where, lens, graph.Walked, true, avoidIDs), lens: lens, f: q.Where, exempt: slices.Concat(q.From, q.To, q.Via),
		avoid: avoidEntities, via: q.Via, cap: q.DegreeCap, timed: q.Mode == graph.Earliest,
	}
	if r.timed {
		r.rs = slices.DeleteFunc(r.rs, func(s seen) bool {
			return !graph.LensContact.Walks(s.Type, s.Role, w.ents[s.From].Kind, w.ents[s.To].Kind)
		})
	}
	return r
}

// ranked lists all paths in the order of the mode.
func (r *rules) ranked(q graph.PathQuery) []modelPath {
	all := r.paths(q.From, q.To, q.MaxHops)
	slices.SortFunc(all, comparePaths(q.Mode))
	return slices.CompactFunc(all, func(a, b modelPath) bool { return slices.Equal(a.nodes, b.nodes) })
}

// answer is what Paths must give, as text.
func (w *world) answer(q graph.PathQuery, avoid []topology.Identity) string {
	r := w.rules(q, avoid)
	if both := standing(q, r.avoid); len(both) > 0 && len(q.Via) == 0 {
		total, most := "-", q.First
		if q.Mode == graph.AllShortest {
			total = fmt.Sprint(len(both))
		} else if q.Mode <= graph.Shortest {
			most = min(most, 1)
		}
		out := "SAME complete=true total=" + total + "\n"
		for _, id := range both[:min(len(both), most)] {
			out += fmt.Sprintf("[%s]  0%s\n", id, r.standing(id))
		}
		return out
	}
	all := r.ranked(q)
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
	if r.timed {
		hops = q.MaxHops
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
		fmt.Fprintf(&b, "%v %s %d%s\n", p.nodes, p.status, p.sources, r.told(p))
		for i := 1; i < len(p.nodes); i++ {
			par := between(r.rs, p.nodes[i-1], p.nodes[i])
			par = slices.DeleteFunc(par, func(s seen) bool { return s.id == p.steps[i-1].id })
			par = slices.Insert(par, 0, p.steps[i-1])
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

// told is how sure the order of a path is, and when it arrives.
func (r *rules) told(p modelPath) string {
	if !r.timed {
		return ""
	}
	return fmt.Sprintf(" %s %s", p.order, p.arrival)
}

func (r *rules) standing(id string) string {
	p := modelPath{order: "CERTAIN", arrival: graph.DayMax}
	if r.w.ents[id].Kind == graph.KindMeeting {
		p.arrival = r.w.meetingDate(id, r.f).Latest()
	}
	return r.told(p)
}

func toldOf(p graph.Path) string {
	if p.Order == nil {
		return ""
	}
	arrival := graph.DayMax
	if p.Arrival != nil {
		arrival = *p.Arrival
	}
	return fmt.Sprintf(" %s %s", p.Order, arrival)
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
		fmt.Fprintf(&b, "%v %s %d%s\n", p.Nodes, p.Status, p.Independent, toldOf(p))
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

package topology_test

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/topology"
)

func (d dice) connectQuery(w *world) (graph.ConnectQuery, []topology.Identity) {
	ids := sorted(w.ents)
	d.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	q := graph.ConnectQuery{
		Of: ids[:min(len(ids), one(d, 2, 2, 3, 3, 4, 5, 9))], Lens: d.lens(), MaxHops: one(d, 0, 1, 2, 3, 4, 12, 12),
		DegreeCap: one(d, 0, 3, 6, 1000, 1000), Where: d.filter(w), ListHubs: true,
	}
	var avoid []topology.Identity
	if d.IntN(5) == 0 && len(q.Of) < len(ids) {
		q.Avoid = d.some(ids[len(q.Of):], 2)
	}
	if d.IntN(5) == 0 && len(w.rels) > 0 {
		r := w.rels[one(d, sorted(w.rels)...)]
		avoid = append(avoid, topology.Identity{From: r.From, Type: r.Type, To: r.To, Role: r.Role, Key: r.Key})
		q.Avoid = append(q.Avoid, r.ID)
	}
	return q, avoid
}

// netting answers a ConnectQuery by trying every set of entities.
type netting struct {
	*rules
	of    []string
	nodes []string // those of of first, then by id what may join them
	steps []netStep
	hops  [][]int
}

type netStep struct {
	a, b    string
	shown   seen
	ai, bi  int
	between []seen
}

const never = 1 << 20

func (w *world) netting(q graph.ConnectQuery, avoid []topology.Identity) *netting {
	lens := lensOr(q.Lens, graph.LensRelations)
	var avoidIDs []string
	for _, i := range avoid {
		avoidIDs = append(avoidIDs, i.ID())
	}
	n := &netting{rules: &rules{w: w, rs: w.passing(q.Where, lens, graph.Walked, true, avoidIDs), lens: lens, f: q.Where, exempt: q.Of, avoid: q.Avoid, cap: q.DegreeCap}, of: q.Of}
	n.nodes = slices.Clone(q.Of)
	for _, id := range sorted(w.ents) {
		if !slices.Contains(q.Of, id) && n.through(id) && !n.hub(id) {
			n.nodes = append(n.nodes, id)
		}
	}
	for i, a := range n.nodes {
		for j, b := range n.nodes {
			if a < b {
				if rs := between(n.rs, a, b); len(rs) > 0 {
					n.steps = append(n.steps, netStep{a, b, rs[0], i, j, rs})
				}
			}
		}
	}
	n.hops = make([][]int, len(n.nodes))
	for i := range n.nodes {
		n.hops[i] = slices.Repeat([]int{never}, len(n.nodes))
		n.hops[i][i] = 0
	}
	for _, s := range n.steps {
		n.hops[s.ai][s.bi], n.hops[s.bi][s.ai] = 1, 1
	}
	for k := range n.nodes { // Floyd and Warshall
		for i := range n.nodes {
			for j := range n.nodes {
				n.hops[i][j] = min(n.hops[i][j], n.hops[i][k]+n.hops[k][j])
			}
		}
	}
	return n
}

// within are the steps whose ends are in a set and that are good enough.
func (n *netting) within(set uint64, weakest graph.Status, least int) (out []netStep) {
	for _, s := range n.steps {
		if set>>s.ai&1 == 1 && set>>s.bi&1 == 1 && s.shown.Status <= weakest && s.shown.Independent >= least {
			out = append(out, s)
		}
	}
	return out
}

// spans says whether steps hold a set together.
func spans(steps []netStep, set uint64) bool {
	reached := set & -set
	for grown := true; grown; {
		grown = false
		for _, s := range steps {
			a, b := reached>>s.ai&1, reached>>s.bi&1
			if a != b {
				reached |= 1<<s.ai | 1<<s.bi
				grown = true
			}
		}
	}
	return reached == set
}

// kruskal takes what joins new parts, in order.
func kruskal(steps []netStep) (out []netStep) {
	slices.SortFunc(steps, func(x, y netStep) int {
		return cmp.Or(cmp.Compare(x.shown.Status, y.shown.Status), cmp.Compare(y.shown.Independent, x.shown.Independent), strings.Compare(x.a, y.a), strings.Compare(x.b, y.b))
	})
	part := map[string]string{}
	find := func(v string) string {
		for part[v] != "" {
			v = part[v]
		}
		return v
	}
	for _, s := range steps {
		if a, b := find(s.a), find(s.b); a != b {
			part[a] = b
			out = append(out, s)
		}
	}
	return out
}

// smallest tries all sets of entities, from the smallest on.
func (n *netting) smallest(members []int) []netStep {
	must := uint64(0)
	for _, i := range members {
		must |= 1 << i
	}
	type choice struct {
		set     uint64
		weakest graph.Status
		least   int
		ids     []string
	}
	for size := len(members); size <= len(n.nodes); size++ {
		var best *choice
		for set := range uint64(1) << len(n.nodes) {
			if set&must != must || bits.OnesCount64(set) != size || !spans(n.within(set, 99, 0), set) {
				continue
			}
			c := choice{set: set}
			for !spans(n.within(set, c.weakest, 0), set) {
				c.weakest++
			}
			for spans(n.within(set, c.weakest, c.least+1), set) {
				c.least++
			}
			for i, id := range n.nodes {
				if set>>i&1 == 1 {
					c.ids = append(c.ids, id)
				}
			}
			slices.Sort(c.ids)
			if best == nil || cmp.Or(cmp.Compare(c.weakest, best.weakest), cmp.Compare(best.least, c.least), slices.Compare(c.ids, best.ids)) < 0 {
				best = &c
			}
		}
		if best != nil {
			return kruskal(n.within(best.set, best.weakest, best.least))
		}
	}
	return nil
}

// joined puts the networks of nearest pairs together.
func (n *netting) joined(members []int, maxHops int) (steps []netStep, sum int) {
	var pairs []netStep
	for _, i := range members {
		for _, j := range members {
			if n.of[i] < n.of[j] && n.hops[i][j] <= maxHops {
				pairs = append(pairs, netStep{a: n.of[i], b: n.of[j], ai: i, bi: j})
			}
		}
	}
	slices.SortFunc(pairs, func(x, y netStep) int {
		return cmp.Or(cmp.Compare(n.hops[x.ai][x.bi], n.hops[y.ai][y.bi]), strings.Compare(x.a, y.a), strings.Compare(x.b, y.b))
	})
	part := map[int]int{}
	for i := range n.of {
		part[i] = i
	}
	for _, p := range pairs {
		if part[p.ai] == part[p.bi] {
			continue
		}
		for i, from := range part {
			if i != p.ai && from == part[p.ai] {
				part[i] = part[p.bi]
			}
		}
		part[p.ai] = part[p.bi]
		sum += n.hops[p.ai][p.bi]
		for _, s := range n.smallest([]int{p.ai, p.bi}) {
			if !slices.ContainsFunc(steps, func(o netStep) bool { return o.a == s.a && o.b == s.b }) {
				steps = append(steps, s)
			}
		}
	}
	steps = kruskal(steps)
	for range steps {
		steps = slices.DeleteFunc(steps, func(s netStep) bool {
			for _, end := range []string{s.a, s.b} {
				touching := 0
				for _, o := range steps {
					if o.a == end || o.b == end {
						touching++
					}
				}
				if touching == 1 && !slices.Contains(n.of, end) {
					return true
				}
			}
			return false
		})
	}
	return steps, sum
}

// connect is what Connect must give, as text.
func (w *world) connect(q graph.ConnectQuery, avoid []topology.Identity) string {
	n := w.netting(q, avoid)
	var b strings.Builder
	part := make([]int, len(q.Of))
	for i := range part {
		part[i] = i
	}
	for range q.Of {
		for i := range q.Of {
			for j := range q.Of {
				if n.hops[i][j] <= q.MaxHops {
					part[i] = min(part[i], part[j])
				}
			}
		}
	}
	var groups [][]int
	for i := range q.Of {
		var group []int
		for j := range q.Of {
			if part[j] == i {
				group = append(group, j)
			}
		}
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	slices.SortStableFunc(groups, func(a, b []int) int { return len(b) - len(a) })
	found := map[string]int{}
	note := func(members []string, hops int) {
		for id, d := range n.hubsNear(members, hops) {
			if at, ok := found[id]; !ok || d < at {
				found[id] = d
			}
		}
	}
	for _, group := range groups {
		var steps []netStep
		exact, sum := true, 0
		if len(group) > 1 {
			if steps, sum = n.joined(group, q.MaxHops); len(group) <= graph.MaxExact {
				steps = n.smallest(group)
			} else {
				exact = false
			}
		}
		var members []string
		for _, i := range group {
			members = append(members, q.Of[i])
		}
		least := len(steps)
		if !exact {
			for least = 0; 2*least*(len(group)-1) < sum*len(group); least++ {
			}
		}
		n.tell(&b, members, steps, exact, least)
		note(members, len(steps)/2)
	}
	if len(groups) > 1 {
		note(q.Of, q.MaxHops/2)
	}
	for i := range q.Of {
		for j := i + 1; j < len(q.Of); j++ {
			if n.hops[i][j] <= q.MaxHops {
				fmt.Fprintf(&b, "%s-%s:%d ", q.Of[i], q.Of[j], n.hops[i][j])
			}
		}
	}
	fmt.Fprintf(&b, "\n%v %v\n", len(found) == 0, showHubs(w, found))
	return b.String()
}

// hubsNear looks for hubs along what is walked.
func (n *netting) hubsNear(from []string, hops int) map[string]int {
	dist, found, queue := map[string]int{}, map[string]int{}, slices.Clone(from)
	for _, id := range from {
		dist[id] = 0
	}
	for len(queue) > 0 {
		u := queue[0]
		queue = queue[1:]
		for _, v := range n.neighbours(u) {
			if _, ok := dist[v]; ok || dist[u] == hops {
				continue
			}
			dist[v] = dist[u] + 1
			switch {
			case slices.Contains(n.nodes, v):
				queue = append(queue, v)
			case n.through(v) && n.hub(v):
				found[v] = dist[v]
			}
		}
	}
	return found
}

func (n *netting) tell(b *strings.Builder, members []string, steps []netStep, exact bool, least int) {
	nodes, weakest, sources := slices.Clone(members), graph.Status(0), never
	var others []string
	told := map[string]bool{members[0]: true}
	var lines []string
	for level := []string{members[0]}; len(level) > 0; {
		slices.Sort(level)
		var further []string
		for _, u := range level {
			var beside []netStep
			for _, s := range steps {
				if s.a == u || s.b == u {
					beside = append(beside, s)
				}
			}
			slices.SortFunc(beside, func(x, y netStep) int { return cmp.Or(strings.Compare(x.a, y.a), strings.Compare(x.b, y.b)) })
			for _, s := range beside {
				v := s.a
				if v == u {
					v = s.b
				}
				if told[v] {
					continue
				}
				told[v] = true
				further = append(further, v)
				if !slices.Contains(members, v) {
					others = append(others, v)
				}
				weakest, sources = max(weakest, s.shown.Status), min(sources, s.shown.Independent)
				lines = append(lines, fmt.Sprintf("  %s>%s %s %s %d fwd=%v +%d", u, v, s.shown.id, s.shown.Status, s.shown.Independent, s.shown.From == u, len(s.between)-1))
			}
		}
		level = further
	}
	slices.Sort(others)
	if sources == never {
		sources = 0
	}
	fmt.Fprintln(b, members, append(nodes, others...), exact, least, weakest, sources)
	for _, l := range lines {
		fmt.Fprintln(b, l)
	}
}

func showConnected(r *graph.ConnectResult) string {
	var b strings.Builder
	for _, g := range r.Groups {
		fmt.Fprintln(&b, g.Members, g.Nodes, g.Exact, g.AtLeast, g.Status, g.Independent)
		for _, s := range g.Steps {
			fmt.Fprintf(&b, "  %s>%s %s %s %d fwd=%v +%d\n", s.From, s.To, s.Relation.ID, s.Relation.Status, s.Relation.Independent, s.Forward, s.ParallelCount)
		}
	}
	for _, p := range r.Pairs {
		if p.Hops != nil {
			fmt.Fprintf(&b, "%s-%s:%d ", p.From, p.To, *p.Hops)
		}
	}
	fmt.Fprintf(&b, "\n%v %v\n", r.Complete, r.Policy.HubsSkipped)
	return b.String()
}

func checkConnect(t *testing.T, g *topology.Graph, w *world, d dice) {
	t.Helper()
	q, avoid := d.connectQuery(w)
	r, err := g.Connect(context.Background(), q, avoid)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := showConnected(r), w.connect(q, avoid); got != want {
		t.Fatalf("%+v\nfilter %+v\ngot:\n%swant:\n%s", q, q.Where, got, want)
	}
	if want := map[bool]graph.Outcome{true: graph.Found, false: graph.NoPath}[len(r.Groups) == 1]; r.Outcome != want || r.StoppedBy != 0 {
		t.Fatalf("outcome %s, stopped by %v, of %d groups", r.Outcome, r.StoppedBy, len(r.Groups))
	}
	q.ListHubs = false
	if again, err := g.Connect(context.Background(), q, avoid); err != nil || again.Complete != r.Complete {
		t.Fatalf("%+v\nfilter %+v\nwithout a list of hubs: %v, complete %v", q, q.Where, err, again.Complete)
	}
}

func TestConnectAgainstEverySet(t *testing.T) {
	for i := range uint64(*tries) {
		tuned(t, i)
		d := roll(*seed + 300000 + i)
		w := d.world(4+d.IntN(7), 4+d.IntN(22))
		g := w.build(t)
		for range 5 {
			checkConnect(t, g, w, d)
		}
		if t.Failed() {
			t.Fatalf("seed %d", *seed+300000+i)
		}
	}
}

// Rows longer than those that are scanned whole, with and without an overlay.
func TestConnectThroughLongRows(t *testing.T) {
	for i := range uint64(8) {
		d := roll(*seed + 310000 + i)
		w := d.world(8, 10)
		d.crowd(w, 300)
		g := w.build(t)
		for step := range 3 {
			for range 6 {
				checkConnect(t, g, w, d)
			}
			next, err := g.Apply(d.change(w, step))
			if err != nil {
				t.Fatal(err)
			}
			g = next
		}
	}
}

// What a budget leaves is the whole answer's groups with a network that says
// that it may not be a smallest one, or none, or nothing.
func TestConnectWithinABudget(t *testing.T) {
	d := roll(*seed + 320000)
	w := d.world(14, 60)
	whole := w.build(t)
	cut := map[string]int{}
	for range max(400, *tries) {
		q, avoid := d.connectQuery(w)
		q.ListHubs, q.MaxHops = false, 4
		all, err := whole.Connect(context.Background(), q, avoid)
		if err != nil {
			t.Fatal(err)
		}
		r, err := whole.WithOptions(topology.Options{Budget: 1 + d.IntN(all.Explored+1)}).Connect(context.Background(), q, avoid)
		if err != nil {
			t.Fatal(err)
		}
		if r.StoppedBy == 0 {
			if got, want := showConnected(r), showConnected(all); got != want {
				t.Fatalf("%+v: different though nothing stopped it\n%s%s", q, got, want)
			}
			continue
		}
		if r.StoppedBy != graph.StopBudget || r.Complete {
			t.Fatalf("%+v: %+v", q, r)
		}
		if r.Outcome == graph.Stopped {
			if cut["nothing"]++; len(r.Groups)+len(r.Pairs) > 0 {
				t.Fatalf("%+v: %+v", q, r)
			}
			continue
		}
		for at, g := range r.Groups {
			full := all.Groups[at]
			switch {
			case !slices.Equal(g.Members, full.Members) || g.AtLeast > full.Size() || g.Exact && !full.Exact:
				t.Fatalf("%+v\n%+v\n%+v", q, g, full)
			case g.Exact && fmt.Sprint(g.Nodes) != fmt.Sprint(full.Nodes), len(g.Steps) > 0 && g.Size() < full.Size() && full.Exact:
				t.Fatalf("%+v\n%+v\n%+v", q, g, full)
			case len(g.Steps) == 0 && len(g.Members) > 1:
				cut["no network"]++
			case !g.Exact && full.Exact:
				cut["another network"]++
			}
		}
	}
	for _, kind := range []string{"nothing", "no network", "another network"} {
		if cut[kind] < 5 {
			t.Errorf("%q was left %d times", kind, cut[kind])
		}
	}
}

func BenchmarkConnect(b *testing.B) {
	x := theBench()
	for _, members := range []int{2, 3, 5, 8, 20} {
		b.Run(fmt.Sprint(members), func(b *testing.B) {
			r := rand.New(rand.NewPCG(5, 6))
			var ds []time.Duration
			steps, explored, inexact, stopped := 0, 0, 0, 0
			for b.Loop() {
				q := graph.ConnectQuery{MaxHops: 6, DegreeCap: 1000}
				for range members {
					q.Of = append(q.Of, x.ids[r.IntN(x.entities)])
				}
				start := time.Now()
				res, err := x.g.Connect(context.Background(), q, nil)
				ds = append(ds, time.Since(start))
				if err != nil {
					b.Fatal(err)
				}
				explored += res.Explored
				for _, g := range res.Groups {
					steps += g.Size()
					if !g.Exact {
						inexact++
					}
				}
				if res.StoppedBy != 0 {
					stopped++
				}
			}
			report(b, ds)
			n := float64(len(ds))
			b.ReportMetric(float64(steps)/n, "steps")
			b.ReportMetric(float64(explored)/n, "explored")
			b.ReportMetric(float64(inexact)/n, "inexact")
			b.ReportMetric(float64(stopped)/n, "stopped")
		})
	}
}

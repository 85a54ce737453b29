package topology_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// loosened is a query with one condition changed, and what it says of that.
type loosened struct {
	to string
	q  graph.PathQuery
}

// looser lists for every field what else it could say, the least change first.
func (w *world) looser(q graph.PathQuery) (fields []string, from map[string]string, to map[string][]loosened) {
	from, to = map[string]string{}, map[string][]loosened{}
	add := func(field, was, is string, change func(*graph.PathQuery, *graph.Filter)) {
		if !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
		x, f := q, graph.Filter{}
		if q.Where != nil {
			f = *q.Where
		}
		x.Where = &f
		change(&x, &f)
		from[field], to[field] = was, append(to[field], loosened{is, x})
	}
	for n := q.MaxHops + 1; n <= 12; n++ {
		add("maxHops", fmt.Sprint(q.MaxHops), fmt.Sprint(n), func(q *graph.PathQuery, _ *graph.Filter) { q.MaxHops = n })
	}
	for n := q.DegreeCap + 1; n <= 40; n++ {
		add("degreeCap", fmt.Sprint(q.DegreeCap), fmt.Sprint(n), func(q *graph.PathQuery, _ *graph.Filter) { q.DegreeCap = n })
	}
	lens := lensOr(q.Lens, graph.LensRelations)
	for l := max(lens+1, graph.LensRelations); l <= graph.LensEverything; l++ {
		add("lens", lens.String(), l.String(), func(q *graph.PathQuery, _ *graph.Filter) { q.Lens = l })
	}
	statuses := []string{}
	walked := q.Where.StatusSet(graph.Walked)
	for _, s := range graph.Statuses() {
		if walked.Has(s) {
			statuses = append(statuses, s.String())
		}
	}
	set := walked
	for _, s := range graph.Statuses() {
		if walked.Has(s) {
			continue
		}
		set |= graph.StatusesOf(s)
		var names []string
		var list []graph.Status
		for _, x := range graph.Statuses() {
			if set.Has(x) {
				names, list = append(names, x.String()), append(list, x)
			}
		}
		add("statuses", strings.Join(statuses, ", "), strings.Join(names, ", "), func(_ *graph.PathQuery, f *graph.Filter) { f.Statuses = list })
	}
	f := q.Where
	if f == nil {
		f = &graph.Filter{}
	}
	for n := f.MinIndependentSources - 1; n >= 0; n-- {
		add("minIndependentSources", fmt.Sprint(f.MinIndependentSources), fmt.Sprint(n), func(_ *graph.PathQuery, f *graph.Filter) { f.MinIndependentSources = n })
	}
	lift := func(is bool, field string, was any, change func(*graph.PathQuery, *graph.Filter)) {
		if is {
			add(field, strings.ReplaceAll(strings.Trim(fmt.Sprint(was), "[]"), " ", ", "), "", change)
		}
	}
	lift(f.Types != nil, "types", f.Types, func(_ *graph.PathQuery, f *graph.Filter) { f.Types = nil })
	lift(f.Kinds != nil, "kinds", f.Kinds, func(_ *graph.PathQuery, f *graph.Filter) { f.Kinds = nil })
	lift(f.At.String() != "", "at", f.At, func(_ *graph.PathQuery, f *graph.Filter) { f.At = graph.EDTF{} })
	lift(f.During.String() != "", "during", f.During, func(_ *graph.PathQuery, f *graph.Filter) { f.During = graph.EDTF{} })
	if f.Overlap == graph.OverlapCertain && f.At.String()+f.During.String() != "" {
		add("overlap", "CERTAIN", "POSSIBLE", func(_ *graph.PathQuery, f *graph.Filter) { f.Overlap = graph.OverlapPossible })
	}
	if f.AsOf != nil {
		lift(true, "asOf", *f.AsOf, func(_ *graph.PathQuery, f *graph.Filter) { f.AsOf = nil })
	}
	lift(f.Documents != nil, "documents", f.Documents, func(_ *graph.PathQuery, f *graph.Filter) { f.Documents = nil })
	lift(f.ExcludeDocuments != nil, "excludeDocuments", f.ExcludeDocuments, func(_ *graph.PathQuery, f *graph.Filter) { f.ExcludeDocuments = nil })
	lift(f.Sources != nil, "sources", f.Sources, func(_ *graph.PathQuery, f *graph.Filter) { f.Sources = nil })
	lift(f.ExcludeSources != nil, "excludeSources", f.ExcludeSources, func(_ *graph.PathQuery, f *graph.Filter) { f.ExcludeSources = nil })
	lift(f.MinReliability != 0, "minReliability", f.MinReliability, func(_ *graph.PathQuery, f *graph.Filter) { f.MinReliability = 0 })
	lift(len(q.Avoid) > 0, "avoid", q.Avoid, func(q *graph.PathQuery, _ *graph.Filter) { q.Avoid = nil })
	lift(len(q.Via) > 0, "via", q.Via, func(q *graph.PathQuery, _ *graph.Filter) { q.Via = nil })
	return fields, from, to
}

// relaxed tries all of them.
func (w *world) relaxed(q graph.PathQuery, avoid []topology.Identity) string {
	var b strings.Builder
	fields, from, to := w.looser(q)
	for _, field := range fields {
		for _, x := range to[field] {
			gone := avoid
			if field == "avoid" {
				gone = nil
			}
			found := w.found(x.q, gone)
			if len(found) == 0 {
				continue
			}
			n := 0
			for n < len(found) && (q.Mode == graph.Earliest || found[n].hops() == found[0].hops()) {
				n++
			}
			fmt.Fprintf(&b, "%s %q %q %d %v %v\n", field, from[field], x.to, min(n, 100), n > 100, found[0].nodes)
			break
		}
	}
	return b.String()
}

// found lists all paths of a query in the order in which a relaxation counts.
func (w *world) found(q graph.PathQuery, avoid []topology.Identity) []modelPath {
	if q.Mode != graph.Earliest {
		q.Mode = graph.KShortest
	}
	r := w.rules(q, avoid)
	if both := standing(q, r.avoid); len(both) > 0 && len(q.Via) == 0 {
		var out []modelPath
		for _, id := range both {
			out = append(out, modelPath{nodes: []string{id}})
		}
		return out
	}
	return r.ranked(q)
}

func showRelaxed(r *graph.PathResult) string {
	var b strings.Builder
	for _, x := range r.Relaxations {
		fmt.Fprintf(&b, "%s %q %q %d %v %v\n", x.Field, x.From, x.To, *x.Paths, x.Capped, x.Example.Nodes)
	}
	return b.String()
}

// Where nothing is found, every condition is told that alone stands in the way.
func TestRelaxationsAgainstEveryPath(t *testing.T) {
	told := map[string]int{}
	for i := range worlds() / 4 {
		d := roll(*seed + 97000 + i)
		w := d.world(4+d.IntN(4), d.IntN(24))
		if i%2 == 1 {
			w = d.contacts(w)
		}
		g := w.build(t)
		for range 3 {
			q, avoid := d.pathQuery(w)
			q.Relax = true
			r, err := g.Paths(context.Background(), q, avoid)
			if err != nil {
				t.Fatal(err)
			}
			if r.Outcome != graph.NoPath {
				if r.Relaxations != nil {
					t.Fatalf("seed %d: relaxations of what was found", *seed+97000+i)
				}
				continue
			}
			if got, want := showRelaxed(r), w.relaxed(q, avoid); got != want {
				t.Fatalf("seed %d: %+v\nfilter %+v\ngot:\n%swant:\n%s", *seed+97000+i, q, q.Where, got, want)
			}
			for _, x := range r.Relaxations {
				told[x.Field]++
			}
		}
	}
	for _, field := range []string{
		"maxHops", "degreeCap", "lens", "statuses", "minIndependentSources", "types", "kinds", "at", "during", "overlap", "asOf",
		"documents", "excludeDocuments", "sources", "excludeSources", "minReliability", "avoid", "via",
	} {
		if told[field] == 0 && !testing.Short() {
			t.Errorf("%s never stood in the way", field)
		}
	}
}

// A budget that bites leaves what could not be told untold, and never more.
func TestRelaxationsWithinABudget(t *testing.T) {
	d := roll(*seed + 98000)
	cut := 0
	for range 300 {
		w := d.world(7, 20)
		g := w.build(t)
		q, avoid := d.pathQuery(w)
		q.Relax = true
		whole, err := g.Paths(context.Background(), q, avoid)
		if err != nil {
			t.Fatal(err)
		}
		if whole.Outcome != graph.NoPath {
			continue
		}
		r, err := g.WithOptions(topology.Options{Budget: 1 + d.IntN(400)}).Paths(context.Background(), q, avoid)
		if err != nil {
			t.Fatal(err)
		}
		if r.Outcome == graph.Stopped && r.Relaxations != nil {
			t.Fatal("relaxations of a search that did not end")
		}
		for _, x := range r.Relaxations {
			i := slices.IndexFunc(whole.Relaxations, func(y graph.Relaxation) bool { return y.Field == x.Field })
			switch {
			case x.Paths == nil:
				cut++
				if x.Example != nil || x.Capped {
					t.Fatalf("%+v", x)
				}
			case i < 0:
				t.Fatalf("%s is not what stands in the way: %+v", x.Field, q)
			case *x.Paths > *whole.Relaxations[i].Paths && x.To == whole.Relaxations[i].To, *x.Paths < *whole.Relaxations[i].Paths && !x.Capped && x.To == whole.Relaxations[i].To:
				t.Fatalf("%s: %d paths, of %d", x.Field, *x.Paths, *whole.Relaxations[i].Paths)
			}
		}
	}
	if cut < 20 {
		t.Fatalf("only %d fields were left untold", cut)
	}
}

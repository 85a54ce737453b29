package topology_test

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"testing"
	"time"

	"dragoman/graph"
	"dragoman/graph/topology"
)

// basisQuery asks about a path that there is; false where there is none.
func (d dice) basisQuery(t *testing.T, g *topology.Graph, w *world) (q graph.BasisQuery, ok bool) {
	t.Helper()
	ids := sorted(w.ents)
	find := graph.PathQuery{From: d.some(ids, 1), To: d.some(ids, 1), Mode: graph.KShortest, Lens: d.lens(), First: 4, MaxHops: 1 + d.IntN(4), DegreeCap: one(d, 3, 6, 1000, 1000), Where: d.filter(w)}
	r, err := g.Paths(context.Background(), find, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Outcome != graph.Found {
		return q, false
	}
	q = graph.BasisQuery{Lens: find.Lens, MaxHops: find.MaxHops, DegreeCap: find.DegreeCap, Where: find.Where, Cut: true}
	for _, s := range r.Paths[d.IntN(len(r.Paths))].Steps {
		q.Of = append(q.Of, s.Relation.ID)
	}
	d.Shuffle(len(q.Of), func(i, j int) { q.Of[i], q.Of[j] = q.Of[j], q.Of[i] })
	return q, true
}

// searchOf is the search that a basis repeats.
func searchOf(q graph.BasisQuery, b *graph.Basis, where *graph.Filter) graph.PathQuery {
	return graph.PathQuery{From: b.Nodes[:1], To: b.Nodes[len(b.Nodes)-1:], Mode: graph.Shortest, Lens: q.Lens, First: 1, MaxHops: q.MaxHops, DegreeCap: q.DegreeCap, Where: where}
}

// told is an outcome with its path as world.answer has it.
func told(q graph.PathQuery, outcome graph.Outcome, complete bool, next *graph.Path) string {
	r := &graph.PathResult{Outcome: outcome, Complete: complete}
	if next != nil {
		r.Paths = []graph.Path{*next}
	}
	return showPaths(q, r)
}

// cuts tries all sets of documents: those that leave no path, as bits.
func (w *world) cuts(q graph.BasisQuery, b *graph.Basis) (docs []string, cut map[uint]bool) {
	docs, cut = sorted(w.docs), map[uint]bool{}
	for set := range uint(1) << len(docs) {
		cut[set] = strings.HasPrefix(w.answer(searchOf(q, b, q.Where.Leaving(members(docs, set)...)), nil), "NO_PATH")
	}
	return docs, cut
}

func members(docs []string, set uint) []string {
	out := []string{}
	for i, d := range docs {
		if set>>i&1 == 1 {
			out = append(out, d)
		}
	}
	return out
}

func setOfDocuments(docs, members []string) (set uint) {
	for _, d := range members {
		set |= 1 << slices.Index(docs, d)
	}
	return set
}

func smallest(docs []string, cut map[uint]bool) (best []string) {
	for set, is := range cut {
		if m := members(docs, set); is && (best == nil || len(m) < len(best) || len(m) == len(best) && slices.Compare(m, best) < 0) {
			best = m
		}
	}
	return best
}

// heldBasis are seeds that once failed. In the first a path of what was retracted
// is asked for: it is found, though no live claim is behind it and so no row.
var heldBasis = []uint64{200418}

// Every row is what a search of its own says, and the set of documents is the
// first of the smallest among all sets.
func TestBasisAgainstEverySetOfDocuments(t *testing.T) {
	asked, sizes := 0, map[int]int{}
	for _, s := range heldBasis {
		checkBasis(t, s, map[int]int{})
	}
	for i := range uint64(max(*tries/2, 10)) {
		asked += checkBasis(t, *seed+200000+i, sizes)
	}
	t.Logf("%d asked, sizes of sets %v", asked, sizes)
	if asked < *tries/4 || sizes[2] == 0 {
		t.Errorf("%d asked, sizes %v: too few to tell", asked, sizes)
	}
}

// checkBasis asks a few times about a world of a seed, and counts how often and how
// large the sets of documents were.
func checkBasis(t *testing.T, seed uint64, sizes map[int]int) (asked int) {
	t.Helper()
	d := roll(seed)
	w := d.world(4+d.IntN(4), 3+d.IntN(22))
	g := w.build(t)
	for range 4 {
		q, ok := d.basisQuery(t, g, w)
		if !ok {
			continue
		}
		b, err := g.Basis(context.Background(), q)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		asked++
		same := func(what string, where *graph.Filter, x graph.Without) {
			ask := searchOf(q, b, where)
			if got, want := told(ask, x.Outcome, x.Complete, x.Next), w.answer(ask, nil); got != want {
				t.Fatalf("seed %d: without %s\n%+v\nfilter %+v\ngot:\n%swant:\n%s", seed, what, q, q.Where, got, want)
			}
		}
		same("nothing", q.Where, graph.Without{Outcome: b.Outcome, Complete: bestComplete(g, q, b), Next: b.Best})
		for _, x := range b.Documents {
			same(x.Document, q.Where.Leaving(x.Document), x.Without)
		}
		for _, x := range b.Sources {
			same(fmt.Sprint(x.Source), q.Where.LeavingSource(x.Source), x.Without)
		}
		for _, x := range b.Families {
			all := slices.DeleteFunc(sorted(w.docs), func(d string) bool { return w.Family(d) != w.Family(x.Documents[0]) })
			same(fmt.Sprint(all), q.Where.Leaving(all...), x.Without)
		}
		docs, cut := w.cuts(q, b)
		want := smallest(docs, cut)
		sizes[len(want)]++
		same("the set", q.Where.Leaving(b.Cut.Documents...), graph.Without{Outcome: graph.NoPath, Complete: b.Cut.Complete})
		if c := b.Cut; !slices.Equal(c.Documents, want) || !c.Found || !c.Smallest || !c.Minimal || c.AtLeast != len(want) || c.StoppedBy != 0 {
			t.Fatalf("seed %d: %+v\nfilter %+v\ngot %+v, want %v", seed, q, q.Where, c, want)
		}
	}
	return asked
}

func bestComplete(g *topology.Graph, q graph.BasisQuery, b *graph.Basis) bool {
	r, err := g.Paths(context.Background(), searchOf(q, b, q.Where), nil)
	return err == nil && r.Complete
}

// Under a budget whatever is claimed of a set of documents is true, and a row says
// what it would without one, or STOPPED.
func TestBasisUnderABudgetIsTrue(t *testing.T) {
	found, halted := 0, 0
	for i := range uint64(max(*tries/4, 10)) {
		d := roll(*seed + 300000 + i)
		w := d.world(4+d.IntN(4), 10+d.IntN(25))
		g := w.build(t)
		q, ok := d.basisQuery(t, g, w)
		if !ok {
			continue
		}
		whole, err := g.Basis(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		docs, cut := w.cuts(q, whole)
		best := len(smallest(docs, cut))
		for _, budget := range []int{1, 100, 400, 900, 1500, 2500, 4000, 8000} {
			b, err := g.WithOptions(topology.Options{Budget: budget}).Basis(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			for j, x := range b.Documents {
				if was := whole.Documents[j].Without; x.Without.Outcome != graph.Stopped && x.Without.Outcome != was.Outcome {
					t.Fatalf("seed %d, budget %d: without %s %s, was %s", *seed+300000+i, budget, x.Document, x.Without.Outcome, was.Outcome)
				} else if x.Without.Outcome == graph.Stopped && (b.Complete || b.StoppedBy == 0) {
					t.Fatalf("seed %d, budget %d: stopped, and yet complete", *seed+300000+i, budget)
				}
			}
			c := b.Cut
			if c.AtLeast > best || !c.Found && (c.Smallest || c.Minimal || c.StoppedBy == 0) {
				t.Fatalf("seed %d, budget %d: %+v, the smallest has %d", *seed+300000+i, budget, c, best)
			}
			if !c.Found {
				halted++
				continue
			}
			found++
			set := setOfDocuments(docs, c.Documents)
			if !cut[set] || c.Smallest && bits.OnesCount(set) != best {
				t.Fatalf("seed %d, budget %d: %+v, the smallest has %d", *seed+300000+i, budget, c, best)
			}
			if !c.Smallest && c.StoppedBy == 0 {
				t.Fatalf("seed %d, budget %d: not the smallest, and nothing stopped it: %+v", *seed+300000+i, budget, c)
			}
			for part := range uint(1) << len(docs) {
				if c.Minimal && part&set == part && part != set && cut[part] {
					t.Fatalf("seed %d, budget %d: %v does it too: %+v", *seed+300000+i, budget, members(docs, part), c)
				}
			}
		}
	}
	t.Logf("%d found, %d not found", found, halted)
	if found == 0 || halted == 0 {
		t.Error("too few to tell")
	}
}

// ladder is a start, an end and routes of two steps between them, of a document
// for each step.
func ladder(routes int) *world {
	w := &world{docs: map[string]*graph.Document{}, ents: map[string]*graph.Entity{}, rels: map[string]*graph.RelationRecord{}, occ: map[string]*graph.AttributeRecord{}}
	for _, id := range []string{"a", "z"} {
		w.ents[id] = &graph.Entity{ID: id, Kind: graph.KindPerson, Named: true}
	}
	for i := range routes {
		m := fmt.Sprintf("m%02d", i)
		w.ents[m] = &graph.Entity{ID: m, Kind: graph.KindPerson, Named: true}
		for j, ends := range [][2]string{{"a", m}, {m, "z"}} {
			doc := fmt.Sprintf("d%02d%d", i, j)
			w.docs[doc] = &graph.Document{ID: doc}
			r := &graph.RelationRecord{From: ends[0], Type: graph.SpokeTo, To: ends[1], Claims: []graph.Claim{{ID: "c" + doc, Document: doc, Stance: graph.Asserts}}}
			r.ID = graph.RelationID(r.From, r.Type, r.To, 0, "")
			w.rels[r.ID] = r
		}
	}
	return w
}

// Many routes make too many sets to try; one is found all the same, of which no
// part does.
func TestCutOfManyRoutes(t *testing.T) {
	q := graph.BasisQuery{Of: []string{graph.RelationID("a", graph.SpokeTo, "m00", 0, ""), graph.RelationID("m00", graph.SpokeTo, "z", 0, "")}, MaxHops: 2, DegreeCap: 1000, Cut: true}
	for _, x := range []struct {
		routes, budget    int
		smallest, minimal bool
	}{{4, 420_000, true, true}, {8, 420_000, true, true}, {14, 420_000, false, true}, {60, 420_000, false, true}} {
		b, err := ladder(x.routes).build(t).WithOptions(topology.Options{Budget: x.budget}).Basis(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		c := b.Cut
		if !c.Found || len(c.Documents) != x.routes || c.Smallest != x.smallest || c.Minimal != x.minimal || (c.StoppedBy == graph.StopBudget) == x.smallest || c.AtLeast > x.routes || c.AtLeast < min(x.routes, 5) {
			t.Errorf("%d routes: %+v", x.routes, c)
		}
		if b.Explored > x.budget+10_000 {
			t.Errorf("%d looked at, of a budget of %d", b.Explored, x.budget)
		}
	}
}

// A context that is over answers STOPPED, and says so everywhere.
func TestBasisOutOfTime(t *testing.T) {
	g := ladder(2).build(t)
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	q := graph.BasisQuery{Of: []string{graph.RelationID("a", graph.SpokeTo, "m00", 0, "")}, MaxHops: 2, DegreeCap: 1000, Cut: true}
	b, err := g.Basis(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	if b.Outcome != graph.Stopped || b.Complete || b.StoppedBy != graph.StopDeadline || b.Cut.Found || b.Cut.StoppedBy != graph.StopDeadline || b.Documents[0].Without.Outcome != graph.Stopped {
		t.Errorf("%+v, %+v", b, b.Cut)
	}
	p, err := g.PathChanges(ctx, graph.PathChangeQuery{From: []string{"a"}, To: []string{"z"}, First: 3, MaxHops: 2, DegreeCap: 9})
	if err != nil {
		t.Fatal(err)
	}
	if p.Now != graph.Stopped || p.Then != graph.Stopped || p.Complete || p.StoppedBy != graph.StopDeadline {
		t.Errorf("%+v", p.PathChanges)
	}
}

// What was settled by a day is the same as of that day.
func TestSettledBy(t *testing.T) {
	settled := 0
	for i := range uint64(60) {
		d := roll(*seed + 400000 + i)
		w := d.world(5, 25)
		g := w.build(t)
		for range 3 {
			for _, s := range []string{"2024-12-31", "2025-02-28", "2025-06-01", "2025-12-31"} {
				day, _ := graph.ParseDay(s)
				f := d.claimsFilter(w)
				if f != nil {
					f.AsOf = nil
				}
				for id := range w.rels {
					if !g.SettledBy(id, day) {
						continue
					}
					settled++
					then, now := w.shown(id, f.KnownBy(day)), w.shown(id, f)
					if (then == nil) != (now == nil) || then != nil && (then.Status != now.Status || then.Independent != now.Independent) {
						t.Fatalf("seed %d: %s changed since %s: %+v, %+v", *seed+400000+i, id, s, then, now)
					}
				}
			}
			next, err := g.Apply(d.change(w, 0))
			if err != nil {
				t.Fatal(err)
			}
			g = next
		}
	}
	if settled < 100 {
		t.Errorf("%d were settled: too few to tell", settled)
	}
}

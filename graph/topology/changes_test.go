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

// changes is what PathChanges must give, as text: the first paths of either state,
// of which those count that have a step that nothing walks in the other.
func (w *world) changes(q graph.PathChangeQuery) string {
	ask := graph.PathQuery{From: q.From, To: q.To, Mode: graph.KShortest, Lens: q.Lens, First: q.First, MaxHops: q.MaxHops, DegreeCap: q.DegreeCap, Where: q.Where}
	before := ask
	before.Where = q.Where.KnownBy(q.Since)
	then, now := w.rules(before, nil), w.rules(ask, nil)
	head := func(q graph.PathQuery) (outcome string, complete bool) {
		answer := w.answer(q, nil)
		outcome, rest, _ := strings.Cut(answer, " ")
		return outcome, strings.HasPrefix(rest, "complete=true")
	}
	was, wasWhole := head(before)
	is, isWhole := head(ask)
	out := fmt.Sprintf("%s %s complete=%v\n", was, is, wasWhole && isWhole)
	gone := func(what string, here, there *rules) {
		paths := here.ranked(ask)
		if was == "SAME" {
			paths = nil
		}
		for _, p := range paths[:min(len(paths), q.First)] {
			var relations, meetings []string
			for i := 1; i < len(p.nodes); i++ {
				if len(between(there.rs, p.nodes[i-1], p.nodes[i])) > 0 {
					continue
				}
				rs := between(here.rs, p.nodes[i-1], p.nodes[i])
				for _, r := range rs[:min(len(rs), graph.MaxParallel+1)] {
					relations = append(relations, r.id)
					if r.Type == graph.ParticipatedIn && w.ents[r.To].Kind == graph.KindMeeting && !slices.Contains(meetings, r.To) {
						meetings = append(meetings, r.To)
					}
				}
			}
			if relations != nil {
				out += fmt.Sprintln(what, p.nodes, p.status, p.sources, relations, meetings)
			}
		}
	}
	gone("ceased", then, now)
	gone("appeared", now, then)
	return out
}

func showChanges(r *topology.PathDifferences) string {
	out := fmt.Sprintf("%s %s complete=%v\n", r.Then, r.Now, r.Complete)
	for _, list := range []struct {
		what string
		of   []topology.PathDifference
	}{{"ceased", r.Ceased}, {"appeared", r.Appeared}} {
		for _, d := range list.of {
			out += fmt.Sprintln(list.what, d.Path.Nodes, d.Path.Status, d.Path.Independent, d.Relations, d.Meetings)
		}
	}
	return out
}

func TestPathChangesAgainstTwoStates(t *testing.T) {
	counts := map[string]int{}
	for i := range uint64(*tries) {
		tuned(t, i)
		d := roll(*seed + 500000 + i)
		w := d.world(4+d.IntN(5), 4+d.IntN(26))
		if i%3 == 0 {
			w = d.contacts(w)
		}
		g := w.build(t)
		for range 5 {
			p, _ := d.pathQuery(w)
			q := graph.PathChangeQuery{From: p.From, To: p.To, Lens: p.Lens, First: p.First, MaxHops: p.MaxHops, DegreeCap: p.DegreeCap, Where: p.Where}
			q.Since, _ = graph.ParseDay(one(d, "2024-12-31", "2025-02-28", "2025-06-01", "2025-12-31"))
			if graph.CheckSince(q.Since, q.Where) != nil {
				continue
			}
			r, err := g.PathChanges(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := showChanges(r), w.changes(q); got != want {
				t.Fatalf("seed %d: %+v\nfilter %+v\ngot:\n%swant:\n%s", *seed+500000+i, q, q.Where, got, want)
			}
			counts["appeared"] += len(r.Appeared)
			counts["ceased"] += len(r.Ceased)
		}
	}
	t.Logf("%v", counts)
	if counts["appeared"] == 0 || counts["ceased"] == 0 {
		t.Errorf("%v: too few to tell", counts)
	}
}

package neo4jstore

import (
	"context"
	"testing"

	"dragoman/graph"
)

func waiting(records int, judges bool) *job {
	b := &graph.Batch{}
	in := &input{items: make([]item, records)}
	if judges {
		b.Split = []string{"x"}
	}
	return &job{ctx: context.Background(), batch: b, in: in, done: make(chan struct{})}
}

func TestQueueMakesGroups(t *testing.T) {
	for _, c := range []struct {
		reason string
		jobs   []*job
		want   []int
	}{
		{"small ones go together", []*job{waiting(1, false), waiting(2, false), waiting(3, false)}, []int{3}},
		{"one that may merge goes alone", []*job{waiting(1, false), waiting(1, true), waiting(1, false)}, []int{1, 1, 1}},
		{"no more records than one portion", []*job{waiting(portion, false), waiting(1, false), waiting(1, false)}, []int{1, 2}},
	} {
		var q queue
		for i, j := range c.jobs {
			if first := q.add(j); first != (i == 0) {
				t.Errorf("%s: job %d: first is %v", c.reason, i, first)
			}
		}
		var got []int
		for {
			g := q.take(func() {})
			if len(g) == 0 {
				break
			}
			got = append(got, len(g))
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: groups of %v, want %v", c.reason, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: groups of %v, want %v", c.reason, got, c.want)
			}
		}
		if q.writing {
			t.Errorf("%s: somebody is still thought to write", c.reason)
		}
	}
}

func TestQueueAbandons(t *testing.T) {
	var q queue
	a, b := waiting(1, false), waiting(1, false)
	q.add(a)
	q.add(b)
	cancelled := false
	group := q.take(func() { cancelled = true })
	if !q.abandon(a) || cancelled {
		t.Error("one of two was abandoned: the other one is still written")
	}
	if q.seal(group) {
		t.Error("a group with an abandoned batch must not be committed")
	}
	if rest := q.unseal(group); len(rest) != 1 || rest[0] != b {
		t.Error("the abandoned one is left out")
	}
	if !q.seal([]*job{b}) || q.abandon(b) {
		t.Error("once the commit has begun it is too late")
	}
	q.unseal([]*job{b})
	if !q.abandon(b) || !cancelled {
		t.Error("when nobody waits any more, the group ends")
	}
}

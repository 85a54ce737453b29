package graphtest

import (
	"context"
	"sync"

	"dragoman/graph"
)

func withdrawn(claim, at string) graph.ClaimRetraction {
	return graph.ClaimRetraction{Claim: claim, Retraction: graph.Retraction{At: at, By: "desk", Kind: graph.RetractedWithdrawn, Reason: "mistaken"}}
}

var retractionRules = []rule{
	{"retract/effect", "a claim that is taken back no longer counts: from its day on when WITHDRAWN, on no day when an ERROR; it is still shown", func(c *check) {
		c.load(seedlings)
		r, err := c.store.Apply(c.ctx, graph.Batch{Retract: []graph.ClaimRetraction{withdrawn("x1", "2025-10-20")}})
		c.ok("Retract", err)
		c.want("receipt", r, graph.Receipt{Claims: 1})
		c.want("status", c.seen("a PARTICIPATED_IN m", nil), "RETRACTED")
		c.want("before", c.seen("a PARTICIPATED_IN m", &graph.Filter{AsOf: day("2025-10-19")}), "REPORTED")
		c.want("that day", c.seen("a PARTICIPATED_IN m", &graph.Filter{AsOf: day("2025-10-20")}), "RETRACTED")
		es, err := c.store.Entities(c.ctx, one("a", "m"))
		c.ok("Entities", err)
		c.want("degrees", []int{es[0].Degree, es[1].Degree}, []int{1, 0})
		c.want("lists", c.relations(graph.RelationQuery{Of: one("m")}), none())
		cs, err := c.store.Claims(c.ctx, one("x1"))
		c.ok("Claims", err)
		c.want("claim", cs[0].Retracted, &graph.Retraction{At: "2025-10-20", By: "desk", Kind: graph.RetractedWithdrawn, Reason: "mistaken"})
		_, err = c.store.Apply(c.ctx, graph.Batch{Retract: []graph.ClaimRetraction{{Claim: "x2", Retraction: graph.Retraction{Kind: graph.RetractedError, Reason: "misread"}}}})
		c.ok("Retract", err)
		c.want("attribute", c.attributes(graph.AttributeQuery{Where: &graph.Filter{AsOf: day("2025-10-05")}}), none())
		c.load(`{"relation":{"from":"a","type":"PARTICIPATED_IN","to":"m","claims":[{"document":"d2","stance":"ASSERTS"}]}}`)
		c.want("another document", c.seen("a PARTICIPATED_IN m", nil), "REPORTED")
	}},
	{"retract/again", "the same retraction again changes nothing; another one of the same claim is CONFLICT; an unknown claim NOT_FOUND; a bad one INVALID", func(c *check) {
		c.load(seedlings)
		_, err := c.store.Apply(c.ctx, graph.Batch{Retract: []graph.ClaimRetraction{withdrawn("x1", "2025-10-20")}})
		c.ok("Retract", err)
		r, err := c.store.Apply(c.ctx, graph.Batch{Retract: []graph.ClaimRetraction{withdrawn("x1", "2025-10-20")}})
		c.ok("Retract again", err)
		c.want("receipt", r, graph.Receipt{})
		for _, on := range []graph.OnError{0, graph.Skip} {
			_, err = c.store.Apply(c.ctx, graph.Batch{OnError: on, Replace: true, Retract: []graph.ClaimRetraction{withdrawn("x1", "2025-10-21")}})
			c.refused("another day", err, graph.ErrConflict)
			_, err = c.store.Apply(c.ctx, graph.Batch{OnError: on, Records: text(`{"document":{"id":"d3"}}`), Retract: []graph.ClaimRetraction{withdrawn("x9", "")}})
			c.want("ids", c.refused("an unknown claim", err, graph.ErrNotFound).IDs, one("x9"))
		}
		c.want("the records of a failed batch are not taken", c.documents(graph.DocumentQuery{}), one("d1", "d2"))
		for _, bad := range []graph.Retraction{{Reason: "no kind"}, {Kind: graph.RetractedError}, {Kind: graph.RetractedError, Reason: "r", At: "yesterday"}} {
			_, err = c.store.Apply(c.ctx, graph.Batch{Retract: []graph.ClaimRetraction{{Claim: "x2", Retraction: bad}}})
			c.refused("a bad retraction", err, graph.ErrInvalid)
		}
	}},
	{"retract/same batch", "a batch may take back a claim that it records", func(c *check) {
		c.load(seedlings)
		_, err := c.store.Apply(c.ctx, graph.Batch{
			Records: text(`{"relation":{"from":"b","type":"PARTICIPATED_IN","to":"m","claims":[{"id":"z","document":"d2","stance":"ASSERTS"}]}}`),
			Retract: []graph.ClaimRetraction{withdrawn("z", "")},
		})
		c.ok("Apply", err)
		c.want("status", c.seen("b PARTICIPATED_IN m", nil), "RETRACTED")
	}},
}

// calls are one of each method, for rules that hold for all.
var calls = []query{
	{"Entities", nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Entities(ctx, one("a")) }},
	{"Documents", nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Documents(ctx, one("d1")) }},
	{"Relations", nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Relations(ctx, one("r"), nil) }},
	{"Claims", nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Claims(ctx, one("x1")) }},
	{"MeetingStates", nil, func(ctx context.Context, s graph.Store) (any, error) { return s.MeetingStates(ctx, one("m"), nil) }},
	entityList(graph.EntityQuery{}, 5), relationList(graph.RelationQuery{}, 5), claimList(graph.ClaimQuery{}, 5), documentList(graph.DocumentQuery{}, 5),
	attributeList(graph.AttributeQuery{}, 5), timelineList(graph.TimelineQuery{}, 5), disputeList(graph.DisputeQuery{}, 5), search(graph.SearchQuery{Text: "a"}, 5),
	common(graph.CommonQuery{Of: one("a", "m"), MaxHops: 1}, 5), neighbours(graph.NeighbourQuery{Of: "a"}),
	changeList(graph.ChangeQuery{Of: one("a")}, 5),
	{"Stats", nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Stats(ctx) }},
	{"Info", nil, func(ctx context.Context, s graph.Store) (any, error) { return s.Info(ctx) }},
	{"Apply", nil, func(ctx context.Context, s graph.Store) (any, error) {
		return s.Apply(ctx, graph.Batch{Records: text(`{"document":{"id":"late"}}`)})
	}},
}

var traversals = []query{
	paths(graph.PathQuery{From: one("b"), To: one("m"), First: 1, MaxHops: 4, DegreeCap: 9}),
	ego(graph.EgoQuery{Of: one("a"), Depth: 2, First: 5, PerNode: 5, DegreeCap: 9}),
	basisOf(graph.BasisQuery{Of: one(id("b PARTICIPATED_IN m")), MaxHops: 4, DegreeCap: 9}, nil),
	pathChanges(graph.PathChangeQuery{From: one("b"), To: one("m"), First: 1, MaxHops: 4, DegreeCap: 9}),
	connect(graph.ConnectQuery{Of: one("a", "b", "m"), MaxHops: 4, DegreeCap: 9}),
}

var lifeRules = []rule{
	{"life/empty", "an empty store answers with nothing, not with errors", func(c *check) {
		for _, q := range whole() {
			_, err := q.ask(c.ctx, c.store)
			c.ok(q.words, err)
		}
		c.want("entities", c.entities(graph.EntityQuery{}), none())
		_, err := c.store.Paths(c.ctx, traversalsOfNobody)
		c.refused("paths of nobody", err, graph.ErrNotFound)
	}},
	{"life/cancelled", "a cancelled context is DEADLINE and leaves nothing behind; paths, ego networks and what is connected say instead that they were stopped", func(c *check) {
		c.load(seedlings)
		ctx, cancel := context.WithCancel(c.ctx)
		cancel()
		for _, q := range calls {
			_, err := q.ask(ctx, c.store)
			c.refused(q.words, err, graph.ErrDeadline)
		}
		c.want("documents", c.documents(graph.DocumentQuery{}), one("d1", "d2"))
		r, err := c.store.Paths(ctx, graph.PathQuery{From: one("b"), To: one("m"), First: 1, MaxHops: 4, DegreeCap: 9})
		c.ok("Paths", err)
		if r != nil && (r.Outcome != graph.Stopped || r.Complete || r.StoppedBy != graph.StopDeadline || len(r.Paths) > 0) {
			c.violated("paths: %+v", r)
		}
		n, err := c.store.Ego(ctx, graph.EgoQuery{Of: one("a"), Depth: 2, First: 5, PerNode: 5, DegreeCap: 9})
		c.ok("Ego", err)
		if n != nil && (n.Complete || n.StoppedBy != graph.StopDeadline) {
			c.violated("ego: %+v", n)
		}
		j, err := c.store.Connect(ctx, graph.ConnectQuery{Of: one("a", "b", "m"), MaxHops: 4, DegreeCap: 9})
		c.ok("Connect", err)
		if j != nil && (j.Outcome != graph.Stopped || j.Complete || j.StoppedBy != graph.StopDeadline || len(j.Groups)+len(j.Pairs) > 0) {
			c.violated("connect: %+v", j)
		}
	}},
	{"life/closed", "after Close every call is UNAVAILABLE, also with a cancelled context; closing twice is harmless", func(c *check) {
		c.load(seedlings)
		c.ok("Close", c.store.Close())
		c.ok("Close again", c.store.Close())
		for _, q := range slicesOfQueries(calls, traversals) {
			_, err := q.ask(c.ctx, c.store)
			c.refused(q.words, err, graph.ErrUnavailable)
		}
	}},
	{"life/concurrent reads", "reads may run at the same time as each other and as a writer, and each sees one state", func(c *check) {
		c.load(seedlings)
		var wg sync.WaitGroup
		done := make(chan struct{})
		torn := make([]string, 3)
		for i := range torn {
			wg.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
					}
					// Each batch adds a claim to both relations: a state has as many of one as of the other.
					ps, err := c.store.ListClaims(c.ctx, []graph.ClaimQuery{{Of: one(id("a SPOKE_TO b")), Slice: all}, {Of: one(id("a PARTICIPATED_IN m")), Slice: all}})
					if err != nil || len(ps[0].Items) != len(ps[1].Items) {
						torn[i] = "a batch of queries saw two states"
						return
					}
				}
			})
		}
		for range 20 {
			line := `{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"document":"d1","stance":"ASSERTS","locator":%d}]}}
{"relation":{"from":"a","type":"PARTICIPATED_IN","to":"m","claims":[{"document":"d1","stance":"ASSERTS","locator":%d}]}}`
			c.nth++
			c.load(numbered(line, c.nth))
		}
		close(done)
		wg.Wait()
		c.want("torn reads", torn, []string{"", "", ""})
	}},
	{"life/hold", "whoever holds a state reads that one until it is let go, whatever is written meanwhile; later reads see what was written", func(c *check) {
		h, ok := c.store.(graph.Holder)
		if !ok {
			c.Skip("the store holds no state")
		}
		c.load(seedlings)
		written := make(chan error, 1)
		held := func(ctx context.Context, s graph.Store) []any {
			var all []any
			for _, q := range whole() {
				a, err := q.ask(ctx, s)
				c.ok(q.words, err)
				all = append(all, a)
			}
			return all
		}
		c.ok("Hold", h.Hold(c.ctx, func(ctx context.Context) error {
			before := held(ctx, c.store)
			go func() {
				_, err := c.store.Apply(c.ctx, graph.Batch{Records: text(`{"entity":{"id":"late","kind":"PERSON","name":"Late"}}
{"relation":{"from":"late","type":"SPOKE_TO","to":"a","claims":[{"document":"d1","stance":"ASSERTS"}]}}`)})
				written <- err
			}()
			for range 20 { // a writer that is let in comes through meanwhile
				c.want("reads", held(ctx, c.store), before)
			}
			return nil
		}))
		c.ok("Apply", <-written)
		c.want("afterwards", c.relations(graph.RelationQuery{Of: one("late")}), one("a SPOKE_TO late"))
		mine := graph.Errorf(graph.Conflict, "mine")
		c.refused("an error of the reader", h.Hold(c.ctx, func(context.Context) error { return mine }), graph.ErrConflict)
		done, cancel := context.WithCancel(c.ctx)
		c.refused("a context that ends meanwhile", h.Hold(c.ctx, func(ctx context.Context) error {
			ctx, stop := context.WithCancel(ctx)
			stop()
			_, err := c.store.Entities(ctx, one("a"))
			return err
		}), graph.ErrDeadline)
		cancel()
		c.refused("a context that has ended", h.Hold(done, func(context.Context) error { return nil }), graph.ErrDeadline)
		c.ok("Close", c.store.Close())
		c.refused("a closed store", h.Hold(c.ctx, func(context.Context) error { return nil }), graph.ErrUnavailable)
	}},
	{"life/reopened", "what was acknowledged is there when the store is opened again: records, merges, keys, revision", func(c *check) {
		if c.h.options.Reopen == nil {
			c.Skip("the store keeps nothing")
		}
		c.load(fixture)
		b := graph.Batch{Key: "k", Digest: "d"}
		lines := `{"judgement":{"a":"anna","b":"Anna","same":true}}`
		first, err := c.try(lines, b)
		c.ok("Apply", err)
		before := map[string]any{}
		for _, q := range whole() {
			before[q.words], err = q.ask(c.ctx, c.store)
			c.ok(q.words, err)
		}
		c.store = c.h.options.Reopen(c.T, c.store)
		for _, q := range whole() {
			after, err := q.ask(c.ctx, c.store)
			c.ok(q.words, err)
			c.want(q.words, after, before[q.words])
		}
		c.want("revision", c.store.Revision(), first.Revision)
		again, err := c.try(lines, b)
		c.ok("Apply again", err)
		c.want("replayed", again.Replayed, true)
	}},
}

var traversalsOfNobody = graph.PathQuery{From: one("a"), To: one("b"), First: 1, MaxHops: 3}

func slicesOfQueries(groups ...[]query) (out []query) {
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

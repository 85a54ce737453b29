package graphtest

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"dragoman/graph"
)

var batchRules = []rule{
	{"batch/REFUSE_ALL", "one bad record refuses the whole batch, which leaves nothing behind", func(c *check) {
		c.load(seedlings)
		before := c.exportLines(c.store)
		c.bad("one bad of three", `{"entity":{"id":"n","kind":"PERSON","name":"N"}}
{"relation":{"from":"n","type":"SPOKE_TO","to":"nobody","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"n","type":"SPOKE_TO","to":"a","claims":[{"id":"n1","document":"d1","stance":"ASSERTS"}]}}`, 3, graph.ErrNotFound)
		c.want("export", c.exportLines(c.store), before)
		c.want("search", c.search(graph.SearchQuery{Text: "N"}), none())
		cs, err := c.store.Claims(c.ctx, one("n1"))
		c.ok("Claims", err)
		c.want("claims", cs, []*graph.ClaimAnswer{nil})
	}},
	{"batch/checked before", "records that passed Check are taken the same where a store need not check them again", func(c *check) {
		_, err := c.try(seedlings, graph.Batch{Checked: true})
		c.ok("Apply", err)
		taken := c.exportLines(c.store)
		r, err := c.try(seedlings, graph.Batch{})
		c.ok("the same, checked", err)
		c.want("nothing is new", r, graph.Receipt{})
		c.want("export", c.exportLines(c.store), taken)
	}},
	{"batch/many bad", "a refusal lists the first hundred bad records and counts the rest", func(c *check) {
		var b strings.Builder
		for i := range 130 {
			fmt.Fprintf(&b, "{\"document\":{\"id\":\"n%d\",\"outlet\":\"nobody\"}}\n", i)
		}
		_, err := c.try(b.String(), graph.Batch{})
		var batch *graph.BatchError
		if !errors.As(err, &batch) {
			c.violated("the error is %v", err)
			return
		}
		c.want("listed and more", []int{len(batch.Refused), batch.More}, []int{100, 30})
		c.want("first", batch.Refused[0].Line, 2)
	}},
	{"batch/SKIP", "with SKIP the good records are taken and each bad one is reported in order, with those that only it would have made whole", func(c *check) {
		c.load(seedlings)
		r, err := c.try(`{"entity":{"id":"n","kind":"PERSON","name":"N"}}
{"document":{"id":"d3","outlet":"nobody"}}
{"entity":{"id":"a","kind":"PERSON","name":"Not A"}}
{"relation":{"from":"n","type":"SPOKE_TO","to":"a","claims":[{"document":"d3","stance":"ASSERTS"}]}}
{"relation":{"from":"n","type":"SPOKE_TO","to":"b","claims":[{"document":"d1","stance":"ASSERTS"}]}}`, graph.Batch{OnError: graph.Skip})
		c.ok("Apply", err)
		refused := mapped(r.Refused, func(r graph.Refusal) string { return fmt.Sprint(r.Line, " ", r.Code) })
		c.want("refused", refused, one("3 NOT_FOUND", "4 CONFLICT", "5 NOT_FOUND"))
		r.Refused = nil
		c.want("taken", r, graph.Receipt{Entities: 1, Relations: 1, Claims: 1})
		c.want("of n", c.relations(graph.RelationQuery{Of: one("n")}), one("b SPOKE_TO n"))
		c.want("of a, unchanged", c.search(graph.SearchQuery{Text: "Not A"}), none())
	}},
	{"batch/SKIP bad lines", "with SKIP a record that the sequence could not read is reported among the others; without it the batch is refused", func(c *check) {
		lines := seedlings + "{\"entity\":{\"id\":\"no kind\"}}\n"
		_, err := c.try(lines, graph.Batch{})
		c.refused("a bad line", err, graph.ErrInvalid)
		c.want("nothing was taken", c.entities(graph.EntityQuery{}), none())
		r, err := c.try(lines, graph.Batch{OnError: graph.Skip})
		c.ok("Apply", err)
		c.want("refused", len(r.Refused), 1)
		c.want("taken", c.entities(graph.EntityQuery{}), one("a", "b", "c", "m"))
	}},
	{"batch/bad lines", "a refusal lists what the sequence could not read among the other bad records, and nothing as absent that comes later", func(c *check) {
		_, err := c.try(`{"document":{"id":"d1"}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"entity":{"id":"x","kind":"PERSONS","name":"X"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}
{"entity":{"id":"y","kind":"PERSONS","name":"Y"}}`, graph.Batch{})
		var batch *graph.BatchError
		if !errors.As(err, &batch) {
			c.violated("the error is %v", err)
			return
		}
		c.want("refused", mapped(batch.Refused, func(r graph.Refusal) string { return fmt.Sprint(r.Line, " ", r.Code) }), one("4 INVALID", "7 INVALID"))
	}},
	{"batch/broken sequence", "an error of the sequence that is no bad record ends the batch, which leaves nothing, also with SKIP", func(c *check) {
		for _, on := range []graph.OnError{graph.RefuseAll, graph.Skip} {
			_, err := c.store.Apply(c.ctx, graph.Batch{OnError: on, Records: func(yield func(graph.Record, error) bool) {
				_ = yield(graph.Record{Document: &graph.Document{ID: "d1"}}, nil) && yield(graph.Record{}, graph.Errorf(graph.Invalid, "the wire was cut"))
			}})
			c.refused("a broken sequence", err, graph.ErrInvalid)
			c.want("documents", c.documents(graph.DocumentQuery{}), none())
		}
	}},
	{"batch/caller's own", "Apply does not keep what the caller may change afterwards", func(c *check) {
		c.load(seedlings)
		e := &graph.Entity{ID: "n", Kind: graph.KindPerson, Name: "N", Named: true, Names: []graph.Name{{Text: "En"}}}
		_, err := c.store.Apply(c.ctx, graph.Batch{Records: func(yield func(graph.Record, error) bool) { yield(graph.Record{Entity: e}, nil) }})
		c.ok("Apply", err)
		e.Name, e.Names[0].Text = "Changed", "Changed"
		es, err := c.store.Entities(c.ctx, one("n"))
		c.ok("Entities", err)
		c.want("entity", es[0], &graph.Entity{ID: "n", Kind: graph.KindPerson, Name: "N", Named: true, Names: []graph.Name{{Text: "En"}}})
	}},
	{"batch/keys", "a batch under a key is applied once: again it gives the first receipt, with other content CONFLICT; a refused batch leaves its key free", func(c *check) {
		b := graph.Batch{Key: "k", Digest: "one", OnError: graph.RefuseAll}
		_, err := c.try(`{"document":{"id":"d1","outlet":"nobody"}}`, graph.Batch{Key: "k", Digest: "bad"})
		c.refused("a bad batch", err, graph.ErrNotFound)
		first, err := c.try(seedlings, b)
		c.ok("first", err)
		c.want("first", first.Replayed, false)
		c.load(`{"document":{"id":"d3"}}`)
		now := c.store.Revision()
		again, err := c.try(seedlings, b)
		c.ok("again", err)
		c.want("its revision", again.Revision, first.Revision)
		first.Replayed = true
		c.want("the first receipt", again, first)
		c.want("nothing happened", c.store.Revision(), now)
		_, err = c.try(`{"document":{"id":"d4"}}`, graph.Batch{Key: "k", Digest: "two"})
		c.refused("other content", err, graph.ErrConflict)
		c.want("documents", c.documents(graph.DocumentQuery{}), one("d1", "d2", "d3"))
	}},
	{"batch/audit", "the audit trail lists the batches, oldest first, with actor, action, key and receipt; replays and refusals are none", func(c *check) {
		a, ok := c.store.(graph.Auditor)
		if !ok {
			c.Skip("the store is no Auditor")
		}
		b := graph.Batch{Key: "k", Digest: "one", Actor: "anna", Action: "load"}
		first, err := c.try(seedlings, b)
		c.ok("Apply", err)
		_, _ = c.try(seedlings, b)
		_, _ = c.try(`{"document":{"id":"d9","outlet":"nobody"}}`, graph.Batch{})
		second, err := c.try(`{"document":{"id":"d3"}}`, graph.Batch{Actor: "rau", Action: "recordClaim"})
		c.ok("Apply", err)
		shown := func(e graph.AuditEntry) string {
			return fmt.Sprint(e.Revision, " ", e.Actor, " ", e.Key, " ", e.Action, " ", e.Receipt.Documents, e.At != "")
		}
		es, err := a.Audit(c.ctx, "", 10)
		c.ok("Audit", err)
		c.want("entries", mapped(es, shown), one(first.Revision+" anna k load 2 true", second.Revision+" rau  recordClaim 1 true"))
		es, err = a.Audit(c.ctx, first.Revision, 10)
		c.ok("Audit", err)
		c.want("after the first", mapped(es, shown), one(second.Revision+" rau  recordClaim 1 true"))
		es, err = a.Audit(c.ctx, "", 1)
		c.ok("Audit", err)
		c.want("at most one", len(es), 1)
	}},
	{"batch/two writers", "concurrent batches are each applied whole, whatever their order", func(c *check) {
		c.load(seedlings)
		const each = 15
		var wg sync.WaitGroup
		failed := make([]error, 2)
		for w := range 2 {
			wg.Go(func() {
				for i := range each {
					other := string("bc"[w])
					line := fmt.Sprintf(`{"entity":{"id":"w%d-%d","kind":"PERSON","name":"W"}}
{"relation":{"from":"w%d-%d","type":"SPOKE_TO","to":"a","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"a","type":"SPOKE_TO","to":%q,"claims":[{"document":"d1","stance":"ASSERTS","locator":%d}]}}`, w, i, w, i, other, i+1)
					if _, err := c.store.Apply(c.ctx, graph.Batch{Records: text(line)}); err != nil {
						failed[w] = err
						return
					}
					if es, err := c.store.Entities(c.ctx, one(fmt.Sprintf("w%d-%d", w, i))); err != nil || es[0] == nil || es[0].Degree != 1 {
						failed[w] = fmt.Errorf("a writer does not read its own batch: %v %w", es, err)
						return
					}
				}
			})
		}
		wg.Wait()
		c.ok("writing", errors.Join(failed...))
		es, err := c.store.Entities(c.ctx, one("a"))
		c.ok("Entities", err)
		c.want("degree of a", es[0].Degree, 3+2*each)
		c.want("claims about a pair", len(c.claims(graph.ClaimQuery{Of: one(id("a SPOKE_TO c"))})), each)
	}},
}

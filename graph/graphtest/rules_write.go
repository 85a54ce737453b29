package graphtest

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"dragoman/graph"
)

// seedlings is a small store to write to.
const seedlings = `
{"document":{"id":"d1","title":"One","published":"2025-10-01"}}
{"document":{"id":"d2","title":"Two","published":"2025-10-02"}}
{"entity":{"id":"a","kind":"PERSON","name":"A"}}
{"entity":{"id":"b","kind":"PERSON","name":"B"}}
{"entity":{"id":"c","kind":"PERSON","name":"C"}}
{"entity":{"id":"m","kind":"MEETING","name":"M"}}
{"relation":{"from":"a","type":"PARTICIPATED_IN","to":"m","claims":[{"id":"x1","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"b","type":"SPOKE_TO","to":"a","claims":[{"document":"d1","stance":"ASSERTS","note":"by sea"}]}}
{"attribute":{"of":"m","name":"topic","value":"fish","claims":[{"id":"x2","document":"d1","stance":"ASSERTS"}]}}
`

// try applies lines that may be refused.
func (c *check) try(lines string, b graph.Batch) (graph.Receipt, error) {
	b.Records = text(lines)
	return c.store.Apply(c.ctx, b)
}

// bad wants a batch refused for one bad record of a class, in a line of the batch.
func (c *check) bad(what, lines string, line int, class *graph.Error) {
	c.Helper()
	before := c.store.Revision()
	_, err := c.try(lines, graph.Batch{})
	c.refused(what, err, class)
	var b *graph.BatchError
	switch {
	case !errors.As(err, &b):
		c.violated("%s: the error is %T, want *graph.BatchError", what, err)
	case len(b.Refused) != 1 || b.Refused[0].Line != line || b.Refused[0].Reason == "":
		c.violated("%s: refused %+v, want one with line %d and a reason", what, b.Refused, line)
	case class == graph.ErrNotFound && b.Refused[0].Absent == "":
		c.violated("%s: refused %+v, which does not name the id that is absent", what, b.Refused)
	}
	c.want(what+": revision", c.store.Revision(), before)
}

// exportLines gives what a store exports as JSON Lines.
func (c *check) exportLines(s graph.Store) []string {
	c.Helper()
	e, ok := s.(graph.Exporter)
	if !ok {
		c.Skip("the store is no Exporter")
	}
	return c.recordLines(e.Export(c.ctx))
}

func (c *check) recordLines(records iter.Seq2[graph.Record, error]) (lines []string) {
	c.Helper()
	for r, err := range records {
		c.ok("a record", err)
		lines = append(lines, string(graph.AppendRecord(nil, &r, graph.EncodeOptions{Audit: true})))
	}
	return lines
}

var writeRules = []rule{
	{"write/receipt", "a receipt counts what was added or changed; the same records again give zeros", func(c *check) {
		first := c.load(seedlings)
		c.want("first", first, graph.Receipt{Documents: 2, Entities: 4, Relations: 2, Attributes: 1, Claims: 3})
		c.want("revision", first.Revision, c.store.Revision())
		c.want("again", c.load(seedlings), graph.Receipt{})
		c.want("twice in one batch", c.load(seedlings+seedlings), graph.Receipt{})
		c.want("one more claim", c.load(`{"relation":{"from":"a","type":"SPOKE_TO","to":"b","claims":[{"document":"d2","stance":"ASSERTS"},{"document":"d1","stance":"ASSERTS","note":"by sea"}]}}`), graph.Receipt{Claims: 1})
		c.want("one more concern", c.load(`{"relation":{"from":"a","type":"SPOKE_TO","to":"b","concerns":["c"],"claims":[{"document":"d1","stance":"ASSERTS","note":"by sea"}]}}`), graph.Receipt{Relations: 1})
		c.want("one more name", c.load(`{"entity":{"id":"a","kind":"PERSON","name":"A","names":[{"text":"Á"}]}}`), graph.Receipt{Entities: 1})
	}},
	{"write/read your writes", "when Apply returns, every later read sees the batch, and the revision has changed", func(c *check) {
		empty := c.store.Revision()
		c.load(seedlings)
		if c.store.Revision() == empty {
			c.violated("the revision is still %q", empty)
		}
		c.want("relations", c.relations(graph.RelationQuery{Of: one("a")}), one("a PARTICIPATED_IN m", "a SPOKE_TO b"))
		c.want("search", c.search(graph.SearchQuery{Text: "A"}), one("a 4 A"))
		_, nodes := c.found(graph.PathQuery{From: one("b"), To: one("m"), MaxHops: 3})
		c.want("path", nodes, one("b a m"))
		before := c.store.Revision()
		c.load(`{"relation":{"from":"b","type":"PARTICIPATED_IN","to":"m","claims":[{"document":"d2","stance":"ASSERTS"}]}}`)
		if c.store.Revision() == before {
			c.violated("the revision is still %q", before)
		}
		_, nodes = c.found(graph.PathQuery{From: one("b"), To: one("m"), MaxHops: 3})
		c.want("path after one more relation", nodes, one("b m"))
	}},
	{"write/searched again", "a search that was made before sees what was written since: names, degrees, merges", func(c *check) {
		c.load(`
{"document":{"id":"d","published":"2025-10-01"}}
{"entity":{"id":"a","kind":"PERSON","name":"Rau One"}}
{"entity":{"id":"b","kind":"PERSON","name":"Rau Two"}}
{"entity":{"id":"c","kind":"ORGANIZATION","name":"House"}}`)
		search := func(what string, want ...string) {
			c.Helper()
			for range 2 {
				c.want(what, c.search(graph.SearchQuery{Text: "rau"}), want)
			}
		}
		search("at first", "a 2 Rau One", "b 2 Rau Two")
		c.load(`{"relation":{"from":"b","type":"MEMBER_OF","to":"c","claims":[{"id":"x","document":"d","stance":"ASSERTS"}]}}`)
		search("one has a relation", "b 2 Rau Two", "a 2 Rau One")
		c.want("of another kind", c.search(graph.SearchQuery{Text: "rau", Kinds: []graph.EntityKind{graph.KindOrganization}}), []string{})
		c.load(`{"entity":{"id":"c","kind":"ORGANIZATION","name":"House","names":[{"text":"Rau"}]}}`)
		search("another has the name", "c 3 Rau", "b 2 Rau Two", "a 2 Rau One")
		c.want("of that kind", c.search(graph.SearchQuery{Text: "rau", Kinds: []graph.EntityKind{graph.KindOrganization}}), []string{"c 3 Rau"})
		_, err := c.store.Apply(c.ctx, graph.Batch{Retract: []graph.ClaimRetraction{withdrawn("x", "2025-10-20")}})
		c.ok("retracting", err)
		search("the relation is taken back", "c 3 Rau", "a 2 Rau One", "b 2 Rau Two")
		c.load(`{"judgement":{"a":"a","b":"b","same":true}}`)
		search("two are the same", "c 3 Rau", "a 2 Rau One")
	}},
	{"write/any order", "a record may refer to one that comes later in the same batch", func(c *check) {
		lines := strings.Split(strings.TrimSpace(seedlings), "\n")
		for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
			lines[i], lines[j] = lines[j], lines[i]
		}
		c.want("receipt", c.load(strings.Join(lines, "\n")), graph.Receipt{Documents: 2, Entities: 4, Relations: 2, Attributes: 1, Claims: 3})
	}},
	{"write/dangling", "a record that names what neither the store nor the batch has is bad: NOT_FOUND", func(c *check) {
		c.load(seedlings)
		for what, line := range map[string]string{
			"from":          `{"relation":{"from":"nobody","type":"SPOKE_TO","to":"a","claims":[{"document":"d1","stance":"ASSERTS"}]}}`,
			"case":          `{"relation":{"from":"A","type":"SPOKE_TO","to":"a","claims":[{"document":"d1","stance":"ASSERTS"}]}}`,
			"to":            `{"relation":{"from":"a","type":"PARTICIPATED_IN","to":"nothing","claims":[{"document":"d1","stance":"ASSERTS"}]}}`,
			"concerns":      `{"relation":{"from":"a","type":"SPOKE_TO","to":"c","concerns":["nobody"],"claims":[{"document":"d1","stance":"ASSERTS"}]}}`,
			"document":      `{"relation":{"from":"a","type":"SPOKE_TO","to":"c","claims":[{"document":"d9","stance":"ASSERTS"}]}}`,
			"source":        `{"relation":{"from":"a","type":"SPOKE_TO","to":"c","claims":[{"document":"d1","stance":"REPORTS","sources":["nobody"]}]}}`,
			"attribute":     `{"attribute":{"of":"nothing","name":"topic","value":"x","claims":[{"document":"d1","stance":"ASSERTS"}]}}`,
			"of a relation": `{"attribute":{"of":"r:aaaaaaaaaaaaaaaaaaaaaaaaaa","name":"topic","value":"x","claims":[{"document":"d1","stance":"ASSERTS"}]}}`,
			"value":         `{"attribute":{"of":"m","name":"topic","entity":"nobody","claims":[{"document":"d1","stance":"ASSERTS"}]}}`,
			"outlet":        `{"document":{"id":"d3","outlet":"nobody"}}`,
			"basedOn":       `{"document":{"id":"d3","basedOn":["d9"]}}`,
			"name":          `{"entity":{"id":"a","kind":"PERSON","name":"A","names":[{"text":"Ä","documents":["d9"]}]}}`,
			"judgement":     `{"judgement":{"a":"a","b":"nobody","same":true}}`,
		} {
			c.bad(what, line, 2, graph.ErrNotFound)
		}
	}},
	{"write/wrong ends", "a relation between kinds that its type cannot join is INVALID", func(c *check) {
		c.load(seedlings)
		c.bad("a meeting that holds", `{"relation":{"from":"m","type":"HOLDS","to":"a","claims":[{"document":"d1","stance":"ASSERTS"}]}}`, 2, graph.ErrInvalid)
		c.bad("ends of one batch", `{"entity":{"id":"p","kind":"PLACE","name":"P"}}
{"relation":{"from":"p","type":"SPOKE_TO","to":"a","claims":[{"document":"d1","stance":"ASSERTS"}]}}`, 3, graph.ErrInvalid)
	}},
	{"write/ends as written", "what is wrong with an end is told of the field that it was written in, also where a symmetric relation or a judgement keeps its two in order", func(c *check) {
		c.load(seedlings)
		for _, x := range []struct{ line, field string }{
			{`{"relation":{"from":"b","type":"SPOKE_TO","to":"a0","claims":[{"document":"d1","stance":"ASSERTS"}]}}`, "relation.to"},
			{`{"relation":{"from":"a0","type":"SPOKE_TO","to":"b","claims":[{"document":"d1","stance":"ASSERTS"}]}}`, "relation.from"},
			{`{"relation":{"from":"b","type":"SPOKE_TO","to":"x0","claims":[{"document":"d1","stance":"ASSERTS"}]}}`, "relation.to"},
			{`{"relation":{"from":"x0","type":"SPOKE_TO","to":"b","claims":[{"document":"d1","stance":"ASSERTS"}]}}`, "relation.from"},
			{`{"judgement":{"a":"b","b":"a0","same":true,"by":"desk","reason":"alike"}}`, "judgement.b"},
			{`{"judgement":{"a":"x0","b":"a","same":true,"by":"desk","reason":"alike"}}`, "judgement.a"},
		} {
			_, err := c.store.Apply(c.ctx, graph.Batch{Records: text(x.line)})
			var refused *graph.BatchError
			if !errors.As(err, &refused) || len(refused.Refused) != 1 {
				c.violated("%s: %v", x.line, err)
				continue
			}
			c.want(x.line, fmt.Sprint(refused.Refused[0].Code, refused.Refused[0].Field), fmt.Sprint(graph.NotFound, x.field))
		}
	}},
	{"write/conflict", "a scalar that is set to another value is CONFLICT, or with Replace the new value; one that is absent changes nothing; the kind never changes", func(c *check) {
		c.load(seedlings)
		c.bad("name", `{"entity":{"id":"a","kind":"PERSON","name":"Another"}}`, 2, graph.ErrConflict)
		c.bad("title", `{"document":{"id":"d1","title":"Another"}}`, 2, graph.ErrConflict)
		c.bad("kind", `{"entity":{"id":"a","kind":"GROUP","name":"A"}}`, 2, graph.ErrConflict)
		c.bad("within a batch", `{"entity":{"id":"n","kind":"PERSON","name":"N"}}
{"entity":{"id":"n","kind":"PERSON","name":"Not N"}}`, 3, graph.ErrConflict)
		c.want("absent", c.load(`{"document":{"id":"d1","url":"https://example.org/1"}}`), graph.Receipt{Documents: 1})
		r, err := c.try(`{"document":{"id":"d1","title":"Another"}}`, graph.Batch{Replace: true})
		c.ok("replacing", err)
		c.want("replaced", r, graph.Receipt{Documents: 1})
		ds, err := c.store.Documents(c.ctx, one("d1"))
		c.ok("Documents", err)
		c.want("document", ds[0], &graph.Document{ID: "d1", Title: "Another", URL: "https://example.org/1", Published: graph.Date{EDTF: edtf("2025-10-01")}})
		_, err = c.try(`{"entity":{"id":"a","kind":"GROUP","name":"A"}}`, graph.Batch{Replace: true})
		c.refused("another kind, with Replace", err, graph.ErrConflict)
	}},
	{"write/claim ids", "one claim id stands for one claim: other content, or another thing, is CONFLICT", func(c *check) {
		c.load(seedlings)
		c.bad("another stance", `{"relation":{"from":"a","type":"PARTICIPATED_IN","to":"m","claims":[{"id":"x1","document":"d1","stance":"DENIES"}]}}`, 2, graph.ErrConflict)
		c.bad("another relation", `{"relation":{"from":"b","type":"PARTICIPATED_IN","to":"m","claims":[{"id":"x1","document":"d1","stance":"ASSERTS"}]}}`, 2, graph.ErrConflict)
		c.bad("an attribute", `{"attribute":{"of":"m","name":"topic","value":"ports","claims":[{"id":"x1","document":"d1","stance":"ASSERTS"}]}}`, 2, graph.ErrConflict)
		c.bad("another attribute", `{"attribute":{"of":"m","name":"topic","value":"ports","claims":[{"id":"x2","document":"d1","stance":"ASSERTS"}]}}`, 2, graph.ErrConflict)
		c.bad("another relation's id", fmt.Sprintf(`{"relation":{"id":%q,"from":"b","type":"PARTICIPATED_IN","to":"m","claims":[{"document":"d1","stance":"ASSERTS"}]}}`, id("a SPOKE_TO b")), 2, graph.ErrConflict)
	}},
	{"write/topology of one pair", "parallel relations, self loops and cycles are stored as they are", func(c *check) {
		c.load(seedlings + `
{"relation":{"from":"a","type":"SUPPORT","to":"a","key":"k","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"a","type":"SUPPORT","to":"b","key":"k","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"a","type":"SUPPORT","to":"b","key":"K","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"b","type":"SUPPORT","to":"a","key":"l","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"a","type":"PARTICIPATED_IN","to":"m","role":"HOST","claims":[{"document":"d1","stance":"ASSERTS"}]}}`)
		c.want("of a", c.relations(graph.RelationQuery{Of: one("a"), Types: []graph.RelationType{graph.Support}}), one("a SUPPORT a k", "a SUPPORT b K", "a SUPPORT b k", "b SUPPORT a l"))
		es, err := c.store.Entities(c.ctx, one("a"))
		c.ok("Entities", err)
		c.want("degree", es[0].Degree, 7)
		p, err := c.store.ListRelations(c.ctx, []graph.RelationQuery{{Of: one("a"), Types: []graph.RelationType{graph.ParticipatedIn}, Slice: graph.Slice{First: 5}}})
		c.ok("ListRelations", err)
		c.want("one pair, two roles", len(p[0].Items), 2)
	}},
	{"write/export", "what a store exports is canonical: loaded into an empty store it gives the same export, in the same order", func(c *check) {
		c.load(fixture)
		c.load(`{"judgement":{"a":"anna","b":"Anna","same":true,"by":"desk"}}
{"judgement":{"a":"rau","b":"ming","same":false}}`)
		lines := c.exportLines(c.store)
		c.want("records", len(lines), 6+20+36+7+2)
		other := c.h.open(c.T)
		_, err := other.Apply(c.ctx, graph.Batch{Records: text(strings.Join(lines, "\n"))})
		c.ok("loading the export", err)
		c.want("export of the export", c.exportLines(other), lines)
		model := NewModel()
		_, err = model.Apply(c.ctx, graph.Batch{Records: text(strings.Join(lines, "\n"))})
		c.ok("loading the export", err)
		c.want("the model's export", lines, c.exportLines(model))
		e, ok := c.store.(graph.Exporter)
		for range 3 {
			for range map[bool]iter.Seq2[graph.Record, error]{true: e.Export(c.ctx)}[ok] {
				break // a reader may stop early
			}
		}
	}},
	{"write/export of the rest", "what a store can export without relations is its export without them", func(c *check) {
		e, ok := c.store.(graph.RestExporter)
		if !ok {
			c.Skip("the store is no RestExporter")
		}
		c.load(fixture)
		c.load(`{"judgement":{"a":"anna","b":"Anna","same":true,"by":"desk"}}`)
		rest := slices.DeleteFunc(c.exportLines(c.store), func(line string) bool { return strings.HasPrefix(line, `{"relation":`) })
		c.want("records", len(rest), 6+20+7+1)
		c.want("rest", c.recordLines(e.ExportRest(c.ctx)), rest)
	}},
}

package graphtest

import (
	"fmt"

	"dragoman/graph"
)

// twins is for merging: b and c are one, and both met a and each other.
const twins = seedlings + `
{"relation":{"from":"c","type":"SPOKE_TO","to":"a","claims":[{"id":"x3","document":"d2","stance":"ASSERTS"}]}}
{"relation":{"from":"c","type":"PARTICIPATED_IN","to":"m","claims":[{"id":"x4","document":"d2","stance":"REPORTS","sources":["b"]}]}}
{"relation":{"from":"b","type":"SPOKE_TO","to":"c","claims":[{"id":"x5","document":"d2","stance":"ASSERTS"}]}}
{"attribute":{"of":"c","name":"comment","value":"none","claims":[{"id":"x6","document":"d2","stance":"ASSERTS"}]}}
`

const sameBC = `{"judgement":{"a":"c","b":"b","same":true,"by":"desk","reason":"one person"}}`

var mergeRules = []rule{
	{"merge/entities", "of two entities that are the same the smaller id survives, old ids resolve, and their relations are pooled", func(c *check) {
		c.load(twins)
		c.want("receipt", c.load(sameBC), graph.Receipt{Judgements: 1})
		c.want("again", c.load(sameBC), graph.Receipt{})
		es, err := c.store.Entities(c.ctx, one("b", "c"))
		c.ok("Entities", err)
		whole := &graph.Entity{ID: "b", Kind: graph.KindPerson, Name: "B", Named: true, Names: []graph.Name{{Text: "C"}}, FormerIDs: one("c"), Degree: 3}
		c.want("entities", es, []*graph.Entity{whole, whole})
		c.want("list", c.entities(graph.EntityQuery{Kinds: []graph.EntityKind{graph.KindPerson}}), one("a", "b"))
		c.want("relations, a pair become a self loop", c.relations(graph.RelationQuery{Of: one("c")}), one("b PARTICIPATED_IN m", "a SPOKE_TO b", "b SPOKE_TO b"))
		c.want("pooled claims", len(c.claims(graph.ClaimQuery{Of: one(id("a SPOKE_TO c"))})), 2)
		rs, err := c.store.Relations(c.ctx, one(id("a SPOKE_TO c"), id("c PARTICIPATED_IN m"), id("b PARTICIPATED_IN m")), nil)
		c.ok("Relations", err)
		c.want("old relation ids", mapped(rs, func(r *graph.Relation) string { return r.ID }), one(id("a SPOKE_TO b"), id("b PARTICIPATED_IN m"), id("b PARTICIPATED_IN m")))
		c.want("attributes", c.attributes(graph.AttributeQuery{Of: one("c")}), one("b comment none REPORTED"))
		c.want("search by the old name", c.search(graph.SearchQuery{Text: "C"}), one("b 4 C"))
		_, nodes := c.found(graph.PathQuery{From: one("c"), To: one("m"), MaxHops: 2})
		c.want("path", nodes, one("b m"))
		r, _ := c.found(graph.PathQuery{From: one("c"), To: one("b"), MaxHops: 2})
		c.want("the same", r.Outcome, graph.Same)
		cs, err := c.store.Claims(c.ctx, one("x4"))
		c.ok("Claims", err)
		c.want("claim", cs[0].Relation, id("b PARTICIPATED_IN m"))
		c.want("source filter by an old id", c.seen("b PARTICIPATED_IN m", &graph.Filter{Sources: one("c")}), "REPORTED")
	}},
	{"merge/relaxations by old ids", "an end by an old id is no hub that a path walks through, also where a cap is looked for that lets paths through", func(c *check) {
		c.load(twins + `{"entity":{"id":"y","kind":"PERSON","name":"Y"}}
{"entity":{"id":"z","kind":"PERSON","name":"Z"}}
{"relation":{"from":"b","type":"SPOKE_TO","to":"y","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"c","type":"BACKS","to":"y","claims":[{"document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"a","type":"SPOKE_TO","to":"z","claims":[{"document":"d1","stance":"ASSERTS"}]}}
`)
		c.load(sameBC)
		got := c.relaxed(graph.PathQuery{From: one("c"), To: one("z"), MaxHops: 2, DegreeCap: 1})
		c.want("relaxations", got, one("degreeCap 1 > 3: 1 b a z"))
	}},
	{"paths/via old ids", "two ids of one entity to be passed are one in one place, and INVALID with another between", func(c *check) {
		c.load(twins + `{"entity":{"id":"z","kind":"PERSON","name":"Z"}}`)
		c.load(sameBC)
		_, nodes := c.found(graph.PathQuery{From: one("a"), To: one("m"), MaxHops: 4, Via: one("b", "c")})
		c.want("one after the other", nodes, one("a b m"))
		_, err := c.store.Paths(c.ctx, graph.PathQuery{From: one("a"), To: one("z"), First: 1, MaxHops: 4, DegreeCap: 1000, Via: one("b", "m", "c")})
		c.want("another between", c.refused("Paths", err, graph.ErrInvalid).IDs, one("b"))
	}},
	{"merge/writes by old ids", "records may go on using old ids; they are kept as they came", func(c *check) {
		c.load(twins)
		c.load(sameBC)
		c.want("a relation of c", c.load(`{"relation":{"from":"c","type":"BACKS","to":"a","claims":[{"document":"d1","stance":"ASSERTS"}]}}`), graph.Receipt{Relations: 1, Claims: 1})
		c.want("is one of b", c.relations(graph.RelationQuery{Of: one("b"), Types: []graph.RelationType{graph.Backs}}), one("b BACKS a"))
		c.want("by a former id", c.load(fmt.Sprintf(`{"relation":{"id":%q,"from":"b","type":"BACKS","to":"a","claims":[{"document":"d2","stance":"ASSERTS"}]}}`, id("c BACKS a"))), graph.Receipt{Relations: 1, Claims: 1})
		c.want("claims", len(c.claims(graph.ClaimQuery{Of: one(id("b BACKS a"))})), 2)
		_, err := c.store.Apply(c.ctx, graph.Batch{Split: one("c")})
		c.ok("Split", err)
		c.want("after a split", c.relations(graph.RelationQuery{Of: one("c"), Types: []graph.RelationType{graph.Backs}}), one("c BACKS a"))
	}},
	{"merge/split", "a split gives a former id back all that was said of it", func(c *check) {
		c.load(twins)
		before := c.exportLines(c.store)
		c.load(sameBC)
		r, err := c.store.Apply(c.ctx, graph.Batch{Split: one("c"), Action: "splitEntity"})
		c.ok("Split", err)
		c.want("receipt", r, graph.Receipt{Judgements: 1})
		c.want("export", c.exportLines(c.store), before)
		es, err := c.store.Entities(c.ctx, one("b", "c"))
		c.ok("Entities", err)
		c.want("entities", es, []*graph.Entity{
			{ID: "b", Kind: graph.KindPerson, Name: "B", Named: true, Degree: 2}, {ID: "c", Kind: graph.KindPerson, Name: "C", Named: true, Degree: 3},
		})
		c.want("relations of c", c.relations(graph.RelationQuery{Of: one("c")}), one("c PARTICIPATED_IN m", "a SPOKE_TO c", "b SPOKE_TO c"))
		rs, err := c.store.Relations(c.ctx, one(id("b PARTICIPATED_IN m"), id("b SPOKE_TO b")), nil)
		c.ok("Relations", err)
		c.want("ids of the merged relations mean nothing again", rs, []*graph.Relation{nil, nil})
		for _, what := range one("c", "b", "nobody") {
			_, err = c.store.Apply(c.ctx, graph.Batch{Split: one(what)})
			c.want("ids", c.refused("splitting "+what, err, graph.ErrNotFound).IDs, one(what))
		}
	}},
	{"merge/chains", "sameness is transitive, the smallest of all survives; a split takes out what was merged through it", func(c *check) {
		c.load(twins + `{"entity":{"id":"B","kind":"PERSON","name":"Bee"}}`)
		c.load(sameBC + "\n" + `{"judgement":{"a":"b","b":"B","same":true}}`)
		es, err := c.store.Entities(c.ctx, one("c"))
		c.ok("Entities", err)
		c.want("capitals come first", []any{es[0].ID, es[0].FormerIDs}, []any{"B", one("b", "c")})
		_, err = c.store.Apply(c.ctx, graph.Batch{Split: one("b")})
		c.ok("Split", err)
		es, err = c.store.Entities(c.ctx, one("B", "b", "c"))
		c.ok("Entities", err)
		c.want("apart", mapped(es, entityID), one("B", "b", "c"))
	}},
	{"merge/not same", "a judgement against the closure of the others is CONFLICT, in either order", func(c *check) {
		c.load(twins)
		c.load(sameBC + "\n" + `{"judgement":{"a":"a","b":"c","same":false}}`)
		c.bad("same as one of the others", `{"judgement":{"a":"a","b":"b","same":true}}`, 2, graph.ErrConflict)
		c.bad("not the same after all", `{"judgement":{"a":"b","b":"c","same":false}}`, 2, graph.ErrConflict)
		c.want("entities", c.entities(graph.EntityQuery{Kinds: []graph.EntityKind{graph.KindPerson}}), one("a", "b"))
	}},
	{"merge/turned", "judgements of a batch are taken one after the other: one that contradicts those before it is bad, though a later one turns it round", func(c *check) {
		c.load(twins)
		c.load(sameBC)
		r, err := c.try(`{"judgement":{"a":"a","b":"b","same":true}}
{"judgement":{"a":"a","b":"c","same":false}}
{"judgement":{"a":"c","b":"a","same":true}}`, graph.Batch{OnError: graph.Skip, Replace: true})
		c.ok("Apply", err)
		c.want("refused lines", mapped(r.Refused, func(x graph.Refusal) int { return x.Line }), []int{3})
		c.want("judgements", r.Judgements, 2)
	}},
	{"merge/unlike", "a judgement on entities of two kinds, or relations of two types, is INVALID", func(c *check) {
		c.load(twins)
		c.bad("a person and a meeting", `{"judgement":{"a":"a","b":"m","same":true}}`, 2, graph.ErrInvalid)
		c.bad("two types", fmt.Sprintf(`{"judgement":{"a":%q,"b":%q,"same":true}}`, id("a SPOKE_TO b"), id("a PARTICIPATED_IN m")), 2, graph.ErrInvalid)
		c.bad("an entity and a relation", fmt.Sprintf(`{"judgement":{"a":"a","b":%q,"same":true}}`, id("a SPOKE_TO b")), 2, graph.ErrInvalid)
	}},
	{"merge/relations", "of two relations that are the same the smaller id survives with its identity, the claims are pooled, and a split undoes it", func(c *check) {
		c.load(seedlings + `
{"relation":{"from":"a","type":"ACCUSE","to":"b","key":"harboring","claims":[{"id":"y1","document":"d1","stance":"ASSERTS"}]}}
{"relation":{"from":"a","type":"ACCUSE","to":"b","key":"harbouring","claims":[{"id":"y2","document":"d2","stance":"ASSERTS"}]}}
{"attribute":{"of":"` + id("a ACCUSE b harbouring") + `","name":"comment","value":"x","claims":[{"document":"d1","stance":"ASSERTS"}]}}`)
		small, great := id("a ACCUSE b harboring"), id("a ACCUSE b harbouring")
		words := "a ACCUSE b harboring"
		if great < small {
			small, great, words = great, small, "a ACCUSE b harbouring"
		}
		c.load(fmt.Sprintf(`{"judgement":{"a":%q,"b":%q,"same":true}}`, small, great))
		c.want("relations", c.relations(graph.RelationQuery{Of: one("a"), Types: []graph.RelationType{graph.Accuse}}), one(words))
		rs, err := c.store.Relations(c.ctx, one(great), nil)
		c.ok("Relations", err)
		c.want("the old id", rs[0].ID, small)
		c.want("sources", rs[0].Independent, 2)
		c.want("claims", c.claims(graph.ClaimQuery{Of: one(great), Stances: []graph.Stance{graph.Asserts}, Document: "d2"}), one("y2"))
		c.want("attributes", c.attributes(graph.AttributeQuery{Of: one(great, small)}), one(small+" comment x REPORTED"))
		_, err = c.store.Apply(c.ctx, graph.Batch{Split: one(great)})
		c.ok("Split", err)
		c.want("relations, apart", len(c.relations(graph.RelationQuery{Of: one("a"), Types: []graph.RelationType{graph.Accuse}})), 2)
	}},
}

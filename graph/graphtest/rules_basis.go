package graphtest

import (
	"fmt"
	"strings"

	"dragoman/graph"
)

// contested is what leaving documents out does to statuses.
//
//	ada ──SPOKE_TO── bo     d1 ASSERTS, d2 DENIES          without d1 it is denied
//	bo ──SPOKE_TO── cem     d1 DENIES, d3 SUGGESTS         never walked
//	ada ──HAS_TIES── cem    d4 ASSERTS, d5 DENIES later    superseded: walked only without d5
//	ada, dag ─▶ call        d6 ASSERTS both                 the call took place: d6 ASSERTS, d7 DENIES
//	dag ──CONSULT── eve     r1 ASSERTS, r2 ASSERTS          r2 is a reprint of r1, r3 too
//	dag ──SPOKE_TO── eve    d8 REPORTS on the word of "a guard"
const contested = `
{"document":{"id":"d1","outlet":"wire","published":"2025-01-01"}}
{"document":{"id":"d2","published":"2025-01-02"}}
{"document":{"id":"d3","published":"2025-01-03"}}
{"document":{"id":"d4","published":"2025-01-04"}}
{"document":{"id":"d5","published":"2025-01-05"}}
{"document":{"id":"d6","published":"2025-01-06"}}
{"document":{"id":"d7","published":"2025-01-07"}}
{"document":{"id":"d8","published":"2025-01-08"}}
{"document":{"id":"r1","published":"2025-02-01"}}
{"document":{"id":"r2","published":"2025-02-02","basedOn":["r1"]}}
{"document":{"id":"r3","published":"2025-02-03","basedOn":["r1"]}}
{"entity":{"id":"wire","kind":"ORGANIZATION","name":"Wire"}}
{"entity":{"id":"ada","kind":"PERSON","name":"Ada"}}
{"entity":{"id":"bo","kind":"PERSON","name":"Bo"}}
{"entity":{"id":"cem","kind":"PERSON","name":"Cem"}}
{"entity":{"id":"dag","kind":"PERSON","name":"Dag"}}
{"entity":{"id":"eve","kind":"PERSON","name":"Eve"}}
{"entity":{"id":"call","kind":"MEETING","name":"Call"}}
{"relation":{"from":"ada","type":"SPOKE_TO","to":"bo","claims":[{"id":"b1","document":"d1","stance":"ASSERTS"},{"id":"b2","document":"d2","stance":"DENIES","sources":["bo"]}]}}
{"relation":{"from":"bo","type":"SPOKE_TO","to":"cem","claims":[{"id":"b3","document":"d1","stance":"DENIES"},{"id":"b4","document":"d3","stance":"ASSERTS"},{"id":"b5","document":"d8","stance":"DENIES"}]}}
{"relation":{"from":"ada","type":"HAS_TIES","to":"cem","key":"trade","claims":[{"id":"b6","document":"d4","stance":"ASSERTS","date":"2024"},{"id":"b7","document":"d5","stance":"DENIES","date":"2025-01-05"}]}}
{"relation":{"from":"ada","type":"PARTICIPATED_IN","to":"call","claims":[{"id":"b8","document":"d6","stance":"ASSERTS"},{"id":"b9","document":"d4","stance":"ASSERTS"}]}}
{"relation":{"from":"dag","type":"PARTICIPATED_IN","to":"call","claims":[{"id":"b10","document":"d4","stance":"ASSERTS"},{"id":"b11","document":"d8","stance":"ASSERTS"}]}}
{"attribute":{"of":"call","name":"occurred","value":"yes","claims":[{"id":"b12","document":"d6","stance":"ASSERTS"},{"id":"b13","document":"d7","stance":"DENIES"}]}}
{"relation":{"from":"dag","type":"CONSULT","to":"eve","key":"grain","claims":[{"id":"b14","document":"r1","stance":"ASSERTS"},{"id":"b15","document":"r2","stance":"ASSERTS"}]}}
{"relation":{"from":"dag","type":"SPOKE_TO","to":"eve","claims":[{"id":"b16","document":"d8","stance":"REPORTS","sources":["wire",{"text":"a guard"}]}]}}
`

// rests asks for what a path rests on, with the cut.
func (c *check) rests(hops int, words ...string) *graph.Basis {
	c.Helper()
	b, err := c.store.Basis(c.ctx, graph.BasisQuery{Of: mapped(words, id), MaxHops: hops, DegreeCap: 100, Cut: true})
	c.ok("Basis", err)
	return b
}

func withoutDocuments(b *graph.Basis) []string {
	return mapped(b.Documents, func(d graph.BasisDocument) string {
		return fmt.Sprint(d.Document, " ", d.Without.Outcome, " ", len(d.Without.Lost), " ", d.Without.Stands)
	})
}

var basisRules = []rule{
	{"basis/statuses", "leaving a document out leaves the others: without what affirms a relation is denied, without the denial it stands better", func(c *check) {
		c.load(contested)
		b := c.rests(1, "ada SPOKE_TO bo")
		c.want("path", fmt.Sprint(b.Nodes, b.Stands, b.Outcome, b.Complete, b.Independent), "[ada bo] true FOUND true 1")
		c.want("documents", withoutDocuments(b), one("d1 NO_PATH 1 false", "d2 FOUND 0 true"))
		c.want("status without the denial", b.Documents[1].Without.Next.Status, graph.Reported)
		c.want("sources", mapped(b.Sources, func(s graph.BasisSource) string { return s.Entity + " " + s.Without.Outcome.String() }), one("bo FOUND", "wire NO_PATH"))
		c.want("cut", b.Cut, &graph.DocumentCut{Documents: one("d1"), Found: true, Smallest: true, Minimal: true, AtLeast: 1, Complete: true})
	}},
	{"basis/revival", "a set of documents counts as the statuses are without all of them: leaving out a denial may bring a path about, and a set that blocks one may not do with another document less or more", func(c *check) {
		c.load(contested)
		b := c.rests(2, "ada SPOKE_TO bo", "bo SPOKE_TO cem")
		c.want("both steps are disputed", fmt.Sprint(b.Nodes, b.Stands), "[ada bo cem] true")
		c.want("each alone", withoutDocuments(b), one("d1 NO_PATH 1 false", "d2 FOUND 0 true", "d3 NO_PATH 1 false", "d8 FOUND 0 true"))
		c.want("cut", b.Cut.Documents, one("d1"))
		b = c.rests(1, "ada HAS_TIES cem trade")
		c.want("superseded: it does not stand", fmt.Sprint(b.Stands, b.Outcome, b.Cut.Documents, b.Cut.Smallest), "false NO_PATH [] true")
		c.want("the denial is what is left of it; without it there is a connection", withoutDocuments(b), one("d5 FOUND 0 true"))
	}},
	{"basis/meetings", "a participation hangs also on whether its meeting took place", func(c *check) {
		c.load(contested)
		b := c.rests(2, "ada PARTICIPATED_IN call", "dag PARTICIPATED_IN call")
		c.want("documents", withoutDocuments(b), one("d4 FOUND 0 true", "d6 NO_PATH 2 false", "d7 FOUND 0 true", "d8 FOUND 0 true"))
		c.want("claims of d6: one of a step, one of the meeting", b.Documents[1].Without.Claims, 2)
		c.want("relations of d7: those that hang on the meeting", len(b.Documents[2].Relations), 2)
		c.want("cut", b.Cut.Documents, one("d6"))
	}},
	{"basis/origins", "reprints are one origin: all documents of it are left out at once, those elsewhere too", func(c *check) {
		c.load(contested)
		b := c.rests(1, "dag CONSULT eve grain")
		c.want("each document alone does not matter", withoutDocuments(b), one("r1 FOUND 0 true", "r2 FOUND 0 true"))
		c.want("one independent source", b.Independent, 1)
		c.want("families", mapped(b.Families, func(f graph.BasisFamily) string {
			return fmt.Sprint(f.Documents, f.Members, f.Without.Lost, f.Without.Outcome)
		}), one(fmt.Sprint(one("r1", "r2"), 3, one(id("dag CONSULT eve grain")), graph.Found)))
		c.want("the parallel relation is what is left", told(b.Families[0].Without.Next.Steps[0].Relation), "dag SPOKE_TO eve")
		c.want("cut", b.Cut.Documents, one("d8", "r1", "r2"))
	}},
	{"basis/words", "a source that is words is left out wherever it is quoted", func(c *check) {
		c.load(contested)
		b := c.rests(1, "dag SPOKE_TO eve")
		c.want("sources", mapped(b.Sources, func(s graph.BasisSource) string {
			return strings.TrimSpace(fmt.Sprint(s.Entity, " ", s.Text, " ", s.Documents, " ", len(s.Without.Lost), " ", s.Without.Stands, " ", s.Without.Outcome))
		}), one("wire  [d8] 1 false FOUND", "a guard [d8] 1 false FOUND"))
	}},
	{"basis/order", "the relations come in any order, each counted once; the path starts at the end nearer to the first", func(c *check) {
		c.load(contested)
		b := c.rests(3, "bo SPOKE_TO cem", "ada SPOKE_TO bo", "bo SPOKE_TO cem")
		c.want("path", fmt.Sprint(b.Nodes, mapped(b.Steps, func(s graph.BasisStep) string { return s.From + ">" + s.To })), "[cem bo ada] [cem>bo bo>ada]")
		b = c.rests(3, "dag SPOKE_TO eve")
		c.want("a single one, from its from", b.Nodes, one("dag", "eve"))
	}},
	{"basis/bounds", "a path longer than maxHops does not stand, and no longer one is a connection", func(c *check) {
		c.load(contested)
		b := c.rests(1, "ada SPOKE_TO bo", "bo SPOKE_TO cem")
		c.want("too long", fmt.Sprint(b.Stands, b.Outcome, b.Steps[0].Walked), "false NO_PATH true")
		q := graph.BasisQuery{Of: one(id("ada SPOKE_TO bo"), id("bo SPOKE_TO cem")), MaxHops: 3}
		b, err := c.store.Basis(c.ctx, q)
		c.ok("Basis", err)
		c.want("hubs are not walked through", fmt.Sprint(b.Stands, b.Outcome, b.Complete, b.Cut == nil), "false NO_PATH false true")
	}},
	{"basis/no path", "relations that are not those of one path are INVALID, unknown ones and other things NOT_FOUND, more than 12 LIMIT", func(c *check) {
		c.load(contested)
		for _, x := range []struct {
			reason string
			of     []string
			class  *graph.Error
		}{
			{"none", one(), graph.ErrInvalid},
			{"apart", one(id("ada SPOKE_TO bo"), id("dag SPOKE_TO eve")), graph.ErrInvalid},
			{"parallel", one(id("dag SPOKE_TO eve"), id("dag CONSULT eve grain")), graph.ErrInvalid},
			{"a ring", one(id("ada SPOKE_TO bo"), id("bo SPOKE_TO cem"), id("ada HAS_TIES cem trade")), graph.ErrInvalid},
			{"a fork", one(id("ada SPOKE_TO bo"), id("ada HAS_TIES cem trade"), id("ada PARTICIPATED_IN call")), graph.ErrInvalid},
			{"an entity", one("ada"), graph.ErrNotFound},
			{"a document", one("d1"), graph.ErrNotFound},
			{"nothing", one("r:aaaaaaaaaaaaaaaaaaaaaaaaaa"), graph.ErrNotFound},
		} {
			_, err := c.store.Basis(c.ctx, graph.BasisQuery{Of: x.of, MaxHops: 3, DegreeCap: 9})
			e := c.refused(x.reason, err, x.class)
			if x.class == graph.ErrNotFound {
				c.want(x.reason+": ids", e.IDs, x.of)
			}
		}
		_, err := c.store.Basis(c.ctx, graph.BasisQuery{Of: one(id("ada SPOKE_TO bo")), MaxHops: 13})
		c.want("maxHops 13", c.refused("maxHops 13", err, graph.ErrLimit).Limit, graph.MaxHops)
		_, err = c.store.Basis(c.ctx, graph.BasisQuery{Of: one(id("ada SPOKE_TO bo")), MaxHops: 3, DegreeCap: -1})
		c.refused("degreeCap -1", err, graph.ErrInvalid)
	}},
}

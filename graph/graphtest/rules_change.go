package graphtest

import (
	"fmt"
	"strings"

	"dragoman/graph"
)

// chronicle is what became known when.
//
//	2025-01-01 n1    ada SPOKE_TO bo (REPORTED) · bo HAS_TIES cem (withdrawn on 2025-03-01) · ada RECOGNIZES not zed, 2024
//	2025-02-01 n2    ada SPOKE_TO bo is denied · zed is recognized, 2025-02 · bo MEMBER_OF club
//	2025-02-05 n3    bo MEMBER_OF club was an error · the visit of cem and zed is announced
//	2025-02-10 n4    it took place
//	no day     n5    cem MEMBER_OF club
const chronicle = `
{"document":{"id":"n1","published":"2025-01-01"}}
{"document":{"id":"n2","published":"2025-02-01"}}
{"document":{"id":"n3","published":"2025-02-05"}}
{"document":{"id":"n4","published":"2025-02-10"}}
{"document":{"id":"n5"}}
{"entity":{"id":"ada","kind":"GOVERNMENT","name":"Ada"}}
{"entity":{"id":"zed","kind":"GOVERNMENT","name":"Zed"}}
{"entity":{"id":"bo","kind":"PERSON","name":"Bo"}}
{"entity":{"id":"cem","kind":"PERSON","name":"Cem"}}
{"entity":{"id":"club","kind":"ORGANIZATION","name":"Club"}}
{"entity":{"id":"visit","kind":"MEETING","name":"Visit"}}
{"relation":{"from":"ada","type":"SPOKE_TO","to":"bo","claims":[{"id":"w1","document":"n1","stance":"ASSERTS"},{"id":"w2","document":"n2","stance":"DENIES"}]}}
{"relation":{"from":"bo","type":"HAS_TIES","to":"cem","key":"trade","claims":[{"id":"w3","document":"n1","stance":"ASSERTS","retracted":{"kind":"WITHDRAWN","at":"2025-03-01","reason":"mixed up"}}]}}
{"relation":{"from":"ada","type":"RECOGNIZES","to":"zed","claims":[{"id":"w4","document":"n1","stance":"DENIES","date":"2024"},{"id":"w5","document":"n2","stance":"ASSERTS","date":"2025-02"}]}}
{"relation":{"from":"bo","type":"MEMBER_OF","to":"club","concerns":["zed"],"claims":[{"id":"w6","document":"n2","stance":"ASSERTS","retracted":{"kind":"ERROR","reason":"misread"}}]}}
{"relation":{"from":"cem","type":"MEMBER_OF","to":"club","claims":[{"id":"w7","document":"n5","stance":"ASSERTS"}]}}
{"relation":{"from":"cem","type":"PARTICIPATED_IN","to":"visit","claims":[{"id":"w8","document":"n1","stance":"ASSERTS"}]}}
{"relation":{"from":"zed","type":"PARTICIPATED_IN","to":"visit","claims":[{"id":"w9","document":"n1","stance":"ASSERTS"}]}}
{"attribute":{"of":"visit","name":"occurred","value":"yes","claims":[{"id":"w10","document":"n1","stance":"PLANS"},{"id":"w11","document":"n4","stance":"ASSERTS"}]}}
{"attribute":{"of":"club","name":"size","number":5,"claims":[{"id":"w12","document":"n1","stance":"ASSERTS"}]}}
{"attribute":{"of":"club","name":"size","number":7,"claims":[{"id":"w13","document":"n2","stance":"ASSERTS"}]}}
`

func (c *check) changed(since string, where *graph.Filter, of ...string) []string {
	c.Helper()
	p, err := c.store.Changes(c.ctx, graph.ChangeQuery{Of: of, Since: *day(since), Where: where, Slice: graph.Slice{First: 100}})
	c.ok("Changes", err)
	return mapped(p.Items, toldChange)
}

func toldChange(x graph.Change) string {
	what := ""
	if x.Relation != nil {
		what = told(x.Relation)
	} else {
		what = strings.TrimSpace(x.Attribute.Of + " " + x.Attribute.Name + " " + x.Attribute.Number)
	}
	status := func(s *graph.Standing) string {
		if s == nil {
			return "-"
		}
		return s.Status.String()
	}
	return fmt.Sprint(x.Day, " ", what, ": ", x.Kind, " ", status(x.Before), ">", status(x.After), " ", mapped(x.Because, func(r graph.Reason) string {
		return r.Claim.ID + " " + r.Cause.String()
	}))
}

var changeRules = []rule{
	{"changes/causes", "a change is told with the claims that count otherwise: known since, withdrawn, superseded, of unknown day", func(c *check) {
		c.load(chronicle)
		c.want("what became disputed", c.changed("2025-01-31", nil, "ada"), one(
			"2025-02-01 ada SPOKE_TO bo: ALTERED REPORTED>DISPUTED [w2 BECAME_KNOWN]",
			"2025-02-01 ada RECOGNIZES zed: ALTERED DENIED>REPORTED [w4 SUPERSEDED w5 BECAME_KNOWN]"))
		c.want("the day itself was known", c.changed("2025-02-01", nil, "ada"), none())
		c.want("withdrawn since; what was an error never was", c.changed("2025-02-28", nil, "bo"), one("2025-03-01 bo HAS_TIES cem trade: CEASED REPORTED>RETRACTED [w3 WITHDRAWN]"))
		c.want("unknown day, last", c.changed("2025-02-20", nil, "cem"), one(
			"2025-03-01 bo HAS_TIES cem trade: CEASED REPORTED>RETRACTED [w3 WITHDRAWN]",
			" cem MEMBER_OF club: APPEARED ->REPORTED [w7 UNDATED]"))
		c.want("before anything was known, errors are none", c.changed("2024-01-01", nil, "bo"), one("2025-02-01 ada SPOKE_TO bo: APPEARED ->DISPUTED [w1 BECAME_KNOWN w2 BECAME_KNOWN]"))
	}},
	{"changes/restored", "what the withdrawal of a claim makes live again is told", func(c *check) {
		c.load(chronicle)
		c.load(`{"document":{"id":"n6","published":"2025-01-20"}}
{"relation":{"from":"bo","type":"HEADS","to":"club","claims":[{"id":"w20","document":"n1","stance":"DENIES","date":"2024-05"},{"id":"w21","document":"n6","stance":"ASSERTS","date":"2024-12","retracted":{"kind":"WITHDRAWN","at":"2025-04-01","reason":"wrong"}}]}}`)
		c.want("restored", c.changed("2025-03-15", nil, id("bo HEADS club")), one("2025-04-01 bo HEADS club: ALTERED REPORTED>DENIED [w20 RESTORED w21 WITHDRAWN]"))
	}},
	{"changes/as of", "now is what the filter's asOf says; where that comes before since it is INVALID", func(c *check) {
		c.load(chronicle)
		c.want("until the day of the denial", c.changed("2025-01-15", &graph.Filter{AsOf: day("2025-01-31")}, "ada"), none())
		_, err := c.store.Changes(c.ctx, graph.ChangeQuery{Of: one("ada"), Since: *day("2025-01-15"), Where: &graph.Filter{AsOf: day("2025-01-14")}})
		c.refused("turned round", err, graph.ErrInvalid)
		_, err = c.store.PathChanges(c.ctx, graph.PathChangeQuery{From: one("ada"), To: one("bo"), Since: *day("2025-01-15"), Where: &graph.Filter{AsOf: day("2025-01-14")}})
		c.refused("turned round, of paths", err, graph.ErrInvalid)
	}},
	{"changes/filter", "what passes the filter on one side only appeared or ceased, whatever else became of it", func(c *check) {
		c.load(chronicle)
		c.want("no longer reported", c.changed("2025-01-31", &graph.Filter{Statuses: []graph.Status{graph.Reported}}, "ada"), one(
			"2025-02-01 ada SPOKE_TO bo: CEASED REPORTED>DISPUTED [w2 BECAME_KNOWN]",
			"2025-02-01 ada RECOGNIZES zed: APPEARED DENIED>REPORTED [w4 SUPERSEDED w5 BECAME_KNOWN]"))
		p, err := c.store.Changes(c.ctx, graph.ChangeQuery{Of: one("ada"), Since: *day("2025-01-31"), Lens: graph.LensContact, Slice: graph.Slice{First: 9}})
		c.ok("Changes", err)
		c.want("through a lens", mapped(p.Items, toldChange), one("2025-02-01 ada SPOKE_TO bo: ALTERED REPORTED>DISPUTED [w2 BECAME_KNOWN]"))
	}},
	{"changes/attributes", "attributes change too, also by a rival value; a relation changes for what it concerns", func(c *check) {
		c.load(chronicle)
		got := c.changed("2025-01-15", nil, "visit")
		c.want("whether it took place", got, one("2025-02-10 visit occurred: ALTERED PLANNED>REPORTED [w11 BECAME_KNOWN]"))
		got = c.changed("2025-01-15", &graph.Filter{AsOf: day("2025-02-02")}, "club")
		c.want("sizes", len(got), 2)
		for _, x := range got {
			if x != "2025-02-01 club size 5: ALTERED REPORTED>DISPUTED [w13 BECAME_KNOWN]" && x != "2025-02-01 club size 7: APPEARED ->DISPUTED [w13 BECAME_KNOWN]" {
				c.violated("%s", x)
			}
		}
		got = c.changed("2025-02-03", &graph.Filter{Statuses: []graph.Status{graph.Retracted, graph.Reported}}, "zed")
		c.want("concerned, and of an error nothing was ever live", got, none())
		got = c.changed("2025-01-15", &graph.Filter{Statuses: []graph.Status{graph.Retracted}}, "zed")
		c.want("concerned", got, one("2025-02-01 bo MEMBER_OF club: APPEARED ->RETRACTED [w6 BECAME_KNOWN]"))
	}},
	{"changes/bad values", "of nothing is INVALID, unknown ids NOT_FOUND, first above 1000 LIMIT", func(c *check) {
		c.load(chronicle)
		_, err := c.store.Changes(c.ctx, graph.ChangeQuery{Of: one()})
		c.refused("of nothing", err, graph.ErrInvalid)
		_, err = c.store.Changes(c.ctx, graph.ChangeQuery{Of: one("ada", "nobody")})
		c.want("ids", c.refused("of nobody", err, graph.ErrNotFound).IDs, one("nobody"))
		_, err = c.store.Changes(c.ctx, graph.ChangeQuery{Of: one("ada"), Slice: graph.Slice{First: 1001}})
		c.want("limit", c.refused("first 1001", err, graph.ErrLimit).Limit, 1000)
	}},
	{"changes/paths", "of the first paths of each state those are told that are none in the other, with what became of the relations that make the difference", func(c *check) {
		c.load(chronicle)
		ask := func(since string, from, to string) *graph.PathChanges {
			p, err := c.store.PathChanges(c.ctx, graph.PathChangeQuery{From: one(from), To: one(to), Since: *day(since), First: 10, MaxHops: 3, DegreeCap: 99})
			c.ok("PathChanges", err)
			return p
		}
		tell := func(x graph.PathChange) string {
			return strings.Join(x.Path.Nodes, " ") + ": " + strings.Join(mapped(x.Because, toldChange), "; ")
		}
		p := ask("2025-01-15", "ada", "zed")
		c.want("outcomes", fmt.Sprint(p.Then, p.Now, p.Complete), "NO_PATH FOUND true")
		c.want("a recognition", mapped(p.Appeared, tell), one("ada zed: 2025-02-01 ada RECOGNIZES zed: ALTERED DENIED>REPORTED [w4 SUPERSEDED w5 BECAME_KNOWN]"))
		p = ask("2025-01-15", "cem", "zed")
		c.want("a visit that took place", mapped(p.Appeared, tell), one("cem visit zed: 2025-02-10 visit occurred: ALTERED PLANNED>REPORTED [w11 BECAME_KNOWN]"))
		p = ask("2025-02-20", "bo", "cem")
		c.want("ties withdrawn", mapped(p.Ceased, tell), one("bo cem: 2025-03-01 bo HAS_TIES cem trade: CEASED REPORTED>RETRACTED [w3 WITHDRAWN]"))
		c.want("outcomes", fmt.Sprint(p.Then, p.Now), "FOUND NO_PATH")
		p = ask("2025-02-20", "ada", "ada")
		c.want("the same", fmt.Sprint(p.Then, p.Now, len(p.Appeared), len(p.Ceased), p.Complete), "SAME SAME 0 0 true")
	}},
}

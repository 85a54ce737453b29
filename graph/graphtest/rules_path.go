package graphtest

import (
	"fmt"
	"strings"

	"dragoman/graph"
)

// found gives the paths of a query as entities joined by spaces.
func (c *check) found(q graph.PathQuery) (*graph.PathResult, []string) {
	c.Helper()
	if q.First == 0 {
		q.First = 10
	}
	if q.DegreeCap == 0 {
		q.DegreeCap = 1000
	}
	q.ListHubs = true
	r, err := c.store.Paths(c.ctx, q)
	c.ok("Paths", err)
	return r, mapped(r.Paths, func(p graph.Path) string { return strings.Join(p.Nodes, " ") })
}

func one(ids ...string) []string { return ids }

// leagueless is without the hub's memberships, so that paths show more.
var leagueless = one("league")

var pathRules = []rule{
	{"paths/SHORTEST", "one path of the fewest hops, the first in tie order: hops, weakest strength, smallest source count, entity ids, relation ids", func(c *check) {
		r, nodes := c.found(graph.PathQuery{From: one("anna"), To: one("sudland"), MaxHops: 6, Avoid: leagueless})
		c.want("path", nodes, one("anna osman envoys sudland"))
		c.want("outcome", fmt.Sprint(r.Outcome, r.Complete, r.StoppedBy, r.Total == nil), fmt.Sprint(graph.Found, true, graph.StopReason(0), true))
		p := r.Paths[0]
		c.want("path", []int{p.Hops, p.Contacts, int(p.Status), p.Independent, p.Weakest}, []int{3, 1, int(graph.Reported), 1, 1})
		c.want("steps", mapped(p.Steps, func(s graph.Step) string { return fmt.Sprint(s.From, ">", s.To, " ", told(s.Relation), " ", s.Forward) }), one(
			"anna>osman anna CONSULT osman ports true", "osman>envoys osman MEMBER_OF envoys true", "envoys>sudland envoys REPRESENTS sudland true",
		))
	}},
	{"paths/parallel", "parallel relations are one step, shown by the strongest; the others are named, strongest first", func(c *check) {
		r, nodes := c.found(graph.PathQuery{From: one("anna"), To: one("osman"), Mode: graph.AllShortest, MaxHops: 3})
		c.want("paths", nodes, one("anna osman"))
		c.want("total", r.Total, new(1))
		s := r.Paths[0].Steps[0]
		others := one(id("anna SPOKE_TO osman"), id("anna CONSULT osman fish"))
		if others[1] < others[0] {
			others[0], others[1] = others[1], others[0]
		}
		c.want("shown", told(s.Relation), "anna CONSULT osman ports")
		c.want("parallel", s.Parallel, others)
		c.want("count", s.ParallelCount, 2)
		c.want("contacts", r.Paths[0].Contacts, 1)
	}},
	{"paths/ALL_SHORTEST", "all paths of the least number of hops in tie order, and how many there are also where first cuts", func(c *check) {
		q := graph.PathQuery{From: one("anna"), To: one("rau", "ming"), Mode: graph.AllShortest, MaxHops: 6}
		r, nodes := c.found(q)
		c.want("paths", nodes, one("anna league ming", "anna league rau", "anna osman ming", "anna osman rau"))
		c.want("total", r.Total, new(4))
		q.First = 2
		r, nodes = c.found(q)
		c.want("the first two", nodes, one("anna league ming", "anna league rau"))
		c.want("total of a cut answer", r.Total, new(4))
		c.want("complete, though cut by first", r.Complete, true)
	}},
	{"paths/K_SHORTEST", "the first loopless paths in tie order, whatever their hops", func(c *check) {
		_, nodes := c.found(graph.PathQuery{From: one("anna"), To: one("ming"), Mode: graph.KShortest, MaxHops: 4, First: 6, Avoid: leagueless})
		c.want("paths", nodes, one("anna osman ming", "anna talk osman ming", "anna osman rau ming", "anna osman rau visit ming", "anna talk envoys osman ming", "anna talk osman rau ming"))
	}},
	{"paths/STRONGEST", "the best weakest status, then the best smallest source count, then the fewest hops", func(c *check) {
		r, nodes := c.found(graph.PathQuery{From: one("rau"), To: one("ming"), Mode: graph.Strongest, MaxHops: 4})
		c.want("the short allegation comes last", []string{nodes[0], nodes[len(nodes)-1]}, one("rau league ming", "rau ming"))
		c.want("status", r.Paths[0].Status, graph.Reported)
		_, nodes = c.found(graph.PathQuery{From: one("rau"), To: one("ming"), MaxHops: 4})
		c.want("while SHORTEST is", nodes, one("rau ming"))
	}},
	{"paths/SAME", "where a start is an end the paths are those without a step, by id", func(c *check) {
		r, nodes := c.found(graph.PathQuery{From: one("rau", "osman", "anna"), To: one("osman", "rau"), Mode: graph.AllShortest, MaxHops: 3})
		c.want("outcome", r.Outcome, graph.Same)
		c.want("paths", nodes, one("osman", "rau"))
		c.want("path", r.Paths, []graph.Path{{Weakest: -1, Nodes: one("osman")}, {Weakest: -1, Nodes: one("rau")}})
		_, nodes = c.found(graph.PathQuery{From: one("rau"), To: one("rau"), MaxHops: 0})
		c.want("without hops", nodes, one("rau"))
		_, nodes = c.found(graph.PathQuery{From: one("talk", "osman"), To: one("osman", "talk"), Mode: graph.Earliest, First: 2, MaxHops: 3})
		c.want("a meeting does not come before whom no contact dates", nodes, one("osman", "talk"))
	}},
	{"paths/NO_PATH", "where there is none within the hops and the policy, the outcome says so", func(c *check) {
		for _, q := range []graph.PathQuery{
			{From: one("anna"), To: one("crowd"), MaxHops: 12},
			{From: one("anna"), To: one("rau"), MaxHops: 1},
			{From: one("anna"), To: one("rau"), MaxHops: 0},
			{From: one("norland"), To: one("port"), MaxHops: 3},
			{From: one("anna"), To: one("rau"), MaxHops: 3, Avoid: one("anna")},
			{From: one("norland"), To: one("sudland"), MaxHops: 1, Avoid: one(id("norland RECOGNIZES sudland"), id("sudland ACCUSE norland harboring"))},
		} {
			q.Mode = graph.AllShortest
			r, nodes := c.found(q)
			c.want(fmt.Sprint(q.From, q.To), fmt.Sprint(r.Outcome, nodes, r.Complete, *r.Total), "NO_PATH [] true 0")
		}
	}},
	{"paths/first 0", "first 0 gives no paths and a truthful outcome", func(c *check) {
		r, err := c.store.Paths(c.ctx, graph.PathQuery{From: one("anna"), To: one("rau"), MaxHops: 4, DegreeCap: 99})
		c.ok("Paths", err)
		c.want("answer", fmt.Sprint(r.Outcome, len(r.Paths)), "FOUND 0")
	}},
	{"paths/hubs", "entities over degreeCap are not walked through, unless they are ends; the answer names them and is not complete", func(c *check) {
		r, nodes := c.found(graph.PathQuery{From: one("Anna"), To: one("rau"), MaxHops: 4, DegreeCap: 6})
		c.want("path", nodes, none())
		c.want("answer", fmt.Sprint(r.Outcome, r.Complete, r.StoppedBy), fmt.Sprint(graph.NoPath, false, graph.StopReason(0)))
		c.want("hubs", r.Policy.HubsSkipped, []graph.Hub{{Entity: "league", Degree: 7}, {Entity: "osman", Degree: 8}, {Entity: "norland", Degree: 7}})
		r, nodes = c.found(graph.PathQuery{From: one("Anna"), To: one("league"), MaxHops: 4, DegreeCap: 6})
		c.want("a hub at the end", nodes, one("Anna league"))
		c.want("is not skipped", r.Complete, true)
		r, _ = c.found(graph.PathQuery{From: one("anna"), To: one("osman"), MaxHops: 4, DegreeCap: 4})
		c.want("hubs no nearer than the answer's hops do not matter", r.Complete, true)
		r, _ = c.found(graph.PathQuery{From: one("anna"), To: one("rau"), MaxHops: 4, DegreeCap: 4, Mode: graph.KShortest, First: 9})
		c.want("nearest first, then id", r.Policy.HubsSkipped, []graph.Hub{{Entity: "league", Degree: 7}, {Entity: "ming", Degree: 6}, {Entity: "osman", Degree: 8}, {Entity: "norland", Degree: 7}, {Entity: "sudland", Degree: 5}})
		q := graph.PathQuery{From: one("Anna"), To: one("rau"), MaxHops: 4, DegreeCap: 6, First: 1}
		r, err := c.store.Paths(c.ctx, q)
		c.ok("Paths", err)
		c.want("unlisted, but heeded", fmt.Sprint(r.Policy.HubsSkipped, r.Complete), "[] false")
	}},
	{"paths/planned", "participations in a meeting that is PLANNED or NOT_HELD by `occurred` are walked only if the filter names that status", func(c *check) {
		q := graph.PathQuery{From: one("anna"), To: one("ming"), Lens: graph.LensContact, MaxHops: 4}
		r, _ := c.found(q)
		c.want("not by the summit to come", r.Outcome, graph.NoPath)
		q.Where = &graph.Filter{Statuses: []graph.Status{graph.Planned, graph.Reported}}
		_, nodes := c.found(q)
		c.want("with PLANNED", nodes, one("anna summit ming"))
		q = graph.PathQuery{From: one("rau"), To: one("ming"), Lens: graph.LensContact, MaxHops: 4, Where: q.Where}
		r, _ = c.found(q)
		c.want("PLANNED does not open the call that was denied", r.Outcome, graph.NoPath)
		q.Where = &graph.Filter{Statuses: []graph.Status{graph.Denied, graph.Reported}}
		_, nodes = c.found(q)
		c.want("with DENIED", nodes, one("rau call ming"))
		q.Where = &graph.Filter{Documents: one("d2")}
		_, nodes = c.found(q)
		c.want("before anybody denied it", nodes, one("rau call ming"))
	}},
	{"paths/contact", "the contact lens walks meetings (not by invitation), talks and delegations, and passes through people, delegations and meetings only", func(c *check) {
		r, _ := c.found(graph.PathQuery{From: one("norland"), To: one("ming"), Lens: graph.LensContact, MaxHops: 2})
		c.want("an invitation is no contact", r.Outcome, graph.NoPath)
		_, nodes := c.found(graph.PathQuery{From: one("anna"), To: one("sudland"), Lens: graph.LensContact, MaxHops: 4, Mode: graph.AllShortest})
		c.want("by the delegation", nodes, one("anna osman envoys sudland", "anna talk envoys sudland"))
		r, _ = c.found(graph.PathQuery{From: one("envoys"), To: one("rau"), Lens: graph.LensContact, MaxHops: 12})
		c.want("not through a government", r.Outcome, graph.NoPath)
	}},
	{"paths/lenses", "RELATIONS, the default, leaves out geography and the links between meetings", func(c *check) {
		r, _ := c.found(graph.PathQuery{From: one("talk"), To: one("visit"), MaxHops: 1})
		c.want("a talk of a visit", r.Outcome, graph.NoPath)
		c.want("policy", r.Policy.Lens, graph.LensRelations)
		_, nodes := c.found(graph.PathQuery{From: one("talk"), To: one("visit"), MaxHops: 1, Lens: graph.LensEverything})
		c.want("by everything", nodes, one("talk visit"))
		_, nodes = c.found(graph.PathQuery{From: one("anna"), To: one("norland"), MaxHops: 3, Lens: graph.LensFormal, Avoid: leagueless})
		c.want("by office", nodes, one("anna fm ministry norland"))
	}},
	{"paths/filter", "evidence is part of the search: a path exists only as the filter shows it", func(c *check) {
		_, nodes := c.found(graph.PathQuery{From: one("anna"), To: one("osman"), MaxHops: 3, Where: &graph.Filter{AsOf: day("2025-10-05")}, Mode: graph.AllShortest})
		c.want("before the talks were known", nodes, one("anna league osman", "anna talk osman"))
	}},
	{"paths/kinds", "kinds are those of inner entities; ends are exempt", func(c *check) {
		_, nodes := c.found(graph.PathQuery{From: one("anna"), To: one("rau"), MaxHops: 4, Mode: graph.AllShortest, Where: &graph.Filter{Kinds: []graph.EntityKind{graph.KindOrganization}}})
		c.want("through bodies", nodes, one("anna league rau"))
	}},
	{"paths/policy", "the policy repeats what was walked, and under asOf how many claims fall out because their day is not known", func(c *check) {
		r, _ := c.found(graph.PathQuery{From: one("anna"), To: one("rau"), MaxHops: 3, DegreeCap: 50})
		c.want("policy", r.Policy, graph.Policy{Lens: graph.LensRelations, DegreeCap: 50, Statuses: []graph.Status{graph.Confirmed, graph.Corroborated, graph.Reported, graph.Alleged, graph.Disputed}})
		r, _ = c.found(graph.PathQuery{From: one("anna"), To: one("rau"), MaxHops: 3, Where: &graph.Filter{AsOf: day("2025-12-01"), Statuses: []graph.Status{graph.Reported, graph.Confirmed, graph.Reported}}})
		c.want("statuses, strongest first", r.Policy.Statuses, []graph.Status{graph.Confirmed, graph.Reported})
		c.want("undated claims", r.Policy.UndatedClaims, 2)
	}},
	{"paths/bad values", "hops below 0 or degreeCap below 0 are INVALID, hops above 12 and first above 1000 LIMIT, no ends INVALID, unknown ids NOT_FOUND", func(c *check) {
		good := graph.PathQuery{From: one("anna"), To: one("rau"), First: 1, MaxHops: 3, DegreeCap: 9}
		for _, x := range []struct {
			reason string
			change func(*graph.PathQuery)
			class  *graph.Error
			limit  int
		}{
			{"hops -1", func(q *graph.PathQuery) { q.MaxHops = -1 }, graph.ErrInvalid, 0},
			{"hops 13", func(q *graph.PathQuery) { q.MaxHops = 13 }, graph.ErrLimit, 12},
			{"first -1", func(q *graph.PathQuery) { q.First = -1 }, graph.ErrInvalid, 0},
			{"first 1001", func(q *graph.PathQuery) { q.First = 1001 }, graph.ErrLimit, 1000},
			{"degreeCap -1", func(q *graph.PathQuery) { q.DegreeCap = -1 }, graph.ErrInvalid, 0},
			{"no from", func(q *graph.PathQuery) { q.From = nil }, graph.ErrInvalid, 0},
			{"no to", func(q *graph.PathQuery) { q.To = one() }, graph.ErrInvalid, 0},
			{"unknown from", func(q *graph.PathQuery) { q.From = one("ANNA") }, graph.ErrNotFound, 0},
			{"unknown to", func(q *graph.PathQuery) { q.To = one("rau", "r:aaaaaaaaaaaaaaaaaaaaaaaaaa") }, graph.ErrNotFound, 0},
			{"unknown avoid", func(q *graph.PathQuery) { q.Avoid = one("nobody") }, graph.ErrNotFound, 0},
		} {
			q := good
			x.change(&q)
			_, err := c.store.Paths(c.ctx, q)
			c.want(x.reason+": limit", c.refused(x.reason, err, x.class).Limit, x.limit)
		}
		avoid := one("none", "r:aaaaaaaaaaaaaaaaaaaaaaaaaa")
		for _, x := range []struct{ from, to, ids []string }{
			{one("nobody", "anna"), one("no one"), one("nobody")},
			{one("anna"), one("no one"), one("no one")},
			{one("anna"), one("rau"), avoid},
		} {
			q := good
			q.From, q.To, q.Avoid = x.from, x.to, avoid
			_, err := c.store.Paths(c.ctx, q)
			c.want("of several unknown, those of the first argument are told", sortedIDs(c.refused("several unknown", err, graph.ErrNotFound).IDs), x.ids)
		}
	}},
}

func none() []string { return []string{} }

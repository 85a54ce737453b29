package graphtest

import (
	"fmt"
	"strings"

	"dragoman/graph"
)

// joined asks for a network and gives each group's entities and steps.
func (c *check) joined(q graph.ConnectQuery) (*graph.ConnectResult, []string) {
	c.Helper()
	if q.DegreeCap == 0 {
		q.DegreeCap = 1000
	}
	q.ListHubs = true
	r, err := c.store.Connect(c.ctx, q)
	c.ok("Connect", err)
	return r, mapped(r.Groups, func(g graph.ConnectGroup) string {
		steps := mapped(g.Steps, func(s graph.Step) string { return s.From + ">" + s.To })
		return fmt.Sprint(strings.Join(g.Nodes, " "), ": ", strings.Join(steps, " "))
	})
}

var connectRules = []rule{
	{"connect/network", "a smallest network joins the entities; steps lead away from the first, nearest first, with their evidence; pairs tell the distances", func(c *check) {
		r, groups := c.joined(graph.ConnectQuery{Of: one("anna", "sudland", "ming"), MaxHops: 6, Avoid: leagueless})
		c.want("network", groups, one("anna sudland ming envoys osman: anna>osman osman>envoys osman>ming envoys>sudland"))
		g := r.Groups[0]
		c.want("group", fmt.Sprint(g.Members, g.Exact, g.AtLeast, g.Status, g.Independent), fmt.Sprint(one("anna", "sudland", "ming"), true, 4, graph.Reported, 1))
		c.want("outcome", fmt.Sprint(r.Outcome, r.Complete, r.StoppedBy), fmt.Sprint(graph.Found, true, graph.StopReason(0)))
		c.want("pairs", mapped(r.Pairs, func(p graph.ConnectPair) string { return fmt.Sprint(p.From, " ", p.To, " ", *p.Hops) }), one("anna sudland 3", "anna ming 2", "sudland ming 3"))
		s := g.Steps[0]
		c.want("a step of parallel relations", fmt.Sprint(told(s.Relation), " ", s.Forward, s.ParallelCount, s.Relation.Documents), "anna CONSULT osman ports true 2 [d5]")
		r, groups = c.joined(graph.ConnectQuery{Of: one("anna", "osman"), MaxHops: 1})
		c.want("two neighbours", groups, one("anna osman: anna>osman"))
		c.want("of one step", r.Groups[0].AtLeast, 1)
	}},
	{"connect/order", "of networks of as many steps, the one with the strongest weakest step comes first, then with most sources, then with the lowest ids", func(c *check) {
		_, groups := c.joined(graph.ConnectQuery{Of: one("rau", "ming"), MaxHops: 6})
		c.want("though it is an allegation, it is shortest", groups, one("rau ming: rau>ming"))
		_, groups = c.joined(graph.ConnectQuery{Of: one("rau", "ming"), MaxHops: 6, Where: &graph.Filter{Types: []graph.RelationType{graph.MemberOf, graph.Backs}, Statuses: []graph.Status{graph.Reported}}})
		c.want("by id", groups, one("rau ming league: rau>league league>ming"))
		_, groups = c.joined(graph.ConnectQuery{Of: one("anna", "envoys"), MaxHops: 6, Avoid: leagueless})
		c.want("the stronger of two ways", groups, one("anna envoys osman: anna>osman osman>envoys"))
	}},
	{"connect/groups", "what no way within maxHops joins stands in groups of its own, most members first, each with its network", func(c *check) {
		r, groups := c.joined(graph.ConnectQuery{Of: one("crowd", "anna", "port", "osman"), MaxHops: 6})
		c.want("groups", groups, one("anna osman: anna>osman", "crowd: ", "port: "))
		c.want("outcome", fmt.Sprint(r.Outcome, r.Complete, r.Groups[1].Exact, r.Groups[1].AtLeast), fmt.Sprint(graph.NoPath, true, true, 0))
		c.want("pairs", mapped(r.Pairs, func(p graph.ConnectPair) bool { return p.Hops != nil }), []bool{false, false, false, false, true, false})
		_, groups = c.joined(graph.ConnectQuery{Of: one("anna", "sudland"), MaxHops: 2, Avoid: leagueless})
		c.want("too far", groups, one("anna: ", "sudland: "))
		_, groups = c.joined(graph.ConnectQuery{Of: one("anna", "sudland"), MaxHops: 0})
		c.want("no hop", groups, one("anna: ", "sudland: "))
		_, groups = c.joined(graph.ConnectQuery{Of: one("anna", "sudland", "osman"), MaxHops: 2, Avoid: leagueless})
		c.want("one group by way of a third", groups, one("anna sudland osman envoys: anna>osman osman>envoys envoys>sudland"))
	}},
	{"connect/joints", "the entities themselves may join others, whatever their kind and degree; what else joins is what paths may pass", func(c *check) {
		_, groups := c.joined(graph.ConnectQuery{Of: one("anna", "norland", "rau"), MaxHops: 3, Lens: graph.LensContact})
		c.want("by contact", groups, one("norland rau visit: norland>visit visit>rau", "anna: "))
		_, groups = c.joined(graph.ConnectQuery{Of: one("anna", "Anna", "league"), MaxHops: 3, DegreeCap: 1})
		c.want("through a hub that is asked for", groups, one("anna Anna league: anna>league league>Anna"))
		_, groups = c.joined(graph.ConnectQuery{Of: one("fm", "norland"), MaxHops: 3, Where: &graph.Filter{Kinds: []graph.EntityKind{graph.KindPerson}}})
		c.want("through no other kind", groups, one("fm: ", "norland: "))
	}},
	{"connect/avoid", "a network uses no entity and no relation that is to be avoided", func(c *check) {
		_, groups := c.joined(graph.ConnectQuery{Of: one("rau", "ming"), MaxHops: 6, Avoid: one("league", id("rau BACKS ming"))})
		c.want("network", groups, one("rau ming osman: rau>osman osman>ming"))
	}},
	{"connect/hubs", "a hub that another network might go through makes the answer incomplete, and is named", func(c *check) {
		r, groups := c.joined(graph.ConnectQuery{Of: one("anna", "Anna"), MaxHops: 6, DegreeCap: 6})
		c.want("groups", groups, one("anna: ", "Anna: "))
		c.want("hubs", r.Policy.HubsSkipped, []graph.Hub{{Entity: "league", Degree: 7}, {Entity: "osman", Degree: 8}, {Entity: "norland", Degree: 7}})
		c.want("complete", fmt.Sprint(r.Outcome, r.Complete), fmt.Sprint(graph.NoPath, false))
		r, _ = c.joined(graph.ConnectQuery{Of: one("rau", "ming"), MaxHops: 6, DegreeCap: 6})
		c.want("a hub cannot better one step", fmt.Sprint(r.Complete, len(r.Policy.HubsSkipped)), "true 0")
	}},
	{"connect/many", "of more than 8 members the network is put together of nearest pairs, and says so", func(c *check) {
		of := one("anna", "osman", "rau", "ming", "norland", "sudland", "Anna", "fm", "ministry", "envoys")
		r, _ := c.joined(graph.ConnectQuery{Of: of, MaxHops: 6})
		c.want("groups", len(r.Groups), 1)
		g := r.Groups[0]
		c.want("quality", fmt.Sprint(g.Exact, g.AtLeast, g.Size(), len(g.Nodes)), "false 6 10 11")
		r, _ = c.joined(graph.ConnectQuery{Of: of[:8], MaxHops: 6})
		c.want("quality of 8", fmt.Sprint(r.Groups[0].Exact, r.Groups[0].AtLeast, r.Groups[0].Size()), "true 8 8")
	}},
	{"connect/bad values", "fewer than two different entities, negative values or one both wanted and avoided are INVALID, more than 20 entities or 12 hops LIMIT; unknown ids NOT_FOUND", func(c *check) {
		good := graph.ConnectQuery{Of: one("anna", "ming"), MaxHops: 4, DegreeCap: 9}
		for _, x := range []struct {
			reason string
			change func(*graph.ConnectQuery)
			class  *graph.Error
			limit  int
		}{
			{"none", func(q *graph.ConnectQuery) { q.Of = nil }, graph.ErrInvalid, 0},
			{"one", func(q *graph.ConnectQuery) { q.Of = one("anna") }, graph.ErrInvalid, 0},
			{"one twice", func(q *graph.ConnectQuery) { q.Of = one("anna", "anna") }, graph.ErrInvalid, 0},
			{"21", func(q *graph.ConnectQuery) { q.Of = make([]string, 21) }, graph.ErrLimit, 20},
			{"hops -1", func(q *graph.ConnectQuery) { q.MaxHops = -1 }, graph.ErrInvalid, 0},
			{"hops 13", func(q *graph.ConnectQuery) { q.MaxHops = 13 }, graph.ErrLimit, 12},
			{"degreeCap -1", func(q *graph.ConnectQuery) { q.DegreeCap = -1 }, graph.ErrInvalid, 0},
			{"avoided and wanted", func(q *graph.ConnectQuery) { q.Avoid = one("ming") }, graph.ErrInvalid, 0},
			{"unknown", func(q *graph.ConnectQuery) { q.Of = one("anna", "nobody") }, graph.ErrNotFound, 0},
			{"unknown avoided", func(q *graph.ConnectQuery) { q.Avoid = one("nobody") }, graph.ErrNotFound, 0},
		} {
			q := good
			x.change(&q)
			_, err := c.store.Connect(c.ctx, q)
			c.want(x.reason+": limit", c.refused(x.reason, err, x.class).Limit, x.limit)
		}
	}},
}
